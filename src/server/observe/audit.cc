#include "server/observe/audit.h"

#include <utility>

#include "base/file_system.h"

namespace rolecall::server {
namespace {

constexpr const char* kLost = "rolecall_audit_records_lost_total";
constexpr std::size_t kAnonymousFileBytes = 16u << 20;
constexpr int kAnonymousFiles = 3;
constexpr int kAnonymousInSecond = 100;

std::string LeftOutLine(Time now, std::uint64_t left_out) {
  return "{\"eventVersion\":\"1.11\",\"eventTime\":\"" + FormatIso8601(now) +
         "\",\"eventSource\":\"rolecall.amazonaws.com\",\"eventName\":\"AnonymousRecordsLeftOut\","
         "\"additionalEventData\":{\"count\":" +
         std::to_string(left_out) + "}}";
}

}  // namespace

Result<std::unique_ptr<Audit>> Audit::Open(const Options& options) {
  std::unique_ptr<Audit> audit(new Audit(options.metrics, options.feed));
  const auto lost = [&metrics = options.metrics](std::uint64_t lines) {
    metrics.Count(kLost, "reason", "disk", lines);
  };
  options.metrics.Count(kLost, "reason", "disk", 0);
  options.metrics.Count(kLost, "reason", "anonymous_rate", 0);
  ROLECALL_TRY(
      audit->known_,
      AuditLog::Open(
          {.path = JoinPath(options.data_dir, "audit.log"), .keep = options.keep, .warn = options.warn, .lost = lost}));
  ROLECALL_TRY(audit->anonymous_, AuditLog::Open({.path = JoinPath(options.data_dir, "audit-anonymous.log"),
                                                  .max_file_bytes = kAnonymousFileBytes,
                                                  .kept_files = kAnonymousFiles,
                                                  .warn = options.warn,
                                                  .lost = lost}));
  return audit;
}

void Audit::Record(const AuditEvent& event, std::string_view event_id) {
  if (!event.call.caller.anonymous() || event.call.audit.identified) {
    Write(*known_, event, event_id);
    return;
  }
  std::uint64_t left_out = 0;
  if (!MayWriteAnonymous(event.call.now, left_out)) {
    metrics_.Count(kLost, "reason", "anonymous_rate");
    return;
  }
  if (left_out > 0) anonymous_->Write(LeftOutLine(event.call.now, left_out));
  Write(*anonymous_, event, event_id);
}

void Audit::Write(AuditLog& log, const AuditEvent& event, std::string_view event_id) {
  std::string line = FormatAuditEvent(event, event_id);
  log.Write(line);
  if (feed_ != nullptr && !IsOfWatcher(event)) feed_->Add(std::move(line), IsDenial(event));
}

bool Audit::MayWriteAnonymous(Time now, std::uint64_t& left_out) {
  std::lock_guard lock(mutex_);
  if (now < second_ || now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    in_second_ = 0;
  }
  if (++in_second_ > kAnonymousInSecond) {
    ++left_out_;
    return false;
  }
  left_out = std::exchange(left_out_, 0);
  return true;
}

void Audit::Reopen() {
  known_->Reopen();
  anonymous_->Reopen();
}

}  // namespace rolecall::server
