// The steps of a plan: which objects a resource block (or what is left of one) has, and their results put together.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/config/import_address.h"
#include "engine/graph/config_graph.h"
#include "engine/graph/lifecycle_rules.h"
#include "engine/graph/own_objects.h"
#include "engine/graph/passed_over.h"
#include "engine/graph/stand_in.h"
#include "engine/planning/foreign_object.h"
#include "engine/planning/import_arguments.h"
#include "engine/planning/plan_work.h"
#include "engine/provider/schema_value.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

// How it works. One step plans all instances of a block, wherever its module is repeated, in the three stages of a
// Step:
//
//   Prepare  evaluates count and for_each and lays the wanted instances beside what the state has: a job for each pair,
//            for each object that nothing wants any more (with the reason), and for each deposed one
//   Part     plans one job: PlanManaged, PlanData, PlanDeletion or PlanDeposed (PlanWork). Jobs run at once and know
//            nothing of each other
//   Finish   publishes the results for expressions, all instances of a module instance as one value, and hands over
//            what the refreshed state keeps
//
// A job that fails publishes an unknown object, so that what refers to it can still be checked, though not walked.
// What is left of a block that was taken out of the configuration is a step without block: it only has deletions.
namespace rolecall::engine {
namespace {

using value::Value;

// Why an object that the block does not want any more goes: its key no longer is one of the block's, or it has the
// wrong kind of key, or none.
ActionReason ReasonForKey(const ResourceBlock& block, const InstanceKey& key) {
  if (block.count != nullptr) {
    return std::holds_alternative<long long>(key) ? ActionReason::kDeleteBecauseCountIndex
                                                  : ActionReason::kDeleteBecauseWrongRepetition;
  }
  if (block.for_each != nullptr) {
    return std::holds_alternative<std::string>(key) ? ActionReason::kDeleteBecauseEachKey
                                                    : ActionReason::kDeleteBecauseWrongRepetition;
  }
  if (HasKey(key)) return ActionReason::kDeleteBecauseWrongRepetition;
  return block.enabled != nullptr ? ActionReason::kDeleteBecauseEnabledFalse
                                  : ActionReason::kDeleteBecauseNoResourceConfig;
}

// Fills in provider and schema; false if there is none.
bool ResolveSchema(ResourceTarget& target, PlanWork& work, const ResolvedProvider& resolved) {
  target.provider_address = resolved.Address();
  const Configuration& configuration = work.walk().configuration;
  auto host = configuration.locked_hosts.find(resolved.requirement.source);
  const std::string in_state = work.HostInState(resolved.requirement.source);
  if (!resolved.requirement.host_given && host != configuration.locked_hosts.end()) {
    target.provider_address.host = host->second;
  } else if (!resolved.requirement.host_given && !in_state.empty()) {
    target.provider_address.host = in_state;  // new objects are named as their neighbours are
  }
  target.provider_version = WantedVersion(configuration, resolved.requirement);
  target.provider = work.walk().providers.Find(ProviderNode(resolved.Address()));
  if (resolved.IsFamily()) {  // each instance has its own; this one tells what types are like
    target.provider = work.walk().schemas.FindProvider(resolved.requirement.source, target.provider_version);
  }
  const std::string& type = target.config_address.type;
  if (target.provider != nullptr) {
    target.SetSchema(FindType(*target.provider, target.config_address.mode, type));
    StandIn(target);
  }
  if (target.schema != nullptr) {
    target.decoder = std::make_unique<ConfigDecoder>(target.schema->block);
    return true;
  }
  return false;
}

void RefuseForeignObject(const ResourceTarget& target, diag::Diagnostics& diagnostics) {
  AddObjectError(
      target.config_address, "foreign-object", "Object of a type that this program does not have",
      "The state has " + target.config_address.Text() +
          ", which is of a type that this program does not "
          "have, and this plan would have to change it. Nothing was done. Keep its block in a directory that is "
          "applied with OpenTofu or Terraform, or take it out of the state first.",
      target.block ? target.block->range : diag::Range(), diagnostics);
}

class PlanStep final : public Step {
 public:
  PlanStep(PlanWork& work, const Module* module, const ResourceBlock* block, ResourceAddress config_address,
           ResolvedProvider resolved)
      : work_(work), resolved_(std::move(resolved)), id_(ResourceNode(config_address)) {
    target_.module = module;
    target_.block = block;
    target_.config_address = std::move(config_address);
  }

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    bool good = MakeJobs(diagnostics);
    work_.walk().log.Add(id_, diagnostics);
    return good && !diagnostics.HasErrors() ? static_cast<long long>(jobs_.size()) : -1;
  }

