// `rolecall test`: runs a directory's test files.
#include <algorithm>
#include <memory>

#include "cli/frame/interrupt_watch.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/test_modules.h"
#include "cli/terraform/test_views.h"
#include "engine/planning/planner.h"
#include "engine/testing/load_tests.h"
#include "engine/testing/test_runner.h"

namespace rolecall::cli {
namespace {

class TestCommand final : public Command {
 public:
  std::string name() const override { return "test"; }
  std::string summary() const override { return "Run the directory's tests (*.tftest.hcl, *.tofutest.hcl)"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Each file's runs plan or apply the configuration, in order, and hold it against their assertions; what "
           "they "
           "made\nis destroyed at the end of the file. Real infrastructure is made unless providers are mocked: "
           "`rolecall "
           "serve\n--ephemeral` is an AWS that such tests can run against. States are kept in memory only.";
  }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    flags.List("filter", "FILE", &filter_, "Run this test file only; may be given several times");
    options_.DeclareView(flags);
    flags.Text("junit-xml", "FILE", &junit_, "Write the results to a file in JUnit's format");
    flags.Text("test-directory", "DIR", &test_directory_, "Where further test files are [tests]");
    flags.Switch("verbose", &verbose_, "Show each run's plan or state");
  }

  // Arguments mean nothing, as in OpenTofu.
  int Run(CommandContext& context, const std::vector<std::string>&) override {
    options_.may_be_empty = true;
    options_.absent = AbsentPlugins::kInvalid;
    AddVariableFiles(context.files);
    Operation operation(context, options_);
    std::vector<engine::TestFile> files;
    const auto read_tests = [&] {
      diag::SourceMap sources;
      files = engine::LoadTestFiles(context.files, ".", test_directory_, sources, operation.diagnostics());
      operation.AddSources(sources);
    };
    if (!operation.Load(read_tests)) return operation.Finish();
    CheckProvidersOfTests(operation, files);
    CollectGlobals(operation, operation.configuration(), operation.diagnostics());
    const std::vector<const engine::TestFile*> wanted = Filtered(files, operation.diagnostics());
    if (!operation.Report()) return operation.Finish();
    return RunFiles(operation, wanted);
  }

 private:
  // Variables of the folder for tests go after those of the directory, before those of the command line.
  void AddVariableFiles(const FileSystem& files) {
    std::vector<engine::VariableInput> inputs;
    const Result<std::vector<DirectoryEntry>> entries = files.List(test_directory_);
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : entries.ok() ? *entries : std::vector<DirectoryEntry>()) {
      const std::string& name = entry.name;
      if (name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    for (const char* name : {"terraform.tfvars.json", "terraform.tfvars"}) {
      if (files.Exists(JoinPath(test_directory_, name))) names.insert(names.begin(), name);
    }
    inputs.reserve(names.size());
    for (const std::string& name : names) {
      inputs.push_back({engine::VariableInput::Kind::kFile, JoinPath(test_directory_, name)});
    }
    options_.variables.insert(options_.variables.begin(), inputs.begin(), inputs.end());
  }

  engine::RootVariables CollectGlobals(Operation& operation, const engine::Configuration& configuration,
                                       diag::Diagnostics& diagnostics) const {
    diag::SourceMap sources;
    engine::RootVariables variables =
        engine::CollectVariables(configuration, operation.context().files, operation.context().environment,
                                 options_.variables, &sources, diagnostics);
    operation.AddSources(sources);
    return variables;
  }

  std::vector<const engine::TestFile*> Filtered(const std::vector<engine::TestFile>& files,
                                                diag::Diagnostics& diagnostics) const {
    std::vector<const engine::TestFile*> wanted;
    for (const engine::TestFile& file : files) {
      const bool is_named = std::find(filter_.begin(), filter_.end(), file.name) != filter_.end();
      if (filter_.empty() || is_named) wanted.push_back(&file);
    }
    for (const std::string& name : filter_) {
      const auto is_it = [&](const engine::TestFile& file) { return file.name == name; };
      // Where there are no tests at all, that is enough to say.
      if (files.empty() || std::any_of(files.begin(), files.end(), is_it)) continue;
      diagnostics.AddWarning("unknown-test", "Unknown test file",
                             "The specified test file, " + name + ", could not be found.");
    }
    if (!filter_.empty() && wanted.empty()) {
      diagnostics.AddWarning("unknown-test", "No tests were found",
                             "-filter is being used but no tests were found. Make sure you're using a relative path to "
                             "the current working directory.");
    }
    return wanted;
  }

  engine::TestSetting Setting(Operation& operation) const {
    engine::TestSetting setting;
    setting.load = [&operation](const engine::TestFile& file, const engine::TestRun& run,
                                diag::Diagnostics& diagnostics) {
      return LoadForRun(operation, file, run, diagnostics);
    };
    setting.make_engine = [&operation](const value::Value& names) {
      engine::EngineContext context = operation.working_context();
      context.extra_names = names;
      return std::make_shared<engine::Engine>(std::move(context));
    };
    // What is wrong with them was told before.
    setting.globals = [this, &operation](const engine::Configuration& configuration, diag::Diagnostics&) {
      diag::Diagnostics ignored;
      return CollectGlobals(operation, configuration, ignored);
    };
    setting.functions = engine::MakeFunctions(operation.working_context(), operation.context().clock.Now(), false);
    setting.interrupt = &operation.context().interrupt;
    setting.clock = &operation.context().clock;
    setting.parallelism = options_.parallelism;
    return setting;
  }

  int RunFiles(Operation& operation, const std::vector<const engine::TestFile*>& files) const {
    TestViews views(operation, verbose_);
    views.Begin(files);
    engine::TestRunner runner(Setting(operation), views);
    std::vector<engine::TestFileResult> results;
    const engine::TestFile* current = nullptr;
    {
      const InterruptWatch watch(
          operation.context().interrupt, [&](const std::string& text) { operation.PrintInterrupt(text); },
          [&] {
            if (current != nullptr) views.Broken(*current, runner.Left(), {});
            operation.LeaveAtOnce();
          });
      for (const engine::TestFile* file : files) {
        current = file;
        results.push_back(runner.Run(*file));
        if (runner.IsBroken()) return kExitError;
      }
    }
    if (!junit_.empty()) {
      const Result<void> written = WriteJunit(operation.context().files, junit_, results, operation.Sources());
      if (!written.ok()) operation.Fail("Failed to write the file of -junit-xml", written.error());
    }
    views.Conclude(results);
    return StatusOf(results) == engine::TestStatus::kPass ? operation.Finish() : kExitError;
  }

  OperationOptions options_;
  std::vector<std::string> filter_;
  std::string junit_;
  std::string test_directory_ = engine::kDefaultTestDirectory;
  bool verbose_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeTestCommand() { return std::make_unique<TestCommand>(); }

}  // namespace rolecall::cli
