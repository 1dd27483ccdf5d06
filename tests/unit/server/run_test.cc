// The plane as a process, and the ways in which it is started.
#include "server/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <future>
#include <sstream>
#include <thread>

#include "crypto/certificate.h"
#include "http/client.h"
#include "server/data_directory.h"
#include "store/store.h"
#include "tests/support/self_signed.h"
#include "tests/unit/server/line_buffer.h"

namespace rolecall::server {
namespace {

using testing::HasSubstr;

class RunTest : public testing::Test {
 protected:
  RunTest() {
    char path[] = "/tmp/rolecall-run-XXXXXX";
    directory_ = mkdtemp(path);
    options_.listen = "127.0.0.1:0";
    options_.ephemeral = true;
    options_.threads = 2;
  }
  ~RunTest() override { std::filesystem::remove_all(directory_); }

  Dependencies OurDependencies() { return {clock_, random_, files_, out_, err_}; }
  std::unique_ptr<Plane> Start() {
    Result<std::unique_ptr<Plane>> plane = Plane::Start(options_, OurDependencies());
    EXPECT_TRUE(plane.ok()) << (plane.ok() ? "" : plane.error().message);
    return plane.ok() ? *std::move(plane) : nullptr;
  }
  Error StartError() {
    Result<std::unique_ptr<Plane>> plane = Plane::Start(options_, OurDependencies());
    EXPECT_FALSE(plane.ok());
    return plane.ok() ? Error{} : plane.error();
  }
  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  SystemClock clock_;
  SystemRandom random_;
  SystemFileSystem files_;
  std::ostringstream out_, err_;
  std::string directory_;
  ServeOptions options_;
};

TEST_F(RunTest, RunsUntilItIsToldToStop) {
  for (int stop : {SIGTERM, SIGINT}) {
    LineBuffer lines;
    std::future<std::string> ready = lines.line();
    std::ostream out(&lines);
    int code = -1;
    std::thread process([&] { code = server::Run(options_, {clock_, random_, files_, out, err_}); });
    ASSERT_EQ(ready.wait_for(std::chrono::seconds(60)), std::future_status::ready);
    EXPECT_THAT(ready.get(), HasSubstr("rolecall: ready on http://127.0.0.1:"));
    pthread_kill(process.native_handle(), SIGHUP);  // reads again, and goes on
    pthread_kill(process.native_handle(), stop);
    process.join();
    EXPECT_EQ(code, 0);
  }
  EXPECT_EQ(err_.str(), "");
}

TEST_F(RunTest, SaysWhyItDoesNotRun) {
  options_.listen = "nowhere";
  EXPECT_EQ(server::Run(options_, OurDependencies()), 1);
  EXPECT_THAT(err_.str(), HasSubstr("rolecall serve: --listen: "));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(RunTest, AnEphemeralPlaneLeavesNoFile) {
  std::unique_ptr<Plane> plane = Start();
  ASSERT_NE(plane, nullptr);
  EXPECT_EQ(plane->credentials_file(), "");
  EXPECT_EQ(plane->ReadyLine(), "rolecall: ready on " + plane->endpoint() + " account 000000000000 region us-east-1");
  EXPECT_TRUE(std::filesystem::is_empty(directory_));
  plane->Stop();
  plane->Stop();
}

TEST_F(RunTest, EveryAddressIsReachedByALocalOne) {
  for (const auto& [listen, start] :
       {std::pair<std::string, std::string>("0.0.0.0:0", "http://127.0.0.1:"), {"[::]:0", "http://[::1]:"}}) {
    options_.listen = listen;
    Result<std::unique_ptr<Plane>> plane = Plane::Start(options_, OurDependencies());
    if (!plane.ok()) GTEST_SKIP() << "no IPv6 here";
    EXPECT_EQ((*plane)->endpoint().substr(0, start.size()), start);
  }
}

TEST_F(RunTest, StandsInLocalstacksPlace) {
  options_.ephemeral = false;
  options_.localstack = true;
  options_.account_id = "000000000000";
  auto plane = Start();
  EXPECT_THAT(plane->ReadyLine(), testing::EndsWith("\nReady."));
  http::CurlClient client{http::ClientOptions{}};
  const auto get = [&](const std::string& path) { return client.Send({.url = plane->endpoint() + path}).value(); };
  EXPECT_THAT(get("/_localstack/health").body, HasSubstr(R"("iam":"running")"));
  EXPECT_THAT(get("/_localstack/info").body, HasSubstr(R"("edition":"rolecall")"));
  EXPECT_THAT(get("/_localstack/init").body, HasSubstr(R"("READY":true)"));
  EXPECT_THAT(get("/_localstack/init/ready").body, HasSubstr(R"("completed":true)"));
  EXPECT_GE(get("/_localstack/else").status, 400);
}

TEST_F(RunTest, TellsWhatItForwardsAndWhereItsInstanceAsks) {
  options_.forward = {"http://127.0.0.1:9"};
  options_.localstack = true;
  options_.account_id = "000000000000";
  options_.imds_listen = "127.0.0.1:0";
  options_.instance_profile = "node";
  auto plane = Start();
  EXPECT_THAT(plane->ReadyLine(), HasSubstr(" instance-metadata http://127.0.0.1:"));
  http::CurlClient client{http::ClientOptions{}};
  const std::string health = client.Send({.url = plane->endpoint() + "/_localstack/health"}).value().body;
  EXPECT_THAT(health, HasSubstr(R"("sqs":"available")"));
  EXPECT_THAT(health, HasSubstr(R"("iam":"running")"));
}

TEST_F(RunTest, KnowsItsClustersWithTheirCertificates) {
  options_.clusters = {"main,endpoint=https://api.example.com,ca=" + Path("missing.pem")};
  EXPECT_THAT(StartError().message, HasSubstr("missing.pem"));
  ASSERT_TRUE(files_.Write(Path("ca.pem"), "pem", FileMode::kPrivate).ok());
  options_.clusters = {"main,endpoint=https://api.example.com,ca=" + Path("ca.pem")};
  EXPECT_NE(Start(), nullptr);
}

TEST_F(RunTest, ServesOverTls) {
  crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kP256).value();
  const Time now = clock_.Now();
  const std::string certificate =
      MakeSelfSigned(key, "IP:127.0.0.1", now - std::chrono::hours(1), now + std::chrono::hours(1));
  options_.tls_cert = Path("tls.crt");
  options_.tls_key = Path("tls.key");
  ASSERT_TRUE(files_.Write(options_.tls_cert, certificate, FileMode::kPublic).ok());
  ASSERT_TRUE(files_.Write(options_.tls_key, key.ToPem().Reveal(), FileMode::kPrivate).ok());
  std::unique_ptr<Plane> plane = Start();
  ASSERT_NE(plane, nullptr);
  EXPECT_EQ(plane->endpoint().substr(0, 8), "https://");
  http::CurlClient client{http::ClientOptions{.ca_file = options_.tls_cert}};
  EXPECT_EQ(client.Send({.url = plane->endpoint() + "/healthz"}).value().body, "ok\n");
}

TEST_F(RunTest, DoesNotStartOnWhatIsWrong) {
  options_.manifests = {Path("missing.yaml")};
  EXPECT_THAT(StartError().message, HasSubstr("missing.yaml"));
  options_.manifests.clear();
  options_.issuers = {"https://oidc.example.test/"};
  EXPECT_EQ(StartError().code, ErrorCode::kInvalidArgument);
  options_.issuers.clear();
  options_.tls_cert = options_.tls_key = Path("missing.pem");
  StartError();
}

TEST_F(RunTest, DoesNotStartWithAnotherMasterKeyOrADamagedOne) {
  options_.ephemeral = false;
  options_.data_dir = Path("data");
  ASSERT_NE(Start(), nullptr);
  ASSERT_TRUE(files_.Write(Path("data/master.key"), std::string(32, 'k'), FileMode::kPrivate).ok());
  EXPECT_EQ(StartError().code, ErrorCode::kDataLoss);
  ASSERT_TRUE(files_.Write(Path("data/master.key"), "short", FileMode::kPrivate).ok());
  EXPECT_EQ(StartError().code, ErrorCode::kDataLoss);
}

TEST_F(RunTest, NeitherTheKeyNorTheStoreIsMadeAnewBesideTheOther) {
  options_.ephemeral = false;
  options_.data_dir = Path("data");
  ASSERT_NE(Start(), nullptr);
  const std::string key = Path("data/master.key"), store = Path("data/rolecall.db");
  std::filesystem::rename(key, Path("key"));
  EXPECT_THAT(StartError().message, HasSubstr("master.key is missing"));
  EXPECT_FALSE(std::filesystem::exists(key));
  std::filesystem::rename(Path("key"), key);
  std::filesystem::rename(store, Path("store"));
  EXPECT_THAT(StartError().message, HasSubstr("is missing or empty"));
  ASSERT_TRUE(files_.Write(store, "", FileMode::kPrivate).ok());
  EXPECT_THAT(StartError().message, HasSubstr("move it away too"));
  EXPECT_EQ(std::filesystem::file_size(store), 0u);
  std::filesystem::rename(Path("store"), store);
  EXPECT_NE(Start(), nullptr);
  // Without both it is a first start.
  std::filesystem::remove(key);
  std::filesystem::remove(store);
  EXPECT_NE(Start(), nullptr);
  // A first start that was cut short left a store without records.
  std::filesystem::remove(key);
  std::filesystem::remove(store);
  ASSERT_TRUE(store::OpenSqliteStore(store).ok());
  EXPECT_NE(Start(), nullptr);
}

TEST_F(RunTest, TheMasterKeyIsReplacedWithoutAPause) {
  options_.ephemeral = false;
  options_.data_dir = Path("data");
  LineBuffer told;
  std::ostream err(&told);
  auto plane = Plane::Start(options_, {clock_, random_, files_, out_, err}).value();
  const std::string credentials = files_.Read(Path("data/credentials"), 4096).value();
  const std::string key = Path("data/master.key"), fresh(32, 'k');
  ASSERT_TRUE(files_.Write(key, fresh + files_.Read(key, 4096).value(), FileMode::kPrivate).ok());
  plane->Reload();
  auto line = told.line();
  ASSERT_EQ(line.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  EXPECT_THAT(line.get(), HasSubstr("the older ones are not needed any more"));
  plane->Stop();
  plane.reset();
  ASSERT_TRUE(files_.Write(key, fresh, FileMode::kPrivate).ok());
  options_.listen = "127.0.0.1:0";
  ASSERT_NE(Start(), nullptr);
  const auto keys_of = [](const std::string& text) { return text.substr(0, text.find("endpoint")); };
  EXPECT_EQ(keys_of(files_.Read(Path("data/credentials"), 4096).value()), keys_of(credentials));
}

TEST_F(RunTest, TheMasterKeyMovesElsewhereAndIsAskedForThere) {
  options_.ephemeral = false;
  options_.data_dir = Path("data");
  ASSERT_NE(Start(), nullptr);
  ASSERT_TRUE(files_.Write(Path("elsewhere"), std::string(32, 'k'), FileMode::kPrivate).ok());
  options_.master_key = "file:" + Path("elsewhere");
  {
    LineBuffer told;
    std::ostream err(&told);
    auto plane = Plane::Start(options_, {clock_, random_, files_, out_, err}).value();
    auto line = told.line();
    ASSERT_EQ(line.wait_for(std::chrono::seconds(30)), std::future_status::ready);
    EXPECT_THAT(line.get(), HasSubstr("the older ones are not needed any more"));
  }
  std::filesystem::remove(Path("data/master.key"));
  ASSERT_NE(Start(), nullptr);
  // Without its key, or without its store, nothing is made anew.
  options_.master_key.clear();
  EXPECT_THAT(StartError().message, HasSubstr("say with --master-key where it is"));
  options_.master_key = "file:" + Path("elsewhere");
  std::filesystem::rename(Path("data/rolecall.db"), Path("store"));
  EXPECT_THAT(StartError().message, HasSubstr("master.key.elsewhere is there, so there was one"));
}

TEST_F(RunTest, FilesThatAreNotTheOwnersAloneAreRefusedOrMadeSo) {
  using std::filesystem::perms;
  options_.ephemeral = false;
  options_.data_dir = Path("data");
  ASSERT_NE(Start(), nullptr);
  const auto mode = [&](const std::string& name) { return std::filesystem::status(Path(name)).permissions(); };
  const std::string key = Path("data/master.key");
  for (mode_t loose : {0640, 0604, 0660, 0666}) {
    chmod(key.c_str(), loose);
    EXPECT_EQ(StartError().code, ErrorCode::kPermissionDenied) << loose;
  }
  chmod(key.c_str(), 0600);
  for (const char* file : {"data/rolecall.db", "data/audit.log", "data/credentials", "data/lock"}) {
    chmod(Path(file).c_str(), 0644);
    ASSERT_NE(Start(), nullptr) << file;
    EXPECT_EQ(mode(file), perms::owner_read | perms::owner_write) << file;
  }
  chmod(Path("data").c_str(), 0777);
  ASSERT_NE(Start(), nullptr);
  EXPECT_EQ(mode("data"), perms::owner_all);
  for (const char* file :
       {"data/rolecall.db", "data/audit.log", "data/audit-anonymous.log", "data/master.key", "data/lock"}) {
    std::filesystem::rename(Path(file), Path("elsewhere"));
    std::filesystem::create_symlink(Path("elsewhere"), Path(file));
    EXPECT_EQ(StartError().code, ErrorCode::kPermissionDenied) << file;
    std::filesystem::remove(Path(file));
    std::filesystem::rename(Path("elsewhere"), Path(file));
  }
  std::filesystem::create_symlink(Path("data"), Path("link"));
  for (const char* link : {"link", "link/"}) {
    options_.data_dir = Path(link);
    EXPECT_EQ(StartError().code, ErrorCode::kPermissionDenied) << link;
  }
}

TEST_F(RunTest, ARecordThatCannotBeReadDoesNotKeepTheServerFromStarting) {
  options_.ephemeral = false;
  options_.data_dir = Path("data");
  ASSERT_NE(Start(), nullptr);
  {
    auto store = store::OpenSqliteStore(Path("data/rolecall.db")).value();
    ASSERT_TRUE(store->Commit({{}, {{"directory/user/000000000000/x", "{\"name\":\"\xff\"}"}}, {}}).ok());
  }
  auto plane = Start();
  ASSERT_NE(plane, nullptr);
  EXPECT_THAT(err_.str(), HasSubstr("set aside: directory/user/000000000000/x"));
  http::CurlClient client({});
  EXPECT_THAT(client.Send({.url = plane->endpoint() + "/metrics"})->body, HasSubstr("rolecall_unreadable_records 1\n"));
}

TEST_F(RunTest, ConfiguredIssuersAreTakenBesideTheEmbeddedOne) {
  options_.oidc_keys = {"https://other.example.test=" + Path("keys.json")};
  EXPECT_NE(Start(), nullptr);
}

TEST_F(RunTest, ADataDirectoryIsADirectoryThatOneServerHas) {
  ASSERT_TRUE(files_.Write(Path("file"), "x", FileMode::kPrivate).ok());
  EXPECT_FALSE(DataDirectory::Open(files_, Path("file")).ok());
  auto first = DataDirectory::Open(files_, Path("data"));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(DataDirectory::Open(files_, Path("data")).error().code, ErrorCode::kConflict);
  first->reset();
  EXPECT_TRUE(DataDirectory::Open(files_, Path("data")).ok());
  std::filesystem::create_directories(Path("taken/lock"));
  EXPECT_EQ(DataDirectory::Open(files_, Path("taken")).error().code, ErrorCode::kUnavailable);
}

TEST_F(RunTest, CredentialsAreAProfileThatOnlyTheOwnerReads) {
  ASSERT_TRUE(WriteCredentials(files_, Path("credentials"),
                               {"AKIA1", Secret("s3cret"), "eu-central-1", "http://127.0.0.1:4747"})
                  .ok());
  const std::string text = files_.Read(Path("credentials"), 4096).value();
  EXPECT_THAT(text, HasSubstr("[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cret\n"
                              "region = eu-central-1\nendpoint_url = http://127.0.0.1:4747\n"));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(Path("credentials")).permissions(), perms::owner_read | perms::owner_write);
}

}  // namespace
}  // namespace rolecall::server
