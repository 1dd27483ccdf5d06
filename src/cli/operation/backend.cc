// An operation's backend: which one it is, its lock, its state.
#include <pwd.h>
#include <unistd.h>

#include "cli/frame/version.h"
#include "cli/operation/migrate.h"
#include "cli/operation/operation.h"
#include "engine/backend/make_backend.h"
#include "engine/plan/plan_file.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {

std::string WhoAmI(const Environment& environment) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  // Services and containers often have no such variable: then who the system says it is, as Go's user.Current does.
  std::string name = environment.GetOr("USER", environment.GetOr("LOGNAME", ""));
  if (name.empty()) {
    const passwd* entry = getpwuid(getuid());
    name = entry != nullptr ? entry->pw_name : std::to_string(getuid());
  }
  return name + "@" + host;
}

bool Operation::ReadEncryption() {
  if (knows_encryption_) return true;
  // Whoever loads no configuration still has TF_ENCRYPTION.
  if (configuration_ == nullptr) return Report();
  encryption_ = engine_->MakeEncryption(*configuration_, variables_, backend_context_, diagnostics_);
  if (!Report()) return false;
  knows_encryption_ = true;
  if (encryption_ != nullptr) backend_context_.codec = encryption_->state();
  return true;
}

Result<std::string> Operation::OpenBytes(std::string bytes) {
  engine::PlanCodec* const plans = plan_codec();
  if (plans != nullptr && engine::LooksLikePlan(bytes)) return plans->Open(bytes);
  if (!engine::IsEncryptedPayload(bytes)) return bytes;
  // Sealed bytes do not say what they are.
  Error refused{ErrorCode::kInvalidArgument,
                "the given file is encrypted and requires a valid encryption configuration to decrypt"};
  if (plans != nullptr) {
    Result<std::string> opened = plans->Open(bytes);
    if (opened.ok()) return opened;
    refused = opened.error();
  }
  if (backend_context_.codec == nullptr) return refused;
  ROLECALL_TRY(engine::OpenedState opened, backend_context_.codec->Open(bytes));
  return std::move(opened.bytes);
}

Result<engine::State> Operation::ReadStateBytes(std::string bytes) {
  ROLECALL_TRY(bytes, OpenBytes(std::move(bytes)));
  return engine::ReadStateFile(bytes);
}

bool Operation::ReadBackendBlock() {
  if (!ReadEncryption()) return false;
  if (configuration_->root->cloud) {
    diagnostics_.AddError("unsupported-block", engine::kCloudUnsupported, engine::kCloudAdvice,
                          *configuration_->root->cloud);
    return Report();
  }
  const std::optional<engine::BackendBlock>& block = configuration_->root->backend;
  if (!block) return true;
  backend_block_ =
      engine::BackendConfig{.type = block->type,
                            .arguments = engine_->BackendArguments(*configuration_, variables_, diagnostics_),
                            .place = block->range,
                            .type_place = block->type_range};
  return Report();
}

// -state and its like, which older scripts have.
bool Operation::ApplyStatePaths() {
  backend_config_.paths = {options_.state_path, options_.state_out_path, options_.backup_path, options_.dates_backup};
  if (backend_config_.paths.empty() || backend_config_.type == "local") return true;
  return Fail("Options for local states only", {ErrorCode::kInvalidArgument,
                                                "-state, -state-out and -backup are for the backend \"local\"; this "
                                                "directory uses \"" +
                                                    backend_config_.type + "\"."});
}

bool Operation::OpenBackend() {
  if (!ReadBackendBlock()) return false;
  Result<std::optional<engine::BackendCache>> cache = engine::ReadBackendCache(context_.files, data_directory_);
  if (!cache.ok()) return Fail("Cannot read the backend's record", cache.error());
  engine::BackendChoice choice = engine::ChooseBackend(backend_block_, *cache);
  // Going on would leave everything that the local state knows out of account.
  const bool is_new = backend_block_ && !*cache && !engine::IsDefaultBackend(*backend_block_);
  if (is_new && HasLocalStates(*this, {})) {
    choice.error = "The configuration has a backend \"" + backend_block_->type +
                   "\" that the directory was never initialised for, and there is a state in local files.\n\nRun "
                   "\"rolecall init\" to copy it to the backend, or \"rolecall init -reconfigure\" to leave it.";
  }
  if (!choice.error.empty()) {
    diagnostics_.AddError("backend-initialization-required", engine::kInitRequiredSummary, choice.error,
                          backend_block_ ? backend_block_->place : diag::Range{});
    return Report();
  }
  backend_config_ = choice.config;
  if (!ApplyStatePaths()) return false;
  backend_ = engine::MakeBackend(backend_config_, backend_context_, diagnostics_);
  return Report() && backend_ != nullptr;
}

bool Operation::TakeLock(const std::string& operation) {
  return operation.empty() || LockState(*backend_, workspace_, operation, lock_id_);
}

bool Operation::LockState(engine::Backend& backend, const std::string& workspace, const std::string& operation,
                          std::string& id) {
  if (!options_.lock || !backend.CanLock()) return true;
  engine::LockOptions lock;
  lock.operation = operation;
  lock.who = WhoAmI(context_.environment);
  lock.version = kLanguageVersion;
  lock.timeout = options_.lock_timeout;
  lock.on_slow = [this] {
    const std::string says = "Acquiring state lock. This may take a few moments...";
    Say(says + "\n", "");
    Line("info", says, "state_lock_acquire");
  };
  lock.cancelled = [this] { return context_.interrupt.IsStopping(); };
  Result<std::string> taken =
      engine::AcquireLock(backend, workspace, lock, RandomUuid(context_.random), context_.clock, sleeper_);
  if (!taken.ok()) return Fail(engine::kLockErrorSummary, taken.error());
  id = *taken;
  return true;
}

bool Operation::OpenState(const std::string& lock_operation) {
  if (!OpenBackend() || !TakeLock(lock_operation)) return false;
  keeper_ = std::make_unique<engine::StateKeeper>(*backend_, workspace_, backend_context_, kLanguageVersion,
                                                  engine::SaveInterval(context_.environment));
  // No change of the world without a key to keep its record with.
  if (engine::StateCodec* const codec = backend_context_.codec; codec != nullptr && !lock_operation.empty()) {
    if (Result<void> ready = codec->Prepare(); !ready.ok()) return Fail("Cannot encrypt the state", ready.error());
  }
  if (Result<void> loaded = keeper_->Load(); !loaded.ok()) return Fail("Failed to load state", loaded.error());
  if (plugins_ != nullptr && !leaves_plugins_ && plugins_->Choose(keeper_->state(), diagnostics_)) {
    MakeEngine();
    return Report();
  }
  return true;
}

}  // namespace rolecall::cli
