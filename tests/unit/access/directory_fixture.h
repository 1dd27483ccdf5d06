// A Terraform directory in memory, planned offline by the real provider over a network that counts who asks.
#ifndef ROLECALL_TESTS_UNIT_ACCESS_DIRECTORY_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_ACCESS_DIRECTORY_FIXTURE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "access/offline/offline_plan.h"
#include "aws/client/sleeper.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "http/client.h"
#include "providers/aws/catalogue.h"

namespace rolecall::access::testing {

class NoNetwork final : public http::Client {
 public:
  explicit NoNetwork(int& requests) : requests_(requests) {}
  Result<http::Response> Send(const http::ClientRequest&) override {
    ++requests_;
    return Error{ErrorCode::kUnavailable, "there is no network here"};
  }

 private:
  int& requests_;
};

struct Directory {
  using FileTexts = std::map<std::string, std::string>;
  explicit Directory(FileTexts texts) : files(std::move(texts)) {}

  FileTexts files;
  std::string account_id;
  std::vector<engine::VariableInput> variables;
  engine::State state;

  std::optional<OfflinePlan> Plan() {
    disk_ = std::make_unique<MemoryFileSystem>(files);
    diagnostics = diag::Diagnostics();
    catalogue_ = providers::aws::MakeAwsCatalogue({
        .environment = environment,
        .files = *disk_,
        .clock = clock,
        .random = random,
        .sleeper = sleeper,
        .make_http_client = [this](const http::ClientOptions&) { return std::make_unique<NoNetwork>(requests_); },
        .run_command = nullptr,
    });
    return PlanOffline(Request(), diagnostics);
  }

  OfflineRequest Request() {
    OfflineRequest request;
    request.context.files = disk_.get();
    request.context.environment = &environment;
    request.context.clock = &clock;
    request.context.random = &random;
    request.context.providers = catalogue_.get();
    request.context.working_directory = "/here";
    request.variables = variables;
    request.account_id = account_id;
    request.state = state;
    return request;
  }

  int requests() const { return requests_; }
  std::string Errors() const {
    std::string text;
    for (const diag::Diagnostic& one : diagnostics.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  diag::Diagnostics diagnostics;
  FakeEnvironment environment;
  FakeClock clock{FromUnixSeconds(1'800'000'000)};
  FakeRandom random;
  rolecall::aws::SystemSleeper sleeper;

 private:
  int requests_ = 0;
  std::unique_ptr<MemoryFileSystem> disk_;
  std::unique_ptr<engine::ProviderCatalogue> catalogue_;
};

}  // namespace rolecall::access::testing

#endif  // ROLECALL_TESTS_UNIT_ACCESS_DIRECTORY_FIXTURE_H_
