#include "providers/aws/catalogue.h"

#include <atomic>
#include <utility>

#include "providers/aws/data/data_sources.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/provider.h"
#include "providers/aws/s3/resources.h"
#include "providers/aws/secretsmanager/resources.h"

namespace rolecall::providers::aws {
namespace {

template <typename T>
struct Maker {
  const char* type;
  std::unique_ptr<const T> (*make)(const Behaviour&);
};

constexpr Maker<Resource> kResources[] = {
    {"aws_iam_access_key", MakeIamAccessKey},
    {"aws_iam_account_alias", MakeIamAccountAlias},
    {"aws_iam_group", MakeIamGroup},
    {"aws_iam_group_membership", MakeIamGroupMembership},
    {"aws_iam_group_policies_exclusive", MakeIamGroupPoliciesExclusive},
    {"aws_iam_group_policy", MakeIamGroupPolicy},
    {"aws_iam_group_policy_attachment", MakeIamGroupPolicyAttachment},
    {"aws_iam_group_policy_attachments_exclusive", MakeIamGroupPolicyAttachmentsExclusive},
    {"aws_iam_instance_profile", MakeIamInstanceProfile},
    {"aws_iam_openid_connect_provider", MakeIamOpenIdConnectProvider},
    {"aws_iam_policy", MakeIamPolicy},
    {"aws_iam_policy_attachment", MakeIamPolicyAttachment},
    {"aws_iam_role", MakeIamRole},
    {"aws_iam_role_policies_exclusive", MakeIamRolePoliciesExclusive},
    {"aws_iam_role_policy", MakeIamRolePolicy},
    {"aws_iam_role_policy_attachment", MakeIamRolePolicyAttachment},
    {"aws_iam_role_policy_attachments_exclusive", MakeIamRolePolicyAttachmentsExclusive},
    {"aws_iam_service_linked_role", MakeIamServiceLinkedRole},
    {"aws_iam_user", MakeIamUser},
    {"aws_iam_user_group_membership", MakeIamUserGroupMembership},
    {"aws_iam_user_policies_exclusive", MakeIamUserPoliciesExclusive},
    {"aws_iam_user_policy", MakeIamUserPolicy},
    {"aws_iam_user_policy_attachment", MakeIamUserPolicyAttachment},
    {"aws_iam_user_policy_attachments_exclusive", MakeIamUserPolicyAttachmentsExclusive},
    {"aws_s3_bucket", MakeS3Bucket},
    {"aws_s3_bucket_ownership_controls", MakeS3BucketOwnershipControls},
    {"aws_s3_bucket_policy", MakeS3BucketPolicy},
    {"aws_s3_bucket_public_access_block", MakeS3BucketPublicAccessBlock},
    {"aws_s3_bucket_server_side_encryption_configuration", MakeS3BucketEncryption},
    {"aws_s3_bucket_versioning", MakeS3BucketVersioning},
    {"aws_secretsmanager_secret", MakeSecret},
    {"aws_secretsmanager_secret_policy", MakeSecretPolicy},
    {"aws_secretsmanager_secret_version", MakeSecretVersion},
};

constexpr Maker<DataSource> kDataSources[] = {
    {"aws_arn", MakeArnData},
    {"aws_availability_zones", MakeAvailabilityZonesData},
    {"aws_caller_identity", MakeCallerIdentityData},
    {"aws_default_tags", MakeDefaultTagsData},
    {"aws_eks_cluster", MakeEksClusterData},
    {"aws_eks_cluster_auth", MakeEksClusterAuthData},
    {"aws_eks_clusters", MakeEksClustersData},
    {"aws_iam_account_alias", MakeIamAccountAliasData},
    {"aws_iam_group", MakeIamGroupData},
    {"aws_iam_instance_profile", MakeIamInstanceProfileData},
    {"aws_iam_openid_connect_provider", MakeIamOpenIdConnectProviderData},
    {"aws_iam_policy", MakeIamPolicyData},
    {"aws_iam_policy_document", MakeIamPolicyDocumentData},
    {"aws_iam_role", MakeIamRoleData},
    {"aws_iam_roles", MakeIamRolesData},
    {"aws_iam_session_context", MakeIamSessionContextData},
    {"aws_iam_user", MakeIamUserData},
    {"aws_iam_users", MakeIamUsersData},
    {"aws_partition", MakePartitionData},
    {"aws_region", MakeRegionData},
    {"aws_s3_bucket", MakeS3BucketData},
    {"aws_secretsmanager_random_password", MakeSecretRandomPasswordData},
    {"aws_secretsmanager_secret", MakeSecretData},
    {"aws_secretsmanager_secret_version", MakeSecretVersionData},
    {"aws_service_principal", MakeServicePrincipalData},
};

class AwsCatalogue final : public engine::ProviderCatalogue {
 public:
  explicit AwsCatalogue(Dependencies dependencies)
      : dependencies_(std::move(dependencies)), name_counter_(std::make_shared<std::atomic<std::uint32_t>>(0)) {}

  std::vector<std::string> sources() const override { return {"hashicorp/aws"}; }

  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override {
    if (source != "hashicorp/aws") return nullptr;
    Behaviour behaviour(version);
    ResourceTable resources;
    for (const auto& maker : kResources) resources.emplace(maker.type, maker.make(behaviour));
    DataSourceTable data_sources;
    for (const auto& maker : kDataSources) data_sources.emplace(maker.type, maker.make(behaviour));
    Session session{behaviour,
                    dependencies_.clock,
                    dependencies_.random,
                    dependencies_.sleeper,
                    name_counter_,
                    nullptr,
                    nullptr,
                    nullptr,
                    {},
                    {},
                    false,
                    {}};
    return std::make_unique<AwsProvider>(dependencies_, std::move(session), std::move(resources),
                                         std::move(data_sources));
  }

 private:
  Dependencies dependencies_;
  std::shared_ptr<std::atomic<std::uint32_t>> name_counter_;
};

}  // namespace

std::unique_ptr<engine::ProviderCatalogue> MakeAwsCatalogue(Dependencies dependencies) {
  return std::make_unique<AwsCatalogue>(std::move(dependencies));
}

}  // namespace rolecall::providers::aws
