#include "access/check/check.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "access/change/access_change.h"
#include "access/check/subjects.h"
#include "access/model/resource_policy.h"
#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/shared_issuers.h"

namespace rolecall::access {
namespace {

using policy::AccessDifference;

void Sort(CheckReport& report) {
  std::stable_sort(report.violations.begin(), report.violations.end(),
                   [](const Violation& a, const Violation& b) { return a.certain() > b.certain(); });
}

// Where roles are written, by name; the first of a name.
class RoleOrigins {
 public:
  explicit RoleOrigins(const IdentityModel& model) {
    for (const Role& role : model.roles) origins_.emplace(role.name, &role.origin);
  }
  Origin Of(const std::string& name) const {
    const auto found = origins_.find(name);
    return found == origins_.end() ? Origin{} : *found->second;
  }

 private:
  std::unordered_map<std::string_view, const Origin*> origins_;
};

std::string WithConditions(std::string text, const std::vector<std::string>& conditions) {
  return conditions.empty() ? text : text + " if " + Join(conditions, " and ");
}

Violation OfChange(const AccessChange& change, const RoleOrigins& origins) {
  Violation violation;
  violation.rule = "no-new-access";
  violation.who = change.by_resource ? change.who + ", by the policy of " + change.role : change.who;
  violation.text = WithConditions("gains " + change.action + " on " + change.resource, change.conditions);
  if (change.kind != ChangeKind::kGain) {
    violation.text +=
        change.were.empty() ? ", which had no such conditions" : ", before only if " + Join(change.were, " and ");
  }
  if (!change.note.empty()) violation.text += " (" + change.note + ")";
  violation.example = change.example;
  violation.reason = change.reason;
  if (!change.by_resource) violation.origin = origins.Of(change.role);
  return violation;
}

Violation OfOpeningChange(const OpeningChange& opening, const RoleOrigins& origins) {
  Violation violation;
  violation.rule = "no-new-access";
  violation.who = opening.who;
  violation.text = WithConditions((opening.tags ? "can now tag sessions of " : "can now assume ") + opening.role,
                                  opening.conditions);
  if (opening.kind == OpeningChange::Kind::kWiden) violation.text += ", under wider conditions than before";
  violation.reason = opening.reason;
  violation.origin = origins.Of(opening.role);
  return violation;
}

// Somebody whom nobody has let in by name: keys that tell whose caller it is have the values of a stranger, or none.
constexpr std::pair<const char*, const char*> kStrangersKeys[] = {
    {"aws:PrincipalOrgID", "o-stranger"},
    {"aws:PrincipalAccount", "999999999999"},
    {"aws:PrincipalArn", "arn:aws:iam::999999999999:user/example"},
    {"aws:SourceAccount", "999999999999"},
    {"aws:SourceOrgID", "o-stranger"},
    {"aws:SourceOwner", "999999999999"},
    {"aws:SourceArn", "arn:aws:sns:us-east-1:999999999999:example"},
    {"aws:SourceVpc", "vpc-stranger"},
    {"aws:SourceVpce", "vpce-stranger"},
    {"aws:SourceVpcArn", "arn:aws:ec2:us-east-1:999999999999:vpc/vpc-stranger"},
    {"aws:VpceOrgID", "o-stranger"},
    {"aws:VpceAccount", "999999999999"},
    {"aws:userid", "AIDASTRANGERSTRANGER1"},
    {"aws:username", "example"},
    {"kms:CallerAccount", "999999999999"},
    {"s3:DataAccessPointAccount", "999999999999"},
    {"s3:DataAccessPointArn", "arn:aws:s3:us-east-1:999999999999:accesspoint/example"},
};

void AddIfExists(const char* op, const std::string& key, const std::string& value, policy::Statement& statement) {
  policy::Condition condition;
  condition.operator_text = op;
  condition.op = *policy::ParseOperator(op);
  condition.key = key;
  condition.values = {{value, {}}};
  statement.conditions.push_back(std::move(condition));
}

// An endpoint's policy that only strangers pass; for tokens with this subject too.
policy::PolicySet OnlyStrangers(const std::string& subject_key, const std::string& subject) {
  policy::Document document;
  document.kind = policy::DocumentKind::kEndpoint;
  policy::Statement statement;
  statement.effect = policy::Effect::kAllow;
  statement.has_principal = statement.has_resource = true;
  statement.principals = {{policy::PrincipalType::kEveryone, "*", {}}};
  statement.actions = statement.resources = {{"*", {}}};
  for (const auto& [key, value] : kStrangersKeys) AddIfExists("StringEqualsIfExists", key, value, statement);
  AddIfExists("IpAddressIfExists", "aws:SourceIp", "198.51.100.7/32", statement);
  if (!subject_key.empty()) AddIfExists("StringLike", subject_key, subject, statement);
  document.statements.push_back(std::move(statement));
  return {policy::Compile(std::move(document), "a stranger")};
}

// Principals are compared as they are written: only a star names strangers.
bool NamesEveryone(const policy::Document& document) {
  return std::any_of(document.statements.begin(), document.statements.end(), [](const policy::Statement& statement) {
    return std::any_of(statement.principals.begin(), statement.principals.end(),
                       [](const policy::PrincipalText& one) { return one.value == "*"; });
  });
}

class PublicCheck {
 public:
  explicit PublicCheck(const IdentityModel& model, CheckReport& report)
      : model_(model), report_(report), sides_(cache_) {}

