#include "access/change/sides.h"

#include <algorithm>

#include "access/model/resource_policy.h"
#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

using policy::DocumentKind;
using policy::Principal;

constexpr const char* kStranger = "arn:aws:iam::999999999999:user/example";
// Documents and sides that are kept: most are asked for once, by the one role that has them.
constexpr std::size_t kMostKept = 1000;
constexpr std::string_view kOidcProvider = ":oidc-provider/";

bool IsUniqueId(std::string_view text) { return text.starts_with("AIDA") || text.starts_with("AROA"); }

// A unique id says what it is and not whose: taken as one of the role's own account.
Principal PrincipalOfText(const std::string& who, const std::string& account) {
  if (!IsUniqueId(who)) return Principal::FromText(who);
  const std::string head = "arn:aws:iam::" + account;
  if (who.starts_with("AIDA")) return Principal::User(head + ":user/example", who);
  return Principal::RoleSession(head + ":role/example", who, "example");
}

Opener OfOpening(const TrustOpening& opening, const std::string& account) {
  using Kind = TrustOpening::Kind;
  Opener opener;
  opener.text = opening.Text();
  opener.provider = opening.provider;
  opener.alarming = opening.is_wide();
  opener.conditions = opening.conditions;
  opener.is_tokens = !opening.provider.empty();
  if (opener.is_tokens) opener.principal = Principal::Federated(opening.provider);
  const std::size_t at = opening.provider.find(kOidcProvider);
  if (at != std::string::npos) opener.subject_key = opening.provider.substr(at + kOidcProvider.size()) + ":sub";
  switch (opening.kind) {
    case Kind::kServiceAccount: {
      const std::size_t slash = opening.who.find('/');
      opener.subject = "system:serviceaccount:" + opening.who.substr(0, slash) + ":" + opening.who.substr(slash + 1);
      break;
    }
    case Kind::kNamespace: opener.subject = "system:serviceaccount:" + opening.who + ":*"; break;
    case Kind::kPattern:
    case Kind::kCluster:
    case Kind::kTokens: opener.subject = opening.who; break;
    case Kind::kPrincipal: opener.principal = PrincipalOfText(opening.who, account); break;
    case Kind::kAccount:
      opener.principal = Principal::User("arn:aws:iam::" + opening.who + ":user/example", "");
      opener.alarming = opening.who != account;
      break;
    case Kind::kEveryone: opener.principal = Principal::User(kStranger, ""); break;
    case Kind::kService: opener.principal = Principal::Service(opening.who); break;
  }
  if (opening.kind == Kind::kPrincipal) opener.alarming = opener.principal.account != account;
  if (opening.no_subject) opener.subject_key.clear();
  opener.like = opener.subject.find_first_of("*?") != std::string::npos;
  return opener;
}

// Tokens that come from no OIDC provider of the account: SAML, and the providers that AWS has built in.
void AddOtherProviders(const policy::Document& trust, std::vector<Opener>& openers) {
  for (const policy::Statement& statement : trust.statements) {
    if (statement.effect != policy::Effect::kAllow || statement.not_principal) continue;
    for (const policy::PrincipalText& one : statement.principals) {
      if (one.type != policy::PrincipalType::kFederated || one.value.find(kOidcProvider) != std::string::npos) continue;
      Opener opener;
      opener.text = "tokens of " + one.value;
      opener.provider = one.value;
      opener.principal = Principal::Federated(one.value);
      opener.conditions = policy::ConditionTexts(statement);
      openers.push_back(std::move(opener));
    }
  }
}

// Who stands for whom a statement names.
ResourceCaller CallerOf(const policy::PrincipalText& text) {
  using policy::PrincipalType;
  if (text.type == PrincipalType::kService) return {"the service " + text.value, Principal::Service(text.value)};
  if (text.type == PrincipalType::kFederated) return {"tokens of " + text.value, Principal::Federated(text.value)};
  if (text.type == PrincipalType::kCanonicalUser) {
    Principal user = Principal::User(kStranger, "");
    user.canonical_user = text.value;
    return {"the canonical user " + text.value, user};
  }
  if (text.value == "*") return {"everyone", Principal::User(kStranger, "")};
  const auto arn = policy::ParseArn(text.value);
  const bool account = policy::IsAccountId(text.value) || (arn && arn->resource == "root");
  if (!account) return {text.value, Principal::FromText(text.value)};
  const std::string id = arn ? std::string(arn->account) : text.value;
  return {"account " + id, Principal::User("arn:aws:iam::" + id + ":user/example", "")};
}

