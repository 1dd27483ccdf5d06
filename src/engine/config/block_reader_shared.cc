// What the readers of the several block types share: constant arguments, names, duplicates, merged bodies.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/config/block_reader.h"
#include "engine/config/provider_source.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
#include "hcl/syntax/start_range.h"
#include "value/convert.h"

namespace rolecall::engine {

hcl::Content BlockReader::Decode(const hcl::Body& body, const hcl::BodySchema& schema) {
  hcl::Content content = hcl::DecodeContent(body, schema, diagnostics_);
  Keep(content);
  return content;
}

hcl::Content BlockReader::DecodeWithRest(const hcl::Body& body, const hcl::BodySchema& schema, hcl::Body* rest) {
  hcl::Content content = hcl::DecodePartial(body, schema, rest, diagnostics_);
  Keep(content);
  return content;
}

void BlockReader::Keep(const hcl::Content& content) {
  for (const auto& [name, attribute] : content.attributes) module_.kept_attributes.push_back(attribute);
  module_.kept_blocks.insert(module_.kept_blocks.end(), content.blocks.begin(), content.blocks.end());
}

const hcl::Expression* BlockReader::ExpressionOf(const hcl::Content& content, const char* name) {
  const hcl::Attribute* attribute = content.Find(name);
  return attribute == nullptr ? nullptr : attribute->expression.get();
}

std::optional<std::string> BlockReader::ConstantString(const hcl::Content& content, const char* name) {
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return std::nullopt;
  value::Value given = hcl::Evaluate(*expression, hcl::Scope(), diagnostics_);
  if (!given.IsKnown()) return std::nullopt;  // already reported
  value::Conversion text = value::Convert(given, value::Type::String());
  if (text.ok() && !text->IsNull()) return text->AsString();
  RefuseConstant(text, *expression);
  return std::nullopt;
}

std::optional<bool> BlockReader::ConstantBool(const hcl::Content& content, const char* name) {
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return std::nullopt;
  value::Value given = hcl::Evaluate(*expression, hcl::Scope(), diagnostics_);
  if (!given.IsKnown()) return std::nullopt;  // already reported
  value::Conversion flag = value::Convert(given, value::Type::Bool());
  if (flag.ok() && !flag->IsNull()) return flag->AsBool();
  RefuseConstant(flag, *expression);
  return std::nullopt;
}

void BlockReader::RefuseConstant(const value::Conversion& converted, const hcl::Expression& expression) {
  diagnostics_.AddError(
      "invalid-argument", "Unsuitable value type",
      "Unsuitable value: " + (converted.ok() ? std::string("null value is not allowed") : converted.error().Text()),
      hcl::StartRange(expression));
}

std::vector<hcl::Traversal> BlockReader::TraversalList(const hcl::Content& content, const char* name) {
  std::vector<hcl::Traversal> traversals;
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return traversals;
  auto items = hcl::AsStaticList(*expression, diagnostics_);
  if (!items) return traversals;
  for (const hcl::Expression* item : *items) {
    if (auto traversal = hcl::AsMaybeQuotedTraversal(*item, diagnostics_)) {
      traversals.push_back(*std::move(traversal));
    }
  }
  return traversals;
}

// `aws.by_region[each.key]`: what the key is of, or the expression itself.
const hcl::Expression* BlockReader::TakeKey(const hcl::Expression& expression, std::optional<ProviderKey>& key) {
  const auto* index = hcl::As<hcl::IndexExpression>(expression);
  if (index == nullptr) return &expression;
  key = ProviderKey{index->key.get(), "", index->key->range};
  return index->collection.get();
}

std::optional<ProviderReference> BlockReader::ProviderName(const hcl::Expression& expression,
                                                           std::optional<ProviderKey>* key) {
  const hcl::Expression* name = key != nullptr ? TakeKey(expression, *key) : &expression;
  const auto refuse = [&](const char* detail) {
    diagnostics_.AddError("invalid-provider-reference", "Invalid provider configuration reference", detail,
                          expression.range);
  };
  const bool is_text = hcl::As<hcl::StringExpression>(*name) != nullptr;
  auto traversal = is_text ? hcl::AsMaybeQuotedTraversal(*name, diagnostics_) : hcl::TryTraversal(*name);
  if (!traversal) {
    if (!is_text && name->kind != hcl::Expression::Kind::kInvalid) {
      refuse(
          "The provider argument requires a provider type name, optionally followed by a period and then a "
          "configuration alias and optional instance key.");
    }
    return std::nullopt;
  }
  auto& steps = traversal->steps;
  const bool has_fixed_key = key != nullptr && !*key && steps.size() == 2 && !steps[1].IsAttribute();
  if (has_fixed_key) {
    const value::Conversion text = value::Convert(steps[1].key, value::Type::String());
    *key =
        ProviderKey{nullptr, text.ok() && text->IsKnown() && !text->IsNull() ? text->AsString() : "", steps[1].range};
    steps.pop_back();
  }
  bool has_alias = steps.size() == 1 && steps[0].IsAttribute();
  if (!steps.empty() && !has_alias) {
    refuse("Provider name must either stand alone or be followed by a period and then a configuration alias.");
    return std::nullopt;
  }
  if (!CheckProviderName(traversal->root, expression.range)) return std::nullopt;
  return ProviderReference{traversal->root, has_alias ? steps[0].name : ""};
}

const hcl::Expression& BlockReader::Native(const hcl::Expression& expression) {
  const auto* text = hcl::As<hcl::StringExpression>(expression);
  if (text == nullptr || !text->from_json || expression.range.source == nullptr) return expression;
  const diag::Range range(expression.range);
  diag::Position start = range.start;
  ++start.column;
  ++start.byte;
  auto parsed = std::make_shared<const hcl::ParsedExpression>(
      hcl::ParseExpression(std::string(range.file_name()), text->text, diagnostics_, start));
  module_.kept_expressions.push_back(parsed);
  return *parsed->root;
}

bool BlockReader::CheckProviderName(const std::string& name, const diag::Range& range) {
  const ProviderPart part = NormalProviderPart(name);
  if (part.problem.empty() && part.text == name) return true;
  diagnostics_.AddError("invalid-provider-name", "Invalid provider local name",
                        part.problem.empty() ? "Provider names must be normalized. Replace \"" + name + "\" with \"" +
                                                   part.text + "\" to fix this error."
                                             : name + " is an invalid provider local name: " + part.problem,
                        range);
  return false;
}

diag::Range PlaceOfRoot(const hcl::Expression& expression, const ProviderReference& reference) {
  diag::Range range(expression.range);
  if (hcl::As<hcl::StringExpression>(expression) != nullptr) return range;
  range.end = range.start;
  range.end.column += static_cast<int>(reference.local_name.size());
  range.end.byte += reference.local_name.size();
  return range;
}

std::optional<TargetAddress> BlockReader::Target(const hcl::Content& content, const char* name) {
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return std::nullopt;
  auto traversal = hcl::AsTraversal(*expression, diagnostics_);
  if (!traversal) return std::nullopt;
  Result<TargetAddress> target = ParseTarget(hcl::TraversalText(*traversal));
  if (target.ok()) return *target;
  diagnostics_.AddError("invalid-address", "Invalid address", target.error().message, expression->range);
  return std::nullopt;
}

CheckRule BlockReader::ReadRule(const hcl::Block& block) {
  if (is_override_) {
    diagnostics_.AddError("invalid-override", "Can't override " + block.type + " blocks",
                          "Override files cannot override \"" + block.type + "\" blocks.", block.header_range);
  }
  hcl::Content content = Decode(block.body, {{{"condition", true}, {"error_message", true}}, {}});
  CheckRule rule{ExpressionOf(content, "condition"), ExpressionOf(content, "error_message"), block.type_range};
  if (rule.condition != nullptr && hcl::References(*rule.condition).empty()) {
    diagnostics_.AddError("constant-condition", "Invalid " + block.type + " expression",
                          "The condition expression must refer to at least one object from elsewhere in the "
                          "configuration, or else its result would not be checking anything.",
                          rule.condition->range);
  }
  return rule;
}

bool BlockReader::CheckName(const std::string& what, const std::string& name, const diag::Range& range) {
  if (hcl::IsValidIdentifier(name)) return true;
  diagnostics_.AddError("invalid-name", "Invalid " + what + " name",
                        "A name must start with a letter or underscore and may contain only letters, digits, "
                        "underscores, and dashes.",
                        range);
  return false;
}

std::string PlaceOf(const diag::Range& range) {
  std::string where = std::string(range.file_name()) + ":" + std::to_string(range.start.line) + "," +
                      std::to_string(range.start.column) + "-";
  if (range.end.line != range.start.line) where += std::to_string(range.end.line) + ",";
  return where + std::to_string(range.end.column);
}

bool BlockReader::MayDeclare(bool exists, const DeclarationWords& words, const diag::Range& first,
                             const diag::Range& range) {
  if (exists == is_override_) return true;
  if (is_override_) {
    diagnostics_.AddError(
        words.is_value ? "missing-base-value" : "missing-base", words.missing,
        words.absence + " An override file can only override " + words.base + " in a primary configuration file.",
        range);
    return false;
  }
  diagnostics_.AddError(words.is_value ? "duplicate-value" : "duplicate-declaration", words.duplicate,
                        words.claim + " " + PlaceOf(first) + ". " + words.rule, range);
  return false;
}

bool BlockReader::IsSecond(const hcl::Block& block, const hcl::Block*& first, const char* code,
                           const std::string& summary, const std::string& detail) {
  if (first == nullptr) {
    first = &block;
    return false;
  }
  diagnostics_.AddError(code, summary, detail + " " + PlaceOf(first->header_range) + ".", block.header_range);
  return true;
}

bool BlockReader::RefusedInOverride(const hcl::Block& block, const char* summary, const char* detail) {
  if (is_override_) diagnostics_.AddError("invalid-override", summary, detail, block.header_range);
  return is_override_;
}

hcl::Body MergedBody(const hcl::Body& base, const hcl::Body& changes) {
  const auto is_native = [](const hcl::Body& body) { return body.json == nullptr && body.overlaid == nullptr; };
  if (!is_native(base) || !is_native(changes)) return hcl::Overlaid(base, changes);
  hcl::Body merged = base;
  for (const hcl::AttributePtr& attribute : changes.attributes) {
    auto same = [&](const hcl::AttributePtr& other) { return other->name == attribute->name; };
    auto found = std::find_if(merged.attributes.begin(), merged.attributes.end(), same);
    if (found == merged.attributes.end()) {
      merged.attributes.push_back(attribute);
    } else {
      *found = attribute;
    }
  }
  auto type_of = [](const hcl::Block& block) {
    return block.type == "dynamic" && !block.labels.empty() ? block.labels[0].text : block.type;
  };
  std::set<std::string> replaced;
  for (const hcl::BlockPtr& block : changes.blocks) replaced.insert(type_of(*block));
  auto is_replaced = [&](const hcl::BlockPtr& block) { return replaced.count(type_of(*block)) > 0; };
  merged.blocks.erase(std::remove_if(merged.blocks.begin(), merged.blocks.end(), is_replaced), merged.blocks.end());
  merged.blocks.insert(merged.blocks.end(), changes.blocks.begin(), changes.blocks.end());
  return merged;
}

}  // namespace rolecall::engine
