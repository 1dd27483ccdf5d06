// States behind a server that has one state only: moved there, locked there, and what happens if a lock stays.
#include <mutex>

#include "http/server.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StateServerTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    auto started = http::Server::Start({}, [this](const http::Request& request) { return Answer(request); });
    ASSERT_TRUE(started.ok());
    server_ = *std::move(started);
    Write("main.tf", "resource \"terraform_data\" \"a\" {\n  input = \"x\"\n}\n");
  }
  void TearDown() override {
    server_.reset();
    CommandLineTest::TearDown();
  }
  void UseServer(bool with_locks) {
    const std::string address = "http://127.0.0.1:" + std::to_string(server_->port());
    Write("backend.tf",
          "terraform {\n  backend \"http\" {\n    address = \"" + address + "/state\"\n" +
              (with_locks ? "    lock_address = \"" + address + "/lock\"\n    unlock_address = \"" + address +
                                "/lock\"\n    lock_method = \"PUT\"\n    unlock_method = \"DELETE\"\n"
                          : std::string()) +
              "    retry_max = 0\n  }\n}\n");
  }
  std::string State() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return state_;
  }
  bool IsLocked() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return !lock_.empty();
  }
  void KeepLocks() {
    const std::lock_guard<std::mutex> lock(mutex_);
    keeps_locks_ = true;
  }

 private:
  http::Response Answer(const http::Request& request) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (request.target.starts_with("/lock")) {
      if (request.method == "PUT" && !lock_.empty()) return {.status = 423, .body = lock_};
      if (request.method == "DELETE" && keeps_locks_) return {.status = 500};
      lock_ = request.method == "PUT" ? request.body : "";
      return {.status = 200};
    }
    if (request.method == "GET") return state_.empty() ? http::Response{.status = 404} : http::Response{.body = state_};
    if (request.method == "POST") state_ = request.body;
    return {.status = 200};
  }

  std::mutex mutex_;
  std::string state_, lock_;
  bool keeps_locks_ = false;
  std::unique_ptr<http::Server> server_;
};

TEST_F(StateServerTest, OfSeveralWorkspacesTheCurrentOneMovesToAServerOfOneState) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"workspace", "new", "dev"}), kExitOk) << err();
  Write("main.tf", "resource \"terraform_data\" \"a\" {\n  input = \"of dev\"\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  UseServer(false);
  EXPECT_EQ(Run({"init", "-migrate-state"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("nobody is there to say whether it may"));
  EXPECT_EQ(Run({"init", "-migrate-state"}, "no\n"), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The migration was declined."));
  EXPECT_EQ(State(), "");
  ASSERT_EQ(Run({"init", "-migrate-state", "-force-copy"}), kExitOk) << err();
  EXPECT_THAT(State(), AllOf(HasSubstr("terraform_data"), HasSubstr("of dev")));
  EXPECT_TRUE(Exists("terraform.tfstate")) << "the source stays as it was";
}

TEST_F(StateServerTest, TheLockIsTakenAndGivenBack) {
  UseServer(true);
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(State(), HasSubstr("terraform_data"));
  EXPECT_FALSE(IsLocked());
  EXPECT_EQ(err(), "");
}

TEST_F(StateServerTest, ALockThatCannotBeGivenBackIsToldWithWhatFreesIt) {
  UseServer(true);
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  KeepLocks();
  Run({"apply", "-auto-approve"});
  EXPECT_THAT(err(), AllOf(HasSubstr("rolecall: the state lock could not be given back: "),
                           HasSubstr("When nobody works on this state any more, run: rolecall force-unlock ")));
  EXPECT_THAT(State(), HasSubstr("terraform_data")) << "the state is saved all the same";
  EXPECT_TRUE(IsLocked());
  EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error acquiring the state lock"));
  EXPECT_EQ(Run({"plan", "-lock=false"}), kExitOk) << err();
}

}  // namespace
}  // namespace rolecall::cli
