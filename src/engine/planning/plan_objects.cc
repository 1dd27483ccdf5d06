// Planning what is not a wanted managed instance: refreshing, importing, deleting, deposed objects, data sources.
#include <algorithm>
#include <utility>

#include "engine/planning/plan_work.h"
#include "engine/provider/schema_value.h"

namespace rolecall::engine {
namespace {

using value::Value;

bool Exists(const Value& object) { return object.IsKnown() && !object.IsNull(); }

}  // namespace

std::optional<PlanWork::Refreshed> PlanWork::Refresh(const ResourceTarget& target, PlanJob& job,
                                                     diag::Diagnostics& diagnostics) {
  Refreshed refreshed;
  refreshed.object.value = Value::Null(ImpliedType(target.schema->block));
  if (job.existing == nullptr) {
    std::string id;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto found = imports_.find(job.address);
      if (found != imports_.end()) id = found->second;
    }
    if (id.empty()) return refreshed;
    return Import(target, job.address, id, diagnostics);
  }
  auto object = DecodeInstance(*job.existing, job.address, *target.provider, *target.schema, diagnostics);
  if (!object) return std::nullopt;
  refreshed.object = *std::move(object);
  if (!options_.refresh) return refreshed;
  ResourceEvent event{job.address, job.existing->deposed, Action::kNoOp, IdOf(refreshed.object.value), {}};
  hooks_.Say(Progress::kRefreshStarted, event);
  diag::Diagnostics problems;
  ResourceState read = target.provider->Read(
      job.address.type, ResourceState{refreshed.object.value, refreshed.object.private_bytes}, problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  hooks_.Say(Progress::kRefreshComplete, event);
  if (failed) return std::nullopt;
  if (!read.value.Same(refreshed.object.value)) {
    RecordDrift(target, job, refreshed.object.value, read.value, refreshed.object.sensitive);
  }
  refreshed.object.value = read.value;
  refreshed.object.private_bytes = read.private_bytes;
  if (!refreshed.object.exists()) refreshed.object.tainted = false;
  return refreshed;
}

std::optional<PlanWork::Refreshed> PlanWork::Import(const ResourceTarget& target, const ResourceAddress& address,
                                                    const std::string& id, diag::Diagnostics& diagnostics) {
  ResourceEvent event{address, "", Action::kNoOp, id, {}};
  hooks_.Say(Progress::kImportPreparing, event);
  diag::Diagnostics problems;
  std::vector<ImportedResource> imported = target.provider->Import(address.type, id, problems);
  Refreshed refreshed;
  refreshed.is_import = true;
  refreshed.import_id = id;
  if (!problems.HasErrors()) {
    auto same_type = [&](const ImportedResource& one) { return one.type == address.type; };
    auto found = std::find_if(imported.begin(), imported.end(), same_type);
    ResourceState read{Value::Null(ImpliedType(target.schema->block)), ""};
    if (found != imported.end()) {
      hooks_.Say(Progress::kRefreshStarted, event);
      read = target.provider->Read(address.type, found->state, problems);
      hooks_.Say(Progress::kRefreshComplete, event);
    }
    if (!problems.HasErrors() && !Exists(read.value)) {
      AddObjectError(
          address, "import-not-found", "Cannot import non-existent remote object",
          "While attempting to import an existing object to \"" + address.Text() +
              "\", the provider detected "
              "that no object exists with the given id (\"" +
              id +
              "\"). Only pre-existing objects can be "
              "imported; check that the id is correct and that it is associated with the provider's configured "
              "region or endpoint, or create a new remote object for this resource.",
          {}, problems);
    }
    refreshed.object.value = read.value;
    refreshed.object.private_bytes = read.private_bytes;
  }
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  return refreshed;
}

namespace {

// The removed block that lets go of the object without destroying it.
bool IsForgotten(const Module& module, const ResourceAddress& address) {
  for (const RemovedBlock& removed : module.removed) {
    if (removed.destroy) continue;
    TargetAddress target = removed.from;
    std::vector<ModuleStep> steps = module.path.steps;
    steps.insert(steps.end(), target.module.steps.begin(), target.module.steps.end());
    target.module.steps = steps;
    if (target.resource) target.resource->module = target.module;
    if (target.MayContain(address.Config())) return true;
  }
  for (const auto& [name, child] : module.children) {
    if (IsForgotten(*child, address)) return true;
  }
  return false;
}

}  // namespace

void PlanWork::PlanDeletion(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  std::optional<Refreshed> refreshed = Refresh(target, job, diagnostics);
  if (!refreshed) return;
  ObjectState& prior = refreshed->object;
  if (!prior.exists()) {  // gone already
    job.result = Value::Unknown(ImpliedType(target.schema->block));
    return;
  }
  job.kept = EncodeInstance(prior, job.address, *target.schema, job.existing);
  ResourceChange change;
  change.address = job.address;
  change.provider = target.provider_address;
  change.provider_version = target.provider_version;
  change.before = prior.value;
  change.before_sensitive = UnitePaths(prior.sensitive, SchemaSensitivePaths(target.schema->block, prior.value));
  change.after = Value::Null(ImpliedType(target.schema->block));
  change.action = Action::kDelete;
  change.reason = job.reason;
  change.dependencies = prior.dependencies;
  change.create_before_destroy = prior.create_before_destroy;
  change.private_bytes = prior.private_bytes;
  job.result = MarkSensitive(prior.value, change.before_sensitive);
  if (options_.mode == PlanMode::kRefreshOnly) {
    change.action = Action::kNoOp;
    change.reason = ActionReason::kNone;
    change.after = change.before;
    change.after_sensitive = change.before_sensitive;
    Record(std::move(change));
    return;
  }
  bool is_destroy = options_.mode == PlanMode::kDestroy;
  if (!is_destroy && IsForgotten(*walk_.configuration.root, job.address)) {
    change.action = Action::kForget;
    change.reason = ActionReason::kNone;
  } else if (target.block != nullptr && target.block->lifecycle.prevent_destroy) {
    AddObjectError(job.address, "prevent-destroy", "Instance cannot be destroyed",
                   "Resource " + job.address.Text() +
                       " has lifecycle.prevent_destroy set, but the plan calls for this "
                       "resource to be destroyed. To avoid this error and continue with the plan, either disable "
                       "lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.",
                   target.block->range, diagnostics);
    return;
  } else if (change.action == Action::kDelete) {
    // The provider may refuse, and may add to its private bytes.
    diag::Diagnostics problems;
    Value nothing = Value::Null(ImpliedType(target.schema->block));
    PlannedResource planned = target.provider->Plan(job.address.type, ResourceState{prior.value, prior.private_bytes},
                                                    nothing, nothing, problems);
    bool failed = problems.HasErrors();
    diagnostics.Append(problems);
    if (failed) return;
    if (!planned.private_bytes.empty()) change.private_bytes = planned.private_bytes;
  }
  Record(std::move(change));
}

void PlanWork::PlanDeposed(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  std::optional<Refreshed> refreshed = Refresh(target, job, diagnostics);
  if (!refreshed || !refreshed->object.exists()) return;
  const ObjectState& prior = refreshed->object;
  job.kept = EncodeInstance(prior, job.address, *target.schema, job.existing);
  job.kept->deposed = job.existing->deposed;
  if (options_.mode == PlanMode::kRefreshOnly || IsExcluded(job.address)) return;
  ResourceChange change;
  change.address = job.address;
  change.deposed = job.existing->deposed;
  change.provider = target.provider_address;
  change.provider_version = target.provider_version;
  change.before = prior.value;
  change.before_sensitive = UnitePaths(prior.sensitive, SchemaSensitivePaths(target.schema->block, prior.value));
  change.after = Value::Null(ImpliedType(target.schema->block));
  change.action = Action::kDelete;
  change.dependencies = prior.dependencies;
  change.private_bytes = prior.private_bytes;
  Record(std::move(change));
}

void PlanWork::PlanData(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  const Lifecycle& lifecycle = target.block->lifecycle;
  if (!CheckConditions(walk_, target, job.address, job.repetition, lifecycle.preconditions, nullptr, diagnostics)) {
    return;
  }
  std::optional<InstanceConfig> config = ConfigureInstance(walk_, target, job.address, job.repetition, diagnostics);
  if (!config) return;
  diag::Diagnostics problems;
  target.provider->ValidateDataSource(job.address.type, config->value, problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return;

  ActionReason reason = ActionReason::kNone;
  if (!config->value.IsWhollyKnown()) reason = ActionReason::kReadBecauseConfigUnknown;
  const bool may_wait = options_.mode != PlanMode::kRefreshOnly && !options_.read_pending_data;
  if (reason == ActionReason::kNone && may_wait) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (const NodeId& block : target.info->pending_check) {
      if (pending_.count(block) > 0) reason = ActionReason::kReadBecauseDependencyPending;
    }
  }
  Value result;
  if (reason == ActionReason::kNone) {
    ResourceEvent event{job.address, "", Action::kRead, "", {}};
    Time start = hooks_.Now();
    hooks_.Say(Progress::kReadStarted, event);
    result = target.provider->ReadDataSource(job.address.type, config->value, problems);
    failed = problems.HasErrors();
    diagnostics.Append(problems);
    if (failed) return;
    event.id = IdOf(result);
    event.elapsed = std::chrono::duration_cast<std::chrono::seconds>(hooks_.Now() - start);
    hooks_.Say(Progress::kReadComplete, event);
    if (!result.IsWhollyKnown()) {
      AddObjectError(job.address, "invalid-result", "Provider produced invalid object",
                     "The data source gave an object that is not wholly known. This is a bug in this program.", {},
                     diagnostics);
      return;
    }
    ObjectState object;
    object.value = result;
    object.sensitive = MarksIn(result, config->sensitive);
    job.kept = EncodeInstance(object, job.address, *target.schema, job.existing);
  } else {
    result = UnknownComputed(target.schema->block, config->value);
    if (job.existing != nullptr) job.kept = *job.existing;
  }
  std::vector<value::Path> sensitive =
      UnitePaths(MarksIn(result, config->sensitive), SchemaSensitivePaths(target.schema->block, result));
  job.result = MarkSensitive(result, sensitive);
  if (reason != ActionReason::kNone) {
    ResourceChange change;
    change.address = job.address;
    change.provider = target.provider_address;
    change.provider_version = target.provider_version;
    change.action = Action::kRead;
    change.reason = reason;
    change.before = Value::Null(ImpliedType(target.schema->block));
    change.after = result;
    change.after_sensitive = sensitive;
    change.dependencies = target.info->dependencies;
    Record(std::move(change));
  }
  CheckConditions(walk_, target, job.address, job.repetition, lifecycle.postconditions, &job.result, diagnostics);
}

}  // namespace rolecall::engine
