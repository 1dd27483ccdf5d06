// Which statements of a policy can apply to a request at all: by service and action, then by the literal text that
// their resource patterns begin with. Small policies have no index: looking at each statement is faster.
//
// It may give statements that do not apply, and one more than once; it never leaves out one that does.
//
//   index.ForEachCandidate(request, [&](std::uint32_t number) { … statements[number].Match(request) … });
//
// Built once from the compiled statements, of which it keeps texts but no pointers. Allocates nothing when asked.
#ifndef ROLECALL_POLICY_DECIDE_STATEMENT_INDEX_H_
#define ROLECALL_POLICY_DECIDE_STATEMENT_INDEX_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/decide/request.h"
#include "policy/decide/statement.h"

namespace rolecall::policy {

class StatementIndex {
 public:
  explicit StatementIndex(const std::vector<CompiledStatement>& statements);

  // Calls visit(statement number) for each candidate, in no order.
  template <typename Visit>
  void ForEachCandidate(const Request& request, Visit visit) const {
    if (small_ || request.folded()) {
      for (std::uint32_t i = 0; i < count_; ++i) visit(i);
      return;
    }
    VisitBucket(any_, request.resource(), visit);
    VisitMap(by_service_, request.lower_service(), request.resource(), visit);
    VisitMap(by_action_, request.lower_action(), request.resource(), visit);
  }

 private:
  static constexpr std::uint32_t kNoParent = 0xffffffff;
  struct Entry {
    std::string prefix;
    std::uint32_t statement;
    std::uint32_t parent = kNoParent;  // the nearest earlier entry whose prefix this one begins with
  };
  using Bucket = std::vector<Entry>;  // sorted by prefix
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Map = std::unordered_map<std::string, Bucket, Hash, std::equal_to<>>;

  Bucket& BucketFor(const CompiledStatement::ActionPattern& action);
  void Add(const CompiledStatement& statement, std::uint32_t number);
  static void Finish(Bucket& bucket);
  // The last entry whose prefix is not after `resource`, or kNoParent.
  static std::uint32_t LastNotAfter(const Bucket& bucket, std::string_view resource);

  // The prefixes of a text are all on the way from its predecessor in sorted order up through the parents.
  template <typename Visit>
  static void VisitBucket(const Bucket& bucket, std::string_view resource, Visit& visit) {
    for (std::uint32_t at = LastNotAfter(bucket, resource); at != kNoParent; at = bucket[at].parent) {
      const std::string& prefix = bucket[at].prefix;
      if (resource.substr(0, prefix.size()) == prefix) visit(bucket[at].statement);
    }
  }
  template <typename Visit>
  static void VisitMap(const Map& map, std::string_view name, std::string_view resource, Visit& visit) {
    if (map.empty()) return;
    auto found = map.find(name);
    if (found != map.end()) VisitBucket(found->second, resource, visit);
  }

  bool small_ = false;
  std::uint32_t count_ = 0;
  Bucket any_;
  Map by_service_, by_action_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_STATEMENT_INDEX_H_
