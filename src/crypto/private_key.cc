#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/check.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "crypto/key_handle.h"
#include "crypto/signature.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kMaxPrivatePemBytes = 64u << 10;

Error Failed(ErrorCode code, const char* what) {
  ERR_clear_error();
  return {code, what};
}

PkeyPtr GenerateKey(KeyKind kind) {
  switch (kind) {
    case KeyKind::kRsa2048: return PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
    case KeyKind::kP256: return PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    case KeyKind::kP384: return PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"));
    case KeyKind::kP521: return PkeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521"));
  }
  return nullptr;
}

}  // namespace

Result<PrivateKey> PrivateKey::Generate(KeyKind kind) {
  PkeyPtr key = GenerateKey(kind);
  if (key == nullptr) return Failed(ErrorCode::kInternal, "OpenSSL could not make a key");
  ROLECALL_TRY(auto handle, KeyHandle::Make(std::move(key)));
  return PrivateKey(std::move(handle));
}

Result<PrivateKey> PrivateKey::FromPem(const Secret& pem) {
  if (pem.Reveal().size() > kMaxPrivatePemBytes) {
    return Failed(ErrorCode::kInvalidArgument, "the PEM text is too large for a private key");
  }
  PkeyPtr key(PEM_read_bio_PrivateKey(ReadBio(pem.Reveal()).get(), nullptr, RefusePassword, nullptr));
  if (key == nullptr) return Failed(ErrorCode::kInvalidArgument, "no readable PEM private key found");
  ROLECALL_TRY(auto handle, KeyHandle::Make(std::move(key)));
  return PrivateKey(std::move(handle));
}

KeyType PrivateKey::type() const { return handle_->type(); }

SignatureAlgorithm PrivateKey::DefaultAlgorithm() const {
  switch (handle_->type()) {
    case KeyType::kRsa: return SignatureAlgorithm::kRs256;
    case KeyType::kP256: return SignatureAlgorithm::kEs256;
    case KeyType::kP384: return SignatureAlgorithm::kEs384;
    case KeyType::kP521: break;
  }
  return SignatureAlgorithm::kEs512;
}

Result<std::string> PrivateKey::Sign(SignatureAlgorithm algorithm, std::string_view data) const {
  if (SignatureKeyType(algorithm) != handle_->type()) {
    return Error{ErrorCode::kInvalidArgument,
                 std::string("this key cannot sign with ") + SignatureAlgorithmName(algorithm)};
  }
  DigestKind kind = SignatureDigest(algorithm);
  std::string digest = Digest(kind, data);
  PkeyContextPtr context(EVP_PKEY_CTX_new(handle_->get(), nullptr));
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(handle_->get())), '\0');
  std::size_t size = signature.size();
  if (context == nullptr || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), FetchedDigest(kind)) != 1 ||
      EVP_PKEY_sign(context.get(), Bytes(signature), &size, Bytes(digest), digest.size()) != 1) {
    return Failed(ErrorCode::kInternal, "OpenSSL could not sign");
  }
  signature.resize(size);
  if (handle_->type() == KeyType::kRsa) return signature;
  std::optional<std::string> raw = DerToRaw(signature, CoordinateBytes(handle_->type()));
  if (!raw) return Failed(ErrorCode::kInternal, "OpenSSL made a signature that it cannot read");
  return *std::move(raw);
}

Result<Secret> PrivateKey::DecryptPkcs1(std::string_view ciphertext) const {
  if (handle_->type() != KeyType::kRsa) return Error{ErrorCode::kInvalidArgument, "only RSA keys can decrypt"};
  PkeyContextPtr context(EVP_PKEY_CTX_new(handle_->get(), nullptr));
  std::string plaintext(static_cast<std::size_t>(EVP_PKEY_get_size(handle_->get())), '\0');
  std::size_t size = plaintext.size();
  if (context == nullptr || EVP_PKEY_decrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_decrypt(context.get(), Bytes(plaintext), &size, Bytes(ciphertext), ciphertext.size()) != 1) {
    Wipe(plaintext);
    return Failed(ErrorCode::kInvalidArgument, "the text was not encrypted for this key");
  }
  plaintext.resize(size);
  return Secret(std::move(plaintext));
}

Secret PrivateKey::ToPem() const {
  BioPtr bio = MemoryBio();
  ROLECALL_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), handle_->get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return Secret(BioText(bio.get()));
}

PublicKey PrivateKey::public_key() const { return PublicKey(handle_); }

}  // namespace rolecall::crypto
