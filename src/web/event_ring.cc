#include "web/event_ring.h"

#include <algorithm>

#include "web/event_json.h"

namespace rolecall::web {

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
  return EventPageJson(oldest + end, after < oldest, list);
}

void EventRing::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

}  // namespace rolecall::web
