#include "providers/terraform/remote_state.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/backend/cache.h"
#include "engine/backend/make_backend.h"
#include "engine/state/state_file.h"
#include "value/json.h"

namespace rolecall::providers::terraform {
namespace {

using value::Type;
using value::Value;

constexpr const char* kSummary = "Unable to find remote state";

bool IsGiven(const Value& given) { return given.IsKnown() && !given.IsNull(); }

bool HasMembers(const Value& given) {
  return IsGiven(given) && (given.type().kind() == Type::Kind::kObject || given.type().kind() == Type::Kind::kMap);
}

engine::BackendConfig BackendOf(const Value& config) {
  engine::BackendConfig backend;
  backend.type = config.Get("backend").AsString();
  const Value arguments = config.Get("config");
  if (HasMembers(arguments)) backend.arguments = arguments;
  return backend;
}

// Every complaint is about the block's arguments, not about a backend block.
void Append(diag::Diagnostics& diagnostics, const diag::Diagnostics& found) {
  for (diag::Diagnostic one : found.list()) {
    one.subject = {};
    diagnostics.Add(std::move(one));
  }
}

std::string WorkspaceOf(const Value& config) {
  const Value name = config.Get("workspace");
  return IsGiven(name) ? name.AsString() : engine::kDefaultWorkspace;
}

// "module.m[0].data.terraform_remote_state.a" is "m[0].a" in an encryption block.
std::string EncryptionName(std::string address) {
  constexpr std::string_view kWords = "data.terraform_remote_state.";
  if (const std::size_t found = address.find(kWords); found != std::string::npos) address.erase(found, kWords.size());
  if (address.starts_with("module.")) address.erase(0, 7);
  return address;
}

std::optional<engine::State> ReadState(const std::string& address, const Value& config, engine::BackendContext context,
                                       diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  // How this directory's own state is encrypted says nothing of another's.
  context.codec = context.remote_codecs == nullptr ? nullptr : context.remote_codecs->Find(EncryptionName(address));
  const std::unique_ptr<engine::Backend> backend = engine::MakeBackend(BackendOf(config), context, found);
  Append(diagnostics, found);
  if (backend == nullptr) return std::nullopt;
  const auto fail = [&](const std::string& summary, const std::string& detail) {
    diagnostics.AddError("remote-state", summary, detail);
    return std::nullopt;
  };
  const std::string workspace = WorkspaceOf(config);
  if (!engine::IsWorkspaceName(workspace)) {
    return fail("Invalid workspace name", "\"" + workspace + "\" cannot be the name of a workspace.");
  }
  const Result<std::optional<engine::StoredState>> stored = backend->Read(workspace);
  if (!stored.ok()) return fail("Error loading the remote state", stored.error().message);
  if (!stored->has_value()) {
    return fail(kSummary, "No stored state was found for the given workspace in the given backend.");
  }
  Result<engine::State> state = engine::ReadStateFile((*stored)->bytes);
  if (!state.ok()) return fail("Error loading the remote state", state.error().message);
  return *std::move(state);
}

}  // namespace

engine::ResourceSchema RemoteStateSchema() {
  engine::ResourceSchema schema;
  auto& attributes = schema.block.attributes;
  attributes["backend"] = {.type = Type::String(), .required = true};
  attributes["config"] = {.type = Type::Dynamic(), .optional = true};
  attributes["defaults"] = {.type = Type::Dynamic(), .optional = true};
  attributes["outputs"] = {.type = Type::Dynamic(), .computed = true};
  attributes["workspace"] = {.type = Type::String(), .optional = true};
  return schema;
}

void ValidateRemoteState(const Value& config, const engine::BackendContext& context, diag::Diagnostics& diagnostics) {
  for (const char* name : {"config", "defaults"}) {
    const Value given = config.Get(name);
    if (!IsGiven(given) || HasMembers(given)) continue;
    diagnostics.AddError("invalid-attribute", "Invalid " + std::string(name) + " value",
                         "The \"" + std::string(name) + "\" of terraform_remote_state must be an object or a map.");
    return;
  }
  if (!IsGiven(config.Get("backend")) || !config.Get("config").IsWhollyKnown()) return;
  diag::Diagnostics found;
  (void)engine::MakeBackend(BackendOf(config), context, found);
  // What depends on the environment (regions, keys) may be otherwise when the state is read.
  diag::Diagnostics lasting;
  for (const diag::Diagnostic& one : found.list()) {
    if (one.code != "backend-credentials") lasting.Add(one);
  }
  Append(diagnostics, lasting);
}

Value ReadRemoteState(const std::string& address, const Value& config, const engine::BackendContext& context,
                      diag::Diagnostics& diagnostics) {
  std::map<std::string, Value> outputs;
  const Value defaults = config.Get("defaults");
  if (HasMembers(defaults)) {
    for (const auto& [name, value] : defaults.members()) outputs[name] = value;
  }
  const std::optional<engine::State> state = ReadState(address, config, context, diagnostics);
  if (!state) return Value::Null(engine::ImpliedType(RemoteStateSchema().block));
  for (const auto& [name, output] : state->outputs) {
    const auto type = value::TypeFromJson(output.type_json);
    const auto value = type.ok() ? value::FromJson(output.value_json, *type) : value::FromJson(output.value_json);
    if (value.ok()) {
      outputs[name] = *value;
      continue;
    }
    diagnostics.AddError("remote-state", "Error loading the remote state",
                         "The output \"" + name + "\" cannot be read: " + value.error().message);
  }
  std::map<std::string, Value> members = config.members();
  members["outputs"] = Value::Object(std::move(outputs));
  return Value::Object(std::move(members));
}

}  // namespace rolecall::providers::terraform
