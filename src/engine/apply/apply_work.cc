#include "engine/apply/apply_work.h"

#include <algorithm>
#include <utility>

#include "engine/apply/provisioning.h"
#include "engine/graph/stand_in.h"
#include "engine/provider/addressed.h"
#include "engine/provider/schema_value.h"

namespace rolecall::engine {
namespace {

using value::Value;

// Nothing is left at the address, or (deposed) nothing of this object.
bool OnlyDestroys(const ResourceChange& change) {
  return change.action == Action::kDelete || change.action == Action::kForget || !change.deposed.empty();
}

// The provider configuration as a resource of the state has it: the key of an instance stands with the object.
ProviderAddress FamilyOf(ProviderAddress provider) {
  if (provider.alias.ends_with(']')) provider.alias.resize(provider.alias.find('['));
  return provider;
}

class Stop final : public Cancellation {
 public:
  explicit Stop(const Interrupt* interrupt) : interrupt_(interrupt) {}
  bool IsCancelled() const override { return interrupt_ != nullptr && interrupt_->IsCancelled(); }

 private:
  const Interrupt* interrupt_;
};

}  // namespace

ApplyWork::ApplyWork(Walk& walk, const Plan& plan, const ApplyOptions& options, Random& random, HookCaller& hooks,
                     const Environment& environment)
    : walk_(walk), plan_(plan), options_(options), random_(random), hooks_(hooks), environment_(environment) {
  result_.state = plan.prior_state;
  for (const ResourceChange& change : plan.changes) {
    if (!OnlyDestroys(change)) wanted_[ResourceNode(change.address.Config())].push_back(&change);
    if (OnlyDestroys(change) && change.deposed.empty()) leaving_.insert(change.address);
  }
  if (plan.mode == PlanMode::kNormal) NoteUndecided();
  for (const auto& [key, resource] : plan.prior_state.resources()) {
    in_state_[ResourceNode(ResourceAddress::FromState(key, {}).Config())].push_back(key);
  }
  if (options.sink == nullptr) return;
  options.sink->Follow([this] {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!sink_failed_) sink_failed_ = !options_.sink->StateChanged(result_.state).ok();
  });
}

void ApplyWork::NoteUndecided() {
  for (const CheckResult& result : plan_.checks) {
    if (result.kind != "resource" || result.status == CheckStatus::kPass) continue;
    for (const CheckObject& object : result.objects) {
      const Result<ResourceAddress> address = ParseResourceAddress(object.address);
      if (object.status == CheckStatus::kUnknown && address.ok()) undecided_.insert(*address);
    }
  }
}

ApplyWork::~ApplyWork() {
  if (options_.sink != nullptr) options_.sink->Follow({});
}

const std::vector<ResourceKey>& ApplyWork::InState(const NodeId& block) const {
  static const std::vector<ResourceKey> kNone;
  auto found = in_state_.find(block);
  return found == in_state_.end() ? kNone : found->second;
}

const std::vector<const ResourceChange*>& ApplyWork::ChangesOf(const NodeId& block) const {
  static const std::vector<const ResourceChange*> kNone;
  auto found = wanted_.find(block);
  return found == wanted_.end() ? kNone : found->second;
}

bool ApplyWork::HasWork(const NodeId& block) const {
  const auto& changes = ChangesOf(block);
  return std::any_of(changes.begin(), changes.end(), [this](const ResourceChange* change) {
    return change->action != Action::kNoOp || IsUndecided(change->address);
  });
}

bool ApplyWork::ShouldStop() const {
  if (options_.interrupt != nullptr && options_.interrupt->IsStopping()) return true;
  std::lock_guard<std::mutex> lock(mutex_);
  return sink_failed_;
}

std::optional<Instance> ApplyWork::Current(const ResourceAddress& address) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const Instance* instance = result_.state.FindInstance(address.StateKey(), address.key);
  if (instance == nullptr) return std::nullopt;
  return *instance;
}

void ApplyWork::Save(diag::Diagnostics& diagnostics) {
  if (options_.sink == nullptr || sink_failed_) return;
  Result<void> saved = options_.sink->StateChanged(result_.state);
  if (saved.ok()) return;
  sink_failed_ = true;
  diagnostics.AddError(
      "state-not-saved", "Failed to save state",
      "What was done so far could not be saved: " + saved.error().message + " Nothing further is begun.");
}

