// Who may speak to etcd: TLS with client certificates, users with passwords.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "base/random.h"
#include "store/etcd/etcd_store.h"
#include "store/open/open_shared.h"
#include "tests/stores/servers.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {
namespace {

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

void Shell(const std::string& command) { ASSERT_EQ(system(command.c_str()), 0) << command; }

// A CA, and what it signed: a server's certificate for localhost, and a client's; another CA.
class Certificates {
 public:
  Certificates() {
    const std::string in = "cd " + folder_.File("") + " && ";
    for (const char* ca : {"ca", "other"}) {
      Shell(in + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + ca +
            " -keyout " + ca + ".key -out " + ca + ".pem 2>/dev/null");
    }
    Shell(in + "printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\nextendedKeyUsage=serverAuth,clientAuth\\n' > ext");
    for (const char* name : {"server", "client"}) {
      Shell(in + "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " +
            name + ".key -out " + name + ".csr 2>/dev/null && openssl x509 -req -in " + name +
            ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out " + name + ".pem 2>/dev/null");
    }
  }
  std::string File(const std::string& name) const { return folder_.File(name); }

 private:
  TemporaryDirectory folder_;
};

TEST(EtcdAccess, IsByTlsAndAClientCertificate) {
  const Certificates made;
  auto server = MakeEtcd({"--cert-file", made.File("server.pem"), "--key-file", made.File("server.key"),
                          "--trusted-ca-file", made.File("ca.pem"), "--client-cert-auth"});
  if (server == nullptr) GTEST_SKIP() << "etcd-server is not installed";
  server->Start();
  SystemRandom random;
  SharedStoreAddress address{.url = server->Url(),
                             .authorities = Read(made.File("ca.pem")),
                             .certificate = Read(made.File("client.pem")),
                             .key = Secret(Read(made.File("client.key")))};
  auto store = OpenSharedStore(address, random);
  ASSERT_TRUE(store.ok()) << store.error().message;
  for (int i = 1; i <= 20; ++i) {
    EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"a", std::string(200000, 'v')}}, {}}), static_cast<std::uint64_t>(i));
  }
  EXPECT_EQ((**(*store)->Get("a")).value.size(), 200000u);
  (*store)->AwaitChange(0, std::chrono::seconds(60));
  // Whom nobody vouches for is nobody's server, and who shows no certificate nobody's client.
  address.authorities = Read(made.File("other.pem"));
  EXPECT_EQ(OpenSharedStore(address, random).error().code, ErrorCode::kUnavailable);
  address.authorities = Read(made.File("ca.pem"));
  address.certificate = "";
  address.key = Secret();
  EXPECT_EQ(OpenSharedStore(address, random).error().code, ErrorCode::kUnavailable);
}

// The old CA is thrown away under a running node: it takes the new certificates when its connections fail.
TEST(EtcdAccess, CertificatesAreReplacedWhileItRuns) {
  const Certificates before, after;
  TemporaryDirectory place;
  const auto install = [&](const Certificates& made) {
    for (const char* name : {"ca.pem", "server.pem", "server.key", "client.pem", "client.key"}) {
      Shell("cp " + made.File(name) + " " + place.File(name) + ".new && mv " + place.File(name) + ".new " +
            place.File(name));
    }
  };
  install(before);
  auto server = MakeEtcd({"--cert-file", place.File("server.pem"), "--key-file", place.File("server.key"),
                          "--trusted-ca-file", place.File("ca.pem"), "--client-cert-auth"});
  if (server == nullptr) GTEST_SKIP() << "etcd-server is not installed";
  server->Start();
  const auto read = [&]() -> Result<SharedStoreCertificates> {
    return SharedStoreCertificates{Read(place.File("ca.pem")), Read(place.File("client.pem")),
                                   Secret(Read(place.File("client.key")))};
  };
  SystemRandom random;
  const SharedStoreCertificates first = *read();
  auto store = OpenSharedStore({.url = server->Url(),
                                .authorities = first.authorities,
                                .certificate = first.certificate,
                                .key = first.key,
                                .read_again = read},
                               random);
  ASSERT_TRUE(store.ok()) << store.error().message;
  ASSERT_TRUE((*store)->Commit(Batch{{}, {{"a", "1"}}, {}}).ok());
  server->Kill();
  install(after);
  server->Start();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  Result<std::uint64_t> written = (*store)->Commit(Batch{{}, {{"a", "2"}}, {}});
  while (!written.ok() && std::chrono::steady_clock::now() < until) {
    written = (*store)->Commit(Batch{{}, {{"a", "2"}}, {}});
  }
  ASSERT_TRUE(written.ok()) << written.error().message;
  EXPECT_EQ((**(*store)->Get("a")).value, "2");
}

TEST(EtcdAccess, IsByUserAndPassword) {
  auto server = MakeEtcd();
  if (server == nullptr) GTEST_SKIP() << "etcd-server is not installed";
  server->Start();
  const std::string address = server->Url().substr(7);
  const auto post = [&](const std::string& path, const std::string& body) {
    Shell("curl -sSf -o /dev/null -d '" + body + "' http://" + address + "/v3/auth/" + path);
  };
  post("user/add", R"({"name":"root","password":"r"})");
  post("role/add", R"({"name":"root"})");
  post("user/grant", R"({"user":"root","role":"root"})");
  post("user/add", R"({"name":"ann","password":"hunter2"})");
  post("role/add", R"({"name":"plane"})");
  // "rolecall/" to "rolecall0", in base64.
  post("role/grant",
       R"({"name":"plane","perm":{"permType":"READWRITE","key":"cm9sZWNhbGwv","range_end":"cm9sZWNhbGww"}})");
  post("user/grant", R"({"user":"ann","role":"plane"})");
  post("enable", "{}");
  SystemRandom random;
  SharedStoreAddress given{.url = "etcd://ann@" + address, .password = Secret("hunter2")};
  auto store = OpenSharedStore(given, random);
  ASSERT_TRUE(store.ok()) << store.error().message;
  EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"a", "1"}}, {}}), 1u);
  // The server forgets its tokens when it starts anew: another one is asked for.
  server->Kill();
  server->Start();
  EXPECT_EQ(*(*store)->Commit(Batch{{}, {{"a", "2"}}, {}}), 2u);
  EXPECT_EQ((**(*store)->Get("a")).value, "2");
  given.password = Secret("wrong");
  auto wrong = OpenSharedStore(given, random);
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().message.find("wrong"), std::string::npos);
  given = {.url = "etcd://ann@" + address + "/elsewhere", .password = Secret("hunter2")};
  EXPECT_EQ(OpenSharedStore(given, random).error().code, ErrorCode::kPermissionDenied);
  EXPECT_FALSE(OpenSharedStore({.url = "etcd://" + address}, random).ok());
}

}  // namespace
}  // namespace rolecall::store
