// Label selectors as kubectl writes them: "app=web,tier in (front, back),!legacy".
//
//   ROLECALL_TRY(LabelSelector selector, LabelSelector::Parse("inject=yes"));
//   if (selector.Selects([&](std::string_view name) { return labels.Find(name); })) …
//
// An empty selector selects everything. Values; any thread. Errors: kInvalidArgument, with what is wrong.
#ifndef ROLECALL_KUBE_LABEL_SELECTOR_H_
#define ROLECALL_KUBE_LABEL_SELECTOR_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::kube {

class LabelSelector {
 public:
  // As Kubernetes names them in matchExpressions.
  enum class Operator { kIn, kNotIn, kExists, kDoesNotExist };
  struct Requirement {
    std::string key;
    Operator op = Operator::kExists;
    std::vector<std::string> values = {};  // of kIn and kNotIn; at least one
  };
  // The value of a label; null if there is none.
  using Lookup = std::function<const std::string_view*(std::string_view key)>;

  static Result<LabelSelector> Parse(std::string_view text);

  // Whether all requirements hold; a label that is missing is not in any list.
  bool Selects(const Lookup& lookup) const;
  bool empty() const { return requirements_.empty(); }
  const std::vector<Requirement>& requirements() const { return requirements_; }

 private:
  std::vector<Requirement> requirements_;
};

// "In", "NotIn", "Exists", "DoesNotExist".
std::string_view NameOf(LabelSelector::Operator op);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_LABEL_SELECTOR_H_