void ApplyWork::Put(const ResourceChange& change, const ResourceSchema& schema, const ObjectState& object,
                    const std::string& deposed, diag::Diagnostics& diagnostics) {
  std::lock_guard<std::mutex> lock(mutex_);
  const ResourceKey key = change.address.StateKey();
  const Instance* previous = deposed.empty() ? result_.state.FindInstance(key, change.address.key)
                                             : result_.state.FindDeposed(key, change.address.key, deposed);
  Instance instance = EncodeInstance(object, change.address, schema, previous);
  instance.deposed = deposed;
  const Resource* resource = result_.state.Find(key);
  std::string provider = FamilyOf(change.provider).Text();
  instance.provider = change.provider.alias.ends_with(']') ? change.provider.Text() : std::string();
  if (resource != nullptr && SameProvider(resource->provider, provider)) provider = resource->provider;
  result_.state.PutInstance(key, provider, std::move(instance));
  Save(diagnostics);
}

void ApplyWork::Remove(const ResourceChange& change, const std::string& deposed, diag::Diagnostics& diagnostics) {
  std::lock_guard<std::mutex> lock(mutex_);
  result_.state.RemoveInstance(change.address.StateKey(), change.address.key, deposed);
  Save(diagnostics);
}

std::optional<std::string> ApplyWork::Depose(const ResourceChange& change, diag::Diagnostics& diagnostics) {
  std::lock_guard<std::mutex> lock(mutex_);
  std::string deposed = RandomHex(random_, 8);
  if (!result_.state.Depose(change.address.StateKey(), change.address.key, deposed)) return std::nullopt;
  deposed_[change.address] = deposed;
  Save(diagnostics);
  return deposed;
}

void ApplyWork::RestoreDeposed(const ResourceChange& change, const std::string& deposed) {
  std::lock_guard<std::mutex> lock(mutex_);
  deposed_.erase(change.address);
  const ResourceKey key = change.address.StateKey();
  const Instance* old = result_.state.FindDeposed(key, change.address.key, deposed);
  if (old == nullptr) return;
  Instance instance = *old;
  instance.deposed.clear();
  result_.state.RemoveInstance(key, change.address.key, deposed);
  result_.state.PutInstance(key, FamilyOf(change.provider).Text(), std::move(instance));
}

void ApplyWork::CountDone(Action action) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (action == Action::kCreate) ++result_.added;
  if (action == Action::kUpdate) ++result_.changed;
  if (action == Action::kDelete) ++result_.destroyed;
  if (action == Action::kForget) ++result_.forgotten;
}

bool ApplyWork::KeepsItsWord(const ResourceChange& change, const Value& planned, diag::Diagnostics& diagnostics) const {
  std::optional<value::Path> broken = FirstBrokenPromise(change.after, planned);
  if (!broken) return true;
  AddObjectError(change.address, "inconsistent-plan", "Provider produced inconsistent final plan",
                 "When expanding the plan for " + change.address.Text() +
                     " to include new values learned so far during "
                     "apply, the value of " +
                     value::PathText(*broken) +
                     " turned out different from what was planned. Nothing "
                     "was changed; make a new plan.",
                 {}, diagnostics);
  return false;
}

// What was not known when it was planned, the provider has not yet looked at.
static bool IsValid(const ResourceTarget& target, const Value& config, diag::Diagnostics& diagnostics) {
  diag::Diagnostics problems;
  target.provider->ValidateResource(target.config_address.type, config, problems);
  diagnostics.Append(problems);
  return !problems.HasErrors();
}

