#include "directory/managed_policies.h"

#include <algorithm>

#include "crypto/digest.h"
#include "partition/own_partition.h"
#include "policy/managed/aws_managed.h"

namespace rolecall::directory {
namespace {

// Differs from AWS: always the same for the same name, but not AWS's own, which are published nowhere.
std::string UniqueId(std::string_view name) {
  std::string id = "ANPA";
  for (unsigned char byte : crypto::Sha256(name).substr(0, 17)) id += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31];
  return id;
}

std::shared_ptr<const ManagedPolicy> RecordOf(const policy::AwsManagedPolicy& aws) {
  auto policy = std::make_shared<ManagedPolicy>();
  policy->account = kAwsOwner;
  policy->name = aws.name;
  policy->path = aws.path;
  policy->id = UniqueId(aws.name);
  policy->description = aws.description;
  policy->created = aws.created;
  policy->updated = aws.updated;
  policy->default_version = aws.default_version;
  policy->next_version = aws.default_version + 1;
  policy->versions.push_back({aws.default_version, {}, aws.updated});
  return policy;
}

}  // namespace

std::shared_ptr<const ManagedPolicy> FindPolicy(const Snapshot& snapshot, std::string_view arn) {
  if (auto found = snapshot.policies.Find(arn)) return found;
  if (!arn.starts_with(partition::OwnArn())) return nullptr;
  const policy::AwsManagedPolicy* aws = policy::FindAwsManagedPolicy(arn);
  return aws == nullptr ? nullptr : RecordOf(*aws);
}

std::vector<std::shared_ptr<const ManagedPolicy>> AwsPolicies() {
  std::vector<std::shared_ptr<const ManagedPolicy>> policies;
  for (const policy::AwsManagedPolicy& aws : policy::AwsManagedPolicies(partition::Own()))
    policies.push_back(RecordOf(aws));
  return policies;
}

std::vector<PolicyVersion> AllVersions(const ManagedPolicy& policy) {
  if (policy.account != kAwsOwner) return policy.versions;
  std::vector<PolicyVersion> versions;
  if (const policy::AwsManagedPolicy* aws = policy::FindAwsManagedPolicy(policy.arn())) {
    for (const policy::AwsPolicyVersion& version : policy::AwsPolicyVersions(*aws)) {
      versions.push_back({version.number, {}, version.created});
    }
  }
  std::reverse(versions.begin(), versions.end());
  return versions;
}

std::string DocumentText(const ManagedPolicy& policy, int version) {
  if (policy.account == kAwsOwner) {
    const policy::AwsManagedPolicy* aws = policy::FindAwsManagedPolicy(policy.arn());
    return aws == nullptr ? "" : policy::AwsPolicyText(*aws, version).value_or("");
  }
  const PolicyVersion* found = policy.Find(version);
  return found == nullptr ? "" : found->policy.text;
}

}  // namespace rolecall::directory
