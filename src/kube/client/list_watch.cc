#include "kube/client/list_watch.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kube/client/list.h"
#include "kube/client/watch.h"

namespace rolecall::kube {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds kShortWatch{1000};

}  // namespace

ListWatch::ListWatch(ApiClient& api, ListWatchSettings settings, ObjectView& view, const Clock& clock, Random& random,
                     std::function<void(const std::string&)> warn)
    : api_(api),
      settings_(std::move(settings)),
      view_(view),
      clock_(clock),
      random_(random),
      warn_(std::move(warn)),
      thread_([this] { Run(); }) {}

ListWatch::~ListWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_.store(true);
  }
  changed_.notify_all();
  thread_.join();
}

ListWatchState ListWatch::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

bool ListWatch::WaitUntilSynced(milliseconds time) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return state_.synced; });
}

void ListWatch::Run() {
  while (!stopping_.load()) {
    if (version_.empty()) {
      List();
    } else {
      Watch();
    }
    if (failures_in_a_row_ > 0 && !Pause(NextWait())) return;
  }
}

void ListWatch::List() {
  view_.BeginList();
  ListRequest request{.path = settings_.path,
                      .field_selector = settings_.field_selector,
                      .label_selector = settings_.label_selector,
                      .page = settings_.page,
                      .keep_going = [this] { return !stopping_.load(); }};
  ApiResult<std::string> version = ListAll(
      api_, request, [this] { view_.BeginList(); }, [this](const boost::json::value& object) { view_.Put(object); });
  if (!version.ok()) return Failed(version.error());
  if (version->empty()) {
    return Failed(
        FailureWithoutAnswer({ErrorCode::kUnavailable, "GET " + settings_.path + ": a list without resourceVersion"}));
  }
  view_.EndList();
  version_ = *std::move(version);
  {
    const std::lock_guard lock(mutex_);
    ++state_.lists;
    state_.synced = true;
    synced_.store(true);
  }
  changed_.notify_all();
  Heard();
}

void ListWatch::Watch() {
  const auto longest = static_cast<std::uint64_t>(std::max<std::int64_t>(settings_.watch_time.count(), 1));
  WatchRequest request{.path = settings_.path,
                       .field_selector = settings_.field_selector,
                       .label_selector = settings_.label_selector,
                       .resource_version = version_,
                       .time = settings_.watch_time + std::chrono::seconds(random_.Below(longest)),
                       .keep_going = [this] { return !stopping_.load(); }};
  {
    const std::lock_guard lock(mutex_);
    ++state_.watches;
  }
  const steady_clock::time_point began = steady_clock::now();
  WatchEnd end = WatchOnce(api_, request, [this](WatchedChange change, const boost::json::value& object) {
    if (change == WatchedChange::kPut) {
      view_.Put(object);
    } else {
      view_.Delete(object);
    }
    const std::lock_guard lock(mutex_);
    ++state_.events;
  });
  version_ = std::move(end.resource_version);
  // One that ends at once and says nothing is not to be asked for again and again.
  const bool is_short = steady_clock::now() - began < kShortWatch;
  if (end.heard || (!end.failure.has_value() && !is_short)) Heard();
  if (!end.failure.has_value()) {
    if (!end.heard && is_short) Failed(FailureWithoutAnswer({ErrorCode::kUnavailable, "the watch ended at once"}));
    return;
  }
  if (end.failure->is_gone() || end.failure->reason == "Expired") version_.clear();
  // That the place is forgotten is no failure the first time: lists follow at once, and only lists may fail.
  if (!version_.empty() || failures_in_a_row_ > 0) Failed(*end.failure);
}

void ListWatch::Heard() {
  std::string told;
  {
    const std::lock_guard lock(mutex_);
    state_.heard = clock_.Now();
    if (failures_in_a_row_ > 1) told = "Kubernetes " + settings_.path + ": answers again";
    failures_in_a_row_ = 0;
    state_.last_error.clear();
  }
  if (!told.empty() && warn_) warn_(told);
}

void ListWatch::Failed(const ApiFailure& failure) {
  if (stopping_.load()) return;
  failures_in_a_row_ = std::min(failures_in_a_row_ + 1, 1000);
  {
    const std::lock_guard lock(mutex_);
    ++state_.failures;
    state_.last_error = failure.error.message;
  }
  // A single one is nothing: the API server was started anew. What stays is told once.
  if (failures_in_a_row_ == 2 && warn_) warn_("Kubernetes " + settings_.path + ": " + failure.error.message);
}

milliseconds ListWatch::NextWait() {
  const int doublings = std::clamp(failures_in_a_row_ - 1, 0, 16);
  const milliseconds base = std::min(settings_.longest_wait, settings_.first_wait * (1 << doublings));
  return base + milliseconds(random_.Below(static_cast<std::uint64_t>(base.count()) + 1));
}

bool ListWatch::Pause(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [this] { return stopping_.load(); });
}

}  // namespace rolecall::kube
