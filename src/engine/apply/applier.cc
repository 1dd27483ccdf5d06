#include "engine/apply/applier.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "engine/apply/apply_work.h"
#include "engine/graph/config_graph.h"
#include "engine/graph/ephemeral_steps.h"
#include "engine/graph/opened_resources.h"
#include "engine/graph/walk_targets.h"
#include "engine/plan/import_name.h"
#include "engine/planning/plan_work.h"
#include "engine/planning/planner.h"

namespace rolecall::engine {
namespace {

using value::Value;

RootVariables VariablesOf(const Plan& plan) {
  RootVariables variables;
  for (const PlannedVariable& variable : plan.variables) variables[variable.name] = {variable.value, {}, "plan"};
  return variables;
}

bool NeedsDestroyStep(const ResourceChange& change) {
  return change.action == Action::kDelete || change.action == Action::kForget || IsReplace(change.action);
}

// Whether the old object goes after its replacement and everything that depends on it.
bool GoesLast(const ResourceChange& change) {
  return change.action == Action::kCreateThenDelete ||
         (change.action == Action::kDelete && change.create_before_destroy && change.deposed.empty());
}

class Applier {
 public:
  Applier(const EngineContext& context, const Schemas& schemas, const Configuration& configuration, const Plan& plan,
          const ApplyOptions& options, diag::Diagnostics& diagnostics)
      : configuration_(configuration),
        plan_(plan),
        options_(options),
        diagnostics_(diagnostics),
        variables_(VariablesOf(plan)),
        evaluator_(configuration, MakeFunctions(context, ParseRfc3339(plan.timestamp), false), Options(context)),
        walk_{configuration, schemas, evaluator_, providers_, log_, checks_, variables_, false, true, {}},
        hooks_(options.hook, *context.clock),
        opened_(hooks_),
        work_(walk_, plan, options, *context.random, hooks_, *context.environment),
        graph_(walk_, work_) {
    walk_.opened = &opened_;
    for (const OutputChange& change : plan.outputs) {
      const bool is_declared = configuration.root->outputs.count(change.name) > 0;
      if (is_declared && change.after.IsWhollyKnown()) known_outputs_.emplace(change.name, change.after);
    }
    walk_.known_outputs = &known_outputs_;
  }

  ApplyResult Run() {
    diag::Diagnostics problems;
    Prepare(problems);
    if (!problems.HasErrors()) {
      TellImports();
      outcomes_ = WalkGraph(graph_.graph(), options_.parallelism, [this] { return work_.ShouldStop(); });
      log_.MoveTo(problems);
      SaveOutputs();
      // Nothing is told of what goes, also where some of it could not.
      if (IsWholeDestroy() && !work_.ShouldStop()) work_.result().state.outputs.clear();
      if (work_.ShouldStop()) {
        problems.AddError("interrupted", "Interrupted",
                          "The apply was interrupted. What was done is in the state; the rest was not begun.");
      }
    }
    const bool is_refresh = plan_.mode == PlanMode::kRefreshOnly;
    work_.result().state.check_results =
        CheckResultsJson(Expected(), is_refresh ? std::vector<CheckResult>() : checks_.Results());
    if (plan_.mode == PlanMode::kDestroy && !problems.HasErrors()) DropRead();
    for (const ResourceChange& change : plan_.changes) {
      if (!change.importing_id.empty()) ++work_.result().imported;
    }
    work_.Save(problems);
    diagnostics_.Append(problems);
    return std::move(work_.result());
  }

 private:
  static EvaluatorOptions Options(const EngineContext& context) {
    EvaluatorOptions options = OptionsFor(context);
    options.applying = true;
    return options;
  }

  // What the plan imported is in the state that it starts from.
  void TellImports() {
    for (const ResourceChange& change : plan_.changes) {
      if (change.importing_id.empty()) continue;
      ResourceEvent event{change.address, "", Action::kNoOp, change.importing_id, {}};
      NameByIdentity(change.importing_identity, event);
      hooks_.Say(Progress::kImportStarted, event);
      hooks_.Say(Progress::kImportComplete, event);
    }
  }

  bool IsWholeDestroy() const {
    return plan_.mode == PlanMode::kDestroy && plan_.targets.empty() && plan_.excludes.empty();
  }

  void Prepare(diag::Diagnostics& problems) {
    if (plan_.errored) {
      problems.AddError("errored-plan", "Cannot apply incomplete plan",
                        "The plan was made with errors and can only be shown, not applied.");
      return;
    }
    graph_.Build(problems);
    if (problems.HasErrors()) return;
    graph_.Summarise();
    if (plan_.mode == PlanMode::kDestroy) KeepForDestroy(graph_.graph(), {});
    AddDestroySteps(problems);
    ConnectDestroySteps();
    if (!plan_.targets.empty() || !plan_.excludes.empty()) {
      KeepForTargets(graph_.graph(), plan_.targets, plan_.excludes);
    }
    KeepWhatIsNeeded();
    AddEphemeralCloses(graph_.graph(), walk_);
    graph_.ReportTypes(problems);
    graph_.CheckCycles(problems);
  }

