// A context for backend tests: memory files, a clock that stands still, waiting that takes no time.
#ifndef ROLECALL_TESTS_UNIT_ENGINE_BACKEND_FAKE_CONTEXT_H_
#define ROLECALL_TESTS_UNIT_ENGINE_BACKEND_FAKE_CONTEXT_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/backend/lock.h"
#include "engine/backend/make_backend.h"

namespace rolecall::engine {

// Answers every request by a function, and remembers them.
class ScriptedClient final : public http::Client {
 public:
  std::function<Result<http::Response>(const http::ClientRequest&)> answer;
  std::vector<http::ClientRequest> requests;
  Result<http::Response> Send(const http::ClientRequest& request) override {
    requests.push_back(request);
    return answer(request);
  }
};

struct FakeContext {
  MemoryFileSystem files;
  ScriptedClient http;
  FakeEnvironment environment;
  FakeClock clock{FromUnixSeconds(1'800'000'000)};
  FakeRandom random;
  aws::FakeSleeper sleeper{clock};

  BackendContext Use() {
    BackendContext context;
    context.files = &files;
    context.http = &http;
    context.environment = &environment;
    context.clock = &clock;
    context.random = &random;
    context.sleeper = &sleeper;
    return context;
  }
};

inline value::Value Text(std::string text) { return value::Value::String(std::move(text)); }

inline LockInfo LockOf(std::string id) {
  LockInfo info;
  info.id = std::move(id);
  info.operation = "OperationTypeApply";
  info.who = "ann@desk";
  info.version = "0.1.0";
  info.created = "2026-11-23T18:11:14.5Z";
  return info;
}

}  // namespace rolecall::engine

#endif  // ROLECALL_TESTS_UNIT_ENGINE_BACKEND_FAKE_CONTEXT_H_
