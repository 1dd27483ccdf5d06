#include "services/iam/credentials/ssh_key.h"

#include <cstdint>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key.h"

namespace rolecall::services::iam::credentials {
namespace {

constexpr std::string_view kAlgorithm = "ssh-rsa";

// RFC 4251: "string: a uint32 containing its length … zero (= empty string) or more bytes".
std::optional<std::string_view> TakeString(std::string_view& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i) size = (size << 8) | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  bytes.remove_prefix(4);
  if (size > bytes.size()) return std::nullopt;
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

// "mpint: … stored as a string, 8 bits per byte, MSB first. Negative numbers have the value 1 as the most significant
// bit": a positive one whose first bit is 1 has a zero byte before it.
std::optional<std::string_view> TakePositive(std::string_view& bytes) {
  std::optional<std::string_view> number = TakeString(bytes);
  if (!number.has_value() || number->empty() || (static_cast<unsigned char>(number->front()) & 0x80) != 0) {
    return std::nullopt;
  }
  if (number->front() == '\0') number->remove_prefix(1);
  return number;
}

void AppendString(std::string& out, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(text.size() >> shift));
  out.append(text);
}

void AppendPositive(std::string& out, const std::string& number) {
  const bool has_sign_bit = !number.empty() && (static_cast<unsigned char>(number.front()) & 0x80) != 0;
  AppendString(out, has_sign_bit ? std::string(1, '\0') + number : number);
}

SshKey Describe(const crypto::PublicKey& key) {
  const crypto::PublicKey::RsaNumbers numbers = key.rsa();
  std::string bytes;
  AppendString(bytes, kAlgorithm);
  AppendPositive(bytes, numbers.exponent);
  AppendPositive(bytes, numbers.modulus);
  const std::string digest = crypto::Md5Hex(bytes);
  std::string fingerprint;
  for (std::size_t i = 0; i < digest.size(); i += 2) fingerprint += (i == 0 ? "" : ":") + digest.substr(i, 2);
  return {std::string(kAlgorithm) + " " + Base64Encode(bytes), key.ToPem(), std::move(fingerprint)};
}

std::optional<crypto::PublicKey> FromSsh(std::string_view text) {
  text.remove_prefix(kAlgorithm.size() + 1);
  text = text.substr(0, text.find(' '));
  const std::optional<std::string> bytes = Base64Decode(text);
  if (!bytes.has_value()) return std::nullopt;
  std::string_view rest = *bytes;
  const auto name = TakeString(rest);
  const auto exponent = TakePositive(rest);
  const auto modulus = exponent.has_value() ? TakePositive(rest) : std::nullopt;
  if (name != kAlgorithm || !modulus.has_value() || !rest.empty()) return std::nullopt;
  Result<crypto::PublicKey> key = crypto::PublicKey::FromRsa(*modulus, *exponent);
  if (!key.ok()) return std::nullopt;
  return *std::move(key);
}

std::optional<crypto::PublicKey> FromPem(std::string_view text) {
  Result<crypto::PublicKey> key = crypto::PublicKey::FromPem(text);
  if (!key.ok() || key->type() != crypto::KeyType::kRsa) return std::nullopt;
  return *std::move(key);
}

}  // namespace

std::optional<SshKey> ParseSshKey(std::string_view text, SshKeyFault& fault) {
  text = Trim(text);
  std::optional<crypto::PublicKey> key;
  if (text.starts_with("ssh-rsa ")) {
    key = FromSsh(text);
  } else if (text.starts_with("-----BEGIN PUBLIC KEY-----")) {
    key = FromPem(text);
  } else {
    fault = SshKeyFault::kUnknownEncoding;
    return std::nullopt;
  }
  fault = SshKeyFault::kInvalid;
  if (!key.has_value()) return std::nullopt;
  return Describe(*key);
}

}  // namespace rolecall::services::iam::credentials
