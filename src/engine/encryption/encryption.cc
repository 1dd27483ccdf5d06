#include "engine/encryption/encryption.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "engine/encryption/envelope.h"
#include "engine/encryption/method_setup.h"
#include "engine/state/state_file.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

constexpr const char* kUnencrypted = "unencrypted";

Error ErrorOf(const diag::Diagnostics& diagnostics) {
  for (const diag::Diagnostic& one : diagnostics.list()) {
    if (one.severity == diag::Severity::kError) return {ErrorCode::kUnavailable, one.summary + ": " + one.detail};
  }
  return {ErrorCode::kInternal, "the encryption could not be set up"};
}

// What all targets are made of.
struct EncryptionParts {
  EncryptionBlock block;
  std::shared_ptr<const EncryptionScope> scope;
  BackendContext context;
};

// One target: states, plans, or the states that data sources read. Its methods, the one that seals first.
class SealingTarget {
 public:
  SealingTarget(std::shared_ptr<const EncryptionParts> parts, std::string name, std::vector<EncryptionPart> methods)
      : parts_(std::move(parts)), name_(std::move(name)), methods_(std::move(methods)) {}

  // Everything but the keys.
  void Check(diag::Diagnostics& diagnostics) {
    for (const EncryptionPart& method : methods_) {
      if (method.type == kUnencrypted) continue;
      MethodSetup setup(parts_->block, *parts_->scope, parts_->context, Purpose::kCheck, {});
      (void)setup.Make(method, diagnostics);
      if (&method == &methods_.front()) asks_elsewhere_ = setup.asks_elsewhere();
    }
  }

  bool IsPlain() const { return methods_.front().type == kUnencrypted; }
  bool MayBePlain() const {
    return std::ranges::any_of(methods_, [](const EncryptionPart& one) { return one.type == kUnencrypted; });
  }
  Result<void> Prepare() { return IsPlain() || !asks_elsewhere_ ? Result<void>() : EnsureSealing(); }

  // Fills sealed bytes and metadata in; the target is not plain.
  Result<void> Seal(std::string_view bytes, Envelope& envelope) {
    ROLECALL_RETURN_IF_ERROR(EnsureSealing());
    envelope.metadata = metadata_;
    Result<std::string> sealed = sealing_->Seal(bytes);
    if (!sealed.ok()) {
      return Error{sealed.error().code, "encryption failed for " + name_ + ": " + sealed.error().message};
    }
    envelope.sealed = *std::move(sealed);
    return {};
  }

  Result<OpenedState> Open(const Envelope& envelope) {
    std::string failures;
    for (const EncryptionPart& method : methods_) {
      if (method.type == kUnencrypted) continue;
      diag::Diagnostics found;
      MethodSetup setup(parts_->block, *parts_->scope, parts_->context, Purpose::kOpen, envelope.metadata);
      const std::unique_ptr<CipherMethod> opening = setup.Make(method, found);
      if (opening == nullptr) return ErrorOf(found);
      Result<std::string> opened = opening->Open(envelope.sealed);
      if (opened.ok()) return OpenedState{*std::move(opened), &method != &methods_.front()};
      failures += "\nattempted decryption failed for " + name_ + ": " + opened.error().message;
    }
    return Error{ErrorCode::kUnauthenticated, "decryption failed for all provided methods" + failures};
  }

 private:
  // One key for the whole run, made at the first use.
  Result<void> EnsureSealing() {
    const std::lock_guard lock(mutex_);
    if (sealing_ != nullptr) return {};
    diag::Diagnostics found;
    MethodSetup setup(parts_->block, *parts_->scope, parts_->context, Purpose::kSeal, {});
    std::unique_ptr<CipherMethod> made = setup.Make(methods_.front(), found);
    if (made == nullptr) return ErrorOf(found);
    metadata_ = setup.metadata();
    sealing_ = std::move(made);
    return {};
  }

