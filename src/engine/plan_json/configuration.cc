#include "engine/plan_json/configuration.h"

#include <algorithm>
#include <set>

#include "engine/config/references.h"
#include "engine/config/version_constraint.h"
#include "engine/plan_json/text.h"
#include "engine/provision/provisioner_schema.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

// The first so many steps of a traversal, as text.
std::string Beginning(const hcl::Traversal& traversal, std::size_t steps) {
  hcl::Traversal part = traversal;
  part.steps.resize(steps);
  return hcl::TraversalText(part);
}

// How many steps name the object itself, with its key; the rest is looked up in it.
std::size_t OwnSteps(const Subject& subject, const hcl::Traversal& traversal) {
  switch (subject.kind) {
    case Subject::Kind::kVariable:
    case Subject::Kind::kLocal:
    case Subject::Kind::kPath:
    case Subject::Kind::kTerraform:
    case Subject::Kind::kEach:
    case Subject::Kind::kCount: return 1;
    case Subject::Kind::kModule: return 1 + (subject.has_module_key ? 1 : 0) + (subject.output.empty() ? 0 : 1);
    case Subject::Kind::kResource: return traversal.steps.size() - subject.rest.size();
    case Subject::Kind::kSelf:
    case Subject::Kind::kInvalid: break;
  }
  return 0;
}

// The names that a traversal refers to, the most specific first: "aws_iam_role.a.arn", "aws_iam_role.a". Each mention
// counts, as in OpenTofu's.
void AddReferences(std::vector<std::string>& list, const hcl::Traversal& traversal) {
  const Subject subject = SubjectOf(traversal);
  const std::size_t own = OwnSteps(subject, traversal);
  for (std::size_t length = traversal.steps.size(); length > own; --length) {
    list.push_back(Beginning(traversal, length));
  }
  list.push_back(Beginning(traversal, own));
  const bool has_key = own > 0 && !traversal.steps[own - 1].IsAttribute();
  const bool is_output = subject.kind == Subject::Kind::kModule && !subject.output.empty();
  if (is_output || (has_key && (subject.kind == Subject::Kind::kModule || subject.kind == Subject::Kind::kResource))) {
    list.push_back(Beginning(traversal, own - 1));
  }
}

// {"constant_value":…} or {"references":[…]}; {} for what is neither (a call without references). In JSON every text is
// a constant too, as it is written.
std::string ExpressionJson(const hcl::Expression& expression) {
  const std::vector<const hcl::Traversal*> traversals = hcl::References(expression);
  JsonObject object;
  diag::Diagnostics ignored;
  const value::Value constant = hcl::Evaluate(expression, hcl::Scope(), ignored);
  // An operation is one also where what it refers to makes no difference: `false && var.x`.
  const bool is_operation = expression.kind == hcl::Expression::Kind::kBinary;
  const bool is_constant = constant.IsWhollyKnown() && (is_operation || !ignored.HasErrors());
  if (is_constant) object.Raw("constant_value", JsonKnown(constant.UnmarkDeep()));
  std::vector<std::string> references;
  for (const hcl::Traversal* traversal : traversals) AddReferences(references, *traversal);
  for (const hcl::CallExpression* call : hcl::Calls(expression)) {
    if (call->name.starts_with("provider::")) references.push_back(call->name);
  }
  if (references.empty()) return object.Close();
  return object.Raw("references", JsonTexts(references)).Close();
}

std::string BodyExpressions(const hcl::Body& body, const BlockSchema* schema);

// The arguments and blocks of a body. JSON bodies only tell them apart by the schema; null: there is none.
hcl::Content ContentOf(const hcl::Body& body, const BlockSchema* schema) {
  hcl::BodySchema wanted;
  if (schema != nullptr) {
    for (const auto& [name, attribute] : schema->attributes) wanted.attributes.push_back({name, false});
    for (const auto& [type, block] : schema->blocks) {
      wanted.blocks.push_back({type, {}});
      if (block.nesting == Nesting::kMap) wanted.blocks.back().label_names.emplace_back("key");
    }
  } else {
    for (const hcl::AttributePtr& attribute : body.attributes) wanted.attributes.push_back({attribute->name, false});
    for (const hcl::BlockPtr& block : body.blocks) wanted.blocks.push_back({block->type, {}});
  }
  diag::Diagnostics ignored;
  return hcl::DecodePartial(body, wanted, nullptr, ignored);
}

// One block of its type, an array of them, or an object with their labels.
std::string NestedExpressions(const std::vector<hcl::BlockPtr>& blocks, const NestedBlockSchema* nested) {
  std::vector<std::string> items;
  std::map<std::string, std::string> labelled;
  items.reserve(blocks.size());
  for (const hcl::BlockPtr& block : blocks) {
    items.push_back(BodyExpressions(block->body, nested == nullptr ? nullptr : nested->block.get()));
  }
  if (nested != nullptr && nested->nesting == Nesting::kMap) {
    JsonObject object;
    for (std::size_t i = 0; i < blocks.size(); ++i) labelled[blocks[i]->labels[0].text] = items[i];
    for (const auto& [label, json] : labelled) object.Raw(label, json);
    return object.Close();
  }
  const bool is_single = nested != nullptr && nested->nesting == Nesting::kSingle;
  return is_single ? items.back() : JsonArray(items);
}