  bool Part(std::size_t index) override {
    PlanJob& job = jobs_[index];
    diag::Diagnostics diagnostics;
    Do(job, diagnostics);
    job.failed = diagnostics.HasErrors();
    // What a check asks never stops anything: it warns, and the assertion has nothing to look at.
    const bool is_checking = target_.block != nullptr && !target_.block->check.empty();
    if (is_checking) {
      for (diag::Diagnostic& one : diagnostics.list()) one.severity = diag::Severity::kWarning;
    }
    NameObject(job.address, target_.block ? &target_.block->body : nullptr, diagnostics);
    work_.walk().log.Add(id_, diagnostics);
    return is_checking || !job.failed;
  }

  bool Finish() override {
    Publish();
    KeepState();
    return true;
  }

 private:
  void Do(PlanJob& job, diag::Diagnostics& diagnostics) {
    const ResourceTarget& target = *job.target;
    if (!CheckProviderMeta(target, job.address, diagnostics)) return;
    if (job.existing != nullptr && !job.existing->is_current()) return work_.PlanDeposed(target, job, diagnostics);
    if (target.config_address.mode == ResourceMode::kData) {
      if (job.is_wanted) work_.PlanData(target, job, diagnostics);
      return;
    }
    if (work_.IsExcluded(job.address)) return KeepAsItIs(job, diagnostics);
    bool deletes = !job.is_wanted || work_.options().mode == PlanMode::kDestroy;
    return deletes ? work_.PlanDeletion(target, job, diagnostics) : work_.PlanManaged(target, job, diagnostics);
  }

  // Of a provider with `for_each` each object has the target of its own provider instance.
  bool ChooseTargets(diag::Diagnostics& diagnostics) {
    for (PlanJob& job : jobs_) {
      job.target = &target_;
      if (!resolved_.IsFamily()) continue;
      const std::optional<ResolvedProvider> chosen = ChooseProvider(job, diagnostics);
      if (!chosen) return false;
      job.target = TargetOf(*chosen);
    }
    return true;
  }

  std::optional<ResolvedProvider> ChooseProvider(const PlanJob& job, diag::Diagnostics& diagnostics) const {
    const Walk& walk = work_.walk();
    if (work_.options().predicting) return AnyProvider(job);
    if (job.is_wanted && target_.block != nullptr) {
      return SelectProvider(walk, resolved_, job.address, job.repetition, diagnostics);
    }
    return FindInstanceProvider(walk, resolved_, job.address, job.existing->provider, diagnostics);
  }

  // A plan that is only looked at takes another one for what cannot be known.
  std::optional<ResolvedProvider> AnyProvider(const PlanJob& job) const {
    diag::Diagnostics ignored;
    auto chosen = SelectProvider(work_.walk(), resolved_, job.address, job.repetition, ignored);
    return chosen ? chosen : resolved_;
  }

  const ResourceTarget* TargetOf(const ResolvedProvider& chosen) {
    auto& target = targets_[chosen.name.alias];
    if (target != nullptr) return target.get();
    target = std::make_unique<ResourceTarget>();
    target->module = target_.module;
    target->block = target_.block;
    target->config_address = target_.config_address;
    target->references = target_.references;
    target->info = target_.info;
    ResolveSchema(*target, work_, chosen);
    return target.get();
  }

