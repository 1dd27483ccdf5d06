#include "access/model/resource_policy.h"

#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

using policy::DocumentKind;

bool IsTrustAction(std::string_view action) {
  const std::string lower = LowerAscii(action);
  return lower.starts_with("sts:assumerole") || lower == "sts:tagsession" || lower == "sts:setsourceidentity";
}

bool IsKey(const policy::Arn& arn) { return arn.service == "kms" && arn.resource.starts_with("key/"); }

ResourcePolicy Compiled(const PolicyDocument& document, DocumentKind kind, PolicyCache& cache) {
  ResourcePolicy policy;
  policy.document = &document;
  policy.unknown = !document.known;
  if (policy.unknown) return policy;
  policy.compiled = cache.Get(document, kind);
  if (policy.compiled == nullptr) policy.problem = cache.Why(document, kind);
  return policy;
}

}  // namespace

PolicyDocument DefaultKeyPolicy(const policy::Arn& key) {
  PolicyDocument standard;
  standard.name = "default key policy";
  standard.text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:)" +
                  std::string(key.partition) + ":iam::" + std::string(key.account) +
                  R"(:root"},"Action":"kms:*","Resource":"*"}})";
  return standard;
}

ResourcePolicy ResourcePolicyFor(const IdentityModel& model, std::string_view action, const std::string& arn,
                                 PolicyCache& cache) {
  const auto parsed = policy::ParseArn(arn);
  if (parsed && parsed->service == "iam" && IsTrustAction(action)) {
    const Role* role = model.FindRole(arn);
    return role == nullptr ? ResourcePolicy() : Compiled(role->trust, DocumentKind::kTrust, cache);
  }
  if (const PolicyDocument* own = model.FindResourcePolicy(arn)) return Compiled(*own, DocumentKind::kResource, cache);
  if (!parsed || !IsKey(*parsed)) return {};
  ResourcePolicy policy;
  policy.compiled = cache.Get(DefaultKeyPolicy(*parsed), DocumentKind::kResource);
  return policy;
}

const policy::CompiledPolicy* GreatestResourcePolicy() {
  static const PolicyCache::Compiled kAll = [] {
    PolicyDocument all;
    all.name = "a policy that is not known";
    all.text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}})";
    return *CompileDocument(all, DocumentKind::kResource);
  }();
  return kAll.get();
}

std::string OwnerOfResource(const IdentityModel& model, std::string_view arn) {
  std::string account = AccountOf(arn);
  if (!account.empty() || model.FindResourcePolicy(arn) == nullptr) return account;
  // A bucket's ARN names no account.
  const auto parsed = policy::ParseArn(arn);
  const std::string bucket(parsed ? parsed->resource.substr(0, parsed->resource.find('/')) : std::string_view());
  const auto found = model.bucket_accounts.find(bucket);
  return found == model.bucket_accounts.end() ? model.account_id : found->second;
}

}  // namespace rolecall::access
