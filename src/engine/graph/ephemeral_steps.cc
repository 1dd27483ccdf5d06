#include "engine/graph/ephemeral_steps.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/graph/absent_type.h"
#include "engine/graph/instance_config.h"
#include "engine/graph/opened_resources.h"
#include "engine/graph/passed_over.h"
#include "engine/provider/ephemeral.h"
#include "engine/provider/schema_value.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

using value::Value;

class EphemeralStep final : public Step {
 public:
  EphemeralStep(Walk& walk, const Module& module, const ResourceBlock& block)
      : walk_(walk), id_(ResourceNode(ConfigAddress(module, block))), resolved_(ResolveProvider(module, block)) {
    target_.module = &module;
    target_.block = &block;
    target_.config_address = ConfigAddress(module, block);
  }

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    FindSchema(walk_, target_);
    if (walk_.opened != nullptr) MakeJobs(diagnostics);
    if (walk_.predicting) TellPassedOver(diagnostics);
    walk_.log.Add(id_, diagnostics);
    return diagnostics.HasErrors() ? -1 : static_cast<long long>(jobs_.size());
  }

  bool Part(std::size_t index) override {
    Job& job = jobs_[index];
    diag::Diagnostics diagnostics;
    job.value = Do(job, diagnostics);
    NameObject(job.address, &target_.block->body, diagnostics);
    walk_.log.Add(id_, diagnostics);
    return !diagnostics.HasErrors();
  }

  bool Finish() override {
    const ResourceBlock& block = *target_.block;
    std::map<ModuleAddress, std::vector<std::pair<InstanceKey, Value>>> by_module;
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) by_module[module];
    for (Job& job : jobs_) by_module[job.address.module].emplace_back(job.address.key, std::move(job.value));
    for (auto& [module, instances] : by_module) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      const bool is_missing = instances.empty() && !block.count && !block.for_each && !block.enabled;
      Value value = walk_.opened == nullptr || is_missing
                        ? Value::Unknown(value::Type::Dynamic()).Mark(kEphemeral)
                        : AggregateInstances(block.count != nullptr, block.for_each != nullptr, std::move(instances));
      walk_.evaluator.SetResource(address, std::move(value));
    }
    return true;
  }

 private:
  struct Job {
    ResourceAddress address;
    Repetition repetition;
    Provider* provider = nullptr;  // configured; null: what it would be is not known
    Value value;                   // marked
  };

  // A plan that is only looked at asks nobody.
  void TellPassedOver(diag::Diagnostics& diagnostics) const {
    diag::Diagnostic note;
    note.summary = "Ephemeral resources are not opened, and are unknown";
    note.subject = target_.block->range;
    note.address = target_.config_address.Text();
    PassOver(note);
    diagnostics.Add(std::move(note));
  }

  void MakeJobs(diag::Diagnostics& diagnostics) {
    for (const ModuleAddress& module : InstancesOf(walk_, *target_.module)) AddInstances(module, diagnostics);
    if (jobs_.empty() || diagnostics.HasErrors()) return;
    if (target_.schema == nullptr) {
      return diagnostics.Add(AbsentTypeError(walk_, *target_.module, *target_.block, true));
    }
    target_.decoder = std::make_unique<ConfigDecoder>(target_.schema->block);
    target_.references = hcl::BodyReferences(target_.block->body);
    for (Job& job : jobs_) ChooseProvider(job, diagnostics);
  }

  void AddInstances(const ModuleAddress& module, diag::Diagnostics& diagnostics) {
    const ResourceBlock& block = *target_.block;
    std::vector<const hcl::Traversal*> references;
    for (const hcl::Expression* one : {block.count, block.for_each, block.enabled}) {
      if (one != nullptr) hcl::AppendReferences(*one, references);
    }
    const hcl::Scope scope = walk_.evaluator.ScopeFor(*target_.module, module, references);
    ResourceAddress base = target_.config_address;
    base.module = module;
    const RepetitionArguments arguments{block.count, block.for_each, block.enabled, base.Text()};
    auto repetitions = EvaluateRepetition(arguments, scope, UnknownKeys::kRefuse, diagnostics);
    if (!repetitions) return;
    for (Repetition& one : *repetitions) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      address.key = one.key;
      jobs_.push_back({std::move(address), std::move(one), nullptr, {}});
    }
  }

  void ChooseProvider(Job& job, diag::Diagnostics& diagnostics) const {
    std::optional<ResolvedProvider> chosen = resolved_;
    if (resolved_.IsFamily()) chosen = SelectProvider(walk_, resolved_, job.address, job.repetition, diagnostics);
    if (chosen) job.provider = walk_.providers.Find(ProviderNode(chosen->Address()));
  }

  Value Unknown() const { return Value::Unknown(target_.nothing.type()).Mark(kEphemeral); }

  Value Do(const Job& job, diag::Diagnostics& diagnostics) {
    const Lifecycle& lifecycle = target_.block->lifecycle;
    auto* const interface = dynamic_cast<EphemeralResources*>(job.provider);
    if (interface == nullptr) return Unknown();
    if (!CheckConditions(walk_, target_, job.address, job.repetition, lifecycle.preconditions, nullptr, diagnostics)) {
      return Unknown();
    }
    const auto config = ConfigureInstance(walk_, target_, job.address, job.repetition, diagnostics);
    if (!config) return Unknown();
    diag::Diagnostics problems;
    interface->ValidateEphemeral(job.address.type, config->value, problems);
    const bool is_wrong = problems.HasErrors();
    diagnostics.Append(problems);
    if (is_wrong || MustWait(job, *config, diagnostics)) return Unknown();
    std::optional<Value> opened = walk_.opened->Open(job.address, *job.provider, config->value, diagnostics);
    if (!opened) return Unknown();
    const std::vector<value::Path> sensitive =
        UnitePaths(MarksIn(*opened, config->sensitive), SchemaSensitivePaths(target_.schema->block, *opened));
    Value result = MarkSensitive(*opened, sensitive).Mark(kEphemeral);
    CheckConditions(walk_, target_, job.address, job.repetition, lifecycle.postconditions, &result, diagnostics);
    return result;
  }

  // Whether it can only be opened when more is known, or when something that it names is done.
  bool MustWait(const Job& job, const InstanceConfig& config, diag::Diagnostics& diagnostics) const {
    if (!config.value.IsWhollyKnown()) {
      if (walk_.applying) {
        AddObjectError(job.address, "unknown-configuration", "Configuration is still unknown",
                       "The configuration of " + job.address.Text() + " is not wholly known even at apply time.", {},
                       diagnostics);
      } else {
        walk_.opened->Defer(job.address, "Configuration unknown");
      }
      return true;
    }
    if (!walk_.is_pending) return false;
    const std::vector<NodeId>& blocks = walk_.resources.at(id_).pending_check;
    const auto is_pending = [&](const NodeId& block) { return walk_.is_pending(block, job.address.module); };
    if (std::none_of(blocks.begin(), blocks.end(), is_pending)) return false;
    walk_.opened->Defer(job.address, "Dependencies pending");
    return true;
  }

  Walk& walk_;
  const NodeId id_;
  const ResolvedProvider resolved_;
  ResourceTarget target_;
  std::vector<Job> jobs_;
};

