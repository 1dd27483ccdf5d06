#include "access/who_can/principal_can.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/model/caller_context.h"
#include "access/model/policy_cache.h"
#include "access/model/resource_policy.h"
#include "access/who_can/asked.h"
#include "base/text.h"
#include "policy/document/glob.h"
#include "policy/explain/explain.h"
#include "policy/explain/judge.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kMostTried = 8;  // requests for a grant

std::vector<std::string> SortedTexts(const std::vector<policy::Text>& texts) {
  std::vector<std::string> sorted;
  for (const policy::Text& text : texts) sorted.push_back(text.value);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

std::vector<std::string> ConditionTexts(const policy::Statement& statement) {
  std::vector<std::string> texts;
  for (const policy::Condition& condition : statement.conditions) {
    std::vector<std::string> values;
    for (const policy::Text& value : condition.values) values.push_back(value.value);
    texts.push_back(condition.operator_text + " " + condition.key + " = " + Join(values, " or "));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

bool SameScope(const PrincipalGrant& a, const PrincipalGrant& b) {
  return a.resources == b.resources && a.not_resources == b.not_resources && a.conditions == b.conditions &&
         !a.not_actions && !b.not_actions;
}

// Without what another action of the list covers.
void DropCovered(std::vector<std::string>& actions) {
  const auto covered = [&actions](const std::string& action) {
    return std::any_of(actions.begin(), actions.end(), [&action](const std::string& other) {
      // A star covers a star, a question mark does not.
      return other != action && other.find('?') == std::string::npos &&
             policy::GlobMatch(policy::ToPattern(LowerAscii(other)), LowerAscii(action));
    });
  };
  std::vector<std::string> kept;
  std::copy_if(actions.begin(), actions.end(), std::back_inserter(kept),
               [&covered](const std::string& action) { return !covered(action); });
  actions = std::move(kept);
}

class PrincipalSearch {
 public:
  explicit PrincipalSearch(const PrincipalCanQuestion& question) : question_(question), model_(*question.model) {}

  PrincipalCanAnswer Run() {
    Find();
    if (role_ == nullptr && user_ == nullptr) return std::move(answer_);
    answer_.found = true;
    answer_.principal = role_ != nullptr ? role_->arn : user_->arn;
    answer_.boundary = role_ != nullptr ? role_->boundary_arn : user_->boundary_arn;
    Load();
    for (const auto& compiled : identity_) {
      const policy::Document& document = policy::DocumentOf(*compiled);
      for (std::size_t i = 0; i < document.statements.size(); ++i) AddStatement(document.statements[i], *compiled, i);
    }
    for (std::vector<PrincipalGrant>* grants : {&answer_.grants, &answer_.denies}) {
      for (PrincipalGrant& grant : *grants) DropCovered(grant.actions);
    }
    for (PrincipalGrant& grant : answer_.grants) Try(grant);
    return std::move(answer_);
  }

 private:
  void Find() {
    const std::string& wanted = question_.principal;
    const bool by_arn = wanted.starts_with("arn:");
    role_ = by_arn ? model_.FindRole(wanted) : model_.FindRoleByName(wanted);
    if (role_ != nullptr) return;
    for (const Member& user : model_.users) {
      if (user.arn == wanted || user.name == wanted) user_ = &user;
    }
  }

  void Load() {
    const auto documents = role_ != nullptr ? model_.IdentityPolicies(*role_) : model_.IdentityPolicies(*user_);
    for (const PolicyDocument* document : documents) {
      if (!document->known || !document->unknown_parts.empty()) {
        answer_.remarks.push_back("the " + document->name + " is not wholly known: what it may allow is not all seen");
      }
      if (!document->known) continue;
      PolicyCache::Compiled compiled = cache_.Get(*document, policy::DocumentKind::kIdentity);
      if (compiled == nullptr) answer_.remarks.push_back(cache_.Why(*document, policy::DocumentKind::kIdentity));
      if (compiled != nullptr) identity_.push_back(std::move(compiled));
    }
    for (const std::string& missing : model_.MissingPolicies(role_ != nullptr ? role_->attached : user_->attached)) {
      answer_.remarks.push_back("the text of " + missing + " is not known: what it allows is not seen");
    }
    if (answer_.boundary.empty()) return;
    const PolicyDocument* boundary = model_.Boundary(answer_.boundary);
    PolicyCache::Compiled compiled =
        boundary == nullptr ? nullptr : cache_.Get(*boundary, policy::DocumentKind::kBoundary);
    // One that is not known allows nothing here.
    if (compiled != nullptr) boundary_.push_back(std::move(compiled));
    if (boundary_.empty()) {
      answer_.remarks.push_back("the permissions boundary " + answer_.boundary +
                                " is not known: it is taken to allow nothing");
    }
  }

  void AddStatement(const policy::Statement& statement, const policy::CompiledPolicy& compiled, std::size_t index) {
    PrincipalGrant grant;
    grant.actions = SortedTexts(statement.actions);
    grant.resources = SortedTexts(statement.resources);
    grant.not_actions = statement.not_action;
    grant.not_resources = statement.not_resource;
    grant.conditions = ConditionTexts(statement);
    grant.sources = {"statement " + std::to_string(index + 1) +
                     (statement.sid.empty() ? "" : " (" + statement.sid + ")") + " of " + policy::NameOf(compiled)};
    auto& grants = statement.effect == policy::Effect::kAllow ? answer_.grants : answer_.denies;
    const auto same =
        std::find_if(grants.begin(), grants.end(), [&grant](const auto& known) { return SameScope(known, grant); });
    if (same == grants.end()) {
      grants.push_back(std::move(grant));
      return;
    }
    same->actions.insert(same->actions.end(), grant.actions.begin(), grant.actions.end());
    std::sort(same->actions.begin(), same->actions.end());
    same->actions.erase(std::unique(same->actions.begin(), same->actions.end()), same->actions.end());
    same->sources.push_back(grant.sources.front());
  }

  policy::Judgement Decide(const AskedRequest& asked) {
    if (!answer_.boundary.empty() && boundary_.empty()) return {};  // not known: nothing is taken as allowed
    policy::Context context = role_ != nullptr ? CallerContext(*role_) : CallerContext(*user_);
    AddResourceKeys(model_, asked.action, asked.resource, question_.region, context);
    policy::PolicyInputs inputs;
    inputs.identity = &identity_;
    if (!answer_.boundary.empty()) inputs.boundary = &boundary_;
    // Whether a trust or key policy of the other side allows it is not this question.
    inputs.resource_optional = true;
    policy::Principal caller = role_ != nullptr ? CallerPrincipal(*role_) : CallerPrincipal(*user_);
    return policy::Judge(inputs, policy::Request(std::move(caller), asked.action, asked.resource,
                                                 OwnerOfResource(model_, asked.resource), std::move(context)));
  }

  // Blocked only if every request that was tried is.
  void Try(PrincipalGrant& grant) {
    std::vector<AskedRequest> requests;
    std::vector<const policy::CompiledPolicy*> policies;
    for (const auto& one : identity_) policies.push_back(one.get());
    for (const std::string& action : grant.not_actions ? std::vector<std::string>{} : grant.actions) {
      for (const std::string& resource : grant.not_resources ? std::vector<std::string>{} : grant.resources) {
        for (AskedRequest& asked :
             RequestsOf(action, resource, {AccountOf(answer_.principal), question_.region}, policies)) {
          if (requests.size() < kMostTried) requests.push_back(std::move(asked));
        }
      }
    }
    for (const AskedRequest& asked : requests) {
      const policy::Judgement judged = Decide(asked);
      if (judged.verdict == policy::Verdict::kDenied) continue;
      grant.example = asked.action + " on " + asked.resource;
      return;
    }
    grant.is_blocked = !requests.empty() && requests.size() < kMostTried;
  }

  const PrincipalCanQuestion& question_;
  const IdentityModel& model_;
  PolicyCache cache_;
  const Role* role_ = nullptr;
  const Member* user_ = nullptr;
  policy::PolicySet identity_, boundary_;
  PrincipalCanAnswer answer_;
};

std::string GrantText(const PrincipalGrant& grant) {
  std::string text =
      "    " + std::string(grant.not_actions ? "everything but " : "") + Join(grant.actions, ", ") + "\n";
  text +=
      "      on      " + std::string(grant.not_resources ? "everything but " : "") + Join(grant.resources, ", ") + "\n";
  for (const std::string& condition : grant.conditions) text += "      if      " + condition + "\n";
  for (const std::string& source : grant.sources) text += "      by      " + source + "\n";
  if (grant.is_blocked) text += "      BLOCKED by a Deny or the boundary\n";
  return text;
}

boost::json::object GrantObject(const PrincipalGrant& grant) {
  const auto texts = [](const std::vector<std::string>& list) { return boost::json::array(list.begin(), list.end()); };
  boost::json::object one{{grant.not_actions ? "not_actions" : "actions", texts(grant.actions)},
                          {grant.not_resources ? "not_resources" : "resources", texts(grant.resources)}};
  if (!grant.conditions.empty()) one["conditions"] = texts(grant.conditions);
  one["sources"] = texts(grant.sources);
  if (grant.is_blocked) one["blocked"] = true;
  if (!grant.example.empty()) one["example"] = grant.example;
  return one;
}

}  // namespace

PrincipalCanAnswer PrincipalCan(const PrincipalCanQuestion& question) { return PrincipalSearch(question).Run(); }

std::string ToText(const PrincipalCanAnswer& answer) {
  std::string text = answer.principal + " may";
  const bool has_grants = !answer.grants.empty();
  text += has_grants ? ":\n\n" : " do nothing that is known here.\n";
  for (const PrincipalGrant& grant : answer.grants) text += GrantText(grant);
  if (!answer.denies.empty()) text += "\n  Never:\n";
  for (const PrincipalGrant& deny : answer.denies) text += GrantText(deny);
  if (!answer.boundary.empty()) text += "\n  Only what the permissions boundary " + answer.boundary + " allows too.\n";
  if (!answer.remarks.empty()) text += "\n";
  for (const std::string& remark : answer.remarks) text += "  Note: " + remark + "\n";
  return text;
}

std::string ToJson(const PrincipalCanAnswer& answer) {
  boost::json::array grants, denies;
  for (const PrincipalGrant& grant : answer.grants) grants.push_back(GrantObject(grant));
  for (const PrincipalGrant& deny : answer.denies) denies.push_back(GrantObject(deny));
  boost::json::object whole{
      {"principal", answer.principal}, {"grants", std::move(grants)}, {"denies", std::move(denies)}};
  if (!answer.boundary.empty()) whole["boundary"] = answer.boundary;
  if (!answer.remarks.empty()) whole["remarks"] = boost::json::array(answer.remarks.begin(), answer.remarks.end());
  return boost::json::serialize(whole);
}

}  // namespace rolecall::access
