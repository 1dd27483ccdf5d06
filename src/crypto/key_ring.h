// Keys of AES-256-GCM (aead.h) of which the newest seals and the older ones still open, until all that they sealed has
// been sealed anew.
//
//   ROLECALL_TRY(KeyRing keys, KeyRing::Make({newest, older}));
//   ROLECALL_TRY(KeyRing keys, ReadKeyRing(text_of_a_file));
//
// Values: may be copied; a copy is as secret as the original. Errors: kInvalidArgument.
#ifndef ROLECALL_CRYPTO_KEY_RING_H_
#define ROLECALL_CRYPTO_KEY_RING_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::crypto {

class KeyRing {
 public:
  static constexpr std::size_t kMost = 8;

  // The newest first: 1 to kMost keys of 32 bytes, no two alike.
  static Result<KeyRing> Make(std::vector<Secret> keys);
  explicit KeyRing(Secret only);

  const Secret& newest() const { return keys_.front(); }
  std::size_t size() const { return keys_.size(); }
  // These, and after them those of `older` that are not among them.
  KeyRing With(const KeyRing& older) const;
  bool operator==(const KeyRing& other) const;

  std::string Seal(std::string_view text, std::string_view purpose, Random& random) const;
  struct Opened {
    Secret text;
    bool by_newest = false;
  };
  // kUnauthenticated: none of them sealed it.
  Result<Opened> Open(std::string_view sealed, std::string_view purpose) const;

 private:
  KeyRing() = default;
  std::vector<Secret> keys_;
};

// The bytes of a key file: the keys behind each other, the newest first; or as text, each in base64, on a line of its
// own or with commas between. Messages say what is wrong and nothing of the keys.
Result<KeyRing> ReadKeyRing(std::string_view bytes);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_KEY_RING_H_
