// Planning one instance of a managed resource: refresh, configuration, the provider's plan, and what follows from it.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "engine/planning/plan_work.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Value;

// The paths that the provider wants a replacement for and that really change.
std::vector<value::Path> ChangedPaths(const std::vector<value::Path>& paths, const Value& prior, const Value& planned) {
  std::vector<value::Path> changed;
  for (const value::Path& path : paths) {
    std::optional<Value> before = ValueAt(prior, path);
    std::optional<Value> after = ValueAt(planned, path);
    if (before && after && before->Same(*after)) continue;
    if (!before && !after) continue;
    changed.push_back(path);
  }
  return changed;
}

// Both sorted, as the answer is.
std::vector<std::string> United(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

// Whether what the configuration marks as sensitive differs from what the state has so: then there is something to
// apply even where every value stays. What the schema says is sensitive is no part of either.
bool ChangesSensitivity(const ResourceTarget& target, const ObjectState& prior, const InstanceConfig& config,
                        const PlannedResource& planned) {
  const auto without_schema = [&](const std::vector<value::Path>& paths) {
    std::set<value::Path> left;
    for (const value::Path& path : paths) {
      if (!IsSensitiveBySchema(target.schema->block, path)) left.insert(path);
    }
    return left;
  };
  return without_schema(MarksIn(planned.planned, config.sensitive)) != without_schema(prior.sensitive);
}

}  // namespace

bool PlanWork::TakeForetold(const ResourceTarget& target, PlanJob& job) {
  const Lifecycle& lifecycle = target.block->lifecycle;
  if (!options_.foretell || job.existing != nullptr) return false;
  if (!lifecycle.preconditions.empty() || !lifecycle.postconditions.empty()) return false;
  std::optional<Value> result = options_.foretell(job.address, *target.block, *target.provider);
  if (!result) return false;
  job.result = *std::move(result);
  return true;
}

static void SetPlannedIdentity(const PlannedResource& planned, ResourceChange& change) {
  if (!planned.identity || !planned.identity->value.IsWhollyKnown()) return;
  const auto json = value::ToJson(planned.identity->value);
  if (!json.ok()) return;
  change.planned_identity = *json;
  change.planned_identity_version = planned.identity->schema_version;
}

void PlanWork::PlanManaged(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  if (TakeForetold(target, job)) return;
  std::optional<Refreshed> refreshed = Refresh(target, job, diagnostics);
  if (!refreshed) return;
  ObjectState& prior = refreshed->object;
  const Lifecycle& lifecycle = target.block->lifecycle;
  prior.create_before_destroy =
      lifecycle.create_before_destroy.value_or(false) || target.info->forced_create_before_destroy;
  const std::vector<std::string> stored = std::exchange(prior.dependencies, target.info->dependencies);
  prior.skip_destroy = !lifecycle.destroy;
  if (prior.exists()) job.kept = EncodeInstance(prior, job.address, *target.schema, job.existing);

  ResourceChange change = ChangeOf(target, job, prior);
  change.create_before_destroy = prior.create_before_destroy;
  change.importing_id = refreshed->import_id;
  change.importing_identity = refreshed->import_identity;
  if (options_.mode == PlanMode::kRefreshOnly || options_.adopts.count(job.address) > 0) {
    job.result =
        prior.exists() ? MarkSensitive(prior.value, change.before_sensitive) : Value::Unknown(target.nothing.type());
    if (prior.exists()) KeepAsItIs(std::move(change));
    if (options_.mode != PlanMode::kRefreshOnly) return;
    CheckConditions(walk_, target, job.address, job.repetition, lifecycle.preconditions, nullptr, diagnostics);
    CheckConditions(walk_, target, job.address, job.repetition, lifecycle.postconditions, &job.result, diagnostics);
    return;
  }
  if (!CheckConditions(walk_, target, job.address, job.repetition, lifecycle.preconditions, nullptr, diagnostics)) {
    return;
  }
  std::optional<InstanceConfig> config = ConfigureValid(target, job, diagnostics);
  if (!config) return;
  std::optional<PlannedResource> planned = PlanConfigured(target, job, prior, *config, change, diagnostics);
  if (!planned) return;
  change.after = planned->planned;
  change.after_sensitive =
      UnitePaths(MarksIn(change.after, config->sensitive), SchemaSensitivePaths(target.schema->block, change.after));
  change.private_bytes = planned->private_bytes;
  SetPlannedIdentity(*planned, change);
  job.result = MarkSensitive(change.after, change.after_sensitive);
  // Until it is changed, it still depends on what it was made of, too.
  if (job.kept && change.action != Action::kNoOp) job.kept->dependencies = United(stored, prior.dependencies);
  Record(change);
  CheckConditions(walk_, target, job.address, job.repetition, lifecycle.postconditions, &job.result, diagnostics);
}

// The configuration, if the provider accepts it.
std::optional<InstanceConfig> PlanWork::ConfigureValid(const ResourceTarget& target, const PlanJob& job,
                                                       diag::Diagnostics& diagnostics) {
  std::optional<InstanceConfig> config = ConfigureInstance(walk_, target, job.address, job.repetition, diagnostics);
  if (!config) return std::nullopt;
  diag::Diagnostics problems;
  if (job.address.mode == ResourceMode::kData) {
    target.provider->ValidateDataSource(job.address.type, config->value, problems);
  } else {
    target.provider->ValidateResource(job.address.type, config->value, problems);
  }
  diagnostics.Append(problems);
  if (problems.HasErrors()) return std::nullopt;
  return config;
}

