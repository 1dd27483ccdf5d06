// The steps of an apply: the wanted instances of a resource block, and each object that goes.
#include <map>
#include <memory>
#include <utility>

#include "engine/apply/apply_work.h"
#include "engine/graph/config_graph.h"
#include "engine/graph/own_objects.h"
#include "engine/graph/stand_in.h"
#include "engine/provider/schema_value.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"

namespace rolecall::engine {
namespace {

using value::Value;

class ApplyStep final : public Step {
 public:
  ApplyStep(ApplyWork& work, const Module& module, const ResourceBlock& block)
      : work_(work), id_(ResourceNode(ConfigAddress(module, block))) {
    target_.module = &module;
    target_.block = &block;
    target_.config_address = ConfigAddress(module, block);
  }

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    ResolveSchema(diagnostics);
    if (!diagnostics.HasErrors()) MakeJobs(diagnostics);
    work_.walk().log.Add(id_, diagnostics);
    return diagnostics.HasErrors() ? -1 : static_cast<long long>(jobs_.size());
  }

  bool Part(std::size_t index) override {
    Job& job = jobs_[index];
    diag::Diagnostics diagnostics;
    Do(job, diagnostics);
    if (!target_.block->check.empty()) {
      for (diag::Diagnostic& one : diagnostics.list()) one.severity = diag::Severity::kWarning;
    }
    NameObject(job.address, &target_.block->body, diagnostics);
    bool failed = diagnostics.HasErrors();
    work_.walk().log.Add(id_, diagnostics);
    return !failed;
  }

  bool Finish() override {
    std::map<ModuleAddress, std::vector<std::pair<InstanceKey, Value>>> by_module;
    for (const ModuleAddress& module : InstancesOf(work_.walk(), *target_.module)) by_module[module];
    for (Job& job : jobs_) by_module[job.address.module].emplace_back(job.address.key, std::move(job.result));
    const ResourceBlock& block = *target_.block;
    for (auto& [module, instances] : by_module) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      bool is_missing = instances.empty() && !block.count && !block.for_each && !block.enabled;
      Value value = is_missing
                        ? Value::Unknown(value::Type::Dynamic())
                        : AggregateInstances(block.count != nullptr, block.for_each != nullptr, std::move(instances));
      work_.walk().evaluator.SetResource(address, std::move(value));
    }
    return true;
  }

 private:
  struct Job {
    ResourceAddress address;
    const ResourceChange* change = nullptr;  // null: only in the state
    const Instance* existing = nullptr;      // before the apply
    Repetition repetition;
    const ResourceTarget* target = nullptr;  // of its provider's instance
    Value result;
  };

  void ResolveSchema(diag::Diagnostics& diagnostics) {
    ResolvedProvider resolved = ResolveProvider(*target_.module, *target_.block);
    target_.provider_address = resolved.Address();
    is_family_ = resolved.IsFamily();
    target_.provider_version = WantedVersion(work_.walk().configuration, resolved.requirement);
    target_.provider = work_.walk().providers.Find(ProviderNode(resolved.Address()));
    const std::string& source = resolved.requirement.source;
    // Without work the provider is not configured; its schema still reads the state.
    if (target_.provider == nullptr) {
      target_.provider = work_.walk().schemas.FindProvider(source, target_.provider_version);
    }
    target_.schema =
        work_.walk().schemas.Find(source, target_.provider_version, target_.block->mode, target_.block->type);
    if (target_.provider == nullptr || target_.schema == nullptr) {
      if (!work_.HasWork(id_) && work_.InState(id_).empty()) return;  // a block without instances
      AddObjectError(target_.config_address, "foreign-object", "Object of a type that this program does not have", "",
                     target_.block->range, diagnostics);
      return;
    }
    if (!work_.HasWork(id_)) return;
    target_.decoder = std::make_unique<ConfigDecoder>(target_.schema->block);
    target_.references = hcl::BodyReferences(target_.block->body);
    StandIn(target_);
  }

  void MakeJobs(diag::Diagnostics& diagnostics) {
    std::map<ResourceAddress, Job> jobs;
    for (const ResourceKey& key : work_.InState(id_)) AddFromState(key, jobs);
    for (const ResourceChange* change : work_.ChangesOf(id_)) {
      Job& job = jobs[change->address];
      job.address = change->address;
      job.change = change;
    }
    if (work_.HasWork(id_)) AddRepetitions(jobs, diagnostics);
    for (auto& [address, job] : jobs) {
      job.target = job.change == nullptr ? &target_ : TargetOf(job.change->provider);
      jobs_.push_back(std::move(job));
    }
  }

