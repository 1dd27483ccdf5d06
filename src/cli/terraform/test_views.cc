#include "cli/terraform/test_views.h"

#include <algorithm>

#include "cli/frame/version.h"
#include "engine/render/render_plan.h"
#include "engine/render/render_state.h"
#include "engine/state/state_file.h"
#include "json/document.h"

namespace rolecall::cli {
namespace {

using engine::TestStatus;

// Errors are failures for who reads; in JSON they are told apart.
const char* ShownStatus(TestStatus status) {
  switch (status) {
    case TestStatus::kPending: return "pending";
    case TestStatus::kSkip: return "skip";
    case TestStatus::kPass: return "pass";
    case TestStatus::kFail:
    case TestStatus::kError: break;
  }
  return "fail";
}

const char* StatusName(TestStatus status) { return status == TestStatus::kError ? "error" : ShownStatus(status); }

std::string Coloured(TestStatus status, const engine::RenderStyle& style) {
  const std::string text = ShownStatus(status);
  if (status == TestStatus::kPass) return style.Green(text);
  return status >= TestStatus::kFail ? style.Red(text) : text;
}

std::string Member(const std::string& name, const std::string& text) {
  std::string member = "\"" + name + "\":";
  json::AppendQuoted(member, text, true);
  return member;
}

std::string PlaceMembers(const std::string& file, const std::string& run) {
  return Member("@testfile", file) + (run.empty() ? "" : "," + Member("@testrun", run));
}

struct Counts {
  int passed = 0, failed = 0, errored = 0, skipped = 0;
};

Counts CountRuns(const std::vector<engine::TestFileResult>& results) {
  Counts counts;
  for (const engine::TestFileResult& file : results) {
    for (const engine::TestRunResult& run : file.runs) {
      counts.passed += run.status == TestStatus::kPass;
      counts.failed += run.status == TestStatus::kFail;
      counts.errored += run.status == TestStatus::kError;
      counts.skipped += run.status == TestStatus::kSkip;
    }
  }
  return counts;
}

std::string CountsText(const Counts& counts) {
  return std::to_string(counts.passed) + " passed, " + std::to_string(counts.failed + counts.errored) + " failed" +
         (counts.skipped > 0 ? ", " + std::to_string(counts.skipped) + " skipped." : ".");
}

struct LeftObject {
  std::string address, deposed;
};

std::vector<LeftObject> ObjectsOf(const engine::State& state) {
  std::vector<LeftObject> objects;
  for (const auto& [key, resource] : state.resources()) {
    if (key.mode != engine::ResourceMode::kManaged) continue;
    for (const engine::Instance& instance : resource.instances) {
      objects.push_back({engine::ResourceAddress::FromState(key, instance.index).Text(), instance.deposed});
    }
  }
  return objects;
}

std::string ObjectLines(const engine::State& state) {
  std::string lines;
  for (const LeftObject& object : ObjectsOf(state)) {
    lines += "  - " + object.address + (object.deposed.empty() ? "" : " (" + object.deposed + ")") + "\n";
  }
  return lines;
}

std::string ObjectsJson(const engine::State& state) {
  std::string list = "[";
  for (const LeftObject& object : ObjectsOf(state)) {
    list += (list.size() > 1 ? ",{" : "{") + Member("instance", object.address);
    list += object.deposed.empty() ? "}" : "," + Member("deposed_key", object.deposed) + "}";
  }
  return list + "]";
}

std::string TextsJson(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ',';
    json::AppendQuoted(list, text, true);
  }
  return list + "]";
}

}  // namespace

TestStatus StatusOf(const std::vector<engine::TestFileResult>& results) {
  TestStatus status = TestStatus::kPass;
  for (const engine::TestFileResult& file : results) status = std::max(status, file.status);
  return status;
}

