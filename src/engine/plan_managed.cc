// Planning one instance of a managed resource: refresh, configuration, the provider's plan, and what follows from it.
#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/plan_work.h"
#include "engine/schema_value.h"
#include "hcl/evaluate.h"

namespace rolecall::engine {
namespace {

using value::Value;

bool Exists(const Value& object) { return object.IsKnown() && !object.IsNull(); }

value::Path PathOf(const hcl::Traversal& traversal) {
  value::Path path{value::AttributeStep{traversal.root}};
  for (const hcl::TraversalStep& step : traversal.steps) {
    if (step.IsAttribute()) {
      path.push_back(value::AttributeStep{step.name});
    } else if (step.key.IsKnown() && step.key.type() == value::Type::String()) {
      path.push_back(value::IndexStep{step.key.AsString()});
    } else if (step.key.IsKnown() && step.key.type() == value::Type::Number()) {
      path.push_back(value::IndexStep{static_cast<long long>(step.key.AsNumber().ToInt64().value_or(-1))});
    }
  }
  return path;
}

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

}  // namespace

std::optional<PlanWork::Config> PlanWork::Configure(const PlanTarget& target, const PlanJob& job,
                                                    diag::Diagnostics& diagnostics) {
  hcl::Scope scope = walk_.evaluator.ScopeFor(*target.module, job.address.module, target.references);
  job.repetition.Define(scope);
  diag::Diagnostics problems;
  Value marked = target.decoder->Decode(target.block->body, scope, problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  Config config;
  std::tie(config.value, config.sensitive) = TakeSensitive(marked);
  config.scope = std::move(scope);
  return config;
}

bool PlanWork::CheckConditions(const PlanTarget& target, const PlanJob& job, const std::vector<CheckRule>& rules,
                               const Value* self, diag::Diagnostics& diagnostics) {
  bool good = true;
  for (const CheckRule& rule : rules) {
    std::vector<const hcl::Traversal*> references;
    if (rule.condition) hcl::AppendReferences(*rule.condition, references);
    if (rule.error_message) hcl::AppendReferences(*rule.error_message, references);
    hcl::Scope scope = walk_.evaluator.ScopeFor(*target.module, job.address.module, references);
    job.repetition.Define(scope);
    if (self != nullptr) scope.Set("self", *self);
    const char* summary = self ? "Resource postcondition failed" : "Resource precondition failed";
    RuleOutcome outcome = EvaluateRule(rule, scope, summary, diag::Severity::kError, diagnostics);
    good = good && outcome.status != CheckStatus::kFail && outcome.status != CheckStatus::kError;
    walk_.checks.Add("resource", target.config_address.Text(), job.address.Text(), outcome);
  }
  return good;
}

Value PlanWork::IgnoreChanges(const Lifecycle& lifecycle, const Value& prior, const Value& config) const {
  if (!Exists(prior)) return config;
  if (lifecycle.ignore_all) return prior;
  Value result = config;
  for (const hcl::Traversal& ignored : lifecycle.ignore_changes) result = WithPriorAt(result, prior, PathOf(ignored));
  return result;
}

std::optional<PlannedResource> PlanWork::AskProvider(const PlanTarget& target, const ResourceAddress& address,
                                                     const ResourceState& prior, const Value& config,
                                                     diag::Diagnostics& diagnostics) {
  Value proposed = ProposedNew(target.schema->block, prior.value, config);
  diag::Diagnostics problems;
  PlannedResource planned = target.provider->Plan(address.type, prior, proposed, config, problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  for (const std::string& wrong : PlanViolations(target.schema->block, prior.value, config, planned.planned)) {
    failed = true;
    AddObjectError(address, "invalid-plan", "Provider produced invalid plan",
                   "The provider's plan for " + address.Text() + " is not valid: " + wrong +
                       ". This is a bug in this program.",
                   {}, diagnostics);
  }
  if (failed) return std::nullopt;
  return planned;
}

void PlanWork::PlanManaged(const PlanTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  std::optional<Refreshed> refreshed = Refresh(target, job, diagnostics);
  if (!refreshed) return;
  ObjectState& prior = refreshed->object;
  const Lifecycle& lifecycle = target.block->lifecycle;
  prior.create_before_destroy =
      lifecycle.create_before_destroy.value_or(false) || target.info->forced_create_before_destroy;
  prior.dependencies = target.info->dependencies;
  if (prior.exists()) job.kept = EncodeInstance(prior, job.address, *target.schema, job.existing);

  ResourceChange change;
  change.address = job.address;
  change.provider = target.provider_address;
  change.provider_version = target.provider_version;
  change.create_before_destroy = prior.create_before_destroy;
  change.dependencies = target.info->dependencies;
  change.importing_id = refreshed->import_id;
  change.before = prior.exists() ? prior.value : Value::Null(ImpliedType(target.schema->block));
  change.before_sensitive = UnitePaths(prior.sensitive, SchemaSensitivePaths(target.schema->block, change.before));

  if (options_.mode == PlanMode::kRefreshOnly) {
    change.after = change.before;
    change.after_sensitive = change.before_sensitive;
    job.result = prior.exists() ? MarkSensitive(prior.value, change.before_sensitive)
                                : Value::Unknown(ImpliedType(target.schema->block));
    if (prior.exists()) Record(std::move(change));
    return;
  }

  if (!CheckConditions(target, job, lifecycle.preconditions, nullptr, diagnostics)) return;
  std::optional<Config> config = Configure(target, job, diagnostics);
  if (!config) return;
  diag::Diagnostics problems;
  target.provider->ValidateResource(job.address.type, config->value, problems);
  bool is_valid = !problems.HasErrors();
  diagnostics.Append(problems);
  if (!is_valid) return;

  ResourceState prior_state{change.before, prior.private_bytes};
  Value wanted = IgnoreChanges(lifecycle, change.before, config->value);
  std::optional<PlannedResource> planned = AskProvider(target, job.address, prior_state, wanted, diagnostics);
  if (!planned) return;
  if (!prior.exists()) {
    change.action = Action::kCreate;
  } else {
    change.action = planned->planned.Same(prior.value) ? Action::kNoOp : Action::kUpdate;
    DecideReplacement(target, job, prior, *planned, change);
  }
  if (IsReplace(change.action)) {
    ResourceState nothing{Value::Null(ImpliedType(target.schema->block)), ""};
    planned = AskProvider(target, job.address, nothing, config->value, diagnostics);
    if (!planned) return;
    if (lifecycle.prevent_destroy) {
      AddObjectError(job.address, "prevent-destroy", "Instance cannot be destroyed",
                     "Resource " + job.address.Text() + " has lifecycle.prevent_destroy set, but the plan calls for this "
                     "resource to be destroyed. To avoid this error and continue with the plan, either disable "
                     "lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.",
                     target.block->range, diagnostics);
      return;
    }
  }
  change.after = planned->planned;
  std::vector<value::Path> marked;
  for (const value::Path& path : config->sensitive)
    if (ValueAt(change.after, path)) marked.push_back(path);
  change.after_sensitive = UnitePaths(marked, SchemaSensitivePaths(target.schema->block, change.after));
  change.private_bytes = planned->private_bytes;
  job.result = MarkSensitive(change.after, change.after_sensitive);
  Record(change);
  CheckConditions(target, job, lifecycle.postconditions, &job.result, diagnostics);
}

void PlanWork::DecideReplacement(const PlanTarget& target, const PlanJob& job, const ObjectState& prior,
                                 const PlannedResource& planned, ResourceChange& change) {
  change.requires_replace = ChangedPaths(planned.requires_replace, prior.value, planned.planned);
  auto forced = [&](const ResourceAddress& wanted) { return wanted == job.address; };
  if (prior.tainted) {
    change.reason = ActionReason::kReplaceBecauseTainted;
  } else if (std::any_of(options_.force_replace.begin(), options_.force_replace.end(), forced)) {
    change.reason = ActionReason::kReplaceByRequest;
  } else if (!change.requires_replace.empty() && change.action == Action::kUpdate) {
    change.reason = ActionReason::kReplaceBecauseCannotUpdate;
  } else if (IsTriggered(target, job)) {
    change.reason = ActionReason::kReplaceByTriggers;
  } else {
    return;
  }
  change.action = change.create_before_destroy ? Action::kCreateThenDelete : Action::kDeleteThenCreate;
}

bool PlanWork::IsTriggered(const PlanTarget& target, const PlanJob& job) {
  for (const hcl::Expression* trigger : target.block->lifecycle.replace_triggered_by) {
    for (const hcl::Traversal* traversal : hcl::References(*trigger)) {
      Subject subject = SubjectOf(*traversal);
      if (subject.kind != Subject::Kind::kResource) continue;
      // `a.b[each.key]`: the key is this instance's own.
      if (!HasKey(subject.resource_key) && trigger->kind != hcl::Expression::Kind::kTraversal)
        subject.resource_key = job.repetition.key;
      ResourceAddress address{target.module->path, subject.mode, subject.type, subject.name, {}};
      if (IsTriggeredBy(subject, address, job.address.module)) return true;
    }
  }
  return false;
}

bool PlanWork::IsTriggeredBy(const Subject& subject, const ResourceAddress& config_address,
                             const ModuleAddress& module) const {
  value::Path path;
  for (const hcl::TraversalStep& step : subject.rest) {
    if (!step.IsAttribute()) break;
    path.push_back(value::AttributeStep{step.name});
  }
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = changes_of_.find(config_address.Text());
  if (found == changes_of_.end()) return false;
  for (std::size_t index : found->second) {
    const ResourceChange& change = changes_[index];
    if (change.address.module != module) continue;
    if (HasKey(subject.resource_key) && change.address.key != subject.resource_key) continue;
    if (change.action != Action::kUpdate && !IsReplace(change.action)) continue;
    if (path.empty()) return true;
    std::optional<Value> before = ValueAt(change.before, path);
    std::optional<Value> after = ValueAt(change.after, path);
    if (before.has_value() != after.has_value() || (before && !before->Same(*after))) return true;
  }
  return false;
}

}  // namespace rolecall::engine
