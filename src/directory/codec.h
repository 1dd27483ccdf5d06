// Records as JSON text, as the store keeps them: what their Fields list (records.h), in its order. Secrets inside are
// sealed with a master key. docs/formats/store.md is the contract.
//
// Reading is forgiving about members that are missing (older versions) and strict about types.
#ifndef ROLECALL_DIRECTORY_CODEC_H_
#define ROLECALL_DIRECTORY_CODEC_H_

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/key_ring.h"
#include "directory/records.h"
#include "directory/session.h"

namespace rolecall::directory {

// Instantiated for all kinds of records and for Session, which holds no secrets and needs no keys.
template <typename T>
std::string Encode(const T& record, const crypto::KeyRing* keys, Random& random);
template <typename T>
bool HoldsSecrets(const T& record);
// Whether Decode would give the same back: every text is UTF-8, without NUL. (Secrets may be any bytes.)
template <typename T>
bool IsStorable(const T& record);
// kDataLoss: not what Encode writes, or sealed with another master key. `is_outdated`: an older key sealed some of it.
template <typename T>
Result<T> Decode(std::string_view text, const crypto::KeyRing* keys, bool* is_outdated = nullptr);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_CODEC_H_