// An endpoint's policy that lets everybody through to these resources: a part of what there is, for the procedure and
// the engine alike.
policy::Statement Everything(const std::vector<std::string>& resources) {
  policy::Statement statement;
  statement.effect = policy::Effect::kAllow;
  statement.has_principal = statement.has_resource = true;
  statement.principals = {{policy::PrincipalType::kEveryone, "*", {}}};
  statement.actions = {{"*", {}}};
  for (const std::string& resource : resources) statement.resources.push_back({resource, {}});
  return statement;
}

std::shared_ptr<const policy::CompiledPolicy> EndpointPolicy(policy::Statement statement, const char* name) {
  policy::Document document;
  document.kind = DocumentKind::kEndpoint;
  document.statements.push_back(std::move(statement));
  return policy::Compile(std::move(document), name);
}

// A bucket's policy is about its objects too. A policy without a known resource is about any.
std::vector<std::string> PatternsOf(const std::string& arn) {
  const auto parsed = policy::ParseArn(arn);
  if (parsed && parsed->service == "s3") return {arn, arn + "/*"};
  return {arn.empty() ? "*" : arn};
}

policy::Condition ConditionOf(const char* op, std::string key, std::string value) {
  policy::Condition condition;
  condition.operator_text = op;
  condition.op = *policy::ParseOperator(op);
  condition.key = std::move(key);
  condition.values = {{std::move(value), {}}};
  return condition;
}

// The ARN that requests of a caller have as aws:PrincipalArn; empty where the caller only stands for others
// (PrincipalOfText, CallerOf), or is none that has one.
std::string OwnArn(const Principal& caller) {
  const std::string& arn = caller.kind == Principal::Kind::kRoleSession ? caller.role_arn : caller.arn;
  const bool has_one = caller.kind == Principal::Kind::kRoleSession || caller.kind == Principal::Kind::kUser;
  return has_one && !arn.ends_with("/example") ? arn : "";
}

// Requests of a caller that is named have its own ARN and account.
void AddOwnKeys(const Principal& caller, policy::Statement& statement) {
  const std::string arn = OwnArn(caller);
  if (arn.empty()) return;
  statement.conditions.push_back(ConditionOf("StringEquals", "aws:PrincipalArn", arn));
  statement.conditions.push_back(ConditionOf("StringEquals", "aws:PrincipalAccount", caller.account));
}

// A token gives keys of its own issuer: those of others that a trust policy names are absent.
void AddForeignKeys(const policy::CompiledPolicy* trust, const std::string& issuer, policy::Statement& statement) {
  if (trust == nullptr) return;
  for (const policy::Statement& one : policy::DocumentOf(*trust).statements) {
    for (const policy::Condition& condition : one.conditions) {
      const std::string of = condition.key.substr(0, condition.key.rfind(':'));
      const bool is_claim = of != condition.key && of.find('.') != std::string::npos;
      const bool known = std::any_of(statement.conditions.begin(), statement.conditions.end(),
                                     [&](const policy::Condition& added) { return added.key == condition.key; });
      if (is_claim && !known && LowerAscii(of) != LowerAscii(issuer)) {
        statement.conditions.push_back(ConditionOf("Null", condition.key, "true"));
      }
    }
  }
}

// Only tokens with this subject, or whatever subject: STS takes no token without one, nor without an audience.
std::shared_ptr<const policy::CompiledPolicy> OnlySubject(const Opener& opener, const std::string& issuer,
                                                          const std::vector<const policy::CompiledPolicy*>& trusts) {
  policy::Statement statement = Everything({"*"});
  if (opener.subject_key.empty()) {
    statement.conditions.push_back(ConditionOf("Null", issuer + ":sub", "false"));
  } else {
    const char* op = opener.like ? "StringLike" : "StringEquals";
    statement.conditions.push_back(ConditionOf(op, opener.subject_key, opener.subject));
  }
  statement.conditions.push_back(ConditionOf("Null", issuer + ":aud", "false"));
  for (const policy::CompiledPolicy* trust : trusts) AddForeignKeys(trust, issuer, statement);
  return EndpointPolicy(std::move(statement), "the subject");
}

