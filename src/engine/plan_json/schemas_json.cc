#include "engine/plan_json/schemas_json.h"

#include <map>

#include "engine/config/provider_set.h"
#include "engine/plan_json/text.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

std::string BlockJson(const BlockSchema& block);
const char* NestingName(Nesting nesting);
std::string AttributesJson(const BlockSchema& block);

const char* KindName(bool is_markdown) { return is_markdown ? "markdown" : "plain"; }

std::string AttributeJson(const AttributeSchema& attribute) {
  JsonObject object;
  if (attribute.nested == nullptr) {
    object.Raw("type", value::TypeToJson(attribute.type));
  } else {
    JsonObject nested;
    nested.Raw("attributes", AttributesJson(*attribute.nested->block));
    nested.Text("nesting_mode", NestingName(attribute.nested->nesting));
    object.Raw("nested_type", nested.Close());
  }
  object.TextIf("description", attribute.description).Text("description_kind", KindName(attribute.is_markdown));
  if (attribute.IsDeprecated()) object.Flag("deprecated", true).TextIf("deprecation_message", attribute.deprecated);
  if (attribute.required) object.Flag("required", true);
  if (attribute.optional) object.Flag("optional", true);
  if (attribute.computed) object.Flag("computed", true);
  if (attribute.sensitive) object.Flag("sensitive", true);
  if (attribute.write_only) object.Flag("write_only", true);
  return object.Close();
}

const char* NestingName(Nesting nesting) {
  switch (nesting) {
    case Nesting::kSingle: return "single";
    case Nesting::kList: return "list";
    case Nesting::kSet: return "set";
    case Nesting::kMap: return "map";
  }
  return "";
}

std::string AttributesJson(const BlockSchema& block) {
  JsonObject attributes;
  for (const auto& [name, attribute] : block.attributes) attributes.Raw(name, AttributeJson(attribute));
  return attributes.Close();
}

std::string BlockJson(const BlockSchema& block) {
  JsonObject object, blocks;
  for (const auto& [name, nested] : block.blocks) {
    JsonObject one;
    one.Text("nesting_mode", NestingName(nested.nesting)).Raw("block", BlockJson(*nested.block));
    if (nested.min_items > 0) one.Number("min_items", nested.min_items);
    if (nested.max_items > 0) one.Number("max_items", nested.max_items);
    blocks.Raw(name, one.Close());
  }
  if (!block.attributes.empty()) object.Raw("attributes", AttributesJson(block));
  if (!block.blocks.empty()) object.Raw("block_types", blocks.Close());
  object.TextIf("description", block.description).Text("description_kind", KindName(block.is_markdown));
  if (block.is_deprecated) object.Flag("deprecated", true).TextIf("deprecation_message", block.deprecation_message);
  return object.Close();
}

std::string SchemaJson(std::int64_t version, const BlockSchema& block) {
  return JsonObject().Number("version", version).Raw("block", BlockJson(block)).Close();
}

std::string TypesJson(const std::map<std::string, ResourceSchema>& types) {
  JsonObject object;
  for (const auto& [name, schema] : types) object.Raw(name, SchemaJson(schema.version, schema.block));
  return object.Close();
}

JsonObject ParameterJson(const FunctionParameterSchema& parameter) {
  JsonObject object;
  object.Text("name", parameter.name).Text("description", parameter.description);
  object.Raw("type", value::TypeToJson(parameter.type));
  if (parameter.is_nullable) object.Flag("is_nullable", true);
  return object;
}

std::string FunctionJson(const FunctionSchema& function) {
  JsonObject object;
  object.Text("description", function.description).Text("summary", function.summary);
  object.Raw("return_type", value::TypeToJson(function.result));
  std::vector<std::string> parameters;
  for (const FunctionParameterSchema& one : function.parameters) parameters.push_back(ParameterJson(one).Close());
  if (!parameters.empty()) object.Raw("parameters", JsonArray(parameters));
  if (function.variadic) object.Raw("variadic_parameter", ParameterJson(*function.variadic).Close());
  return object.Close();
}

std::string IdentitySchemaJson(const IdentityAttributes& identity) {
  JsonObject object, attributes;
  object.Number("version", identity.version);
  for (const auto& [name, attribute] : identity.attributes) {
    JsonObject one;
    one.Raw("type", value::TypeToJson(attribute.type)).TextIf("description", attribute.description);
    if (attribute.is_required) one.Flag("required_for_import", true);
    if (attribute.is_optional) one.Flag("optional_for_import", true);
    attributes.Raw(name, one.Close());
  }
  if (!identity.attributes.empty()) object.Raw("attributes", attributes.Close());
  return object.Close();
}

// The parts that few providers have.
void AddFunctionsAndIdentities(const ProviderSchema& schema, JsonObject& provider) {
  JsonObject functions, identities;
  for (const auto& [name, function] : schema.functions) functions.Raw(name, FunctionJson(function));
  for (const auto& [type, identity] : schema.identities) identities.Raw(type, IdentitySchemaJson(identity));
  if (!schema.functions.empty()) provider.Raw("functions", functions.Close());
  if (!schema.identities.empty()) provider.Raw("resource_identity_schemas", identities.Close());
}

void Collect(const Module& module, std::map<std::string, ProviderRequirement>& found) {
  const auto add = [&](const ProviderRequirement& one) { found.emplace(one.host + "/" + one.source, one); };
  for (const auto& [name, requirement] : module.requirements) add(requirement);
  for (const auto& [reference, block] : module.providers) add(module.Requirement(reference.local_name));
  for (const auto& [address, resource] : module.resources) add(module.Requirement(resource.provider.local_name));
  for (const auto& [name, child] : module.children) Collect(*child, found);
}

}  // namespace

std::string SchemasToJson(const Configuration& configuration, const Schemas& schemas) {
  std::map<std::string, ProviderRequirement> requirements;
  Collect(*configuration.root, requirements);
  JsonObject providers;
  for (const auto& [name, requirement] : requirements) {
    const Provider* provider = schemas.FindProvider(requirement.source, WantedVersion(configuration, requirement));
    if (provider == nullptr) continue;
    const ProviderSchema& schema = provider->schema();
    JsonObject one;
    one.Raw("provider", SchemaJson(0, schema.configuration));
    if (!schema.resources.empty()) one.Raw("resource_schemas", TypesJson(schema.resources));
    if (!schema.data_sources.empty()) one.Raw("data_source_schemas", TypesJson(schema.data_sources));
    if (!schema.ephemeral_resources.empty()) {
      one.Raw("ephemeral_resource_schemas", TypesJson(schema.ephemeral_resources));
    }
    AddFunctionsAndIdentities(schema, one);
    providers.Raw(name, one.Close());
  }
  return JsonObject().Text("format_version", "1.0").Raw("provider_schemas", providers.Close()).Close();
}

}  // namespace rolecall::engine
