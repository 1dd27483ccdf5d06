// The data sources: a maker for each type, defined in the file of its name; listed in providers/aws/catalogue.cc.
#ifndef ROLECALL_PROVIDERS_AWS_DATA_DATA_SOURCES_H_
#define ROLECALL_PROVIDERS_AWS_DATA_DATA_SOURCES_H_

#include <memory>

#include "providers/aws/framework/behaviour.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const DataSource> MakeArnData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeAvailabilityZonesData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeCallerIdentityData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeDefaultTagsData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksClusterAuthData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksClusterData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeEksClustersData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamAccountAliasData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamGroupData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamInstanceProfileData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamOpenIdConnectProviderData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamPolicyData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamPolicyDocumentData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamRoleData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamRolesData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamSessionContextData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamUserData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeIamUsersData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakePartitionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeRegionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeS3BucketData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretRandomPasswordData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeSecretVersionData(const Behaviour& behaviour);
std::unique_ptr<const DataSource> MakeServicePrincipalData(const Behaviour& behaviour);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_DATA_DATA_SOURCES_H_
