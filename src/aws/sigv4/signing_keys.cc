#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "aws/sigv4/canonical.h"
#include "aws/sigv4/sigv4.h"
#include "base/secret.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kShards = 16;

}  // namespace

class SigningKeys::Impl {
 public:
  explicit Impl(std::size_t max_entries) : max_per_shard_(max_entries / kShards + 1) {}

  SigningKey Get(std::string_view secret_key, std::string_view date, std::string_view region,
                 std::string_view service) {
    std::string name = Name(secret_key, date, region, service);
    std::size_t hash = std::hash<std::string_view>()(name);
    Shard& shard = shards_[(hash >> 8) % kShards];
    {
      std::lock_guard<std::mutex> lock(shard.mutex);
      auto found = shard.entries.find(hash);
      if (found != shard.entries.end() && found->second.name.Equals(name)) {
        Wipe(name);
        return found->second.key;
      }
    }
    SigningKey key = DeriveSigningKey(secret_key, date, region, service);
    std::lock_guard<std::mutex> lock(shard.mutex);
    if (shard.entries.size() >= max_per_shard_) shard.entries.clear();
    shard.entries[hash] = Entry{Secret(std::move(name)), key};
    return key;
  }

 private:
  struct Entry {
    Secret name;  // secret, date, region and service together
    SigningKey key;
  };

  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::size_t, Entry> entries;  // by the name's hash: a collision takes the place
  };

  static std::string Name(std::string_view secret_key, std::string_view date, std::string_view region,
                          std::string_view service) {
    std::string name;
    name.reserve(128);
    for (std::string_view part : {secret_key, date, region, service}) name.append(part).push_back('\0');
    return name;
  }

  std::size_t max_per_shard_;
  Shard shards_[kShards];
};

SigningKeys::SigningKeys(std::size_t max_entries) : impl_(std::make_unique<Impl>(max_entries)) {}
SigningKeys::~SigningKeys() = default;

SigningKey SigningKeys::Get(std::string_view secret_key, std::string_view date, std::string_view region,
                            std::string_view service) {
  return impl_->Get(secret_key, date, region, service);
}

}  // namespace rolecall::aws
