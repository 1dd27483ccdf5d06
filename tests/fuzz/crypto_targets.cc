// Tokens, keys, certificates, encodings.
#include <string>

#include "base/encoding.h"
#include "crypto/certificate.h"
#include "crypto/jwk.h"
#include "crypto/jwt.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

// A key set on one line, then a token. None of the seeds' keys has signed any of the tokens.
void Token(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  const Result<crypto::KeySet> keys = crypto::KeySet::Parse(input.substr(0, line));
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(input.substr(std::min(line + 1, input.size())));
  if (!keys.ok() || !token.ok()) return;
  if (const crypto::PublicKey* key = keys->Find(token->key_id())) FUZZ_EXPECT(!token->VerifySignature(*key));
}

void KeySet(std::string_view input) {
  const Result<crypto::KeySet> keys = crypto::KeySet::Parse(input);
  if (!keys.ok()) return;
  const Result<crypto::KeySet> again = crypto::KeySet::Parse(keys->ToJson());
  FUZZ_EXPECT(again.ok() && again->keys().size() == keys->keys().size());
}

void Certificate(std::string_view input) {
  const auto list = crypto::ParseCertificates(input);
  if (list.ok()) {
    for (const auto& certificate : *list) FUZZ_EXPECT(crypto::ParseCertificateDer(certificate.der).ok());
  }
  Ignore(crypto::ParseCertificateDer(input));
}

void Encoding(std::string_view input) {
  HexDecode(input);
  Base64Decode(input);
  Base64UrlDecode(input);
  FUZZ_EXPECT(HexDecode(HexEncode(input)) == input);
  FUZZ_EXPECT(Base64Decode(Base64Encode(input)) == input);
  FUZZ_EXPECT(Base64UrlDecode(Base64UrlEncode(input)) == input);
}

constexpr Target kTargets[] = {
    {"token", &Token}, {"key_set", &KeySet}, {"certificate", &Certificate}, {"encoding", &Encoding}};

}  // namespace

std::span<const Target> CryptoTargets() { return kTargets; }

}  // namespace rolecall::fuzz
