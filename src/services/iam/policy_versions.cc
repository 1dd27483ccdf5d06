#include <algorithm>

#include "directory/managed_policies.h"
#include "services/iam/documents.h"
#include "services/iam/lookup.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::ManagedPolicy;
using directory::PolicyVersion;

// "v12" → 12; 0 if it is no version id.
int VersionNumber(std::string_view id) {
  if (id.size() < 2 || id.size() > 9 || id[0] != 'v') return 0;
  return static_cast<int>(services::ParseInteger(id.substr(1)).value_or(0));
}

aws::ErrorShape NoVersion(const std::string& arn, std::string_view id) {
  return NoSuchEntity("Policy " + arn + " version " + std::string(id) + " does not exist or is not attachable.");
}

void WriteVersion(aws::XmlWriter& xml, const ManagedPolicy& policy, const PolicyVersion& version) {
  xml.Text("VersionId", "v" + std::to_string(version.number));
  xml.Bool("IsDefaultVersion", version.number == policy.default_version);
  xml.Text("CreateDate", FormatIso8601(version.created));
}

// Authorizes, and edits a copy of the caller's own policy.
template <typename F>
OperationResult ChangePolicy(Call& call, F edit) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnPolicy(call, arn));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = FindReadablePolicy(call, transaction.snapshot(), arn);
    if (current == nullptr) return NoSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    if (current->account != call.caller.account) {
      return aws::ErrorShape{403, "AccessDenied", "Policy is outside your own account."};
    }
    ManagedPolicy policy = *current;
    OperationResult result = edit(policy);
    if (result.ok()) {
      policy.updated = call.now;
      transaction.Put(std::move(policy));
    }
    return result;
  });
}

OperationResult CreatePolicyVersion(Call& call) {
  const std::string text(call.parameters.Get("PolicyDocument"));
  return ChangePolicy(call, [&](ManagedPolicy& policy) -> OperationResult {
    ROLECALL_TRY(directory::StoredPolicy document, IdentityDocument(text, policy::WriteKind::kManaged, policy.arn()));
    if (policy::PolicySize(text) > kManagedPolicySize.limit) return Exceeded(kManagedPolicySize);
    if (policy.versions.size() >= kVersionsPerPolicy.limit) return Exceeded(kVersionsPerPolicy);
    policy.versions.push_back({policy.next_version++, std::move(document), call.now});
    if (call.parameters.IsTrue("SetAsDefault")) policy.default_version = policy.versions.back().number;
    aws::XmlWriter xml;
    xml.Open("PolicyVersion");
    WriteVersion(xml, policy, policy.versions.back());
    xml.Close();
    return xml.Take();
  });
}

OperationResult DeletePolicyVersion(Call& call) {
  const int number = VersionNumber(call.parameters.Get("VersionId"));
  return ChangePolicy(call, [&](ManagedPolicy& policy) -> OperationResult {
    if (policy.Find(number) == nullptr) return NoVersion(policy.arn(), call.parameters.Get("VersionId"));
    if (number == policy.default_version) return DeleteConflict("Cannot delete the default version of a policy.");
    std::erase_if(policy.versions, [&](const PolicyVersion& version) { return version.number == number; });
    return std::string();
  });
}

OperationResult SetDefaultPolicyVersion(Call& call) {
  const int number = VersionNumber(call.parameters.Get("VersionId"));
  return ChangePolicy(call, [&](ManagedPolicy& policy) -> OperationResult {
    if (policy.Find(number) == nullptr) return NoVersion(policy.arn(), call.parameters.Get("VersionId"));
    policy.default_version = number;
    return std::string();
  });
}

Checked<std::shared_ptr<const ManagedPolicy>> AskForPolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicyArn"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnPolicy(call, arn));
  ROLECALL_RETURN_IF_ERROR(CheckPolicyArn(arn));
  auto policy = FindReadablePolicy(call, *call.snapshot, arn);
  if (policy == nullptr) return NoSuchEntity("Policy " + arn + " was not found.");
  return policy;
}

OperationResult GetPolicyVersion(Call& call) {
  ROLECALL_TRY(auto policy, AskForPolicy(call));
  const std::vector<PolicyVersion> versions = directory::AllVersions(*policy);
  const int number = VersionNumber(call.parameters.Get("VersionId"));
  const auto version = std::find_if(versions.begin(), versions.end(),
                                    [number](const PolicyVersion& one) { return one.number == number; });
  if (version == versions.end()) return NoVersion(policy->arn(), call.parameters.Get("VersionId"));
  aws::XmlWriter xml;
  xml.Open("PolicyVersion").Text("Document", EncodeDocument(directory::DocumentText(*policy, number)));
  WriteVersion(xml, *policy, *version);
  xml.Close();
  return xml.Take();
}

OperationResult ListPolicyVersions(Call& call) {
  ROLECALL_TRY(auto policy, AskForPolicy(call));
  std::vector<Item> items;
  for (const PolicyVersion& version : directory::AllVersions(*policy)) {
    aws::XmlWriter xml;
    WriteVersion(xml, *policy, version);
    // The newest first.
    items.push_back({std::to_string(1000000000 - version.number), xml.Take()});
  }
  return Page(call, "Versions", std::move(items));
}

}  // namespace

void AddPolicyVersions(Table& table) {
  const ParameterRule version{.name = "VersionId", .required = true, .charset = Charset::kVersionId};
  const ParameterRule as_default{.name = "SetAsDefault", .boolean = true};
  table.push_back({"CreatePolicyVersion", &CreatePolicyVersion, {kPolicyArn, kPolicyDocument, as_default}});
  table.push_back({"DeletePolicyVersion", &DeletePolicyVersion, {kPolicyArn, version}, false, false});
  table.push_back({"SetDefaultPolicyVersion", &SetDefaultPolicyVersion, {kPolicyArn, version}, false, false});
  table.push_back({"GetPolicyVersion", &GetPolicyVersion, {kPolicyArn, version}});
  table.push_back({"ListPolicyVersions", &ListPolicyVersions, {kPolicyArn, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam
