#include "engine/plan_json/plan_json.h"

#include "engine/graph/check_rules.h"
#include "engine/plan/refreshed_state.h"
#include "engine/plan_json/configuration.h"
#include "engine/plan_json/text.h"
#include "engine/provider/schema_value.h"
#include "engine/render/render_state.h"
#include "engine/state/raw_json.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Value;

std::string Actions(Action action) {
  switch (action) {
    case Action::kNoOp: return "[\"no-op\"]";
    case Action::kCreate: return "[\"create\"]";
    case Action::kRead: return "[\"read\"]";
    case Action::kUpdate: return "[\"update\"]";
    case Action::kDelete: return "[\"delete\"]";
    case Action::kDeleteThenCreate: return "[\"delete\",\"create\"]";
    case Action::kCreateThenDelete: return "[\"create\",\"delete\"]";
    case Action::kForget: return "[\"forget\"]";
    case Action::kForgetThenCreate: return "[\"forget\",\"create\"]";
  }
  return "[]";
}

// Data sources are listed only when they are read during apply.
bool IsListed(const Plan& plan, const ResourceChange& change) {
  // A plan that only refreshes plans nothing: what it found has changed is its drift.
  if (plan.mode == PlanMode::kRefreshOnly) return false;
  return change.address.mode == ResourceMode::kManaged || change.action == Action::kRead;
}

template <typename Change>
void AddAddress(JsonObject& object, const Change& change) {
  const ResourceAddress& address = change.address;
  object.Text("address", address.Text());
  if (change.previous_address && *change.previous_address != address) {
    object.Text("previous_address", change.previous_address->Text());
  }
  object.TextIf("module_address", address.module.Text());
  object.Text("mode", ModeName(address.mode)).Text("type", address.type).Text("name", address.name);
  if (HasKey(address.key)) object.Raw("index", JsonIndex(address.key));
  object.Text("provider_name", ProviderName(change.provider));
  object.TextIf("deposed", change.deposed);
}

template <typename Change>
JsonObject ChangeObject(const Change& change) {
  JsonObject object;
  object.Raw("actions", Actions(change.action));
  object.Raw("before", JsonKnown(change.before)).Raw("after", JsonKnown(change.after));
  object.Raw("after_unknown", JsonUnknown(change.after));
  object.Raw("before_sensitive", JsonSensitive(change.before, change.before_sensitive));
  object.Raw("after_sensitive", JsonSensitive(change.after, change.after_sensitive));
  return object;
}

std::string IdentityJson(const Instance& instance) {
  std::string json;
  AppendCompact(json, instance.identity);
  return json;
}

void AddIdentity(const Instance& instance, JsonObject& object) {
  if (instance.identity.empty()) return;
  object.Number("identity_schema_version", instance.identity_schema_version.value_or(0));
  object.Raw("identity", IdentityJson(instance));
}

// The object that the change is about, as it is before; null: there is none.
const Instance* InstanceBefore(const Plan& plan, const ResourceChange& change) {
  const ResourceKey key = change.address.StateKey();
  return change.deposed.empty() ? plan.prior_state.FindInstance(key, change.address.key)
                                : plan.prior_state.FindDeposed(key, change.address.key, change.deposed);
}

// A change in place keeps the identity, but for a name that changes with it: that is known after the apply.
void AddIdentities(const Plan& plan, const ResourceChange& change, JsonObject& inner) {
  const Instance* before = InstanceBefore(plan, change);
  const bool had_one = before != nullptr && !before->identity.empty();
  const std::string identity = had_one ? IdentityJson(*before) : "";
  if (had_one) inner.Raw("before_identity", identity);
  if (!change.planned_identity.empty()) {
    inner.Raw("after_identity", change.planned_identity);
    return;
  }
  if (!had_one) return;
  const bool is_kept = change.action == Action::kNoOp || change.action == Action::kUpdate;
  const Value id = change.after.IsNull() ? Value() : change.after;
  const bool is_known = !id.IsNull() && id.IsKnown() && id.Find("id") != nullptr && id.Get("id").IsKnown();
  if (is_kept && is_known) inner.Raw("after_identity", identity);
}

std::string ResourceChangeJson(const Plan& plan, const ResourceChange& change) {
  JsonObject object;
  AddAddress(object, change);
  JsonObject inner = ChangeObject(change);
  AddIdentities(plan, change, inner);
  if (!change.requires_replace.empty()) inner.Raw("replace_paths", JsonPaths(change.requires_replace));
  if (!change.importing_id.empty()) {
    inner.Raw("importing", ImportingJson(change.importing_id, change.importing_identity));
  }
  object.Raw("change", inner.Close());
  object.TextIf("action_reason", ActionReasonName(change.reason));
  return object.Close();
}

std::string DriftJson(const DriftChange& change) {
  JsonObject object;
  AddAddress(object, change);
  return object.Raw("change", ChangeObject(change).Close()).Close();
}

