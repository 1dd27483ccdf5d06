#include "engine/planning/planner.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/config/import_address.h"
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

void AddMissingImportTarget(const std::string& address, const diag::Range& range, diag::Diagnostics& problems) {
  problems.AddError("missing-import-target", "Configuration for import target does not exist",
                    "The configuration for the given import " + address +
                        " does not exist. All target instances must have an associated configuration to be imported.",
                    range);
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
              options.before_destroy || options.mode == PlanMode::kRefreshOnly},
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
    plan.targets = options_.targets;  // with what a destroy takes along, and leaves
    plan.excludes = options_.excludes;
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
    if (!problems.HasErrors() && !stop() && !is_import_) CheckImported(plan, problems);
    // Wrong moves are often what the other errors come from: then only they are said.
    diag::Diagnostics wrong_moves;
    if (!stop()) CheckMoves(configuration_, evaluator_, wrong_moves);
    if (wrong_moves.HasErrors()) problems = std::move(wrong_moves);
    plan.errored = problems.HasErrors() || stop();
    diagnostics_.Append(problems);
    // Nothing is checked of what goes.
    const bool is_destroy = options_.mode == PlanMode::kDestroy;
    plan.checks = WithUndecided(configuration_, is_destroy ? OutputsToCheck() : checks_.Results());
    PlanOutputs(plan);
    PlanVariables(plan);
    ModuleOutputs has_value;
    if (options_.mode != PlanMode::kDestroy) NoteOutputs(*configuration_.root, has_value);
    plan.relevant = FindRelevant(configuration_, plan, has_value);
    if (options_.inspect) options_.inspect(evaluator_);
    return plan;
  }

 private:
  void Prepare(diag::Diagnostics& problems) {
    if (!options_.force_replace.empty() && options_.mode != PlanMode::kNormal) {
      problems.AddError("wrong-plan-mode", "Unsupported plan mode",
                        "Forcing resource instance replacement (with -replace=...) is allowed only in normal planning "
                        "mode.");
    }
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
      if (!options_.excludes.empty()) options_.excludes = WithDependencies(previous_, options_.excludes);
      DropWhatIsNotThere();
      KeepForDestroy(graph_.graph(), GuardsOf(graph_.graph(), *configuration_.root));
    }
    if (!options_.targets.empty() || !options_.excludes.empty()) {
      KeepForTargets(graph_.graph(), options_.targets, options_.excludes);
    }
    AddEphemeralCloses(graph_.graph(), walk_);
    if (!options_.predicting && !options_.before_destroy) graph_.ReportTypes(problems);
  }

  // Those that a destroy only names.
  std::vector<CheckResult> OutputsToCheck() const {
    std::vector<CheckResult> results;
    if (!options_.targets.empty() || !options_.excludes.empty()) return results;
    for (const auto& [name, output] : configuration_.root->outputs) {
      if (output.preconditions.empty()) continue;
      const std::string address = NodeId{NodeKind::kOutput, {}, name}.Text();
      results.push_back({"output_value", address, CheckStatus::kUnknown, {CheckObject{address}}});
    }
    return results;
  }

  // Values that do not fit are told before anything is looked at.
  void CheckVariables(diag::Diagnostics& problems) {
    for (const auto& [name, variable] : configuration_.root->variables) {
      const auto given = walk_.variables.find(name);
      if (given == walk_.variables.end()) continue;
      FitVariable(variable, given->second.value, {given->second.range, given->second.source, ""}, problems);
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

  // By -target or -exclude.
  bool IsLeftOut(const ResourceAddress& block) const {
    const auto may_contain = [&block](const TargetAddress& target) { return target.MayContain(block); };
    if (!options_.targets.empty()) return std::ranges::none_of(options_.targets, may_contain);
    return std::ranges::any_of(options_.excludes, may_contain);
  }

  void AddOrphans(diag::Diagnostics& problems) {
    Graph& graph = graph_.graph();
    for (const auto& [key, resource] : previous_.resources()) {
      ResourceAddress address = ResourceAddress::FromState(key, {}).Config();
      if (graph.Find(ResourceNode(address)) != Graph::kNone) continue;
      if (key.mode == ResourceMode::kData) {
        if (!IsLeftOut(address)) work_.KeepState(key, resource.provider, {});
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

  // What was to be imported must be an instance that the configuration has.
  void CheckImported(const Plan& plan, diag::Diagnostics& problems) const {
    std::set<ResourceAddress> wanted;
    for (const ResourceChange& change : plan.changes) {
      if (change.action != Action::kDelete && change.action != Action::kForget) wanted.insert(change.address);
    }
    for (const auto& [address, source] : work_.imports()) {
      if (wanted.count(address) > 0 || IsLeftOut(address.Config())) continue;
      AddMissingImportTarget(address.Text(), {}, problems);
    }
  }

  void AddImports(diag::Diagnostics& problems) {
    const Module& root = *configuration_.root;
    Graph& graph = graph_.graph();
    if (options_.mode != PlanMode::kNormal || options_.predicting) return;
    for (std::size_t i = 0; i < root.imports.size(); ++i) {
      const ImportBlock& block = root.imports[i];
      if (options_.before_destroy) {  // nothing is imported, but it must be right all the same
        FindImportTarget(ImportAddress(*block.to, [](const hcl::Expression&) { return std::string(); }), block,
                         problems);
        continue;
      }
      NodeId id{NodeKind::kImport, {}, std::to_string(i), std::to_string(block.range.start.byte)};
      Graph::Id node = graph.Add(id, work_.ForImport(id, root, block));
      graph_.ConnectNames(node, block.id != nullptr ? *block.id : *block.identity, block.for_each != nullptr, problems);
      if (block.for_each) graph_.ConnectNames(node, *block.for_each, false, problems);
      ConnectImportTarget(node, block, problems);
    }
  }

  void ConnectImportTarget(Graph::Id node, const ImportBlock& block, diag::Diagnostics& problems) {
    const std::string text = ImportAddress(*block.to, [&](const hcl::Expression& key) {
      graph_.ConnectNames(node, key, block.for_each != nullptr, problems);
      return std::string();
    });
    const Graph::Id target = FindImportTarget(text, block, problems);
    if (target != Graph::kNone) graph_.graph().Connect(target, node);
  }

  // kNone, with diagnostics: nothing is declared there.
  Graph::Id FindImportTarget(const std::string& text, const ImportBlock& block, diag::Diagnostics& problems) {
    const Result<ResourceAddress> address = ParseResourceAddress(text);
    const Graph::Id target =
        address.ok() ? graph_.graph().Find(ResourceNode(address->Config())) : Graph::Id(Graph::kNone);
    if (target != Graph::kNone) return target;
    AddMissingImportTarget(text, block.range, problems);
    return Graph::kNone;
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
      }
    }
  }

  // The outputs of modules below that are something.
  void NoteOutputs(const Module& module, ModuleOutputs& has_value) const {
    for (const auto& [call, child] : module.children) {
      for (const ModuleAddress& instance : InstancesOf(walk_, *child)) {
        for (const auto& [name, output] : child->outputs) {
          const std::optional<Value> value = evaluator_.Output(instance, name);
          if (value && !(value->IsKnown() && value->IsNull())) has_value.emplace(instance, name);
        }
      }
      NoteOutputs(*child, has_value);
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
      const bool is_null = change.after.IsKnown() && change.after.IsNull();
      if (!is_wanted) {
        change.action = existed ? Action::kDelete : Action::kNoOp;
      } else if (!existed) {
        change.action = is_null ? Action::kNoOp : Action::kCreate;
      } else if (!change.after.Same(change.before) || change.after_sensitive != change.before_sensitive ||
                 declared->second.deprecated != previous_.outputs.at(name).deprecated) {
        change.action = Action::kUpdate;
      }
      change.sensitive = change.before_sensitive || change.after_sensitive;
      if (existed || is_wanted) plan.outputs.push_back(std::move(change));
    }
  }

  void PlanVariables(Plan& plan) {
    for (const auto& [name, variable] : configuration_.root->variables) {
      // Also those that nothing of a part of the objects needs.
      std::optional<Value> value = evaluator_.Variable({}, name);
      if (!value) value = variable.default_value;
      PlannedVariable planned;
      const auto given = walk_.variables.find(name);
      planned.name = name;
      planned.given = given != walk_.variables.end();
      if (!value && !planned.given) continue;
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
  if (module == nullptr) {
    diagnostics.AddError("missing-import-target", "Import to non-existent module",
                         address.module.Text() +
                             " is not defined in the configuration. Please add configuration for this module before "
                             "importing into it.");
    return state;
  }
  if (module->FindResource(address.mode, address.type, address.name) == nullptr) {
    const std::string where = address.module.steps.empty() ? "the root module" : address.module.Text();
    diagnostics.AddError("missing-import-target",
                         "resource address \"" + address.Text() + "\" does not exist in the configuration.",
                         "Before importing this resource, please create its configuration in " + where +
                             ". For example:\n\nresource \"" + address.type + "\" \"" + address.name +
                             "\" {\n  # (resource arguments)\n}");
    return state;
  }
  if (state.FindInstance(address.StateKey(), address.key) != nullptr) {
    diagnostics.AddError("already-managed", "Resource already managed by Rolecall",
                         "Rolecall is already managing a remote object for " + address.Text() +
                             ". To import to this address you must first remove the existing object from the state.");
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
    AddMissingImportTarget(address.Text(), {}, diagnostics);
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
