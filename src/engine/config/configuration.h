// Configuration: a directory's files and the modules that they call, as blocks whose fixed arguments are read and
// whose expressions wait to be evaluated.
//
//   std::unique_ptr<Configuration> configuration = LoadConfiguration(…);   // engine/modules/load.h
//
// Reports everything that is wrong with the blocks themselves in one go (syntax, unknown blocks and arguments,
// duplicates, bad references to providers, missing modules); what expressions mean is for the walk.
// Immutable once loaded; any thread may read it. Expressions and ranges live as long as the Configuration.
#ifndef ROLECALL_ENGINE_CONFIG_CONFIGURATION_H_
#define ROLECALL_ENGINE_CONFIG_CONFIGURATION_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "diag/source.h"
#include "engine/config/encryption_block.h"
#include "engine/config/expansion.h"
#include "engine/provider/mocked_provider.h"
#include "engine/provider/registry_hosts.h"
#include "engine/state/address.h"
#include "hcl/evaluate/type_expression.h"
#include "hcl/syntax/parser.h"
#include "hcl/syntax/tree.h"
#include "value/value.h"

namespace rolecall::engine {

// validation, precondition, postcondition, assert.
struct CheckRule {
  const hcl::Expression* condition = nullptr;
  const hcl::Expression* error_message = nullptr;
  diag::Range range;
};

struct Variable {
  std::string name;
  std::string description;
  hcl::TypeConstraint constraint;  // dynamic if none is given
  bool has_type = false;
  std::optional<value::Value> default_value;  // as written, converted
  const hcl::Expression* default_expression = nullptr;
  bool sensitive = false;
  bool ephemeral = false;
  bool nullable = true;
  std::string deprecated;    // what to do instead; "": it is not
  bool is_constant = false;  // `const`: known before anything is planned
  std::vector<CheckRule> validations;
  diag::Range range;
};

struct Local {
  std::string name;
  const hcl::Expression* value = nullptr;
  diag::Range range;
};

struct Output {
  std::string name;
  std::string description;
  const hcl::Expression* value = nullptr;
  bool sensitive = false;
  bool ephemeral = false;
  std::string deprecated;  // what to do instead; "": it is not
  std::vector<hcl::Traversal> depends_on;
  std::vector<CheckRule> preconditions;
  diag::Range range;
};

// "aws" or "aws.west", as a module knows it.
struct ProviderReference {
  std::string local_name;
  std::string alias;
  std::string Text() const { return alias.empty() ? local_name : local_name + "." + alias; }
  auto operator<=>(const ProviderReference&) const = default;
};

// Which of the instances that `for_each` makes of a provider block: `aws.by_region[each.key]`.
struct ProviderKey {
  const hcl::Expression* expression = nullptr;  // or
  std::string fixed;                            // as it is written: aws.by_region["eu"]
  diag::Range range;
};

// With `for_each` there are a block for all, and one for each key, whose alias ends with it: `by_region["eu"]`.
struct ProviderBlock {
  ProviderReference name;
  hcl::Body body;  // without alias, version and for_each
  diag::Range range;
  const hcl::Expression* for_each = nullptr;  // of the block for all
  std::vector<std::string> keys = {};         // of the same
  std::optional<Repetition> each = {};        // of one for a key
  std::optional<ProviderMock> mock = {};      // of a test: nobody is asked
  bool has_version = false;                   // a constraint stands in it
  // Nothing is said: in a child module it stands for what the caller passes, as before there were requirements.
  bool IsEmpty() const;
};

// What a module says to a provider with each call for its objects.
struct ProviderMetaBlock {
  hcl::Body body;          // constants only
  diag::Range name_range;  // of the provider's name
  diag::Range header_range;
};

struct ProviderRequirement {
  std::string local_name;
  std::string host = kDefaultRegistry;
  std::string source;  // "hashicorp/aws"
  bool host_given = false;
  std::string constraint;                  // "~> 5.0, >= 5.31"; may be empty
  std::vector<ProviderReference> aliases;  // configuration_aliases
  diag::Range range;
};

struct Lifecycle {
  std::optional<bool> create_before_destroy;
  const hcl::Expression* prevent_destroy = nullptr;  // may refer to variables and locals
  bool destroy = true;                               // false: an object that goes is forgotten, not destroyed
  bool ignore_all = false;
  std::vector<hcl::Traversal> ignore_changes;  // relative: root is the first attribute
  std::vector<const hcl::Expression*> replace_triggered_by;
  std::vector<CheckRule> preconditions, postconditions;
};

// A step that is taken when an object was made, or before it goes.
struct Provisioner {
  std::string type;  // "local-exec"
  bool on_destroy = false;
  bool continues = false;               // on_failure: its failure is let pass
  hcl::Body body;                       // without `when`, `on_failure` and the connection
  std::optional<hcl::Body> connection;  // of its own: goes before the object's
  diag::Range range;                    // where it begins
};

// What is done about an object, and how its machine is reached.
struct ProvisionerList {
  std::vector<Provisioner> steps;
  std::optional<hcl::Body> connection;
};

struct ResourceBlock {
  ResourceMode mode = ResourceMode::kManaged;
  std::string type, name;
  const hcl::Expression* count = nullptr;
  const hcl::Expression* for_each = nullptr;
  const hcl::Expression* enabled = nullptr;  // of lifecycle: false takes the one instance away
  ProviderReference provider;                // the implied one if none is given
  bool provider_given = false;
  diag::Range provider_place = {};  // where its local name is given
  std::optional<ProviderKey> provider_key = {};
  std::vector<hcl::Traversal> depends_on;
  Lifecycle lifecycle;
  ProvisionerList provisioners;
  hcl::Body body;                             // without the above
  diag::Range range;                          // of the header
  diag::Range type_range = {};                // of its first label
  std::string check;                          // data in a check block: the check's name
  std::optional<MockValues> overridden = {};  // of a test: the provider is not asked, these are what it would choose
};

struct Module;

// Where an entry of `providers` is: the local names, without aliases.
struct PassedPlaces {
  diag::Range child, ours;
};

struct ModuleCall {
  std::string name;
  std::string source;  // loading evaluates these two before anything else: variables and locals may be in them
  std::string version;
  const hcl::Expression* source_expression = nullptr;
  const hcl::Expression* version_expression = nullptr;  // null where it is null, too: as if it were not given
  const hcl::Expression* count = nullptr;
  const hcl::Expression* for_each = nullptr;
  const hcl::Expression* enabled = nullptr;  // of lifecycle
  std::map<std::string, hcl::AttributePtr, std::less<>> arguments;
  std::vector<hcl::BlockPtr> unexpected_blocks = {};            // modules take none
  std::map<ProviderReference, ProviderReference> providers;     // the child's name -> ours
  std::map<ProviderReference, ProviderKey> provider_keys = {};  // by the child's name
  std::map<ProviderReference, PassedPlaces> provider_places = {};
  std::vector<hcl::Traversal> depends_on;
  diag::Range range;
  diag::Range missing_range;
};

struct MovedBlock {
  TargetAddress from, to;  // relative to the module that has the block
  diag::Range range;
};

struct RemovedBlock {
  TargetAddress from;
  bool destroy = true;
  ProvisionerList provisioners;  // that run before the object goes
  diag::Range range;
};

struct ImportBlock {
  const hcl::Expression* to = nullptr;
  const hcl::Expression* id = nullptr;        // this one or
  const hcl::Expression* identity = nullptr;  // this one
  const hcl::Expression* for_each = nullptr;
  diag::Range range;
  ResourceAddress target = {};      // what `to` names, without keys
  ProviderReference provider = {};  // the implied one if none is given: for configuration that is generated
  bool provider_given = false;
  diag::Range provider_place = {};  // the argument
};

struct CheckBlock {
  std::string name;
  std::vector<CheckRule> asserts;
  diag::Range range;
};

// States are not kept by others' services: said by everything that needs a state where there is a cloud block.
inline constexpr const char* kCloudUnsupported = "The \"cloud\" block is not supported";
inline constexpr const char* kCloudAdvice =
    "Rolecall keeps states itself and has no client for HCP Terraform or Terraform Enterprise. Use a backend block "
    "(\"s3\", \"kubernetes\", \"pg\", \"http\" or \"local\") and bring the state along: save it by \"terraform state "
    "pull\", store it by \"rolecall state push\".";

struct BackendBlock {
  std::string type;  // "s3"
  hcl::Body body;
  diag::Range range, type_range;
};

// Of a `language` block or a .tofu file: what .tf files require is Terraform's, and not read.
struct RequiredVersion {
  std::string constraint;
  diag::Range range;        // of the constraint
  diag::Range declaration;  // of the argument
};

struct Module {
  ModuleAddress path;     // without keys
  std::string directory;  // as path.module prints it
  const Module* parent = nullptr;

