#include "engine/plan_json/configuration.h"

#include <algorithm>

#include "engine/plan_json/text.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::engine {
namespace {

void AddOnce(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

// The names that a traversal refers to, the most specific first: "aws_iam_role.a.arn", "aws_iam_role.a".
void AddReferences(std::vector<std::string>& list, const hcl::Traversal& traversal) {
  const bool is_data = traversal.root == "data";
  const bool is_pair = traversal.root == "var" || traversal.root == "local" || traversal.root == "each" ||
                       traversal.root == "count" || traversal.root == "path" || traversal.root == "terraform" ||
                       traversal.root == "self";
  // How many steps name the object itself.
  const std::size_t own = is_data ? 2 : 1;
  if (traversal.steps.size() < own) return AddOnce(list, traversal.root);
  if (is_pair) {
    hcl::Traversal named = traversal;
    named.steps.resize(1);
    return AddOnce(list, hcl::TraversalText(named));
  }
  for (std::size_t length = traversal.steps.size(); length >= own; --length) {
    hcl::Traversal part = traversal;
    part.steps.resize(length);
    AddOnce(list, hcl::TraversalText(part));
  }
  if (traversal.root == "module") {
    hcl::Traversal call = traversal;
    call.steps.resize(1);
    AddOnce(list, hcl::TraversalText(call));
  }
}

// {"constant_value":…} or {"references":[…]}; {} for what is neither (a call without references).
std::string ExpressionJson(const hcl::Expression& expression) {
  const std::vector<const hcl::Traversal*> traversals = hcl::References(expression);
  if (!traversals.empty()) {
    std::vector<std::string> references;
    for (const hcl::Traversal* traversal : traversals) AddReferences(references, *traversal);
    return JsonObject().Raw("references", JsonTexts(references)).Close();
  }
  if (!hcl::Calls(expression).empty()) return "{}";
  diag::Diagnostics ignored;
  const value::Value constant = hcl::Evaluate(expression, hcl::Scope(), ignored);
  if (ignored.HasErrors() || !constant.IsWhollyKnown()) return "{}";
  return JsonObject().Raw("constant_value", JsonKnown(constant.UnmarkDeep())).Close();
}

std::string BodyExpressions(const hcl::Body& body);

// Blocks of one type: an array of their expressions.
void AddBlocks(JsonObject& object, const hcl::Body& body) {
  std::map<std::string, std::vector<std::string>> groups;
  for (const hcl::BlockPtr& block : body.blocks) {
    // What a dynamic block makes is not known here; what it refers to is.
    if (block->type != "dynamic") groups[block->type].push_back(BodyExpressions(block->body));
  }
  for (const auto& [type, blocks] : groups) object.Raw(type, JsonArray(blocks));
}

std::string BodyExpressions(const hcl::Body& body) {
  std::map<std::string, std::string> sorted;
  for (const hcl::AttributePtr& attribute : body.attributes) {
    sorted[attribute->name] = ExpressionJson(*attribute->expression);
  }
  JsonObject object;
  for (const auto& [name, json] : sorted) object.Raw(name, json);
  AddBlocks(object, body);
  return object.Close();
}

std::vector<std::string> DependsOn(const std::vector<hcl::Traversal>& traversals) {
  std::vector<std::string> texts;
  for (const hcl::Traversal& traversal : traversals) texts.push_back(hcl::TraversalText(traversal));
  return texts;
}

std::string ProviderKey(const Module& module, const ProviderReference& reference) {
  const std::string prefix = module.path.IsRoot() ? "" : module.path.Text() + ":";
  return prefix + reference.Text();
}

std::string ResourceJson(const Module& module, const ResourceBlock& resource, const Schemas& schemas) {
  JsonObject object;
  const bool is_data = resource.mode == ResourceMode::kData;
  object.Text("address", (is_data ? "data." : "") + resource.type + "." + resource.name);
  object.Text("mode", is_data ? "data" : "managed");
  object.Text("type", resource.type).Text("name", resource.name);
  const ResolvedProvider provider = ResolveProvider(module, resource.provider);
  const Module* owner = &module;
  while (owner->parent != nullptr && owner->path != provider.module.Config()) owner = owner->parent;
  object.Text("provider_config_key", ProviderKey(*owner, provider.name));
  object.Raw("expressions", BodyExpressions(resource.body));
  const ResourceSchema* schema = schemas.Find(provider.requirement.source, "", resource.mode, resource.type);
  object.Number("schema_version", schema == nullptr ? 0 : schema->version);
  if (resource.count != nullptr) object.Raw("count_expression", ExpressionJson(*resource.count));
  if (resource.for_each != nullptr) object.Raw("for_each_expression", ExpressionJson(*resource.for_each));
  if (!resource.depends_on.empty()) object.Raw("depends_on", JsonTexts(DependsOn(resource.depends_on)));
  return object.Close();
}

std::string OutputsJson(const Module& module) {
  JsonObject object;
  for (const auto& [name, output] : module.outputs) {
    JsonObject one;
    if (output.sensitive) one.Flag("sensitive", true);
    if (output.value != nullptr) one.Raw("expression", ExpressionJson(*output.value));
    one.TextIf("description", output.description);
    if (!output.depends_on.empty()) one.Raw("depends_on", JsonTexts(DependsOn(output.depends_on)));
    object.Raw(name, one.Close());
  }
  return object.Close();
}

std::string VariablesJson(const Module& module) {
  JsonObject object;
  for (const auto& [name, variable] : module.variables) {
    JsonObject one;
    if (variable.default_value) {
      if (!variable.default_value->IsNull()) one.Raw("default", JsonKnown(variable.default_value->UnmarkDeep()));
    } else {
      one.Flag("required", true);
    }
    one.TextIf("description", variable.description);
    if (variable.sensitive) one.Flag("sensitive", true);
    object.Raw(name, one.Close());
  }
  return object.Close();
}

std::string ModuleJson(const Module& module, const Schemas& schemas);

std::string CallsJson(const Module& module, const Schemas& schemas) {
  JsonObject object;
  for (const auto& [name, call] : module.calls) {
    JsonObject one;
    one.TextIf("source", call.source);
    JsonObject arguments;
    for (const auto& [argument, attribute] : call.arguments) {
      arguments.Raw(argument, ExpressionJson(*attribute->expression));
    }
    if (!call.arguments.empty()) one.Raw("expressions", arguments.Close());
    if (call.count != nullptr) one.Raw("count_expression", ExpressionJson(*call.count));
    if (call.for_each != nullptr) one.Raw("for_each_expression", ExpressionJson(*call.for_each));
    const auto child = module.children.find(name);
    if (child != module.children.end()) one.Raw("module", ModuleJson(*child->second, schemas));
    one.TextIf("version_constraint", call.version);
    if (!call.depends_on.empty()) one.Raw("depends_on", JsonTexts(DependsOn(call.depends_on)));
    object.Raw(name, one.Close());
  }
  return object.Close();
}

std::string ModuleJson(const Module& module, const Schemas& schemas) {
  JsonObject object;
  if (!module.outputs.empty()) object.Raw("outputs", OutputsJson(module));
  std::vector<std::string> managed;
  std::vector<std::string> data;
  for (const auto& [key, resource] : module.resources) {
    auto& list = resource.mode == ResourceMode::kManaged ? managed : data;
    list.push_back(ResourceJson(module, resource, schemas));
  }
  managed.insert(managed.end(), data.begin(), data.end());
  if (!managed.empty()) object.Raw("resources", JsonArray(managed));
  if (!module.calls.empty()) object.Raw("module_calls", CallsJson(module, schemas));
  if (!module.variables.empty()) object.Raw("variables", VariablesJson(module));
  return object.Close();
}

void AddProviders(std::map<std::string, std::string>& providers, const Module& module) {
  const auto add = [&](const ProviderReference& name, const hcl::Body* body) {
    const ProviderRequirement requirement = module.Requirement(name.local_name);
    JsonObject one;
    one.Text("name", name.local_name);
    one.Text("full_name", requirement.host + "/" + requirement.source);
    one.TextIf("alias", name.alias);
    one.TextIf("version_constraint", requirement.constraint);
    one.TextIf("module_address", module.path.Text());
    if (body != nullptr && (!body->attributes.empty() || !body->blocks.empty())) {
      one.Raw("expressions", BodyExpressions(*body));
    }
    providers[ProviderKey(module, name)] = one.Close();
  };
  for (const auto& [name, block] : module.providers) add(name, &block.body);
  for (const auto& [key, resource] : module.resources) {
    const ResolvedProvider resolved = ResolveProvider(module, resource.provider);
    // Implied ones have no block; they belong to the root.
    if (resolved.block == nullptr && module.parent == nullptr && providers.count(resolved.name.Text()) == 0) {
      add(resolved.name, nullptr);
    }
  }
  for (const auto& [name, child] : module.children) AddProviders(providers, *child);
}

}  // namespace

std::string ConfigurationToJson(const Configuration& configuration, const Schemas& schemas) {
  JsonObject object;
  std::map<std::string, std::string> providers;
  AddProviders(providers, *configuration.root);
  JsonObject provider_config;
  for (const auto& [key, json] : providers) provider_config.Raw(key, json);
  if (!providers.empty()) object.Raw("provider_config", provider_config.Close());
  object.Raw("root_module", ModuleJson(*configuration.root, schemas));
  return object.Close();
}

}  // namespace rolecall::engine
