#include "services/kms_own_keys.h"

#include "partition/own_partition.h"
#include "services/kms_authorize.h"
#include "services/write.h"

namespace rolecall::services {
namespace {

struct AwsKey {
  std::string_view service, description, policy_id;
  std::string_view title;  // in the first statement's Sid
};
constexpr AwsKey kAwsKeys[] = {
    {"secretsmanager", "Default key that protects my Secrets Manager data when no other key is defined",
     "auto-secretsmanager-2", "AWS Secrets Manager"},
    {"ssm", "Default key that protects my SSM parameters when no other key is defined", "auto-ssm-1", "EC2 SSM"},
    {"s3", "Default key that protects my S3 objects when no other key is defined", "auto-s3-2", "S3"},
};
constexpr int kAwsRotationDays = 365;  // AWS rotates its keys every year
constexpr std::size_t kMaterialBytes = 32;

const AwsKey* FindAwsKey(std::string_view service) {
  for (const AwsKey& key : kAwsKeys) {
    if (key.service == service) return &key;
  }
  return nullptr;
}

std::string PolicyOf(const AwsKey& aws, const KmsPlace& place) {
  const std::string title(aws.title);
  return R"({"Version":"2012-10-17","Id":")" + std::string(aws.policy_id) +
         R"(","Statement":[{"Sid":"Allow access through )" + title +
         " for all principals in the account that are authorized to use " + title +
         R"(","Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*",)"
         R"("kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*","Condition":{"StringEquals":)"
         R"({"kms:CallerAccount":")" +
         place.account + R"(","kms:ViaService":")" + ViaServiceName(aws.service, place.region) +
         R"("}}},{"Sid":"Allow direct access to key metadata to the account","Effect":"Allow",)"
         R"("Principal":{"AWS":")" +
         partition::OwnArn() + "iam::" + place.account +
         R"(:root"},"Action":["kms:Describe*","kms:Get*","kms:List*","kms:RevokeGrant"],"Resource":"*"}]})";
}

directory::KmsKey MakeAwsKey(Call& call, const KmsPlace& place, const AwsKey& aws) {
  directory::KmsKey key;
  key.account = place.account;
  key.region = place.region;
  key.id = RandomUuid(call.random);
  key.description = aws.description;
  key.owning_service = aws.service;
  key.usage = "ENCRYPT_DECRYPT";
  key.spec = "SYMMETRIC_DEFAULT";
  key.created = call.now;
  key.materials.push_back(MakeMaterial(call.random, call.now));
  key.policy =
      directory::MakeStoredPolicy(PolicyOf(aws, place), policy::DocumentKind::kResource, "key policy of " + key.id);
  key.rotation_days = kAwsRotationDays;
  key.next_rotation = call.now + std::chrono::days(kAwsRotationDays);
  return key;
}

std::string AwsAliasOf(std::string_view service) { return std::string(kAwsAliasPrefix).append(service); }

}  // namespace

bool HasAwsKey(std::string_view service) { return FindAwsKey(service) != nullptr; }

std::string_view ServiceOfAwsAlias(std::string_view alias) {
  if (!alias.starts_with(kAwsAliasPrefix)) return "";
  const AwsKey* key = FindAwsKey(alias.substr(kAwsAliasPrefix.size()));
  return key == nullptr ? std::string_view() : key->service;
}

std::optional<aws::ErrorShape> EnsureAwsKey(Call& call, const KmsPlace& place, std::string_view service) {
  const AwsKey* aws = FindAwsKey(service);
  if (aws == nullptr) return std::nullopt;
  const std::string alias_key = directory::SecretKey(place.account, place.region, AwsAliasOf(service));
  if (call.snapshot->kms_aliases.Find(alias_key) != nullptr) return std::nullopt;
  directory::KmsKey key = MakeAwsKey(call, place, *aws);
  key.aliases.push_back(AwsAliasOf(service));
  const Checked<bool> made = Update<bool>(call, [&](directory::Transaction& transaction) -> Checked<bool> {
    if (transaction.snapshot().kms_aliases.Find(alias_key) != nullptr) return true;
    transaction.Put(directory::KmsAlias{.account = place.account,
                                        .region = place.region,
                                        .name = AwsAliasOf(service),
                                        .key_id = key.id,
                                        .created = call.now,
                                        .updated = call.now});
    transaction.Put(key);
    return true;
  });
  if (!made.ok()) return made.error();
  call.snapshot = call.directory.snapshot();
  return std::nullopt;
}

directory::KmsMaterial MakeMaterial(Random& random, Time now, std::string made_by) {
  std::string bytes(kMaterialBytes, '\0');
  random.Fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return {
      .id = RandomHex(random, 64), .value = Secret(std::move(bytes)), .made_by = std::move(made_by), .created = now};
}

}  // namespace rolecall::services
