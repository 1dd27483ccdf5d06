#include "engine/planning/planner.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/graph/config_graph.h"
#include "engine/graph/ephemeral_steps.h"
#include "engine/graph/opened_resources.h"
#include "engine/graph/walk_targets.h"
#include "engine/plan/relevance.h"
#include "engine/planning/moves.h"
#include "engine/planning/plan_work.h"
#include "engine/planning/removals.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Value;

EvaluatorOptions OptionsFor(const EngineContext& context, const PlanOptions& options) {
  EvaluatorOptions evaluation = engine::OptionsFor(context);
  evaluation.placeholders = options.predicting;
  return evaluation;
}

class Planner {
 public:
  Planner(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
          const RootVariables& variables, const State& state, const PlanOptions& options,
          diag::Diagnostics& diagnostics)
      : options_(options),
        diagnostics_(diagnostics),
        now_(context.clock->Now()),
        configuration_(configuration),
        previous_(state),
        moved_from_(ApplyMoves(configuration, schemas, previous_, diagnostics)),
        evaluator_(configuration, MakeFunctions(context, now_, true), OptionsFor(context, options)),
        walk_{configuration,
              schemas,
              evaluator_,
              providers_,
              log_,
              checks_,
              variables,
              false,
              false,
              {},
              options.predicting,
              options.mode == PlanMode::kDestroy,
              options.before_destroy},
        hooks_(options.hook, *context.clock),
        opened_(hooks_),
        work_(walk_, previous_, moved_from_, options_, hooks_),
        graph_(walk_, work_) {
    if (options.predicting) return;
    walk_.opened = &opened_;
    walk_.is_pending = [this](const NodeId& block, const ModuleAddress& module) {
      return options_.mode != PlanMode::kRefreshOnly && work_.HasPendingChanges(block, module);
    };
  }

  // A further object to import, besides those of import blocks.
  void Import(const ResourceAddress& address, const std::string& id) {
    is_import_ = true;
    work_.AddImport(address, ImportSource{id});
  }

  Plan Run() {
    Plan plan;
    plan.mode = options_.mode;
    plan.excludes = options_.excludes;
    plan.force_replace = options_.force_replace;
    plan.timestamp = FormatIso8601(now_);
    plan.previous_state = previous_;
    plan.prior_state = previous_;
    plan.errored = true;
    diag::Diagnostics problems;
    Prepare(problems);
    plan.targets = options_.targets;  // with what a destroy takes along
    bool may_walk = !problems.HasErrors() && !diagnostics_.HasErrors();
    diagnostics_.Append(problems);
    if (!may_walk) return plan;
    plan.walked = true;
    auto stop = [this] { return options_.interrupt != nullptr && options_.interrupt->IsStopping(); };
    WalkGraph(graph_.graph(), options_.parallelism, stop);
    if (stop()) diagnostics_.AddError("interrupted", "Interrupted", "The plan was interrupted; nothing was changed.");
    work_.MoveTo(plan);
    // What goes is compared with what it is now: how it came to be so is no part of a plan to destroy it.
    if (options_.mode == PlanMode::kDestroy) plan.drift.clear();
    log_.MoveTo(problems = diag::Diagnostics());
    // Wrong moves are often what the other errors come from: then only they are said.
    diag::Diagnostics wrong_moves;
    if (!stop()) CheckMoves(configuration_, evaluator_, wrong_moves);
    if (wrong_moves.HasErrors()) problems = std::move(wrong_moves);
    plan.errored = problems.HasErrors() || stop();
    diagnostics_.Append(problems);
    plan.checks = checks_.Results();
    PlanOutputs(plan);
    PlanVariables(plan);
    plan.relevant = FindRelevant(configuration_, plan);
    if (options_.inspect) options_.inspect(evaluator_);
    return plan;
  }

