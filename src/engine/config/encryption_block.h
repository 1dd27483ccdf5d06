// EncryptionBlock: what `terraform { encryption { … } }` or the variable TF_ENCRYPTION says of how states and plans are
// encrypted, as written: the shape is checked, nothing is evaluated, no key is made (engine/encryption does that).
//
//   EncryptionBlock block = ReadEncryptionBlock(body, range, diagnostics);
//   std::optional<EncryptionBlock> given = ParseEncryption(text, diagnostics);     // of TF_ENCRYPTION: HCL or JSON
//   block = MergedEncryption(block, *given);                                       // the second wins, part by part
//
// Names and rules are OpenTofu's. What can be wrong is told without the text of the block: passphrases stand in it.
// Expressions live as long as the block or a copy of it. Pure; values.
#ifndef ROLECALL_ENGINE_CONFIG_ENCRYPTION_BLOCK_H_
#define ROLECALL_ENGINE_CONFIG_ENCRYPTION_BLOCK_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/syntax/tree.h"

namespace rolecall::engine {

// `key_provider "pbkdf2" "k" { … }` or `method "aes_gcm" "m" { … }`.
struct EncryptionPart {
  std::string type, name;
  std::string metadata_alias;  // encrypted_metadata_alias of a key provider; empty: its address
  hcl::Body body;              // without the alias
  diag::Range range;           // of the header
};

// What one kind of file is encrypted with, and what it may have been encrypted with before.
struct EncryptionTarget {
  hcl::AttributePtr method;  // null: none given
  std::shared_ptr<const EncryptionTarget> fallback;
  bool enforced = false;
  diag::Range range;
};

struct EncryptionBlock {
  std::vector<EncryptionPart> key_providers, methods;
  std::optional<EncryptionTarget> state, plan, remote_default;
  std::vector<std::pair<std::string, EncryptionTarget>> remotes;  // by "name", "name[0]", "module.name"
  diag::Range range;
  std::vector<std::shared_ptr<const hcl::File>> files;  // what the expressions point into, beside the module's files
  std::vector<hcl::BlockPtr> kept_blocks;
  std::vector<hcl::AttributePtr> kept_attributes;
};

EncryptionBlock ReadEncryptionBlock(const hcl::Body& body, const diag::Range& range, diag::Diagnostics& diagnostics);
// JSON if it begins with "{". Nothing: it is empty. Mistakes have the place "TF_ENCRYPTION", and no excerpt.
std::optional<EncryptionBlock> ParseEncryption(const std::string& text, diag::Diagnostics& diagnostics);
EncryptionBlock MergedEncryption(const EncryptionBlock& base, const EncryptionBlock& changes);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_ENCRYPTION_BLOCK_H_
