// What planning and applying an instance share: the schema of its type, its configuration, its conditions, and what it
// ignores.
//
//   std::optional<InstanceConfig> config = ConfigureInstance(walk, target, address, repetition, diagnostics);
//   value::Value wanted = IgnoreChanges(lifecycle, prior, config->value);
//   std::optional<PlannedResource> planned = AskProvider(target, address, prior_state, wanted, diagnostics);
//
// Keeps nothing between calls. Complaints carry the object's address; nothing is answered where the step should give
// up on the instance. Threads: any, also for one target at once; a ResourceTarget is filled in before its parts run.
#ifndef ROLECALL_ENGINE_GRAPH_INSTANCE_CONFIG_H_
#define ROLECALL_ENGINE_GRAPH_INSTANCE_CONFIG_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/expansion.h"
#include "engine/graph/walk.h"
#include "engine/provider/config_decoder.h"

namespace rolecall::engine {

// What all instances of one resource block share.
struct ResourceTarget {
  const Module* module = nullptr;        // null: not in the configuration any more
  const ResourceBlock* block = nullptr;  // null: the same
  ResourceAddress config_address;
  ProviderAddress provider_address;
  std::string provider_version;
  Provider* provider = nullptr;
  const ResourceSchema* schema = nullptr;
  value::Value nothing;  // null, of the schema's type: one for all instances
  std::unique_ptr<ConfigDecoder> decoder;
  std::vector<const hcl::Traversal*> references;  // of the body
  const ResourceInfo* info = nullptr;
  std::unique_ptr<Provider> stand_in;                   // in the provider's place (stand_in.h)
  const ProviderMetaBlock* unsupported_meta = nullptr;  // what the module says, and the provider cannot hear
  diag::Diagnostics meta_problems;                      // what is wrong with it

  void SetSchema(const ResourceSchema* found);
};

// Fills in version, provider (not configured) and schema of the target's block; null where this program has none.
void FindSchema(const Walk& walk, ResourceTarget& target);

// The configuration, of those that `for_each` makes of a provider block, that an instance belongs to; nothing, with an
// error, if its key cannot be evaluated or there is none.
std::optional<ResolvedProvider> SelectProvider(const Walk& walk, const ResolvedProvider& family,
                                               const ResourceAddress& address, const Repetition& repetition,
                                               diag::Diagnostics& diagnostics);
// The same for an object of the state; `provider` as the state has it.
std::optional<ResolvedProvider> FindInstanceProvider(const Walk& walk, const ResolvedProvider& family,
                                                     const ResourceAddress& address, const std::string& provider,
                                                     diag::Diagnostics& diagnostics);

struct InstanceConfig {
  value::Value value;  // unmarked
  std::vector<value::Path> sensitive;
};

// Nothing, with diagnostics, if the block cannot be evaluated.
std::optional<InstanceConfig> ConfigureInstance(const Walk& walk, const ResourceTarget& target,
                                                const ResourceAddress& address, const Repetition& repetition,
                                                diag::Diagnostics& diagnostics);

// Preconditions (`self` null) or postconditions. False: one failed, and was reported.
bool CheckConditions(Walk& walk, const ResourceTarget& target, const ResourceAddress& address,
                     const Repetition& repetition, const std::vector<CheckRule>& rules, const value::Value* self,
                     diag::Diagnostics& diagnostics);

// The configuration with what `ignore_changes` names as it was; by `schema`, what the provider alone decides is in no
// configuration (null: what was planned is meant).
value::Value IgnoreChanges(const Lifecycle& lifecycle, const value::Value& prior, const value::Value& config,
                           const BlockSchema* schema = nullptr);

// The provider's plan, checked. Nothing, with diagnostics, if there is none.
std::optional<PlannedResource> AskProvider(const ResourceTarget& target, const ResourceAddress& address,
                                           const ResourceState& prior, const value::Value& config,
                                           diag::Diagnostics& diagnostics);

// The marks that still have a place in `object`, together with what the schema calls sensitive.
std::vector<value::Path> MarksIn(const value::Value& object, const std::vector<value::Path>& marked);

// Reports an error about one object.
void AddObjectError(const ResourceAddress& address, const std::string& code, const std::string& summary,
                    const std::string& detail, const diag::Range& range, diag::Diagnostics& diagnostics);
// The address on every diagnostic that has none.
void NameObject(const ResourceAddress& address, const diag::Range& range, diag::Diagnostics& diagnostics);
// The same, and those without a place get one in the object's configuration. No body: it has none.
void NameObject(const ResourceAddress& address, const hcl::Body* body, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_INSTANCE_CONFIG_H_
