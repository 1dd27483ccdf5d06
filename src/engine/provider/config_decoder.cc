#include "engine/provider/config_decoder.h"

#include <utility>

#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/placeholder_values.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

// `list(object({…}))`, which may be written as blocks.
bool MayBeBlocks(const AttributeSchema& attribute) {
  const Type& type = attribute.type;
  if (attribute.nested != nullptr || (!attribute.optional && !attribute.required)) return false;
  return (type.IsList() || type.IsSet()) && type.element().IsObject();
}

// The objects' attributes as those of a block; any may be left out, as the old SDK has it.
BlockSchema BlockOf(const Type& object) {
  BlockSchema block;
  for (const auto& [name, type] : object.attributes()) {
    block.attributes[name] = AttributeSchema{.type = type, .optional = true};
  }
  return block;
}

bool HasBlocksOf(const std::string& name, const hcl::Body& body) {
  for (const hcl::BlockPtr& block : body.blocks) {
    if (block->type == name) return true;
    if (block->type == "dynamic" && block->labels.size() == 1 && block->labels[0].text == name) return true;
  }
  return false;
}

// That there is one block, at most, is no secret; what is written in it may be one.
Value WithMarksOfWritten(const Value& element, const BlockSchema& schema, const value::Marks& marks) {
  if (marks.empty()) return element;
  std::map<std::string, Value> members = element.members();
  for (const auto& [name, attribute] : schema.attributes) {
    Value& member = members.at(name);
    if (!member.IsKnown() || !member.IsNull()) member = member.WithMarks(marks);
  }
  return Value::Object(std::move(members));
}

}  // namespace

struct ConfigDecoder::AsBlocks {
  explicit AsBlocks(const AttributeSchema& attribute) {
    nested.nesting = attribute.type.IsSet() ? Nesting::kSet : Nesting::kList;
    nested.block = std::make_shared<BlockSchema>(BlockOf(attribute.type.element()));
    decoder = std::make_unique<ConfigDecoder>(*nested.block);
  }
  NestedBlockSchema nested;
  std::unique_ptr<ConfigDecoder> decoder;
};

ConfigDecoder::ConfigDecoder(const BlockSchema& schema) : schema_(schema), type_(ImpliedType(schema)) {
  for (const auto& [name, attribute] : schema.attributes) {
    body_schema_.attributes.push_back(hcl::AttributeSchema{name, attribute.required});
    if (attribute.nested != nullptr) nested_types_.emplace(name, ConfigurationType(attribute));
    if (MayBeBlocks(attribute)) as_blocks_[name] = std::make_unique<const AsBlocks>(attribute);
  }
  for (const auto& [name, nested] : schema.blocks) {
    hcl::BlockSchema block{name, {}};
    if (nested.nesting == Nesting::kMap) block.label_names.push_back("key");
    body_schema_.blocks.push_back(std::move(block));
    nested_[name] = std::make_unique<ConfigDecoder>(*nested.block);
  }
}

ConfigDecoder::~ConfigDecoder() = default;

const ConfigDecoder::AsBlocks* ConfigDecoder::WrittenAsBlocks(const std::string& name, const hcl::Body& body) const {
  const auto found = as_blocks_.find(name);
  return found != as_blocks_.end() && HasBlocksOf(name, body) ? found->second.get() : nullptr;
}

hcl::BodySchema ConfigDecoder::SchemaFor(const hcl::Body& body) const {
  hcl::BodySchema schema = body_schema_;
  for (const auto& [name, as_blocks] : as_blocks_) {
    if (!HasBlocksOf(name, body)) continue;
    std::erase_if(schema.attributes, [&name = name](const hcl::AttributeSchema& one) { return one.name == name; });
    schema.blocks.push_back(hcl::BlockSchema{name, {}});
  }
  return schema;
}

Value ConfigDecoder::Decode(const hcl::Body& body, const hcl::Scope& scope, diag::Diagnostics& diagnostics) const {
  return DecodeBody(body, Body::kPlain, scope, diagnostics);
}

