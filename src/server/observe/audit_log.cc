#include "server/observe/audit_log.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/file_system.h"
#include "base/private_file.h"
#include "base/text.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kEnoughBytes = 1u << 20;
constexpr std::chrono::milliseconds kCollect{10};
constexpr std::chrono::milliseconds kTryAgain{200};
constexpr int kMostNumbersTried = 1000;

struct OldFile {
  std::string path;
  int number = 0;
  std::filesystem::file_time_type written;  // last
};

// PATH.1, PATH.2 … Empty if the directory cannot be read.
std::vector<OldFile> OldFiles(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string prefix = path.substr(path.rfind('/') + 1) + ".";
  std::vector<OldFile> files;
  std::error_code error;
  for (fs::directory_iterator at(DirectoryName(path), error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const std::optional<int> number = ParseInt<int>(std::string_view(name).substr(prefix.size()));
    std::error_code unreadable;
    const auto written = fs::last_write_time(at->path(), unreadable);
    if (number.has_value() && *number > 0 && !unreadable) files.push_back({at->path().string(), *number, written});
  }
  return files;
}

// A line that a crash cut off must not swallow the next one.
void EndLastLine(int file, const std::string& path, off_t size) {
  if (size == 0) return;
  char last = '\n';
  const int reader = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (reader < 0) return;
  const bool read = pread(reader, &last, 1, size - 1) == 1;
  close(reader);
  if (read && last != '\n' && write(file, "\n", 1) != 1) return;
}

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::Open(Options options) {
  std::unique_ptr<AuditLog> log(new AuditLog(std::move(options)));
  ROLECALL_RETURN_IF_ERROR(log->OpenFile());
  log->spare_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
  log->CountFiles();
  log->thread_ = std::thread([raw = log.get()] { raw->Run(); });
  return log;
}

AuditLog::~AuditLog() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_one();
  if (thread_.joinable()) thread_.join();
  if (file_ >= 0) close(file_);
  if (spare_ >= 0) close(spare_);
}

// Keeps the file that there is if the path cannot be opened.
Result<void> AuditLog::OpenFile() {
  Result<int> opened = OpenPrivateFile(options_.path, O_WRONLY | O_CREAT | O_APPEND, Readable::kRepaired);
  if (!opened.ok()) return Error{opened.error().code, "cannot write the audit log: " + opened.error().message};
  if (file_ >= 0) close(file_);
  file_ = *opened;
  struct stat info {};
  file_bytes_ = fstat(file_, &info) == 0 ? static_cast<std::size_t>(info.st_size) : 0;
  EndLastLine(file_, options_.path, info.st_size);
  return {};
}

void AuditLog::Write(std::string_view line) {
  std::unique_lock lock(mutex_);
  emptied_.wait(lock, [this] { return queue_.size() < options_.max_queue_bytes || stopping_ || !CanWrite(); });
  if (queue_.size() >= options_.max_queue_bytes) {
    if (options_.lost) options_.lost(1);
    return;
  }
  std::size_t before = queue_.size();
  queue_ += line;
  queue_ += '\n';
  bool wake = before == 0 || (before < kEnoughBytes && queue_.size() >= kEnoughBytes);
  lock.unlock();
  if (wake) filled_.notify_one();
}

void AuditLog::Reopen() {
  {
    std::lock_guard lock(mutex_);
    reopen_ = true;
  }
  filled_.notify_one();
}

void AuditLog::Run() {
  std::string lines;
  std::unique_lock lock(mutex_);
  while (true) {
    filled_.wait(lock, [this] { return !queue_.empty() || stopping_ || reopen_; });
    if (queue_.empty() && stopping_) return;
    // More will come: waking up for each record would cost the requests more than the record.
    filled_.wait_for(lock, kCollect, [this] { return queue_.size() >= kEnoughBytes || stopping_; });
    lines.clear();
    lines.swap(queue_);
    const bool reopens = std::exchange(reopen_, false);
    lock.unlock();
    emptied_.notify_all();
    if (reopens && !OpenFile().ok() && options_.warn) options_.warn("the audit log cannot be opened anew");
    WriteOut(lines);
    lock.lock();
  }
}

void AuditLog::WriteOut(const std::string& lines) {
  if (file_bytes_ >= options_.max_file_bytes) Rotate();
  std::size_t done = TryWrite(lines);
  while (done < lines.size()) {
    if (can_write_.exchange(false) && options_.warn) {
      options_.warn("the audit log " + options_.path + " cannot be written: " + why_not_);
    }
    emptied_.notify_all();  // those who wait for room in the queue
    if (!WaitToTryAgain()) break;
    done += TryWrite(std::string_view(lines).substr(done));
  }
  if (done < lines.size()) {
    if (options_.lost) options_.lost(static_cast<std::uint64_t>(std::count(lines.begin() + done, lines.end(), '\n')));
  } else if (!can_write_.exchange(true) && options_.warn) {
    options_.warn("the audit log " + options_.path + " is written again");
  }
}

std::size_t AuditLog::TryWrite(std::string_view lines) {
  struct stat info {};
  // A file that was deleted would take what is written with it.
  if (fstat(file_, &info) != 0 || info.st_nlink == 0) {
    if (Result<void> opened = OpenFile(); !opened.ok()) {
      why_not_ = opened.error().message;
      return 0;
    }
  }
  std::size_t done = 0;
  while (done < lines.size()) {
    const ssize_t written = write(file_, lines.data() + done, lines.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      why_not_ = std::strerror(errno);
      break;
    }
    done += static_cast<std::size_t>(written);
    file_bytes_ += static_cast<std::size_t>(written);
  }
  return done;
}

// False: the log is being closed.
bool AuditLog::WaitToTryAgain() {
  std::unique_lock lock(mutex_);
  return !filled_.wait_for(lock, kTryAgain, [this] { return stopping_; });
}

// Never without a file: if a step fails, the old one goes on and grows, and this is tried again with the next lines.
void AuditLog::Rotate() {
  if (spare_ >= 0) close(spare_);
  Result<int> opened = OpenPrivateFile(options_.path + ".new", O_WRONLY | O_CREAT | O_APPEND, Readable::kRepaired);
  if (opened.ok() && PutAside(*opened)) DeleteOld();
  spare_ = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool AuditLog::PutAside(int new_file) {
  for (int tries = 0; tries < kMostNumbersTried; ++tries) {
    const std::string aside = options_.path + "." + std::to_string(++last_number_);
    // Never over a file that is there.
    if (renameat2(AT_FDCWD, options_.path.c_str(), AT_FDCWD, aside.c_str(), RENAME_NOREPLACE) == 0) {
      if (rename((options_.path + ".new").c_str(), options_.path.c_str()) != 0) break;
      close(file_);
      file_ = new_file;
      file_bytes_ = 0;
      return true;
    }
    if (errno != EEXIST) break;
  }
  close(new_file);
  return false;
}

void AuditLog::CountFiles() {
  for (const OldFile& file : OldFiles(options_.path)) last_number_ = std::max(last_number_, file.number);
}

void AuditLog::DeleteOld() {
  std::vector<OldFile> files = OldFiles(options_.path);
  std::ranges::sort(files, std::greater<>(), [](const OldFile& file) { return std::pair(file.written, file.number); });
  const auto too_young = std::filesystem::file_time_type::clock::now() - options_.keep;
  for (std::size_t i = static_cast<std::size_t>(options_.kept_files); i < files.size(); ++i) {
    if (files[i].written < too_young || options_.keep.count() == 0) unlink(files[i].path.c_str());
  }
}

}  // namespace rolecall::server