Value ApplyWork::ApplyInstance(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                               diag::Diagnostics& diagnostics) {
  const value::Type& type = target.nothing.type();
  Value failed = Value::Unknown(type);
  const Lifecycle& lifecycle = target.block->lifecycle;
  if (!CheckConditions(walk_, target, change.address, repetition, lifecycle.preconditions, nullptr, diagnostics)) {
    return failed;
  }
  std::optional<InstanceConfig> config = ConfigureInstance(walk_, target, change.address, repetition, diagnostics);
  if (!config || !IsValid(target, config->value, diagnostics)) return failed;

  ObjectState prior;
  prior.value = Value::Null(type);
  bool is_create = change.action == Action::kCreate || IsReplace(change.action);
  if (!is_create) {
    std::optional<Instance> current = Current(change.address);
    if (current) {
      auto decoded = DecodeInstance(*current, change.address, *target.provider, *target.schema, diagnostics);
      if (!decoded) return failed;
      prior = *std::move(decoded);
    }
  }
  Value wanted = IgnoreChanges(lifecycle, prior.value, config->value, &target.schema->block);
  const ResourceState prior_state = prior.ForProvider();
  std::optional<PlannedResource> planned = AskProvider(target, change.address, prior_state, wanted, diagnostics);
  if (!planned || !KeepsItsWord(change, planned->planned, diagnostics)) return failed;

  if (!is_create && planned->planned.Same(prior.value)) {
    return ApplyUnchanged(target, change, repetition, std::move(prior), *config, diagnostics);
  }

  std::optional<std::string> deposed;
  if (change.action == Action::kCreateThenDelete) deposed = Depose(change, diagnostics);
  Action action = is_create ? Action::kCreate : Action::kUpdate;
  HookCaller::Running running(hooks_, ResourceEvent{change.address, "", action, IdOf(prior.value), {}});
  diag::Diagnostics problems;
  ResourceState applied = target.provider->Apply(change.address.type, prior_state, *planned, config->value,
                                                 Stop(options_.interrupt), problems);
  bool has_failed = problems.HasErrors();
  diagnostics.Append(problems);
  bool exists = applied.value.IsKnown() && !applied.value.IsNull();
  // Some failures answer with nothing; what was there before is still there then.
  if (has_failed && !exists && !is_create) applied = prior_state, exists = true;
  if (!exists) {
    if (deposed) RestoreDeposed(change, *deposed);
    running.Failed();
    if (!has_failed) {
      AddObjectError(
          change.address, "invalid-result", "Provider produced no object",
          "After the apply there is no object for " + change.address.Text() + ". This is a bug in the provider.", {},
          diagnostics);
    }
    return failed;
  }
  if (!has_failed && !applied.value.IsWhollyKnown()) {
    has_failed = true;
    AddObjectError(change.address, "invalid-result", "Provider returned invalid result object after apply",
                   "After the apply there are still unknown values in " + change.address.Text() +
                       ". This is a bug in the provider; the object is saved without them.",
                   {}, diagnostics);
  }
  ObjectState object;
  object.value = UnknownsAsNull(applied.value);
  object.sensitive = MarksIn(object.value, config->sensitive);
  object.private_bytes = applied.private_bytes;
  object.tainted = is_create ? has_failed : prior.tainted;
  object.create_before_destroy = change.create_before_destroy;
  object.skip_destroy = !lifecycle.destroy;
  object.dependencies = change.dependencies;
  object.identity = IdentityIn(*target.provider, change.address.type, applied);
  Put(change, *target.schema, object, "", diagnostics);
  if (has_failed) {
    running.Failed();
    return failed;
  }
  Value result = MarkSensitive(object.value,
                               UnitePaths(object.sensitive, SchemaSensitivePaths(target.schema->block, object.value)));
  if (is_create && !ProvisionMade(target, change, repetition, result, diagnostics)) {
    object.tainted = true;
    Put(change, *target.schema, object, "", diagnostics);
    running.Failed();
    return failed;
  }
  running.Done(IdOf(object.value));
  CountDone(action);
  CheckConditions(walk_, target, change.address, repetition, lifecycle.postconditions, &result, diagnostics);
  return result;
}

void ApplyWork::Decide(const ResourceTarget& target, const ResourceAddress& address, const Repetition& repetition,
                       const Value& self, diag::Diagnostics& diagnostics) {
  const Lifecycle& lifecycle = target.block->lifecycle;
  if (CheckConditions(walk_, target, address, repetition, lifecycle.preconditions, nullptr, diagnostics)) {
    CheckConditions(walk_, target, address, repetition, lifecycle.postconditions, &self, diagnostics);
  }
}

bool ApplyWork::ProvisionMade(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                              const Value& self, diag::Diagnostics& diagnostics) {
  return Provision({walk_, hooks_, environment_, random_, options_.interrupt},
                   {&target.block->provisioners, target.module, change.address, &repetition, &self}, false,
                   diagnostics);
}