// What the provider makes of the configuration; sets the change's action and reason. Nothing with an error.
std::optional<PlannedResource> PlanWork::PlanConfigured(const ResourceTarget& target, const PlanJob& job,
                                                        const ObjectState& prior, const InstanceConfig& config,
                                                        ResourceChange& change, diag::Diagnostics& diagnostics) {
  // What is tainted is made anew, from nothing: nobody asks what it could become.
  const bool is_made = !prior.exists() || prior.tainted;
  const ResourceState prior_state =
      is_made ? ResourceState{target.nothing, ""} : ResourceState{change.before, prior.private_bytes, prior.identity};
  const Value wanted = IgnoreChanges(target.block->lifecycle, prior_state.value, config.value, &target.schema->block);
  std::optional<PlannedResource> planned = AskProvider(target, job.address, prior_state, wanted, diagnostics);
  if (!planned) return std::nullopt;
  if (!prior.exists()) {
    change.action = Action::kCreate;
    if (IsTriggered(target, job)) change.reason = ActionReason::kReplaceByTriggers;  // as OpenTofu notes it
  } else {
    const bool is_same = planned->planned.Same(prior.value) && !ChangesSensitivity(target, prior, config, *planned);
    change.action = is_same ? Action::kNoOp : Action::kUpdate;
    DecideReplacement(target, job, prior, *planned, change);
  }
  if (!IsReplace(change.action)) return planned;
  if (!is_made) {
    // The new object goes on with what the provider noted when it said that there must be one.
    const ResourceState nothing{target.nothing, planned->private_bytes};
    planned = AskProvider(target, job.address, nothing, config.value, diagnostics);
  }
  if (!planned) return std::nullopt;
  if (change.action == Action::kForgetThenCreate) return planned;
  if (RefusesDestruction(target, job.address, diagnostics)) return std::nullopt;
  return planned;
}

void PlanWork::DecideReplacement(const ResourceTarget& target, const PlanJob& job, const ObjectState& prior,
                                 const PlannedResource& planned, ResourceChange& change) {
  change.requires_replace = ChangedPaths(planned.requires_replace, prior.value, planned.planned);
  auto forced = [&](const ResourceAddress& wanted) { return wanted == job.address; };
  if (IsTriggered(target, job)) {
    change.reason = ActionReason::kReplaceByTriggers;
  } else if (prior.tainted) {
    change.reason = ActionReason::kReplaceBecauseTainted;
  } else if (std::any_of(options_.force_replace.begin(), options_.force_replace.end(), forced)) {
    change.reason = ActionReason::kReplaceByRequest;
  } else if (!change.requires_replace.empty() && change.action == Action::kUpdate) {
    change.reason = ActionReason::kReplaceBecauseCannotUpdate;
  } else {
    return;
  }
  change.action = change.create_before_destroy ? Action::kCreateThenDelete : Action::kDeleteThenCreate;
  if (!target.block->lifecycle.destroy) change.action = Action::kForgetThenCreate;
}

bool PlanWork::IsTriggered(const ResourceTarget& target, const PlanJob& job) {
  for (const hcl::Expression* trigger : target.block->lifecycle.replace_triggered_by) {
    for (const hcl::Traversal* traversal : hcl::References(*trigger)) {
      Subject subject = SubjectOf(*traversal);
      if (subject.kind != Subject::Kind::kResource) continue;
      // `a.b[each.key].c`: the key is this instance's own, and what follows it is not part of the traversal.
      if (!HasKey(subject.resource_key) && trigger->kind != hcl::Expression::Kind::kTraversal) {
        subject.resource_key = job.repetition.key;
        if (const auto* relative = hcl::As<hcl::RelativeTraversalExpression>(*trigger)) subject.rest = relative->steps;
      }
      const std::optional<NodeId> block = NodeOf(*target.module, subject);
      if (block && IsTriggeredBy(subject, *block, job.address.module)) return true;
    }
  }
  return false;
}

bool PlanWork::IsTriggeredBy(const Subject& subject, const NodeId& block, const ModuleAddress& module) const {
  value::Path path;
  for (const hcl::TraversalStep& step : subject.rest) {
    if (!step.IsAttribute()) break;
    path.push_back(value::AttributeStep{step.name});
  }
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = changes_of_.find(block);
  if (found == changes_of_.end()) return false;
  for (std::size_t index : found->second) {
    const ResourceChange& change = changes_[index];
    if (change.address.module != module) continue;
    if (HasKey(subject.resource_key) && change.address.key != subject.resource_key) continue;
    const bool is_new_or_changed =
        change.action == Action::kCreate || change.action == Action::kUpdate || IsReplace(change.action);
    if (!is_new_or_changed) continue;
    if (path.empty()) return true;
    std::optional<Value> before = ValueAt(change.before, path);
    std::optional<Value> after = ValueAt(change.after, path);
    if (before.has_value() != after.has_value() || (before && !before->Same(*after))) return true;
  }
  return false;
}

}  // namespace rolecall::engine
