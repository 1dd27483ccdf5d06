// Key providers: where the keys of encrypted states and plans come from. A row a kind (KeyProviderKinds), by the word
// in `key_provider "pbkdf2" "k"`.
//
//   const KeyProviderKind* kind = FindKeyProviderKind("pbkdf2");
//   ROLECALL_TRY(ProvidedKeys keys, kind->provide({arguments, metadata, Purpose::kOpen, …}));
//
// To seal, a provider makes a new key and metadata that lead to it again; to open, it makes the key that the stored
// metadata lead to. To check, it only looks at its arguments, and answers a key of the right length that is none.
// Errors: kInvalidArgument: the configuration is wrong; kDataLoss: the metadata are; others: the key cannot be had. No
// error holds a passphrase or key. Threads: any, if those of the context are.
#ifndef ROLECALL_ENGINE_ENCRYPTION_KEY_PROVIDER_H_
#define ROLECALL_ENGINE_ENCRYPTION_KEY_PROVIDER_H_

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "engine/backend/backend.h"
#include "hcl/decode/content.h"
#include "value/value.h"

namespace rolecall::engine {

enum class Purpose { kCheck, kSeal, kOpen };

// What expressions see of a key provider: {encryption_key, decryption_key}, lists of bytes. Empty: null.
struct KeyPair {
  Secret encryption, decryption;
};
value::Value KeyPairValue(const KeyPair& keys);
// kInvalidArgument: no such object.
Result<KeyPair> KeyPairOf(const value::Value& given);

struct KeyRequest {
  const value::Value& arguments;               // an object, wholly known
  const std::optional<std::string>& metadata;  // as it was stored
  Purpose purpose;
  const BackendContext& context;
};

struct ProvidedKeys {
  KeyPair keys;
  std::optional<std::string> metadata;  // to be stored; nothing: the provider needs none
};

struct KeyProviderKind {
  const char* type;
  hcl::BodySchema schema;
  bool asks_elsewhere;  // keys come from outside, and may not be had later
  Result<ProvidedKeys> (*provide)(const KeyRequest& request);
};

// Null: there is none of that name. `is_foreign`: OpenTofu has one.
const KeyProviderKind* FindKeyProviderKind(const std::string& type);
bool IsForeignKeyProvider(const std::string& type);

Result<ProvidedKeys> ProvidePbkdf2(const KeyRequest& request);
Result<ProvidedKeys> ProvideAwsKms(const KeyRequest& request);
Result<ProvidedKeys> ProvideExternal(const KeyRequest& request);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_KEY_PROVIDER_H_