std::string RelevantJson(const std::vector<RelevantAttribute>& relevant) {
  std::vector<std::string> items;
  for (const RelevantAttribute& one : relevant) {
    std::string path = JsonPaths({one.path});
    path = path.substr(1, path.size() - 2);
    items.push_back(JsonObject().Text("resource", one.resource.Text()).Raw("attribute", path).Close());
  }
  return JsonArray(items);
}

std::string OutputChangeJson(const OutputChange& change) {
  JsonObject object;
  object.Raw("actions", Actions(change.action));
  object.Raw("before", JsonKnown(change.before));
  if (change.after.IsKnown()) object.Raw("after", JsonKnown(change.after));
  object.Raw("after_unknown", change.after.IsWhollyKnown() ? "false" : JsonUnknown(change.after));
  // Outputs are sensitive as a whole, and both sides if one is.
  object.Flag("before_sensitive", change.sensitive).Flag("after_sensitive", change.sensitive);
  return object.Close();
}

std::string PlannedValueJson(const std::string& address, const ResourceChange& change, const Schemas& schemas) {
  JsonObject one;
  const ResourceAddress& parts = change.address;
  one.Text("address", address).Text("mode", ModeName(parts.mode)).Text("type", parts.type).Text("name", parts.name);
  if (HasKey(parts.key)) one.Raw("index", JsonIndex(parts.key));
  one.Text("provider_name", ProviderName(change.provider));
  const ResourceSchema* schema = schemas.Find(change.provider.source, change.provider_version, parts.mode, parts.type);
  one.Number("schema_version", schema == nullptr ? 0 : schema->version);
  // What is forgotten is named, without values; so is that of which nothing is known.
  const std::string values = change.action == Action::kForget ? "{}" : JsonKnown(change.after);
  if (values != "{}") one.Raw("values", values);
  one.Raw("sensitive_values", JsonSensitive(change.after, change.after_sensitive));
  if (!change.planned_identity.empty()) {
    one.Number("identity_schema_version", change.planned_identity_version).Raw("identity", change.planned_identity);
  }
  return one.Close();
}

std::string PlannedValues(const Plan& plan, const Schemas& schemas) {
  JsonObject outputs;
  bool any_output = false;
  for (const OutputChange& change : plan.outputs) {
    if (change.action == Action::kDelete) continue;
    JsonObject one;
    one.Flag("sensitive", change.after_sensitive);
    if (change.after.IsWhollyKnown()) {
      // Where there is nothing its type is not kept.
      one.Raw("type", change.after.IsNull() ? "\"dynamic\"" : value::TypeToJson(change.after.type()));
      one.Raw("value", JsonKnown(change.after));
    }
    outputs.Raw(change.name, one.Close());
    any_output = true;
  }
  // Terraform sorts them by their text: a[10] stands before a[2], and data where its letter is.
  std::map<std::string, const ResourceChange*> planned;
  for (const ResourceChange& change : plan.changes) {
    const bool goes = change.action == Action::kDelete || !change.deposed.empty();
    if (!goes && IsListed(plan, change)) planned.emplace(change.address.Text(), &change);
  }
  JsonModules modules;
  for (const auto& [address, change] : planned) {
    modules.Add(change->address.module, PlannedValueJson(address, *change, schemas));
  }
  JsonObject object;
  if (any_output) object.Raw("outputs", outputs.Close());
  return object.Raw("root_module", modules.Root()).Close();
}

std::string InstanceJson(const ResourceKey& key, const Resource& resource, const Instance& instance,
                         const Schemas& schemas) {
  const ResourceSchema* schema = schemas.Find(ProviderSource(resource.provider), "", key.mode, key.type);
  const Value value = InstanceValue(instance, schema);
  std::vector<value::Path> sensitive = instance.sensitive_paths;
  if (schema != nullptr && !value.IsNull() && value.type() == ImpliedType(schema->block)) {
    sensitive = UnitePaths(sensitive, SchemaSensitivePaths(schema->block, value));
  }
  const Result<ProviderAddress> provider = ParseProviderAddress(resource.provider);
  JsonObject object;
  object.Text("address", InstanceText(key, instance.index)).Text("mode", ModeName(key.mode));
  object.Text("type", key.type).Text("name", key.name);
  if (HasKey(instance.index)) object.Raw("index", JsonIndex(instance.index));
  object.Text("provider_name", provider.ok() ? ProviderName(*provider) : resource.provider);
  object.Number("schema_version", instance.schema_version);
  object.Raw("values", JsonKnown(value)).Raw("sensitive_values", JsonSensitive(value, sensitive));
  AddIdentity(instance, object);
  if (!instance.dependencies.empty()) object.Raw("depends_on", JsonTexts(instance.dependencies));
  if (instance.tainted) object.Flag("tainted", true);
  object.TextIf("deposed_key", instance.deposed);
  return object.Close();
}

