#include "web/event_json.h"

#include <boost/json.hpp>

namespace rolecall::web {

std::string EventJson(const watch::AuditLine& line, std::uint64_t number) {
  const boost::json::array decisions(line.decisions.begin(), line.decisions.end());
  std::string text = boost::json::serialize(boost::json::object{{"number", number},
                                                                {"time", line.time},
                                                                {"service", line.service},
                                                                {"operation", line.operation},
                                                                {"who", line.who},
                                                                {"principal", line.principal},
                                                                {"address", line.address},
                                                                {"code", line.error_code},
                                                                {"message", line.error_message},
                                                                {"failure", line.failure},
                                                                {"action", line.action()},
                                                                {"resource", line.resource()},
                                                                {"decisions", decisions},
                                                                {"denied", line.is_denial},
                                                                {"decided", line.has_decision()}});
  // The record is JSON already.
  text.pop_back();
  return text + ",\"record\":" + line.json + "}";
}

std::string EventPageJson(std::uint64_t last, bool has_gap, const std::string& events) {
  return "{\"last\":" + std::to_string(last) + ",\"gap\":" + (has_gap ? "true" : "false") + ",\"events\":[" + events +
         "]}";
}

}  // namespace rolecall::web
