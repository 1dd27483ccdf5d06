#include "engine/backend/state_keeper.h"

#include <algorithm>

#include "base/text.h"
#include "engine/state/state_file.h"

namespace rolecall::engine {
namespace {

// Saves that cost less than this are done after every change.
constexpr std::chrono::milliseconds kCheapSave{5};
// An expensive local save may take at most this part of the time.
constexpr int kSaveShare = 10;

StateLayout LayoutFor(const Backend& backend) {
  return backend.is_remote() ? StateLayout::kCompact : StateLayout::kPretty;
}

bool IsNothing(const State& state) { return state.empty() && state.check_results == "null"; }

}  // namespace

StateKeeper::StateKeeper(Backend& backend, std::string workspace, const BackendContext& context,
                         std::string program_version, std::chrono::seconds save_interval)
    : backend_(backend),
      workspace_(std::move(workspace)),
      context_(context),
      program_version_(std::move(program_version)),
      save_interval_(save_interval),
      last_save_(context.clock->Now()) {}

Result<void> StateKeeper::Load() {
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(std::optional<StoredState> found, backend_.Read(workspace_));
  stored_ = State();
  exists_ = found.has_value();
  is_outdated_ = exists_ && found->is_outdated;
  if (exists_) {
    ROLECALL_TRY(stored_, ReadStateFile(found->bytes));
    // An empty file is what a lock leaves behind, or a bucket's owner put there: no state yet.
    exists_ = !stored_.lineage.empty();
  }
  last_save_ = context_.clock->Now();
  return {};
}

State StateKeeper::state() const {
  const std::lock_guard lock(mutex_);
  return stored_;
}

State StateKeeper::WithNextSerial(const State& state) const {
  State next = state;
  next.lineage = exists_ ? stored_.lineage : RandomUuid(*context_.random);
  next.serial = exists_ ? stored_.serial + 1 : 1;
  next.terraform_version = program_version_;
  return next;
}

Result<void> StateKeeper::SaveLocked(const State& state) {
  const Time start = context_.clock->Now();
  if (exists_ && !is_outdated_ && SameContent(state, stored_)) return {};
  State next = WithNextSerial(state);
  ROLECALL_RETURN_IF_ERROR(backend_.Write(workspace_, WriteStateFile(next, LayoutFor(backend_))));
  stored_ = std::move(next);
  exists_ = true;
  is_outdated_ = false;
  last_save_ = context_.clock->Now();
  save_cost_ = last_save_ - start;
  return {};
}

bool StateKeeper::TimeToSave() const {
  const auto since = context_.clock->Now() - last_save_;
  if (backend_.is_remote()) return since >= save_interval_;
  return save_cost_ < kCheapSave || since >= save_cost_ * kSaveShare;
}

void StateKeeper::Update(const State& state) {
  const std::lock_guard lock(mutex_);
  if (!TimeToSave() || (!exists_ && IsNothing(state))) return;
  // A failure here is met again by the last save, which is the one that reports.
  if (!SaveLocked(state).ok()) last_save_ = context_.clock->Now();
}

Result<void> StateKeeper::Save(const State& state) {
  const std::lock_guard lock(mutex_);
  if (!exists_ && IsNothing(state)) return {};
  return SaveLocked(state);
}

// Encrypted as the state would have been: `state push` takes it so.
Result<void> StateKeeper::Rescue(const std::string& bytes, const std::string& path) const {
  if (context_.codec == nullptr) return context_.files->Write(path, bytes, FileMode::kPrivate);
  ROLECALL_TRY(const std::string sealed, context_.codec->Seal(bytes));
  return context_.files->Write(path, sealed, FileMode::kPrivate);
}

Result<void> StateKeeper::SaveOrRescue(const State& state, const std::string& rescue_path) {
  const std::lock_guard lock(mutex_);
  Result<void> saved = SaveLocked(state);
  if (saved.ok()) return saved;
  const Result<void> rescued = Rescue(WriteStateFile(WithNextSerial(state), StateLayout::kPretty), rescue_path);
  if (!rescued.ok()) {
    return Error{
        ErrorCode::kDataLoss,
        "Failed to save the state: " + saved.error().message + "\n\nIt could not be written to \"" + rescue_path +
            "\" either: " + rescued.error().message +
            "\nThe objects that this run made are not recorded anywhere: import them, or remove them by hand."};
  }
  return Error{saved.error().code,
               "Failed to save the state: " + saved.error().message + "\n\nThe state was written to \"" + rescue_path +
                   "\" instead. When the backend works again, run\n    rolecall state push " + rescue_path +
                   "\nbefore anything else: until then the backend does not know what was changed."};
}

Result<void> StateKeeper::Push(State incoming, bool force) {
  const std::lock_guard lock(mutex_);
  if (exists_ && !force && !stored_.empty()) {
    if (!incoming.lineage.empty() && incoming.lineage != stored_.lineage) {
      return Error{ErrorCode::kConflict, "cannot import state with lineage \"" + incoming.lineage +
                                             "\" over unrelated state with lineage \"" + stored_.lineage + "\""};
    }
    const bool is_older = incoming.serial < stored_.serial;
    const bool is_other = incoming.serial == stored_.serial && !SameContent(incoming, stored_);
    if (is_older || is_other) {
      return Error{ErrorCode::kConflict, "cannot import state with serial " + std::to_string(incoming.serial) +
                                             " over newer state with serial " + std::to_string(stored_.serial)};
    }
  }
  if (incoming.lineage.empty()) incoming.lineage = exists_ ? stored_.lineage : RandomUuid(*context_.random);
  ROLECALL_RETURN_IF_ERROR(backend_.Write(workspace_, WriteStateFile(incoming, LayoutFor(backend_))));
  stored_ = std::move(incoming);
  exists_ = true;
  is_outdated_ = false;
  return {};
}

std::chrono::seconds SaveInterval(const Environment& environment) {
  const std::string text = environment.GetOr("TF_STATE_PERSIST_INTERVAL", "20");
  return std::chrono::seconds(std::max(ParseInt<int>(text).value_or(20), 20));
}

}  // namespace rolecall::engine
