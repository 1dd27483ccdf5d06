#include "server/resealing.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kRecordsOfAWrite = 16;  // a secret with all its versions has some megabytes

}  // namespace

Resealing::Resealing(directory::Directory& directory, Metrics& metrics, Read read,
                     std::function<void(const std::string&)> warn)
    : directory_(directory),
      metrics_(metrics),
      read_(std::move(read)),
      warn_(std::move(warn)),
      rounds_(std::chrono::seconds(1), [this] { Round(); }) {}

void Resealing::TakeKeys() {
  Result<crypto::KeyRing> keys = read_(stopping_);
  if (!keys.ok()) return warn_("the master key stays as it is: " + keys.error().message);
  directory_.UseMasterKeys(*std::move(keys));
}

// A failed write is tried again in the next round; that the store cannot be written is told elsewhere.
void Resealing::Round() {
  if (read_again_.exchange(false)) TakeKeys();
  Result<std::size_t> left = directory_.Reseal(0);
  while (left.ok() && *left > 0 && !stopping_.load()) {
    had_outdated_ = true;
    metrics_.Set("rolecall_master_key_outdated_records", *left);
    left = directory_.Reseal(kRecordsOfAWrite);
  }
  if (!left.ok() || *left > 0) return;
  metrics_.Set("rolecall_master_key_outdated_records", 0);
  if (!std::exchange(had_outdated_, false)) return;
  warn_(directory_.unreadable().empty()
            ? "all records are sealed with the newest master key: the older ones are not needed any more"
            : "all records but those that were set aside are sealed with the newest master key");
}

}  // namespace rolecall::server
