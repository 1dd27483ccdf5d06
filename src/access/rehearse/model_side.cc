#include "access/rehearse/model_side.h"

#include <optional>

#include "access/model/caller_context.h"
#include "access/model/resource_policy.h"
#include "access/model/secret_key.h"
#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/explain/message.h"

namespace rolecall::access {
namespace {

using policy::DocumentKind;
using policy::Judgement;
using policy::Verdict;

void TakeJudgement(const Judgement& judged, Said& said) {
  said.verdict = judged.verdict;
  if (judged.verdict == Verdict::kAllowedIf) said.reason = "only if " + Join(judged.conditions, ", and ");
  if (judged.verdict == Verdict::kDenied) said.reason = policy::InternalReason(judged.decision);
}

}  // namespace

ModelSide::ModelSide(const IdentityModel& model) : model_(model) {
  for (const Role& role : model.roles) {
    roles_.emplace(role.arn, &role);
    by_name_.emplace(role.account + "/" + role.name, &role);
  }
  for (const Member& user : model.users) users_.emplace(user.arn, &user);
}

Said ModelSide::Ask(const EventCaller& caller, const policy::EventAccess& access, const policy::Context& keys) {
  if (caller.kind == EventCaller::Kind::kToken) return AskToken(caller, keys);
  const CallerSide* held = Find(caller);
  if (held == nullptr) return {};
  return Decide(*held, caller, access, keys);
}

const Role* ModelSide::FindRole(const std::string& arn) const {
  if (const auto found = roles_.find(arn); found != roles_.end()) return found->second;
  const auto parsed = policy::ParseArn(arn);
  if (!parsed) return nullptr;
  // Sessions are named without the role's path; and the account may stand for any.
  const std::string account = model_.account_is_placeholder ? model_.account_id : std::string(parsed->account);
  const auto found = by_name_.find(account + "/" + std::string(policy::LastPathElement(parsed->resource)));
  return found == by_name_.end() ? nullptr : found->second;
}

const CallerSide* ModelSide::Find(const EventCaller& caller) {
  const auto known = held_.find(caller.arn);
  if (known != held_.end()) return known->second.get();
  std::unique_ptr<CallerSide> held;
  if (caller.kind == EventCaller::Kind::kRole) {
    if (const Role* role = FindRole(caller.arn))
      held = std::make_unique<CallerSide>(CallerSideOf(model_, *role, cache_));
  } else if (const auto user = users_.find(caller.arn); user != users_.end()) {
    held = std::make_unique<CallerSide>(CallerSideOf(model_, *user->second, cache_));
  }
  return held_.emplace(caller.arn, std::move(held)).first->second.get();
}

policy::Context ModelSide::ContextOf(const CallerSide& held, const EventCaller& caller,
                                     const policy::EventAccess& access, const policy::Context& keys) const {
  policy::Context context = held.context;
  AddResourceKeys(model_, access.action, access.resource, "", context);
  for (const policy::Context::Entry& entry : keys.entries()) context.Set(entry.key, entry.values.front());
  const bool session = caller.kind == EventCaller::Kind::kRole && !held.unique_id.empty() && !caller.session.empty();
  if (session) context.Set("aws:userid", held.unique_id + ":" + caller.session);
  return context;
}

Said ModelSide::Decide(const CallerSide& held, const EventCaller& caller, const policy::EventAccess& access,
                       const policy::Context& keys) {
  const ResourcePolicy own = ResourcePolicyFor(model_, access.action, access.resource, cache_);
  const std::string owner = OwnerOfResource(model_, access.resource);
  Said said{true, Verdict::kDenied, "", Join(held.unknown, "; ")};
  if (own.unknown) said.unknown = "the " + own.document->name + " is not known";
  if (own.document == nullptr && LowerAscii(access.action).starts_with("sts:assumerole")) {
    said.unknown = "the trust policy of " + access.resource + " is not in the source";
  }
  policy::PolicyInputs inputs = held.inputs();
  inputs.resource = own.compiled.get();
  // Whether a role or a key elsewhere lets it in is not in the source.
  const bool elsewhere = own.compiled == nullptr && !owner.empty() && owner != AccountOf(held.principal.arn);
  inputs.resource_optional = own.unknown || own.compiled == nullptr;
  if (elsewhere) said.unknown = "the resource is of account " + owner + ", whose policies are not in the source";
  policy::Context context = ContextOf(held, caller, access, keys);
  // Of another account's resource the caller's own side is judged.
  const policy::Request request(held.principal, access.action, access.resource, elsewhere ? std::string() : owner,
                                context);
  const Judgement judged = policy::Judge(inputs, request);
  TakeJudgement(judged, said);
  if (said.verdict != Verdict::kDenied) AskKey(held, access, inputs, context, said);
  return said;
}

void ModelSide::AskKey(const CallerSide& held, const policy::EventAccess& access, const policy::PolicyInputs& inputs,
                       const policy::Context& context, Said& said) {
  const std::optional<SecretKeyUse> use = SecretKeyUseOf(model_, access.action, access.resource);
  if (!use) return;
  if (!use->names_key) {
    said.unknown = "which key " + use->secret->kms_key + " is, is not known";
    return;
  }
  const KeyJudgement key = JudgeSecretKey(model_, *use, inputs, held.principal, context, cache_);
  if (key.unknown) said.unknown = "the policy of " + use->secret->kms_key + " is not known";
  if (key.judgement.verdict == Verdict::kAllowed) return;
  said.verdict = key.judgement.verdict;
  said.reason = "kms:Decrypt on " + use->secret->kms_key +
                (key.judgement.verdict == Verdict::kDenied ? " is not allowed"
                                                           : " only if " + Join(key.judgement.conditions, ", and "));
}

Said ModelSide::AskToken(const EventCaller& caller, const policy::Context& keys) {
  const Role* role = FindRole(caller.arn);
  if (role == nullptr) return {};
  Said said{true, Verdict::kDenied, "", ""};
  if (!role->trust.known || !role->trust.unknown_parts.empty())
    said.unknown = "the " + role->trust.name + " is not known";
  const PolicyCache::Compiled trust = role->trust.known ? cache_.Get(role->trust, DocumentKind::kTrust) : nullptr;
  if (trust == nullptr) return said;
  const std::size_t at = caller.provider.find(":oidc-provider/");
  const std::string url =
      at == std::string::npos ? caller.provider : caller.provider.substr(at + std::string(":oidc-provider/").size());
  policy::Context context = keys;
  context.Set("aws:SecureTransport", "true");
  context.Set("aws:FederatedProvider", caller.provider);
  context.Set(url + ":sub", caller.subject);
  if (!caller.audience.empty()) context.Set(url + ":aud", caller.audience);
  policy::PolicyInputs inputs;
  inputs.resource = trust.get();
  const policy::Request request(policy::Principal::Federated(caller.provider), "sts:AssumeRoleWithWebIdentity",
                                role->arn, role->account, std::move(context));
  TakeJudgement(policy::Judge(inputs, request), said);
  if (said.verdict == Verdict::kDenied && caller.audience.empty()) said.unknown = "the token's audience is in no event";
  return said;
}

}  // namespace rolecall::access
