// SecretId: what callers name a secret by: its name, its ARN, or its ARN without the six random characters.
//
//   SecretPointer secret = FindSecret(*call.snapshot, {call.own_account(), call.region}, id);
//
// AWS, "What's in a Secrets Manager secret": an ARN that ends with a hyphen and six characters is taken for a complete
// one. So a secret whose own name ends so is not found by its ARN without the suffix.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_SECRET_ID_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_SECRET_ID_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "directory/secret_records.h"
#include "directory/snapshot.h"

namespace rolecall::services::secretsmanager {

using SecretPointer = std::shared_ptr<const directory::SecretRecord>;

inline constexpr std::size_t kSuffixLength = 6;

// Letters, digits and /_+=.@-: what a new secret may be called.
bool IsSecretName(std::string_view name);
// An ARN, or characters of names (and '!', which secrets of other AWS services have).
bool IsSecretId(std::string_view id);

// Where a call looks: an ARN must name this region; the account is the ARN's, else this one.
struct SecretPlace {
  std::string_view account, region;
};

// Null if there is none; one that is marked for deletion is found.
SecretPointer FindSecret(const directory::Snapshot& snapshot, SecretPlace place, std::string_view id);
// What an id that is no secret's is authorized as: any suffix.
std::string ArnOfUnknown(SecretPlace place, const std::string& id);
// The account that an id names; "" if it is a name.
std::string_view AccountOf(std::string_view id);
// The name within an id.
std::string_view NameOf(std::string_view id);

std::string RandomSuffix(Random& random);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_SECRET_ID_H_
