#include "engine/apply/provisioning.h"

#include <optional>
#include <utility>

#include "engine/graph/instance_config.h"
#include "engine/provider/config_decoder.h"
#include "engine/provision/local_exec.h"
#include "engine/provision/provisioner_schema.h"
#include "hcl/decode/decode.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

using value::Value;

std::string TextAt(const Value& config, const char* name) {
  const Value& value = config.Get(name);
  return value.IsNull() ? "" : value.AsString();
}

std::vector<std::string> TextsAt(const Value& config, const char* name) {
  std::vector<std::string> texts;
  const Value& list = config.Get(name);
  if (list.IsNull()) return texts;
  for (const Value& one : list.elements()) texts.push_back(one.IsNull() ? "" : one.AsString());
  return texts;
}

// ["/bin/sh" "-c" "echo"], as Go's %q has a list.
std::string Quoted(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) text += (text.size() == 1 ? "" : " ") + json::Quoted(word);
  return text + "]";
}

class Provisioning {
 public:
  Provisioning(const ProvisionContext& context, const Provisioned& object) : context_(context), object_(object) {}

  bool Run(const Provisioner& provisioner, diag::Diagnostics& diagnostics) {
    event_ = ResourceEvent{object_.address, "", Action::kNoOp, "", {}, provisioner.type, ""};
    const std::optional<Value> config = Configure(provisioner, diagnostics);
    if (!config) return false;
    context_.hooks.Say(Progress::kProvisionStarted, event_);
    is_hidden_ = config->HasMarkDeep(value::kSensitive);
    diag::Diagnostics problems;
    const bool good = Execute(config->UnmarkDeep(), provisioner.range, problems);
    context_.hooks.Say(good ? Progress::kProvisionComplete : Progress::kProvisionFailed, event_);
    if (good || provisioner.continues) return true;
    diagnostics.Append(problems);
    return false;
  }

 private:
  std::optional<Value> Configure(const Provisioner& provisioner, diag::Diagnostics& diagnostics) const {
    const std::vector<const hcl::Traversal*> references = hcl::BodyReferences(provisioner.body);
    hcl::Scope scope = context_.walk.evaluator.ScopeFor(*object_.module, object_.address.module, references);
    object_.repetition->Define(scope);
    scope.Set("self", *object_.self);
    diag::Diagnostics problems;
    const ConfigDecoder decoder(*ProvisionerSchema(provisioner.type));
    Value config = decoder.Decode(provisioner.body, scope, problems);
    const bool failed = problems.HasErrors();
    diagnostics.Append(problems);
    if (failed) return std::nullopt;
    if (config.UnmarkDeep().IsWhollyKnown()) return config;
    AddObjectError(object_.address, "unknown-provisioner", "Invalid provisioner configuration",
                   "The configuration of the provisioner is not wholly known.", provisioner.range, diagnostics);
    return std::nullopt;
  }

  void Tell(std::string text) {
    event_.text = is_hidden_ ? "(output suppressed due to sensitive value in config)" : std::move(text);
    if (std::exchange(is_told_, is_hidden_) && is_hidden_) return;  // once is enough
    context_.hooks.Say(Progress::kProvisionOutput, event_);
  }

  bool Execute(const Value& config, const diag::Range& range, diag::Diagnostics& problems) {
    const std::string command = TextAt(config, "command");
    if (command.empty()) {
      AddObjectError(object_.address, "provisioner-command", "Invalid local-exec provisioner command",
                     "The command must be a non-empty string.", range, problems);
      return false;
    }
    LocalExec run{.words = TextsAt(config, "interpreter"), .directory = TextAt(config, "working_dir")};
    if (run.words.empty()) run.words = {"/bin/sh", "-c"};
    run.words.push_back(command);
    run.environment = context_.environment.All();
    if (const Value& more = config.Get("environment"); !more.IsNull()) {
      for (const auto& [name, value] : more.members()) {
        if (!value.IsNull()) run.environment[name] = value.AsString();
      }
    }
    const Value& quiet = config.Get("quiet");
    Tell("Executing: " + (!quiet.IsNull() && quiet.AsBool() ? "Suppressed by quiet=true" : Quoted(run.words)));
    const Interrupt* interrupt = context_.interrupt;
    const LocalExecEnd end = RunLocalExec(
        run, [this](const std::string& line) { Tell(line); },
        [interrupt] { return interrupt == nullptr || !interrupt->IsStopping(); });
    if (end.failure.empty()) return true;
    const std::string detail =
        is_hidden_ ? "Error running command: " + end.failure + ". Output: (suppressed due to sensitive value in config)"
                   : "Error running command '" + command + "': " + end.failure + ". Output: " + end.output;
    AddObjectError(object_.address, "provisioner-failed", "local-exec provisioner error", detail, range, problems);
    return false;
  }

  const ProvisionContext& context_;
  const Provisioned& object_;
  ResourceEvent event_;
  bool is_hidden_ = false, is_told_ = false;
};

}  // namespace

bool Provision(const ProvisionContext& context, const Provisioned& object, bool on_destroy,
               diag::Diagnostics& diagnostics) {
  Provisioning provisioning(context, object);
  for (const Provisioner& provisioner : object.block->provisioners) {
    if (provisioner.on_destroy == on_destroy && !provisioning.Run(provisioner, diagnostics)) return false;
  }
  return true;
}

Repetition RepetitionOf(const InstanceKey& key) {
  Repetition repetition;
  repetition.key = key;
  repetition.is_count = std::holds_alternative<long long>(key);
  repetition.is_each = std::holds_alternative<std::string>(key);
  repetition.each_value = Value::Unknown(value::Type::Dynamic());
  return repetition;
}

}  // namespace rolecall::engine
