#include "crypto/issue_certificate.h"

#include <gtest/gtest.h>

#include "crypto/certificate.h"

namespace rolecall::crypto {
namespace {

const Time kBegin = FromUnixSeconds(1795000000);
const Time kEnd = FromUnixSeconds(1800000000);

PrivateKey P256Key() { return *PrivateKey::Generate(KeyKind::kP256); }

TEST(IssueCertificate, AServersCertificateIsIssuedByItsCa) {
  const PrivateKey ca_key = P256Key(), key = P256Key();
  const Result<std::string> ca = IssueCa({.common_name = "a CA", .not_before = kBegin, .not_after = kEnd}, ca_key);
  ASSERT_TRUE(ca.ok()) << ca.error().message;
  const Result<std::string> pem = IssueServer({.common_name = "a server",
                                               .not_before = kBegin,
                                               .not_after = kEnd,
                                               .dns_names = {"hook.ns.svc", "localhost"},
                                               .ip_addresses = {"127.0.0.1", "::1"}},
                                              key.public_key(), *ca, ca_key);
  ASSERT_TRUE(pem.ok()) << pem.error().message;
  const Certificate issuer = ParseCertificates(*ca)->front();
  const Certificate server = ParseCertificates(*pem)->front();
  EXPECT_TRUE(issuer.is_ca);
  EXPECT_EQ(issuer.subject, "CN=a CA");
  EXPECT_TRUE(IsIssuedBy(issuer, issuer));
  EXPECT_FALSE(server.is_ca);
  EXPECT_EQ(server.subject, "CN=a server");
  EXPECT_EQ(server.issuer, "CN=a CA");
  EXPECT_TRUE(IsIssuedBy(server, issuer));
  EXPECT_FALSE(IsIssuedBy(issuer, server));
  EXPECT_EQ(server.dns_names, (std::vector<std::string>{"hook.ns.svc", "localhost"}));
  EXPECT_EQ(server.ip_addresses.size(), 2u);
  EXPECT_EQ(server.not_before, kBegin);
  EXPECT_EQ(server.not_after, kEnd);
  EXPECT_EQ(PublicKey::FromPem(*pem)->ToDer(), key.public_key().ToDer());
  EXPECT_NE(server.serial_number, issuer.serial_number);
}

TEST(IssueCertificate, RefusesNamesThatAreNoneAndCasThatAreNotItsKeys) {
  const PrivateKey ca_key = P256Key();
  const std::string ca = *IssueCa({.common_name = "a CA", .not_before = kBegin, .not_after = kEnd}, ca_key);
  const auto issue = [&](std::vector<std::string> dns, std::vector<std::string> ip, const PrivateKey& signing) {
    return IssueServer({"s", kBegin, kEnd, std::move(dns), std::move(ip)}, ca_key.public_key(), ca, signing).ok();
  };
  EXPECT_TRUE(issue({"a.test"}, {}, ca_key));
  EXPECT_FALSE(issue({}, {}, ca_key));
  EXPECT_FALSE(issue({"a.test,DNS:b.test"}, {}, ca_key));
  EXPECT_FALSE(issue({""}, {}, ca_key));
  EXPECT_FALSE(issue({}, {"not-an-address"}, ca_key));
  EXPECT_FALSE(issue({"a.test"}, {}, P256Key()));
}

TEST(IssueCertificate, APeerStandsForItself) {
  const PrivateKey key = P256Key();
  const NewCertificate wanted{
      .common_name = "localhost", .not_before = kBegin, .not_after = kEnd, .dns_names = {"localhost"}};
  const Result<std::string> pem = IssuePeer(wanted, key);
  ASSERT_TRUE(pem.ok()) << pem.error().message;
  const Certificate peer = ParseCertificates(*pem)->front();
  EXPECT_TRUE(IsIssuedBy(peer, peer));
  EXPECT_EQ(peer.dns_names, (std::vector<std::string>{"localhost"}));
  EXPECT_FALSE(IssuePeer({.common_name = "nobody", .not_before = kBegin, .not_after = kEnd}, key).ok());
}

}  // namespace
}  // namespace rolecall::crypto
