// The ciphertext of KMS: what Encrypt and GenerateDataKey give out, and Decrypt takes without being told the key.
//
//   const std::string blob = Seal(*key, plaintext, context, random);
//   std::optional<CiphertextName> name = ReadCiphertextName(blob);       // whose, which key, which generation
//   std::optional<Secret> plaintext = Open(*key, blob, context);          // nothing: InvalidCiphertextException
//
// docs/formats/kms-ciphertext.md is the contract. AES-256-GCM under a key of its own for each text, which is derived
// from the key's material and 16 random bytes: no number of texts wears the material out. Associated data: the blob's
// head and the encryption context, whose order does not matter. A blob is opened with the generation that it names,
// however often the key was rotated since. Pure; any thread.
#ifndef ROLECALL_SERVICES_KMS_CIPHER_H_
#define ROLECALL_SERVICES_KMS_CIPHER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"
#include "directory/kms_records.h"

namespace rolecall::services::kms {

struct CiphertextName {
  std::string account;           // twelve digits
  std::string key_id;            // a UUID
  std::uint32_t generation = 0;  // index into the key's materials
};

inline constexpr std::size_t kCiphertextHeadBytes = 28;
inline constexpr std::size_t kCiphertextOverheadBytes = kCiphertextHeadBytes + 16 + 12 + 16;

// The current generation seals.
std::string Seal(const directory::KmsKey& key, std::string_view plaintext, const directory::Tags& context,
                 Random& random);
// Nothing if it is no ciphertext of ours. That it opens is not said by it.
std::optional<CiphertextName> ReadCiphertextName(std::string_view blob);
// Nothing if the key, the context or a byte is another one.
std::optional<Secret> Open(const directory::KmsKey& key, std::string_view blob, const directory::Tags& context);

}  // namespace rolecall::services::kms

#endif  // ROLECALL_SERVICES_KMS_CIPHER_H_
