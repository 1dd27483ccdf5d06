// What lies in a store under "server/": of this store alone, and in no copy or backup of it (docs/formats/store.md).
//
// `server/master-key` is a text that was sealed with the master key of a store that nodes share: a node whose key does
// not open it is refused. `server/restoring` is there while a store is filled from a backup or from another store, and
// after that was cut short: no node starts on it.
#ifndef ROLECALL_SERVER_STORE_MARKS_H_
#define ROLECALL_SERVER_STORE_MARKS_H_

#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "crypto/key_ring.h"
#include "store/store.h"

namespace rolecall::server {

inline constexpr std::string_view kStoresOwnPrefix = "server/";
inline constexpr std::string_view kMasterKeyMark = "server/master-key";
inline constexpr std::string_view kRestoringMark = "server/restoring";

// The entry that the newest of these keys seals.
store::Put MasterKeyMark(const crypto::KeyRing& keys, Random& random);
enum class MarkOpens { kNo, kByOlder, kByNewest };
MarkOpens OpenMasterKeyMark(std::string_view value, const crypto::KeyRing& keys);

// kConflict: a restore into this store goes on, or was cut short. `name` for the message.
Result<void> CheckNotRestoring(store::Store& store, std::string_view name);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_STORE_MARKS_H_
