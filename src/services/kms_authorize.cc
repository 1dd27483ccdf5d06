#include "services/kms_authorize.h"

#include <algorithm>

#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/explain/message.h"

namespace rolecall::services {
namespace {

using directory::KmsGrant;
using directory::KmsKey;

void AddServiceContext(const Call& call, const std::string& service, std::vector<ContextKey>& context) {
  const std::string principal = service + ".amazonaws.com";
  context.push_back({"kms:ViaService", {ViaServiceName(service, call.region)}});
  context.push_back({"aws:ViaAWSService", {"true"}});
  context.push_back({"aws:CalledVia", {principal}, true});
  context.push_back({"aws:CalledViaFirst", {principal}});
  context.push_back({"aws:CalledViaLast", {principal}});
}

void AddEncryptionContext(const directory::Tags& pairs, std::vector<ContextKey>& context) {
  ContextKey names{"kms:EncryptionContextKeys", {}, true};
  for (const auto& [name, value] : pairs) {
    context.push_back({"kms:EncryptionContext:" + name, {value}});
    names.values.push_back(name);
  }
  if (!names.values.empty()) context.push_back(std::move(names));
}

void AddKeyContext(const KmsKey& key, std::vector<ContextKey>& context) {
  context.push_back({"kms:KeyOrigin", {"AWS_KMS"}});
  context.push_back({"kms:KeySpec", {key.spec}});
  context.push_back({"kms:KeyUsage", {key.usage}});
  context.push_back({"kms:MultiRegion", {"false"}});
  if (!key.aliases.empty()) context.push_back({"kms:ResourceAliases", key.aliases, true});
}

Question AskedOf(const Call& call, const KeyQuestion& asked) {
  Question question{
      .action = asked.action, .request_tags = asked.request_tags, .tag_keys = asked.tag_keys, .context = asked.context};
  constexpr std::size_t kUsuallyAdded = 12;
  question.context.reserve(question.context.size() + kUsuallyAdded);
  question.context.push_back({"kms:CallerAccount", {call.own_account()}});
  if (!asked.via_service.empty()) AddServiceContext(call, asked.via_service, question.context);
  if (asked.encryption_context != nullptr) AddEncryptionContext(*asked.encryption_context, question.context);
  if (!asked.alias.empty()) question.context.push_back({"kms:RequestAlias", {asked.alias}});
  return question;
}

Question QuestionOn(const Call& call, const KmsKey& key, const KeyQuestion& asked) {
  Question question = AskedOf(call, asked);
  question.resource = key.arn();
  question.resource_account = key.account;
  question.resource_tags = &key.tags;
  question.resource_policy = key.policy.compiled().get();
  // KMS Developer Guide, "Resource control policies in AWS KMS".
  question.without_resource_control = !key.owning_service.empty() || asked.action == "kms:RetireGrant";
  AddKeyContext(key, question.context);
  return question;
}

bool Gives(Call& call, Question& question, const policy::CompiledPolicy& document) {
  question.resource_policy = &document;
  const policy::Decision decision = Decide(call, question);
  if (decision.allowed()) call.audit.decisions.push_back(question.action + ": " + policy::InternalReason(decision));
  return decision.allowed();
}

bool Applies(const KmsGrant& grant, const KeyQuestion& asked) {
  const std::string_view operation = std::string_view(asked.action).substr(asked.action.find(':') + 1);
  if (std::ranges::find(grant.operations, operation) == grant.operations.end()) return false;
  return HoldsFor(grant, asked.encryption_context) && (!asked.grant_applies || asked.grant_applies(grant));
}

// By a grant to the caller that has the operation and whose constraint holds.
bool IsGranted(Call& call, const KmsKey& key, const KeyQuestion& asked, Question question) {
  if (call.caller.anonymous()) return false;
  if (asked.also != nullptr && Gives(call, question, *asked.also)) return true;
  if (call.snapshot->grant_lists.empty()) return false;
  bool granted = false;
  for (const std::string& name : NamesOf(call.caller)) {
    call.snapshot->grant_lists.ForEach(key.key(), name, [&](const KmsGrant& grant) {
      granted = Applies(grant, asked) && Gives(call, question, *grant.policy.compiled());
      return !granted;
    });
    if (granted) return true;
  }
  return false;
}

// KMS tells callers of other accounts no more than this, whether the key is there or not.
aws::ErrorShape DeniedAcross(const Call& call, const KeyQuestion& asked) {
  return {403, "AccessDenied",
          "User: " + call.caller.arn + " is not authorized to perform: " + asked.action + " on " +
              (asked.from_ciphertext ? "the resource associated with this ciphertext" : "this resource") +
              " because the resource does not exist in this Region, no resource-based policies allow access, or a "
              "resource-based policy explicitly denies access"};
}

}  // namespace

std::vector<std::string> NamesOf(const Caller& caller) {
  std::vector<std::string> names;
  if (caller.role != nullptr) names.push_back(caller.role->id);
  if (caller.user != nullptr && caller.kind == Caller::Kind::kUser) names.push_back(caller.user->id);
  if (!caller.arn.empty()) names.push_back(caller.arn);
  const std::string root = partition::OwnArn() + "iam::" + caller.account + ":root";
  if (root != caller.arn) names.push_back(root);
  return names;
}

// "The grant allows the operations only when the encryption context in the request is the same as (Equals) / includes
// (Subset) the one in this constraint"; operations without an encryption context are not limited.
bool HoldsFor(const KmsGrant& grant, const directory::Tags* encryption_context) {
  if (grant.constraint.empty() || encryption_context == nullptr) return true;
  const bool includes = std::ranges::all_of(grant.constraint_context, [&](const auto& pair) {
    return std::ranges::find(*encryption_context, pair) != encryption_context->end();
  });
  if (grant.constraint == "EncryptionContextSubset") return includes;
  return includes && encryption_context->size() == grant.constraint_context.size();
}

std::optional<aws::ErrorShape> AuthorizeOnKey(Call& call, const KmsKey& key, const KeyQuestion& asked) {
  const Question question = QuestionOn(call, key, asked);
  const policy::Decision decision = Decide(call, question);
  if (decision.allowed()) {
    call.audit.resources.push_back(question.resource);
    call.audit.decisions.push_back(asked.action + ": " + policy::InternalReason(decision));
    return std::nullopt;
  }
  const bool is_denied = decision.outcome == policy::Outcome::kExplicitDeny;
  if (!is_denied && IsGranted(call, key, asked, question)) {
    call.audit.resources.push_back(question.resource);
    return std::nullopt;
  }
  std::optional<aws::ErrorShape> refused = Authorize(call, question);
  const bool is_elsewhere = key.account != call.own_account();
  if (refused && is_elsewhere && decision.BlockedBy(policy::Layer::kResource)) return DeniedAcross(call, asked);
  return refused;
}

std::optional<aws::ErrorShape> AuthorizeOnMissing(Call& call, const KeyName& name, const KeyQuestion& asked) {
  if (name.place.account != call.own_account()) {
    call.audit.resources.push_back(name.arn());
    aws::ErrorShape denied = DeniedAcross(call, asked);
    denied.message += NoteOfCell(call, name.arn());
    return denied;
  }
  // Which key an alias would be of nobody can say, nor ask for.
  if (name.id.empty()) return std::nullopt;
  Question question = AskedOf(call, asked);
  question.resource = name.arn();
  const auto key_policy = directory::MakeStoredPolicy(DefaultKeyPolicy(name.place.account),
                                                      policy::DocumentKind::kResource, "default key policy");
  question.resource_policy = key_policy.compiled().get();
  return Authorize(call, question);
}

bool KeyPolicyGives(const Call& call, const KmsKey& key, const policy::CompiledPolicy& key_policy,
                    const KeyQuestion& asked) {
  static const directory::StoredPolicy everything = directory::MakeStoredPolicy(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
      policy::DocumentKind::kIdentity, "everything");
  static const policy::PolicySet identity{everything.compiled()};
  const Question question = QuestionOn(call, key, asked);
  policy::Context context = GlobalContext(call);
  AddQuestionContext(question, context);
  context.Set("aws:ResourceAccount", key.account);
  const policy::Request request(call.caller.ToPrincipal(), asked.action, question.resource, key.account,
                                std::move(context));
  policy::PolicyInputs inputs;
  inputs.identity = &identity;
  inputs.resource = &key_policy;
  return policy::Decide(inputs, request).allowed();
}

std::string ViaServiceName(std::string_view service, std::string_view region) {
  return std::string(service).append(".").append(region).append(".").append(partition::OfRegion(region).dns_suffix);
}

std::string DefaultKeyPolicy(const std::string& account) {
  // As AWS writes it, and GetKeyPolicy shows it.
  return "{\n  \"Version\" : \"2012-10-17\",\n  \"Id\" : \"key-default-1\",\n  \"Statement\" : [ {\n    \"Sid\" : "
         "\"Enable IAM User Permissions\",\n    \"Effect\" : \"Allow\",\n    \"Principal\" : {\n      \"AWS\" : "
         "\"" +
         partition::OwnArn() + "iam::" + account +
         ":root\"\n    },\n    \"Action\" : \"kms:*\",\n    \"Resource\" : \"*\"\n  } ]\n}";
}

}  // namespace rolecall::services