  std::map<std::string, Variable, std::less<>> variables;
  std::map<std::string, Local, std::less<>> locals;
  std::map<std::string, Output, std::less<>> outputs;
  std::map<ProviderReference, ProviderBlock> providers;
  std::map<std::string, ProviderRequirement, std::less<>> requirements;
  std::map<std::string, ResourceBlock, std::less<>>
      resources;  // by "aws_iam_role.a"; "data.aws_region.b"; "ephemeral.…"
  std::map<std::string, ModuleCall, std::less<>> calls;
  std::map<std::string, CheckBlock, std::less<>> checks;
  std::vector<MovedBlock> moved;
  std::vector<RemovedBlock> removed;
  std::vector<ImportBlock> imports;
  std::optional<BackendBlock> backend;
  std::optional<diag::Range> cloud;           // of a cloud block: what it says is not for us
  std::optional<EncryptionBlock> encryption;  // only the root module's counts
  std::vector<RequiredVersion> required_versions;
  std::map<std::string, std::string, std::less<>> provider_versions;  // constraints in provider blocks, by local name
  std::map<std::string, ProviderMetaBlock, std::less<>> provider_metas;  // by local name

  std::map<std::string, std::unique_ptr<Module>, std::less<>> children;  // by call name
  // What the expressions point into.
  std::vector<std::shared_ptr<const hcl::File>> files;
  std::vector<hcl::AttributePtr> kept_attributes;
  std::vector<hcl::BlockPtr> kept_blocks;
  std::vector<std::shared_ptr<const hcl::ParsedExpression>> kept_expressions;  // out of JSON strings

