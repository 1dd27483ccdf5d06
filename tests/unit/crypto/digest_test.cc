#include "crypto/digest.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/hmac.h"

namespace rolecall::crypto {
namespace {

TEST(Digest, MatchesPublishedValues) {
  EXPECT_EQ(Md5Hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(Sha1Hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha512Hex("abc").substr(0, 32), "ddaf35a193617abacc417349ae204131");
  EXPECT_EQ(DigestHex(DigestKind::kSha384, "abc").substr(0, 32), "cb00753f45a35e8bb5a03d699ac65007");
}

TEST(Checksum, MatchesTheCheckValuesOfTheCatalogue) {
  EXPECT_EQ(Crc32("123456789"), 0xcbf43926u);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc64Nvme("123456789"), 0xae8b14860a799888u);
  EXPECT_EQ(Crc32(""), 0u);
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);  // RFC 3720, appendix B.4
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c(std::string(31, 'a') + "b"), Crc32c("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
  EXPECT_EQ(Crc64Nvme(""), 0u);
}

TEST(Checksum, BytesAreBigEndian) {
  EXPECT_EQ(HexEncode(ChecksumBytes(Crc32("123456789"))), "cbf43926");
  EXPECT_EQ(HexEncode(ChecksumBytes(Crc64Nvme("123456789"))), "ae8b14860a799888");
}

TEST(Hmac, MatchesRfc4231) {
  EXPECT_EQ(HmacSha256Hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HmacSha256Hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hmac, HashesKeysLongerThanABlock) {
  EXPECT_EQ(HmacSha256Hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace rolecall::crypto
