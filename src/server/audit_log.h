// The audit log's file: lines are written by a thread of their own, in the order given, and the file is put aside
// when it is large (audit.log.1 is the newest of five).
//
// Write() returns when the line is in the queue; when the queue is full it waits: no record is dropped to be quick.
// When the disk refuses, records are lost, counted, and told once to `warn`. Threads: any.
#ifndef ROLECALL_SERVER_AUDIT_LOG_H_
#define ROLECALL_SERVER_AUDIT_LOG_H_

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
    int kept_files = 5;
    std::function<void(const std::string&)> warn = {};  // called from the log's thread
  };

  static Result<std::unique_ptr<AuditLog>> Open(Options options);
  // Writes what is queued.
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  void Write(std::string_view line);

 private:
  explicit AuditLog(Options options) : options_(std::move(options)) {}
  Result<void> OpenFile();
  void Rotate();
  void Run();
  void WriteOut(const std::string& lines);

  const Options options_;
  int file_ = -1;               // of the thread
  std::size_t file_bytes_ = 0;  // of the thread
  bool warned_ = false;         // of the thread
  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::string queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_AUDIT_LOG_H_
