#include "providers/terraform/terraform_data.h"

#include <map>
#include <utility>

#include "json/document.h"

namespace rolecall::providers::terraform {
namespace {

using value::Type;
using value::Value;

// The output is of the input's type, also before it is known.
Value OutputFor(const Value& input) { return input.IsKnown() && input.IsNull() ? input : Value::Unknown(input.type()); }

// Nulls are the same whatever type they are of: a condition's null is of the other side's type, a state's of none.
bool IsSame(const Value& a, const Value& b) {
  const bool both_null = a.IsKnown() && a.IsNull() && b.IsKnown() && b.IsNull();
  return both_null || a.Same(b);
}

Value WithMembers(std::map<std::string, Value> members) { return Value::Object(std::move(members)); }

}  // namespace

engine::ResourceSchema DataSchema() {
  engine::ResourceSchema schema;
  auto& attributes = schema.block.attributes;
  attributes["id"] = {.type = Type::String(), .computed = true};
  attributes["input"] = {.type = Type::Dynamic(), .optional = true};
  attributes["output"] = {.type = Type::Dynamic(), .computed = true};
  attributes["triggers_replace"] = {.type = Type::Dynamic(), .optional = true};
  return schema;
}

engine::PlannedResource PlanData(const engine::ResourceState& prior, const Value& proposed) {
  engine::PlannedResource planned{proposed, {}, prior.private_bytes};
  if (!proposed.IsKnown() || proposed.IsNull()) return planned;
  std::map<std::string, Value> members = proposed.members();
  const Value input = proposed.Get("input");
  const bool is_new = !prior.value.IsKnown() || prior.value.IsNull();
  const bool is_triggered = !is_new && !IsSame(prior.value.Get("triggers_replace"), proposed.Get("triggers_replace"));
  if (is_triggered) planned.requires_replace.push_back({value::AttributeStep{"triggers_replace"}});
  value::Refinement not_null;  // told in the plan, so that conditions on it need not wait
  not_null.not_null = true;
  if (is_new || is_triggered) members["id"] = Value::Unknown(Type::String(), not_null);
  const bool has_new_input = is_new || is_triggered || !IsSame(prior.value.Get("input"), input);
  for (const char* name : {"input", "triggers_replace"}) {
    if (!is_new && !is_triggered && IsSame(prior.value.Get(name), members[name])) members[name] = prior.value.Get(name);
  }
  if (has_new_input) members["output"] = OutputFor(input);
  planned.planned = WithMembers(std::move(members));
  return planned;
}

engine::ResourceState ApplyData(const engine::PlannedResource& planned, Random& random) {
  engine::ResourceState state{planned.planned, planned.private_bytes};
  if (planned.planned.IsNull()) return state;
  std::map<std::string, Value> members = planned.planned.members();
  members["output"] = members["input"];
  if (!members["id"].IsKnown() || members["id"].IsNull()) members["id"] = Value::String(RandomUuid(random));
  state.value = WithMembers(std::move(members));
  return state;
}

engine::ImportedResource ImportData(const std::string& id) {
  std::map<std::string, Value> members;
  for (const char* name : {"input", "output", "triggers_replace"}) members[name] = Value::Null(Type::Dynamic());
  members["id"] = Value::String(id);
  return {"terraform_data", {WithMembers(std::move(members)), ""}};
}

engine::ResourceState MoveToData(const engine::SourceObject& source, const std::string& target_type,
                                 diag::Diagnostics& diagnostics) {
  const bool is_null = source.type == "null_resource" && source.provider.ends_with("/hashicorp/null");
  if (!is_null || target_type != "terraform_data") {
    diagnostics.AddError("move-across-types", "Unsupported move",
                         "unsupported move: " + source.type + " -> " + target_type +
                             "; only move from null_resource to terraform_data is supported");
    return {};
  }
  const json::ParseResult parsed = json::Parse(source.attributes, {});
  const json::Node* triggers = parsed.root.Find("triggers");
  engine::ImportedResource moved = ImportData(parsed.root.TextOf("id"));
  if (!parsed.error.empty() || parsed.root.TextOf("id").empty()) {
    diagnostics.AddError("state-unreadable", "The state of " + source.type + " cannot be read",
                         "It was written by another version of the provider.");
    return {};
  }
  std::map<std::string, Value> members = moved.state.value.members();
  if (triggers != nullptr && triggers->IsObject()) {
    std::map<std::string, Value> texts;
    for (const json::Member& trigger : triggers->members) {
      texts[trigger.name] = trigger.value.IsString() ? Value::String(trigger.value.text) : Value::Null(Type::String());
    }
    members["triggers_replace"] = WithMembers(std::move(texts));
  }
  return {WithMembers(std::move(members)), source.private_bytes};
}

}  // namespace rolecall::providers::terraform
