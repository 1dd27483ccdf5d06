#include "engine/render/render_state.h"

#include <algorithm>

#include "engine/provider/schema_value.h"
#include "engine/render/diff.h"
#include "engine/render/render_value.h"
#include "value/conversion_types.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

const ResourceSchema* SchemaOf(const Schemas& schemas, const ResourceKey& key, const Resource& resource) {
  return schemas.Find(ProviderSource(resource.provider), "", key.mode, key.type);
}

BlockSchema SchemaFromValue(const Value& value) {
  BlockSchema made;
  if (value.IsNull() || value.type().kind() != Type::Kind::kObject) return made;
  for (const auto& [name, type] : value.type().attributes()) made.attributes[name].type = type;
  return made;
}

DiffOptions PlainOptions(const RenderStyle& style) {
  DiffOptions options;
  options.style = style;
  options.hide_symbols = true;
  options.show_unchanged = true;
  return options;
}

// Like the file: by address, current objects before deposed ones.
std::vector<const Instance*> SortedInstances(const Resource& resource) {
  std::vector<const Instance*> sorted;
  for (const Instance& instance : resource.instances) sorted.push_back(&instance);
  std::sort(sorted.begin(), sorted.end(), [](const Instance* a, const Instance* b) {
    return a->index != b->index ? a->index < b->index : a->deposed < b->deposed;
  });
  return sorted;
}

}  // namespace

Value InstanceValue(const Instance& instance, const ResourceSchema* schema) {
  if (schema != nullptr && !instance.attributes_flat) {
    auto typed = value::FromJson(instance.attributes, ImpliedType(schema->block));
    if (typed.ok()) return *typed;
  }
  auto untyped = value::FromJson(instance.attributes);
  return untyped.ok() ? *untyped : Value();
}

std::string RenderInstance(const ResourceKey& key, const Resource& resource, const Instance& instance,
                           const Schemas& schemas, const RenderStyle& style) {
  const ResourceSchema* schema = SchemaOf(schemas, key, resource);
  const Value value = InstanceValue(instance, schema);
  const bool fits = schema != nullptr && value::Conforms(value.type(), ImpliedType(schema->block));
  const BlockSchema block = fits ? schema->block : SchemaFromValue(value);
  DiffPaths paths;
  paths.before_sensitive = instance.sensitive_paths;
  if (fits) paths.before_sensitive = UnitePaths(paths.before_sensitive, SchemaSensitivePaths(block, value));
  paths.after_sensitive = paths.before_sensitive;
  std::string head = "# " + InstanceText(key, instance.index) + ":";
  if (!instance.deposed.empty()) {
    head += " (deposed object " + instance.deposed + ")";
  } else if (instance.tainted) {
    head += " (tainted)";
  }
  const char* kind = key.mode == ResourceMode::kManaged ? "resource" : "data";
  return head + "\n" + kind + " " + Quoted(key.type) + " " + Quoted(key.name) + " " +
         RenderDiff(DiffOfBlock(value, value, block, paths), 0, PlainOptions(style)) + "\n";
}

Result<Value> OutputValue(const OutputState& output) {
  const auto type = value::TypeFromJson(output.type_json);
  if (!type.ok()) return Error{ErrorCode::kDataLoss, "the output's type cannot be read: " + type.error().message};
  auto value = value::FromJson(output.value_json, *type);
  if (!value.ok()) return Error{ErrorCode::kDataLoss, "the output's value cannot be read: " + value.error().message};
  return *value;
}

std::string RenderOutputs(const State& state, const RenderStyle& style) {
  std::string out;
  for (const auto& [name, output] : state.outputs) {
    out += name + " = ";
    if (output.sensitive && !style.show_sensitive) {
      out += "<sensitive>\n";
      continue;
    }
    const Result<Value> value = OutputValue(output);
    out += (value.ok() ? RenderValue(*value) : "(" + value.error().message + ")") + "\n";
  }
  return out;
}

Result<std::string> RawOutput(const std::string& name, const OutputState& output) {
  ROLECALL_TRY(Value value, OutputValue(output));
  if (value.IsNull()) {
    return Error{ErrorCode::kInvalidArgument, "The value of output \"" + name + "\" is null: -raw cannot print it."};
  }
  switch (value.type().kind()) {
    case Type::Kind::kString: return value.AsString();
    case Type::Kind::kNumber: return value.AsNumber().Text();
    case Type::Kind::kBool: return std::string(value.AsBool() ? "true" : "false");
    default:
      return Error{ErrorCode::kInvalidArgument,
                   "The -raw option only supports strings, numbers, and boolean values, but output value \"" + name +
                       "\" is " + value.type().FriendlyName() +
                       ".\n\nUse the -json option for machine-readable representations of output values that have "
                       "complex types."};
  }
}

namespace {

// As OpenTofu sets modules off: an empty line more before each, but none at all where no module above it has objects.
bool IsFirstOfItsTree(const std::string& module, const std::vector<std::string>& modules) {
  return std::ranges::none_of(
      modules, [&](const std::string& other) { return other.empty() || module.starts_with(other + "."); });
}

// As `show` prints them, and `output` does not: like attributes.
std::string OutputsAsDiffs(const State& state, const RenderStyle& style) {
  std::string out;
  for (const auto& [name, output] : state.outputs) {
    const Result<Value> value = OutputValue(output);
    const bool is_hidden = output.sensitive;
    out += name + " = " +
           (value.ok() ? RenderDiff(DiffOfTyped(*value, is_hidden), 0, PlainOptions(style))
                       : "(" + value.error().message + ")") +
           "\n";
  }
  return out;
}

}  // namespace

std::string RenderState(const State& state, const Schemas& schemas, const RenderStyle& style) {
  if (state.empty()) return "The state file is empty. No resources are represented.\n";
  std::string out;
  std::vector<std::string> modules;  // with objects, so far
  bool is_first = true;
  for (const auto& [key, resource] : state.resources()) {
    if (modules.empty() || modules.back() != key.module) {
      is_first = IsFirstOfItsTree(key.module, modules);
      if (!is_first) out += "\n";
      modules.push_back(key.module);
    }
    for (const Instance* instance : SortedInstances(resource)) {
      if (!is_first) out += "\n";
      is_first = false;
      out += RenderInstance(key, resource, *instance, schemas, style);
    }
  }
  return state.outputs.empty() ? out : out + "\n\nOutputs:\n\n" + OutputsAsDiffs(state, style);
}

}  // namespace rolecall::engine
