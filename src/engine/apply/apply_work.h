// ApplyWork: the steps that carry out a plan, and the state as it grows. Internal to the engine.
//
// Each wanted instance is planned again with what is known by then, compared with what was planned, applied and saved.
// Deletions are steps of their own, ordered by what depended on what.
// Threads: steps run at once; the state is guarded here, and saved under the same lock.
#ifndef ROLECALL_ENGINE_APPLY_APPLY_WORK_H_
#define ROLECALL_ENGINE_APPLY_APPLY_WORK_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/environment.h"
#include "base/random.h"
#include "engine/graph/hook_caller.h"
#include "engine/graph/instance_config.h"
#include "engine/graph/walk.h"
#include "engine/plan/options.h"
#include "engine/plan/plan.h"
#include "engine/state/object_state.h"

namespace rolecall::engine {

class ApplyWork final : public ResourceStepFactory {
 public:
  ApplyWork(Walk& walk, const Plan& plan, const ApplyOptions& options, Random& random, HookCaller& hooks,
            const Environment& environment);
  ~ApplyWork() override;

  std::unique_ptr<Step> ForResource(const Module& module, const ResourceBlock& block) override;
  // Deletes, forgets, or destroys what a replacement leaves behind.
  std::unique_ptr<Step> ForDestroy(const ResourceChange& change);

  // The wanted instances of a block in the plan (not those that only go).
  const std::vector<const ResourceChange*>& ChangesOf(const NodeId& block) const;
  // True if the block has something to create, change, read or decide.
  bool HasWork(const NodeId& block) const;
  bool ShouldStop() const;

  // For the steps.
  Walk& walk() { return walk_; }
  const Plan& plan() const { return plan_; }
  // Answers the new value for expressions (marked); null object with diagnostics when it failed.
  value::Value ApplyInstance(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                             diag::Diagnostics& diagnostics);
  value::Value ReadData(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                        diag::Diagnostics& diagnostics);
  void Destroy(const ResourceChange& change, diag::Diagnostics& diagnostics);
  value::Value ApplyUnchanged(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                              ObjectState object, const InstanceConfig& config, diag::Diagnostics& diagnostics);
  // The object as the state has it now.
  std::optional<Instance> Current(const ResourceAddress& address) const;
  // The state's resources of that block (of its module's instances), as the plan found them.
  const std::vector<ResourceKey>& InState(const NodeId& block) const;
  // True if nothing changes, but the plan could not know yet whether the object's conditions hold.
  bool IsUndecided(const ResourceAddress& address) const { return undecided_.count(address) > 0; }
  // Whether they hold for the object as it is.
  void Decide(const ResourceTarget& target, const ResourceAddress& address, const Repetition& repetition,
              const value::Value& self, diag::Diagnostics& diagnostics);
  // True if the plan deletes or forgets the instance.
  bool Leaves(const ResourceAddress& address) const { return leaving_.count(address) > 0; }

  // After the walk.
  ApplyResult& result() { return result_; }
  // Hands the state to the sink.
  void Save(diag::Diagnostics& diagnostics);

 private:
  void NoteUndecided();
  std::optional<Instance> Doomed(const ResourceChange& change, std::string& deposed) const;
  std::optional<std::string> Depose(const ResourceChange& change, diag::Diagnostics& diagnostics);
  void RestoreDeposed(const ResourceChange& change, const std::string& deposed);
  void Put(const ResourceChange& change, const ResourceSchema& schema, const ObjectState& object,
           const std::string& deposed, diag::Diagnostics& diagnostics);
  void Remove(const ResourceChange& change, const std::string& deposed, diag::Diagnostics& diagnostics);
  bool KeepsItsWord(const ResourceChange& change, const value::Value& planned, diag::Diagnostics& diagnostics) const;
  void CountDone(Action action);
  // What is done about an object that was just made; false: it is tainted.
  bool ProvisionMade(const ResourceTarget& target, const ResourceChange& change, const Repetition& repetition,
                     const value::Value& self, diag::Diagnostics& diagnostics);
  // And before one goes; false: it stays.
  bool ProvisionDoomed(const ResourceChange& change, const ResourceSchema& schema, const ObjectState& object,
                       diag::Diagnostics& diagnostics);

  Walk& walk_;
  const Plan& plan_;
  const ApplyOptions& options_;
  Random& random_;
  HookCaller& hooks_;
  const Environment& environment_;
  std::unordered_map<NodeId, std::vector<const ResourceChange*>> wanted_;
  std::unordered_map<NodeId, std::vector<ResourceKey>> in_state_;
  std::set<ResourceAddress> leaving_;
  std::set<ResourceAddress> undecided_;

  mutable std::mutex mutex_;
  ApplyResult result_;
  std::map<ResourceAddress, std::string> deposed_;  // by replacements that create first
  bool sink_failed_ = false;
};

// Everything unknown made null, so that it can be saved.
value::Value UnknownsAsNull(const value::Value& value);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_APPLY_APPLY_WORK_H_