void TestViews::Begin(const std::vector<const engine::TestFile*>& files) {
  std::size_t runs = 0;
  std::string abstract = "{";
  for (const engine::TestFile* file : files) {
    std::vector<std::string> names;
    for (const engine::TestRun& run : file->runs) names.push_back(run.name);
    runs += names.size();
    if (abstract.size() > 1) abstract += ',';
    json::AppendQuoted(abstract, file->name, true);
    abstract += ":" + TextsJson(names);
  }
  const std::string message = "Found " + std::to_string(files.size()) +
                              (files.size() == 1 ? " file and " : " files and ") + std::to_string(runs) +
                              (runs == 1 ? " run block" : " run blocks");
  for (engine::JsonProgress* lines : operation_.json_lines()) {
    lines->Line("info", message, "test_abstract", "\"test_abstract\":" + abstract + "}");
  }
}

void TestViews::Say(const std::string& text) {
  operation_.context().out.flush();
  operation_.context().err << text << std::flush;
}

void TestViews::Tell(const diag::Diagnostics& diagnostics, const std::string& members) {
  for (engine::JsonProgress* lines : operation_.json_lines()) {
    for (const diag::Diagnostic& one : diagnostics.list()) lines->Diagnostic(one, operation_.Sources(), members);
  }
  if (!operation_.options().json) operation_.Show(diagnostics);
}

void TestViews::File(const engine::TestFileResult& file) {
  for (engine::JsonProgress* lines : operation_.json_lines()) {
    lines->Line("info", file.file->name + "... " + ShownStatus(file.status), "test_file",
                PlaceMembers(file.file->name, "") + ",\"test_file\":{" + Member("path", file.file->name) + "," +
                    Member("status", StatusName(file.status)) + "}");
  }
  if (!operation_.options().json) {
    operation_.Print(file.file->name + "... " + Coloured(file.status, operation_.style()) + "\n");
  }
  for (const engine::TestRunResult& run : file.runs) Run(file, run);
}

void TestViews::Run(const engine::TestFileResult& file, const engine::TestRunResult& run) {
  const std::string& name = run.run->name;
  const std::string place = PlaceMembers(file.file->name, name);
  for (engine::JsonProgress* lines : operation_.json_lines()) {
    lines->Line("info", "  \"" + name + "\"... " + ShownStatus(run.status), "test_run",
                place + ",\"test_run\":{" + Member("path", file.file->name) + "," + Member("run", name) + "," +
                    Member("status", StatusName(run.status)) + "}");
    if (!verbose_) continue;
    if (run.state) {
      lines->Line(
          "info", "-verbose flag enabled, printing state", "test_state",
          place + ",\"test_state\":" + engine::StateToJson(*run.state, run.engine->schemas(), kLanguageVersion));
    }
    if (run.plan) {
      lines->Line("info", "-verbose flag enabled, printing plan", "test_plan",
                  place + ",\"test_plan\":" +
                      engine::PlanToJson(*run.plan, run.configuration.get(), run.engine->schemas(), kLanguageVersion));
    }
  }
  if (!operation_.options().json) {
    operation_.Print("  run \"" + name + "\"... " + Coloured(run.status, operation_.style()) + "\n" + Seen(run));
  }
  Tell(run.diagnostics, place);
}

// -verbose: what was planned, or what there is.
std::string TestViews::Seen(const engine::TestRunResult& run) const {
  if (!verbose_) return "";
  if (run.plan) return engine::RenderPlan(*run.plan, run.engine->schemas(), operation_.style());
  if (run.state) return "\n" + engine::RenderState(*run.state, run.engine->schemas(), operation_.style()) + "\n";
  return "";
}

void TestViews::Destroyed(const engine::TestFile& file, const engine::TestRun& run,
                          const diag::Diagnostics& diagnostics, const engine::State& left) {
  const std::string place = file.name + "/" + run.name;
  const bool has_left = !ObjectsOf(left).empty();
  const bool is_text = !operation_.options().json;
  if (is_text && diagnostics.HasErrors()) {
    Say("Rolecall encountered an error destroying resources created while executing " + place + ".\n");
  }
  if (is_text) Tell(diagnostics, "");
  if (has_left) {
    const std::string where = ", these left-over resources can be viewed by reading the statefile written to disk(" +
                              SavedName() + ") and they need to be cleaned up manually:";
    for (engine::JsonProgress* lines : operation_.json_lines()) {
      lines->Line(
          "error", "Rolecall left some resources in state after executing " + place + where, "test_cleanup",
          PlaceMembers(file.name, run.name) + ",\"test_cleanup\":{\"failed_resources\":" + ObjectsJson(left) + "}");
    }
    if (is_text) {
      Say("\nRolecall left the following resources in state after executing " + place + where + "\n" +
          ObjectLines(left));
    }
  }
  if (!is_text) Tell(diagnostics, PlaceMembers(file.name, run.name));
  if (has_left) Save(left);
}

