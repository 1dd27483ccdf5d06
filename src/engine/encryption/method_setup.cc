#include "engine/encryption/method_setup.h"

#include <algorithm>

#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr const char* kRoot = "key_provider";

std::string AddressText(const std::string& type, const std::string& name) {
  return std::string(kRoot) + "." + type + "." + name;
}

// What evaluation says, without the line that it says it of.
void AppendHidden(diag::Diagnostics& to, const diag::Diagnostics& found, const diag::Range& place) {
  for (diag::Diagnostic one : found.list()) {
    one.subject = place;
    one.context = {};
    one.values.clear();
    to.Add(std::move(one));
  }
}

const char* SummaryOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument: return "Unable to build encryption key data";
    case ErrorCode::kDataLoss: return "Unable to decode encrypted metadata (did you change your encryption config?)";
    default: return "Unable to fetch encryption key data";
  }
}

}  // namespace

std::unique_ptr<CipherMethod> MethodSetup::Make(const EncryptionPart& method, diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  const hcl::BodySchema* schema = MethodSchema(method.type);
  if (schema == nullptr) {
    found.AddError("unknown-method", "Unknown encryption method type", "Can not find \"" + method.type + "\"",
                   method.range);
    diagnostics.Append(found);
    return nullptr;
  }
  const Value arguments = ArgumentsOf(method, *schema, found);
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  Result<std::unique_ptr<CipherMethod>> made = MakeMethod(method.type, arguments.members(), context_);
  if (made.ok()) return *std::move(made);
  diagnostics.AddError("invalid-method", "Invalid method configuration", made.error().message, method.range);
  return nullptr;
}

Value MethodSetup::ArgumentsOf(const EncryptionPart& part, const hcl::BodySchema& schema,
                               diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  const hcl::Content content = hcl::DecodeContent(part.body, schema, found);
  AppendHidden(diagnostics, found, part.range);
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : content.attributes) {
    members[name] = Evaluate(*attribute->expression, part, diagnostics);
  }
  for (const hcl::BlockPtr& block : content.blocks) {
    std::map<std::string, Value> inner;
    for (const auto& [name, attribute] : hcl::DecodeAttributes(block->body, diagnostics)) {
      inner[name] = Evaluate(*attribute->expression, part, diagnostics);
    }
    members[block->type] = Value::Object(std::move(inner));
  }
  return Value::Object(std::move(members));
}

Value MethodSetup::Evaluate(const hcl::Expression& expression, const EncryptionPart& part,
                            diag::Diagnostics& diagnostics) {
  const Value nothing = Value::Null(Type::Dynamic());
  if (!Require(hcl::References(expression), part, diagnostics)) return nothing;
  hcl::Scope scope(&scope_.scope);
  scope.Set(kRoot, KeyProviders());
  diag::Diagnostics found;
  const Value given = hcl::Evaluate(expression, scope, found).UnmarkDeep();
  AppendHidden(diagnostics, found, part.range);
  if (found.HasErrors()) return nothing;
  if (!given.IsWhollyKnown()) {
    diagnostics.AddError("unknown-encryption-argument", "Encryption argument is not known",
                         "All that this block says must be known before anything else: give values to the variables "
                         "that it refers to.",
                         part.range);
    return nothing;
  }
  const bool is_text = !given.IsNull() && given.type() == Type::String();
  // In JSON a reference may be written as a string.
  if (is_text && given.AsString().starts_with("key_provider.")) return Reference(given.AsString(), part, diagnostics);
  return given;
}

Value MethodSetup::Reference(const std::string& text, const EncryptionPart& part, diag::Diagnostics& diagnostics) {
  diag::Diagnostics ignored;
  const hcl::ParsedExpression parsed = hcl::ParseExpression("encryption", text, ignored);
  const std::optional<hcl::Traversal> traversal = hcl::TryTraversal(*parsed.root);
  if (ignored.HasErrors() || !traversal || traversal->root != kRoot) return Value::String(text);
  return Evaluate(*parsed.root, part, diagnostics);
}

