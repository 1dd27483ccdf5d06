#include "crypto/aead.h"

#include <openssl/evp.h>

#include "base/check.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
using CipherContextPtr = OpensslPtr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

// Fetched once for the process.
const EVP_CIPHER* CipherFor(std::size_t key_bytes) {
  static const EVP_CIPHER* const aes128 = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  static const EVP_CIPHER* const aes192 = EVP_CIPHER_fetch(nullptr, "AES-192-GCM", nullptr);
  static const EVP_CIPHER* const aes256 = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  const EVP_CIPHER* cipher = key_bytes == 16 ? aes128 : key_bytes == 24 ? aes192 : aes256;
  ROLECALL_CHECK(cipher != nullptr);
  return cipher;
}

// The thread's own context, made once: a new one costs more than a short text.
EVP_CIPHER_CTX* StartCipher(const Secret& key, std::string_view nonce, std::string_view associated_data, bool sealing) {
  ROLECALL_CHECK(IsAeadKeySize(key.Reveal().size()));
  thread_local const CipherContextPtr context(EVP_CIPHER_CTX_new());
  ROLECALL_CHECK(context != nullptr);
  ROLECALL_CHECK(EVP_CipherInit_ex2(context.get(), CipherFor(key.Reveal().size()), Bytes(key.Reveal()), Bytes(nonce),
                                    sealing ? 1 : 0, nullptr) == 1);
  int size = 0;
  ROLECALL_CHECK(EVP_CipherUpdate(context.get(), nullptr, &size, Bytes(associated_data),
                                  static_cast<int>(associated_data.size())) == 1);
  return context.get();
}

}  // namespace

bool IsAeadKeySize(std::size_t bytes) { return bytes == 16 || bytes == 24 || bytes == kAeadKeyBytes; }

Secret MakeAeadKey(Random& random) {
  std::string key(kAeadKeyBytes, '\0');
  random.Fill({Bytes(key), key.size()});
  return Secret(std::move(key));
}

std::string Seal(const Secret& key, std::string_view plaintext, std::string_view associated_data, Random& random) {
  std::string sealed(kNonceBytes + plaintext.size() + kTagBytes, '\0');
  random.Fill({Bytes(sealed), kNonceBytes});
  EVP_CIPHER_CTX* context =
      StartCipher(key, std::string_view(sealed).substr(0, kNonceBytes), associated_data, /*sealing=*/true);
  int size = 0;
  unsigned char* out = Bytes(sealed) + kNonceBytes;
  ROLECALL_CHECK(EVP_CipherUpdate(context, out, &size, Bytes(plaintext), static_cast<int>(plaintext.size())) == 1);
  ROLECALL_CHECK(EVP_CipherFinal_ex(context, out + size, &size) == 1);
  ROLECALL_CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, out + plaintext.size()) == 1);
  return sealed;
}

Result<Secret> Open(const Secret& key, std::string_view sealed, std::string_view associated_data) {
  const Error refused{ErrorCode::kUnauthenticated, "the sealed data is not ours or was changed"};
  if (sealed.size() < kAeadOverheadBytes || sealed.size() > (1u << 30)) return refused;
  EVP_CIPHER_CTX* context = StartCipher(key, sealed.substr(0, kNonceBytes), associated_data, /*sealing=*/false);
  std::string_view ciphertext = sealed.substr(kNonceBytes, sealed.size() - kAeadOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  ROLECALL_CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1);
  std::string plaintext(ciphertext.size() + 1, '\0');  // one more: a place to write even if there is nothing
  int size = 0;
  int last = 0;
  bool good =
      EVP_CipherUpdate(context, Bytes(plaintext), &size, Bytes(ciphertext), static_cast<int>(ciphertext.size())) == 1 &&
      EVP_CipherFinal_ex(context, Bytes(plaintext) + size, &last) == 1;
  if (!good) {
    Wipe(plaintext);
    return refused;
  }
  plaintext.resize(ciphertext.size());
  return Secret(std::move(plaintext));
}

}  // namespace rolecall::crypto