class CloseStep final : public Step {
 public:
  CloseStep(Walk& walk, NodeId block, NodeId id) : walk_(walk), block_(std::move(block)), id_(std::move(id)) {}

  bool IsCleanup() const override { return true; }
  long long Prepare() override {
    if (walk_.opened == nullptr) return 0;
    diag::Diagnostics diagnostics;
    walk_.opened->Close(block_, diagnostics);
    walk_.log.Add(id_, diagnostics);
    return diagnostics.HasErrors() ? -1 : 0;
  }

 private:
  Walk& walk_;
  const NodeId block_, id_;
};

// Whether what a node makes of an ephemeral value may hold it still: then those are waited for that use it in turn.
// Objects do not: they keep no ephemeral value.
bool PassesOn(NodeKind kind) {
  switch (kind) {
    case NodeKind::kVariable:
    case NodeKind::kLocal:
    case NodeKind::kOutput:
    case NodeKind::kExpand:
    case NodeKind::kProvider:
    case NodeKind::kEphemeral: return true;
    case NodeKind::kClose:
    case NodeKind::kManaged:
    case NodeKind::kData:
    case NodeKind::kEphemeralClose:
    case NodeKind::kCheck:
    case NodeKind::kImport:
    case NodeKind::kDestroy:
    case NodeKind::kDestroyed: return false;
  }
  return false;
}

// All that must be over before the block is closed.
std::set<Graph::Id> UsersOf(const Graph& graph, Graph::Id ephemeral,
                            const std::vector<std::vector<Graph::Id>>& waiters) {
  std::set<Graph::Id> users{ephemeral};
  std::vector<Graph::Id> todo{ephemeral};
  while (!todo.empty()) {
    const Graph::Id at = todo.back();
    todo.pop_back();
    for (const Graph::Id waiter : waiters[at]) {
      if (graph.is_pruned(waiter) || graph.node(waiter).kind == NodeKind::kClose) continue;
      if (users.insert(waiter).second && PassesOn(graph.node(waiter).kind)) todo.push_back(waiter);
    }
  }
  return users;
}

}  // namespace

std::unique_ptr<Step> MakeEphemeralStep(Walk& walk, const Module& module, const ResourceBlock& block) {
  return std::make_unique<EphemeralStep>(walk, module, block);
}

void AddEphemeralCloses(Graph& graph, Walk& walk) {
  std::vector<Graph::Id> blocks;
  std::vector<std::vector<Graph::Id>> waiters(graph.size());
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    if (graph.is_pruned(id)) continue;
    if (graph.node(id).kind == NodeKind::kEphemeral) blocks.push_back(id);
    for (const Graph::Id awaited : graph.awaited(id)) waiters[awaited].push_back(id);
  }
  std::map<Graph::Id, Graph::Id> closes;
  for (const Graph::Id block : blocks) {
    const NodeId id = graph.node(block), close = EphemeralCloseNode(id.Resource());
    closes[block] = graph.Add(close, std::make_unique<CloseStep>(walk, id, close));
  }
  for (const Graph::Id block : blocks) {
    for (const Graph::Id user : UsersOf(graph, block, waiters)) {
      graph.Connect(closes[block], user);
      if (const auto other = closes.find(user); other != closes.end()) graph.Connect(closes[block], other->second);
    }
  }
}

}  // namespace rolecall::engine
