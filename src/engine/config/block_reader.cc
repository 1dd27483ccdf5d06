#include "engine/config/block_reader.h"

#include <algorithm>
#include <utility>

#include "engine/config/passed_over.h"
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
    schema.blocks.push_back({"language", {}});
  }
  return schema;
}

}  // namespace

void BlockReader::ReadFile(const hcl::Body& body, bool is_override) {
  is_override_ = is_override;
  hcl::Content content = Decode(body, TopSchema(passes_over_));
  for (const hcl::BlockPtr& block : content.blocks) Read(block);
}

void BlockReader::Read(const hcl::BlockPtr& block) {
  const std::string& type = block->type;
  if (type == "terraform") return ReadTerraform(*block);
  if (type == "provider") return ReadProvider(*block);
  if (type == "variable") return ReadVariable(*block);
  if (type == "locals") return ReadLocals(*block);
  if (type == "output") return ReadOutput(*block);
  if (type == "module") return ReadModuleCall(*block);
  if (type == "resource") return ReadResource(*block, ResourceMode::kManaged, "");
  if (type == "data") return ReadResource(*block, ResourceMode::kData, "");
  if (type == "moved") return ReadMoved(*block);
  if (type == "removed") return ReadRemoved(*block);
  if (type == "import") return ReadImport(*block);
  if (type == "check") return ReadCheck(*block);
  if (type != "ephemeral") {
    return Unsupported("unsupported-block", "The \"" + type + "\" block is not supported",
                       "It is of a newer version of the language.", block->header_range);
  }
  Unsupported("unsupported-block", "Ephemeral resources are not supported",
              "This build has no ephemeral resource types. Use a data source, or a write-only argument.",
              block->header_range);
}

void BlockReader::Unsupported(const char* code, std::string summary, std::string detail, const diag::Range& range) {
  diagnostics_.AddError(code, std::move(summary), std::move(detail), range);
  if (passes_over_) PassOver(diagnostics_.list().back());
}

void BlockReader::ReadTerraform(const hcl::Block& block) {
  hcl::BodySchema schema = {{{"required_version"}, {"experiments"}},
                            {{"required_providers", {}},
                             {"backend", {"type"}},
                             {"cloud", {}},
                             {"provider_meta", {"provider"}},
                             {"encryption", {}}}};
  if (passes_over_) schema.blocks.push_back({"state_store", {"type"}});
  hcl::Content content = Decode(block.body, schema);
  if (const hcl::Attribute* version = content.Find("required_version")) {
    if (std::optional<std::string> constraint = ConstantString(content, "required_version")) {
      module_.required_versions.emplace_back(*constraint, version->expression->range);
    }
  }
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "required_providers") ReadRequirements(*inner);
    if (inner->type == "backend") {
      if (module_.backend && !is_override_) {
        diagnostics_.AddError("duplicate-backend", "Duplicate 'backend' configuration block",
                              "A module may have only one backend configuration.", inner->header_range);
        continue;
      }
      module_.backend = BackendBlock{inner->labels[0].text, inner->body, inner->header_range};
    }
    if (inner->type == "cloud" || inner->type == "encryption") {
      Unsupported("unsupported-block", "The \"" + inner->type + "\" block is not supported",
                  inner->type == "cloud" ? "Use a backend block: \"s3\", \"http\" or \"local\"."
                                         : "State and plan encryption are not supported; protect the state's "
                                           "bucket with server-side encryption instead.",
                  inner->header_range);
    }
  }
}

void BlockReader::ReadRequirements(const hcl::Block& block) {
  for (const auto& [name, attribute] : hcl::DecodeAttributes(block.body, diagnostics_)) {
    module_.kept_attributes.push_back(attribute);
    ReadRequirement(name, *attribute);
  }
}

void BlockReader::ReadRequirement(const std::string& name, const hcl::Attribute& attribute) {
  ProviderRequirement requirement;
  requirement.local_name = name;
  requirement.source = "hashicorp/" + name;
  requirement.range = attribute.range;
  auto text_of = [&](const hcl::Expression& expression) {
    value::Value text = hcl::Evaluate(expression, hcl::Scope(), diagnostics_);
    bool is_text = text.IsKnown() && !text.IsNull() && text.type() == value::Type::String();
    if (!is_text && text.IsKnown()) {
      diagnostics_.AddError("invalid-provider-requirement", "Invalid provider requirement",
                            "This must be a string without references.", expression.range);
    }
    return is_text ? text.AsString() : std::string();
  };
  if (attribute.expression->kind == hcl::Expression::Kind::kString) {
    requirement.constraint = text_of(*attribute.expression);
  } else if (auto pairs = hcl::AsStaticMap(*attribute.expression, diagnostics_)) {
    for (const hcl::StaticPair& pair : *pairs) {
      std::string key = hcl::AsKeyword(*pair.key);
      if (key.empty()) key = text_of(*pair.key);
      if (key == "version") requirement.constraint = text_of(*pair.value);
      if (key == "source") {
        std::string source = text_of(*pair.value);
        std::size_t slashes = static_cast<std::size_t>(std::count(source.begin(), source.end(), '/'));
        requirement.host_given = slashes == 2;
        if (slashes == 2) requirement.host = source.substr(0, source.find('/'));
        if (slashes == 2) source.erase(0, source.find('/') + 1);
        requirement.source = slashes == 0 ? "hashicorp/" + source : source;
        if (slashes > 2 || source.empty()) {
          diagnostics_.AddError("invalid-provider-source", "Invalid provider source string",
                                "A source is \"NAMESPACE/TYPE\", optionally with a host name in front.",
                                pair.value->range);
        }
      }
      if (key == "configuration_aliases") {
        auto items = hcl::AsStaticList(*pair.value, diagnostics_);
        for (const hcl::Expression* item : items ? *items : std::vector<const hcl::Expression*>()) {
          if (auto alias = ProviderName(*item)) requirement.aliases.push_back(*alias);
        }
      }
    }
  }
  module_.requirements[name] = std::move(requirement);
}

