#include "engine/backend/lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/backend/backend.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::chrono::milliseconds kFirstWait{1000};
constexpr std::chrono::milliseconds kLongestWait{16000};
constexpr std::chrono::milliseconds kSlow{400};

void AppendMember(std::string& out, std::string_view name, std::string_view value) {
  out += out.empty() ? '{' : ',';
  json::AppendQuoted(out, name, true);
  out += ':';
  json::AppendQuoted(out, value, true);
}

// "2026-11-23T18:11:14.5Z" as Go prints a time: "2026-11-23 18:11:14.5 +0000 UTC".
std::string ShownTime(std::string text) {
  const std::size_t t = text.find('T');
  if (t == std::string::npos || !text.ends_with('Z')) return text;
  text[t] = ' ';
  text.pop_back();
  return text + " +0000 UTC";
}

Error HeldError(const LockAttempt& attempt) {
  std::string message = "Error message: ";
  message += attempt.reason.empty() ? "the state is locked by somebody else" : attempt.reason;
  if (attempt.holder) message += "\n" + DescribeLock(*attempt.holder);
  message +=
      "\n\nRolecall locks the state while it works, so that two runs do not write it at the same time. Wait for the "
      "other run to end (-lock-timeout=5m waits for you). If it is sure that it ended without unlocking, run\n"
      "    rolecall force-unlock " +
      (attempt.holder ? attempt.holder->id : std::string("ID")) +
      "\nMost commands take -lock=false to go on without a lock, which is not recommended.";
  return {ErrorCode::kConflict, message};
}

class HeldFile final : public FileLock {
 public:
  explicit HeldFile(int fd) : fd_(fd) {}
  ~HeldFile() override { ::close(fd_); }
  HeldFile(const HeldFile&) = delete;
  HeldFile& operator=(const HeldFile&) = delete;

 private:
  int fd_;
};

}  // namespace

std::string FormatLockInfo(const LockInfo& info) {
  std::string out;
  AppendMember(out, "ID", info.id);
  AppendMember(out, "Operation", info.operation);
  AppendMember(out, "Info", info.info);
  AppendMember(out, "Who", info.who);
  AppendMember(out, "Version", info.version);
  AppendMember(out, "Created", info.created);
  AppendMember(out, "Path", info.path);
  return out + "}";
}

Result<LockInfo> ParseLockInfo(std::string_view text) {
  const json::ParseResult parsed = json::Parse(text, {.max_bytes = 64u << 10, .max_depth = 16});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    return Error{ErrorCode::kDataLoss, "The lock's description is not a JSON object."};
  }
  LockInfo info;
  const std::pair<const char*, std::string*> members[] = {
      {"ID", &info.id},           {"Operation", &info.operation}, {"Info", &info.info}, {"Who", &info.who},
      {"Version", &info.version}, {"Created", &info.created},     {"Path", &info.path}};
  for (const auto& [name, to] : members) {
    const json::Node* node = parsed.root.Find(name);
    if (node != nullptr && node->IsString()) *to = node->text;
  }
  return info;
}

std::string DescribeLock(const LockInfo& info) {
  return "Lock Info:\n  ID:        " + info.id + "\n  Path:      " + info.path + "\n  Operation: " + info.operation +
         "\n  Who:       " + info.who + "\n  Version:   " + info.version + "\n  Created:   " + ShownTime(info.created) +
         "\n  Info:      " + info.info;
}

Result<std::unique_ptr<FileLock>> SystemFileLocker::Acquire(const std::string& path, bool& created) {
  created = ::access(path.c_str(), F_OK) != 0;
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return Error{errno == EACCES ? ErrorCode::kPermissionDenied : ErrorCode::kInternal,
                 "cannot open " + path + " to lock it: " + std::strerror(errno)};
  }
  // A lock of the open file, not of the process: it meets the process locks of OpenTofu and Terraform, but is not lost
  // when we read and close the same file elsewhere.
  struct flock region {};
  region.l_type = F_WRLCK;
  region.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &region) == 0) return std::unique_ptr<FileLock>(new HeldFile(fd));
  const int code = errno;
  ::close(fd);
  if (code == EAGAIN || code == EACCES) {
    return Error{ErrorCode::kConflict, "resource temporarily unavailable: another process holds the lock on " + path};
  }
  return Error{ErrorCode::kInternal, "cannot lock " + path + ": " + std::strerror(code)};
}

Result<std::string> AcquireLock(Backend& backend, const std::string& workspace, const LockOptions& options,
                                const std::string& id, const Clock& clock, Sleeper& sleeper) {
  if (!backend.CanLock()) return std::string();
  const Time start = clock.Now();
  std::chrono::milliseconds wait = kFirstWait;
  bool told = false;
  while (true) {
    LockInfo info{.id = id,
                  .operation = options.operation,
                  .info = options.info,
                  .who = options.who,
                  .version = options.version,
                  .created = FormatIso8601Millis(start),
                  .path = ""};
    ROLECALL_TRY(LockAttempt attempt, backend.TryLock(workspace, std::move(info)));
    if (attempt.acquired) return attempt.id;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(start + options.timeout - clock.Now());
    const bool cancelled = options.cancelled && options.cancelled();
    if (left <= std::chrono::milliseconds(0) || cancelled) return HeldError(attempt);
    // The first wait is longer than what counts as slow, so this is the moment to say so.
    if (!told && options.on_slow && std::min(wait, left) >= kSlow) options.on_slow();
    told = true;
    sleeper.Sleep(std::min(wait, left));
    wait = std::min(wait * 2, kLongestWait);
  }
}

}  // namespace rolecall::engine