std::string BodyExpressions(const hcl::Body& body, const BlockSchema* schema) {
  const hcl::Content content = ContentOf(body, schema);
  std::map<std::string, std::vector<hcl::BlockPtr>> groups;
  for (const hcl::BlockPtr& block : content.blocks) {
    // What a dynamic block makes is not known here.
    if (block->type != "dynamic") groups[block->type].push_back(block);
  }
  std::map<std::string, std::string> sorted;
  for (const auto& [name, attribute] : content.attributes) sorted[name] = ExpressionJson(*attribute->expression);
  for (const auto& [type, blocks] : groups) {
    const NestedBlockSchema* nested = nullptr;
    if (schema != nullptr) nested = &schema->blocks.at(type);
    sorted[type] = NestedExpressions(blocks, nested);
  }
  JsonObject object;
  for (const auto& [name, json] : sorted) object.Raw(name, json);
  return object.Close();
}

std::vector<std::string> DependsOn(const std::vector<hcl::Traversal>& traversals) {
  std::vector<std::string> texts;
  texts.reserve(traversals.size());
  for (const hcl::Traversal& traversal : traversals) texts.push_back(hcl::TraversalText(traversal));
  return texts;
}

std::string ProviderKey(const Module& module, const ProviderReference& reference) {
  const std::string prefix = module.path.IsRoot() ? "" : module.path.Text() + ":";
  return prefix + reference.Text();
}

// The local names of providers that the module itself says something of: by a requirement, a block, a resource or an
// import of one.
std::set<std::string> ProviderNames(const Module& module) {
  std::set<std::string> names;
  for (const auto& [name, requirement] : module.requirements) names.insert(name);
  for (const auto& [name, block] : module.providers) names.insert(name.local_name);
  for (const auto& [key, resource] : module.resources) names.insert(resource.provider.local_name);
  for (const ImportBlock& block : module.imports) names.insert(block.provider.local_name);
  return names;
}

// The providers of a module, each with the name that its default configuration has here: that of its type, which
// another local name does not take away.
std::map<std::string, ProviderRequirement> DefaultProviders(const Module& module) {
  std::map<std::string, ProviderRequirement> defaults;
  for (const std::string& name : ProviderNames(module)) {
    const ProviderRequirement requirement = module.Requirement(name);
    defaults.try_emplace(name, requirement);
    const std::string type = requirement.source.substr(requirement.source.find('/') + 1);
    if (module.requirements.count(type) == 0) defaults.try_emplace(type, requirement);
  }
  return defaults;
}

bool NamesProvider(const Module& module, const ProviderReference& name) {
  if (module.providers.count(name) > 0) return true;
  if (!name.alias.empty()) return false;
  // The common answer first: this is asked for each resource.
  const auto is_its_own = [&](const auto& entry) { return entry.second.provider.local_name == name.local_name; };
  return std::any_of(module.resources.begin(), module.resources.end(), is_its_own) ||
         DefaultProviders(module).count(name.local_name) > 0;
}

// The key of the entry that configures a provider: of the outermost module that it comes from, through modules all of
// which name it or have it passed.
std::string OwnerKey(const Module& start, const ProviderReference& reference) {
  const Module* module = &start;
  ProviderReference name = reference;
  while (module->parent != nullptr && module->providers.count(name) == 0) {
    const Module& parent = *module->parent;
    const ModuleCall& call = parent.calls.find(module->path.steps.back().name)->second;
    const auto passed = call.providers.find(name);
    if (passed == call.providers.end() && !name.alias.empty()) break;
    const ProviderReference outer = passed == call.providers.end() ? name : passed->second;
    const bool is_passed_on =
        parent.parent != nullptr &&
        parent.parent->calls.find(parent.path.steps.back().name)->second.providers.count(outer) > 0;
    if (!is_passed_on && !NamesProvider(parent, outer)) break;
    if (parent.Requirement(outer.local_name).source != module->Requirement(name.local_name).source) break;
    module = &parent;
    name = outer;
  }
  return ProviderKey(*module, name);
}

void AddUnlessEmpty(JsonObject& object, const char* name, const hcl::Expression* expression) {
  if (expression == nullptr) return;
  const std::string json = ExpressionJson(*expression);
  if (json != "{}") object.Raw(name, json);
}

std::string ProvisionersJson(const ProvisionerList& list) {
  std::vector<std::string> items;
  for (const Provisioner& provisioner : list.steps) {
    JsonObject one;
    one.Text("type", provisioner.type);
    const std::string expressions = BodyExpressions(provisioner.body, ProvisionerSchema(provisioner.type));
    if (expressions != "{}") one.Raw("expressions", expressions);
    items.push_back(one.Close());
  }
  return JsonArray(items);
}