bool MethodSetup::Require(const std::vector<const hcl::Traversal*>& references, const EncryptionPart& part,
                          diag::Diagnostics& diagnostics) {
  for (const hcl::Traversal* reference : references) {
    if (reference->root != kRoot) continue;
    if (reference->steps.size() < 2 || !reference->steps[0].IsAttribute() || !reference->steps[1].IsAttribute()) {
      diagnostics.AddError("invalid-reference", "Invalid Key Provider expression format",
                           "The key_provider symbol must be followed by two more attribute names specifying the type "
                           "and name of the selected key provider.",
                           part.range);
      return false;
    }
    const std::string& type = reference->steps[0].name;
    const std::string& name = reference->steps[1].name;
    const auto found = std::ranges::find_if(
        block_.key_providers, [&](const EncryptionPart& one) { return one.type == type && one.name == name; });
    if (found == block_.key_providers.end()) {
      diagnostics.AddError(
          "invalid-reference", "Reference to undeclared key provider",
          "There is no key_provider \"" + type + "\" \"" + name + "\" block declared in the encryption block.",
          part.range);
      return false;
    }
    if (!SetUp(*found, diagnostics)) return false;
  }
  return true;
}

bool MethodSetup::SetUp(const EncryptionPart& provider, diag::Diagnostics& diagnostics) {
  const Address address(provider.type, provider.name);
  if (provided_.contains(address)) return true;
  if (std::ranges::find(stack_, address) != stack_.end()) {
    std::string trace;
    for (const Address& one : stack_) trace += AddressText(one.first, one.second) + " -> ";
    const std::string text = AddressText(provider.type, provider.name);
    diagnostics.AddError(
        "circular-reference", "Circular reference detected",
        "Cannot load " + text + " due to circular reference between key providers. Stack trace " + trace + text,
        provider.range);
    return false;
  }
  const KeyProviderKind* kind = FindKeyProviderKind(provider.type);
  if (kind == nullptr) {
    const bool is_foreign = IsForeignKeyProvider(provider.type);
    diagnostics.AddError(
        "unknown-key-provider", is_foreign ? "The key provider is not supported" : "Unknown key_provider type",
        is_foreign ? "Rolecall has keys from \"pbkdf2\", \"aws_kms\" and \"external\"; \"" + provider.type +
                         "\" is OpenTofu's alone. Nothing was read or written. A program that asks "
                         "that service can be named by key_provider \"external\"."
                   : "Can not find \"" + provider.type + "\"",
        provider.range);
    return false;
  }
  stack_.push_back(address);
  const bool good = Provide(provider, *kind, diagnostics);
  stack_.pop_back();
  return good;
}

bool MethodSetup::Provide(const EncryptionPart& provider, const KeyProviderKind& kind, diag::Diagnostics& diagnostics) {
  asks_elsewhere_ = asks_elsewhere_ || kind.asks_elsewhere;
  diag::Diagnostics found;
  const Value arguments = ArgumentsOf(provider, kind.schema, found);
  diagnostics.Append(found);
  if (found.HasErrors()) return false;
  const std::string key =
      provider.metadata_alias.empty() ? AddressText(provider.type, provider.name) : provider.metadata_alias;
  const auto stored = stored_.find(key);
  const std::optional<std::string> metadata =
      stored == stored_.end() ? std::nullopt : std::optional<std::string>(stored->second);
  Result<ProvidedKeys> provided = kind.provide({arguments, metadata, purpose_, context_});
  if (!provided.ok()) {
    diagnostics.AddError("encryption-key", SummaryOf(provided.error()),
                         key + " failed with error: " + provided.error().message, provider.range);
    return false;
  }
  if (provided->metadata && !made_.emplace(key, *provided->metadata).second) {
    diagnostics.AddError("duplicate-metadata", "Duplicate metadata key",
                         "The metadata key " + key +
                             " is duplicated across multiple key providers for the same method; use the "
                             "encrypted_metadata_alias option to specify unique metadata keys for each key provider in "
                             "an encryption method",
                         provider.range);
    return false;
  }
  provided_[{provider.type, provider.name}] = KeyPairValue(provided->keys);
  return true;
}

Value MethodSetup::KeyProviders() const {
  std::map<std::string, std::map<std::string, Value>> types;
  for (const auto& [address, keys] : provided_) types[address.first][address.second] = keys;
  std::map<std::string, Value> members;
  for (auto& [type, names] : types) members[type] = Value::Object(std::move(names));
  return Value::Object(std::move(members));
}

}  // namespace rolecall::engine