  // Not targeted: what the state says stands, and nobody looks whether its conditions hold.
  void KeepAsItIs(PlanJob& job, diag::Diagnostics& diagnostics) {
    if (job.is_wanted && HasConditions()) {
      work_.walk().checks.Add("resource", target_.config_address.Text(), job.address.Text(), RuleResult());
    }
    if (job.existing == nullptr) {
      job.is_wanted = false;  // for expressions it does not exist, now and when the plan is applied
      return;
    }
    job.kept = *job.existing;
    auto object = DecodeInstance(*job.existing, job.address, *target_.provider, *target_.schema, diagnostics);
    if (object) job.result = MarkSensitive(object->value, object->sensitive);
  }

  bool HasConditions() const {
    if (target_.block == nullptr) return false;
    const Lifecycle& lifecycle = target_.block->lifecycle;
    return !lifecycle.preconditions.empty() || !lifecycle.postconditions.empty();
  }

  bool MakeJobs(diag::Diagnostics& diagnostics) {
    if (!ResolveSchema(target_, work_, resolved_)) return DoWithoutType(diagnostics);
    if (target_.block != nullptr) {
      target_.references = hcl::BodyReferences(target_.block->body);
      target_.info = &work_.walk().resources.at(id_);
      CheckLifecycle(work_.walk(), target_, diagnostics);
      if (HasConditions()) work_.walk().checks.Declare("resource", target_.config_address.Text());
      for (const ModuleAddress& module : InstancesOf(work_.walk(), *target_.module)) {
        if (!AddWanted(module, diagnostics)) return false;
      }
    }
    for (const ResourceKey& key : work_.InState(id_)) {
      if (seen_.count(key) == 0) AddLeftOver(key);
    }
    std::sort(jobs_.begin(), jobs_.end(), [](const PlanJob& a, const PlanJob& b) {
      if (auto order = a.address <=> b.address; order != 0) return order < 0;
      return (a.existing ? a.existing->deposed : "") < (b.existing ? b.existing->deposed : "");
    });
    return ChooseTargets(diagnostics);
  }

  // A block of a type that we do not have is fine as long as it has no instances and never had any. If it has, that is
  // reported, and what refers to it is still planned: there may be more to report.
  bool DoWithoutType(diag::Diagnostics& diagnostics) {
    if (work_.options().predicting) return TakeAsWritten(diagnostics);
    if (target_.block == nullptr || !work_.InState(id_).empty()) {
      RefuseForeignObject(target_, diagnostics);
      return false;
    }
    if (work_.options().mode == PlanMode::kDestroy) return true;
    if (work_.options().before_destroy) return is_absent_ = true;  // nothing of it is there
    std::size_t wanted = 0;
    for (const ModuleAddress& module : InstancesOf(work_.walk(), *target_.module)) {
      auto repetitions = Repetitions(module, diagnostics);
      if (!repetitions) return false;
      wanted += repetitions->size();
    }
    if (wanted == 0) return true;
    diag::Diagnostic error = AbsentTypeError(work_.walk(), *target_.module, *target_.block, false);
    error.detail +=
        " The block may stay as long as it has no instances, but it would have " + std::to_string(wanted) + ".";
    error.address = target_.config_address.Text();
    diag::Diagnostics problems;
    problems.Add(std::move(error));
    work_.walk().log.Add(id_, problems);
    is_absent_ = true;
    return true;
  }

  // A plan that is only looked at takes the block as it is written, and for unknown what its provider would choose.
  bool TakeAsWritten(diag::Diagnostics& diagnostics) {
    if (target_.block == nullptr) return true;
    const ResourceBlock& block = *target_.block;
    const std::vector<const hcl::Traversal*> references = hcl::BodyReferences(block.body);
    for (const ModuleAddress& module : InstancesOf(work_.walk(), *target_.module)) {
      auto repetitions = Repetitions(module, diagnostics);
      if (!repetitions) return false;
      for (Repetition& repetition : *repetitions) {
        ResourceAddress base = target_.config_address;
        base.module = module;
        hcl::Scope scope = work_.walk().evaluator.ScopeFor(*target_.module, module, references);
        repetition.Define(scope);
        ForeignObject object = ReadForeignObject(block.body, scope, work_.ReferencedNames());
        foreign_[module].emplace_back(repetition.key, std::move(object.open));
        RecordForeign(base.WithKey(repetition.key), std::move(object.written));
      }
    }
    TellPassedOver(diagnostics);
    return true;
  }

