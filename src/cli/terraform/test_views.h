// What `rolecall test` shows: lines of text, lines of JSON, a file in JUnit's format.
//
//   TestViews views(operation, verbose);       // an engine::TestView
//   views.Begin(files); … views.Conclude(results);
//   ROLECALL_TRY(…, WriteJunit(context.files, path, results, sources));
//
// What could not be destroyed is told and saved as errored_test.tfstate (the next gets a number).
#ifndef ROLECALL_CLI_TERRAFORM_TEST_VIEWS_H_
#define ROLECALL_CLI_TERRAFORM_TEST_VIEWS_H_

#include <string>
#include <vector>

#include "cli/operation/operation.h"
#include "engine/testing/test_result.h"

namespace rolecall::cli {

class TestViews final : public engine::TestView {
 public:
  TestViews(Operation& operation, bool verbose) : operation_(operation), verbose_(verbose) {}

  // What will be run: a line of JSON.
  void Begin(const std::vector<const engine::TestFile*>& files);
  void Conclude(const std::vector<engine::TestFileResult>& results);

  void File(const engine::TestFileResult& file) override;
  void Destroyed(const engine::TestFile& file, const engine::TestRun& run, const diag::Diagnostics& diagnostics,
                 const engine::State& left) override;
  void Broken(const engine::TestFile& file, const std::vector<engine::TestLeftovers>& left,
              const std::vector<std::string>& begun) override;

 private:
  void Run(const engine::TestFileResult& file, const engine::TestRunResult& run);
  std::string Seen(const engine::TestRunResult& run) const;
  void Tell(const diag::Diagnostics& diagnostics, const std::string& members);
  void Say(const std::string& text);
  void Save(const engine::State& state);
  std::string SavedName() const;  // of the next file

  Operation& operation_;
  const bool verbose_;
};

// The worst of all.
engine::TestStatus StatusOf(const std::vector<engine::TestFileResult>& results);

Result<void> WriteJunit(FileSystem& files, const std::string& path, const std::vector<engine::TestFileResult>& results,
                        const diag::SourceMap& sources);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_TEST_VIEWS_H_
