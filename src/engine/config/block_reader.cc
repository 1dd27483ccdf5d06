#include "engine/config/block_reader.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "engine/config/passed_over.h"
#include "engine/config/unused_attributes.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

// `passes_over`: with the blocks of newer language versions.
hcl::BodySchema TopSchema(bool passes_over) {
  hcl::BodySchema schema = {{},
                            {{"terraform", {}},
                             {"language", {}},
                             {"required_providers", {}},
                             {"provider", {"name"}},
                             {"variable", {"name"}},
                             {"locals", {}},
                             {"output", {"name"}},
                             {"module", {"name"}},
                             {"resource", {"type", "name"}},
                             {"data", {"type", "name"}},
                             {"ephemeral", {"type", "name"}},
                             {"moved", {}},
                             {"removed", {}},
                             {"import", {}},
                             {"check", {"name"}}}};
  if (passes_over) {
    schema.blocks.push_back({"action", {"type", "name"}});
  }
  return schema;
}

}  // namespace

void BlockReader::ReadFile(const hcl::Body& body, bool is_override, bool is_tofu) {
  is_override_ = is_override;
  is_tofu_ = is_tofu;
  hcl::Content content = Decode(body, TopSchema(passes_over_));
  for (const hcl::BlockPtr& block : content.blocks) Read(block);
}

void BlockReader::Read(const hcl::BlockPtr& block) {
  const std::string& type = block->type;
  if (type == "terraform") return ReadTerraform(*block);
  if (type == "language") return ReadLanguage(*block);
  if (type == "provider") return ReadProvider(*block);
  if (type == "variable") return ReadVariable(*block);
  if (type == "locals") return ReadLocals(*block);
  if (type == "output") return ReadOutput(*block);
  if (type == "module") return ReadModuleCall(*block);
  if (type == "resource") return ReadResource(*block, ResourceMode::kManaged, "");
  if (type == "data") return ReadResource(*block, ResourceMode::kData, "");
  if (type == "ephemeral") return ReadResource(*block, ResourceMode::kEphemeral, "");
  if (type == "moved") return ReadMoved(*block);
  if (type == "removed") return ReadRemoved(*block);
  if (type == "import") return ReadImport(*block);
  if (type == "check") return ReadCheck(*block);
  if (type == "required_providers") {
    diagnostics_.AddError("invalid-block", "Invalid required_providers block",
                          "A \"required_providers\" block must be nested inside a \"terraform\" block.",
                          block->type_range);
    return;
  }
  Unsupported("unsupported-block", "The \"" + type + "\" block is not supported",
              "It is of a newer version of the language.", block->header_range);
}

void BlockReader::Unsupported(const char* code, std::string summary, std::string detail, const diag::Range& range) {
  diagnostics_.AddError(code, std::move(summary), std::move(detail), range);
  if (passes_over_) PassOver(diagnostics_.list().back());
}

void BlockReader::ReadVariable(const hcl::Block& block) {
  const std::string& name = block.labels[0].text;
  if (!CheckName("variable", name, block.labels[0].range)) return;
  static const std::vector<std::string> kReserved = {"source",   "version",   "providers",  "count",
                                                     "for_each", "lifecycle", "depends_on", "locals"};
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    diagnostics_.AddError("reserved-name", "Invalid variable name",
                          "The variable name \"" + name +
                              "\" is reserved due to its special meaning inside module "
                              "blocks.",
                          block.labels[0].range);
  }
  hcl::Content content = Decode(
      block.body,
      {{{"description"}, {"default"}, {"type"}, {"sensitive"}, {"ephemeral"}, {"nullable"}, {"deprecated"}, {"const"}},
       {{"validation", {}}}});
  auto found = module_.variables.find(name);
  bool exists = found != module_.variables.end();
  const bool is_declared =
      MayDeclare(exists, VariableWords(name), exists ? found->second.range : diag::Range(), block.header_range);
  Variable variable;
  if (exists && is_override_) variable = found->second;
  variable.name = name;
  if (!is_override_) variable.range = block.header_range;
  variable.description = ConstantString(content, "description").value_or(variable.description);
  variable.sensitive = ConstantBool(content, "sensitive").value_or(variable.sensitive);
  variable.ephemeral = ConstantBool(content, "ephemeral").value_or(variable.ephemeral);
  variable.nullable = ConstantBool(content, "nullable").value_or(variable.nullable);
  if (content.Find("deprecated")) {
    variable.deprecated = ReadDeprecation(content, "Invalid `deprecated` value",
                                          "The \"deprecated\" argument must not be empty, and should provide "
                                          "instructions on how to migrate away from usage of this deprecated variable.",
                                          &block.labels[0].range);
  }
  variable.is_constant = ConstantBool(content, "const").value_or(variable.is_constant);
  ReadVariableType(variable, content, block.header_range);
  for (const hcl::BlockPtr& inner : content.blocks) {
    variable.validations.push_back(ReadRule(*inner));
    CheckValidation(variable.validations.back(), name);
  }
  if (is_declared) module_.variables[name] = std::move(variable);
}

// Where an empty text is wrong, `range` says; null: at the text.
std::string BlockReader::ReadDeprecation(const hcl::Content& content, const char* summary, const char* detail,
                                         const hcl::Span* range) {
  const std::optional<std::string> text = ConstantString(content, "deprecated");
  if (text && Trim(*text).empty()) {
    diagnostics_.AddError("invalid-deprecation", summary, detail,
                          range != nullptr ? *range : ExpressionOf(content, "deprecated")->range);
  }
  return text.value_or("");
}

