// Provider: what the engine asks of whoever makes resources. The shape and the rules are those of
// Terraform's plugin protocol (version 5/6), as C++ calls in one process.
//
// All values have the type that the schema implies (ImpliedType): every attribute present, unset = null.
// Errors go to diagnostics, without an address: the engine adds that of the object. Those about an attribute name it in
// their detail.
// Threads: every function but Configure may be called from several threads at once.
#ifndef ROLECALL_ENGINE_PROVIDER_PROVIDER_H_
#define ROLECALL_ENGINE_PROVIDER_PROVIDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "value/path.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::engine {

struct NestedBlockSchema;

struct AttributeSchema {
  value::Type type = value::Type::String();
  // Of an attribute whose type has attributes with rules of their own: `type` is what they imply, the block has
  // attributes only. Null for all others.
  std::shared_ptr<const NestedBlockSchema> nested = nullptr;
  bool required = false;
  bool optional = false;
  bool computed = false;  // the provider may choose the value (with optional: when not configured)
  bool sensitive = false;
  bool write_only = false;         // never in plan or state
  bool tells_deprecation = false;  // deprecated, and the provider itself warns where it is configured
  bool is_markdown = false;        // the description
  std::string deprecated;          // message; empty = not deprecated, or tells_deprecation without one
  std::string description;
  bool IsDeprecated() const { return tells_deprecation || !deprecated.empty(); }
};

struct BlockSchema;

enum class Nesting { kSingle, kList, kSet, kMap };

struct NestedBlockSchema {
  Nesting nesting = Nesting::kList;
  std::shared_ptr<const BlockSchema> block;
  int min_items = 0;
  int max_items = 0;      // 0 = no limit
  bool computed = false;  // old SDKs' "attributes as blocks": absent blocks may be filled by the provider
};

struct BlockSchema {
  std::map<std::string, AttributeSchema> attributes;
  std::map<std::string, NestedBlockSchema> blocks;
  // For `providers schema` alone.
  std::string description;
  bool is_markdown = false;
  bool is_deprecated = false;
  std::string deprecation_message;
};

// The object type of values of this block.
value::Type ImpliedType(const BlockSchema& block);
// The type of values of a nested block, or of an attribute that has attributes.
value::Type ImpliedType(const NestedBlockSchema& nested);
// The same, with what need not be written as optional attributes: what a configuration is converted to.
value::Type ConfigurationType(const AttributeSchema& attribute);

struct ResourceSchema {
  std::int64_t version = 0;
  BlockSchema block;
};

// For `providers schema` alone: functions, and what identities consist of.
struct FunctionParameterSchema {
  std::string name, description;
  value::Type type = value::Type::Dynamic();
  bool is_nullable = false;
};
struct FunctionSchema {
  std::string summary, description;
  value::Type result = value::Type::Dynamic();
  std::vector<FunctionParameterSchema> parameters;
  std::optional<FunctionParameterSchema> variadic;
};
struct IdentityAttributeSchema {
  value::Type type = value::Type::String();
  std::string description;
  bool is_required = false, is_optional = false;  // for an import
};
struct IdentityAttributes {
  std::int64_t version = 0;
  std::map<std::string, IdentityAttributeSchema> attributes;
};

struct ProviderSchema {
  BlockSchema configuration;
  std::map<std::string, ResourceSchema> resources;
  std::map<std::string, ResourceSchema> data_sources;
  std::map<std::string, ResourceSchema> ephemeral_resources;  // of EphemeralResources (ephemeral.h)
  std::map<std::string, FunctionSchema> functions;            // of plugins
  std::map<std::string, IdentityAttributes> identities;       // of plugins, by resource type
};

// What an object is known by, beside its attributes: the few that name it, in a form that does not change with them.
struct ResourceIdentity {
  std::int64_t schema_version = 0;
  value::Value value;  // an object, wholly known
};

// An object as the state keeps it: the value and the provider's own opaque bytes.
struct ResourceState {
  value::Value value;         // null: does not exist (any more)
  std::string private_bytes;  // raw (not base64)
  // Of providers that say it with each object; those that can tell it from the object have IdentityOf.
  std::optional<ResourceIdentity> identity = std::nullopt;
};

struct PlannedResource {
  value::Value planned;  // may hold unknowns
  std::vector<value::Path> requires_replace;
  std::string private_bytes;
  // The provider's own rules were held against the plan already (PlanViolations is for those that are built in).
  bool is_checked = false;
  // It may hold other values than were configured: what the configuration ignores is put back into it.
  bool may_depart = true;
  std::optional<ResourceIdentity> identity = std::nullopt;  // as of ResourceState; may hold unknowns
};

struct ImportedResource {
  std::string type;
  ResourceState state;  // to be read before use
};

// Stops long work: providers look at it between calls and while they wait.
class Cancellation {
 public:
  virtual ~Cancellation() = default;
  virtual bool IsCancelled() const = 0;
};

class Provider {
 public:
  virtual ~Provider() = default;

