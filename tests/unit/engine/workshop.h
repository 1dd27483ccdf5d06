// Workshop: a directory in memory, the engine and a fake cloud, for tests that go the whole way.
#ifndef ROLECALL_TESTS_UNIT_ENGINE_WORKSHOP_H_
#define ROLECALL_TESTS_UNIT_ENGINE_WORKSHOP_H_

#include <map>
#include <memory>
#include <string>

#include "base/environment.h"
#include "base/file_system.h"
#include "engine/entry/engine.h"
#include "tests/unit/engine/fake_cloud.h"

namespace rolecall::engine::testing {

struct Workshop {
  using FileTexts = std::map<std::string, std::string>;
  explicit Workshop(FileTexts given) : files(std::move(given)), catalogue(cloud) {}

  std::unique_ptr<Engine> MakeEngine() {
    EngineContext context;
    context.files = &files;
    context.environment = &environment;
    context.clock = &clock;
    context.random = &random;
    context.providers = &catalogue;
    context.working_directory = "/here";
    return std::make_unique<Engine>(context);
  }

  // Loads anew, as every command does.
  void Load() {
    diagnostics = diag::Diagnostics();
    engine = MakeEngine();
    configuration = engine->Load(".", diagnostics);
    if (configuration) variables = CollectVariables(*configuration, files, environment, inputs, nullptr, diagnostics);
  }
  Plan MakePlan(PlanOptions options = {}) {
    Load();
    if (diagnostics.HasErrors()) return Plan{.errored = true};
    options.parallelism = 4;
    return engine->MakePlan(*configuration, variables, state, options, diagnostics);
  }
  ApplyResult Apply(const Plan& plan) {
    ApplyOptions options;
    options.parallelism = 4;
    options.sink = sink;
    ApplyResult result = engine->Apply(*configuration, plan, options, diagnostics);
    state = result.state;
    return result;
  }
  ApplyResult PlanAndApply(PlanOptions options = {}) { return Apply(MakePlan(options)); }

  std::string Errors() const {
    std::string text;
    for (const diag::Diagnostic& one : diagnostics.list())
      text += std::string(one.subject.file_name()) + ":" + std::to_string(one.subject.start.line) + " " + one.address +
              " " + one.summary + ": " + one.detail + "\n";
    return text;
  }
  static const ResourceChange* Find(const Plan& plan, const std::string& address) {
    for (const ResourceChange& change : plan.changes)
      if (change.address.Text() == address && change.deposed.empty()) return &change;
    return nullptr;
  }

  FakeCloud cloud;
  MemoryFileSystem files;
  FakeEnvironment environment;
  FakeClock clock{FromUnixSeconds(1'800'000'000)};
  FakeRandom random;
  FakeCatalogue catalogue;
  std::vector<VariableInput> inputs;
  StateSink* sink = nullptr;
  State state;
  diag::Diagnostics diagnostics;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Configuration> configuration;
  RootVariables variables;
};

}  // namespace rolecall::engine::testing

#endif  // ROLECALL_TESTS_UNIT_ENGINE_WORKSHOP_H_