void BlockReader::ReadProvider(const hcl::Block& block) {
  ProviderBlock provider;
  hcl::Content content = DecodeWithRest(block.body, {{{"alias"}, {"version"}, {"for_each"}}, {}}, &provider.body);
  provider.name.local_name = block.labels[0].text;
  provider.name.alias = ConstantString(content, "alias").value_or("");
  if (!provider.name.alias.empty()) CheckName("provider configuration alias", provider.name.alias, block.header_range);
  provider.range = block.header_range;
  if (content.Find("for_each")) {
    Unsupported("unsupported-argument", "Provider for_each is not supported",
                "Write one provider block with an alias for each.", content.Find("for_each")->name_range);
  }
  auto found = module_.providers.find(provider.name);
  bool exists = found != module_.providers.end();
  if (is_override_ && exists) {
    found->second.body = MergedBody(found->second.body, provider.body);
    return;
  }
  if (!MayDeclare(exists, "provider configuration \"" + provider.name.Text() + "\"",
                  exists ? found->second.range : diag::Range(), provider.range)) {
    return;
  }
  module_.providers.emplace(provider.name, std::move(provider));
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
  if (!MayDeclare(exists, "variable \"" + name + "\"", exists ? found->second.range : diag::Range(),
                  block.header_range)) {
    return;
  }
  Variable variable;
  if (exists) variable = found->second;
  variable.name = name;
  if (!exists) variable.range = block.header_range;
  variable.description = ConstantString(content, "description").value_or(variable.description);
  variable.sensitive = ConstantBool(content, "sensitive").value_or(variable.sensitive);
  variable.ephemeral = ConstantBool(content, "ephemeral").value_or(variable.ephemeral);
  variable.nullable = ConstantBool(content, "nullable").value_or(variable.nullable);
  ReadVariableType(variable, content);
  for (const hcl::BlockPtr& inner : content.blocks) {
    variable.validations.push_back(ReadRule(*inner));
    CheckValidation(variable.validations.back(), name);
  }
  module_.variables[name] = std::move(variable);
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

void BlockReader::ReadVariableType(Variable& variable, const hcl::Content& content) {
  if (const hcl::Expression* type = ExpressionOf(content, "type")) {
    variable.constraint = hcl::ParseTypeExpression(*type, hcl::TypeMode::kConstraint, true, diagnostics_);
    variable.has_type = true;
  }
  if (const hcl::Expression* given = ExpressionOf(content, "default")) variable.default_expression = given;
  if (variable.default_expression == nullptr) return;
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
  variable.default_value = *converted;
}

void BlockReader::ReadLocals(const hcl::Block& block) {
  for (const auto& [name, attribute] : hcl::DecodeAttributes(block.body, diagnostics_)) {
    if (!CheckName("local value", name, attribute->name_range)) continue;
    auto found = module_.locals.find(name);
    bool exists = found != module_.locals.end();
    if (!MayDeclare(exists, "local value \"" + name + "\"", exists ? found->second.range : diag::Range(),
                    attribute->name_range)) {
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
  if (!MayDeclare(exists, "output \"" + name + "\"", exists ? found->second.range : diag::Range(),
                  block.header_range)) {
    return;
  }
  Output output;
  if (exists) output = found->second;
  output.name = name;
  if (!exists) output.range = block.header_range;
  output.description = ConstantString(content, "description").value_or(output.description);
  output.sensitive = ConstantBool(content, "sensitive").value_or(output.sensitive);
  output.ephemeral = ConstantBool(content, "ephemeral").value_or(output.ephemeral);
  if (const hcl::Expression* given = ExpressionOf(content, "value")) output.value = given;
  if (content.Find("depends_on")) output.depends_on = TraversalList(content, "depends_on");
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "precondition") output.preconditions.push_back(ReadRule(*inner));
    if (inner->type == "postcondition") {
      diagnostics_.AddError("invalid-block", "Postconditions are not allowed",
                            "Output values can only have preconditions, not postconditions.", inner->type_range);
    }
  }
  module_.outputs[name] = std::move(output);
}

}  // namespace rolecall::engine
