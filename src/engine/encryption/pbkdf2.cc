// key_provider "pbkdf2": a key from a passphrase, or from another provider's key (`chain`).
#include <cstdint>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/key_derivation.h"
#include "engine/backend/arguments.h"
#include "engine/encryption/key_provider.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::int64_t kMinIterations = 200'000;
constexpr std::int64_t kMaxIterations = 100'000'000;  // half a minute or more: no state is worth a longer wait
constexpr std::int64_t kMaxKeyLength = 1024;
constexpr std::int64_t kMaxSaltLength = 4096;
constexpr std::size_t kMinPassphrase = 16;

struct Pbkdf2Metadata {
  std::string salt;
  std::int64_t iterations = 600'000;
  std::string hash_function = "sha512";
  std::int64_t key_length = 32;
};

Error Pbkdf2Error(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

std::optional<crypto::DigestKind> DigestNamed(const std::string& name) {
  if (name == "sha256") return crypto::DigestKind::kSha256;
  if (name == "sha512") return crypto::DigestKind::kSha512;
  return std::nullopt;
}

// Not trusted: it lies beside the state.
Result<Pbkdf2Metadata> ParsePbkdf2Metadata(const std::string& text) {
  const Error wrong{ErrorCode::kDataLoss, "the stored metadata are damaged or ask for too much"};
  const json::ParseResult parsed = json::Parse(text, {.max_bytes = 64u << 10, .max_depth = 8});
  if (!parsed.error.empty()) return wrong;
  Pbkdf2Metadata metadata;
  const std::optional<std::string> salt = Base64Decode(parsed.root.TextOf("salt"));
  metadata.hash_function = parsed.root.TextOf("hash_function");
  const auto number = [&](const char* name, std::int64_t most) {
    const json::Node* node = parsed.root.Find(name);
    const bool is_number = node != nullptr && node->kind == json::Node::Kind::kNumber;
    const std::int64_t given = is_number ? ParseInt<std::int64_t>(node->text).value_or(0) : 0;
    return given >= 1 && given <= most ? given : 0;
  };
  metadata.iterations = number("iterations", kMaxIterations);
  metadata.key_length = number("key_length", kMaxKeyLength);
  if (!salt || salt->empty() || salt->size() > kMaxSaltLength || !DigestNamed(metadata.hash_function) ||
      metadata.iterations == 0 || metadata.key_length == 0) {
    return wrong;
  }
  metadata.salt = *salt;
  return metadata;
}

std::string FormatPbkdf2Metadata(const Pbkdf2Metadata& metadata) {
  return "{\"salt\":\"" + Base64Encode(metadata.salt) + "\",\"iterations\":" + std::to_string(metadata.iterations) +
         ",\"hash_function\":\"" + metadata.hash_function + "\",\"key_length\":" + std::to_string(metadata.key_length) +
         "}";
}

struct Pbkdf2Settings {
  KeyPair passphrases;  // the same twice, or those of a chain
  Pbkdf2Metadata fresh;
  std::int64_t salt_length = 32;
};

Result<KeyPair> ReadPassphrases(ArgumentReader& arguments) {
  Secret passphrase(arguments.Text("passphrase"));
  const std::optional<value::Value> chain = arguments.Object("chain");
  if (passphrase.empty() && !chain) return Pbkdf2Error("no passphrase provided and no chained provider defined");
  if (!passphrase.empty() && chain) return Pbkdf2Error("passphrase and chain are mutually exclusive");
  const std::string least = " is too short (minimum " + std::to_string(kMinPassphrase) + " characters)";
  if (!chain) {
    if (passphrase.Reveal().size() < kMinPassphrase) return Pbkdf2Error("passphrase" + least);
    return KeyPair{passphrase, passphrase};
  }
  ROLECALL_TRY(KeyPair keys, KeyPairOf(*chain));
  if (keys.encryption.empty()) return Pbkdf2Error("no encryption key provided from upstream key provider");
  if (keys.encryption.Reveal().size() < kMinPassphrase) {
    return Pbkdf2Error("upstream key provider supplied an encryption key that" + least);
  }
  if (!keys.decryption.empty() && keys.decryption.Reveal().size() < kMinPassphrase) {
    return Pbkdf2Error("upstream key provider supplied an decryption key that" + least);
  }
  return keys;
}

Result<Pbkdf2Settings> ReadPbkdf2(const value::Value& given) {
  diag::Diagnostics found;
  ArgumentReader arguments(given, "the key provider", {}, found);
  Pbkdf2Settings settings;
  ROLECALL_TRY(settings.passphrases, ReadPassphrases(arguments));
  Pbkdf2Metadata& fresh = settings.fresh;
  fresh.key_length = arguments.Integer("key_length", fresh.key_length);
  fresh.iterations = arguments.Integer("iterations", fresh.iterations);
  fresh.hash_function = arguments.Text("hash_function", fresh.hash_function);
  settings.salt_length = arguments.Integer("salt_length", settings.salt_length);
  if (found.HasErrors()) return Pbkdf2Error(found.list().front().detail);
  if (fresh.key_length <= 0) return Pbkdf2Error("the key length must be larger than zero");
  if (fresh.iterations <= 0) return Pbkdf2Error("the number of iterations must be larger than zero");
  if (fresh.iterations < kMinIterations) {
    return Pbkdf2Error("the number of iterations is dangerously low (<" + std::to_string(kMinIterations) +
                       "), refusing to generate key");
  }
  if (settings.salt_length <= 0) return Pbkdf2Error("the salt length must be larger than zero");
  // Differs from OpenTofu: there are largest numbers, the same that stored metadata may ask for.
  if (fresh.key_length > kMaxKeyLength || fresh.iterations > kMaxIterations || settings.salt_length > kMaxSaltLength) {
    return Pbkdf2Error(
        "the key length (at most 1024), the iterations (100000000) or the salt length (4096) is too large");
  }
  if (!DigestNamed(fresh.hash_function)) return Pbkdf2Error("invalid hash function name: " + fresh.hash_function);
  return settings;
}

Secret Derive(const Secret& passphrase, const Pbkdf2Metadata& metadata) {
  return crypto::Pbkdf2(*DigestNamed(metadata.hash_function), passphrase, metadata.salt,
                        static_cast<int>(metadata.iterations), static_cast<std::size_t>(metadata.key_length));
}

}  // namespace

Result<ProvidedKeys> ProvidePbkdf2(const KeyRequest& request) {
  ROLECALL_TRY(Pbkdf2Settings settings, ReadPbkdf2(request.arguments));
  ProvidedKeys provided;
  // A key that seals is only made to seal: it takes a third of a second.
  provided.keys.encryption = Secret(std::string(static_cast<std::size_t>(settings.fresh.key_length), '\0'));
  if (request.purpose == Purpose::kSeal) {
    settings.fresh.salt.resize(static_cast<std::size_t>(settings.salt_length));
    request.context.random->Fill(
        {reinterpret_cast<unsigned char*>(settings.fresh.salt.data()), settings.fresh.salt.size()});
    provided.keys.encryption = Derive(settings.passphrases.encryption, settings.fresh);
    provided.metadata = FormatPbkdf2Metadata(settings.fresh);
  }
  if (request.purpose != Purpose::kOpen || !request.metadata) return provided;
  ROLECALL_TRY(const Pbkdf2Metadata stored, ParsePbkdf2Metadata(*request.metadata));
  if (settings.passphrases.decryption.empty()) return provided;
  provided.keys.decryption = Derive(settings.passphrases.decryption, stored);
  return provided;
}

}  // namespace rolecall::engine
