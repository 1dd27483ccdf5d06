// Documents of a plan's JSON that are not known as a whole, but in parts: those of aws_iam_policy_document whose
// reading waits for the apply. Their blocks stand in the plan, known and unknown; which resource takes which document
// says the plan's configuration.
//
//   PlanPolicies policies(root);
//   policies.TextFor("module.a.aws_iam_role.app[0]", "assume_role_policy")   // nothing: not from such a document
//
// Unknown parts are placeholders (base/placeholder.h). Variables of modules are followed to their callers. What is made
// of several documents, or of a document and something else, is not known: the plan does not say how. Pure.
#ifndef ROLECALL_ACCESS_REVIEW_PLAN_POLICIES_H_
#define ROLECALL_ACCESS_REVIEW_PLAN_POLICIES_H_

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::access {

class PlanPolicies {
 public:
  // `root` must outlive it.
  explicit PlanPolicies(const boost::json::object& root);

  std::optional<std::string> TextFor(const std::string& address, std::string_view attribute) const;
  // Whether the configuration gives the resource the attribute or block.
  bool Writes(const std::string& address, std::string_view name) const;

 private:
  // The module's part of the configuration and its callers', from the root.
  using Chain = std::vector<const boost::json::object*>;
  std::optional<Chain> ModulesOf(const std::vector<std::string>& path) const;
  // The configuration of the resource; null: not there.
  const boost::json::object* ExpressionsOf(const std::string& address) const;
  std::optional<std::string> Follow(const boost::json::object& expressions, std::string_view attribute,
                                    std::vector<std::string> path, const std::string& index) const;
  std::optional<std::string> DocumentAt(const std::vector<std::string>& path, const std::string& name,
                                        const std::string& index) const;

  const boost::json::object* configuration_ = nullptr;  // of the root module
  std::map<std::string, std::string> documents_;        // by address, as the plan has it
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_REVIEW_PLAN_POLICIES_H_