 private:
  void Prepare(diag::Diagnostics& problems) {
    CheckVariables(problems);
    if (problems.HasErrors()) return;
    if (options_.mode != PlanMode::kDestroy) CheckRemoved(configuration_, problems);
    if (!is_import_) CheckMovedTargets(moved_from_, options_, problems);
    graph_.Build(problems);
    AddOrphans(problems);
    AddImports(problems);
    CheckForceReplace(problems);
    if (problems.HasErrors() || !graph_.CheckCycles(problems)) return;
    graph_.Summarise();
    if (options_.mode == PlanMode::kDestroy) {
      options_.targets = WithDependents(graph_.graph(), options_.targets);
      DropWhatIsNotThere();
      KeepForDestroy(graph_.graph(), GuardsOf(graph_.graph(), *configuration_.root));
    }
    if (!options_.targets.empty() || !options_.excludes.empty()) {
      KeepForTargets(graph_.graph(), options_.targets, options_.excludes);
    }
    AddEphemeralCloses(graph_.graph(), walk_);
    if (!options_.predicting && !options_.before_destroy) graph_.ReportTypes(problems);
  }

  // Values that do not fit are told before anything is looked at.
  void CheckVariables(diag::Diagnostics& problems) {
    for (const auto& [name, variable] : configuration_.root->variables) {
      const auto given = walk_.variables.find(name);
      if (given == walk_.variables.end()) continue;
      const diag::Range& place = given->second.range;
      FitVariable(variable, given->second.value, place.has_place() ? place : variable.range, problems);
    }
  }

  // Blocks without objects have nothing to destroy, also those of types that we do not have.
  void DropWhatIsNotThere() {
    graph_.graph().Prune([&](Graph::Id id) {
      const NodeId& node = graph_.graph().node(id);
      const bool is_block = node.kind == NodeKind::kManaged && walk_.resources.count(node) > 0;
      return !is_block || !work_.InState(node).empty();
    });
  }

  void AddOrphans(diag::Diagnostics& problems) {
    Graph& graph = graph_.graph();
    for (const auto& [key, resource] : previous_.resources()) {
      ResourceAddress address = ResourceAddress::FromState(key, {}).Config();
      if (graph.Find(ResourceNode(address)) != Graph::kNone) continue;
      if (key.mode == ResourceMode::kData) {
        work_.KeepState(key, resource.provider, {});
        continue;
      }
      std::optional<ResolvedProvider> resolved = ResolveStateProvider(configuration_, resource.provider);
      if (!resolved) {
        AddObjectError(address, "missing-provider-configuration", "Provider configuration not present",
                       "To work with " + address.Text() + " its original provider configuration at " +
                           resource.provider +
                           " is required, but it has been removed. Re-add the provider "
                           "configuration to destroy " +
                           address.Text() +
                           ", after which you can remove the provider "
                           "configuration again.",
                       {}, problems);
        continue;
      }
      Graph::Id node = graph.Add(ResourceNode(address), work_.ForOrphan(address, *resolved));
      graph.Connect(node, graph_.Provider(*resolved, problems));
    }
  }

  void AddImports(diag::Diagnostics& problems) {
    const Module& root = *configuration_.root;
    Graph& graph = graph_.graph();
    if (options_.mode != PlanMode::kNormal || options_.predicting || options_.before_destroy) return;
    for (std::size_t i = 0; i < root.imports.size(); ++i) {
      const ImportBlock& block = root.imports[i];
      NodeId id{NodeKind::kImport, {}, std::to_string(i), std::to_string(block.range.start.byte)};
      Graph::Id node = graph.Add(id, work_.ForImport(id, root, block));
      graph_.ConnectNames(node, block.id != nullptr ? *block.id : *block.identity, block.for_each != nullptr, problems);
      if (block.for_each) graph_.ConnectNames(node, *block.for_each, false, problems);
      ConnectImportTarget(node, block, problems);
    }
  }

  void ConnectImportTarget(Graph::Id node, const ImportBlock& block, diag::Diagnostics& problems) {
    for (const hcl::Traversal* traversal : hcl::References(*block.to)) {
      if (traversal->root == "each") continue;
      Result<ResourceAddress> address = ParseResourceAddress(hcl::TraversalText(*traversal));
      Graph::Id target = Graph::kNone;
      if (address.ok()) target = graph_.graph().Find(ResourceNode(address->Config()));
      if (target == Graph::kNone) {
        problems.AddError("missing-import-target", "Configuration for import target does not exist",
                          "The configuration for the given import " + hcl::TraversalText(*traversal) +
                              " does not exist. All target instances must have an associated configuration to be "
                              "imported.",
                          block.range);
        continue;
      }
      graph_.graph().Connect(target, node);
    }
  }

