// Failures that a test's run expects of its configuration: taken out of the diagnostics, and missed where they are not
// there.
//
//   ExpectedFailures expected(run, configuration);
//   diag::Diagnostics left = expected.Judge(diagnostics);
//
// Failed assertions of check blocks, which only warn else, are errors in a test; so is what a check's data source could
// not read. Expectations are of the root module's variables, outputs, checks and resources. Pure.
#ifndef ROLECALL_ENGINE_TESTING_EXPECTED_FAILURES_H_
#define ROLECALL_ENGINE_TESTING_EXPECTED_FAILURES_H_

#include <map>
#include <string>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/testing/test_file.h"

namespace rolecall::engine {

class ExpectedFailures {
 public:
  // Both must outlive this.
  ExpectedFailures(const TestRun& run, const Configuration& configuration);

  // What is left of an apply's or a plan's diagnostics, with an error for each failure that did not come.
  diag::Diagnostics Judge(const diag::Diagnostics& diagnostics);
  // Before an apply: a variable whose failure is expected keeps the apply from being made, which is told.
  void WarnOfVariables(diag::Diagnostics& diagnostics) const;

  // Whether the diagnostic comes from a check block: an assertion, or data that it reads.
  bool IsOfCheck(const diag::Diagnostic& diagnostic) const;

 private:
  // "var.a", "output.a", "check.a", "aws_thing.a[0]" of the root module, whose rule or object failed; else empty.
  std::string FailedObject(const diag::Diagnostic& diagnostic) const;
  bool Expects(const std::string& object);

  const Configuration& configuration_;
  struct Expected {
    diag::Range range;
    bool has_come = false;
  };
  std::map<std::string, Expected> expected_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_TESTING_EXPECTED_FAILURES_H_
