// BlockReader: turns the blocks of one module's files into a Module. Internal to loading.
//
// Each file's body is read once, ordinary files first, then override files (`is_override`): those change blocks that
// exist. Expressions are only checked in shape. Not thread-safe.
#ifndef ROLECALL_ENGINE_CONFIG_BLOCK_READER_H_
#define ROLECALL_ENGINE_CONFIG_BLOCK_READER_H_

#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/declaration_words.h"
#include "hcl/decode/decode.h"
#include "value/convert.h"

namespace rolecall::engine {

class BlockReader {
 public:
  // `passes_over`: what is not supported is a warning (engine/config/passed_over.h).
  BlockReader(Module& module, diag::Diagnostics& diagnostics, bool passes_over = false)
      : module_(module), diagnostics_(diagnostics), passes_over_(passes_over) {}

  // `is_tofu`: of a file whose name ends with .tofu or .tofu.json.
  void ReadFile(const hcl::Body& body, bool is_override, bool is_tofu);

 private:
  void Read(const hcl::BlockPtr& block);
  void ReadTerraform(const hcl::Block& block);
  void ReadTerraformPart(const hcl::Block& block);
  void ReadLanguage(const hcl::Block& block);
  void ReadCompatibility(const hcl::Content& language);
  void ReadExperiments(const hcl::Content& content);
  void ReadProviderMeta(const hcl::Block& block);
  void ReadBackend(const hcl::Block& block);
  void ReadCloud(const hcl::Block& block);
  void CheckOneBackend();
  void ReadEncryption(const hcl::Block& block);
  void ReadRequirements(const hcl::Block& block);
  void ReadRequirement(const std::string& name, const hcl::Attribute& attribute);
  // False: no key that a requirement has.
  bool ReadRequirementPart(ProviderRequirement& requirement, const std::string& key, const hcl::Expression& value);
  void ReadRequirementSource(ProviderRequirement& requirement, const hcl::Expression& value);
  void ReadAliases(ProviderRequirement& requirement, const hcl::Expression& value);
  void ReadProvider(const hcl::Block& block);
  void ReadAlias(ProviderBlock& provider, const hcl::Content& content);
  void ReadProviderVersion(const hcl::Content& content, const std::string& local_name);
  void ReadReserved(const hcl::Content& content, hcl::Body& body);
  void ReadVariable(const hcl::Block& block);
  void CheckValidation(const CheckRule& rule, const std::string& name);
  void ReadVariableType(Variable& variable, const hcl::Content& content, const diag::Range& place);
  void CheckOverriddenType(Variable& variable, const diag::Range& place);
  std::string ReadDeprecation(const hcl::Content& content, const char* summary, const char* detail,
                              const hcl::Span* range);
  void ReadLocals(const hcl::Block& block);
  void ReadOutput(const hcl::Block& block);
  void ReadModuleCall(const hcl::Block& block);
  void ReadCallProviders(ModuleCall& call, const hcl::Expression& expression);
  void ReadCallBlocks(ModuleCall& call, const hcl::Content& content, hcl::Body& rest);
  void ReadResource(const hcl::Block& block, ResourceMode mode, const std::string& check);
  void ReadResourceBlocks(ResourceBlock& resource, const hcl::Content& content);
  void ReadLifecycle(ResourceBlock& resource, const hcl::Block& block);
  // `provisioner` and `connection` blocks; others are left aside.
  void ReadProvisioners(ProvisionerList& list, const hcl::Content& content);
  std::optional<Provisioner> ReadProvisioner(const hcl::Block& block);
  bool ReadKeyword(const hcl::Content& content, const char* name, const char* otherwise, const char* wanted);
  void ReadConnection(std::optional<hcl::Body>& connection, const hcl::Block*& first, const hcl::Block& block,
                      const char* where);
  void CheckDestroyReferences(const hcl::Body& body);
  void CheckDestroyReferences(const hcl::Expression& expression);
  void ReadDestruction(ResourceBlock& resource, const hcl::Content& content);
  void ReadTriggers(Lifecycle& lifecycle, const hcl::Expression& expression);
  void CheckTrigger(const hcl::Expression& trigger);
  void CheckNested(const ResourceBlock& resource, const hcl::Content& content);
  void CheckSelfReferences(const ResourceBlock& resource, const CheckRule& rule, const std::string& kind);
  // `enabled` of a lifecycle: not together with count and for_each.
  void ReadRepetition(ResourceBlock& resource, const hcl::Content& content, bool overrides);
  // What says how many objects there are: null where it is not given. `content`: of the block, for their names' places.
  struct Repetition {
    const hcl::Expression *count, *enabled, *for_each;
  };
  void RefuseLifecycle(hcl::Content& content, const hcl::Block& block);
  void CheckRepetition(const Repetition& given, const hcl::Content& content, const char* only_one, const char* things);
  void ReadIgnoreChanges(Lifecycle& lifecycle, const hcl::Expression& expression);
  void ReadMoved(const hcl::Block& block);
  void ReadRemoved(const hcl::Block& block);
  void ReadImport(const hcl::Block& block);
  bool IsSecondImport(const ImportBlock& import);
  bool ReadImportTarget(ImportBlock& import);
  void ReadImportProvider(ImportBlock& import, const hcl::Attribute& provider);
  void ReadCheck(const hcl::Block& block);
  CheckRule ReadRule(const hcl::Block& block);