// A key's policy decides alone what is delegated to the account. Of one that was given without a key the actions tell.
bool IsOfKey(const ProtectedResource& resource, const policy::CompiledPolicy* compiled) {
  if (const auto arn = policy::ParseArn(resource.arn)) return arn->service == "kms";
  if (!resource.arn.empty() && resource.arn.find(':') == std::string::npos) return true;  // a key's id
  if (compiled == nullptr) return false;
  const auto& statements = policy::DocumentOf(*compiled).statements;
  return std::any_of(statements.begin(), statements.end(), [](const policy::Statement& one) {
    return std::any_of(one.actions.begin(), one.actions.end(),
                       [](const policy::Text& action) { return LowerAscii(action.value).starts_with("kms:"); });
  });
}

}  // namespace

const std::shared_ptr<const policy::CompiledPolicy>& AllowsEverything() {
  static const std::shared_ptr<const policy::CompiledPolicy> policy = policy::Compile(
      policy::Parse(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
                    DocumentKind::kIdentity)
          .document,
      "whatever policies the caller has");
  return policy;
}

std::vector<ResourceCaller> CallersOf(const ProtectedResource& resource, PolicyCache& cache) {
  std::vector<ResourceCaller> callers;
  if (!resource.policy.known || resource.policy.text.empty()) return callers;
  const PolicyCache::Compiled compiled = cache.Get(resource.policy, DocumentKind::kResource);
  if (compiled == nullptr) return callers;
  for (const policy::Statement& statement : policy::DocumentOf(*compiled).statements) {
    for (const policy::PrincipalText& text : statement.principals) {
      ResourceCaller caller = CallerOf(text);
      const bool known = std::any_of(callers.begin(), callers.end(),
                                     [&](const ResourceCaller& one) { return one.text == caller.text; });
      if (!known) callers.push_back(std::move(caller));
    }
  }
  return callers;
}

bool AllowsByNotPrincipal(const policy::Document& document) {
  return std::any_of(document.statements.begin(), document.statements.end(), [](const policy::Statement& statement) {
    return statement.not_principal && statement.effect == policy::Effect::kAllow;
  });
}

std::vector<Opener> OpenersOf(const policy::Document& trust, const std::string& account) {
  std::vector<Opener> openers;
  for (const TrustOpening& opening : OpeningsOf(trust)) openers.push_back(OfOpening(opening, account));
  AddOtherProviders(trust, openers);
  return openers;
}

bool Sides::ForgetMuch() {
  if (cache_.size() < kMostKept && sides_.size() < kMostKept) return false;
  sets_ = policy::StatementSets();
  sides_.clear();
  cache_.Clear();
  return true;
}

void Sides::AddPolicies(const IdentityModel& model, const std::vector<const PolicyDocument*>& documents,
                        const std::vector<Attachment>& attached, const std::string& boundary_arn, Side& side) {
  for (const PolicyDocument* document : documents) {
    PolicyCache::Compiled compiled = document->known ? cache_.Get(*document, DocumentKind::kIdentity) : nullptr;
    if (compiled == nullptr) {
      side.unknown.push_back(document->name);
    } else {
      side.identity.push_back(std::move(compiled));
      if (!document->unknown_parts.empty()) side.partly.push_back(document->name);
    }
  }
  for (const std::string& arn : model.MissingPolicies(attached)) {
    if (std::find(side.unknown.begin(), side.unknown.end(), arn) == side.unknown.end()) side.unknown.push_back(arn);
  }
  if (!boundary_arn.empty()) {
    const PolicyDocument* boundary = model.Boundary(boundary_arn);
    PolicyCache::Compiled compiled = boundary == nullptr ? nullptr : cache_.Get(*boundary, DocumentKind::kBoundary);
    if (compiled == nullptr) side.unknown_boundary = boundary_arn;
    if (compiled != nullptr) side.boundary.push_back(std::move(compiled));
  }
  side.access.inputs.identity = &side.identity;
  if (!side.boundary.empty()) side.access.inputs.boundary = &side.boundary;
  side.access.inputs.resource_optional = true;
}

