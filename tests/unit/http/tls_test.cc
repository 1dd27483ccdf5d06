#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file_system.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "http/client.h"
#include "http/origin.h"
#include "http/server.h"
#include "tests/support/self_signed.h"

namespace rolecall::http {
namespace {

class Tls : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/rolecall-tls-XXXXXX";
    directory_ = mkdtemp(path);
    WriteIdentity();
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void WriteIdentity(const std::string& names = "IP:127.0.0.1") {
    crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
    Time now = SystemClock().Now();
    std::string certificate = MakeSelfSigned(key, names, now - std::chrono::hours(1), now + std::chrono::hours(1));
    ASSERT_TRUE(files_.Write(cert_file(), certificate, FileMode::kPublic).ok());
    ASSERT_TRUE(files_.Write(key_file(), key.ToPem().Reveal(), FileMode::kPrivate).ok());
  }

  std::string cert_file() const { return directory_ + "/tls.crt"; }
  std::string key_file() const { return directory_ + "/tls.key"; }
  Result<std::unique_ptr<Server>> Start() {
    return Server::Start({.tls_cert_file = cert_file(), .tls_key_file = key_file()}, [](const Request& request) {
      Response response;
      response.body = request.tls ? "over TLS: " + request.body : "plain";
      return response;
    });
  }
  std::string Url(const Server& server) const { return "https://127.0.0.1:" + std::to_string(server.port()) + "/"; }

  SystemFileSystem files_;
  std::string directory_;
};

TEST_F(Tls, ServesClientsThatTrustTheCertificate) {
  auto server = Start().value();
  CurlClient client({.ca_file = cert_file()});
  std::string body(300000, 'x');
  Response answer = client.Send({.method = "POST", .url = Url(*server), .body = body}).value();
  EXPECT_EQ(answer.body, "over TLS: " + body);
}

TEST_F(Tls, AnOriginTrustsItsCaAndShowsItsCertificate) {
  WriteIdentity("DNS:Plane.example,IP:127.0.0.1,DNS:*.wild.example,IP:2001:db8::1,email:a@b.example");
  const ServerOptions options{.tls_cert_file = cert_file(), .tls_key_file = key_file(), .client_ca_file = cert_file()};
  auto server =
      Server::Start(options, [](const Request& request) {
        return Response{.body = request.client_certificate ? "shown" + Join(*request.client_names, ",") : "none"};
      }).value();
  const auto ask = [&](OriginOptions origin_options) -> Result<Response> {
    origin_options.url = Url(*server);
    ROLECALL_TRY(const std::unique_ptr<Origin> origin, Origin::Make(std::move(origin_options)));
    const Headers headers{{"Host", origin->authority()}};
    return origin->Send({.method = "GET", .target = "/", .headers = &headers});
  };
  EXPECT_EQ(ask({.ca_file = cert_file()}).value().body, "none");
  EXPECT_EQ(ask({.ca_file = cert_file(), .client_cert_file = cert_file(), .client_key_file = key_file()}).value().body,
            "shownplane.example,127.0.0.1,*.wild.example,2001:db8::1");
  EXPECT_EQ(ask({}).error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(ask({.ca_file = key_file()}).error().message,
            "TLS: " + key_file() + ": no readable PEM certificates of a CA");
  EXPECT_EQ(ask({.ca_file = cert_file(), .client_cert_file = directory_ + "/none", .client_key_file = key_file()})
                .error()
                .message,
            "TLS: " + directory_ + "/none: no readable PEM certificate chain");
  EXPECT_EQ(ask({.ca_file = cert_file(), .client_cert_file = cert_file(), .client_key_file = cert_file()}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(Tls, IsRefusedByClientsThatDoNot) {
  auto server = Start().value();
  CurlClient client({});
  EXPECT_EQ(client.Send({.url = Url(*server)}).error().code, ErrorCode::kUnauthenticated);
  EXPECT_TRUE(CurlClient({.insecure = true}).Send({.url = Url(*server)}).ok());
}

TEST_F(Tls, TrustGivenAsTextIsAllThatIsTrusted) {
  auto server = Start().value();
  const std::string pem = files_.Read(cert_file(), 1 << 20).value();
  EXPECT_TRUE(CurlClient({.ca_pem = pem}).Send({.url = Url(*server)}).ok());
  WriteIdentity();
  const std::string other = files_.Read(cert_file(), 1 << 20).value();
  EXPECT_TRUE(CurlClient({.ca_pem = other}).Send({.url = Url(*server)}).ok());
  EXPECT_EQ(CurlClient({.ca_pem = pem}).Send({.url = Url(*server)}).error().code, ErrorCode::kUnauthenticated);
}

TEST_F(Tls, ServerNameIsWhatTheCertificateMustHaveAndNotWhereIsConnectedTo) {
  WriteIdentity("DNS:kube.test");
  std::string host;
  auto server =
      Server::Start({.tls_cert_file = cert_file(), .tls_key_file = key_file()}, [&host](const Request& request) {
        host = request.headers.Get("Host");
        return Response{};
      }).value();
  const std::string pem = files_.Read(cert_file(), 1 << 20).value();
  EXPECT_EQ(CurlClient({.ca_pem = pem}).Send({.url = Url(*server)}).error().code, ErrorCode::kUnauthenticated);
  EXPECT_TRUE(CurlClient({.ca_pem = pem, .server_name = "kube.test"}).Send({.url = Url(*server)}).ok());
  EXPECT_EQ(host, "127.0.0.1:" + std::to_string(server->port()));
  EXPECT_EQ(CurlClient({.ca_pem = pem, .server_name = "other.test"}).Send({.url = Url(*server)}).error().code,
            ErrorCode::kUnauthenticated);
}

TEST_F(Tls, TakesANewCertificateWithoutARestart) {
  auto server = Start().value();
  WriteIdentity();
  CurlClient client({.ca_file = cert_file()});
  EXPECT_TRUE(client.Send({.url = Url(*server)}).ok());
}

TEST_F(Tls, KeepsTheOldCertificateWhileTheNewOneIsDamaged) {
  std::string old_certificate = files_.Read(cert_file(), 1 << 20).value();
  auto server = Start().value();
  ASSERT_TRUE(files_.Write(cert_file(), "damaged", FileMode::kPublic).ok());
  ASSERT_TRUE(files_.Write(directory_ + "/old.crt", old_certificate, FileMode::kPublic).ok());
  CurlClient client({.ca_file = directory_ + "/old.crt"});
  EXPECT_TRUE(client.Send({.url = Url(*server)}).ok());
}

TEST_F(Tls, DoesNotStartWithoutCertificateOrWithAnotherKey) {
  ASSERT_TRUE(
      files_
          .Write(key_file(), crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->ToPem().Reveal(), FileMode::kPrivate)
          .ok());
  EXPECT_EQ(Start().error().code, ErrorCode::kInvalidArgument);
  ASSERT_TRUE(files_.Remove(cert_file()).ok());
  EXPECT_EQ(Start().error().code, ErrorCode::kInvalidArgument);
}

TEST_F(Tls, HangsUpOnPlainHttp) {
  auto server = Start().value();
  CurlClient client({});
  EXPECT_FALSE(client.Send({.url = "http://127.0.0.1:" + std::to_string(server->port()) + "/"}).ok());
}

}  // namespace
}  // namespace rolecall::http
