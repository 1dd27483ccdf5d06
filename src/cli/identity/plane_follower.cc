#include "cli/identity/plane_follower.h"

#include <boost/json.hpp>
#include <utility>

namespace rolecall::cli {
namespace {

constexpr const char* kWaitSeconds = "2";  // so long it may take until the program ends
constexpr std::chrono::seconds kAfterFailure{3};
constexpr std::size_t kFullPageBytes = 128u << 10;
constexpr std::size_t kMostHeld = 20000;  // lines that nobody has taken yet

}  // namespace

PlaneFollower::PlaneFollower(std::unique_ptr<PlaneClient> plane)
    : plane_(std::move(plane)), thread_([this] { Run(); }) {}

PlaneFollower::~PlaneFollower() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

Result<std::vector<std::string>> PlaneFollower::Ask() {
  ROLECALL_TRY(
      const http::Response answer,
      plane_->Get("/_rolecall/audit", "after=" + std::to_string(last_) + "&wait=" + kWaitSeconds, "ReadAudit"));
  boost::json::error_code error;
  const boost::json::value body = boost::json::parse(answer.body, error);
  const boost::json::object* page = error ? nullptr : body.if_object();
  const boost::json::value* last = page != nullptr ? page->if_contains("last") : nullptr;
  const boost::json::value* records = page != nullptr ? page->if_contains("records") : nullptr;
  if (last == nullptr || !last->is_int64() || records == nullptr || !records->is_array()) {
    return Error{ErrorCode::kInternal, "the plane's answer has no records"};
  }
  last_ = static_cast<std::uint64_t>(last->get_int64());
  std::vector<std::string> lines;
  for (const boost::json::value& record : records->get_array()) lines.push_back(boost::json::serialize(record));
  return lines;
}

void PlaneFollower::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    Result<std::vector<std::string>> got = Ask();
    lock.lock();
    if (got.ok()) {
      // A full page has more behind it.
      std::size_t bytes = 0;
      for (const std::string& line : *got) bytes += line.size();
      has_caught_up_ = has_caught_up_ || bytes < kFullPageBytes;
      lines_.insert(lines_.end(), std::make_move_iterator(got->begin()), std::make_move_iterator(got->end()));
      if (lines_.size() > kMostHeld) lines_.erase(lines_.begin(), lines_.end() - kMostHeld);
    } else {
      error_ = got.error();
      stopped_.wait_for(lock, kAfterFailure, [this] { return stopping_; });
    }
  }
}

bool PlaneFollower::has_caught_up() const {
  std::lock_guard lock(mutex_);
  return has_caught_up_;
}

Result<std::vector<std::string>> PlaneFollower::Next() {
  std::lock_guard lock(mutex_);
  if (error_) return *std::exchange(error_, std::nullopt);
  return std::exchange(lines_, {});
}

}  // namespace rolecall::cli
