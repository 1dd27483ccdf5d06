// What tests came to, and who is told.
#ifndef ROLECALL_ENGINE_TESTING_TEST_RESULT_H_
#define ROLECALL_ENGINE_TESTING_TEST_RESULT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "engine/state/state.h"
#include "engine/testing/test_file.h"

namespace rolecall::engine {

class Engine;

// The worse, the later.
enum class TestStatus { kPending, kSkip, kPass, kFail, kError };

struct TestRunResult {
  const TestRun* run = nullptr;
  TestStatus status = TestStatus::kPending;
  diag::Diagnostics diagnostics;
  std::chrono::milliseconds time{0};
  // For who wants to see more; of runs that got so far.
  std::shared_ptr<Engine> engine;
  std::shared_ptr<const Configuration> configuration;
  std::optional<Plan> plan;    // of a run that plans only
  std::optional<State> state;  // of one that applies
};

struct TestFileResult {
  const TestFile* file = nullptr;
  TestStatus status = TestStatus::kPending;
  std::vector<TestRunResult> runs;
};

// Objects that a test made and that are there still.
struct TestLeftovers {
  std::string run;     // that made them last
  std::string source;  // of the run's module; "": the directory's own
  State state;
};

// Is told what happens, from the thread that runs the tests.
class TestView {
 public:
  virtual ~TestView() = default;
  virtual void File(const TestFileResult& file) = 0;
  // What an end of a file's objects came to; `left` has what could not be destroyed.
  virtual void Destroyed(const TestFile& file, const TestRun& run, const diag::Diagnostics& diagnostics,
                         const State& left) = 0;
  // A run was broken off by force.
  virtual void Broken(const TestFile& file, const std::vector<TestLeftovers>& left,
                      const std::vector<std::string>& begun) = 0;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_TEST_RESULT_H_
