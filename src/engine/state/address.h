// Addresses: the names of modules, resources and their instances.
//
//   module.a["k"].aws_iam_role.b[0]      data.aws_caller_identity.current      module.a.module.b
//
// A resource or module without instance key also stands for all of its instances (a configuration address);
// Config() drops all keys. Addresses order by module, mode (data before managed), type, name and key, where no key
// comes first, then numbers, then strings.
// Threads: plain values.
#ifndef ROLECALL_ENGINE_STATE_ADDRESS_H_
#define ROLECALL_ENGINE_STATE_ADDRESS_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "engine/provider/registry_hosts.h"
#include "engine/state/state.h"

namespace rolecall::engine {

// None, the index of `count`, or the key of `for_each`.
using InstanceKey = IndexKey;

inline bool HasKey(const InstanceKey& key) { return key.index() != 0; }

struct ModuleStep {
  std::string name;
  InstanceKey key;
  auto operator<=>(const ModuleStep&) const = default;
};

struct ModuleAddress {
  std::vector<ModuleStep> steps;  // none: the root module

  bool IsRoot() const { return steps.empty(); }
  ModuleAddress Child(std::string name, InstanceKey key = {}) const;
  ModuleAddress Parent() const;  // of the root: the root
  ModuleAddress Config() const;  // without instance keys
  bool HasKeys() const;
  // True if `other` is this module or lies in it. A step without key here matches every key there.
  bool Contains(const ModuleAddress& other) const;
  // `module.a["k"].module.b`; empty for the root.
  std::string Text() const;
  auto operator<=>(const ModuleAddress&) const = default;
};

struct ResourceAddress {
  ModuleAddress module;
  ResourceMode mode = ResourceMode::kManaged;
  std::string type;
  std::string name;
  InstanceKey key;

  ResourceAddress Config() const;      // no keys at all
  ResourceAddress WithoutKey() const;  // the module's keys stay
  ResourceAddress WithKey(InstanceKey instance) const;
  std::string Text() const;       // with everything
  std::string LocalText() const;  // without the module
  // The same as the state's key; `key` is the instance's.
  ResourceKey StateKey() const;
  // The inverse; the module text must be one that ParseModuleAddress takes (else the root module is given).
  static ResourceAddress FromState(const ResourceKey& resource, const IndexKey& index);
  auto operator<=>(const ResourceAddress&) const = default;
};
// The order in which plans tell their changes: outer modules before inner ones, data sources before resources.
bool IsShownBefore(const ResourceAddress& a, const ResourceAddress& b);

// What -target, -exclude, moved, removed and state commands name: a module (instance or all of them), or
// a resource (instance or all of them).
struct TargetAddress {
  ModuleAddress module;                     // of the resource, or the module itself
  std::optional<ResourceAddress> resource;  // its module equals `module`

  bool Contains(const ResourceAddress& address) const;  // `address` may be an instance or a configuration address
  // Like Contains, but keys on either side are ignored: the object is possibly affected.
  bool MayContain(const ResourceAddress& config_address) const;
  std::string Text() const;
  auto operator<=>(const TargetAddress&) const = default;
};

// The heading of such a mistake where it is told with its place, as the language's reader has it.
std::string AddressSummary(std::string_view mistake);

// Errors (kInvalidArgument) say what was expected, as OpenTofu does.
Result<TargetAddress> ParseTarget(std::string_view text);
// One resource, possibly with keys: `module.a.aws_iam_role.b["x"]`.
Result<ResourceAddress> ParseResourceAddress(std::string_view text);
// `module.a["k"].module.b`, or empty for the root.
Result<ModuleAddress> ParseModuleAddress(std::string_view text);

// A provider configuration as states name it: `provider["registry.opentofu.org/hashicorp/aws"].west`, in a
// module `module.a.provider["…"]`.
struct ProviderAddress {
  ModuleAddress module;
  std::string host = kDefaultRegistry;
  std::string source;  // "hashicorp/aws"
  std::string alias;   // may be empty
  std::string Text() const;
  auto operator<=>(const ProviderAddress&) const = default;
};
Result<ProviderAddress> ParseProviderAddress(std::string_view text);
// "HOST/NAMESPACE/TYPE", "NAMESPACE/TYPE" or "TYPE" (of "hashicorp"), as required_providers has them.
Result<ProviderAddress> ParseProviderSource(std::string_view text);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_STATE_ADDRESS_H_
