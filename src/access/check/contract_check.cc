#include <algorithm>

#include "access/check/contract.h"
#include "access/check/subjects.h"
#include "base/text.h"
#include "policy/document/glob.h"

namespace rolecall::access {
namespace {

using policy::AccessDifference;

// "NS/NAME", the name of a role or user, an ARN, twelve digits of an account, a glob of any of these.
bool IsNamed(const std::vector<std::string>& patterns, const std::vector<std::string>& names) {
  return std::any_of(patterns.begin(), patterns.end(), [&names](const std::string& pattern) {
    const policy::Pattern glob = policy::ToPattern(pattern);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return !name.empty() && (policy::GlobMatch(glob, name) || AccountOf(name) == pattern);
    });
  });
}

class ContractChecker {
 public:
  ContractChecker(const IdentityModel& model, CheckReport& report) : model_(model), report_(report), sides_(cache_) {}

  void Check(const Contract& contract) {
    if (contract.allow) {
      for (const std::string& principal : contract.principals) CheckAllow(contract, principal);
    } else {
      CheckDeny(contract);
    }
  }

 private:
  void Add(const Contract& contract, const std::string& who, std::string text, const std::string& example,
           const std::string& reason) {
    Violation violation;
    violation.rule = "contract";
    violation.who = who;
    violation.text = std::move(text) + " (contract \"" + contract.name + "\")";
    violation.example = example;
    violation.reason = reason;
    violation.origin.kind = Origin::Kind::kConfiguration;
    violation.origin.range = contract.range;
    report_.violations.push_back(std::move(violation));
  }

  void CheckDeny(const Contract& contract) {
    ForEachGrant(model_, contract.scope, sides_, report_.unknown,
                 [&](const Grantee& grantee, const AccessDifference& found) {
                   if (IsNamed(contract.principals, grantee.names)) return;
                   std::string text = "is allowed " + found.action + " on " + found.resource;
                   if (!found.conditions.empty()) text += " if " + Join(found.conditions, " and ");
                   if (!grantee.role.empty()) text += " by role " + grantee.role;
                   Add(contract, grantee.who, std::move(text), ExampleOf(found), found.reason);
                 });
  }

  // The roles and users that the principal is, or can assume.
  std::vector<const Side*> SidesOf(const std::string& principal) {
    std::vector<const Side*> sides;
    const std::string subject = "system:serviceaccount:" + principal.substr(0, principal.find('/')) + ":" +
                                principal.substr(principal.find('/') + 1);
    for (const Role& role : model_.roles) {
      bool is = role.arn == principal || role.name == principal;
      // Trust policies that name neither it nor a pattern need not be read.
      const bool may = role.trust.text.find(subject) != std::string::npos ||
                       role.trust.text.find_first_of("*?") != std::string::npos;
      if (!is && may && principal.find('/') != std::string::npos) {
        const std::vector<Opener> openers = LiveOpeners(role, sides_);
        is = std::any_of(openers.begin(), openers.end(), [&](const Opener& one) {
          // Whatever else the request says.
          if (!one.conditions.empty()) return false;
          return one.text == principal || (one.like && policy::GlobMatch(policy::ToPattern(one.subject), subject));
        });
      }
      if (is) sides.push_back(&sides_.OfRole(model_, role));
    }
    for (const Member& user : model_.users) {
      if (user.arn == principal || user.name == principal) sides.push_back(&sides_.OfMember(model_, user));
    }
    return sides;
  }

  // All of the scope, as a policy would give it.
  static std::shared_ptr<const policy::CompiledPolicy> Wanted(const policy::AccessScope& scope) {
    policy::Document document;
    policy::Statement statement;
    statement.effect = policy::Effect::kAllow;
    statement.has_resource = true;
    for (const std::string& action : scope.actions) statement.actions.push_back({action, {}});
    for (const std::string& resource : scope.resources) statement.resources.push_back({resource, {}});
    document.statements.push_back(std::move(statement));
    return policy::Compile(std::move(document), "the contract");
  }

  void CheckAllow(const Contract& contract, const std::string& principal) {
    const std::vector<const Side*> has = SidesOf(principal);
    if (has.empty()) {
      return Add(contract, principal,
                 "is nobody's name here: no role, no user, no service account that a role always lets in", principal,
                 "");
    }
    const policy::PolicySet& wanted = wanted_.emplace_back(policy::PolicySet{Wanted(contract.scope)});
    policy::AccessSide all = has.front()->access;
    all.inputs = {};
    all.inputs.identity = &wanted;
    all.inputs.resource_optional = true;
    policy::AccessQuestion question;
    question.has = &all;
    for (const Side* side : has) question.had.push_back(&sides_.Least(*side).access);
    question.first_only = true;
    std::vector<AccessDifference> missing = policy::Beyond(question, sides_.sets());
    std::erase_if(missing, [](const AccessDifference& one) { return one.without_effect; });
    if (missing.empty()) return;
    std::string reason = missing.front().reason;
    for (const Side* side : has) {
      if (!side->unknown.empty()) reason = "the text of " + side->unknown.front() + " is not known";
      if (!side->unknown_boundary.empty())
        reason = "the text of the boundary " + side->unknown_boundary + " is not known";
    }
    Add(contract, principal, "is not always allowed " + missing.front().action + " on " + missing.front().resource,
        reason.empty() ? ExampleOf(missing.front()) : "", reason);
  }

  const IdentityModel& model_;
  CheckReport& report_;
  PolicyCache cache_;
  Sides sides_;
  std::deque<policy::PolicySet> wanted_;
};

}  // namespace

CheckReport CheckContracts(const Contracts& contracts, const IdentityModel& model) {
  CheckReport report;
  report.check = "contract";
  ContractChecker checker(model, report);
  for (const Contract& contract : contracts) checker.Check(contract);
  std::stable_sort(report.violations.begin(), report.violations.end(),
                   [](const Violation& a, const Violation& b) { return a.certain() > b.certain(); });
  return report;
}

}  // namespace rolecall::access