  const ResourceBlock* FindResource(ResourceMode mode, const std::string& type, const std::string& name) const;
  // The source and host that a local provider name stands for here.
  ProviderRequirement Requirement(const std::string& local_name) const;
};

struct Configuration {
  std::string directory;  // as given; "." when empty
  std::unique_ptr<Module> root;
  diag::SourceMap sources;
  std::map<std::string, std::string> locked_versions;  // source -> version, of .terraform.lock.hcl
  std::map<std::string, std::string> locked_hosts;     // source -> registry host

  // Whether the directory has no configuration files at all: no error by itself, most commands refuse it.
  bool IsEmpty() const { return root->files.empty(); }
  // The module at the path (keys ignored); null if there is none.
  const Module* Find(const ModuleAddress& path) const;
  // The block of an object; null if it has none.
  const ResourceBlock* FindBlock(const ResourceAddress& address) const;
};

// The removed block, in the module or below, that is about the object; null if there is none.
const RemovedBlock* FindRemoved(const Module& module, const ResourceAddress& address);

// The address of a resource block of a module.
ResourceAddress ConfigAddress(const Module& module, const ResourceBlock& block);

// The provider configuration that a reference of a module means: where it is written (or implied: the root).
struct ResolvedProvider {
  ModuleAddress module;  // that has the block
  ProviderReference name;
  const ProviderBlock* block = nullptr;  // null: implied and empty
  ProviderRequirement requirement;
  // Which instance is meant: `key_module` has the expression, in its call of `key_child`, or (null) in a resource.
  const ProviderKey* key = nullptr;
  const Module *key_module = nullptr, *key_child = nullptr;
  ProviderAddress Address() const;
  // Whether it stands for all instances of a block with `for_each`.
  bool IsFamily() const { return block != nullptr && block->for_each != nullptr; }
};
ResolvedProvider ResolveProvider(const Module& module, const ProviderReference& reference);
ResolvedProvider ResolveProvider(const Module& module, const ResourceBlock& block);
// `by_region["eu"]`
std::string InstanceAlias(const std::string& alias, const std::string& key);

// Whether `version` satisfies a constraint such as ">= 1.5.7, < 2.0" or "~> 1.2". Error: not a constraint.
Result<bool> VersionSatisfies(const std::string& version, const std::string& constraint);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_CONFIGURATION_H_
