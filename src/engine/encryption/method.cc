#include "engine/encryption/method.h"

#include <utility>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "engine/backend/arguments.h"
#include "engine/encryption/external_program.h"
#include "engine/encryption/key_provider.h"

namespace rolecall::engine {
namespace {

constexpr const char* kMethodMagic = "OpenTofu-External-Encryption-Method";

Error Misconfigured(std::string what) {
  return {ErrorCode::kInvalidArgument, "invalid method configuration: " + std::move(what)};
}

Error NoDecryptionKey() {
  return {ErrorCode::kUnauthenticated,
          "no decryption key available: the stored data do not say how the key of this method is made"};
}

// AES-128, -192 or -256 in Galois counter mode: nonce, ciphertext and tag, one after the other.
class AesGcm final : public CipherMethod {
 public:
  AesGcm(KeyPair keys, std::string associated, Random& random)
      : keys_(std::move(keys)), associated_(std::move(associated)), random_(random) {}

  Result<std::string> Seal(std::string_view bytes) override {
    return crypto::Seal(keys_.encryption, bytes, associated_, random_);
  }
  Result<std::string> Open(std::string_view sealed) override {
    if (keys_.decryption.empty()) return NoDecryptionKey();
    const Result<Secret> opened = crypto::Open(keys_.decryption, sealed, associated_);
    if (opened.ok()) return std::string(opened->Reveal());
    return Error{ErrorCode::kUnauthenticated, "decryption failed: cipher: message authentication failed"};
  }

 private:
  const KeyPair keys_;
  const std::string associated_;
  Random& random_;
};

// A program of the user's that encrypts and decrypts.
class ExternalMethod final : public CipherMethod {
 public:
  ExternalMethod(std::optional<KeyPair> keys, std::vector<std::string> seal, std::vector<std::string> open,
                 const BackendContext& context)
      : keys_(std::move(keys)), seal_(std::move(seal)), open_(std::move(open)), context_(context) {}

  Result<std::string> Seal(std::string_view bytes) override {
    return Run(seal_, keys_ ? keys_->encryption : Secret(), bytes);
  }
  Result<std::string> Open(std::string_view sealed) override {
    if (keys_ && keys_->decryption.empty()) return NoDecryptionKey();
    return Run(open_, keys_ ? keys_->decryption : Secret(), sealed);
  }

 private:
  Result<std::string> Run(const std::vector<std::string>& command, const Secret& key, std::string_view payload) {
    std::string input = "{";
    if (!key.empty()) input += "\"key\":\"" + Base64Encode(key.Reveal()) + "\",";
    input += "\"payload\":\"" + Base64Encode(payload) + "\"}";
    ROLECALL_TRY(const ProgramAnswer answer, AskProgram(command, kMethodMagic, std::move(input), context_));
    std::optional<std::string> bytes = Base64Decode(answer.root.TextOf("payload"));
    if (answer.root.Find("payload") != nullptr && bytes) return *std::move(bytes);
    return Error{ErrorCode::kUnavailable, "the external encryption method returned no payload"};
  }

  const std::optional<KeyPair> keys_;
  const std::vector<std::string> seal_, open_;
  const BackendContext context_;
};

Result<std::string> AssociatedData(const MethodArguments& arguments) {
  const auto found = arguments.find("aad");
  if (found == arguments.end() || found->second.IsNull()) return std::string();
  const Result<KeyPair> bytes = KeyPairOf(value::Value::Object({{"encryption_key", found->second}}));
  if (!bytes.ok()) return Misconfigured("aad must be a list of numbers from 0 to 255");
  return std::string(bytes->encryption.Reveal());
}

Result<std::unique_ptr<CipherMethod>> MakeAesGcm(const MethodArguments& arguments, const BackendContext& context) {
  ROLECALL_TRY(KeyPair keys, KeyPairOf(arguments.at("keys")));
  ROLECALL_TRY(std::string associated, AssociatedData(arguments));
  const auto check = [](const Secret& key, const std::string& what) -> Result<void> {
    if (crypto::IsAeadKeySize(key.Reveal().size())) return {};
    return Misconfigured("AES-GCM requires the key length to be one of: [16, 24, 32], received " +
                         std::to_string(key.Reveal().size()) + " bytes in the " + what + " key");
  };
  ROLECALL_RETURN_IF_ERROR(check(keys.encryption, "encryption"));
  if (!keys.decryption.empty()) ROLECALL_RETURN_IF_ERROR(check(keys.decryption, "decryption"));
  return std::unique_ptr<CipherMethod>(
      std::make_unique<AesGcm>(std::move(keys), std::move(associated), *context.random));
}

Result<std::unique_ptr<CipherMethod>> MakeExternal(const MethodArguments& arguments, const BackendContext& context) {
  std::optional<KeyPair> keys;
  if (const auto given = arguments.find("keys"); given != arguments.end() && !given->second.IsNull()) {
    ROLECALL_TRY(keys, KeyPairOf(given->second));
  }
  diag::Diagnostics found;
  ArgumentReader reader(value::Value::Object(arguments), "the method", {}, found);
  std::vector<std::string> seal = reader.Texts("encrypt_command");
  std::vector<std::string> open = reader.Texts("decrypt_command");
  if (found.HasErrors()) return Misconfigured(found.list().front().detail);
  for (const auto& [name, words] : {std::pair("encrypt_command", &seal), std::pair("decrypt_command", &open)}) {
    if (words->empty()) return Misconfigured(std::string("the ") + name + " option is required");
    if (words->front().empty()) {
      return Misconfigured(std::string("the first entry of ") + name + " must not be empty");
    }
  }
  return std::unique_ptr<CipherMethod>(
      std::make_unique<ExternalMethod>(std::move(keys), std::move(seal), std::move(open), context));
}

}  // namespace

const hcl::BodySchema* MethodSchema(const std::string& type) {
  static const hcl::BodySchema aes_gcm = {{{"keys", true}, {"aad"}}, {}};
  static const hcl::BodySchema external = {{{"keys"}, {"encrypt_command", true}, {"decrypt_command", true}}, {}};
  static const hcl::BodySchema unencrypted;
  if (type == "aes_gcm") return &aes_gcm;
  if (type == "external") return &external;
  return type == "unencrypted" ? &unencrypted : nullptr;
}

Result<std::unique_ptr<CipherMethod>> MakeMethod(const std::string& type, const MethodArguments& arguments,
                                                 const BackendContext& context) {
  return type == "external" ? MakeExternal(arguments, context) : MakeAesGcm(arguments, context);
}

}  // namespace rolecall::engine
