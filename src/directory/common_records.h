// What several kinds of records share: tags and stored policies.
#ifndef ROLECALL_DIRECTORY_COMMON_RECORDS_H_
#define ROLECALL_DIRECTORY_COMMON_RECORDS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "policy/decide/engine.h"

namespace rolecall::directory {

// In the order of their writing; keys are unique (IAM: ignoring case).
using Tags = std::vector<std::pair<std::string, std::string>>;

// A policy document as it is stored, with its compiled form. An empty text: no policy, `compiled` is null.
// In resource and trust policies principals are bound (principals.h).
struct StoredPolicy {
  std::string text;
  std::shared_ptr<const policy::CompiledPolicy> compiled;

  explicit operator bool() const { return compiled != nullptr; }
};

// Compiles `text`. What is stored was checked before; should it not parse all the same (an old or damaged store),
// the policy that denies everything stands for it. `name` appears in reasons.
StoredPolicy MakeStoredPolicy(std::string text, policy::DocumentKind kind, std::string name);

struct InlinePolicy {
  std::string name;
  StoredPolicy policy;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_COMMON_RECORDS_H_