  // Namespace and type, without the registry's host: "hashicorp/aws".
  virtual std::string source() const = 0;
  virtual const ProviderSchema& schema() const = 0;
  // One type of it, and the names of all, sorted. A provider of thousands of types overrides these, and reads those
  // that are asked for; the answers live as long as the provider. Null: no such type. Any thread.
  virtual const ResourceSchema* FindResource(const std::string& type) const;
  virtual const ResourceSchema* FindDataSource(const std::string& type) const;
  virtual const ResourceSchema* FindEphemeral(const std::string& type) const;
  virtual std::vector<std::string> ResourceTypes() const;
  virtual std::vector<std::string> DataSourceTypes() const;
  virtual std::vector<std::string> EphemeralTypes() const;
  virtual const BlockSchema& ConfigurationSchema() const { return schema().configuration; }
  // What a module may say to it in a `provider_meta` block. Null: it does not support those.
  virtual const BlockSchema* ModuleMetaSchema() const { return nullptr; }
  // The same provider, configured as it is, for the objects of a module that says `meta`, which is of that schema and
  // wholly known. Must not outlive it. Null: what is said makes no difference to this one.
  virtual std::unique_ptr<Provider> ForModule(const value::Value& /*meta*/) { return nullptr; }

  // Checks that need no network; the values may hold unknowns.
  virtual void ValidateConfiguration(const value::Value& configuration, diag::Diagnostics& diagnostics) = 0;
  virtual void ValidateResource(const std::string& type, const value::Value& config,
                                diag::Diagnostics& diagnostics) = 0;
  virtual void ValidateDataSource(const std::string& type, const value::Value& config,
                                  diag::Diagnostics& diagnostics) = 0;

  // Called once before any of the functions below; sets credentials, endpoints, default tags.
  virtual void Configure(const value::Value& configuration, diag::Diagnostics& diagnostics) = 0;

  // Whether the type's objects of today's schema version go through UpgradeState, too.
  virtual bool UpgradesAlways(const std::string& /*type*/) const { return false; }

  // Raises a state object that was written under an older schema version to today's.
  virtual value::Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                                    diag::Diagnostics& diagnostics) = 0;

  // Asks the real world; a null value means that the object is gone.
  virtual ResourceState Read(const std::string& type, const ResourceState& current, diag::Diagnostics& diagnostics) = 0;

  // `prior` null: create. `proposed` null: destroy. `proposed` is the configuration merged over prior for
  // computed attributes. Answers what the object will be, and which paths force its replacement.
  virtual PlannedResource Plan(const std::string& type, const ResourceState& prior, const value::Value& proposed,
                               const value::Value& config, diag::Diagnostics& diagnostics) = 0;

  // Makes it so. With errors, the answer is what exists now (may be partly done); null if nothing does.
  virtual ResourceState Apply(const std::string& type, const ResourceState& prior, const PlannedResource& planned,
                              const value::Value& config, const Cancellation& cancellation,
                              diag::Diagnostics& diagnostics) = 0;

  virtual std::vector<ImportedResource> Import(const std::string& type, const std::string& id,
                                               diag::Diagnostics& diagnostics) = 0;

  // The identity of an object that exists. Nothing: the type has none.
  virtual std::optional<ResourceIdentity> IdentityOf(const std::string& /*type*/,
                                                     const value::Value& /*object*/) const {
    return std::nullopt;
  }
  // The id for Import that an identity, as a configuration writes it, stands for. Nothing, with diagnostics: it is none
  // of the type's, or the type has none.
  virtual std::optional<std::string> ImportIdOf(const std::string& type, const value::Value& identity,
                                                diag::Diagnostics& diagnostics) const;

  // An identity as the state has it, raised to the type's version of today. Nothing: it is not needed (IdentityOf), or,
  // with diagnostics, cannot be read.
  virtual std::optional<ResourceIdentity> UpgradeIdentity(const std::string& /*type*/, std::int64_t /*version*/,
                                                          const std::string& /*json*/,
                                                          diag::Diagnostics& /*diagnostics*/) {
    return std::nullopt;
  }
  // Whether an identity goes to ImportByIdentity, which is Import with an object; else it stands for an id.
  virtual bool ImportsByIdentity(const std::string& /*type*/) const { return false; }
  virtual std::vector<ImportedResource> ImportByIdentity(const std::string& /*type*/, const value::Value& /*identity*/,
                                                         diag::Diagnostics& /*diagnostics*/) {
    return {};
  }

  virtual value::Value ReadDataSource(const std::string& type, const value::Value& config,
                                      diag::Diagnostics& diagnostics) = 0;
};

// The providers that this build has. An instance is made per provider configuration (alias).
class ProviderCatalogue {
 public:
  virtual ~ProviderCatalogue() = default;
  // The sources that Make takes ("hashicorp/aws", …), in the order that they are shown.
  virtual std::vector<std::string> sources() const = 0;
  // `version` is the provider version that the lock file or the constraints name ("4.22.0"; empty = newest):
  // it chooses the behaviour profile. Null: we have no provider of that source.
  virtual std::unique_ptr<Provider> Make(const std::string& source, const std::string& version) const = 0;
  // Whether every type that the provider has is here: then one that is not here is a mistake.
  virtual bool IsWhole(const std::string& source) const;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_PROVIDER_H_