std::string ResourceJson(const Module& module, const ResourceBlock& resource, const Schemas& schemas) {
  JsonObject object;
  object.Text("address", ModePrefix(resource.mode) + resource.type + "." + resource.name);
  object.Text("mode", ModeName(resource.mode));
  object.Text("type", resource.type).Text("name", resource.name);
  const ResolvedProvider provider = ResolveProvider(module, resource.provider);
  object.Text("provider_config_key", OwnerKey(module, resource.provider));
  if (!resource.provisioners.steps.empty()) object.Raw("provisioners", ProvisionersJson(resource.provisioners));
  const ResourceSchema* schema = schemas.Find(provider.requirement.source, "", resource.mode, resource.type);
  const std::string expressions = BodyExpressions(resource.body, schema == nullptr ? nullptr : &schema->block);
  if (expressions != "{}") object.Raw("expressions", expressions);
  object.Number("schema_version", schema == nullptr ? 0 : schema->version);
  AddUnlessEmpty(object, "count_expression", resource.count);
  AddUnlessEmpty(object, "for_each_expression", resource.for_each);
  if (!resource.depends_on.empty()) object.Raw("depends_on", JsonTexts(DependsOn(resource.depends_on)));
  return object.Close();
}

std::string OutputsJson(const Module& module) {
  JsonObject object;
  for (const auto& [name, output] : module.outputs) {
    JsonObject one;
    if (output.sensitive) one.Flag("sensitive", true);
    if (output.ephemeral) one.Flag("ephemeral", true);
    one.TextIf("deprecated", output.deprecated);
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
    if (!variable.constraint.type.IsDynamic()) one.Raw("type", value::TypeToJson(variable.constraint.type));
    if (variable.default_value) {
      one.Raw("default", JsonKnown(variable.default_value->UnmarkDeep()));
    } else {
      one.Flag("required", true);
    }
    one.TextIf("description", variable.description);
    if (variable.sensitive) one.Flag("sensitive", true);
    if (variable.ephemeral) one.Flag("ephemeral", true);
    one.TextIf("deprecated", variable.deprecated);
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
    AddUnlessEmpty(one, "count_expression", call.count);
    AddUnlessEmpty(one, "for_each_expression", call.for_each);
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
  std::vector<std::string> resources;
  for (const ResourceMode mode : {ResourceMode::kManaged, ResourceMode::kData, ResourceMode::kEphemeral}) {
    for (const auto& [key, resource] : module.resources) {
      if (resource.mode == mode) resources.push_back(ResourceJson(module, resource, schemas));
    }
  }
  if (!resources.empty()) object.Raw("resources", JsonArray(resources));
  if (!module.calls.empty()) object.Raw("module_calls", CallsJson(module, schemas));
  if (!module.variables.empty()) object.Raw("variables", VariablesJson(module));
  return object.Close();
}

void AddProviders(std::map<std::string, std::string>& providers, const Module& module, const Schemas& schemas) {
  const auto add = [&](const ProviderReference& name, const ProviderRequirement& requirement, const hcl::Body* body) {
    JsonObject one;
    one.Text("name", name.local_name);
    one.Text("full_name", requirement.host + "/" + requirement.source);
    one.TextIf("alias", name.alias);
    one.TextIf("version_constraint", NormalisedConstraint(requirement.constraint));
    one.TextIf("module_address", module.path.Text());
    const Provider* provider = schemas.FindProvider(requirement.source, "");
    const std::string expressions =
        body == nullptr ? "{}" : BodyExpressions(*body, provider ? &provider->schema().configuration : nullptr);
    if (expressions != "{}") one.Raw("expressions", expressions);
    providers[ProviderKey(module, name)] = one.Close();
  };
  for (const auto& [name, block] : module.providers) {
    // Instances of for_each stand in their block.
    if (!block.each) add(name, module.Requirement(name.local_name), &block.body);
  }
  // Those without a block belong to the outermost module that names them.
  for (const auto& [name, requirement] : DefaultProviders(module)) {
    const std::string key = ProviderKey(module, {name, ""});
    if (OwnerKey(module, {name, ""}) == key && providers.count(key) == 0) add({name, ""}, requirement, nullptr);
  }
  for (const auto& [name, child] : module.children) AddProviders(providers, *child, schemas);
}

}  // namespace

std::string ConfigurationToJson(const Configuration& configuration, const Schemas& schemas) {
  JsonObject object;
  std::map<std::string, std::string> providers;
  AddProviders(providers, *configuration.root, schemas);
  JsonObject provider_config;
  for (const auto& [key, json] : providers) provider_config.Raw(key, json);
  if (!providers.empty()) object.Raw("provider_config", provider_config.Close());
  object.Raw("root_module", ModuleJson(*configuration.root, schemas));
  return object.Close();
}

}  // namespace rolecall::engine