  hcl::Content Decode(const hcl::Body& body, const hcl::BodySchema& schema);
  hcl::Content DecodeWithRest(const hcl::Body& body, const hcl::BodySchema& schema, hcl::Body* rest);
  void Keep(const hcl::Content& content);

  // Arguments that must be constants. Nothing if not given or (with a diagnostic) wrong.
  std::optional<std::string> ConstantString(const hcl::Content& content, const char* name);
  std::optional<bool> ConstantBool(const hcl::Content& content, const char* name);
  const hcl::Expression* ExpressionOf(const hcl::Content& content, const char* name);
  std::vector<hcl::Traversal> TraversalList(const hcl::Content& content, const char* name);
  // `key` gets the key of an instance; null: there may be none.
  std::optional<ProviderReference> ProviderName(const hcl::Expression& expression,
                                                std::optional<ProviderKey>* key = nullptr);
  const hcl::Expression* TakeKey(const hcl::Expression& expression, std::optional<ProviderKey>& key);
  std::optional<TargetAddress> Target(const hcl::Content& content, const char* name);

  // Reports what this program does not have.
  void Unsupported(const char* code, std::string summary, std::string detail, const diag::Range& range);
  // Reports a name that is no identifier. `what` has it: "variable".
  bool CheckName(const std::string& what, const std::string& name, const diag::Range& range);
  // True: the block is new (or an override of what exists). False, with a diagnostic: a duplicate or a lonely override.
  void RefuseConstant(const value::Conversion& converted, const hcl::Expression& expression);
  // What a JSON string says where an expression is wanted: "aws_iam_role.a[each.key]".
  const hcl::Expression& Native(const hcl::Expression& expression);
  // A provider's local name is written in its normal form.
  bool CheckProviderName(const std::string& name, const diag::Range& range);
  bool MayDeclare(bool exists, const DeclarationWords& words, const diag::Range& first, const diag::Range& range);
  // True, with a diagnostic that ends with the place of the first: there was one already. `first` remembers it.
  bool IsSecond(const hcl::Block& block, const hcl::Block*& first, const char* code, const std::string& summary,
                const std::string& detail);
  // True, with a diagnostic: the block is in an override file, where such blocks may not be.
  bool RefusedInOverride(const hcl::Block& block, const char* summary, const char* detail);
  // The text of an argument that must be a string without references.
  std::string PlainText(const hcl::Expression& expression, const char* summary, const char* detail);
  // Reports what is no version constraint; false: it did.
  bool CheckConstraint(const std::string& constraint, const diag::Range& range);

  Module& module_;
  diag::Diagnostics& diagnostics_;
  const bool passes_over_;
  bool is_override_ = false;
  bool is_tofu_ = false;
  diag::Range requirements_;  // of the required_providers block that was read
};

// "main.tf:2,3-12": where something is, as messages say it.
std::string PlaceOf(const diag::Range& range);

// Where a reference to a provider has its local name; all of it where it is quoted.
diag::Range PlaceOfRoot(const hcl::Expression& expression, const ProviderReference& reference);

// The body with the arguments and block types of `changes` put in the place of those of `base`.
hcl::Body MergedBody(const hcl::Body& base, const hcl::Body& changes);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_BLOCK_READER_H_
