#include "crypto/key_derivation.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace rolecall::crypto {
namespace {

// RFC 7914, section 11, and what Python's hashlib.pbkdf2_hmac says.
TEST(KeyDerivation, Pbkdf2IsTheOneOfTheRfc) {
  EXPECT_EQ(HexEncode(Pbkdf2(DigestKind::kSha256, Secret("passwd"), "salt", 1, 64).Reveal()),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
  EXPECT_EQ(
      HexEncode(Pbkdf2(DigestKind::kSha512, Secret("correct horse battery"), "0123456789abcdef", 1000, 32).Reveal()),
      "ec5fd8d6b9d65d7bab2c27c5bc09b28f25ed6c006183305304d726fffc259ef1");
}

}  // namespace
}  // namespace rolecall::crypto