// Those of a block that is still there, or of the removed block in its place, for an object that is not tainted: as
// Terraform does it.
bool ApplyWork::ProvisionDoomed(const ResourceChange& change, const ResourceSchema& schema, const ObjectState& object,
                                diag::Diagnostics& diagnostics) {
  if (object.tainted) return true;
  const ResourceBlock* block = walk_.configuration.FindBlock(change.address);
  const Module* module = walk_.configuration.Find(change.address.module.Config());
  const ProvisionerList* list = block == nullptr ? nullptr : &block->provisioners;
  if (const RemovedBlock* removed = FindRemoved(*walk_.configuration.root, change.address); removed && !block) {
    list = &removed->provisioners;
    module = walk_.configuration.root.get();
  }
  if (list == nullptr || list->steps.empty()) return true;
  const Repetition repetition = RepetitionOf(change.address.key);
  const Value self =
      MarkSensitive(object.value, UnitePaths(object.sensitive, SchemaSensitivePaths(schema.block, object.value)));
  return Provision({walk_, hooks_, environment_, random_, options_.interrupt},
                   {list, module, change.address, &repetition, &self}, true, diagnostics);
}

// An update whose values turned out to be those that are there: the provider is not asked. What may still change is
// which of them are sensitive, and that is the state's alone.
Value ApplyWork::ApplyUnchanged(const ResourceTarget& target, const ResourceChange& change,
                                const Repetition& repetition, ObjectState object, const InstanceConfig& config,
                                diag::Diagnostics& diagnostics) {
  const std::vector<value::Path> by_schema = SchemaSensitivePaths(target.schema->block, object.value);
  const std::vector<value::Path> sensitive = MarksIn(object.value, config.sensitive);
  const bool is_same = UnitePaths(sensitive, by_schema) == UnitePaths(object.sensitive, by_schema);
  if (!is_same) {
    HookCaller::Running running(hooks_, ResourceEvent{change.address, "", Action::kUpdate, IdOf(object.value), {}});
    object.sensitive = sensitive;
    object.create_before_destroy = change.create_before_destroy;
    object.skip_destroy = !target.block->lifecycle.destroy;
    object.dependencies = change.dependencies;
    Put(change, *target.schema, object, "", diagnostics);
    running.Done(IdOf(object.value));
    CountDone(Action::kUpdate);
  }
  Value result = MarkSensitive(object.value, UnitePaths(sensitive, by_schema));
  CheckConditions(walk_, target, change.address, repetition, target.block->lifecycle.postconditions, &result,
                  diagnostics);
  return result;
}

Value ApplyWork::ReadData(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                          diag::Diagnostics& diagnostics) {
  Value failed = Value::Unknown(target.nothing.type());
  const Lifecycle& lifecycle = target.block->lifecycle;
  if (!CheckConditions(walk_, target, change.address, repetition, lifecycle.preconditions, nullptr, diagnostics)) {
    return failed;
  }
  std::optional<InstanceConfig> config = ConfigureInstance(walk_, target, change.address, repetition, diagnostics);
  if (!config) return failed;
  if (!config->value.IsWhollyKnown()) {
    AddObjectError(change.address, "unknown-configuration", "Configuration is still unknown",
                   "The configuration of " + change.address.Text() + " is not wholly known even at apply time.", {},
                   diagnostics);
    return failed;
  }
  ResourceEvent event{change.address, "", Action::kRead, "", {}};
  Time start = hooks_.Now();
  hooks_.Say(Progress::kReadStarted, event);
  diag::Diagnostics problems;
  Value read = ReadDataSourceAt(*target.provider, change.address.Text(), change.address.type, config->value, problems);
  bool has_failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (has_failed) return failed;
  event.id = IdOf(read);
  event.elapsed = std::chrono::duration_cast<std::chrono::seconds>(hooks_.Now() - start);
  hooks_.Say(Progress::kReadComplete, event);
  ObjectState object;
  object.value = UnknownsAsNull(read);
  object.sensitive = MarksIn(object.value, config->sensitive);
  Put(change, *target.schema, object, "", diagnostics);
  Value result = MarkSensitive(object.value,
                               UnitePaths(object.sensitive, SchemaSensitivePaths(target.schema->block, object.value)));
  CheckConditions(walk_, target, change.address, repetition, lifecycle.postconditions, &result, diagnostics);
  return result;
}

