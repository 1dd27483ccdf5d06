#include "server/issuer_keys/private_issuer.h"

#include <gtest/gtest.h>

#include <mutex>

#include "http/server.h"
#include "server/issuer_keys/discovery_document.h"
#include "tests/support/self_signed.h"

namespace rolecall::server {
namespace {

using std::chrono::milliseconds;

// Issuers behind certificates of their own: real ones, for that is what this is about.
class PrivateIssuerTest : public testing::Test {
 protected:
  void SetUp() override {
    MakeIdentity("/own.pem", "own");
    MakeIdentity("/other.pem", "other");
    ASSERT_TRUE(files_.Write("/token", "hush\n", FileMode::kPrivate).ok());
  }
  void TearDown() override {
    for (const char* name : {"own.crt", "own.key", "other.crt", "other.key"}) std::remove((Base() + name).c_str());
  }
  static std::string Base() { return testing::TempDir() + "rolecall-private-issuer-"; }
  void MakeIdentity(const std::string& ca, const std::string& name) {
    const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
    const Time now = SystemClock().Now();
    const std::string pem =
        MakeSelfSigned(key, "IP:127.0.0.1", now - std::chrono::hours(1), now + std::chrono::hours(1));
    SystemFileSystem disk;
    ASSERT_TRUE(disk.Write(Base() + name + ".crt", pem, FileMode::kPublic).ok());
    ASSERT_TRUE(disk.Write(Base() + name + ".key", key.ToPem().Reveal(), FileMode::kPrivate).ok());
    ASSERT_TRUE(files_.Write(ca, pem, FileMode::kPublic).ok());
  }
  std::unique_ptr<http::Server> Serve(std::string name = "own") {
    return http::Server::Start(
               {.tls_cert_file = Base() + name + ".crt", .tls_key_file = Base() + name + ".key"},
               [this](const http::Request& request) {
                 const std::lock_guard lock(mutex_);
                 asked_.push_back(request.target + " " + std::string(request.headers.Get("Authorization")));
                 if (request.target.find("openid-configuration") != std::string::npos) {
                   return http::Response{.body = discovery_};
                 }
                 return http::Response{.status = status_, .body = R"({"keys":[]})"};
               })
        .value();
  }
  static std::string UrlOf(const http::Server& server) { return "https://127.0.0.1:" + std::to_string(server.port()); }
  Result<std::string> Fetch(const PrivateIssuer& issuer) {
    return FetchPrivateKeys(issuer, files_, milliseconds(5000));
  }

  MemoryFileSystem files_;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::string discovery_;
  int status_ = 200;
};

TEST_F(PrivateIssuerTest, KeysUrlIsAskedWithItsCaAndItsToken) {
  const auto server = Serve();
  const PrivateIssuer issuer{.issuer = "https://kubernetes.default.svc",
                             .keys_url = UrlOf(*server) + "/openid/v1/jwks",
                             .ca_file = "/own.pem",
                             .token_file = "/token"};
  EXPECT_EQ(Fetch(issuer).value(), R"({"keys":[]})");
  EXPECT_EQ(asked_, std::vector<std::string>{"/openid/v1/jwks Bearer hush"});
}

TEST_F(PrivateIssuerTest, AnotherCaIsNotEnough) {
  const auto server = Serve();
  EXPECT_EQ(Fetch({.issuer = UrlOf(*server), .keys_url = UrlOf(*server) + "/k", .ca_file = "/other.pem"}).error().code,
            ErrorCode::kUnauthenticated);
  EXPECT_EQ(Fetch({.issuer = UrlOf(*server), .keys_url = UrlOf(*server) + "/k", .ca_file = "/token"}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_TRUE(asked_.empty());
}

TEST_F(PrivateIssuerTest, DiscoveryIsFollowedButTheTokenDoesNotGoToAnotherOrigin) {
  const auto server = Serve(), elsewhere = Serve();
  const std::string url = UrlOf(*server);
  const PrivateIssuer issuer{.issuer = url, .keys_url = "", .ca_file = "/own.pem", .token_file = "/token"};
  discovery_ = R"({"issuer":")" + url + R"(","jwks_uri":")" + url + R"(/keys"})";
  EXPECT_TRUE(Fetch(issuer).ok());
  EXPECT_EQ(asked_.back(), "/keys Bearer hush");
  discovery_ = R"({"issuer":")" + url + R"(","jwks_uri":")" + UrlOf(*elsewhere) + R"(/keys"})";
  EXPECT_TRUE(Fetch(issuer).ok());
  EXPECT_EQ(asked_.back(), "/keys ");
  status_ = 403;
  EXPECT_NE(Fetch(issuer).error().message.find("--oidc-keys"), std::string::npos);
}

TEST_F(PrivateIssuerTest, DocumentOfAnotherIssuerIsRefused) {
  const auto server = Serve();
  discovery_ = R"({"issuer":"https://else.test","jwks_uri":")" + UrlOf(*server) + R"(/keys"})";
  EXPECT_FALSE(Fetch({.issuer = UrlOf(*server), .keys_url = "", .ca_file = "/own.pem"}).ok());
  EXPECT_EQ(asked_.size(), 1u);
}

TEST_F(PrivateIssuerTest, NoMessageHasTheToken) {
  const auto server = Serve();
  status_ = 401;
  const Result<std::string> keys = Fetch(
      {.issuer = UrlOf(*server), .keys_url = UrlOf(*server) + "/k", .ca_file = "/own.pem", .token_file = "/token"});
  ASSERT_FALSE(keys.ok());
  EXPECT_EQ(keys.error().message.find("hush"), std::string::npos);
}

TEST(DiscoveryDocument, NamesItsIssuerAndHttpsKeysOrIsNone) {
  EXPECT_EQ(DiscoveryUrl("https://a.test/id"), "https://a.test/id/.well-known/openid-configuration");
  EXPECT_EQ(DiscoveryUrl("https://a.test/"), "https://a.test/.well-known/openid-configuration");
  EXPECT_EQ(KeysUrlOf(R"({"issuer":"https://a.test","jwks_uri":"https://b.test/k"})", "https://a.test").value(),
            "https://b.test/k");
  EXPECT_FALSE(KeysUrlOf(R"({"issuer":"https://a.test/","jwks_uri":"https://b.test/k"})", "https://a.test").ok());
  EXPECT_FALSE(KeysUrlOf(R"({"issuer":"https://a.test","jwks_uri":"http://b.test/k"})", "https://a.test").ok());
  EXPECT_FALSE(IssuerOf("[]").ok());
  EXPECT_EQ(IssuerOf(R"({"issuer":"x"})").value(), "x");
}

}  // namespace
}  // namespace rolecall::server
