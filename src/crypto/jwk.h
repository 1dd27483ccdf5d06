// JSON Web Key Sets (RFC 7517): the public keys that an OpenID Connect issuer publishes.
//
//   ROLECALL_TRY(crypto::KeySet keys, crypto::KeySet::Parse(document));
//   const crypto::PublicKey* key = keys.Find(token.key_id());
//
// Reading follows AWS: a key needs a `kid`; one with `use` other than "sig", with `key_ops` without "verify", of
// another type, or damaged is left out (the rest still counts), as is one with a private part; `alg` is ignored; of a
// type with more than 100 keys none is taken.
// Bounds: 512 KiB, depth 8. Threads: a KeySet is immutable after it is made.
#ifndef ROLECALL_CRYPTO_JWK_H_
#define ROLECALL_CRYPTO_JWK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::crypto {

struct PublishedKey {
  std::string key_id;
  PublicKey key;
};

class KeySet {
 public:
  KeySet() = default;
  explicit KeySet(std::vector<PublishedKey> keys) : keys_(std::move(keys)) {}
  static Result<KeySet> Parse(std::string_view document);

  // The key of that id. Without an id (the token has no `kid`): the only key, if there is exactly one. Else null.
  const PublicKey* Find(const std::optional<std::string>& key_id) const;
  // {"keys":[{"kty":…,"kid":…,"use":"sig","alg":…,…}]}
  std::string ToJson() const;
  const std::vector<PublishedKey>& keys() const { return keys_; }
  // Whether both were read from the same text.
  bool IsOfSameDocument(const KeySet& other) const { return !digest_.empty() && digest_ == other.digest_; }
  bool empty() const { return keys_.empty(); }

 private:
  std::vector<PublishedKey> keys_;
  bool has_more_ = false;  // keys of a type that was left out
  std::string digest_;     // of the document's text; empty: there is none
};

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_JWK_H_
