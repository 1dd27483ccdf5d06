// bcrypt(), rsadecrypt(), uuid(), uuidv5().
#include <crypt.h>

#include <array>
#include <cstring>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "functions/define.h"
#include "functions/marked.h"
#include "functions/notation/openssh_key.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

constexpr int kDefaultCost = 10;
constexpr std::size_t kBcryptBytes = 72;

FunctionResult Bcrypt(Random& random, Arguments arguments) {
  if (arguments.size() > 2) return Failure("bcrypt() takes no more than two arguments");
  int cost = kDefaultCost;
  if (arguments.size() == 2) {
    const auto given = arguments[1].AsNumber().ToInt64();
    // Differs from OpenTofu: it takes costs up to 31, which is days of work.
    if (!given) return Failure(kNoWholeNumber);
    if (*given > 18) return ArgumentError(1, "cost must be a whole number of at most 18");
    cost = *given < 4 ? kDefaultCost : static_cast<int>(*given);
  }
  const std::string& text = arguments[0].AsString();
  if (text.size() > kBcryptBytes || text.find('\0') != std::string::npos) {
    return ArgumentError(0, "the string must not be longer than 72 bytes, nor contain zero bytes");
  }
  std::array<std::uint8_t, 16> salt{};
  random.Fill(salt);
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  const auto* bytes = reinterpret_cast<const char*>(salt.data());
  if (crypt_gensalt_rn("$2a$", static_cast<unsigned long>(cost), bytes, salt.size(), setting, sizeof setting) ==
      nullptr) {
    return Failure("bcrypt is not available");
  }
  auto data = std::make_unique<crypt_data>();
  const char* hash = crypt_r(text.c_str(), setting, data.get());
  if (hash == nullptr || hash[0] == '*') return Failure("error occurred generating password");
  Value result = Value::String(hash);
  std::memset(data.get(), 0, sizeof *data);
  return result;
}

FunctionResult RsaDecrypt(Arguments plain, Arguments given, const Type&) {
  const auto ciphertext = Base64Decode(plain[0].AsString());
  if (!ciphertext) {
    return ArgumentError(0, "failed to decode input " + Shown(given[0]) + ": cipher text must be base64-encoded");
  }
  const std::string& pem = plain[1].AsString();
  const auto from_openssh = OpensshRsaToPem(pem);
  auto key = crypto::PrivateKey::FromPem(from_openssh ? *from_openssh : Secret(pem));
  if (!key.ok() && pem.find("-----BEGIN ") == std::string::npos) {
    return ArgumentError(1, "failed to parse key: no key found");
  }
  if (!key.ok()) return ArgumentError(1, "invalid ASN1 data in the given private key: data truncated or damaged");
  auto text = key->DecryptPkcs1(*ciphertext);
  if (!text.ok()) return ArgumentError(0, "failed to decrypt: " + text.error().message);
  return Value::String(std::string(text->Reveal()));
}

// --- UUIDs

std::string UuidText(std::string bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string text = HexEncode(bytes.substr(0, 16));
  for (const std::size_t at : {20, 16, 12, 8}) text.insert(at, "-");
  return text;
}

using NamespaceBytes = Expected<std::string, FunctionError>;

// A UUID in its four forms: plain, urn:uuid:…, {…}, and without dashes. Else what is wrong with it.
NamespaceBytes ParseUuid(std::string text) {
  constexpr const char* kWrong = "invalid UUID format";
  constexpr std::size_t kLength = 36, kDigits = 32;
  const std::size_t given = text.size();
  constexpr std::string_view kUrn = "urn:uuid:";
  if (given == kLength + kUrn.size()) {
    const std::string start = text.substr(0, kUrn.size());
    if (!EqualsIgnoringAsciiCase(start, kUrn)) return Failure("invalid urn prefix: " + Shown(Value::String(start)));
    text.erase(0, kUrn.size());
  } else if (given == kLength + 2) {
    text = text.substr(1, kLength);
  } else if (given != kLength && given != kDigits) {
    return Failure("invalid UUID length: " + std::to_string(given));
  }
  if (text.size() == kLength) {
    for (const std::size_t at : {23, 18, 13, 8}) {
      if (text[at] != '-') return Failure(kWrong);
      text.erase(at, 1);
    }
  }
  if (auto bytes = HexDecode(text)) return *std::move(bytes);
  return Failure(kWrong);
}

// The 16 bytes of a namespace: one of the four names, or a UUID.
NamespaceBytes NamespaceOf(const std::string& name) {
  // RFC 4122, appendix C: they differ in one byte.
  const std::string kSuffix = "9dad11d180b400c04fd430c8";
  if (name == "dns") return ParseUuid("6ba7b810" + kSuffix);
  if (name == "url") return ParseUuid("6ba7b811" + kSuffix);
  if (name == "oid") return ParseUuid("6ba7b812" + kSuffix);
  if (name == "x500") return ParseUuid("6ba7b814" + kSuffix);
  return ParseUuid(name);
}

FunctionResult UuidV5(Arguments plain, Arguments given, const Type&) {
  const auto space = NamespaceOf(plain[0].AsString());
  if (!space.ok()) {
    const std::string& name = plain[0].AsString();
    return Failure("uuidv5() doesn't support namespace " +
                   (given[0].IsMarkedDeep() ? Shown(given[0]) : name + " (" + space.error().message + ")"));
  }
  return Value::String(UuidText(crypto::Sha1(*space + plain[1].AsString()), 5));
}

}  // namespace

void AddSecrets(Catalogue& catalogue, const Options& options) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  Random* random = options.pure_only ? nullptr : options.random;
  Define(catalogue,
         Function("bcrypt", "The string's bcrypt hash.", {Plain("str", text)}, Plain("cost", Type::Number()), returns,
                  [random](Arguments arguments, const Type& type) -> FunctionResult {
                    return random == nullptr ? Value::Unknown(type) : Bcrypt(*random, arguments);
                  })
             .NeverNull());
  Define(catalogue,
         Function("uuid", "A new random UUID.", {}, returns, [random](Arguments, const Type& type) -> FunctionResult {
           return random == nullptr ? Value::Unknown(type) : Value::String(RandomUuid(*random));
         }).NeverNull());
  Define(catalogue,
         Function("rsadecrypt", "The text that was encrypted for an RSA key.",
                  {Marked("ciphertext", text), Marked("privatekey", text)}, returns, KeepingMarks(RsaDecrypt))
             .NeverNull());
  Define(catalogue, Function("uuidv5", "The UUID of a name in a namespace.",
                             {Marked("namespace", text), Marked("name", text)}, returns, KeepingMarks(UuidV5))
                        .NeverNull());
}

}  // namespace rolecall::functions
