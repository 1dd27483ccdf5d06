// MethodSetup: from a `method` block to a method with its key: evaluates the block, and the key providers that it
// names, each once, those that they are chained to first.
//
//   MethodSetup setup(block, scope, context, Purpose::kSeal, {});
//   std::unique_ptr<CipherMethod> method = setup.Make(part, diagnostics);
//   envelope.metadata = setup.metadata();
//
// One object a purpose. Diagnostics have the place of the block's header only: below it stand secrets. Internal.
#ifndef ROLECALL_ENGINE_ENCRYPTION_METHOD_SETUP_H_
#define ROLECALL_ENGINE_ENCRYPTION_METHOD_SETUP_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/backend/backend.h"
#include "engine/config/encryption_block.h"
#include "engine/encryption/encryption_scope.h"
#include "engine/encryption/envelope.h"
#include "engine/encryption/key_provider.h"
#include "engine/encryption/method.h"
#include "hcl/syntax/tree.h"

namespace rolecall::engine {

class MethodSetup {
 public:
  // Block, scope and context must outlive it. `stored`: what lies beside the sealed bytes, for Purpose::kOpen.
  MethodSetup(const EncryptionBlock& block, const EncryptionScope& scope, const BackendContext& context,
              Purpose purpose, KeyMetadata stored)
      : block_(block), scope_(scope), context_(context), purpose_(purpose), stored_(std::move(stored)) {}

  // Null with diagnostics.
  std::unique_ptr<CipherMethod> Make(const EncryptionPart& method, diag::Diagnostics& diagnostics);
  const KeyMetadata& metadata() const { return made_; }
  // Whether one of the key providers has its keys from outside.
  bool asks_elsewhere() const { return asks_elsewhere_; }

 private:
  using Address = std::pair<std::string, std::string>;

  value::Value Evaluate(const hcl::Expression& expression, const EncryptionPart& part, diag::Diagnostics& diagnostics);
  value::Value Reference(const std::string& text, const EncryptionPart& part, diag::Diagnostics& diagnostics);
  bool Require(const std::vector<const hcl::Traversal*>& references, const EncryptionPart& part,
               diag::Diagnostics& diagnostics);
  bool SetUp(const EncryptionPart& provider, diag::Diagnostics& diagnostics);
  bool Provide(const EncryptionPart& provider, const KeyProviderKind& kind, diag::Diagnostics& diagnostics);
  value::Value ArgumentsOf(const EncryptionPart& part, const hcl::BodySchema& schema, diag::Diagnostics& diagnostics);
  value::Value KeyProviders() const;

  const EncryptionBlock& block_;
  const EncryptionScope& scope_;
  const BackendContext& context_;
  const Purpose purpose_;
  const KeyMetadata stored_;
  KeyMetadata made_;
  bool asks_elsewhere_ = false;
  std::map<Address, value::Value> provided_;
  std::vector<Address> stack_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_METHOD_SETUP_H_
