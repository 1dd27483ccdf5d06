// TestRunner: runs test files: each run of a file after the other, then the end of all that they made, in reverse
// order.
//
//   TestRunner runner({&files, …}, view);
//   for (const TestFile& file : files) results.push_back(runner.Run(file));
//
// States are kept between the runs of a file, one for the directory's own configuration and one for each module that
// runs name; they are in memory only. An interrupt (once) lets the run end, skips the others and destroys what there
// is; a second one breaks everything off and tells what is left.
// Threads: one at a time; Left() from any.
#ifndef ROLECALL_ENGINE_TESTING_TEST_RUNNER_H_
#define ROLECALL_ENGINE_TESTING_TEST_RUNNER_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "diag/diagnostic.h"
#include "engine/entry/engine.h"
#include "engine/testing/test_file.h"
#include "engine/testing/test_result.h"
#include "functions/catalogue.h"

namespace rolecall::engine {

class ExpectedFailures;

// How runs come to what they need.
struct TestSetting {
  // The configuration that a run is about, anew each time; null with errors.
  std::function<std::unique_ptr<Configuration>(const TestFile&, const TestRun&, diag::Diagnostics&)> load;
  // An engine whose expressions know these names, too.
  std::function<std::shared_ptr<Engine>(const value::Value& extra_names)> make_engine;
  // Variables of the command line, of files and of the environment; of undeclared ones, too.
  std::function<RootVariables(const Configuration&, diag::Diagnostics&)> globals;
  functions::Catalogue functions;  // for the variables of tests
  const Interrupt* interrupt = nullptr;
  const Clock* clock = nullptr;
  int parallelism = 10;
};

class TestRunner {
 public:
  TestRunner(TestSetting setting, TestView& view);
  ~TestRunner();

  TestFileResult Run(const TestFile& file);
  bool IsStopped() const { return setting_.interrupt != nullptr && setting_.interrupt->IsStopping(); }
  bool IsBroken() const { return setting_.interrupt != nullptr && setting_.interrupt->IsCancelled(); }
  // What exists now, as far as it is known.
  std::vector<TestLeftovers> Left() const;

 private:
  // What a configuration's runs have made so far.
  struct Made {
    State state;
    const TestRun* run = nullptr;  // that changed it last
    std::string source;
  };
  class Watch;
  class Sink;
  class RunStep;

  Made& MadeBy(const TestRun& run);
  void RunOne(const TestFile& file, TestRunResult& result);
  void ApplyOne(const TestFile& file, TestRunResult& result, RunStep& step, const Plan& plan,
                ExpectedFailures& expected, diag::Diagnostics problems);
  void End(const TestFile& file);
  void EndOne(const TestFile& file, Made& made);

  const TestSetting setting_;
  TestView& view_;
  Interrupt break_;  // what engines look at: only the second interrupt
  std::unique_ptr<Watch> watch_;
  mutable std::mutex mutex_;
  std::map<std::string, Made> made_;                                    // by source; guarded
  std::map<std::string, std::map<std::string, value::Value>> outputs_;  // by run
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_TEST_RUNNER_H_