  const std::shared_ptr<const EncryptionParts> parts_;
  const std::string name_;
  const std::vector<EncryptionPart> methods_;
  bool asks_elsewhere_ = false;
  std::mutex mutex_;
  std::unique_ptr<CipherMethod> sealing_;
  KeyMetadata metadata_;
};

const Error& PlainIsRefused() {
  static const Error error{ErrorCode::kInvalidArgument,
                           "encountered unencrypted payload without unencrypted method configured"};
  return error;
}

class SealedStates final : public StateCodec {
 public:
  explicit SealedStates(SealingTarget& target) : target_(target) {}

  Result<void> Prepare() override { return target_.Prepare(); }

  Result<std::string> Seal(std::string_view bytes) override {
    if (target_.IsPlain()) return std::string(bytes);
    Envelope envelope;
    envelope.label = LabelOfState(bytes);
    ROLECALL_RETURN_IF_ERROR(target_.Seal(bytes, envelope));
    return FormatStateEnvelope(envelope);
  }

  Result<OpenedState> Open(std::string_view stored) override {
    if (!IsEncryptedPayload(stored)) {
      if (!IsPlainState(stored)) {
        return Error{ErrorCode::kInvalidArgument,
                     "unable to determine data structure during decryption: Given payload is not a state file"};
      }
      if (!target_.MayBePlain()) return PlainIsRefused();
      return OpenedState{std::string(stored), !target_.IsPlain()};
    }
    ROLECALL_TRY(const Envelope envelope, ParseEnvelope(stored));
    ROLECALL_TRY(OpenedState opened, target_.Open(envelope));
    const StateLabel inside = LabelOfState(opened.bytes);
    if (envelope.label.serial && inside.serial && envelope.label.serial != inside.serial) {
      return Error{ErrorCode::kDataLoss, "invalid state metadata, serial field mismatch " +
                                             std::to_string(*envelope.label.serial) + " vs " +
                                             std::to_string(*inside.serial)};
    }
    if (!envelope.label.lineage.empty() && envelope.label.lineage != inside.lineage) {
      return Error{ErrorCode::kDataLoss,
                   "invalid state metadata, linage field mismatch " + envelope.label.lineage + " vs " + inside.lineage};
    }
    return opened;
  }

  bool IsSealed(std::string_view stored) const override { return IsEncryptedPayload(stored); }

 private:
  SealingTarget& target_;
};

class SealedPlans final : public PlanCodec {
 public:
  explicit SealedPlans(SealingTarget& target) : target_(target) {}

  Result<std::string> Seal(std::string_view plan) override {
    if (target_.IsPlain()) return std::string(plan);
    Envelope envelope;
    ROLECALL_RETURN_IF_ERROR(target_.Seal(plan, envelope));
    return FormatPlanEnvelope(envelope);
  }

  Result<std::string> Open(std::string_view stored) override {
    if (!IsEncryptedPayload(stored))
      return target_.MayBePlain() ? Result<std::string>(std::string(stored)) : PlainIsRefused();
    ROLECALL_TRY(const Envelope envelope, ParseEnvelope(stored));
    ROLECALL_TRY(OpenedState opened, target_.Open(envelope));
    return std::move(opened.bytes);
  }

 private:
  SealingTarget& target_;
};

class BlockEncryption final : public Encryption {
 public:
  explicit BlockEncryption(std::shared_ptr<const EncryptionParts> parts) : parts_(std::move(parts)) {}

