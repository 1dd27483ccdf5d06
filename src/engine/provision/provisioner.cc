#include "engine/provision/provisioner.h"

#include <utility>
#include <vector>

#include "engine/provision/local_exec.h"
#include "engine/provision/provisioner_schema.h"
#include "engine/provision/remote.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

using value::Value;

constexpr const char* kHidden = "(suppressed due to sensitive value in config)";

// ["/bin/sh" "-c" "echo"], as Go's %q has a list.
std::string QuotedList(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) text += (text.size() == 1 ? "" : " ") + json::Quoted(word);
  return text + "]";
}

void AddVariables(const Value& more, std::map<std::string, std::string>& environment) {
  if (more.IsNull()) return;
  for (const auto& [name, value] : more.members()) {
    if (!value.IsNull()) environment[name] = value.AsString();
  }
}

std::optional<ProvisionFailure> RunLocally(const ProvisionRun& run) {
  const std::string command = ProvisionText(run.config, "command");
  if (command.empty()) {
    const char* detail = "The command must be a non-empty string.";
    return ProvisionFailure{"Invalid local-exec provisioner command", detail, detail};
  }
  LocalExec local{.words = ProvisionTexts(run.config, "interpreter"),
                  .directory = ProvisionText(run.config, "working_dir"),
                  .environment = run.environment.All()};
  if (local.words.empty()) local.words = {"/bin/sh", "-c"};
  local.words.push_back(command);
  AddVariables(run.config.Get("environment"), local.environment);
  const Value& quiet = run.config.Get("quiet");
  const bool is_quiet = !quiet.IsNull() && quiet.AsBool();
  run.tell("Executing: " + (is_quiet ? "Suppressed by quiet=true" : QuotedList(local.words)));
  const LocalExecEnd end = RunLocalExec(local, run.tell, run.keep_going);
  if (end.failure.empty()) return std::nullopt;
  // Differs from OpenTofu, which shows command and output also where they have a sensitive value.
  return ProvisionFailure{"local-exec provisioner error",
                          "Error running command '" + command + "': " + end.failure + ". Output: " + end.output,
                          "Error running command: " + end.failure + ". Output: " + kHidden};
}

}  // namespace

std::optional<ProvisionFailure> RunProvisioner(const std::string& type, const ProvisionRun& run) {
  if (type == kLocalExec) return RunLocally(run);
  const Result<void> done = type == kRemoteExec ? RunScripts(run) : CopyFile(run);
  if (done.ok()) return std::nullopt;
  return ProvisionFailure{type + " provisioner error", done.error().message,
                          "The provisioner failed. " + std::string(kHidden)};
}

}  // namespace rolecall::engine
