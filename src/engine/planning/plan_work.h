// PlanWork: the steps that plan resources, and what they have found out so far. Internal to the engine.
//
// Refreshes what exists (unless told not to), plans what the configuration wants, reads data sources whose
// configuration is known, and plans the deletion of what is not wanted any more.
// Threads: steps run at once; the results are guarded here.
#ifndef ROLECALL_ENGINE_PLANNING_PLAN_WORK_H_
#define ROLECALL_ENGINE_PLANNING_PLAN_WORK_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/config/references.h"
#include "engine/graph/hook_caller.h"
#include "engine/graph/instance_config.h"
#include "engine/graph/walk.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/state/object_state.h"

namespace rolecall::engine {

// One object of a resource to look after.
struct PlanJob {
  ResourceAddress address;
  Repetition repetition;               // of a wanted instance
  const Instance* existing = nullptr;  // in the state
  bool is_wanted = true;               // false: to be deleted, because of `reason`
  ActionReason reason = ActionReason::kNone;
  const ResourceTarget* target = nullptr;  // of its provider's instance
  // Out:
  value::Value result;           // for expressions, marked
  std::optional<Instance> kept;  // for the refreshed state
  bool failed = false;
};

// What an object is imported by.
struct ImportSource {
  std::string id;
  value::Value identity = {};  // where the id is empty: an object, wholly known
};

class PlanWork final : public ResourceStepFactory {
 public:
  PlanWork(Walk& walk, const State& previous, const std::map<ResourceAddress, ResourceAddress>& moved_from,
           const PlanOptions& options, HookCaller& hooks);

  std::unique_ptr<Step> ForResource(const Module& module, const ResourceBlock& block) override;
  // Objects of the state whose block is gone.
  std::unique_ptr<Step> ForOrphan(const ResourceAddress& config_address, const ResolvedProvider& resolved);
  std::unique_ptr<Step> ForImport(const NodeId& id, const Module& root, const ImportBlock& block);

  // The state's resources of that block (of its module's instances).
  const std::vector<ResourceKey>& InState(const NodeId& block) const;
  bool IsExcluded(const ResourceAddress& instance) const;
  // Whether objects of the block are to change, as seen from a module instance.
  bool HasPendingChanges(const NodeId& block, const ModuleAddress& module) const;
  // The registry's host that the state has for a provider's source; "" if it has none.
  std::string HostInState(const std::string& source) const;
  // foreign_object.h, of the walk's configuration; made when it is first asked for.
  const std::set<std::string>& ReferencedNames();

  // The results; after the walk.
  void MoveTo(Plan& plan);

  // For the steps.
  Walk& walk() { return walk_; }
  const State& previous() const { return previous_; }
  const PlanOptions& options() const { return options_; }
  HookCaller& hooks() { return hooks_; }
  void PlanManaged(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics);
  bool TakeDataOfState(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics);
  void PlanData(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics);
  void PlanDeletion(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics);
  void PlanDeposed(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics);
  void KeepState(const ResourceKey& key, const std::string& provider, std::vector<Instance> instances);
  // After the walk: what import blocks came to.
  const std::map<ResourceAddress, ImportSource>& imports() const { return imports_; }
  // False: the address is imported to already.
  bool AddImport(const ResourceAddress& address, ImportSource source);
  void Record(ResourceChange change);

 private:
  struct Refreshed {
    ObjectState object;  // value null: gone
    bool is_import = false;
    std::string import_id, import_identity;
  };
  std::optional<Refreshed> Refresh(const ResourceTarget& target, PlanJob& job, diag::Diagnostics& diagnostics);
  // True: the options know what the new object will be (PlanOptions::foretell).
  bool TakeForetold(const ResourceTarget& target, PlanJob& job);
  std::optional<ImportSource> FindImport(const ResourceAddress& address);
  std::optional<Refreshed> Import(const ResourceTarget& target, const ResourceAddress& address,
                                  const ImportSource& source, diag::Diagnostics& diagnostics);
  // A change of the job's object: which it is, and what it was.
  ResourceChange ChangeOf(const ResourceTarget& target, const PlanJob& job, const ObjectState& prior) const;
  // True, with an error: its block forbids to destroy it, or does not say clearly that it may be.
  bool RefusesDestruction(const ResourceTarget& target, const ResourceAddress& address,
                          diag::Diagnostics& diagnostics) const;
  // Whether an object that goes is only forgotten, by a removed block or its own `lifecycle.destroy`; the reason if
  // there is one.
  bool IsForgotten(const ResourceTarget& target, const PlanJob& job, ActionReason& reason) const;
  std::optional<InstanceConfig> ConfigureValid(const ResourceTarget& target, const PlanJob& job,
                                               diag::Diagnostics& diagnostics);
  void KeepAsItIs(ResourceChange change);
  std::optional<PlannedResource> PlanConfigured(const ResourceTarget& target, const PlanJob& job,
                                                const ObjectState& prior, const InstanceConfig& config,
                                                ResourceChange& change, diag::Diagnostics& diagnostics);
  ActionReason WhyReadLater(const ResourceTarget& target, const ModuleAddress& module, const InstanceConfig& config);
  std::optional<value::Value> ReadNow(const ResourceTarget& target, PlanJob& job, const InstanceConfig& config,
                                      diag::Diagnostics& diagnostics);
  void DecideReplacement(const ResourceTarget& target, const PlanJob& job, const ObjectState& prior,
                         const PlannedResource& planned, ResourceChange& change);
  bool IsTriggered(const ResourceTarget& target, const PlanJob& job);
  bool IsTriggeredBy(const Subject& subject, const NodeId& block, const ModuleAddress& module) const;
  void RecordDrift(const ResourceTarget& target, const PlanJob& job, const value::Value& before,
                   const value::Value& after, const std::vector<value::Path>& sensitive);
  std::optional<ResourceAddress> MovedFrom(const ResourceAddress& address) const;

  Walk& walk_;
  const State& previous_;
  const std::map<ResourceAddress, ResourceAddress>& moved_from_;
  const PlanOptions& options_;
  HookCaller& hooks_;
  std::unordered_map<NodeId, std::vector<ResourceKey>> in_state_;
  std::map<std::string, std::string> hosts_in_state_;  // by source

  std::once_flag names_found_;
  std::set<std::string> names_;

  mutable std::mutex mutex_;
  std::vector<ResourceChange> changes_;
  std::unordered_map<NodeId, std::vector<std::size_t>> changes_of_;  // by block
  std::vector<DriftChange> drift_;
  std::map<ResourceKey, Resource> kept_;
  std::map<ResourceAddress, ImportSource> imports_;
};

// The provider configuration that the state names, if the configuration still has it.
std::optional<ResolvedProvider> ResolveStateProvider(const Configuration& configuration,
                                                     const std::string& provider_address);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_PLAN_WORK_H_