Value ConfigDecoder::DecodeBody(const hcl::Body& body, Body kind, const hcl::Scope& scope,
                                diag::Diagnostics& diagnostics) const {
  const bool is_plain = as_blocks_.empty() || body.blocks.empty();
  hcl::ExpandedContent content =
      hcl::DecodeExpanded(body, is_plain ? body_schema_ : SchemaFor(body), scope, diagnostics);
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : schema_.attributes) {
    const AsBlocks* blocks = is_plain ? nullptr : WrittenAsBlocks(name, body);
    Value member = Value::Null(attribute.type);
    if (blocks != nullptr) {
      member = Blocks(name, blocks->nested, *blocks->decoder, content, kind, scope, diagnostics);
    } else if (kind == Body::kPlain) {
      member = Attribute(name, attribute, content, scope, diagnostics);
    } else if (content.Find(name) != nullptr) {
      member = Value::Unknown(attribute.type);
    }
    members.emplace_hint(members.end(), name, std::move(member));
  }
  for (const auto& [name, nested] : schema_.blocks) {
    const ConfigDecoder& decoder = *nested_.at(name);
    members.emplace(name, nested.nesting == Nesting::kSingle
                              ? Single(name, nested, decoder, content, kind, scope, diagnostics)
                              : Blocks(name, nested, decoder, content, kind, scope, diagnostics));
  }
  return Value::Object(std::move(members));
}

