// Last-used data: noted by the way, at most once an hour for each key and each pair of principal and service.
#include "directory/directory.h"

namespace rolecall::directory {
namespace {

constexpr std::chrono::hours kUseNotedEvery{1};
constexpr std::chrono::minutes kOtherUseNotedEvery{1};

bool IsKnown(const Snapshot& snapshot, const std::string& principal_id) {
  return snapshot.identities.Find(principal_id) != nullptr || snapshot.accounts.Find(principal_id) != nullptr;
}

}  // namespace

void Directory::NoteUse(const std::string& access_key_id, std::string_view service, std::string_view region) {
  const Time now = clock_.Now();
  const auto is_fresh = [&](const AccessKey& key) {
    const bool is_same = key.last_used_service == service && key.last_used_region == region;
    const std::chrono::minutes noted_every = is_same ? std::chrono::minutes(kUseNotedEvery) : kOtherUseNotedEvery;
    return key.last_used.has_value() && now >= *key.last_used && now - *key.last_used < noted_every;
  };
  auto key = snapshot()->access_keys.Find(access_key_id);
  if (key == nullptr || is_fresh(*key)) return;
  // A use that cannot be noted must not fail the request.
  (void)Write([&](Transaction& transaction) {
    auto current = transaction.snapshot().access_keys.Find(access_key_id);
    if (current == nullptr || is_fresh(*current)) return false;
    AccessKey used = *current;
    used.last_used = now;
    used.last_used_service = service;
    used.last_used_region = region;
    transaction.Put(std::move(used));
    return true;
  });
}

void Directory::NoteServiceUse(const std::string& principal_id, std::string_view service, std::string_view region) {
  const Time now = clock_.Now();
  const std::string key = principal_id + "/" + std::string(service);
  const auto is_fresh = [&](const Snapshot& snapshot) {
    auto noted = snapshot.service_uses.Find(key);
    if (noted == nullptr) return false;
    const bool is_same = noted->region == region;
    const std::chrono::minutes noted_every = is_same ? std::chrono::minutes(kUseNotedEvery) : kOtherUseNotedEvery;
    return now >= noted->at && now - noted->at < noted_every;
  };
  const std::shared_ptr<const Snapshot> before = snapshot();
  if (is_fresh(*before) || !IsKnown(*before, principal_id)) return;
  // As above.
  (void)Write([&](Transaction& transaction) {
    if (is_fresh(transaction.snapshot()) || !IsKnown(transaction.snapshot(), principal_id)) return false;
    transaction.Put(ServiceUse{principal_id, std::string(service), std::string(region), now});
    return true;
  });
}

}  // namespace rolecall::directory