std::string OutputValueJson(const OutputState& output) {
  std::string json;
  AppendCompact(json, output.value_json);
  return json;
}

std::string OutputJson(const OutputState& output, bool type_first) {
  std::string type;
  AppendCompact(type, output.type_json);
  JsonObject object;
  object.Flag("sensitive", output.sensitive).TextIf("deprecated", output.deprecated);
  if (type_first) object.Raw("type", type);
  object.Raw("value", OutputValueJson(output));
  if (!type_first) object.Raw("type", type);
  return object.Close();
}

std::string StateValues(const State& state, const Schemas& schemas) {
  JsonObject object;
  if (!state.outputs.empty()) {
    JsonObject outputs;
    for (const auto& [name, output] : state.outputs) outputs.Raw(name, OutputJson(output, false));
    object.Raw("outputs", outputs.Close());
  }
  JsonModules modules;
  for (const auto& [key, resource] : state.resources()) {
    const Result<ModuleAddress> module = ParseModuleAddress(key.module);
    for (const Instance& instance : resource.instances) {
      modules.Add(module.ok() ? *module : ModuleAddress(), InstanceJson(key, resource, instance, schemas));
    }
  }
  return object.Raw("root_module", modules.Root()).Close();
}

}  // namespace

std::string StateToJson(const State& state, const Schemas& schemas, const std::string& version) {
  JsonObject object;
  object.Text("format_version", "1.0");
  if (state.empty()) return object.Close();
  object.Text("terraform_version", version);
  object.Raw("values", StateValues(state, schemas));
  const std::vector<CheckResult> checks = ReadCheckResults(state.check_results);
  if (!checks.empty()) object.Raw("checks", JsonChecks(checks));
  return object.Close();
}

// What an ephemeral variable was given is in no plan; its default is no secret of it.
static std::string VariablesJson(const Plan& plan, const Configuration* configuration) {
  std::map<std::string, std::string> values;
  for (const PlannedVariable& variable : plan.variables) {
    if (!variable.ephemeral) values[variable.name] = JsonKnown(variable.value);
  }
  if (configuration != nullptr) {
    for (const auto& [name, variable] : configuration->root->variables) {
      if (variable.ephemeral && variable.default_value) values[name] = JsonKnown(variable.default_value->UnmarkDeep());
    }
  }
  JsonObject variables;
  for (const auto& [name, value] : values) variables.Raw(name, JsonObject().Raw("value", value).Close());
  return variables.Close();
}

std::string PlanToJson(const Plan& plan, const Configuration* configuration, const Schemas& schemas,
                       const std::string& version, const std::string& access) {
  JsonObject object;
  object.Text("format_version", "1.2").Text("terraform_version", version);
  if (const std::string variables = VariablesJson(plan, configuration); variables != "{}") {
    object.Raw("variables", variables);
  }
  object.Raw("planned_values", PlannedValues(plan, schemas));
  std::vector<std::string> drift;
  for (const DriftChange& change : plan.drift) drift.push_back(DriftJson(change));
  if (!drift.empty()) object.Raw("resource_drift", JsonArray(drift));
  std::vector<std::string> changes;
  for (const ResourceChange& change : plan.changes) {
    if (IsListed(plan, change)) changes.push_back(ResourceChangeJson(plan, change));
  }
  if (!changes.empty()) object.Raw("resource_changes", JsonArray(changes));
  if (!plan.outputs.empty()) {
    JsonObject outputs;
    for (const OutputChange& change : plan.outputs) outputs.Raw(change.name, OutputChangeJson(change));
    object.Raw("output_changes", outputs.Close());
  }
  const State prior = RefreshedState(plan, configuration);
  if (!prior.empty()) object.Raw("prior_state", StateToJson(prior, schemas, version));
  if (configuration != nullptr) object.Raw("configuration", ConfigurationToJson(*configuration, schemas));
  if (const std::string relevant = RelevantJson(plan.relevant); relevant != "[]") {
    object.Raw("relevant_attributes", relevant);
  }
  if (!plan.checks.empty()) object.Raw("checks", JsonChecks(plan.checks));
  object.TextIf("timestamp", plan.timestamp);
  if (!access.empty()) object.Raw("rolecall_access", access);
  return object.Flag("errored", plan.errored).Close();
}

std::string ConfigurationDocument(const Configuration& configuration, const Schemas& schemas) {
  return ConfigurationToJson(configuration, schemas);
}

std::string OutputsToJson(const State& state) {
  JsonObject object;
  for (const auto& [name, output] : state.outputs) object.Raw(name, OutputJson(output, true));
  std::string pretty;
  AppendIndented(pretty, object.Close());
  return pretty;
}

std::string OutputToJson(const OutputState& output) { return OutputValueJson(output); }

}  // namespace rolecall::engine
