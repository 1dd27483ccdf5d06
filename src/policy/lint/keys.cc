#include "policy/lint/keys.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "policy/decide/request.h"

namespace rolecall::policy {
namespace {

constexpr KeyType kS = KeyType::kString;
constexpr KeyType kA = KeyType::kArn;
constexpr KeyType kB = KeyType::kBool;
constexpr KeyType kN = KeyType::kNumeric;
constexpr KeyType kD = KeyType::kDate;
constexpr KeyType kI = KeyType::kIp;

// Facts: AWS's condition keys and their types.
constexpr ConditionKey kKeys[] = {
    {"aws:AssumedRoot", kB},
    {"aws:CalledVia", kS},
    {"aws:CalledViaAWSMCP", kS},
    {"aws:CalledViaFirst", kS},
    {"aws:CalledViaLast", kS},
    {"aws:ChatbotSourceArn", kA},
    {"aws:CurrentTime", kD, true},
    {"aws:Ec2InstanceSourceVpc", kS},
    {"aws:Ec2InstanceSourcePrivateIPv4", kI},
    {"aws:EpochTime", kD, true},
    {"aws:FederatedProvider", kS},
    {"aws:IsMcpServiceAction", kB},
    {"aws:MultiFactorAuthAge", kN},
    {"aws:MultiFactorAuthPresent", kB},
    {"aws:PrincipalAccount", kS, true},
    {"aws:PrincipalArn", kA, true},
    {"aws:PrincipalIsAWSService", kB, true},
    {"aws:PrincipalOrgID", kS},
    {"aws:PrincipalOrgPaths", kS},
    {"aws:PrincipalServiceName", kS},
    {"aws:PrincipalServiceNamesList", kS},
    {"aws:PrincipalTag/", kS},
    {"aws:PrincipalType", kS, true},
    {"aws:referer", kS},
    {"aws:RequestedRegion", kS, true},
    {"aws:RequestTag/", kS},
    {"aws:ResourceAccount", kS, true},
    {"aws:ResourceOrgID", kS},
    {"aws:ResourceOrgPaths", kS},
    {"aws:ResourceTag/", kS},
    {"aws:SecureTransport", kB, true},
    {"aws:SignInSessionArn", kA},
    {"aws:SourceAccount", kS},
    {"aws:SourceArn", kA},
    {"aws:SourceIdentity", kS},
    {"aws:SourceIp", kI},
    {"aws:SourceOrgID", kS},
    {"aws:SourceOrgPaths", kS},
    {"aws:SourceVpc", kS},
    {"aws:SourceVpcArn", kA},
    {"aws:SourceVpce", kS},
    {"aws:TagKeys", kS},
    {"aws:TokenIssueTime", kD},
    {"aws:UserAgent", kS},
    {"aws:userid", kS, true},
    {"aws:username", kS},
    {"aws:ViaAWSService", kB, true},
    {"aws:VpceAccount", kS},
    {"aws:VpceOrgID", kS},
    {"aws:VpceOrgPaths", kS},
    {"aws:VpcSourceIp", kI},
    {"iam:AssociatedResourceArn", kA},
    {"iam:AWSServiceName", kS},
    {"iam:FIDO-certification", kS},
    {"iam:FIDO-FIPS-140-2-certification", kS},
    {"iam:FIDO-FIPS-140-3-certification", kS},
    {"iam:OrganizationsPolicyId", kS},
    {"iam:PassedToService", kS},
    {"iam:PermissionsBoundary", kA},
    {"iam:PolicyARN", kA},
    {"iam:RegisterSecurityKey", kS},
    {"iam:ResourceTag/", kS},
    {"iam:ServiceSpecificCredentialAgeDays", kN},
    {"iam:ServiceSpecificCredentialServiceName", kS},
    {"sts:AWSServiceName", kS},
    {"sts:DurationSeconds", kN},
    {"sts:ExternalId", kS},
    {"sts:IdentityTokenAudience", kS},
    {"sts:RequestContext/", kS},
    {"sts:RequestContextProviders", kS},
    {"sts:RoleSessionName", kS},
    {"sts:SigningAlgorithm", kS},
    {"sts:SourceIdentity", kS},
    {"sts:TaskPolicyArn", kA},
    {"sts:TransitiveTagKeys", kS},
    {"secretsmanager:AddReplicaRegions", kS},
    {"secretsmanager:BlockPublicPolicy", kB},
    {"secretsmanager:Description", kS},
    {"secretsmanager:ForceDeleteWithoutRecovery", kB},
    {"secretsmanager:ForceOverwriteReplicaSecret", kB},
    {"secretsmanager:KmsKeyArn", kA},
    {"secretsmanager:KmsKeyId", kS},
    {"secretsmanager:ModifyRotationRules", kB},
    {"secretsmanager:Name", kS},
    {"secretsmanager:RecoveryWindowInDays", kN},
    {"secretsmanager:resource/AllowRotationLambdaArn", kA},
    {"secretsmanager:ResourceTag/", kS},
    {"secretsmanager:RotateImmediately", kB},
    {"secretsmanager:RotationLambdaARN", kA},
    {"secretsmanager:SecretId", kA},
    {"secretsmanager:SecretPrimaryRegion", kS},
    {"secretsmanager:Type", kS},
    {"secretsmanager:VersionId", kS},
    {"secretsmanager:VersionStage", kS},
};

const std::unordered_map<std::string, const ConditionKey*>& ByName() {
  static const auto* const kByName = [] {
    auto* keys = new std::unordered_map<std::string, const ConditionKey*>();
    for (const ConditionKey& key : kKeys) keys->emplace(LowerAscii(key.name), &key);
    return keys;
  }();
  return *kByName;
}

}  // namespace

const ConditionKey* FindConditionKey(std::string_view lower_key) {
  auto found = ByName().find(std::string(lower_key));
  if (found != ByName().end()) return found->second;
  const std::size_t slash = lower_key.find('/');
  if (slash == std::string_view::npos || slash + 1 == lower_key.size()) return nullptr;
  found = ByName().find(std::string(lower_key.substr(0, slash + 1)));
  return found == ByName().end() ? nullptr : found->second;
}

bool HasConditionKeys(std::string_view lower_prefix) {
  for (std::string_view known : {"aws", "iam", "secretsmanager", "sts"}) {
    if (lower_prefix == known) return true;
  }
  return false;
}

const std::vector<std::string>& ConditionKeyNames() {
  static const auto* const kNames = [] {
    auto* names = new std::vector<std::string>();
    for (const ConditionKey& key : kKeys) names->emplace_back(key.name);
    return names;
  }();
  return *kNames;
}

std::string_view KeyTypeName(KeyType type) {
  switch (type) {
    case KeyType::kString: return "text";
    case KeyType::kArn: return "an ARN";
    case KeyType::kBool: return "true or false";
    case KeyType::kNumeric: return "a number";
    case KeyType::kDate: return "a date";
    case KeyType::kIp: return "an address";
    case KeyType::kBinary: return "bytes";
  }
  return "";
}

}  // namespace rolecall::policy
