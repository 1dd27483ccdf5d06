// AWS's own keys of an account, one for each service that uses keys: alias/aws/secretsmanager, alias/aws/ssm,
// alias/aws/s3. AWS makes each when it is first needed; so it is here.
//
//   ROLECALL_RETURN_IF_ERROR(EnsureAwsKey(call, {account, region}, "secretsmanager"));
//
// Source: KMS Developer Guide, "AWS managed keys" and the key policies that AWS shows for them: everybody of the
// account uses the key through its service, nobody directly. Errors: the store's.
#ifndef ROLECALL_SERVICES_KMS_OWN_KEYS_H_
#define ROLECALL_SERVICES_KMS_OWN_KEYS_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "directory/transaction.h"
#include "services/call.h"
#include "services/kms_keys.h"

namespace rolecall::services {

inline constexpr std::string_view kAwsAliasPrefix = "alias/aws/";

// Whether AWS has a key of its own for this service here.
bool HasAwsKey(std::string_view service);
// The service of "alias/aws/SERVICE"; "" if the alias is none of these.
std::string_view ServiceOfAwsAlias(std::string_view alias);
// Makes the service's key of that account if it is missing.
std::optional<aws::ErrorShape> EnsureAwsKey(Call& call, const KmsPlace& place, std::string_view service);

// A generation of a key: 32 random bytes under a random name.
directory::KmsMaterial MakeMaterial(Random& random, Time now, std::string made_by = "");

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_KMS_OWN_KEYS_H_