  void Build(diag::Diagnostics& diagnostics) {
    const EncryptionBlock& block = parts_->block;
    for (const EncryptionPart& method : block.methods) {
      if (method.type != kUnencrypted) continue;
      diagnostics.AddWarning("unencrypted-method", "Unencrypted method configured",
                             "Method unencrypted is present in configuration. This is a security risk and should only "
                             "be enabled during migrations.",
                             block.range);
    }
    if (block.state) AddStates(state_, *block.state, "state", diagnostics);
    if (block.plan && AddTarget(*block.plan, "plan", diagnostics)) {
      plan_ = std::make_unique<SealedPlans>(*targets_.back());
    }
    if (block.remote_default) AddStates(remote_default_, *block.remote_default, "remote.default", diagnostics);
    for (const auto& [name, target] : block.remotes) {
      AddStates(remotes_[name], target, "remote.remote_state_datasource." + name, diagnostics);
    }
  }

  StateCodec* state() override { return state_.get(); }
  PlanCodec* plan() override { return plan_.get(); }
  StateCodec* Find(const std::string& data_source) override {
    const auto found = remotes_.find(data_source);
    return found == remotes_.end() ? remote_default_.get() : found->second.get();
  }

 private:
  void AddStates(std::unique_ptr<StateCodec>& to, const EncryptionTarget& target, const std::string& name,
                 diag::Diagnostics& diagnostics) {
    if (AddTarget(target, name, diagnostics)) to = std::make_unique<SealedStates>(*targets_.back());
  }

  bool AddTarget(const EncryptionTarget& target, const std::string& name, diag::Diagnostics& diagnostics) {
    std::vector<EncryptionPart> methods;
    for (const EncryptionTarget* one = &target; one != nullptr; one = one->fallback.get()) {
      const EncryptionPart* method = MethodOf(*one, diagnostics);
      if (method == nullptr) return false;
      methods.push_back(*method);
      if (target.enforced && method->type == kUnencrypted) {
        diagnostics.AddError("unencrypted-method", "Unencrypted method is forbidden",
                             "Unable to use unencrypted method since the enforced flag is set.", parts_->block.range);
        return false;
      }
    }
    targets_.push_back(std::make_unique<SealingTarget>(parts_, name, std::move(methods)));
    targets_.back()->Check(diagnostics);
    return true;
  }

  const EncryptionPart* MethodOf(const EncryptionTarget& target, diag::Diagnostics& diagnostics) {
    std::optional<hcl::Traversal> reference;
    diag::Diagnostics ignored;
    if (target.method != nullptr) reference = hcl::AsTraversal(*target.method->expression, ignored);
    const bool is_method = reference && reference->root == "method" && reference->steps.size() == 2 &&
                           reference->steps[0].IsAttribute() && reference->steps[1].IsAttribute();
    if (!is_method) {
      diagnostics.AddError("invalid-method", "Invalid encryption method identifier",
                           "Expected method of form method.<type>.<name>", target.range);
      return nullptr;
    }
    const std::string& type = reference->steps[0].name;
    const std::string& name = reference->steps[1].name;
    for (const EncryptionPart& method : parts_->block.methods) {
      if (method.type == type && method.name == name) return &method;
    }
    diagnostics.AddError("invalid-method", "Reference to undeclared encryption method",
                         "There is no method \"" + type + "\" \"" + name + "\" block declared in the encryption block.",
                         target.range);
    return nullptr;
  }

  const std::shared_ptr<const EncryptionParts> parts_;
  std::vector<std::unique_ptr<SealingTarget>> targets_;
  std::unique_ptr<StateCodec> state_, remote_default_;
  std::unique_ptr<PlanCodec> plan_;
  std::map<std::string, std::unique_ptr<StateCodec>> remotes_;
};

}  // namespace

std::unique_ptr<Encryption> MakeEncryption(EncryptionBlock block, std::shared_ptr<const EncryptionScope> scope,
                                           const BackendContext& context, diag::Diagnostics& diagnostics) {
  auto parts = std::make_shared<EncryptionParts>(EncryptionParts{std::move(block), std::move(scope), context});
  auto encryption = std::make_unique<BlockEncryption>(std::move(parts));
  diag::Diagnostics found;
  encryption->Build(found);
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  return encryption;
}

}  // namespace rolecall::engine
