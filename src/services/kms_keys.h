// KMS's keys as requests name them, and whether they can be used: for KMS itself and for the services that use keys.
//
//   ROLECALL_TRY(NamedKey named, FindNamedKey(snapshot, {account, region}, "alias/app", KeyNames::kAll, now));
//   ROLECALL_RETURN_IF_ERROR(RefuseUnusable(*named.key));
//
// A key is named by its id, its ARN, an alias or an alias's ARN. Errors are KMS's own, with status 400:
// NotFoundException ("Key 'ARN' does not exist", "Alias ARN is not found.", "Invalid keyId 'X'", "Invalid arn X"),
// DisabledException ("ARN is disabled."), KMSInvalidStateException ("ARN is pending deletion."). Pure.
#ifndef ROLECALL_SERVICES_KMS_KEYS_H_
#define ROLECALL_SERVICES_KMS_KEYS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/shapes.h"
#include "base/clock.h"
#include "directory/snapshot.h"
#include "services/checked.h"

namespace rolecall::services {

using KmsKeyPointer = std::shared_ptr<const directory::KmsKey>;

struct KmsPlace {
  std::string account, region;
};

// Operations that change a key itself take no alias.
enum class KeyNames { kAll, kWithoutAliases };

// What a text names, whether it is there or not.
struct KeyName {
  KmsPlace place;
  std::string id;     // of a key; empty: named by an alias
  std::string alias;  // "alias/…"; empty: named by its id

  std::string arn() const;
};

struct NamedKey {
  KmsKeyPointer key;
  std::string alias;  // that it was named by ("alias/…"); empty: none
};

// NotFoundException: no form of a name, or in another region.
Checked<KeyName> ReadKeyName(const KmsPlace& own, std::string_view text, KeyNames names);
// NotFoundException: there is no such key (any more).
Checked<NamedKey> FindKey(const directory::Snapshot& snapshot, const KeyName& name, Time now);
Checked<NamedKey> FindNamedKey(const directory::Snapshot& snapshot, const KmsPlace& own, std::string_view text,
                               KeyNames names, Time now);

// Whether there is such a key: neither deleted nor due.
bool IsThere(const directory::KmsKey& key, Time now);
// Disabled, or pending deletion.
std::optional<aws::ErrorShape> RefuseUnusable(const directory::KmsKey& key);
std::optional<aws::ErrorShape> RefusePendingDeletion(const directory::KmsKey& key);
// Whether the account has ever made a key of its own in this region.
bool HasOwnKeys(const directory::Snapshot& snapshot, const KmsPlace& place);

aws::ErrorShape KeyNotFound(const std::string& arn);
aws::ErrorShape AliasNotFound(const std::string& arn);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_KMS_KEYS_H_
