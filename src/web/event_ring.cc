#include "web/event_ring.h"

#include <algorithm>
#include <boost/json.hpp>

namespace rolecall::web {
namespace {

boost::json::array Texts(const std::vector<std::string>& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

std::string EventJson(const watch::AuditLine& line, std::uint64_t number) {
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
                                                                {"decisions", Texts(line.decisions)},
                                                                {"denied", line.is_denial},
                                                                {"decided", line.has_decision()}});
  // The record is JSON already.
  text.pop_back();
  return text + ",\"record\":" + line.json + "}";
}

}  // namespace

void EventRing::Add(const watch::AuditLine& line) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(EventJson(line, ++last_));
    if (events_.size() > kMost) events_.pop_front();
  }
  changed_.notify_all();
}

std::string EventRing::Read(std::uint64_t after, std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  // A number that was never given out: the page is from before a restart, and begins anew.
  if (after > last_) after = 0;
  changed_.wait_for(lock, wait, [&] { return stopped_ || last_ > after; });
  const std::uint64_t oldest = last_ - events_.size();
  const std::size_t first = static_cast<std::size_t>(std::max(after, oldest) - oldest);
  const std::size_t end = std::min(events_.size(), first + kMostAtOnce);
  std::string list;
  for (std::size_t i = first; i < end; ++i) list += (list.empty() ? "" : ",") + events_[i];
  return "{\"last\":" + std::to_string(oldest + end) + ",\"gap\":" + (after < oldest ? "true" : "false") +
         ",\"events\":[" + list + "]}";
}

void EventRing::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

}  // namespace rolecall::web