  void RecordForeign(ResourceAddress address, Value written) {
    ResourceChange change;
    change.address = std::move(address);
    change.provider = target_.provider_address;
    change.action = target_.block->mode == ResourceMode::kData ? Action::kRead : Action::kCreate;
    change.before = Value::Null(value::Type::Dynamic());
    change.after = std::move(written);
    work_.Record(std::move(change));
  }

  void TellPassedOver(diag::Diagnostics& diagnostics) const {
    diag::Diagnostic note = AbsentTypeError(work_.walk(), *target_.module, *target_.block, false);
    PassOver(note);
    note.summary = "its type is not known to this program, and is taken as written";
    note.address = target_.config_address.Text();
    diagnostics.Add(std::move(note));
  }

  std::optional<std::vector<Repetition>> Repetitions(const ModuleAddress& module, diag::Diagnostics& diagnostics) {
    const ResourceBlock& block = *target_.block;
    std::vector<const hcl::Traversal*> references;
    if (block.count) hcl::AppendReferences(*block.count, references);
    if (block.for_each) hcl::AppendReferences(*block.for_each, references);
    if (block.enabled) hcl::AppendReferences(*block.enabled, references);
    ResourceAddress base = target_.config_address;
    base.module = module;
    const bool is_own = target_.schema != nullptr && RepeatsByItself(block);
    if (is_own) {
      work_.walk().evaluator.SetResource(base, ObjectsInState(target_, base, work_.previous(), diagnostics));
    }
    hcl::Scope scope = work_.walk().evaluator.ScopeFor(*target_.module, module, references);
    const UnknownKeys unknown = work_.options().predicting ? UnknownKeys::kStandIn : UnknownKeys::kRefuse;
    const RepetitionArguments arguments{block.count, block.for_each, block.enabled, base.Text()};
    auto repetitions = EvaluateRepetition(arguments, scope, unknown, diagnostics);
    if (!is_own || !repetitions || MayRepeatByItself(block, base, repetitions->size(), diagnostics)) return repetitions;
    return std::nullopt;
  }

  // Wanted instances of one module instance, and what else the state has there.
  bool AddWanted(const ModuleAddress& module, diag::Diagnostics& diagnostics) {
    const ResourceBlock& block = *target_.block;
    ResourceAddress base = target_.config_address;
    base.module = module;
    const ResourceKey key = base.StateKey();
    seen_.insert(key);
    const Resource* in_state = work_.previous().Find(key);
    std::map<InstanceKey, const Instance*> existing;
    if (in_state != nullptr) {
      for (const Instance& instance : in_state->instances) {
        if (instance.is_current()) {
          existing[instance.index] = &instance;
        } else {
          AddDeposed(base, instance);
        }
      }
    }
    bool is_destroy = work_.options().mode == PlanMode::kDestroy && block.mode == ResourceMode::kManaged;
    if (!is_destroy) {
      auto repetitions = Repetitions(module, diagnostics);
      if (!repetitions) return false;
      for (Repetition& repetition : *repetitions) {
        PlanJob job;
        job.address = base.WithKey(repetition.key);
        auto found = existing.find(repetition.key);
        if (found != existing.end()) {
          job.existing = found->second;
          existing.erase(found);
        }
        job.repetition = std::move(repetition);
        jobs_.push_back(std::move(job));
      }
    }
    for (const auto& [index, instance] : existing) {
      ActionReason reason = is_destroy ? ActionReason::kNone : ReasonForKey(block, index);
      AddUnwanted(base, *instance, reason);
    }
    return true;
  }

