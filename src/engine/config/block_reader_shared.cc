// What the readers of the several block types share: constant arguments, names, duplicates, merged bodies.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/config/block_reader.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
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
  diagnostics_.AddError("invalid-argument", "Unsuitable value type",
                        "The argument \"" + std::string(name) + "\" requires a string.", expression->range);
  return std::nullopt;
}

std::optional<bool> BlockReader::ConstantBool(const hcl::Content& content, const char* name) {
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return std::nullopt;
  value::Value given = hcl::Evaluate(*expression, hcl::Scope(), diagnostics_);
  if (!given.IsKnown()) return std::nullopt;  // already reported
  value::Conversion flag = value::Convert(given, value::Type::Bool());
  if (flag.ok() && !flag->IsNull()) return flag->AsBool();
  diagnostics_.AddError("invalid-argument", "Unsuitable value type",
                        "The argument \"" + std::string(name) + "\" requires true or false.", expression->range);
  return std::nullopt;
}

std::vector<hcl::Traversal> BlockReader::TraversalList(const hcl::Content& content, const char* name) {
  std::vector<hcl::Traversal> traversals;
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return traversals;
  auto items = hcl::AsStaticList(*expression, diagnostics_);
  if (!items) return traversals;
  for (const hcl::Expression* item : *items) {
    if (auto traversal = hcl::AsTraversal(*item, diagnostics_)) traversals.push_back(*std::move(traversal));
  }
  return traversals;
}

std::optional<ProviderReference> BlockReader::ProviderName(const hcl::Expression& expression) {
  auto traversal = hcl::AsTraversal(expression, diagnostics_);
  if (!traversal) return std::nullopt;
  bool has_alias = traversal->steps.size() == 1 && traversal->steps[0].IsAttribute();
  if (!traversal->steps.empty() && !has_alias) {
    diagnostics_.AddError("invalid-provider-reference", "Invalid provider reference",
                          "A provider is named by its local name, optionally followed by a dot and an alias.",
                          expression.range);
    return std::nullopt;
  }
  return ProviderReference{traversal->root, has_alias ? traversal->steps[0].name : ""};
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
  hcl::Content content = Decode(block.body, {{{"condition", true}, {"error_message", true}}, {}});
  return CheckRule{ExpressionOf(content, "condition"), ExpressionOf(content, "error_message"), block.type_range};
}

bool BlockReader::CheckName(const std::string& what, const std::string& name, const diag::Range& range) {
  if (hcl::IsValidIdentifier(name)) return true;
  diagnostics_.AddError("invalid-name", "Invalid " + what + " name",
                        "A name must start with a letter or underscore and may contain only letters, digits, "
                        "underscores, and dashes.",
                        range);
  return false;
}

bool BlockReader::MayDeclare(bool exists, const std::string& what, const diag::Range& first, const diag::Range& range) {
  if (exists == is_override_) return true;
  if (is_override_) {
    diagnostics_.AddError("missing-base", "Missing base " + what + " to override",
                          "There is no " + what +
                              ". An override file can only override a block that was already "
                              "defined in a primary configuration file.",
                          range);
    return false;
  }
  std::string where = std::string(first.file_name()) + ":" + std::to_string(first.start.line) + "," +
                      std::to_string(first.start.column) + "-";
  if (first.end.line != first.start.line) where += std::to_string(first.end.line) + ",";
  where += std::to_string(first.end.column);
  // "variable "a"" -> "variable"
  const std::string kind = what.substr(0, what.find(" \""));
  const std::string article = std::string("aeiou").find(kind.front()) == std::string::npos ? "A " : "An ";
  diagnostics_.AddError("duplicate-declaration", "Duplicate " + kind + " declaration",
                        article + what.substr(0, kind.size()) + " named" + what.substr(kind.size()) +
                            " was already declared at " + where + ". Names must be unique within a module.",
                        range);
  return false;
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
