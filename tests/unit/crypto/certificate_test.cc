#include "crypto/certificate.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "tests/support/self_signed.h"

namespace rolecall::crypto {
namespace {

const Time kStart = FromUnixSeconds(1700000000);
const Time kNotAfter = FromUnixSeconds(1800000000);

std::string SelfSigned(const std::string& names) {
  return MakeSelfSigned(PrivateKey::Generate(KeyKind::kP256).value(), names, kStart, kNotAfter);
}

TEST(Certificate, TellsWhatItSays) {
  std::string pem = SelfSigned("DNS:example.test,IP:127.0.0.1,IP:::1");
  std::vector<Certificate> chain = ParseCertificates(pem).value();
  ASSERT_EQ(chain.size(), 1u);
  const Certificate& certificate = chain[0];
  EXPECT_EQ(certificate.pem, pem);
  EXPECT_EQ(certificate.sha1_fingerprint, Sha1Hex(certificate.der));
  EXPECT_EQ(certificate.subject, "CN=rolecall");
  EXPECT_EQ(certificate.issuer, "CN=rolecall");
  EXPECT_EQ(certificate.not_before, kStart);
  EXPECT_EQ(certificate.not_after, kNotAfter);
  EXPECT_EQ(certificate.signature_algorithm, "ECDSA-SHA256");
  EXPECT_EQ(certificate.public_key_algorithm, "ECDSA");
  EXPECT_EQ(certificate.version, 3);
  EXPECT_EQ(certificate.serial_number, "4747");
  EXPECT_TRUE(certificate.is_ca);
  EXPECT_EQ(certificate.dns_names, std::vector<std::string>{"example.test"});
  EXPECT_EQ(certificate.ip_addresses, (std::vector<std::string>{"127.0.0.1", "0:0:0:0:0:0:0:1"}));
}

TEST(Certificate, ReadsAChainInOrder) {
  std::string first = SelfSigned("DNS:a.test");
  std::string second = SelfSigned("DNS:b.test");
  std::vector<Certificate> chain = ParseCertificates("text before\n" + first + second).value();
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(chain[1].dns_names, std::vector<std::string>{"b.test"});
}

TEST(Certificate, RefusesWhatIsNone) {
  EXPECT_FALSE(ParseCertificates("").ok());
  EXPECT_FALSE(ParseCertificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").ok());
  std::string pem = SelfSigned("DNS:a.test");
  EXPECT_FALSE(ParseCertificates(pem.substr(0, pem.size() / 2)).ok());
  std::string der = ParseCertificates(pem)->front().der;
  EXPECT_TRUE(ParseCertificateDer(der).ok());
  EXPECT_FALSE(ParseCertificateDer(der + "x").ok());
  EXPECT_FALSE(ParseCertificateDer(der.substr(1)).ok());
}

}  // namespace
}  // namespace rolecall::crypto