  // Objects in module instances that are gone, or of a block that is gone.
  void AddLeftOver(const ResourceKey& key) {
    const Resource* in_state = work_.previous().Find(key);
    if (in_state == nullptr) return;
    ResourceAddress base = ResourceAddress::FromState(key, {});
    // Of what is not written any more the block is missed, also where that was with its whole module.
    ActionReason reason =
        target_.block == nullptr ? ActionReason::kDeleteBecauseNoResourceConfig : ActionReason::kDeleteBecauseNoModule;
    if (work_.options().mode == PlanMode::kDestroy) reason = ActionReason::kNone;
    for (const Instance& instance : in_state->instances) {
      if (instance.is_current()) {
        AddUnwanted(base, instance, reason);
      } else {
        AddDeposed(base, instance);
      }
    }
  }

  void AddUnwanted(const ResourceAddress& base, const Instance& instance, ActionReason reason) {
    PlanJob job;
    job.address = base.WithKey(instance.index);
    job.existing = &instance;
    job.is_wanted = false;
    job.reason = reason;
    jobs_.push_back(std::move(job));
  }

  void AddDeposed(const ResourceAddress& base, const Instance& instance) {
    AddUnwanted(base, instance, ActionReason::kNone);
  }

  void Publish() {
    if (target_.block == nullptr) return;
    std::map<ModuleAddress, std::vector<std::pair<InstanceKey, Value>>> by_module = std::move(foreign_);
    for (const ModuleAddress& module : InstancesOf(work_.walk(), *target_.module)) by_module[module];
    bool is_destroy = work_.options().mode == PlanMode::kDestroy;
    for (PlanJob& job : jobs_) {
      bool counts = job.is_wanted || (is_destroy && job.existing != nullptr && job.existing->is_current());
      if (!counts) continue;
      if (job.failed) job.result = Value::Unknown(target_.nothing.type());
      by_module[job.address.module].emplace_back(job.address.key, job.result);
    }
    const ResourceBlock& block = *target_.block;
    for (auto& [module, instances] : by_module) {
      ResourceAddress address = target_.config_address;
      address.module = module;
      bool single_missing = instances.empty() && !block.count && !block.for_each && !block.enabled;
      Value value = single_missing || is_absent_
                        ? Value::Unknown(value::Type::Dynamic())
                        : AggregateInstances(block.count != nullptr, block.for_each != nullptr, std::move(instances));
      work_.walk().evaluator.SetResource(address, std::move(value));
    }
  }

  void KeepState() {
    std::map<ResourceKey, std::vector<Instance>> kept;
    for (PlanJob& job : jobs_) {
      auto& instances = kept[job.address.StateKey()];
      // What could not be planned stays as it was.
      if (!job.kept && job.failed && job.existing != nullptr) job.kept = *job.existing;
      if (job.kept && job.is_wanted) {
        job.kept->provider = resolved_.IsFamily() ? job.target->provider_address.Text() : std::string();
      }
      if (job.kept) instances.push_back(*std::move(job.kept));
      job.kept.reset();
    }
    for (auto& [key, instances] : kept) {
      const Resource* before = work_.previous().Find(key);
      std::string text = target_.provider_address.Text();
      if (before != nullptr && SameProvider(before->provider, text)) text = before->provider;
      work_.KeepState(key, text, std::move(instances));
    }
  }

  PlanWork& work_;
  const ResolvedProvider resolved_;
  const NodeId id_;
  ResourceTarget target_;
  std::map<std::string, std::unique_ptr<ResourceTarget>> targets_;  // of instances of the provider, by alias
  std::vector<PlanJob> jobs_;
  std::set<ResourceKey> seen_;
  std::map<ModuleAddress, std::vector<std::pair<InstanceKey, Value>>> foreign_;  // for expressions: TakeAsWritten
  bool is_absent_ = false;  // wanted, but of a type that we do not have
};

class ImportStep final : public Step {
 public:
  ImportStep(PlanWork& work, NodeId id, const Module& root, const ImportBlock& block)
      : work_(work), id_(std::move(id)), root_(root), block_(block) {}

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    Evaluate(diagnostics);
    work_.walk().log.Add(id_, diagnostics);
    return diagnostics.HasErrors() ? -1 : 0;
  }