  void Run() {
    for (const Role& role : model_.roles) OfRole(role);
    for (const ProtectedResource& resource : model_.resources) OfResource(resource);
  }

 private:
  struct Stranger {
    std::string who;
    policy::Principal principal;
    std::string subject_key, subject;
  };

  static std::vector<Stranger> Strangers() {
    return {{"everyone", policy::Principal::User("arn:aws:iam::999999999999:user/example", ""), "", ""},
            {"everyone, without signing in", policy::Principal::Anonymous(), "", ""}};
  }

  // GitHub and the like: everybody has an account there, with repositories of their own.
  static std::vector<Stranger> StrangersOfIssuers(const policy::Document& trust) {
    std::vector<Stranger> strangers;
    for (const policy::Statement& statement : trust.statements) {
      for (const policy::PrincipalText& one : statement.principals) {
        const std::string issuer(policy::IssuerOfProvider(one.value));
        if (one.type != policy::PrincipalType::kFederated || policy::RequiredClaim(issuer).empty()) continue;
        const std::string key = issuer + ":" + std::string(policy::RequiredClaim(issuer));
        for (const char* subject : {"repo:a-stranger/a-repository:*", "a-stranger:*"}) {
          strangers.push_back(
              {"everyone with a token of " + issuer, policy::Principal::Federated(one.value), key, subject});
        }
      }
    }
    return strangers;
  }

  void OfRole(const Role& role) {
    if (role.trust.known && role.trust.text.empty()) return;  // a policy that was given alone
    const PolicyCache::Compiled trust =
        role.trust.known ? cache_.Get(role.trust, policy::DocumentKind::kTrust) : nullptr;
    if (trust == nullptr) {
      if (role.arn.empty() && role.trust.origin.kind == Origin::Kind::kNone) return;  // it is made elsewhere
      report_.unknown.push_back("the trust policy of " + role.name + " is not known");
      return;
    }
    std::vector<Stranger> strangers;
    if (NamesEveryone(policy::DocumentOf(*trust))) strangers = Strangers();
    for (Stranger& one : StrangersOfIssuers(policy::DocumentOf(*trust))) strangers.push_back(std::move(one));
    std::string told;
    for (const Stranger& stranger : strangers) {
      Opener opener;
      opener.principal = stranger.principal;
      const Side& side = sides_.OfTrust(role, opener);
      const policy::AccessScope scope = {{"sts:AssumeRole*"}, {role.arn.empty() ? "*" : role.arn}};
      if (stranger.who == told) continue;
      if (Ask(side, stranger, scope, "can assume " + role.name, role.origin)) told = stranger.who;
    }
  }

