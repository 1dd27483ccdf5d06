// The audit log: who asked for what, and what was decided, in two files.
//
//   audit.log             callers who proved who they are (a signature, a web identity token)
//   audit-anonymous.log   all others: so many lines a second, and in little room, so that strangers can neither fill
//   the
//                         disk nor drive out the others' history
//
// Without a record there is no answer: while CanRecord() is false the server refuses calls. Lines are bounded
// (audit_record.h). What is lost is counted in rolecall_audit_records_lost_total. Threads: any.
#ifndef ROLECALL_SERVER_OBSERVE_AUDIT_H_
#define ROLECALL_SERVER_OBSERVE_AUDIT_H_

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "server/observe/audit_feed.h"
#include "server/observe/audit_log.h"
#include "server/observe/audit_record.h"
#include "server/observe/metrics.h"

namespace rolecall::server {

class Audit {
 public:
  struct Options {
    std::string data_dir;
    std::chrono::seconds keep{0};  // nothing younger is deleted of callers who are known
    Metrics& metrics;
    std::function<void(const std::string&)> warn;
    AuditFeed* feed = nullptr;  // gets what is written too
  };
  static Result<std::unique_ptr<Audit>> Open(const Options& options);

  bool CanRecord() const { return known_->CanWrite() && anonymous_->CanWrite(); }
  void Record(const AuditEvent& event, std::string_view event_id);
  // Somebody moved the files away.
  void Reopen();

 private:
  Audit(Metrics& metrics, AuditFeed* feed) : metrics_(metrics), feed_(feed) {}
  void Write(AuditLog& log, const AuditEvent& event, std::string_view event_id);
  // Whether a stranger's line may be written now; how many were not since the last.
  bool MayWriteAnonymous(Time now, std::uint64_t& left_out);

  Metrics& metrics_;
  AuditFeed* const feed_;
  std::unique_ptr<AuditLog> known_, anonymous_;
  std::mutex mutex_;  // of what follows
  Time second_;       // that `in_second_` counts
  int in_second_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OBSERVE_AUDIT_H_
