#include "server/webhook/own_certificates.h"

#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "crypto/key.h"

namespace rolecall::server {
namespace {

using std::chrono::days;

class OwnCertificatesTest : public ::testing::Test {
 protected:
  Result<void> Renew(std::vector<std::string> names = {"hook.ns.svc", "127.0.0.1"}) {
    return OwnCertificates({"/certs", std::move(names)}, files_, clock_).Renew();
  }
  std::string Read(const std::string& name) { return files_.Read("/certs/" + name, 1 << 20).value(); }
  crypto::Certificate Serving() { return crypto::ParseCertificates(Read("tls.crt"))->front(); }
  std::vector<crypto::Certificate> Bundle() { return *crypto::ParseCertificates(Read("ca.crt")); }
  // A server would take them, and who trusts the bundle would take the server.
  void ExpectGood() {
    const Result<crypto::PrivateKey> key = crypto::PrivateKey::FromPem(Secret(Read("tls.key")));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(crypto::PublicKey::FromPem(Read("tls.crt"))->ToDer(), key->public_key().ToDer());
    bool is_trusted = false;
    for (const crypto::Certificate& ca : Bundle()) {
      is_trusted |= crypto::IsIssuedBy(Serving(), ca) && ca.not_after >= Serving().not_after;
    }
    EXPECT_TRUE(is_trusted);
    EXPECT_LE(Serving().not_before, clock_.Now());
    EXPECT_GT(Serving().not_after, clock_.Now());
  }

  MemoryFileSystem files_;
  FakeClock clock_{FromUnixSeconds(1795000000)};
};

TEST_F(OwnCertificatesTest, AreMadeOnceAndStay) {
  ASSERT_TRUE(Renew().ok());
  ExpectGood();
  EXPECT_EQ(Serving().dns_names, std::vector<std::string>{"hook.ns.svc"});
  EXPECT_EQ(Serving().ip_addresses, std::vector<std::string>{"127.0.0.1"});
  const std::string serving = Read("tls.crt"), ca = Read("ca.crt");
  ASSERT_TRUE(Renew().ok());
  EXPECT_EQ(Read("tls.crt"), serving);
  EXPECT_EQ(Read("ca.crt"), ca);
  EXPECT_EQ(ca.find("PRIVATE"), std::string::npos);
}

TEST_F(OwnCertificatesTest, AreRenewedInTimeByTheSameCa) {
  ASSERT_TRUE(Renew().ok());
  const std::string serving = Read("tls.crt"), ca = Read("ca.crt");
  clock_.Advance(days(59));
  ASSERT_TRUE(Renew().ok());
  EXPECT_EQ(Read("tls.crt"), serving);
  clock_.Advance(days(2));
  ASSERT_TRUE(Renew().ok());
  EXPECT_NE(Read("tls.crt"), serving);
  EXPECT_EQ(Read("ca.crt"), ca);
  ExpectGood();
}

TEST_F(OwnCertificatesTest, OtherNamesAndDamagedFilesMakeANewOne) {
  ASSERT_TRUE(Renew().ok());
  ASSERT_TRUE(Renew({"other.ns.svc"}).ok());
  EXPECT_EQ(Serving().dns_names, std::vector<std::string>{"other.ns.svc"});
  ExpectGood();
  // Cut off between the writes of key and certificate.
  ASSERT_TRUE(files_
                  .Write("/certs/tls.key", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->ToPem().Reveal(),
                         FileMode::kPrivate)
                  .ok());
  ASSERT_TRUE(Renew({"other.ns.svc"}).ok());
  ExpectGood();
}

// The new CA is known to the API server long before it signs.
TEST_F(OwnCertificatesTest, TheCasSuccessorIsPublishedBeforeItSigns) {
  ASSERT_TRUE(Renew().ok());
  const std::string first = Bundle().front().subject;
  clock_.Advance(days(3650 - 364));
  ASSERT_TRUE(Renew().ok());
  ASSERT_EQ(Bundle().size(), 2u);
  EXPECT_EQ(Serving().issuer, first);
  ExpectGood();
  clock_.Advance(days(263));
  ASSERT_TRUE(Renew().ok());
  ExpectGood();
  EXPECT_EQ(Serving().issuer, first);
  clock_.Advance(days(2));
  ASSERT_TRUE(Renew().ok());
  ASSERT_EQ(Bundle().size(), 1u);
  EXPECT_NE(Serving().issuer, first);
  ExpectGood();
}

TEST_F(OwnCertificatesTest, ACaThatCannotBeReadIsNotOverwritten) {
  ASSERT_TRUE(files_.Write("/certs/ca.pem", "damaged", FileMode::kPrivate).ok());
  const Result<void> renewed = Renew();
  ASSERT_FALSE(renewed.ok());
  EXPECT_NE(renewed.error().message.find("/certs/ca.pem"), std::string::npos) << renewed.error().message;
  EXPECT_EQ(Read("ca.pem"), "damaged");
}

}  // namespace
}  // namespace rolecall::server
