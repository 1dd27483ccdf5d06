#include "functions/notation/openssh_key.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/encoding.h"

namespace rolecall::functions {
namespace {

// The RSA key of textbooks: n = 61 * 53, e = 17, d = 2753. Of no use but to see where each number goes.
struct Parts {
  std::string magic = std::string("openssh-key-v1\0", 15);
  std::string cipher = "none";
  std::string derivation = "none";
  std::uint32_t keys = 1;
  std::uint32_t first_check = 7, second_check = 7;
  std::string type = "ssh-rsa";
  std::vector<std::string> numbers = {"\x0C\xA1", "\x11", "\x0A\xC1", "\x26", "\x3D", "\x35"};  // n e d 1/q p q
};

std::string Number(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}
std::string Counted(const std::string& bytes) { return Number(static_cast<std::uint32_t>(bytes.size())) + bytes; }

std::string Bytes(const Parts& parts) {
  std::string inner = Number(parts.first_check) + Number(parts.second_check) + Counted(parts.type);
  for (const std::string& number : parts.numbers) inner += Counted(number);
  inner += Counted("a comment") + "\x01\x02\x03";
  return parts.magic + Counted(parts.cipher) + Counted(parts.derivation) + Counted("") + Number(parts.keys) +
         Counted("the public key") + Counted(inner);
}

std::string Pem(const std::string& bytes) {
  return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + Base64Encode(bytes) + "\n-----END OPENSSH PRIVATE KEY-----\n";
}

TEST(OpensshKey, BecomesPkcs1) {
  const auto pem = OpensshRsaToPem(Pem(Bytes({})));
  ASSERT_TRUE(pem);
  // 0, n, e, d, p, q, d mod (p - 1), d mod (q - 1), 1/q mod p: RFC 8017, A.1.2.
  const std::string der = *HexDecode("301d02010002020ca102011102020ac102013d020135020135020131020126");
  EXPECT_TRUE(
      pem->Equals("-----BEGIN RSA PRIVATE KEY-----\n" + Base64Encode(der) + "\n-----END RSA PRIVATE KEY-----\n"));
}

TEST(OpensshKey, LongNumbersHaveLongLengthsAndStayPositive) {
  Parts parts;
  parts.numbers[0] = std::string(300, '\xFF');
  const auto pem = OpensshRsaToPem("# before\n" + Pem(Bytes(parts)) + "after");
  ASSERT_TRUE(pem);
  const std::string text(pem->Reveal());
  EXPECT_EQ(text.find('\n', 32), 32u + 64u);  // lines of 64
  std::string body = text.substr(32, text.find("\n-----END") - 32);
  std::erase(body, '\n');
  EXPECT_EQ(HexEncode(Base64Decode(body)->substr(0, 14)),
            "30820148"
            "020100"
            "0282012d"
            "00ffff");
}

TEST(OpensshKey, RefusesOtherKeys) {
  const auto refused = [](const Parts& parts) { return !OpensshRsaToPem(Pem(Bytes(parts))); };
  EXPECT_TRUE(refused({.magic = std::string("openssh-key-v2\0", 15)}));
  EXPECT_TRUE(refused({.cipher = "aes256-ctr"}));
  EXPECT_TRUE(refused({.derivation = "bcrypt"}));
  EXPECT_TRUE(refused({.keys = 2}));
  EXPECT_TRUE(refused({.second_check = 8}));
  EXPECT_TRUE(refused({.type = "ssh-dss"}));
  EXPECT_TRUE(refused({.numbers = {"\x0C\xA1", "\x11", "\x0A\xC1", "\x26", "", "\x35"}}));
}

TEST(OpensshKey, RefusesEveryTruncation) {
  const std::string bytes = Bytes({});
  // The last 16 bytes are the comment and the padding, which nobody reads; but their count is checked.
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(OpensshRsaToPem(Pem(bytes.substr(0, size)))) << size;
  }
}

TEST(OpensshKey, RefusesOtherText) {
  const std::string good = Pem(Bytes({}));
  EXPECT_FALSE(OpensshRsaToPem(""));
  EXPECT_FALSE(OpensshRsaToPem("-----BEGIN RSA PRIVATE KEY-----"));
  EXPECT_FALSE(OpensshRsaToPem(good.substr(0, good.size() - 10)));
  EXPECT_FALSE(OpensshRsaToPem("-----END OPENSSH PRIVATE KEY----------BEGIN OPENSSH PRIVATE KEY-----"));
  EXPECT_FALSE(OpensshRsaToPem("-----BEGIN OPENSSH PRIVATE KEY-----\n*\n-----END OPENSSH PRIVATE KEY-----"));
  EXPECT_FALSE(OpensshRsaToPem(good + std::string(65536, ' ')));
}

}  // namespace
}  // namespace rolecall::functions