std::string TestViews::SavedName() const {
  const FileSystem& files = operation_.context().files;
  for (int number = 0;; ++number) {
    const std::string name =
        number == 0 ? "errored_test.tfstate" : "errored_test." + std::to_string(number) + ".tfstate";
    if (!files.Exists(name)) return name;
  }
}

// Differs from OpenTofu, where the next state takes the place of the one before.
void TestViews::Save(const engine::State& state) {
  const std::string name = SavedName();
  if (operation_.options().json) {
    for (engine::JsonProgress* lines : operation_.json_lines()) lines->Log("Writing state to file: " + name);
  } else {
    Say("\nWriting state to file: " + name + "\n");
  }
  const Result<void> written = operation_.context().files.Write(
      name, engine::WriteStateFile(state, engine::StateLayout::kPretty), FileMode::kPrivate);
  if (!written.ok()) operation_.Fail("Failed to persist state", written.error());
}

void TestViews::Broken(const engine::TestFile& file, const std::vector<engine::TestLeftovers>& left,
                       const std::vector<std::string>& begun) {
  std::string states, text = "\nRolecall was interrupted while executing " + file.name +
                             ", and may not have performed the expected cleanup operations.\n";
  std::string main = "[]";
  for (const engine::TestLeftovers& one : left) {
    text += one.source.empty() ? "\nRolecall has already created the following resources from the module under test:\n"
                               : "\nRolecall has already created the following resources for \"" + one.run +
                                     "\" from \"" + one.source + "\":\n";
    text += ObjectLines(one.state);
    if (one.source.empty()) {
      main = ObjectsJson(one.state);
      continue;
    }
    if (!states.empty()) states += ',';
    json::AppendQuoted(states, one.run, true);
    states += ":" + ObjectsJson(one.state);
  }
  if (!begun.empty()) {
    text +=
        "\nRolecall was in the process of creating the following resources, and they may not have been destroyed:\n";
    for (const std::string& address : begun) text += "  - " + address + "\n";
  }
  if (!operation_.options().json) Say(text);
  for (engine::JsonProgress* lines : operation_.json_lines()) {
    lines->Line("error",
                "Rolecall was interrupted during test execution, and may not have performed the expected cleanup "
                "operations.",
                "test_interrupt",
                PlaceMembers(file.name, "") + ",\"test_interrupt\":{\"state\":" + main + ",\"states\":{" + states +
                    "},\"planned\":" + TextsJson(begun) + "}");
  }
  for (const engine::TestLeftovers& one : left) {
    if (!ObjectsOf(one.state).empty()) Save(one.state);
  }
}

void TestViews::Conclude(const std::vector<engine::TestFileResult>& results) {
  const Counts counts = CountRuns(results);
  const TestStatus status = StatusOf(results);
  const bool is_good = status == TestStatus::kPass;
  const std::string word = is_good ? "Success!" : "Failure!";
  for (engine::JsonProgress* lines : operation_.json_lines()) {
    lines->Line("info", word + " " + CountsText(counts), "test_summary",
                "\"test_summary\":{" + Member("status", StatusName(status)) +
                    ",\"passed\":" + std::to_string(counts.passed) + ",\"failed\":" + std::to_string(counts.failed) +
                    ",\"errored\":" + std::to_string(counts.errored) +
                    ",\"skipped\":" + std::to_string(counts.skipped) + "}");
  }
  if (operation_.options().json) return;
  const engine::RenderStyle style = operation_.style();
  operation_.Print("\n" + (is_good ? style.Green(word) : style.Red(word)) + " " + CountsText(counts) + "\n");
}

}  // namespace rolecall::cli