const Side& Sides::OfRole(const IdentityModel& model, const Role& role) {
  Side& side = sides_.emplace_back();
  AddPolicies(model, model.IdentityPolicies(role), role.attached, role.boundary_arn, side);
  const std::string arn = role.arn.empty() ? "arn:aws:iam::" + role.account + ":role/" + role.name : role.arn;
  side.access.principal = Principal::RoleSession(arn, role.unique_id, "example");
  side.access.principal.has_boundary = !role.boundary_arn.empty();
  return side;
}

const Side& Sides::OfMember(const IdentityModel& model, const Member& user) {
  Side& side = sides_.emplace_back();
  AddPolicies(model, model.IdentityPolicies(user), user.attached, user.boundary_arn, side);
  side.access.principal = Principal::User(user.arn, user.unique_id);
  side.access.principal.has_boundary = !user.boundary_arn.empty();
  return side;
}

const Side& Sides::Least(const Side& side) {
  if (side.unknown_boundary.empty()) return side;
  static const std::shared_ptr<const policy::CompiledPolicy> kNothing =
      policy::Compile(policy::Document{}, "a boundary that is not known");
  Side& least = sides_.emplace_back(side);
  least.boundary = {kNothing};
  least.access.inputs.identity = &least.identity;
  least.access.inputs.boundary = &least.boundary;
  return least;
}

const Side& Sides::OfTrust(const Role& role, const Opener& opener, const Role* other) {
  Side& side = sides_.emplace_back();
  side.resource = role.trust.known ? cache_.Get(role.trust, DocumentKind::kTrust) : nullptr;
  if (side.resource == nullptr) side.unknown.push_back(role.trust.name);
  side.access.inputs.resource = side.resource.get();
  side.access.principal = opener.principal;
  side.access.resource_account = role.account;
  side.access.resource_decides = true;
  side.identity = {AllowsEverything()};
  if (opener.principal.IsIdentity()) side.access.inputs.identity = &side.identity;
  const std::size_t at = opener.provider.find(kOidcProvider);
  if (opener.is_tokens && at != std::string::npos) {
    PolicyCache::Compiled compared;
    if (other != nullptr && other->trust.known) compared = cache_.Get(other->trust, DocumentKind::kTrust);
    side.endpoint = {
        OnlySubject(opener, opener.provider.substr(at + kOidcProvider.size()), {side.resource.get(), compared.get()})};
    side.access.inputs.endpoint = &side.endpoint;
  } else if (!OwnArn(opener.principal).empty()) {
    policy::Statement own = Everything({"*"});
    AddOwnKeys(opener.principal, own);
    side.endpoint = {EndpointPolicy(std::move(own), "the caller")};
    side.access.inputs.endpoint = &side.endpoint;
  }
  return side;
}

const Side& Sides::OfResource(const ProtectedResource& resource, const std::string& account,
                              const policy::Principal& caller, bool by_itself) {
  Side& side = sides_.emplace_back();
  if (!resource.policy.text.empty() || !resource.policy.known) {
    side.resource = resource.policy.known ? cache_.Get(resource.policy, DocumentKind::kResource) : nullptr;
    if (side.resource == nullptr) side.unknown.push_back(resource.policy.name);
  } else if (const auto arn = policy::ParseArn(resource.arn); arn && arn->service == "kms") {
    side.resource = cache_.Get(DefaultKeyPolicy(*arn), DocumentKind::kResource);
  }
  policy::Statement own = Everything(PatternsOf(resource.arn));
  AddOwnKeys(caller, own);
  side.endpoint = {EndpointPolicy(std::move(own), "the resource")};
  side.access.inputs.endpoint = &side.endpoint;
  side.access.inputs.resource = side.resource.get();
  side.access.principal = caller;
  side.access.resource_account = account;
  side.access.resource_decides = IsOfKey(resource, side.resource.get());
  if (!by_itself || side.access.resource_decides || caller.account != account) side.identity = {AllowsEverything()};
  if (caller.IsIdentity()) side.access.inputs.identity = &side.identity;
  return side;
}

}  // namespace rolecall::access
