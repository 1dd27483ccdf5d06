#include "server/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

namespace rolecall::server {
namespace {

constexpr std::size_t kMaxQueueBytes = 16u << 20;
constexpr std::size_t kEnoughBytes = 1u << 20;
constexpr std::chrono::milliseconds kCollect{10};

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::Open(Options options) {
  std::unique_ptr<AuditLog> log(new AuditLog(std::move(options)));
  ROLECALL_RETURN_IF_ERROR(log->OpenFile());
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
}

Result<void> AuditLog::OpenFile() {
  file_ = open(options_.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0) {
    return Error{errno == EACCES ? ErrorCode::kPermissionDenied : ErrorCode::kUnavailable,
                 "cannot write the audit log " + options_.path + ": " + std::strerror(errno)};
  }
  struct stat info {};
  file_bytes_ = fstat(file_, &info) == 0 ? static_cast<std::size_t>(info.st_size) : 0;
  return {};
}

void AuditLog::Write(std::string_view line) {
  std::unique_lock lock(mutex_);
  emptied_.wait(lock, [this] { return queue_.size() < kMaxQueueBytes || stopping_; });
  std::size_t before = queue_.size();
  queue_ += line;
  queue_ += '\n';
  bool wake = before == 0 || (before < kEnoughBytes && queue_.size() >= kEnoughBytes);
  lock.unlock();
  if (wake) filled_.notify_one();
}

void AuditLog::Run() {
  std::string lines;
  std::unique_lock lock(mutex_);
  while (true) {
    filled_.wait(lock, [this] { return !queue_.empty() || stopping_; });
    if (queue_.empty()) return;
    // More will come: waking up for each record would cost the requests more than the record.
    filled_.wait_for(lock, kCollect, [this] { return queue_.size() >= kEnoughBytes || stopping_; });
    lines.clear();
    lines.swap(queue_);
    lock.unlock();
    emptied_.notify_all();
    WriteOut(lines);
    lock.lock();
  }
}

void AuditLog::WriteOut(const std::string& lines) {
  if (file_bytes_ >= options_.max_file_bytes) Rotate();
  std::size_t done = 0;
  while (file_ >= 0 && done < lines.size()) {
    ssize_t written = write(file_, lines.data() + done, lines.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    done += static_cast<std::size_t>(written);
    file_bytes_ += static_cast<std::size_t>(written);
  }
  if (done < lines.size() && !warned_ && options_.warn) {
    warned_ = true;
    options_.warn("the audit log " + options_.path + " cannot be written, records are lost: " + std::strerror(errno));
  }
}

void AuditLog::Rotate() {
  close(file_);
  for (int i = options_.kept_files - 1; i >= 1; --i) {
    std::rename((options_.path + "." + std::to_string(i)).c_str(),
                (options_.path + "." + std::to_string(i + 1)).c_str());
  }
  std::rename(options_.path.c_str(), (options_.path + ".1").c_str());
  if (!OpenFile().ok()) file_ = -1;  // WriteOut tells
}

}  // namespace rolecall::server
