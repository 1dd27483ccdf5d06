#include "engine/backend/local.h"

namespace rolecall::engine {
namespace {

std::string LockInfoPath(const std::string& state_path) {
  const std::size_t slash = state_path.rfind('/');
  const std::string base = slash == std::string::npos ? state_path : state_path.substr(slash + 1);
  return JoinPath(DirectoryName(state_path), "." + base + ".lock.info");
}

}  // namespace

std::string LocalBackend::StatePath(const std::string& workspace) const {
  if (!options_.given_path.empty()) return options_.given_path;
  if (workspace == kDefaultWorkspace) return options_.path;
  return JoinPath(JoinPath(options_.workspace_dir, workspace), "terraform.tfstate");
}

std::string LocalBackend::OutPath(const std::string& workspace) const {
  return options_.out_path.empty() ? StatePath(workspace) : options_.out_path;
}

Result<std::vector<std::string>> LocalBackend::Workspaces() {
  std::vector<std::string> names = {kDefaultWorkspace};
  if (!context_.files->IsDirectory(options_.workspace_dir)) return names;
  ROLECALL_TRY(std::vector<DirectoryEntry> entries, context_.files->List(options_.workspace_dir));
  for (const DirectoryEntry& entry : entries) {
    if (entry.is_directory && entry.name != kDefaultWorkspace && !entry.name.empty()) names.push_back(entry.name);
  }
  return names;
}

Result<void> LocalBackend::DeleteWorkspace(const std::string& workspace) {
  if (workspace == kDefaultWorkspace) {
    return Error{ErrorCode::kInvalidArgument, "The workspace \"default\" cannot be deleted."};
  }
  const std::string directory = JoinPath(options_.workspace_dir, workspace);
  if (!context_.files->IsDirectory(directory)) {
    return Error{ErrorCode::kNotFound, "The workspace \"" + workspace + "\" does not exist."};
  }
  const std::string path = StatePath(workspace);
  for (const std::string& file : {path, path + ".backup", LockInfoPath(path)}) {
    if (context_.files->Exists(file)) ROLECALL_RETURN_IF_ERROR(context_.files->Remove(file));
  }
  held_.erase(path);
  // Foreign files in it are not ours to delete; then the directory stays, and so does the name.
  ROLECALL_TRY(std::vector<DirectoryEntry> rest, context_.files->List(directory));
  if (rest.empty() && context_.files->Exists(directory)) return context_.files->Remove(directory);
  return {};
}

Result<std::optional<StoredState>> LocalBackend::Read(const std::string& workspace) {
  const std::string path = StatePath(workspace);
  if (!context_.files->Exists(path)) return std::optional<StoredState>();
  ROLECALL_TRY(std::string bytes, context_.files->Read(path, kMaxStateBytes));
  if (bytes.empty()) return std::optional<StoredState>();
  return std::optional<StoredState>(StoredState{std::move(bytes), ""});
}

std::string LocalBackend::BackupPath(const std::string& path) const {
  if (!options_.backup_path.empty() && options_.backup_path != "-") return options_.backup_path;
  if (!options_.dates_backup || context_.clock == nullptr) return path + ".backup";
  return path + "." + std::to_string(UnixSeconds(context_.clock->Now())) + ".backup";
}

Result<void> LocalBackend::Backup(const std::string& path) {
  const bool is_none = options_.backup_path == "-" && !options_.dates_backup;
  if (is_none || !backed_up_.insert(path).second || !context_.files->Exists(path)) return {};
  ROLECALL_TRY(std::string old, context_.files->Read(path, kMaxStateBytes));
  if (old.empty()) return {};
  const std::string to = BackupPath(path);
  // The backup of a state that was plain until now is as secret as the state.
  if (context_.codec != nullptr && !context_.codec->IsSealed(old)) {
    ROLECALL_TRY(old, context_.codec->Seal(old));
  }
  return context_.files->Write(to, old, FileMode::kPrivate);
}

Result<void> LocalBackend::Write(const std::string& workspace, std::string_view bytes) {
  const std::string path = OutPath(workspace);
  if (const std::string directory = DirectoryName(path); directory != ".") {
    ROLECALL_RETURN_IF_ERROR(context_.files->MakeDirectories(directory));
  }
  ROLECALL_RETURN_IF_ERROR(Backup(path));
  ROLECALL_RETURN_IF_ERROR(context_.files->Write(path, bytes, FileMode::kPrivate));
  const auto held = held_.find(path);
  return held == held_.end() ? Result<void>() : MoveLock(path, held->second);
}

// The atomic write put a new file under the name: the kernel lock has to move to it.
Result<void> LocalBackend::MoveLock(const std::string& path, Held& held) {
  held.created = false;
  if (context_.file_locker == nullptr) return {};
  bool created = false;
  ROLECALL_TRY(held.lock, context_.file_locker->Acquire(path, created));
  return {};
}

Result<LockAttempt> LocalBackend::TryLock(const std::string& workspace, LockInfo info) {
  const std::string path = StatePath(workspace);
  const std::string info_path = LockInfoPath(path);
  info.path = path;
  LockAttempt attempt;
  Held held{.id = info.id, .lock = nullptr, .created = false};
  if (const std::string directory = DirectoryName(path); directory != ".") {
    ROLECALL_RETURN_IF_ERROR(context_.files->MakeDirectories(directory));
  }
  bool is_free = true;
  if (context_.file_locker != nullptr) {
    auto lock = context_.file_locker->Acquire(path, held.created);
    if (!lock.ok() && lock.error().code != ErrorCode::kConflict) return lock.error();
    is_free = lock.ok();
    if (is_free) {
      held.lock = std::move(lock).value();
    } else {
      attempt.reason = lock.error().message;
    }
  } else {
    is_free = !context_.files->Exists(info_path);
  }
  if (!is_free) {
    const Result<std::string> text = context_.files->Read(info_path, 64u << 10);
    const Result<LockInfo> holder = text.ok() ? ParseLockInfo(*text) : Result<LockInfo>(text.error());
    if (holder.ok()) attempt.holder = *holder;
    return attempt;
  }
  ROLECALL_RETURN_IF_ERROR(context_.files->Write(info_path, FormatLockInfo(info), FileMode::kPrivate));
  held_[path] = std::move(held);
  attempt.acquired = true;
  attempt.id = info.id;
  return attempt;
}

Result<void> LocalBackend::Unlock(const std::string& workspace, const std::string& id) {
  const std::string path = StatePath(workspace);
  const std::string info_path = LockInfoPath(path);
  if (!context_.files->Exists(info_path)) {
    held_.erase(path);
    return Error{ErrorCode::kNotFound, "LocalState not locked"};
  }
  ROLECALL_TRY(std::string text, context_.files->Read(info_path, 64u << 10));
  ROLECALL_TRY(LockInfo holder, ParseLockInfo(text));
  if (holder.id != id) {
    return Error{ErrorCode::kConflict, "The lock has another id than \"" + id + "\".\n" + DescribeLock(holder)};
  }
  ROLECALL_RETURN_IF_ERROR(context_.files->Remove(info_path));
  const auto held = held_.find(path);
  if (held == held_.end()) return {};
  if (held->second.created) {
    const Result<std::string> content = context_.files->Read(path, kMaxStateBytes);
    if (content.ok() && content->empty()) ROLECALL_RETURN_IF_ERROR(context_.files->Remove(path));
  }
  held_.erase(held);
  return {};
}

}  // namespace rolecall::engine