  // Of a provider with `for_each` each object has the target of its own provider instance, which the plan chose.
  const ResourceTarget* TargetOf(const ProviderAddress& provider) {
    if (!is_family_ || !work_.HasWork(id_)) return &target_;
    auto& target = targets_[provider.alias];
    if (target != nullptr) return target.get();
    target = std::make_unique<ResourceTarget>();
    target->module = target_.module;
    target->block = target_.block;
    target->config_address = target_.config_address;
    target->provider_address = provider;
    target->provider_version = target_.provider_version;
    target->provider = work_.walk().providers.Find(ProviderNode(provider));
    if (target->provider == nullptr) target->provider = target_.provider;  // nothing is to be done by it
    target->schema = target_.schema;
    target->decoder = std::make_unique<ConfigDecoder>(target_.schema->block);
    target->references = target_.references;
    StandIn(*target);
    return target.get();
  }

  void AddFromState(const ResourceKey& key, std::map<ResourceAddress, Job>& jobs) {
    ResourceAddress base = ResourceAddress::FromState(key, {});
    for (const Instance& instance : work_.plan().prior_state.Find(key)->instances) {
      ResourceAddress address = base.WithKey(instance.index);
      // While everything goes, provider configurations may still need what was.
      bool leaves = work_.plan().mode != PlanMode::kDestroy && work_.Leaves(address);
      if (!instance.is_current() || leaves) continue;
      Job& job = jobs[address];
      job.address = address;
      job.existing = &instance;
    }
  }

  void AddRepetitions(std::map<ResourceAddress, Job>& jobs, diag::Diagnostics& diagnostics) {
    const ResourceBlock& block = *target_.block;
    std::vector<const hcl::Traversal*> references;
    if (block.count) hcl::AppendReferences(*block.count, references);
    if (block.for_each) hcl::AppendReferences(*block.for_each, references);
    if (block.enabled) hcl::AppendReferences(*block.enabled, references);
    for (const ModuleAddress& module : InstancesOf(work_.walk(), *target_.module)) {
      ResourceAddress base = target_.config_address;
      base.module = module;
      if (RepeatsByItself(block)) {
        const State& before = work_.plan().prior_state;
        work_.walk().evaluator.SetResource(base, ObjectsInState(target_, base, before, diagnostics));
      }
      hcl::Scope scope = work_.walk().evaluator.ScopeFor(*target_.module, module, references);
      const RepetitionArguments arguments{block.count, block.for_each, block.enabled, base.Text()};
      auto repetitions = EvaluateRepetition(arguments, scope, UnknownKeys::kRefuse, diagnostics);
      if (!repetitions) return;
      for (Repetition& one : *repetitions) {
        auto job = jobs.find(base.WithKey(one.key));
        if (job != jobs.end()) job->second.repetition = std::move(one);
      }
    }
  }

  void Do(Job& job, diag::Diagnostics& diagnostics) {
    bool has_work = job.change != nullptr && job.change->action != Action::kNoOp;
    if (!has_work) {
      job.result = FromState(job, diagnostics);
      if (job.change != nullptr && work_.IsUndecided(job.address)) {
        work_.Decide(*job.target, job.address, job.repetition, job.result, diagnostics);
      }
    } else if (job.change->action == Action::kRead) {
      job.result = work_.ReadData(*job.target, *job.change, job.repetition, diagnostics);
    } else {
      job.result = work_.ApplyInstance(*job.target, *job.change, job.repetition, diagnostics);
    }
  }

  Value FromState(const Job& job, diag::Diagnostics& diagnostics) {
    Value unknown = Value::Unknown(target_.nothing.type());
    if (job.existing == nullptr) return unknown;
    auto object = DecodeInstance(*job.existing, job.address, *target_.provider, *target_.schema, diagnostics);
    if (!object) return unknown;
    return MarkSensitive(object->value,
                         UnitePaths(object->sensitive, SchemaSensitivePaths(target_.schema->block, object->value)));
  }

  ApplyWork& work_;
  const NodeId id_;
  ResourceTarget target_;
  bool is_family_ = false;                                          // the provider has `for_each`
  std::map<std::string, std::unique_ptr<ResourceTarget>> targets_;  // of its instances, by alias
  std::vector<Job> jobs_;
};

class DestroyStep final : public Step {
 public:
  DestroyStep(ApplyWork& work, const ResourceChange& change) : work_(work), change_(change) {}

  long long Prepare() override { return 1; }
  bool Part(std::size_t) override {
    diag::Diagnostics diagnostics;
    work_.Destroy(change_, diagnostics);
    NameObject(change_.address, diag::Range(), diagnostics);
    bool failed = diagnostics.HasErrors();
    work_.walk().log.Add(ResourceNode(change_.address.Config()), diagnostics);
    return !failed;
  }

 private:
  ApplyWork& work_;
  const ResourceChange& change_;
};

}  // namespace

std::unique_ptr<Step> ApplyWork::ForResource(const Module& module, const ResourceBlock& block) {
  return std::make_unique<ApplyStep>(*this, module, block);
}

std::unique_ptr<Step> ApplyWork::ForDestroy(const ResourceChange& change) {
  return std::make_unique<DestroyStep>(*this, change);
}

}  // namespace rolecall::engine