// A condition that does not look at the variable checks nothing.
void BlockReader::CheckValidation(const CheckRule& rule, const std::string& name) {
  if (rule.condition == nullptr) return;
  for (const hcl::Traversal* traversal : hcl::References(*rule.condition)) {
    if (traversal->root == "var" && !traversal->steps.empty() && traversal->steps[0].name == name) return;
  }
  diagnostics_.AddError(
      "invalid-validation", "Invalid variable validation condition",
      "The condition for variable \"" + name + "\" must refer to var." + name + " in order to test incoming values.",
      rule.condition->range);
}

void BlockReader::ReadVariableType(Variable& variable, const hcl::Content& content, const diag::Range& place) {
  if (const hcl::Expression* type = ExpressionOf(content, "type")) {
    variable.constraint = hcl::ParseTypeExpression(*type, hcl::TypeMode::kConstraint, true, diagnostics_);
    variable.has_type = true;
  }
  const hcl::Expression* given = ExpressionOf(content, "default");
  if (given != nullptr) variable.default_expression = given;
  if (variable.default_expression == nullptr) return;
  if (given == nullptr && variable.default_value) return CheckOverriddenType(variable, place);
  value::Value value = hcl::Evaluate(*variable.default_expression, hcl::Scope(), diagnostics_);
  if (!value.IsNull() && variable.constraint.defaults) value = hcl::ApplyDefaults(value, *variable.constraint.defaults);
  value::Conversion converted = value::Convert(value, variable.constraint.type);
  if (!converted.ok()) {
    diagnostics_.AddError(
        "invalid-default", "Invalid default value for variable",
        "This default value is not compatible with the variable's type constraint: " + converted.error().Text() + ".",
        variable.default_expression->range);
    variable.default_value = value::Value::Unknown(value::WithoutOptional(variable.constraint.type));
    return;
  }
  if (converted->IsNull() && !variable.nullable) {
    diagnostics_.AddError("invalid-default", "Invalid default value for variable",
                          "A null default value is not valid when nullable=false.", variable.default_expression->range);
  }
  WarnOfUnusedAttributes(*variable.default_expression, variable.constraint.type, "The object type for this variable",
                         "The object type for", diagnostics_);
  variable.default_value = *converted;
}

// A default that another file gave.
void BlockReader::CheckOverriddenType(Variable& variable, const diag::Range& place) {
  const value::Conversion converted = value::Convert(*variable.default_value, variable.constraint.type);
  if (converted.ok()) {
    variable.default_value = *converted;
    return;
  }
  diagnostics_.AddError("invalid-default", "Invalid default value for variable",
                        "Overriding this variable's type constraint has made its default value invalid: " +
                            converted.error().Text() + ".",
                        place);
}

void BlockReader::ReadLocals(const hcl::Block& block) {
  for (const auto& [name, attribute] : hcl::DecodeAttributes(block.body, diagnostics_)) {
    if (!CheckName("local value", name, attribute->name_range)) continue;
    auto found = module_.locals.find(name);
    bool exists = found != module_.locals.end();
    if (!MayDeclare(exists, LocalWords(name), exists ? found->second.range : diag::Range(), attribute->name_range)) {
      continue;
    }
    module_.kept_attributes.push_back(attribute);
    module_.locals[name] = Local{name, attribute->expression.get(), attribute->range};
  }
}

void BlockReader::ReadOutput(const hcl::Block& block) {
  const std::string& name = block.labels[0].text;
  if (!CheckName("output", name, block.labels[0].range)) return;
  bool needs_value = !is_override_;
  hcl::Content content =
      Decode(block.body,
             {{{"description"}, {"value", needs_value}, {"sensitive"}, {"ephemeral"}, {"deprecated"}, {"depends_on"}},
              {{"precondition", {}}, {"postcondition", {}}}});
  auto found = module_.outputs.find(name);
  bool exists = found != module_.outputs.end();
  const bool is_declared =
      MayDeclare(exists, OutputWords(name), exists ? found->second.range : diag::Range(), block.header_range);
  Output output;
  if (exists && is_override_) output = found->second;
  output.name = name;
  if (!is_override_) output.range = block.header_range;
  output.description = ConstantString(content, "description").value_or(output.description);
  output.sensitive = ConstantBool(content, "sensitive").value_or(output.sensitive);
  output.ephemeral = ConstantBool(content, "ephemeral").value_or(output.ephemeral);
  if (content.Find("deprecated")) {
    output.deprecated =
        ReadDeprecation(content, "Invalid `deprecated` attribute",
                        "The \"deprecated\" argument must not be empty, and should provide instructions "
                        "on how to migrate away from usage of this deprecated output value.",
                        nullptr);
  }
  if (const hcl::Expression* given = ExpressionOf(content, "value")) output.value = given;
  if (content.Find("depends_on")) output.depends_on = TraversalList(content, "depends_on");
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "precondition") output.preconditions.push_back(ReadRule(*inner));
    if (inner->type == "postcondition") {
      diagnostics_.AddError("invalid-block", "Postconditions are not allowed",
                            "Output values can only have preconditions, not postconditions.", inner->type_range);
    }
  }
  if (is_declared) module_.outputs[name] = std::move(output);
}

}  // namespace rolecall::engine
