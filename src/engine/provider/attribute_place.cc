#include "engine/provider/attribute_place.h"

#include <optional>
#include <string>
#include <vector>

#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "hcl/syntax/start_range.h"

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::IndexStep;
using value::Path;
using value::Step;

const AttributeStep* NameOf(const Step& step) { return std::get_if<AttributeStep>(&step); }
const IndexStep* IndexOf(const Step& step) { return std::get_if<IndexStep>(&step); }

// The blocks of a body that a step of the way names. Nothing: they cannot be read in that way.
std::optional<std::vector<hcl::BlockPtr>> BlocksNamed(const hcl::Body& body, const std::string& name, bool has_key) {
  diag::Diagnostics problems;
  hcl::BodySchema schema{{}, {{name, {}}}};
  if (has_key) schema.blocks[0].label_names.emplace_back("key");
  hcl::Content content = hcl::DecodePartial(body, schema, nullptr, problems);
  if (problems.HasErrors()) return std::nullopt;
  return content.BlocksOf(name);
}

// The one that the index means; without one, the only one.
hcl::BlockPtr Chosen(const std::vector<hcl::BlockPtr>& blocks, const IndexStep* index) {
  if (index == nullptr) return blocks.size() == 1 ? blocks[0] : nullptr;
  if (const auto* number = std::get_if<long long>(&index->key)) {
    const bool is_there = *number >= 0 && static_cast<std::size_t>(*number) < blocks.size();
    return is_there ? blocks[static_cast<std::size_t>(*number)] : nullptr;
  }
  for (const hcl::BlockPtr& block : blocks) {
    if (block->labels[0].text == std::get<std::string>(index->key)) return block;
  }
  return nullptr;
}

// The innermost body on the way; `path` ends with an attribute. `kept` holds the blocks that are decoded for it.
const hcl::Body* Innermost(const hcl::Body& body, const Path& path, std::vector<hcl::BlockPtr>& kept) {
  const hcl::Body* at = &body;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const AttributeStep* name = NameOf(path[i]);
    if (name == nullptr) return at;
    const IndexStep* index = i + 1 < path.size() ? IndexOf(path[i + 1]) : nullptr;
    if (index != nullptr) ++i;
    const bool has_key = index != nullptr && std::holds_alternative<std::string>(index->key);
    const auto blocks = BlocksNamed(*at, name->name, has_key);
    if (!blocks) return at;
    if (blocks->empty()) continue;
    hcl::BlockPtr chosen = Chosen(*blocks, index);
    if (chosen == nullptr) return at;
    at = &chosen->body;
    kept.push_back(std::move(chosen));
  }
  return at;
}

// A lone name stands for itself. Nothing: it is not known without evaluation.
std::optional<std::string> KeyOf(const hcl::Expression& key) {
  if (const std::string name = hcl::AsKeyword(key); !name.empty()) return name;
  diag::Diagnostics problems;
  const value::Value value = hcl::Evaluate(key, hcl::Scope(), problems);
  const bool is_text = value.IsKnown() && !value.IsNull() && value.type().kind() == value::Type::Kind::kString;
  if (problems.HasErrors() || !is_text) return std::nullopt;
  return value.AsString();
}

diag::Range ElementRange(const hcl::Attribute& attribute, const IndexStep& index) {
  diag::Diagnostics ignored;
  const hcl::Expression& expression = *attribute.expression;
  if (const auto* number = std::get_if<long long>(&index.key)) {
    const auto items = hcl::AsStaticList(expression, ignored);
    if (!items) return expression.range;
    const bool is_there = *number >= 0 && static_cast<std::size_t>(*number) < items->size();
    return is_there ? (*items)[static_cast<std::size_t>(*number)]->range : attribute.name_range;
  }
  const auto pairs = hcl::AsStaticMap(expression, ignored);
  if (!pairs) return expression.range;
  for (const hcl::StaticPair& pair : *pairs) {
    const std::optional<std::string> key = KeyOf(*pair.key);
    if (!key) return expression.range;
    if (*key == std::get<std::string>(index.key)) return hcl::StartRange(*pair.value);
  }
  return attribute.name_range;
}

diag::Range RangeOf(const hcl::Body& body, Path path) {
  if (IndexOf(path[0]) != nullptr) return body.missing_range;
  std::optional<IndexStep> index;
  if (const IndexStep* last = IndexOf(path.back())) {
    index = *last;
    path.pop_back();
  }
  std::vector<hcl::BlockPtr> kept;
  const hcl::Body* at = path.size() > 1 ? Innermost(body, path, kept) : &body;
  const AttributeStep* name = NameOf(path.back());
  if (name == nullptr) return at->missing_range;
  diag::Diagnostics problems;
  const hcl::BodySchema schema{{{name->name, true}}, {}};
  const hcl::Content content = hcl::DecodePartial(*at, schema, nullptr, problems);
  const hcl::Attribute* attribute = content.Find(name->name);
  if (problems.HasErrors() || attribute == nullptr) return at->missing_range;
  return index ? ElementRange(*attribute, *index) : diag::Range(attribute->expression->range);
}

}  // namespace

diag::Range PlaceOf(const diag::Diagnostic& problem, const hcl::Body& body) {
  if (problem.subject.has_place()) return problem.subject;
  const auto* place = dynamic_cast<const AttributePlace*>(problem.place.get());
  if (place == nullptr) return body.missing_range;
  return place->path.empty() ? diag::Range() : RangeOf(body, place->path);
}

}  // namespace rolecall::engine
