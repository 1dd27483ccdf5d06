#include "services/iam/documents.h"

#include "directory/principals.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/iam/lookup.h"

namespace rolecall::services::iam {

Question Ask(const Call& call, std::string resource) {
  Question question;
  question.action = "iam:" + call.audit.operation;
  // What another account has is judged as that account's: AWS's own policies are everybody's.
  std::optional<policy::Arn> arn = policy::ParseArn(resource);
  if (arn.has_value() && policy::IsAccountId(arn->account)) question.resource_account = std::string(arn->account);
  question.resource = std::move(resource);
  return question;
}

Refusal AuthorizeCreation(Call& call, Question question, std::string tag_action) {
  if (Refusal refusal = services::Authorize(call, question)) return refusal;
  if (question.request_tags == nullptr || question.request_tags->empty()) return std::nullopt;
  question.action = std::move(tag_action);
  return services::Authorize(call, question);
}

Checked<directory::StoredPolicy> IdentityDocument(const std::string& text, policy::WriteKind kind,
                                                  const std::string& name) {
  if (auto malformed = policy::CheckForWrite(text, kind, partition::Own().name)) return Malformed(malformed->message);
  return directory::MakeStoredPolicy(text, policy::DocumentKind::kIdentity, name);
}

Checked<directory::StoredPolicy> TrustDocument(const std::string& text, const std::string& role_name,
                                               const directory::Snapshot& snapshot) {
  if (auto malformed = policy::CheckForWrite(text, policy::WriteKind::kTrust, partition::Own().name))
    return Malformed(malformed->message);
  if (policy::PolicySize(text) > kTrustPolicySize.limit) return Exceeded(kTrustPolicySize);
  directory::BoundPolicy bound = directory::BindPrincipals(text, policy::DocumentKind::kTrust, snapshot);
  if (!bound.unknown_principal.empty()) {
    return Malformed("Invalid principal in policy: \"AWS\":\"" + bound.unknown_principal + "\"");
  }
  return directory::MakeStoredPolicy(std::move(bound.text), policy::DocumentKind::kTrust,
                                     "trust policy of " + role_name);
}

Refusal AuthorizeOnPolicy(Call& call, const std::string& arn) {
  const auto policy = FindReadablePolicy(call, *call.snapshot, arn);
  Question question = Ask(call, arn);
  if (policy != nullptr) question.resource_tags = &policy->tags;
  return services::Authorize(call, question);
}

Refusal CheckPolicyArn(const std::string& arn) {
  std::optional<policy::Arn> parsed = policy::ParseArn(arn);
  if (parsed.has_value() && parsed->service == "iam" && parsed->resource.starts_with("policy/")) return std::nullopt;
  return ValidationError("Invalid ARN:  Could not be parsed!");
}

Checked<std::shared_ptr<const directory::ManagedPolicy>> Attachable(const Call& call, const std::string& arn) {
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  auto policy = FindReadablePolicy(call, *call.snapshot, arn);
  if (policy != nullptr && policy->account == directory::kAwsOwner && policy->path == "/aws-service-role/") {
    return aws::ErrorShape{400, "PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role."};
  }
  if (policy != nullptr) return policy;
  return NoSuchEntity("Policy " + arn + " does not exist or is not attachable.");
}

}  // namespace rolecall::services::iam
