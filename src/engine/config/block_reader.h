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
#include "hcl/decode/decode.h"

namespace rolecall::engine {

class BlockReader {
 public:
  // `passes_over`: what is not supported is a warning (engine/config/passed_over.h).
  BlockReader(Module& module, diag::Diagnostics& diagnostics, bool passes_over = false)
      : module_(module), diagnostics_(diagnostics), passes_over_(passes_over) {}

  void ReadFile(const hcl::Body& body, bool is_override);

 private:
  void Read(const hcl::BlockPtr& block);
  void ReadTerraform(const hcl::Block& block);
  void ReadRequirements(const hcl::Block& block);
  void ReadRequirement(const std::string& name, const hcl::Attribute& attribute);
  void ReadProvider(const hcl::Block& block);
  void ReadVariable(const hcl::Block& block);
  void CheckValidation(const CheckRule& rule, const std::string& name);
  void ReadVariableType(Variable& variable, const hcl::Content& content);
  void ReadLocals(const hcl::Block& block);
  void ReadOutput(const hcl::Block& block);
  void ReadModuleCall(const hcl::Block& block);
  void ReadCallProviders(ModuleCall& call, const hcl::Expression& expression);
  void ReadResource(const hcl::Block& block, ResourceMode mode, const std::string& check);
  void ReadLifecycle(ResourceBlock& resource, const hcl::Block& block);
  // `enabled` of a lifecycle: not together with count and for_each.
  void ReadRepetition(ResourceBlock& resource, const hcl::Content& content, bool overrides);
  void CheckEnabled(const hcl::Expression& enabled, bool is_repeated);
  void ReadIgnoreChanges(Lifecycle& lifecycle, const hcl::Expression& expression);
  void ReadMoved(const hcl::Block& block);
  void ReadRemoved(const hcl::Block& block);
  void ReadImport(const hcl::Block& block);
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
  std::optional<ProviderReference> ProviderName(const hcl::Expression& expression);
  std::optional<TargetAddress> Target(const hcl::Content& content, const char* name);

  // Reports what this program does not have.
  void Unsupported(const char* code, std::string summary, std::string detail, const diag::Range& range);
  // Reports a name that is no identifier. `what` has it: "variable".
  bool CheckName(const std::string& what, const std::string& name, const diag::Range& range);
  // True: the block is new (or an override of what exists). False, with a diagnostic: a duplicate or a lonely override.
  bool MayDeclare(bool exists, const std::string& what, const diag::Range& first, const diag::Range& range);

  Module& module_;
  diag::Diagnostics& diagnostics_;
  const bool passes_over_;
  bool is_override_ = false;
};

// The body with the arguments and block types of `changes` put in the place of those of `base`.
hcl::Body MergedBody(const hcl::Body& base, const hcl::Body& changes);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_BLOCK_READER_H_