  // An option for each instance with a key that the state has, in the order of the keys.
  std::string KeyedInstances(const ResourceAddress& address) const {
    std::string options;
    const auto resource = previous_.resources().find(address.StateKey());
    if (resource == previous_.resources().end()) return options;
    std::set<InstanceKey> keys;
    for (const Instance& instance : resource->second.instances) {
      if (HasKey(instance.index) && instance.deposed.empty()) keys.insert(instance.index);
    }
    for (const InstanceKey& key : keys) options += "\n  -replace='" + address.WithKey(key).Text() + "'";
    return options;
  }

  void CheckForceReplace(diag::Diagnostics& problems) {
    for (const ResourceAddress& address : options_.force_replace) {
      const std::string choices = HasKey(address.key) ? "" : KeyedInstances(address);
      if (!choices.empty()) {
        problems.AddWarning("incomplete-replace", "Incompletely-matched force-replace resource instance",
                            "Your force-replace request for " + address.Text() +
                                " doesn't match any resource instances because it lacks an instance key.\n\nTo force "
                                "replacement of particular instances, use one or more of the following options "
                                "instead:" +
                                choices);
      } else if (previous_.FindInstance(address.StateKey(), address.key) == nullptr) {
        problems.AddWarning("nothing-to-replace", "No matching object for -replace",
                            "There is no object at " + address.Text() +
                                " in the state, so the -replace option has no "
                                "effect for it.");
      }
    }
  }

  void PlanOutputs(Plan& plan) {
    std::map<std::string, OutputChange> outputs;
    for (const auto& [name, output] : previous_.outputs) {
      OutputChange change;
      change.name = name;
      change.before = DecodeOutput(output).value_or(Value());
      change.before_sensitive = output.sensitive;
      outputs[name] = std::move(change);
    }
    const Module& root = *configuration_.root;
    for (const auto& [name, output] : root.outputs) outputs[name].name = name;
    for (auto& [name, change] : outputs) {
      bool existed = previous_.outputs.count(name) > 0;
      auto declared = root.outputs.find(name);
      bool is_wanted = declared != root.outputs.end() && options_.mode != PlanMode::kDestroy;
      // With a part of the objects only what is made of that part changes.
      if (!is_wanted && (!options_.targets.empty() || !options_.excludes.empty())) continue;
      if (is_wanted) {
        std::optional<Value> value = evaluator_.Output({}, name);
        if (!value) continue;  // not targeted, or failed
        change.after = value->UnmarkDeep();
        change.after_sensitive = declared->second.sensitive || value->HasMarkDeep(value::kSensitive);
      }
      bool is_null = change.after.IsKnown() && change.after.IsNull();
      if (!is_wanted || (existed && is_null)) {
        change.action = existed ? Action::kDelete : Action::kNoOp;
      } else if (!existed) {
        change.action = is_null ? Action::kNoOp : Action::kCreate;
      } else if (!change.after.Same(change.before) || change.after_sensitive != change.before_sensitive) {
        change.action = Action::kUpdate;
      }
      change.sensitive = change.before_sensitive || change.after_sensitive;
      if (existed || is_wanted) plan.outputs.push_back(std::move(change));
    }
  }

  void PlanVariables(Plan& plan) {
    for (const auto& [name, variable] : configuration_.root->variables) {
      std::optional<Value> value = evaluator_.Variable({}, name);
      if (!value) continue;
      PlannedVariable planned;
      const auto given = walk_.variables.find(name);
      planned.name = name;
      planned.given = given != walk_.variables.end();
      planned.value = (planned.given ? given->second.value : *value).UnmarkDeep();
      planned.sensitive = variable.sensitive;
      planned.ephemeral = variable.ephemeral;
      plan.variables.push_back(std::move(planned));
    }
  }

