// Where records lie: their keys in the snapshot's tables and in the store. For this folder only.
//
// Store keys are "directory/KIND/KEY". They are a format: docs and migrations depend on them.
#ifndef ROLECALL_DIRECTORY_KEYS_H_
#define ROLECALL_DIRECTORY_KEYS_H_

#include <string>
#include <string_view>

#include "directory/snapshot.h"

namespace rolecall::directory {

inline constexpr std::string_view kStorePrefix = "directory/";

// Sealed items whose names start so are keys of session tokens; the rest of the name is the key's id.
inline constexpr std::string_view kSessionKeyPrefix = "session/";

inline std::string KeyOf(const Account& record) { return record.id; }
inline std::string KeyOf(const User& record) { return NameKey(record.account, record.name); }
inline std::string KeyOf(const AccessKey& record) { return record.id; }
inline std::string KeyOf(const Group& record) { return NameKey(record.account, record.name); }
inline std::string KeyOf(const Role& record) { return NameKey(record.account, record.name); }
inline std::string KeyOf(const ManagedPolicy& record) { return record.arn(); }
inline std::string KeyOf(const InstanceProfile& record) { return NameKey(record.account, record.name); }
inline std::string KeyOf(const OidcProvider& record) { return record.arn(); }
inline std::string KeyOf(const SecretRecord& record) { return SecretKey(record.account, record.region, record.name); }
inline std::string KeyOf(const Bucket& record) { return record.name; }
inline std::string KeyOf(const SealedItem& record) { return record.name; }

template <typename T>
inline constexpr std::string_view kKind = "";
template <>
inline constexpr std::string_view kKind<Account> = "account/";
template <>
inline constexpr std::string_view kKind<User> = "user/";
template <>
inline constexpr std::string_view kKind<AccessKey> = "access-key/";
template <>
inline constexpr std::string_view kKind<Group> = "group/";
template <>
inline constexpr std::string_view kKind<Role> = "role/";
template <>
inline constexpr std::string_view kKind<ManagedPolicy> = "policy/";
template <>
inline constexpr std::string_view kKind<InstanceProfile> = "instance-profile/";
template <>
inline constexpr std::string_view kKind<OidcProvider> = "oidc-provider/";
template <>
inline constexpr std::string_view kKind<SecretRecord> = "secret/";
template <>
inline constexpr std::string_view kKind<Bucket> = "bucket/";
template <>
inline constexpr std::string_view kKind<SealedItem> = "sealed/";

template <typename T>
std::string StoreKey(std::string_view key) {
  return std::string(kStorePrefix).append(kKind<T>).append(key);
}

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_KEYS_H_
