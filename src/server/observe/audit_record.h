// One line of the audit log, in CloudTrail's event format. Never secrets: of what was asked only names and ARNs are
// kept, of what was answered the error. A line has 10 KiB at most, a stranger's 5: what is longer is cut, and says so.
// Differs from AWS: additionalEventData tells why it was decided so (AWS keeps that to itself).
#ifndef ROLECALL_SERVER_OBSERVE_AUDIT_RECORD_H_
#define ROLECALL_SERVER_OBSERVE_AUDIT_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "services/call.h"

namespace rolecall::server {

struct AuditEvent {
  const services::Call& call;
  std::string_view service;       // "sts"
  std::string_view failure = {};  // why the caller was not authenticated; empty: it was, or need not be
  int status = 200;
};

// Whether the call was refused for lack of a right, or of who the caller is.
bool IsDenial(const AuditEvent& event);

// Whether the call is that of who watches: shown to the watchers it would wake them for itself.
bool IsOfWatcher(const AuditEvent& event);

// Without the final newline.
std::string FormatAuditEvent(const AuditEvent& event, std::string_view event_id);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OBSERVE_AUDIT_RECORD_H_
