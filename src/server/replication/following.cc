#include "server/replication/following.h"

#include <chrono>
#include <thread>
#include <utility>

namespace rolecall::server {
namespace {

constexpr std::chrono::milliseconds kPollFor{1000};
constexpr std::chrono::milliseconds kAfterFailedPull{500};
constexpr std::chrono::milliseconds kFenceEvery{5000};
constexpr int kFirstCopyTries = 120;  // a minute

}  // namespace

Result<std::unique_ptr<store::Store>> Following::Wrap(std::unique_ptr<store::Store> local) {
  const auto role = is_follower() ? ReplicatedStore::Role::kFollower : ReplicatedStore::Role::kControl;
  ROLECALL_TRY(std::unique_ptr<ReplicatedStore> opened, ReplicatedStore::Open(std::move(local), role));
  store_ = opened.get();
  if (is_follower()) {
    const FollowedNode& node = *parts_.node;
    http_ = std::make_unique<http::CurlClient>(node.tls);
    source_ = std::make_unique<HttpLogSource>(
        HttpLogSource::Parts{node.url, node.region, node.credentials, parts_.clock, *http_,
                             [this] { return !stopping_.load() && !is_hurried_.load(); }});
    replicator_ = std::make_unique<Replicator>(*store_, *source_, node.url, parts_.clock);
    ROLECALL_RETURN_IF_ERROR(AwaitCopy());
  }
  return std::unique_ptr<store::Store>(std::move(opened));
}

// One that has a copy begins with it, whether the other answers or not.
Result<void> Following::AwaitCopy() {
  for (int tries = 0; !store_->has_copy(); ++tries) {
    const Result<void> stepped = replicator_->Step(kPollFor);
    if (stepped.ok()) continue;
    const bool is_final =
        stepped.error().code == ErrorCode::kPermissionDenied || stepped.error().code == ErrorCode::kConflict;
    if (is_final || tries >= kFirstCopyTries) {
      return Error{stepped.error().code, "following " + parts_.node->url + ": " + stepped.error().message};
    }
    Tell(stepped);
    std::this_thread::sleep_for(kAfterFailedPull);
  }
  return {};
}

void Following::Start(directory::Directory& directory) {
  if (directory.store().shared()) {
    follower_ = std::make_unique<Follower>(Follower::Parts{directory, parts_.metrics, parts_.clock, parts_.warn});
  }
  if (!is_follower()) return;
  std::lock_guard<std::mutex> lock(mutex_);
  pulling_ = std::make_unique<Stepping>([this] { return Pull(); }, kAfterFailedPull);
}

void Following::Stop() {
  stopping_ = true;
  std::lock_guard<std::mutex> lock(mutex_);
  pulling_.reset();
  fencing_.reset();
  follower_.reset();
}

void Following::Tell(const Result<void>& stepped) {
  const std::string now = stepped.ok() ? "" : stepped.error().message;
  if (now == std::exchange(told_, now)) return;
  parts_.warn(stepped.ok() ? "following " + parts_.node->url + " again" : "following " + parts_.node->url + ": " + now);
}

bool Following::Pull() {
  const Result<void> stepped = replicator_->Step(kPollFor);
  Tell(stepped);
  return stepped.ok();
}

Result<std::uint64_t> Following::Promote() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!is_follower() || fencing_ != nullptr || stopping_.load()) {
    return Error{ErrorCode::kConflict, "this node is a control plane already"};
  }
  is_hurried_ = true;  // the other one may be there and not answer
  pulling_.reset();
  is_hurried_ = false;
  Result<std::uint64_t> epoch = store_->Promote();
  if (!epoch.ok()) {
    pulling_ = std::make_unique<Stepping>([this] { return Pull(); }, kAfterFailedPull);
    return epoch;
  }
  parts_.warn("this node is the control plane now (epoch " + std::to_string(*epoch) + "); start it without --follow");
  fencing_ = std::make_unique<Stepping>([this] { return Fence(); }, kFenceEvery);
  return epoch;
}

// Asks the other one in the name of the new epoch: it stops writing when it hears of it. False: again, later.
bool Following::Fence() {
  const Result<FollowerState> state = store_->state();
  if (!state.ok()) return false;
  const Result<LogPage> page = source_->ReadLog(*state, std::chrono::milliseconds(0));
  if (!page.ok() && page.error().code == ErrorCode::kConflict && told_ != "fenced") {
    told_ = "fenced";
    parts_.warn(parts_.node->url + " knows that it is not the control plane any more");
  }
  return false;
}

}  // namespace rolecall::server
