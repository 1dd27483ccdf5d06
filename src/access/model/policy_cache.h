// Compiled policies by their text: every distinct document is parsed and compiled once, however many roles share it.
// Threads: one at a time.
#ifndef ROLECALL_ACCESS_MODEL_POLICY_CACHE_H_
#define ROLECALL_ACCESS_MODEL_POLICY_CACHE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "access/model/identity_model.h"
#include "base/result.h"
#include "policy/decide/engine.h"

namespace rolecall::access {

class PolicyCache {
 public:
  using Compiled = std::shared_ptr<const policy::CompiledPolicy>;

  // Null if the text is no policy: `Why` says what is wrong. The name is that of the first document with the text.
  Compiled Get(const PolicyDocument& document, policy::DocumentKind kind);
  // "malformed: Syntax errors in policy. …"; empty if Get gives a policy.
  std::string Why(const PolicyDocument& document, policy::DocumentKind kind);

  std::size_t size() const { return count_; }
  // Those that nobody else holds are gone.
  void Clear();

 private:
  struct Entry {
    Compiled compiled;
    std::string why;
  };
  const Entry& Find(const PolicyDocument& document, policy::DocumentKind kind);

  std::map<policy::DocumentKind, std::unordered_map<std::string, Entry>> entries_;
  std::size_t count_ = 0;
};

// The same without a cache, under the document's own name.
Result<PolicyCache::Compiled> CompileDocument(const PolicyDocument& document, policy::DocumentKind kind);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_POLICY_CACHE_H_