  void AddDestroySteps(diag::Diagnostics& problems) {
    Graph& graph = graph_.graph();
    for (const ResourceChange& change : plan_.changes) {
      if (!NeedsDestroyStep(change)) continue;
      Graph::Id node = graph.Add(DestroyNode(change.address, change.deposed), work_.ForDestroy(change));
      Graph::Id all = graph.Add(DestroyedNode(change.address.Config()), std::make_unique<Step>());
      graph.Connect(all, node);
      if (change.action == Action::kForget) continue;
      std::optional<ResolvedProvider> resolved = ResolveStateProvider(configuration_, change.provider.Text());
      if (resolved) graph.Connect(node, graph_.Provider(*resolved, problems));
    }
  }

  // What the state says an object depends on; of the state as it was before this plan, so that references that the
  // configuration has dropped still count. Blocks: a state's dependencies have no instance keys.
  std::set<NodeId> DependenciesOf(const ResourceChange& change) const {
    std::set<NodeId> dependencies;
    const auto add = [&](const std::vector<std::string>& texts) {
      for (const std::string& text : texts) {
        Result<ResourceAddress> address = ParseResourceAddress(text);
        if (address.ok() && !HasKey(address->key)) dependencies.insert(ResourceNode(*address));
      }
    };
    add(change.dependencies);
    const Instance* before = plan_.previous_state.FindInstance(change.address.StateKey(), change.address.key);
    if (before != nullptr) add(before->dependencies);
    return dependencies;
  }

  // Old objects go in the order of what depended on what: first all of the dependents, then what they depended on. An
  // object that is replaced in place goes before its replacement comes; one that goes last (GoesLast) waits for its
  // replacement and for all that is made anew to use that.
  void ConnectDestroySteps() {
    Graph& graph = graph_.graph();
    std::unordered_map<NodeId, std::set<NodeId>> dependents;  // by block
    std::map<NodeId, std::vector<const ResourceChange*>> leaving;
    for (const ResourceChange& change : plan_.changes) {
      if (change.action == Action::kNoOp || change.action == Action::kRead) continue;
      const NodeId block = ResourceNode(change.address.Config());
      if (NeedsDestroyStep(change)) leaving[block].push_back(&change);
      for (const NodeId& dependency : DependenciesOf(change)) {
        if (dependency != block) dependents[dependency].insert(block);
      }
    }
    for (const auto& [block, changes] : leaving) {
      for (const ResourceChange* change : changes) ConnectDestroyStep(*change, graph.Find(block), dependents[block]);
    }
  }

  void ConnectDestroyStep(const ResourceChange& change, Graph::Id creates, const std::set<NodeId>& dependents) {
    Graph& graph = graph_.graph();
    const Graph::Id destroys = graph.Find(DestroyNode(change.address, change.deposed));
    const bool last = GoesLast(change);
    if (last && plan_.mode != PlanMode::kDestroy) graph.Connect(destroys, creates);
    if (change.action == Action::kDeleteThenCreate) graph.Connect(creates, destroys);
    for (const NodeId& dependent : dependents) {
      graph.Connect(destroys, graph.Find(DestroyedNode(dependent.Resource())));
      const Graph::Id makes = work_.HasWork(dependent) ? graph.Find(dependent) : Graph::kNone;
      if (last) graph.Connect(destroys, makes);
      if (!last && change.deposed.empty()) graph.Connect(makes, destroys);
    }
  }

  // Provider configurations are only made for those that do something, and only what those need is evaluated again.
  void KeepWhatIsNeeded() {
    Graph& graph = graph_.graph();
    std::set<Graph::Id> needed;
    for (Graph::Id id = 0; id < graph.size(); ++id) {
      if (!graph.node(id).IsResource() || graph.node(id).kind == NodeKind::kEphemeral) continue;
      if (work_.HasWork(graph.node(id))) {
        needed.insert(id);
      } else {
        graph.Release(id, [&](Graph::Id awaited) { return graph.node(awaited).kind != NodeKind::kProvider; });
      }
    }
    bool is_destroy = plan_.mode == PlanMode::kDestroy;
    for (Graph::Id id = 0; id < graph.size(); ++id) {
      const NodeId& node = graph.node(id);
      bool is_root_output = node.kind == NodeKind::kOutput && node.module.IsRoot();
      bool is_result = is_root_output || node.kind == NodeKind::kCheck || node.kind == NodeKind::kEphemeral;
      if (node.kind == NodeKind::kDestroy || (is_result && !is_destroy)) needed.insert(id);
    }
    std::set<Graph::Id> all = graph.Ancestors(needed);
    all.insert(needed.begin(), needed.end());
    graph.Prune([&](Graph::Id id) { return all.count(id) > 0 && !graph.is_pruned(id); });
  }

