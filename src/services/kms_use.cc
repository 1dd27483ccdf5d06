#include "services/kms_use.h"

#include "policy/document/arn.h"
#include "policy/document/document.h"
#include "policy/explain/message.h"
#include "services/authorize.h"

namespace rolecall::services {
namespace {

constexpr std::string_view kAlias = "alias/";
constexpr std::string_view kOwnAlias = "alias/aws/";

// "alias/NAME" of a key that is named so, else "".
std::string_view AliasOf(std::string_view key) {
  if (std::optional<policy::Arn> arn = policy::ParseArn(key)) key = arn->resource;
  return key.starts_with(kAlias) ? key : std::string_view();
}

// The key as a resource. `owner` is set to its account.
std::string KeyArn(const Call& call, const KeyUse& use, std::string& owner) {
  owner = use.account.empty() ? call.own_account() : use.account;
  const std::string prefix = "arn:aws:kms:" + call.region + ":";
  if (std::optional<policy::Arn> arn = policy::ParseArn(use.key)) {
    owner = std::string(arn->account);
    if (arn->service == "kms" && arn->resource.starts_with("key/")) return use.key;
    // An alias's ARN names no key; neither does any other.
    return prefix + owner + ":key/unknown";
  }
  return prefix + owner + ":key/" + (AliasOf(use.key).empty() ? use.key : "unknown");
}

// AWS's default key policy: the account's own identity policies decide.
std::shared_ptr<const policy::CompiledPolicy> DefaultKeyPolicy(const std::string& owner) {
  const std::string text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" + owner +
      R"(:root"},"Action":"kms:*","Resource":"*"}]})";
  return policy::Compile(policy::Parse(text, policy::DocumentKind::kResource).document, "default key policy");
}

void AddKeyContext(const Call& call, const KeyUse& use, std::vector<ContextKey>& context) {
  const std::string principal = use.service + ".amazonaws.com";
  context.push_back({"kms:ViaService", {use.service + "." + call.region + ".amazonaws.com"}});
  context.push_back({"kms:CallerAccount", {call.own_account()}});
  context.push_back({"aws:ViaAWSService", {"true"}});
  context.push_back({"aws:CalledVia", {principal}, true});
  context.push_back({"aws:CalledViaFirst", {principal}});
  context.push_back({"aws:CalledViaLast", {principal}});
  ContextKey names{"kms:EncryptionContextKeys", {}, true};
  for (const auto& [name, value] : use.encryption_context) {
    context.push_back({"kms:EncryptionContext:" + name, {value}});
    names.values.push_back(name);
  }
  if (!names.values.empty()) context.push_back(std::move(names));
  if (const std::string_view alias = AliasOf(use.key); !alias.empty()) {
    context.push_back({"kms:RequestAlias", {std::string(alias)}});
    context.push_back({"kms:ResourceAliases", {std::string(alias)}, true});
  }
}

}  // namespace

bool IsCustomerKey(const std::string& key) { return !key.empty() && !AliasOf(key).starts_with(kOwnAlias); }

bool MayUseKey(Call& call, const KeyUse& use) {
  if (!IsCustomerKey(use.key)) return true;
  Question question;
  question.action = use.action;
  question.resource = KeyArn(call, use, question.resource_account);
  if (!policy::IsAccountId(question.resource_account)) return false;  // no ARN of a key
  AddKeyContext(call, use, question.context);
  const auto key_policy = DefaultKeyPolicy(question.resource_account);
  question.resource_policy = key_policy.get();
  const policy::Decision decision = Decide(call, question);
  call.audit.decisions.push_back(use.action + ": " + policy::InternalReason(decision));
  return decision.allowed();
}

}  // namespace rolecall::services
