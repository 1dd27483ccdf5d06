// A request of a plane as the page reads it: of what a record holds nothing is added, since it has no secrets.
// Pure; any thread.
#ifndef ROLECALL_WEB_EVENT_JSON_H_
#define ROLECALL_WEB_EVENT_JSON_H_

#include <cstdint>
#include <string>

#include "watch/audit_line.h"

namespace rolecall::web {

// {"number":7,"time":…,"denied":…,"record":{…}}
std::string EventJson(const watch::AuditLine& line, std::uint64_t number);
// {"last":7,"gap":false,"events":[EVENTS]}; `events` are EventJson's, with commas between.
std::string EventPageJson(std::uint64_t last, bool has_gap, const std::string& events);

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_EVENT_JSON_H_
