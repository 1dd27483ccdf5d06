#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file_system.h"
#include "crypto/certificate.h"
#include "http/server.h"
#include "providers/tls/provider.h"
#include "tests/support/self_signed.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::tls {
namespace {

using value::Value;

struct Made {
  crypto::PrivateKey key;
  std::string pem;
  crypto::Certificate certificate;
};

Made MakeCertificate(const std::string& host) {
  auto key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  Time now = FromUnixSeconds(1700000000);
  std::string pem = MakeSelfSigned(key, "DNS:" + host, now, now + std::chrono::hours(24 * 36500));
  auto certificate = crypto::ParseCertificates(pem).value().front();
  return {std::move(key), std::move(pem), std::move(certificate)};
}

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    Use([this](const PeerChainRequest& request) -> Result<PeerChain> {
      asked_ = request;
      return chain_;
    });
  }
  void Use(FetchPeerChain fetch) {
    provider_ = MakeTlsProvider(std::move(fetch), clock_);
    type_ = engine::ImpliedType(provider_->schema().data_sources.at("tls_certificate").block);
  }
  Object Config() { return Object(type_, Value::Null(type_)); }
  Object Read(const Object& config) {
    return Object(type_, provider_->ReadDataSource("tls_certificate", config.ToValue(), diagnostics_));
  }
  std::string Problems() const {
    std::string text;
    for (const auto& one : diagnostics_.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  FakeClock clock_{FromUnixSeconds(1795000000)};
  PeerChain chain_;
  PeerChainRequest asked_;
  std::unique_ptr<engine::Provider> provider_;
  value::Type type_;
  diag::Diagnostics diagnostics_;
};

TEST_F(TlsTest, TheChainsRootComesFirst) {
  Made leaf = MakeCertificate("leaf.example.com");
  Made root = MakeCertificate("root.example.com");
  chain_ = {leaf.certificate.der, root.certificate.der};
  Object config = Config();
  config.SetText("url", "https://oidc.example.com/id/BLUE");
  Object read = Read(config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  std::vector<Value> certificates = read.Get("certificates").elements();
  ASSERT_EQ(certificates.size(), 2u);
  EXPECT_EQ(certificates[0].Get("sha1_fingerprint").AsString(), root.certificate.sha1_fingerprint);
  EXPECT_EQ(certificates[1].Get("cert_pem").AsString(), leaf.certificate.pem);
  EXPECT_TRUE(read.Flag("verify_chain"));
  EXPECT_EQ(asked_.host, "oidc.example.com");
  EXPECT_EQ(asked_.port, "443");
  EXPECT_EQ(Read(config).Text("id"), read.Text("id"));
}

TEST_F(TlsTest, UrlsAreReadWithPortsAndAddresses) {
  chain_ = {MakeCertificate("a").certificate.der};
  Object config = Config();
  config.SetText("url", "tls://[::1]:8443");
  config.SetFlag("verify_chain", false);
  Read(config);
  EXPECT_EQ(asked_.host, "::1");
  EXPECT_EQ(asked_.port, "8443");
  EXPECT_FALSE(asked_.verify);
  for (const char* wrong : {"tls://host", "http://host", "https://", "host:443"}) {
    diagnostics_ = diag::Diagnostics();
    config.SetText("url", wrong);
    provider_->ValidateDataSource("tls_certificate", config.ToValue(), diagnostics_);
    EXPECT_TRUE(diagnostics_.HasErrors()) << wrong;
  }
}

TEST_F(TlsTest, ContentIsReadWithoutANetwork) {
  Made made = MakeCertificate("a.example.com");
  Object config = Config();
  config.SetText("content", made.pem + MakeCertificate("b").pem);
  Object read = Read(config);
  ASSERT_EQ(read.Get("certificates").size(), 1u);
  EXPECT_EQ(read.Get("certificates").elements()[0].Get("serial_number").AsString(), made.certificate.serial_number);
  config.SetText("content", "no certificate");
  Read(config);
  EXPECT_TRUE(diagnostics_.HasErrors());
}

// What the provider 4.3.0 makes of the same certificate.
TEST_F(TlsTest, NamesAndIdAreTheRealProviders) {
  Object config = Config();
  config.SetText("content", R"(-----BEGIN CERTIFICATE-----
MIICGzCCAcCgAwIBAgIBBzAKBggqhkjOPQQDAjBrMQswCQYDVQQGEwJERTEWMBQG
A1UECgwNRXhhbXBsZSwgSW5jLjEMMAoGA1UECwwDT25lMQwwCgYDVQQLDANUd28x
EjAQBgNVBAMMCWEuZXhhbXBsZTEUMBIGCSqGSIb3DQEJARYFYUBiLmMwIBcNMjYx
MTI5MTgxMzE4WhgPMjEyNjExMDUxODEzMThaMGsxCzAJBgNVBAYTAkRFMRYwFAYD
VQQKDA1FeGFtcGxlLCBJbmMuMQwwCgYDVQQLDANPbmUxDDAKBgNVBAsMA1R3bzES
MBAGA1UEAwwJYS5leGFtcGxlMRQwEgYJKoZIhvcNAQkBFgVhQGIuYzBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABO3IszJKEDf/+I9Gp8CvGE03JRxze6igV6b78HBb
TXNxW0j7cBYgVrYRFN7HT6cVozKMNaIvt1xFWgFw4zVKvBujUzBRMB0GA1UdDgQW
BBTen6VWLqkV3eGGAwNXy6vQYuAi2jAfBgNVHSMEGDAWgBTen6VWLqkV3eGGAwNX
y6vQYuAi2jAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQD+xgDd
WEzFv+/QPtrvwIHaohYCmsI4jXloplVcVfi8bAIhAN/h5sDIyojkdtVJBB9Qba43
C/D5jFdTF0zD533fE9Z7
-----END CERTIFICATE-----
)");
  const Object read = Read(config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  const std::string kName = "CN=a.example,OU=One+OU=Two,O=Example\\, Inc.,C=DE,1.2.840.113549.1.9.1=#0c056140622e63";
  EXPECT_EQ(read.Get("certificates").elements()[0].Get("subject").AsString(), kName);
  EXPECT_EQ(read.Get("certificates").elements()[0].Get("issuer").AsString(), kName);
  EXPECT_EQ(read.Text("id"), "65f3577ee672619dacde243ad0fb52285280a95f");
  EXPECT_TRUE(read.Flag("verify_chain"));
  EXPECT_FALSE(provider_->schema().data_sources.at("tls_certificate").block.attributes.at("content").sensitive);
}

TEST_F(TlsTest, OneOfUrlAndContentIsNeeded) {
  provider_->ValidateDataSource("tls_certificate", Config().ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("Exactly one"), std::string::npos);
}

class PeerChainTest : public testing::Test {
 protected:
  PeerChainTest()
      : made_(MakeCertificate("localhost")),
        directory_(testing::TempDir() + "/rolecall-tls-" + std::to_string(::getpid())) {
    EXPECT_TRUE(files_.MakeDirectories(directory_, true).ok());
    EXPECT_TRUE(files_.Write(directory_ + "/cert", made_.pem, FileMode::kPrivate).ok());
    EXPECT_TRUE(files_.Write(directory_ + "/key", made_.key.ToPem().Reveal(), FileMode::kPrivate).ok());
    server_ = http::Server::Start({.tls_cert_file = directory_ + "/cert", .tls_key_file = directory_ + "/key"},
                                  [](const http::Request&) { return http::Response{.status = 200}; })
                  .value();
  }
  ~PeerChainTest() override {
    server_->Stop();
    for (const char* name : {"/cert", "/key", ""}) (void)files_.Remove(directory_ + name);
  }
  Made made_;
  SystemFileSystem files_;
  std::string directory_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(PeerChainTest, AServerShowsItsCertificate) {
  auto chain = FetchPeerChainOverTls({"127.0.0.1", std::to_string(server_->port()), false});
  ASSERT_TRUE(chain.ok()) << chain.error().message;
  EXPECT_EQ(*chain, PeerChain{made_.certificate.der});
}

TEST_F(PeerChainTest, ACertificateOfNobodyIsNotBelieved) {
  auto chain = FetchPeerChainOverTls({"127.0.0.1", std::to_string(server_->port()), true});
  ASSERT_FALSE(chain.ok());
  EXPECT_EQ(chain.error().code, ErrorCode::kUnauthenticated);
  EXPECT_NE(chain.error().message.find("verify_chain = false"), std::string::npos);
}

TEST_F(PeerChainTest, AServerThatIsNotThereIsSaidSo) {
  std::string port = std::to_string(server_->port());
  server_->Stop();
  auto chain = FetchPeerChainOverTls({"127.0.0.1", port, true});
  ASSERT_FALSE(chain.ok());
  EXPECT_EQ(chain.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace rolecall::providers::tls
