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

}  // namespace rolecall::engine