  void OfResource(const ProtectedResource& resource) {
    if (!resource.policy.known) {
      report_.unknown.push_back("the policy of " + resource.arn + " is not known");
      return;
    }
    const PolicyCache::Compiled compiled = cache_.Get(resource.policy, policy::DocumentKind::kResource);
    if (compiled == nullptr) report_.unknown.push_back("the policy of " + resource.arn + " is malformed");
    if (compiled != nullptr && AllowsByNotPrincipal(policy::DocumentOf(*compiled))) {
      report_.unknown.push_back("the policy of " + resource.arn + " allows by NotPrincipal: " + kNotPrincipalReason);
    }
    if (compiled == nullptr || !NamesEveryone(policy::DocumentOf(*compiled))) return;
    const std::string account = OwnerOfResource(model_, resource.arn);
    for (const Stranger& stranger : Strangers()) {
      const Side& side = sides_.OfResource(resource, account, stranger.principal, true);
      if (Ask(side, stranger, {}, "has access by the policy of " + resource.arn, resource.policy.origin)) return;
    }
  }

  bool Ask(const Side& side, const Stranger& stranger, const policy::AccessScope& scope, const std::string& text,
           const Origin& origin) {
    const policy::PolicySet strangers = OnlyStrangers(stranger.subject_key, stranger.subject);
    policy::PolicySet both = side.endpoint;
    both.insert(both.end(), strangers.begin(), strangers.end());
    policy::AccessSide access = side.access;
    access.inputs.endpoint = &both;
    kept_.push_back(both);  // the sets keep what is made of it
    policy::AccessQuestion question;
    question.has = &access;
    question.scope = scope;
    question.first_only = true;
    std::vector<AccessDifference> found = policy::Beyond(question, sides_.sets());
    std::erase_if(found, [](const AccessDifference& one) { return one.without_effect; });
    if (found.empty()) return false;
    Violation violation{
        "no-public",          stranger.who, WithConditions(text, found.front().conditions), ExampleOf(found.front()),
        found.front().reason, origin};
    report_.violations.push_back(std::move(violation));
    return true;
  }

  const IdentityModel& model_;
  CheckReport& report_;
  PolicyCache cache_;
  Sides sides_;
  std::vector<policy::PolicySet> kept_;
};

}  // namespace

bool CheckReport::violated() const {
  return std::any_of(violations.begin(), violations.end(), [](const Violation& one) { return one.certain(); });
}

bool CheckReport::undecided() const {
  return !unknown.empty() ||
         std::any_of(violations.begin(), violations.end(), [](const Violation& one) { return !one.certain(); });
}

CheckReport NoNewAccess(const IdentityModel& before, const IdentityModel& after) {
  CheckReport report;
  report.check = "no-new-access";
  const AccessChanges changes = CompareAccess(before, after);
  const RoleOrigins origins(after);
  for (const OpeningChange& opening : changes.openings) {
    const bool opens = opening.kind == OpeningChange::Kind::kOpen || opening.kind == OpeningChange::Kind::kWiden;
    if (opens) report.violations.push_back(OfOpeningChange(opening, origins));
  }
  for (const AccessChange& change : changes.changes) {
    if (change.gained()) report.violations.push_back(OfChange(change, origins));
  }
  report.unknown = changes.remarks;
  Sort(report);
  return report;
}

CheckReport NotGranted(const IdentityModel& model, const policy::AccessScope& scope) {
  CheckReport report;
  report.check = "not-granted";
  PolicyCache cache;
  Sides sides(cache);
  ForEachGrant(model, scope, sides, report.unknown, [&](const Grantee& grantee, const AccessDifference& found) {
    Violation violation;
    violation.rule = "not-granted";
    violation.who = grantee.who;
    violation.text = WithConditions("is allowed " + found.action + " on " + found.resource, found.conditions);
    if (!grantee.role.empty()) violation.text += " by role " + grantee.role;
    violation.example = ExampleOf(found);
    violation.reason = found.reason;
    violation.origin = grantee.origin;
    report.violations.push_back(std::move(violation));
  });
  Sort(report);
  return report;
}

CheckReport NoPublic(const IdentityModel& model) {
  CheckReport report;
  report.check = "no-public";
  PublicCheck(model, report).Run();
  Sort(report);
  return report;
}

}  // namespace rolecall::access
