#include "engine/testing/test_runner.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include "engine/plan/partial_warnings.h"
#include "engine/testing/assertions.h"
#include "engine/testing/expected_failures.h"
#include "engine/testing/test_configuration.h"
#include "engine/testing/test_variables.h"

namespace rolecall::engine {

using value::Value;

// Hands the second interrupt on to the engines.
class TestRunner::Watch {
 public:
  Watch(const Interrupt& given, Interrupt& breaks) : thread_([this, &given, &breaks] { Run(given, breaks); }) {}
  ~Watch() {
    is_over_ = true;
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  void Run(const Interrupt& given, Interrupt& breaks) {
    while (!is_over_) {
      if (given.IsCancelled()) {
        breaks.Raise();
        breaks.Raise();
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

// Keeps what an apply has come to, for who must know what is left.
class TestRunner::Sink final : public StateSink {
 public:
  Sink(TestRunner& runner, Made& made) : runner_(runner), made_(made) {}
  Result<void> StateChanged(const State& state) override {
    const std::lock_guard<std::mutex> lock(runner_.mutex_);
    made_.state = state;
    return {};
  }

 private:
  TestRunner& runner_;
  Made& made_;
};

// One run with its configuration, from the plan to the assertions.
class TestRunner::RunStep {
 public:
  RunStep(TestRunner& runner, const TestFile& file, const TestRun& run) : runner_(runner), file_(file), run_(run) {}

  // False, with errors: the run cannot be made.
  bool Prepare(diag::Diagnostics& diagnostics) {
    CheckOverrides(file_.overrides, diagnostics);
    CheckRun(run_, diagnostics);
    if (diagnostics.HasErrors()) return false;
    configuration_ = runner_.setting_.load(file_, run_, diagnostics);
    if (configuration_ == nullptr || diagnostics.HasErrors()) return false;
    const RootVariables globals = runner_.setting_.globals(*configuration_, diagnostics);
    const Value runs = RunOutputs(runner_.outputs_);
    variables_ = TestVariablesOf(file_, run_, *configuration_, globals, runs, runner_.setting_.functions, diagnostics);
    const hcl::FunctionTable table = functions::MakeFunctionTable(runner_.setting_.functions);
    PrepareForRun(file_, run_, TestScope(variables_, *configuration_, runs, table), *configuration_, diagnostics);
    engine_ = runner_.setting_.make_engine(Value::Object({{"run", runs}}));
    return !diagnostics.HasErrors();
  }

  bool Validate(diag::Diagnostics& diagnostics) {
    engine_->Validate(*configuration_, diagnostics);
    return !diagnostics.HasErrors();
  }

  Plan MakePlan(const State& state, PlanOptions options, diag::Diagnostics& diagnostics) {
    options.parallelism = runner_.setting_.parallelism;
    options.interrupt = &runner_.break_;
    AddTargets(options, diagnostics);
    if (diagnostics.HasErrors()) return Plan{.errored = true};
    return engine_->MakePlan(*configuration_, variables_, state, options, diagnostics);
  }

  void Apply(const Plan& plan, Made& made, diag::Diagnostics& diagnostics) {
    Sink sink(runner_, made);
    ApplyOptions options;
    options.parallelism = runner_.setting_.parallelism;
    options.sink = &sink;
    options.interrupt = &runner_.break_;
    State state = engine_->Apply(*configuration_, plan, options, diagnostics).state;
    const std::lock_guard<std::mutex> lock(runner_.mutex_);
    made.state = std::move(state);
  }

  TestStatus Judge(const Evaluator& evaluator, diag::Diagnostics& diagnostics) const {
    return CheckAssertions(run_, *configuration_, evaluator, RunOutputs(runner_.outputs_), diagnostics);
  }

  TestStatus JudgeState(const State& state, diag::Diagnostics& diagnostics) const {
    diag::Diagnostics problems;
    const auto console =
        engine_->OpenConsole(*configuration_, variables_, state, Value::Null(value::Type::Dynamic()), problems);
    return Judge(console->evaluator(), diagnostics);
  }

  const std::shared_ptr<Engine>& engine() const { return engine_; }
  const std::shared_ptr<Configuration>& configuration() const { return configuration_; }

 private:
  void AddTargets(PlanOptions& options, diag::Diagnostics& diagnostics) const {
    if (options.mode == PlanMode::kDestroy) return;
    if (run_.refresh_only) options.mode = PlanMode::kRefreshOnly;
    options.refresh = run_.refresh;
    for (const hcl::Traversal& traversal : run_.targets) {
      const Result<TargetAddress> target = ParseTarget(hcl::TraversalText(traversal));
      if (target.ok()) options.targets.push_back(*target);
      if (!target.ok()) {
        diagnostics.AddError("invalid-address", "Invalid address", target.error().message, traversal.range);
      }
    }
    for (const hcl::Traversal& traversal : run_.replace) {
      const Result<ResourceAddress> address = ParseResourceAddress(hcl::TraversalText(traversal));
      if (address.ok() && address->mode == ResourceMode::kManaged) {
        options.force_replace.push_back(*address);
        continue;
      }
      diagnostics.AddError(
          "invalid-address",
          address.ok() ? "Can only target managed resources for forced replacements." : "Invalid address",
          address.ok() ? address->Text() : address.error().message, traversal.range);
    }
  }

  TestRunner& runner_;
  const TestFile& file_;
  const TestRun& run_;
  std::shared_ptr<Configuration> configuration_;
  std::shared_ptr<Engine> engine_;
  RootVariables variables_;
};

TestRunner::TestRunner(TestSetting setting, TestView& view) : setting_(std::move(setting)), view_(view) {
  if (setting_.interrupt != nullptr) watch_ = std::make_unique<Watch>(*setting_.interrupt, break_);
}

TestRunner::~TestRunner() = default;

TestFileResult TestRunner::Run(const TestFile& file) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    made_.clear();
  }
  outputs_.clear();
  TestFileResult result;
  result.file = &file;
  result.status = TestStatus::kPass;
  for (const TestRun& run : file.runs) {
    TestRunResult& one = result.runs.emplace_back();
    one.run = &run;
    if (IsBroken()) continue;
    if (IsStopped() || result.status == TestStatus::kError) {
      one.status = TestStatus::kSkip;
      continue;
    }
    const Time began = setting_.clock->Now();
    RunOne(file, one);
    one.time = std::chrono::duration_cast<std::chrono::milliseconds>(setting_.clock->Now() - began);
    result.status = std::max(result.status, one.status);
  }
  view_.File(result);
  End(file);
  return result;
}

namespace {

// The later apply tells again what is so still.
void DropChecks(const ExpectedFailures& expected, diag::Diagnostics& diagnostics) {
  diag::Diagnostics left;
  for (const diag::Diagnostic& one : diagnostics.list()) {
    if (!expected.IsOfCheck(one)) left.Add(one);
  }
  diagnostics = std::move(left);
}

std::vector<std::string> Creations(const Plan& plan) {
  std::vector<std::string> begun;
  for (const ResourceChange& change : plan.changes) {
    if (change.action == Action::kCreate) begun.push_back(change.address.Text());
  }
  return begun;
}

}  // namespace

TestRunner::Made& TestRunner::MadeBy(const TestRun& run) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string source = run.module ? run.module->source : "";
  Made& made = made_[source];
  made.source = source;
  return made;
}

void TestRunner::RunOne(const TestFile& file, TestRunResult& result) {
  const TestRun& run = *result.run;
  RunStep step(*this, file, run);
  result.status = TestStatus::kError;
  if (!step.Prepare(result.diagnostics) || !step.Validate(result.diagnostics)) return;
  result.engine = step.engine();
  result.configuration = step.configuration();
  Made& made = MadeBy(run);
  ExpectedFailures expected(run, *step.configuration());
  diag::Diagnostics problems, of_assertions;
  TestStatus judged = TestStatus::kError;
  PlanOptions options;
  if (run.plans_only) {
    options.inspect = [&](const Evaluator& evaluator) { judged = step.Judge(evaluator, of_assertions); };
  }
  Plan plan = step.MakePlan(made.state, options, problems);
  if (!run.targets.empty() && plan.walked) WarnOfPartialPlan(problems);
  if (run.plans_only) {
    problems = expected.Judge(problems);
    result.diagnostics.Append(problems);
    if (problems.HasErrors()) return;
    result.plan = std::move(plan);
    result.diagnostics.Append(of_assertions);
    result.status = judged;
    return;
  }
  ApplyOne(file, result, step, plan, expected, std::move(problems));
}

// The rest of a run that applies, whose plan came to `problems`.
void TestRunner::ApplyOne(const TestFile& file, TestRunResult& result, RunStep& step, const Plan& plan,
                          ExpectedFailures& expected, diag::Diagnostics problems) {
  expected.WarnOfVariables(problems);
  result.diagnostics.Append(problems);
  if (problems.HasErrors() || plan.errored) return;
  DropChecks(expected, result.diagnostics);
  Made& made = MadeBy(*result.run);
  made.run = result.run;
  problems = {};
  step.Apply(plan, made, problems);
  if (!plan.targets.empty()) WarnOfPartialApply(problems);
  if (IsBroken()) view_.Broken(file, Left(), Creations(plan));
  problems = expected.Judge(problems);
  result.diagnostics.Append(problems);
  result.state = made.state;
  outputs_[result.run->name] = OutputsOf(made.state);
  if (!problems.HasErrors()) result.status = step.JudgeState(made.state, result.diagnostics);
}

void TestRunner::End(const TestFile& file) {
  std::vector<Made*> all;
  for (auto& [source, made] : made_) {
    if (made.run != nullptr && !made.state.resources().empty()) all.push_back(&made);
  }
  // Who came last goes first.
  std::sort(all.begin(), all.end(), [](const Made* a, const Made* b) { return a->run->index > b->run->index; });
  for (Made* made : all) {
    if (IsBroken()) return;
    EndOne(file, *made);
  }
}

void TestRunner::EndOne(const TestFile& file, Made& made) {
  diag::Diagnostics diagnostics;
  RunStep step(*this, file, *made.run);
  if (step.Prepare(diagnostics)) {
    PlanOptions options;
    options.mode = PlanMode::kDestroy;
    const Plan plan = step.MakePlan(made.state, options, diagnostics);
    if (!diagnostics.HasErrors() && !plan.errored) step.Apply(plan, made, diagnostics);
    if (IsBroken()) view_.Broken(file, Left(), {});
  }
  view_.Destroyed(file, *made.run, diagnostics, made.state);
}

std::vector<TestLeftovers> TestRunner::Left() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<TestLeftovers> left;
  for (const auto& [source, made] : made_) {
    if (made.state.resources().empty()) continue;
    left.push_back({made.run == nullptr ? "" : made.run->name, made.source, made.state});
  }
  return left;
}

}  // namespace rolecall::engine