  PlanOptions options_;
  diag::Diagnostics& diagnostics_;
  const Time now_;
  const Configuration& configuration_;
  State previous_;
  std::map<ResourceAddress, ResourceAddress> moved_from_;
  Evaluator evaluator_;
  ProviderSet providers_;
  DiagnosticLog log_;
  CheckLog checks_;
  Walk walk_;
  HookCaller hooks_;
  OpenedResources opened_;
  PlanWork work_;
  ConfigGraph graph_;
  bool is_import_ = false;  // the targets are the program's own
};

}  // namespace

Plan MakePlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
              const RootVariables& variables, const State& state, const PlanOptions& options,
              diag::Diagnostics& diagnostics) {
  return Planner(context, schemas, configuration, variables, state, options, diagnostics).Run();
}

State ImportObject(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                   const RootVariables& variables, const State& state, const ResourceAddress& address,
                   const std::string& id, const PlanOptions& options, diag::Diagnostics& diagnostics) {
  const Module* module = configuration.Find(address.module);
  if (module == nullptr || module->FindResource(address.mode, address.type, address.name) == nullptr) {
    AddObjectError(address, "missing-import-target", "Resource address does not exist in the configuration",
                   "Before importing this resource, please create its configuration: resource \"" + address.type +
                       "\" \"" + address.name + "\" { … }.",
                   {}, diagnostics);
    return state;
  }
  if (state.FindInstance(address.StateKey(), address.key) != nullptr) {
    AddObjectError(address, "already-managed", "Resource already managed",
                   "There is already an object at " + address.Text() +
                       " in the state. To import to this address you "
                       "must first remove the existing object from the state.",
                   {}, diagnostics);
    return state;
  }
  // A plan of this one resource, in the mode that only takes over what is there.
  PlanOptions only = options;
  only.mode = PlanMode::kRefreshOnly;
  only.refresh = false;
  only.targets = {TargetAddress{address.module, address}};
  only.excludes.clear();
  Planner planner(context, schemas, configuration, variables, state, only, diagnostics);
  planner.Import(address, id);
  Plan plan = planner.Run();
  if (plan.errored) return state;
  if (plan.prior_state.FindInstance(address.StateKey(), address.key) == nullptr) {
    AddObjectError(address, "missing-import-target", "Import target is not an instance",
                   "The configuration has no instance at " + address.Text() + ": check count, for_each and the key.",
                   {}, diagnostics);
    return state;
  }
  State result = state;
  const ResourceKey key = address.StateKey();
  result.PutInstance(key, plan.prior_state.Find(key)->provider, *plan.prior_state.FindInstance(key, address.key));
  return result;
}

functions::Catalogue MakeFunctions(const EngineContext& context, std::optional<Time> timestamp, bool is_pure) {
  functions::Options options;
  options.files = context.files;
  options.working_directory = context.working_directory;
  options.environment = context.environment;
  options.clock = context.clock;
  options.random = context.random;
  options.plan_timestamp = timestamp;
  options.pure_only = is_pure;
  functions::Catalogue catalogue = functions::MakeCatalogue(options);
  if (context.provider_functions != nullptr) {
    catalogue.insert(context.provider_functions->begin(), context.provider_functions->end());
  }
  return catalogue;
}

EvaluatorOptions OptionsFor(const EngineContext& context) {
  EvaluatorOptions options;
  options.working_directory = context.working_directory;
  options.workspace = context.workspace;
  options.extra = context.extra_names;
  return options;
}

std::optional<Value> DecodeOutput(const OutputState& output) {
  auto type = value::TypeFromJson(output.type_json);
  if (!type.ok()) return std::nullopt;
  auto value = value::FromJson(output.value_json, *type);
  if (!value.ok()) return std::nullopt;
  return *value;
}

OutputState EncodeOutput(const Value& value, bool sensitive, const OutputState* previous) {
  OutputState output;
  if (previous != nullptr) output = *previous;
  output.sensitive = sensitive;
  output.type_json = value::TypeToJson(value.type());
  auto json = value::ToJson(value, value.type());
  if (json.ok()) output.value_json = *json;
  return output;
}

}  // namespace rolecall::engine
