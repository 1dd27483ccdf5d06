// Rotation functions that are commands and webhooks.
#include "services/rotation/configured_functions.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace rolecall::services::rotation {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kArn[] = "arn:aws:lambda:eu-central-1:054000737513:function:rotate";

class FakeHttp final : public http::Client {
 public:
  Result<http::Response> Send(const http::ClientRequest& request) override {
    sent.push_back(request);
    if (fails) return Error{ErrorCode::kUnavailable, "no connection"};
    http::Response response;
    response.status = status;
    return response;
  }
  std::vector<http::ClientRequest> sent;
  int status = 200;
  bool fails = false;
};

class RotationFunctionsTest : public ::testing::Test {
 protected:
  RotationFunctionsTest() {
    std::string form = ::testing::TempDir() + "rotation-XXXXXX";
    folder_ = mkdtemp(form.data());
  }
  ~RotationFunctionsTest() override {
    for (const char* name : {"out", "pid"}) unlink((folder_ + "/" + name).c_str());
    rmdir(folder_.c_str());
  }

  Result<void> Invoke(const std::string& target, milliseconds timeout = milliseconds(20000)) {
    ConfiguredFunctions functions({.targets = {{kArn, target}},
                                   .endpoint = [] { return std::string("http://127.0.0.1:1"); },
                                   .search_path = "/usr/bin:/bin",
                                   .timeout = timeout},
                                  http_);
    EXPECT_TRUE(functions.Has(kArn));
    EXPECT_FALSE(functions.Has(std::string(kArn) + "2"));
    return functions.Invoke(kArn, event_);
  }
  std::string Output(const char* name = "out") const {
    std::ostringstream text;
    text << std::ifstream(folder_ + "/" + name).rdbuf();
    return text.str();
  }

  FakeHttp http_;
  std::string folder_;
  const Event event_{"createSecret",
                     "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app-AbCdEf",
                     "11111111-1111-1111-1111-111111111111",
                     "eu-central-1",
                     {"ASIAKEY", Secret("the-secret-key"), "the-token", {}}};
};

TEST_F(RotationFunctionsTest, ACommandGetsTheEventOnItsInputAndCredentialsInItsEnvironment) {
  const Result<void> run = Invoke("cat >" + folder_ + "/out; env >>" + folder_ +
                                  "/out; tr '\\0' ' ' </proc/$$/cmdline >>" + folder_ + "/out");
  ASSERT_TRUE(run.ok()) << run.error().message;
  const std::string output = Output();
  EXPECT_THAT(output,
              HasSubstr(R"({"Step":"createSecret","SecretId":"arn:aws:secretsmanager:eu-central-1:054000737513:secret:)"
                        R"(app-AbCdEf","ClientRequestToken":"11111111-1111-1111-1111-111111111111"})"));
  for (const char* line :
       {"AWS_ACCESS_KEY_ID=ASIAKEY\n", "AWS_SECRET_ACCESS_KEY=the-secret-key\n", "AWS_SESSION_TOKEN=the-token\n",
        "AWS_ENDPOINT_URL=http://127.0.0.1:1\n", "AWS_REGION=eu-central-1\n", "PATH=/usr/bin:/bin\n"}) {
    EXPECT_THAT(output, HasSubstr(line));
  }
  // Nothing of the server's own environment, and nothing secret among the arguments, which everybody can see.
  EXPECT_THAT(output, Not(HasSubstr("HOME=")));
  EXPECT_THAT(output.substr(output.find("/bin/sh -c")), Not(HasSubstr("the-")));
}

TEST_F(RotationFunctionsTest, ACommandFailsWithItsExitCode) {
  const Result<void> failed = Invoke("echo the-secret-value >&2; exit 3");
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().message, "exit code 3");
  EXPECT_EQ(Invoke("kill -TERM $$").error().message, "ended by signal 15");
  EXPECT_EQ(Invoke("/no/such/command").error().message, "exit code 127");
  // One that reads no input, however much there is.
  EXPECT_TRUE(Invoke("exec <&-; exit 0").ok());
}

TEST_F(RotationFunctionsTest, ACommandThatTakesTooLongIsKilledWithItsChildren) {
  const auto begin = std::chrono::steady_clock::now();
  const Result<void> killed = Invoke("sleep 300 & echo $! >" + folder_ + "/pid; wait", milliseconds(500));
  ASSERT_FALSE(killed.ok());
  EXPECT_EQ(killed.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  const int child = std::atoi(Output("pid").c_str());
  ASSERT_GT(child, 0);
  // Gone, or a zombie that nobody has asked after yet.
  bool alive = true;
  for (int i = 0; i < 500 && alive; ++i) {
    std::ifstream status("/proc/" + std::to_string(child) + "/stat");
    std::string id, name, state;
    alive = (status >> id >> name >> state) && state != "Z";
    if (alive) usleep(10000);
  }
  EXPECT_FALSE(alive);
}

TEST_F(RotationFunctionsTest, AServerThatStopsEndsThem) {
  ConfiguredFunctions functions({.targets = {{kArn, "sleep 300"}}, .endpoint = [] { return std::string(); }}, http_);
  functions.Stop();
  EXPECT_EQ(functions.Invoke(kArn, event_).error().code, ErrorCode::kCancelled);
}

TEST_F(RotationFunctionsTest, AWebhookGetsTheEventWithoutCredentials) {
  ASSERT_TRUE(Invoke("https://rotate.example.com/hook").ok());
  ASSERT_EQ(http_.sent.size(), 1u);
  EXPECT_EQ(http_.sent[0].method, "POST");
  EXPECT_EQ(http_.sent[0].url, "https://rotate.example.com/hook");
  EXPECT_EQ(http_.sent[0].headers.Get("Content-Type"), "application/json");
  EXPECT_THAT(http_.sent[0].body, HasSubstr(R"("Step":"createSecret")"));
  EXPECT_THAT(http_.sent[0].body, Not(HasSubstr("the-")));
  EXPECT_LE(http_.sent[0].max_response_bytes, 65536u);
}

TEST_F(RotationFunctionsTest, AWebhookFailsWithItsStatus) {
  for (const int status : {199, 301, 302, 400, 500}) {
    http_.status = status;
    EXPECT_EQ(Invoke("http://127.0.0.1:9/").error().message,
              "the webhook answered with status " + std::to_string(status));
  }
  http_.fails = true;
  EXPECT_EQ(Invoke("http://127.0.0.1:9/").error().message, "no connection");
}

TEST(RotationTargets, AreArnsWithWhatStandsInForThem) {
  const auto targets =
      ReadTargets({std::string(kArn) + "=/bin/rotate --with=equals", std::string(kArn) + "2=https://x"});
  ASSERT_TRUE(targets.ok());
  EXPECT_EQ(targets->at(kArn), "/bin/rotate --with=equals");
  EXPECT_EQ(targets->at(std::string(kArn) + "2"), "https://x");
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"x"},
                                                {std::string(kArn)},
                                                {std::string(kArn) + "="},
                                                {"arn:aws:s3:::b=x"},
                                                {"=x"},
                                                {std::string(kArn) + "=a", std::string(kArn) + "=b"}}) {
    EXPECT_EQ(ReadTargets(wrong).error().code, ErrorCode::kInvalidArgument) << wrong.front();
  }
}

}  // namespace
}  // namespace rolecall::services::rotation
