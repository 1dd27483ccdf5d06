// Planning what is not a wanted managed instance: refreshing, importing, deleting, deposed objects, data sources.
#include <algorithm>
#include <map>
#include <utility>

#include "engine/plan/import_name.h"
#include "engine/planning/plan_work.h"
#include "engine/provider/addressed.h"
#include "engine/provider/schema_value.h"
#include "json/document.h"
#include "value/convert.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Value;

// For messages, where there is no id.
std::string TextOfIdentity(const Value& identity) {
  const auto text = value::ToJson(identity);
  return text.ok() ? *text : "";
}

// What the configuration says, with null for what it does not: as plans have it. The text is empty without an identity.
std::string WholeIdentity(const Value& given, const std::optional<ResourceIdentity>& found) {
  if (given.IsNull()) return "";
  std::map<std::string, Value> members = given.members();
  if (found) {
    for (const auto& [name, value] : found->value.members()) members.try_emplace(name, Value::Null(value.type()));
  }
  return TextOfIdentity(Value::Object(std::move(members)));
}

bool Exists(const Value& object) { return object.IsKnown() && !object.IsNull(); }

}  // namespace

std::optional<PlanWork::Refreshed> PlanWork::Refresh(const ResourceTarget& target, PlanJob& job,
                                                     diag::Diagnostics& diagnostics) {
  Refreshed refreshed;
  refreshed.object.value = target.nothing;
  if (job.existing == nullptr) {
    const std::optional<ImportSource> source = FindImport(job.address);
    if (!source) return refreshed;
    return Import(target, job.address, *source, diagnostics);
  }
  auto object = DecodeInstance(*job.existing, job.address, *target.provider, *target.schema, diagnostics);
  if (!object) return std::nullopt;
  refreshed.object = *std::move(object);
  if (!options_.refresh) return refreshed;
  ResourceEvent event{job.address, job.existing->deposed, Action::kNoOp, IdOf(refreshed.object.value), {}};
  hooks_.Say(Progress::kRefreshStarted, event);
  diag::Diagnostics problems;
  ResourceState read = target.provider->Read(job.address.type, refreshed.object.ForProvider(), problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  hooks_.Say(Progress::kRefreshComplete, event);
  if (failed) return std::nullopt;
  if (!read.value.Same(refreshed.object.value)) {
    RecordDrift(target, job, refreshed.object.value, read.value, refreshed.object.sensitive);
  }
  refreshed.object.value = read.value;
  refreshed.object.private_bytes = read.private_bytes;
  refreshed.object.identity = IdentityIn(*target.provider, job.address.type, read);
  if (!refreshed.object.exists()) refreshed.object.tainted = false;
  return refreshed;
}

std::optional<PlanWork::Refreshed> PlanWork::Import(const ResourceTarget& target, const ResourceAddress& address,
                                                    const ImportSource& source, diag::Diagnostics& diagnostics) {
  std::string id = source.id;
  const bool by_identity = id.empty() && target.provider->ImportsByIdentity(address.type);
  if (id.empty() && !by_identity) {
    const auto meant = target.provider->ImportIdOf(address.type, source.identity, diagnostics);
    if (!meant) return std::nullopt;
    id = *meant;
  }
  ResourceEvent event{address, "", Action::kNoOp, id, {}};
  if (source.id.empty()) NameByIdentity(TextOfIdentity(source.identity), event);
  hooks_.Say(Progress::kImportPreparing, event);
  diag::Diagnostics problems;
  std::vector<ImportedResource> imported =
      by_identity ? target.provider->ImportByIdentity(address.type, source.identity, problems)
                  : target.provider->Import(address.type, id, problems);
  Refreshed refreshed;
  refreshed.is_import = true;
  if (!problems.HasErrors()) {
    auto same_type = [&](const ImportedResource& one) { return one.type == address.type; };
    auto found = std::find_if(imported.begin(), imported.end(), same_type);
    ResourceState read{target.nothing, ""};
    if (found != imported.end()) {
      hooks_.Say(Progress::kRefreshStarted, event);
      read = target.provider->Read(address.type, found->state, problems);
      hooks_.Say(Progress::kRefreshComplete, event);
    }
    if (by_identity) id = IdOf(read.value).empty() ? TextOfIdentity(source.identity) : IdOf(read.value);
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
    refreshed.object.identity = IdentityIn(*target.provider, address.type, read);
  }
  refreshed.import_id = id;
  refreshed.import_identity = WholeIdentity(source.identity, refreshed.object.identity);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  return refreshed;
}

namespace {

void TellForgotten(const ResourceAddress& address, diag::Diagnostics& diagnostics) {
  diagnostics.AddWarning(
      "forgotten", "Resource will be removed from the state",
      "After this plan is applied, the resource " + address.Text() +
          " will not be managed anymore by Rolecall.\n\nIn case you want to manage the resource again, you will "
          "have to import it.");
}

}  // namespace

ResourceChange PlanWork::ChangeOf(const ResourceTarget& target, const PlanJob& job, const ObjectState& prior) const {
  ResourceChange change;
  change.address = job.address;
  change.provider = target.provider_address;
  change.provider_version = target.provider_version;
  change.before = prior.exists() ? prior.value : target.nothing;
  change.before_sensitive = UnitePaths(prior.sensitive, SchemaSensitivePaths(target.schema->block, change.before));
  change.dependencies = prior.dependencies;
  return change;
}

// A removed block is the newest word on an object whose block is gone; else it is enough that its own block says so, or
// said so when the object was last applied.
bool PlanWork::IsForgotten(const ResourceTarget& target, const PlanJob& job, ActionReason& reason) const {
  const bool is_destroy = options_.mode == PlanMode::kDestroy;
  if (!is_destroy) {
    if (const RemovedBlock* removed = FindRemoved(*walk_.configuration.root, job.address)) {
      return !removed->destroy;
    }
  }
  if (target.block != nullptr && !target.block->lifecycle.destroy) {
    reason = ActionReason::kForgotBecauseConfig;
    return true;
  }
  if (job.existing == nullptr || !job.existing->skip_destroy) return false;
  reason = ActionReason::kForgotBecauseState;
  return true;
}

bool PlanWork::RefusesDestruction(const ResourceTarget& target, const ResourceAddress& address,
                                  diag::Diagnostics& diagnostics) const {
  if (target.block == nullptr || target.block->lifecycle.prevent_destroy == nullptr) return false;
  const hcl::Expression& prevent = *target.block->lifecycle.prevent_destroy;
  diag::Diagnostics problems;
  const Value given = walk_.evaluator.Evaluate(prevent, *target.module, address.module, nullptr, problems);
  const value::Conversion flag = value::Convert(given, value::Type::Bool());
  std::string wrong;
  if (problems.HasErrors()) {
    diagnostics.Append(problems);
    return true;
  }
  if (!flag.ok()) {
    wrong = " has an invalid value for its prevent_destroy argument: " + flag.error().Text() + ".";
  } else if (flag->HasMarkDeep(value::kSensitive)) {
    wrong =
        " has a sensitive value for its prevent_destroy argument, which is invalid because it would disclose the "
        "sensitive value by whether deletion is blocked.\n\nIf you know this value is not sensitive in practice, "
        "consider using the nonsensitive function to declare that.";
  } else if (flag->HasMarkDeep(kEphemeral)) {
    wrong =
        " has an ephemeral value for its prevent_destroy argument, which is invalid because the decision for whether "
        "it's okay to destroy instances of this resource instance must stay consistent between plan and apply.";
  } else if (!flag->IsKnown()) {
    wrong =
        " has a prevent_destroy argument but its value will not be known until the apply step, so it cannot be "
        "predicted whether destroying this is acceptable.\n\nTo proceed, exclude instances of this resource from "
        "this round using:\n    -exclude=\"" +
        address.Config().Text() + "\"";
  } else if (flag->IsNull()) {
    wrong = " has prevent_destroy set to null. When making a dynamic decision to allow destroy, use false instead.";
  }
  if (!wrong.empty()) {
    AddObjectError(address, "prevent-destroy", "Invalid value for prevent_destroy",
                   "Resource instance " + address.Text() + wrong, prevent.range, diagnostics);
    return true;
  }
  if (!flag->AsBool()) return false;
  diagnostics.AddError("prevent-destroy", "Resource instance cannot be destroyed",
                       "Resource instance " + address.Text() +
                           " has prevent_destroy set, but the plan calls for it to be destroyed.\n\nTo proceed, either "
                           "disable prevent_destroy for this resource or exclude instances of this resource from this "
                           "round using:\n    -exclude=" +
                           json::Quoted(address.WithKey({}).Text()),
                       target.block->range);
  return true;
}

void PlanWork::KeepAsItIs(ResourceChange change) {
  change.action = Action::kNoOp;
  change.reason = ActionReason::kNone;
  change.after = change.before;
  change.after_sensitive = change.before_sensitive;
  Record(std::move(change));
}

void PlanWork::PlanDeletion(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  std::optional<Refreshed> refreshed = Refresh(target, job, diagnostics);
  if (!refreshed) return;
  ObjectState& prior = refreshed->object;
  const Value nothing = target.nothing;
  if (!prior.exists()) {  // gone already
    job.result = Value::Unknown(nothing.type());
    return;
  }
  job.kept = EncodeInstance(prior, job.address, *target.schema, job.existing);
  ResourceChange change = ChangeOf(target, job, prior);
  change.create_before_destroy = prior.create_before_destroy;
  change.private_bytes = prior.private_bytes;
  job.result = MarkSensitive(prior.value, change.before_sensitive);
  if (options_.mode == PlanMode::kRefreshOnly) return KeepAsItIs(std::move(change));
  change.after = nothing;
  change.action = Action::kDelete;
  change.reason = job.reason;
  const bool is_gone = job.reason == ActionReason::kDeleteBecauseNoResourceConfig;
  if (is_gone && MovedFrom(job.address)) change.reason = ActionReason::kDeleteBecauseNoMoveTarget;
  if (IsForgotten(target, job, change.reason)) {
    change.action = Action::kForget;
    if (options_.mode != PlanMode::kDestroy) TellForgotten(job.address, diagnostics);
    return Record(std::move(change));
  }
  RefusesDestruction(target, job.address, diagnostics);  // shown all the same, in a plan with errors
  // The provider may refuse, and may add to its private bytes.
  diag::Diagnostics problems;
  PlannedResource planned = target.provider->Plan(job.address.type, prior.ForProvider(), nothing, nothing, problems);
  diagnostics.Append(problems);
  if (problems.HasErrors()) return;
  if (!planned.private_bytes.empty()) change.private_bytes = planned.private_bytes;
  Record(std::move(change));
}

void PlanWork::PlanDeposed(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  std::optional<Refreshed> refreshed = Refresh(target, job, diagnostics);
  if (!refreshed || !refreshed->object.exists()) return;
  const ObjectState& prior = refreshed->object;
  job.kept = EncodeInstance(prior, job.address, *target.schema, job.existing);
  job.kept->deposed = job.existing->deposed;
  if (options_.mode == PlanMode::kRefreshOnly || IsExcluded(job.address)) return;
  ResourceChange change = ChangeOf(target, job, prior);
  change.deposed = job.existing->deposed;
  change.after = target.nothing;
  change.action = Action::kDelete;
  change.private_bytes = prior.private_bytes;
  if (IsForgotten(target, job, change.reason)) {
    change.action = Action::kForget;
    TellForgotten(job.address, diagnostics);
  }
  Record(std::move(change));
}

// kNone: it can be read while planning.
ActionReason PlanWork::WhyReadLater(const ResourceTarget& target, const ModuleAddress& module,
                                    const InstanceConfig& config) {
  if (options_.predicting) return ActionReason::kNone;
  if (!config.value.IsWhollyKnown()) return ActionReason::kReadBecauseConfigUnknown;
  if (options_.mode == PlanMode::kRefreshOnly) return ActionReason::kNone;
  for (const NodeId& block : target.info->pending_check) {
    if (HasPendingChanges(block, module)) return ActionReason::kReadBecauseDependencyPending;
  }
  return ActionReason::kNone;
}

// The data source's answer, kept for the state; nothing with an error.
std::optional<Value> PlanWork::ReadNow(const ResourceTarget& target, PlanJob& job, const InstanceConfig& config,
                                       diag::Diagnostics& diagnostics) {
  ResourceEvent event{job.address, "", Action::kRead, "", {}};
  const Time start = hooks_.Now();
  hooks_.Say(Progress::kReadStarted, event);
  diag::Diagnostics problems;
  Value result = ReadDataSourceAt(*target.provider, job.address.Text(), job.address.type, config.value, problems);
  diagnostics.Append(problems);
  if (problems.HasErrors()) return std::nullopt;
  event.id = IdOf(result);
  event.elapsed = std::chrono::duration_cast<std::chrono::seconds>(hooks_.Now() - start);
  hooks_.Say(Progress::kReadComplete, event);
  if (!result.IsWhollyKnown() && options_.predicting) return result;
  const bool is_null = result.IsKnown() && result.IsNull();
  if (is_null || !result.IsWhollyKnown()) {
    AddObjectError(job.address, "invalid-result",
                   is_null ? "Provider produced null object" : "Provider produced invalid object",
                   "Provider \"" + target.provider->source() + "\" produced a " +
                       (is_null ? "null value for " + job.address.Text()
                                : "value for " + job.address.Text() + " that is not wholly known") +
                       ".\n\nThis is a bug in the provider, which should be reported in its own issue tracker.",
                   {}, diagnostics);
    return std::nullopt;
  }
  ObjectState object;
  object.value = result;
  object.sensitive = MarksIn(result, config.sensitive);
  job.kept = EncodeInstance(object, job.address, *target.schema, job.existing);
  return result;
}

// What a destroy looks at was read before it, or is not to be read again.
bool PlanWork::TakeDataOfState(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  if (options_.mode != PlanMode::kDestroy || options_.refresh || job.existing == nullptr) return false;
  const auto object = DecodeInstance(*job.existing, job.address, *target.provider, *target.schema, diagnostics);
  if (!object) return true;
  job.kept = *job.existing;
  job.result = MarkSensitive(object->value, object->sensitive);
  return true;
}

void PlanWork::PlanData(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics) {
  if (TakeDataOfState(target, job, diagnostics)) return;
  const Lifecycle& lifecycle = target.block->lifecycle;
  if (!CheckConditions(walk_, target, job.address, job.repetition, lifecycle.preconditions, nullptr, diagnostics)) {
    return;
  }
  const std::optional<InstanceConfig> config = ConfigureValid(target, job, diagnostics);
  if (!config) return;
  ActionReason reason = WhyReadLater(target, job.address.module, *config);
  std::optional<Value> result;
  if (reason == ActionReason::kNone) {
    result = ReadNow(target, job, *config, diagnostics);
    // What a check looks at is looked at again when everything is applied, whatever it is now.
    const bool is_checking = !target.block->check.empty() && options_.mode != PlanMode::kRefreshOnly;
    if (is_checking && !options_.predicting) reason = ActionReason::kReadBecauseCheckNested;
    if (!result && !is_checking) return;
  }
  if (!result) {
    result = UnknownComputed(target.schema->block, config->value);
    if (job.existing != nullptr) job.kept = *job.existing;
  }
  const std::vector<value::Path> sensitive =
      UnitePaths(MarksIn(*result, config->sensitive), SchemaSensitivePaths(target.schema->block, *result));
  job.result = MarkSensitive(*result, sensitive);
  if (reason != ActionReason::kNone) {
    ObjectState nothing;
    nothing.dependencies = target.info->dependencies;
    ResourceChange change = ChangeOf(target, job, nothing);
    change.action = Action::kRead;
    change.reason = reason;
    change.after = *result;
    change.after_sensitive = sensitive;
    Record(std::move(change));
  }
  CheckConditions(walk_, target, job.address, job.repetition, lifecycle.postconditions, &job.result, diagnostics);
}

}  // namespace rolecall::engine