 private:
  void Evaluate(diag::Diagnostics& diagnostics) {
    std::vector<Repetition> repetitions(1);
    if (block_.for_each != nullptr) {
      hcl::Scope scope = work_.walk().evaluator.ScopeFor(root_, {}, hcl::References(*block_.for_each));
      const RepetitionArguments arguments{.for_each = block_.for_each, .takes_tuples = true};
      auto each = EvaluateRepetition(arguments, scope, UnknownKeys::kRefuse, diagnostics);
      if (!each) return;
      repetitions = *std::move(each);
    }
    for (const Repetition& one : repetitions) {
      const std::optional<ImportSource> source =
          block_.id != nullptr ? ById(one, diagnostics) : ByIdentity(one, diagnostics);
      if (!source) continue;
      std::optional<ResourceAddress> to = Target(one, diagnostics);
      if (to) Add(*to, *source, diagnostics);
    }
  }

  std::optional<ImportSource> ById(const Repetition& one, diag::Diagnostics& diagnostics) {
    const Value id = work_.walk().evaluator.Evaluate(*block_.id, root_, {}, &one, diagnostics);
    const auto text = ImportIdIn(id, block_.id->range, false, diagnostics);
    return text ? std::optional(ImportSource{*text}) : std::nullopt;
  }

  std::optional<ImportSource> ByIdentity(const Repetition& one, diag::Diagnostics& diagnostics) {
    const Value identity = work_.walk().evaluator.Evaluate(*block_.identity, root_, {}, &one, diagnostics);
    const auto plain = ImportIdentityIn(identity, block_.identity->range, false, diagnostics);
    return plain ? std::optional(ImportSource{"", *plain}) : std::nullopt;
  }

  void Add(const ResourceAddress& to, const ImportSource& source, diag::Diagnostics& diagnostics) {
    if (work_.AddImport(to, source)) return;
    diagnostics.AddError("duplicate-import", "Duplicate import configuration for \"" + to.Text() + "\"",
                         "An import block for the resource \"" + to.Text() +
                             "\" was already declared. A resource can have only one import block.",
                         block_.range);
  }

  // `to` is an address, of whose parts keys may be expressions (each.key).
  std::optional<ResourceAddress> Target(const Repetition& one, diag::Diagnostics& diagnostics) {
    const std::size_t before = diagnostics.size();
    const std::string text = ImportAddress(*block_.to, [&](const hcl::Expression& key_expression) {
      const Value key = work_.walk().evaluator.Evaluate(key_expression, root_, {}, &one, diagnostics);
      InstanceKey instance;
      if (key.IsKnown() && !key.IsNull() && key.type() == value::Type::String()) instance = key.AsString();
      if (key.IsKnown() && !key.IsNull() && key.type() == value::Type::Number()) {
        instance = static_cast<long long>(key.AsNumber().ToInt64().value_or(-1));
      }
      return IndexKeyText(instance);
    });
    if (diagnostics.size() > before) return std::nullopt;
    Result<ResourceAddress> address = ParseResourceAddress(text);
    if (address.ok()) return *address;
    diagnostics.AddError("invalid-address", "Invalid import target", address.error().message, block_.to->range);
    return std::nullopt;
  }

  PlanWork& work_;
  const NodeId id_;
  const Module& root_;
  const ImportBlock& block_;
};

}  // namespace

std::unique_ptr<Step> PlanWork::ForResource(const Module& module, const ResourceBlock& block) {
  return std::make_unique<PlanStep>(*this, &module, &block, ConfigAddress(module, block),
                                    ResolveProvider(module, block));
}

std::unique_ptr<Step> PlanWork::ForOrphan(const ResourceAddress& config_address, const ResolvedProvider& resolved) {
  return std::make_unique<PlanStep>(*this, nullptr, nullptr, config_address, resolved);
}

std::unique_ptr<Step> PlanWork::ForImport(const NodeId& id, const Module& root, const ImportBlock& block) {
  return std::make_unique<ImportStep>(*this, id, root, block);
}

}  // namespace rolecall::engine