Value ConfigDecoder::Attribute(const std::string& name, const AttributeSchema& attribute,
                               const hcl::ExpandedContent& content, const hcl::Scope& scope,
                               diag::Diagnostics& diagnostics) const {
  const hcl::Attribute* given = content.Find(name);
  if (given == nullptr) return Value::Null(attribute.type);
  diag::Diagnostics problems;
  Value raw = hcl::Evaluate(*given->expression, scope, problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return Value::Unknown(attribute.type);
  const auto nested = nested_types_.find(name);
  value::Conversion converted = value::Convert(raw, nested == nested_types_.end() ? attribute.type : nested->second);
  if (!converted.ok()) {
    diagnostics.AddError("invalid-attribute-value", "Incorrect attribute value type",
                         "Inappropriate value for attribute \"" + name + "\": " + converted.error().Text() + ".",
                         given->expression->range);
    return Value::Unknown(attribute.type);
  }
  if (scope.AllowsPlaceholders() && !converted->IsWhollyKnown()) {
    const std::string written = hcl::SourceText(*given->expression);
    converted = hcl::WithPlaceholders(*converted, written.empty() ? name : written, false);
  }
  bool is_null = converted->IsKnown() && converted->IsNull();
  if (attribute.required && is_null) {
    diagnostics.AddError("missing-argument", "Missing required argument",
                         "The argument \"" + name + "\" is required, but its value is null.", given->expression->range);
  }
  if (!attribute.required && !attribute.optional && !is_null) {
    diagnostics.AddError("computed-attribute", "Value for unconfigurable attribute",
                         "Can't configure a value for \"" + name +
                             "\": its value will be decided automatically based "
                             "on the result of applying this configuration.",
                         given->name_range);
  }
  if (!attribute.deprecated.empty() && !attribute.tells_deprecation && !is_null) {
    diagnostics.AddWarning("deprecated-attribute", "Argument is deprecated", attribute.deprecated, given->name_range);
  }
  return *converted;
}

Value ConfigDecoder::Element(const hcl::ExpandedBlock& block, const ConfigDecoder& decoder, Body kind,
                             const hcl::Scope& scope, diag::Diagnostics& diagnostics) {
  // For analysis one block stands for any number of them: what it says is looked at.
  const bool is_known = scope.AllowsPlaceholders() || (kind == Body::kPlain && !block.unknown);
  return decoder.DecodeBody(block.block->body, is_known ? Body::kPlain : Body::kOfUnknown, block.ScopeOr(scope),
                            diagnostics);
}

Value ConfigDecoder::Single(const std::string& name, const NestedBlockSchema& nested, const ConfigDecoder& decoder,
                            const hcl::ExpandedContent& content, Body kind, const hcl::Scope& scope,
                            diag::Diagnostics& diagnostics) const {
  const hcl::ExpandedBlock* only = nullptr;
  for (const hcl::ExpandedBlock& block : content.blocks) {
    if (block.block->type != name) continue;
    if (only != nullptr) {
      diagnostics.AddError("duplicate-block", "Duplicate " + name + " block",
                           "Only one block of type \"" + name + "\" is allowed. Previous definition was at " +
                               hcl::ShowRange(only->block->header_range) + ".",
                           block.block->header_range);
      break;
    }
    only = &block;
  }
  if (only != nullptr) {
    return WithMarksOfWritten(Element(*only, decoder, kind, scope, diagnostics), decoder.schema_, only->marks);
  }
  if (nested.min_items > 0) {
    diagnostics.AddError("missing-block", "Missing " + name + " block",
                         "A block of type \"" + name + "\" is required here.", content.missing_range);
  }
  return Value::Null(decoder.type_);
}

Value ConfigDecoder::Blocks(const std::string& name, const NestedBlockSchema& nested, const ConfigDecoder& decoder,
                            const hcl::ExpandedContent& content, Body kind, const hcl::Scope& scope,
                            diag::Diagnostics& diagnostics) const {
  std::vector<Value> elements;
  std::vector<const hcl::ExpandedBlock*> blocks;
  bool is_unknown = false;
  for (const hcl::ExpandedBlock& block : content.blocks) {
    if (block.block->type != name) continue;
    const Value element = Element(block, decoder, kind, scope, diagnostics);
    elements.push_back(block.marks.empty() ? element : element.WithMarks(block.marks));
    blocks.push_back(&block);
    is_unknown = is_unknown || block.unknown || kind == Body::kOfUnknown;
  }
  auto count = static_cast<int>(elements.size());
  if (nested.max_items > 0 && count > nested.max_items && !is_unknown) {
    diagnostics.AddError("too-many-blocks", "Too many " + name + " blocks",
                         "No more than " + std::to_string(nested.max_items) + " \"" + name + "\" blocks are allowed",
                         blocks[static_cast<std::size_t>(nested.max_items)]->block->body.missing_range);
  }
  if (count < nested.min_items && !is_unknown) {
    diagnostics.AddError("too-few-blocks", "Insufficient " + name + " blocks",
                         "At least " + std::to_string(nested.min_items) + " \"" + name + "\" blocks are required.",
                         content.missing_range);
  }
  // For analysis the one block stands for any number of them.
  if (is_unknown && !scope.AllowsPlaceholders()) return Value::Unknown(type_.attributes().at(name));
  return Collect(name, nested, decoder.type_, std::move(elements), blocks, diagnostics);
}

Value ConfigDecoder::Collect(const std::string& name, const NestedBlockSchema& nested, const Type& inner,
                             std::vector<Value> elements, const std::vector<const hcl::ExpandedBlock*>& blocks,
                             diag::Diagnostics& diagnostics) {
  switch (nested.nesting) {
    case Nesting::kSingle: return elements.empty() ? Value::Null(inner) : elements.front();
    case Nesting::kList: return Value::List(inner, std::move(elements));
    case Nesting::kSet: return Value::Set(inner, std::move(elements));
    case Nesting::kMap: break;
  }
  std::map<std::string, Value> members;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto& labels = blocks[i]->block->labels;
    const std::string key = labels.empty() ? "" : labels[0].text;
    if (members.emplace(key, std::move(elements[i])).second) continue;
    const std::string place = value::PathText({value::IndexStep{key}});  // ["key"]
    diagnostics.AddError("duplicate-block", "Duplicate " + name + " block",
                         "A block for " + name + " " + place.substr(1, place.size() - 2) +
                             " was already defined. The " + name + " labels must be unique.",
                         blocks[i]->block->header_range);
  }
  return Value::Map(inner, std::move(members));
}

}  // namespace rolecall::engine
