#include "engine/planning/foreign_object.h"

#include <map>
#include <utility>
#include <vector>

#include "hcl/decode/decode.h"
#include "hcl/decode/dynamic.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/placeholder_values.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;
using Members = std::map<std::string, Value>;

constexpr int kMaxForeignDepth = 32;
constexpr std::size_t kMaxReferencedNames = 20'000;

// What a body has, as a schema that it fits. JSON cannot tell arguments from blocks: there everything is an argument.
hcl::BodySchema SchemaOf(const hcl::Body& body) {
  hcl::BodySchema schema;
  diag::Diagnostics ignored;
  if (body.json != nullptr || body.overlaid != nullptr) {
    for (const auto& [name, attribute] : hcl::DecodeAttributes(body, ignored))
      schema.attributes.push_back({name, false});
    return schema;
  }
  for (const hcl::AttributePtr& attribute : body.attributes) schema.attributes.push_back({attribute->name, false});
  std::set<std::string> seen;
  for (const hcl::BlockPtr& block : body.blocks) {
    const bool is_dynamic = block->type == "dynamic" && block->labels.size() == 1;
    const std::string& type = is_dynamic ? block->labels[0].text : block->type;
    if (!seen.insert(type).second) continue;
    hcl::BlockSchema nested{type, {}};
    for (std::size_t i = 0; !is_dynamic && i < block->labels.size(); ++i) nested.label_names.push_back("label");
    schema.blocks.push_back(std::move(nested));
  }
  return schema;
}

// What cannot be evaluated is unknown.
Value EvaluateQuietly(const hcl::Attribute& attribute, const hcl::Scope& scope) {
  diag::Diagnostics problems;
  const Value value = hcl::Evaluate(*attribute.expression, scope, problems).UnmarkDeep();
  return problems.HasErrors() ? Value::Unknown(Type::Dynamic()) : value;
}

ForeignObject ReadObject(const hcl::Body& body, const hcl::Scope& scope, const std::set<std::string>& names,
                         int depth) {
  Members written, open;
  diag::Diagnostics ignored;
  const hcl::ExpandedContent content = hcl::DecodeExpanded(body, SchemaOf(body), scope, ignored);
  for (const auto& [name, attribute] : content.attributes) {
    open[name] = EvaluateQuietly(*attribute, scope);
    // As written, unknown texts are placeholders, also where their type is not known.
    const bool is_text = open[name].IsKnown() || depth > 0 || open[name].type() == Type::String();
    written[name] =
        is_text ? hcl::WithPlaceholders(open[name], hcl::SourceText(*attribute->expression), true) : open[name];
  }
  std::map<std::string, std::pair<std::vector<Value>, std::vector<Value>>> blocks;
  std::set<std::string> unknown;
  for (const hcl::ExpandedBlock& block : content.blocks) {
    if (block.unknown || depth >= kMaxForeignDepth) unknown.insert(block.block->type);
    if (depth >= kMaxForeignDepth) continue;
    ForeignObject inner = ReadObject(block.block->body, block.ScopeOr(scope), names, depth + 1);
    auto& [written_blocks, open_blocks] = blocks[block.block->type];
    written_blocks.push_back(std::move(inner.written));
    open_blocks.push_back(std::move(inner.open));
  }
  for (auto& [type, both] : blocks) {
    written[type] = Value::Tuple(std::move(both.first));
    open[type] = unknown.contains(type) ? Value::Unknown(Type::Dynamic()) : Value::Tuple(std::move(both.second));
  }
  for (const std::string& name : names) open.emplace(name, Value::Unknown(Type::Dynamic()));
  return {Value::Object(std::move(written)), Value::Object(std::move(open))};
}

bool IsNameChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

}  // namespace

ForeignObject ReadForeignObject(const hcl::Body& body, const hcl::Scope& scope, const std::set<std::string>& names) {
  return ReadObject(body, scope, names, 0);
}

std::set<std::string> ReferencedNames(const Configuration& configuration) {
  std::set<std::string> names;
  for (const auto& [file, text] : configuration.sources.all()) {
    for (std::size_t at = text.find('.'); at != std::string::npos; at = text.find('.', at + 1)) {
      std::size_t end = at + 1;
      while (end < text.size() && IsNameChar(text[end])) ++end;
      const bool is_name = end > at + 1 && (text[at + 1] < '0' || text[at + 1] > '9');
      if (is_name && names.size() < kMaxReferencedNames) names.insert(text.substr(at + 1, end - at - 1));
    }
  }
  return names;
}

}  // namespace rolecall::engine
