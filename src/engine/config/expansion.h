// Expansion: which instances `count`, `for_each` and `enabled` make.
//
//   auto repetitions = EvaluateRepetition({block.count, block.for_each, block.enabled, "aws_iam_role.a"}, scope,
//   unknown,
//                                         diagnostics);
//   expansions.SetModule(parent, "name", *repetitions);
//   for (const ModuleAddress& instance : expansions.Instances(module.path)) …
//
// Expansions is filled during a walk, module by module from the root down, and read by what lies inside; a module that
// is not set yet, or failed, has no instances. Threads: any.
#ifndef ROLECALL_ENGINE_CONFIG_EXPANSION_H_
#define ROLECALL_ENGINE_CONFIG_EXPANSION_H_

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/state/address.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/tree.h"
#include "value/value.h"

namespace rolecall::engine {

// One instance: its key, and what each.value is (count needs nothing else).
struct Repetition {
  InstanceKey key;
  value::Value each_value;
  bool is_each = false;  // for_each, also when the key is unknown
  bool is_count = false;

  // Sets `each` or `count` in the scope.
  void Define(hcl::Scope& scope) const;
};

enum class UnknownKeys {
  kRefuse,   // report "Invalid for_each argument"
  kAccept,   // one instance stands for any: validation
  kStandIn,  // the same, with a key: plans that are only looked at
};

// What a block says of its instances; null: nothing.
struct RepetitionArguments {
  const hcl::Expression* count = nullptr;
  const hcl::Expression* for_each = nullptr;
  const hcl::Expression* enabled = nullptr;
  std::string address = {};   // what -exclude would leave out; "": nothing can be
  bool takes_tuples = false;  // of import blocks
};

// Nothing, with diagnostics, if the expression gives no usable keys. Without all three: the one instance without key,
// which `enabled` may take away.
std::optional<std::vector<Repetition>> EvaluateRepetition(const RepetitionArguments& arguments, const hcl::Scope& scope,
                                                          UnknownKeys unknown, diag::Diagnostics& diagnostics);

class Expansions {
 public:
  void SetModule(const ModuleAddress& parent, const std::string& call, std::vector<Repetition> repetitions);
  // All instances of the module with that configuration path, as far as they are expanded.
  std::vector<ModuleAddress> Instances(const ModuleAddress& config_path) const;
  // The instances of a call in one instance of its module; empty if not expanded.
  std::vector<Repetition> OfCall(const ModuleAddress& parent, const std::string& call) const;
  // What made that module instance; null for the root and unknown ones.
  std::optional<Repetition> OfInstance(const ModuleAddress& instance) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<ModuleAddress, std::string>, std::vector<Repetition>> modules_;  // by module instance and call
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_EXPANSION_H_