// The object that the change destroys, as the state has it; `deposed` is set where it was set aside. Nothing: there is
// nothing to do.
std::optional<Instance> ApplyWork::Doomed(const ResourceChange& change, std::string& deposed) const {
  std::lock_guard<std::mutex> lock(mutex_);
  deposed = change.deposed;
  if (change.action == Action::kCreateThenDelete) {
    auto found = deposed_.find(change.address);
    if (found == deposed_.end()) return std::nullopt;  // nothing was created, so the old one stays
    deposed = found->second;
  }
  const ResourceKey key = change.address.StateKey();
  const Instance* found = deposed.empty() ? result_.state.FindInstance(key, change.address.key)
                                          : result_.state.FindDeposed(key, change.address.key, deposed);
  if (found == nullptr) return std::nullopt;
  return *found;
}

void ApplyWork::Destroy(const ResourceChange& change, diag::Diagnostics& diagnostics) {
  std::string deposed;
  const std::optional<Instance> instance = Doomed(change, deposed);
  if (!instance) return;
  if (change.action == Action::kForget || change.action == Action::kForgetThenCreate) {
    Remove(change, deposed, diagnostics);
    CountDone(Action::kForget);
    return;
  }
  Provider* provider = walk_.providers.Find(ProviderNode(change.provider));
  const ResourceSchema* schema =
      walk_.schemas.Find(change.provider.source, change.provider_version, ResourceMode::kManaged, change.address.type);
  if (provider == nullptr || schema == nullptr) {
    AddObjectError(change.address, "foreign-object", "Object of a type that this program does not have",
                   "The object cannot be destroyed by this program; nothing was done to it.", {}, diagnostics);
    return;
  }
  ResourceTarget target;
  target.module = walk_.configuration.Find(change.address.module);
  target.block = walk_.configuration.FindBlock(change.address);
  target.provider = provider;
  StandIn(target);
  provider = target.provider;
  auto prior = DecodeInstance(*instance, change.address, *provider, *schema, diagnostics);
  if (!prior) return;
  Value nothing = Value::Null(ImpliedType(schema->block));
  // What was put aside goes with its own: the change's are those of the object that took its place.
  const bool has_own = change.private_bytes.empty() || (!deposed.empty() && IsReplace(change.action));
  PlannedResource planned{nothing, {}, has_own ? prior->private_bytes : change.private_bytes};
  planned.identity = prior->identity;
  HookCaller::Running running(hooks_, ResourceEvent{change.address, deposed, Action::kDelete, IdOf(prior->value), {}});
  if (deposed.empty() && !ProvisionDoomed(change, *schema, *prior, diagnostics)) {
    running.Failed();
    return;
  }
  diag::Diagnostics problems;
  ResourceState left =
      provider->Apply(change.address.type, prior->ForProvider(), planned, nothing, Stop(options_.interrupt), problems);
  bool has_failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (has_failed) {
    running.Failed();
    bool is_partial = left.value.IsKnown() && !left.value.IsNull();
    if (!is_partial) return;  // the state still has it as it was
    prior->value = UnknownsAsNull(left.value);
    prior->private_bytes = left.private_bytes;
    Put(change, *schema, *prior, deposed, diagnostics);
    return;
  }
  Remove(change, deposed, diagnostics);
  running.Done(IdOf(prior->value));
  CountDone(Action::kDelete);
}

Value UnknownsAsNull(const Value& value) {
  if (!value.IsKnown()) return Value::Null(value.type());
  if (value.IsNull() || value.IsWhollyKnown()) return value;
  const value::Type& type = value.type();
  switch (type.kind()) {
    case value::Type::Kind::kObject:
    case value::Type::Kind::kMap: {
      std::map<std::string, Value> members;
      for (const auto& [name, member] : value.members()) members.emplace(name, UnknownsAsNull(member));
      return type.kind() == value::Type::Kind::kMap ? Value::Map(type.element(), std::move(members))
                                                    : Value::Object(std::move(members));
    }
    case value::Type::Kind::kList:
    case value::Type::Kind::kSet:
    case value::Type::Kind::kTuple: {
      std::vector<Value> elements;
      for (const Value& element : value.elements()) elements.push_back(UnknownsAsNull(element));
      if (type.kind() == value::Type::Kind::kTuple) return Value::Tuple(std::move(elements));
      if (type.kind() == value::Type::Kind::kList) return Value::List(type.element(), std::move(elements));
      return Value::Set(type.element(), std::move(elements));
    }
    default: return value;
  }
}

}  // namespace rolecall::engine