  // What was known when the plan was made stays so, also where the apply did not get to it.
  void SaveOutputs() {
    State& state = work_.result().state;
    if (plan_.mode == PlanMode::kDestroy) return;
    const bool is_partial = !plan_.targets.empty() || !plan_.excludes.empty();
    for (auto it = state.outputs.begin(); it != state.outputs.end();) {
      it = is_partial || configuration_.root->outputs.count(it->first) > 0 ? std::next(it) : state.outputs.erase(it);
    }
    for (const auto& [name, value] : known_outputs_) SaveOutput(name, value);
    for (const auto& [name, output] : configuration_.root->outputs) {
      Graph::Id node = graph_.graph().Find({NodeKind::kOutput, {}, name});
      bool is_done = node != Graph::kNone && outcomes_[node] == StepOutcome::kDone && !graph_.graph().is_pruned(node);
      std::optional<Value> value = evaluator_.Output({}, name);
      if (is_done && known_outputs_.count(name) == 0 && value && value->IsWhollyKnown()) SaveOutput(name, *value);
    }
  }

  // What the plan found of the checks; of those that the apply was to do and did not get to, nothing is known any more.
  std::vector<CheckResult> Expected() {
    std::set<std::string> missed;
    for (Graph::Id id = 0; id < outcomes_.size(); ++id) {
      const NodeId& node = graph_.graph().node(id);
      const bool may_check = node.IsResource() || node.kind == NodeKind::kOutput || node.kind == NodeKind::kCheck;
      const bool is_missed = outcomes_[id] != StepOutcome::kDone && !graph_.graph().is_pruned(id);
      if (may_check && is_missed) missed.insert(node.Text());
    }
    // With a part of the objects the apply looks only at what that needs.
    const bool is_partial = !plan_.targets.empty() || !plan_.excludes.empty();
    std::vector<CheckResult> expected = WithUndecided(configuration_, plan_.checks);
    for (CheckResult& result : expected) {
      const bool is_left_out = is_partial && plan_.mode == PlanMode::kNormal && result.kind != "resource";
      const bool is_missed = is_left_out || missed.count(result.address) > 0;
      if (!is_missed || result.objects.empty()) continue;
      result.status = CheckStatus::kUnknown;
      for (CheckObject& object : result.objects) object = CheckObject{object.address, CheckStatus::kUnknown, {}};
    }
    return expected;
  }

  void SaveOutput(const std::string& name, const Value& value) {
    std::map<std::string, OutputState>& outputs = work_.result().state.outputs;
    if (value.IsNull()) {
      outputs.erase(name);
      return;
    }
    const Output& output = configuration_.root->outputs.at(name);
    const auto previous = outputs.find(name);
    const bool sensitive = output.sensitive || value.HasMarkDeep(value::kSensitive);
    outputs[name] =
        EncodeOutput(value.UnmarkDeep(), sensitive, previous == outputs.end() ? nullptr : &previous->second);
    outputs[name].deprecated = output.deprecated;
  }

  // By -target or -exclude.
  bool IsMeant(const ResourceAddress& address) const {
    const auto contains = [&](const TargetAddress& one) { return one.Contains(address); };
    const bool is_target = plan_.targets.empty() || std::ranges::any_of(plan_.targets, contains);
    return is_target && std::ranges::none_of(plan_.excludes, contains);
  }

  // What was read goes with what was destroyed.
  void DropRead() {
    State& state = work_.result().state;
    std::vector<std::pair<ResourceKey, InstanceKey>> read;
    for (const auto& [key, resource] : state.resources()) {
      if (key.mode != ResourceMode::kData) continue;
      for (const Instance& instance : resource.instances) {
        if (IsMeant(ResourceAddress::FromState(key, instance.index))) read.emplace_back(key, instance.index);
      }
    }
    for (const auto& [key, index] : read) state.RemoveInstance(key, index);
    std::erase_if(state.resources(), [](const auto& one) { return one.second.instances.empty(); });
  }

  const Configuration& configuration_;
  const Plan& plan_;
  const ApplyOptions& options_;
  diag::Diagnostics& diagnostics_;
  const RootVariables variables_;
  Evaluator evaluator_;
  ProviderSet providers_;
  DiagnosticLog log_;
  CheckLog checks_;
  std::map<std::string, Value> known_outputs_;
  Walk walk_;
  HookCaller hooks_;
  OpenedResources opened_;
  ApplyWork work_;
  ConfigGraph graph_;
  std::vector<StepOutcome> outcomes_;
};

}  // namespace

ApplyResult ApplyPlan(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
                      const Plan& plan, const ApplyOptions& options, diag::Diagnostics& diagnostics) {
  return Applier(context, schemas, configuration, plan, options, diagnostics).Run();
}

}  // namespace rolecall::engine
