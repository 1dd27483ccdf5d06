// A file of the audit log: lines are written by a thread of their own, in the order given. When the file is large it is
// put aside under the next number (audit.log.1, audit.log.2 …), and old ones are deleted: those beyond `kept_files`,
// but none whose last line is younger than `keep`. Nothing else is ever dropped to make room.
//
// Write() returns when the line is in the queue; when the queue is full it waits: no record is dropped to be quick.
// When the disk refuses, lines are kept and tried again; CanWrite() says no until they are written, and who asks it can
// stop making records. Lines are lost only if the queue is full in that state, or if the log is closed in it: counted
// to `lost`. A new file is opened before the old one is let go, with a descriptor kept for it: a process without
// descriptors goes on in the old file. The file is private (base/private_file.h). Threads: any.
#ifndef ROLECALL_SERVER_OBSERVE_AUDIT_LOG_H_
#define ROLECALL_SERVER_OBSERVE_AUDIT_LOG_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"

namespace rolecall::server {

class AuditLog {
 public:
  struct Options {
    std::string path;
    std::size_t max_file_bytes = 64u << 20;
    std::size_t max_queue_bytes = 16u << 20;
    int kept_files = 5;
    std::chrono::seconds keep{0};
    std::function<void(const std::string&)> warn = {};   // called from the log's thread
    std::function<void(std::uint64_t lines)> lost = {};  // any thread
  };

  static Result<std::unique_ptr<AuditLog>> Open(Options options);
  // Writes what is queued, if it can be.
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  void Write(std::string_view line);
  bool CanWrite() const { return can_write_.load(std::memory_order_relaxed); }
  // Opens the path anew before the next line: somebody has moved the file.
  void Reopen();

 private:
  explicit AuditLog(Options options) : options_(std::move(options)) {}
  Result<void> OpenFile();
  void Run();
  // Until everything is written, or the log is closed and the disk refuses.
  void WriteOut(const std::string& lines);
  // The number of bytes that were written.
  std::size_t TryWrite(std::string_view lines);
  bool WaitToTryAgain();
  void Rotate();
  bool PutAside(int new_file);
  void CountFiles();
  void DeleteOld();

  const Options options_;
  int file_ = -1;               // this and the next four are the thread's
  int spare_ = -1;              // a descriptor for the next file
  std::size_t file_bytes_ = 0;  //
  int last_number_ = 0;         // of the files that were put aside
  std::string why_not_;         // the disk's reason
  std::atomic<bool> can_write_{true};
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::string queue_;
  bool stopping_ = false;
  bool reopen_ = false;
  std::thread thread_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OBSERVE_AUDIT_LOG_H_
