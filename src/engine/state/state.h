// State: what the last apply left behind — the objects that exist, by address, and the root outputs.
//
// A value type: copy it freely, guard it yourself when several threads use it. What the engine does not need
// to understand is kept as raw JSON text, byte for byte: the attributes of an instance until a provider decodes
// them, check results, identities, and every member that this version does not know. So a state written by
// OpenTofu or Terraform travels through us unharmed, objects of foreign types included.
//
//   State state;                                     // empty: no lineage, serial 0
//   Instance* role = state.FindInstance({"module.irsa", ResourceMode::kManaged, "aws_iam_role", "irsa"}, {});
//   state.PutInstance(key, provider, instance);      // adds the resource if it is new
//   state.RemoveInstance(key, index);                // and the resource with its last instance
//
// Reading and writing the file format is state_file.h; where the bytes lie is backend.h; serial, lineage and
// saving rules are state_keeper.h. Errors: none here; looking up what is not there gives null.
#ifndef ROLECALL_ENGINE_STATE_STATE_H_
#define ROLECALL_ENGINE_STATE_STATE_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "value/path.h"

namespace rolecall::engine {

// "data" sorts before "managed", as in the file. Ephemeral ones are in no state.
enum class ResourceMode { kData, kManaged, kEphemeral };
// "data", "managed", "ephemeral": as files say it.
const char* ModeName(ResourceMode mode);
// What an address begins with: "data.", "ephemeral." or nothing.
const char* ModePrefix(ResourceMode mode);

// Nothing (no count and no for_each), a count index, or a for_each key. Numbers sort before strings.
using IndexKey = std::variant<std::monostate, long long, std::string>;

// `[0]`, `["k"]` or nothing; quotes, backslashes and "${" in keys are escaped as the language does.
std::string IndexKeyText(const IndexKey& key);

// Names the block's objects in one instance of its module.
struct ResourceKey {
  std::string module;  // "" for the root, else `module.a["k"].module.b`
  ResourceMode mode = ResourceMode::kManaged;
  std::string type;
  std::string name;

  auto operator<=>(const ResourceKey&) const = default;
  // `module.a["k"].data.aws_region.current`
  std::string Text() const;
};

// The text of a whole instance address: `module.a.aws_iam_role.b["k"]`.
std::string InstanceText(const ResourceKey& resource, const IndexKey& index);

// A member of an object that we do not know, kept as it was written.
struct RawMember {
  std::string name;
  std::string json;
};

// One object: the current one of an instance, or a deposed one.
struct Instance {
  IndexKey index;
  std::string deposed;  // 8 hex digits; empty = the current object
  bool tainted = false;
  std::string provider;  // only with for_each on the provider: overrides the resource's
  std::int64_t schema_version = 0;
  std::string attributes = "{}";             // JSON text, exactly as it was read
  bool attributes_flat = false;              // `attributes` is the pre-0.12 flat map: only the provider can read it
  std::vector<value::Path> sensitive_paths;  // of marked values (not of the schema's sensitive attributes)
  std::string private_bytes;                 // decoded from base64
  std::vector<std::string> dependencies;     // configuration addresses, sorted
  bool create_before_destroy = false;
  bool skip_destroy = false;
  std::string identity;  // raw JSON; empty = none
  std::optional<std::int64_t> identity_schema_version;
  std::vector<RawMember> unknown;  // everything else, in the order read

  bool is_current() const { return deposed.empty(); }
};

// Read `instances` freely and change them in place, but add, remove and re-key them through State only: with many
// instances, lookups go by `positions`.
struct Resource {
  std::string provider;             // as written: `provider["registry.opentofu.org/hashicorp/aws"].alias`
  std::string each;                 // "list" or "map" of old files; read and kept
  std::vector<Instance> instances;  // in no particular order
  std::vector<RawMember> unknown;
  std::unordered_map<std::string, std::size_t> positions;  // empty for few instances; kept by State
};

struct OutputState {
  std::string value_json = "null";        // JSON text as read
  std::string type_json = "\"dynamic\"";  // cty type JSON
  bool sensitive = false;
  std::string deprecated;
  std::vector<RawMember> unknown;
};

class State {
 public:
  std::string terraform_version;  // of the program that wrote it; empty = never written
  std::int64_t serial = 0;
  std::string lineage;  // UUID; empty = never written
  std::map<std::string, OutputState> outputs;
  std::string check_results = "null";  // raw JSON
  std::vector<RawMember> unknown;      // of the top level

  const std::map<ResourceKey, Resource>& resources() const { return resources_; }
  std::map<ResourceKey, Resource>& resources() { return resources_; }
  const Resource* Find(const ResourceKey& key) const;
  Resource* Find(const ResourceKey& key);
  // The current object of that instance; null if there is none.
  const Instance* FindInstance(const ResourceKey& key, const IndexKey& index) const;
  Instance* FindInstance(const ResourceKey& key, const IndexKey& index);
  const Instance* FindDeposed(const ResourceKey& key, const IndexKey& index, std::string_view deposed) const;

  // Adds the object or replaces the one with the same index and deposed key. A non-empty `provider` is recorded
  // for the resource (the last writer wins).
  void PutInstance(const ResourceKey& key, const std::string& provider, Instance instance);
  // Removes one object (and the resource with its last one). False: there was none.
  bool RemoveInstance(const ResourceKey& key, const IndexKey& index, std::string_view deposed = "");
  // Makes the current object a deposed one under `deposed`. False: there is none, or the key is taken.
  bool Depose(const ResourceKey& key, const IndexKey& index, const std::string& deposed);
  // Moves all objects (current and deposed) of one instance to another address. False if the source is missing or
  // the target has a current object already.
  bool MoveInstance(const ResourceKey& from, const IndexKey& from_index, const ResourceKey& to,
                    const IndexKey& to_index);

  bool empty() const { return resources_.empty() && outputs.empty(); }

 private:
  std::map<ResourceKey, Resource> resources_;
};

// The source of `provider["HOST/NAMESPACE/TYPE"]…` without host ("hashicorp/aws"), which is what tells providers
// apart: registry.opentofu.org and registry.terraform.io are the same to us. Other hosts keep theirs
// ("example.com/acme/aws"), but for the built-in one ("builtin/terraform"). Also takes bare sources. Empty if it
// cannot be read.
std::string ProviderSource(std::string_view provider_address);
// The alias at the end of a provider address, or "".
std::string ProviderAlias(std::string_view provider_address);
// True if both name the same provider, alias included, up to the two registries' hosts.
bool SameProvider(std::string_view a, std::string_view b);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_STATE_STATE_H_
