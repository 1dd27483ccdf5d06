#include "server/observe/audit_feed.h"

#include <algorithm>

namespace rolecall::server {
namespace {

constexpr std::int64_t kWatchedSeconds = 120;

std::int64_t SteadySeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

bool AuditFeed::is_watched() const {
  const std::int64_t at = read_at_.load(std::memory_order_relaxed);
  return at != 0 && SteadySeconds() - at < kWatchedSeconds;
}

void AuditFeed::Add(std::string line, bool is_denial) {
  {
    std::lock_guard lock(mutex_);
    if (is_denial) {
      denials_.push_back(line);
      if (denials_.size() > kDenials) denials_.pop_front();
    }
    bytes_ += line.size();
    lines_.push_back(std::move(line));
    ++last_;
    while (bytes_ > kMostBytes) {
      bytes_ -= lines_.front().size();
      lines_.pop_front();
    }
  }
  if (is_watched()) added_.notify_all();
}

AuditFeed::Page AuditFeed::Read(std::uint64_t after, std::chrono::milliseconds wait) {
  read_at_.store(std::max<std::int64_t>(1, SteadySeconds()), std::memory_order_relaxed);
  std::unique_lock lock(mutex_);
  // A number of before the last start: all is new.
  if (after > last_) after = 0;
  added_.wait_for(lock, wait, [&] { return last_ > after || stopping_; });
  const std::uint64_t first = last_ - lines_.size() + 1;
  Page page{.last = after, .has_gap = after != 0 && after + 1 < first};
  std::size_t bytes = 0;
  for (std::uint64_t number = std::max(after + 1, first); number <= last_ && bytes < kPageBytes; ++number) {
    page.lines.push_back(lines_[static_cast<std::size_t>(number - first)]);
    bytes += page.lines.back().size();
    page.last = number;
  }
  return page;
}

std::vector<std::string> AuditFeed::LastDenials() const {
  std::lock_guard lock(mutex_);
  return {denials_.begin(), denials_.end()};
}

void AuditFeed::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  added_.notify_all();
}

}  // namespace rolecall::server
