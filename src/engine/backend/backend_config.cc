#include "engine/backend/backend_config.h"

#include <map>
#include <utility>

namespace rolecall::engine {

value::Value MergeBackendArguments(const value::Value& block, const value::Value& overrides) {
  std::map<std::string, value::Value> merged;
  for (const value::Value* from : {&block, &overrides}) {
    if (from->IsNull() || !from->IsKnown()) continue;
    for (const auto& [name, argument] : from->members()) {
      if (!argument.IsNull() || merged.count(name) == 0) merged[name] = argument;
    }
  }
  return value::Value::Object(std::move(merged));
}

bool IsDefaultBackend(const BackendConfig& config) {
  if (config.type != "local") return false;
  if (config.arguments.IsNull() || !config.arguments.IsKnown()) return true;
  for (const auto& [name, argument] : config.arguments.members()) {
    const bool is_text = argument.IsKnown() && !argument.IsNull() && argument.type() == value::Type::String();
    const bool is_default = is_text && name == "path" && argument.AsString() == "terraform.tfstate";
    if (!argument.IsNull() && !is_default) return false;
  }
  return true;
}

}  // namespace rolecall::engine
