#include "providers/framework/state_object.h"

#include "value/convert.h"
#include "value/json.h"

namespace rolecall::providers {

using value::Type;
using value::Value;

std::optional<Object> ReadStateObject(const ResourceType& resource, const std::string& name, std::int64_t version,
                                      const std::string& json, diag::Diagnostics& diagnostics) {
  const std::string unreadable = "The state of " + name + " cannot be read";
  if (version > resource.schema().version) {
    diagnostics.AddError("state-too-new", "The state of " + name + " was written by a newer provider",
                         "Its schema version is " + std::to_string(version) + ", ours is " +
                             std::to_string(resource.schema().version) + ".");
    return std::nullopt;
  }
  auto read = value::FromJson(json);
  if (!read.ok() || read->type().kind() != Type::Kind::kObject) {
    diagnostics.AddError("state-unreadable", unreadable, read.ok() ? "It is not an object." : read.error().message);
    return std::nullopt;
  }
  Object state(resource.type(), Value::Null(resource.type()));
  for (const auto& attribute : resource.type().attributes()) {
    const Value* given = read->Find(attribute.first);
    if (given == nullptr || given->IsNull()) continue;
    auto converted = value::Convert(*given, attribute.second);
    if (converted.ok()) {
      state.Set(attribute.first, *converted);
    } else {
      diagnostics.AddError("state-unreadable", unreadable, attribute.first + ": " + converted.error().Text());
    }
  }
  return state;
}

void ReportProblems(const Problems& problems, diag::Diagnostics& diagnostics) {
  for (const Problem& problem : problems) {
    if (problem.attribute.empty()) {
      diagnostics.AddError("unsupported-type", "Not supported", problem.text);
      continue;
    }
    diagnostics.AddError("invalid-attribute", "Invalid value for \"" + problem.attribute + "\"", problem.text);
  }
}

}  // namespace rolecall::providers
