// Table<T>: an immutable map from keys to records, sharded so that a change copies one shard in 256.
//
//   std::shared_ptr<const Role> role = snapshot->roles.Find(key);
//   Table<Role> next = table.With(key, std::make_shared<const Role>(…));
//   next.Put(other_key, …);           // of many changes: what nobody else has is changed in place
//
// Copying a table copies one pointer. What was copied never changes: whoever changes a table copies first what another
// one has too. Threads: any; a Table object itself is a value.
#ifndef ROLECALL_DIRECTORY_TABLE_H_
#define ROLECALL_DIRECTORY_TABLE_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rolecall::directory {

template <typename T>
class Table {
 public:
  using Pointer = std::shared_ptr<const T>;

  Table() : shards_(std::make_shared<Shards>()) {}

  // Null if there is none.
  Pointer Find(std::string_view key) const {
    const std::shared_ptr<Shard>& shard = (*shards_)[ShardOf(key)];
    if (shard == nullptr) return nullptr;
    auto found = shard->find(key);
    return found == shard->end() ? nullptr : found->second;
  }

  Table With(std::string_view key, Pointer record) const {
    Table next = *this;
    next.Put(key, std::move(record));
    return next;
  }
  Table Without(std::string_view key) const {
    Table next = *this;
    next.Erase(key);
    return next;
  }

  // Of this object alone.
  void Put(std::string_view key, Pointer record) {
    Own(ShardOf(key)).insert_or_assign(std::string(key), std::move(record));
  }
  void Erase(std::string_view key) {
    if (Find(key) == nullptr) return;
    Shard& shard = Own(ShardOf(key));
    shard.erase(shard.find(key));
  }

  // All records whose keys start so, in the order of their keys. Costs O(n log n): for listings.
  std::vector<Pointer> Sorted(std::string_view key_prefix = "") const {
    std::vector<std::pair<std::string_view, Pointer>> found;
    for (const auto& shard : *shards_) {
      if (shard == nullptr) continue;
      for (const auto& entry : *shard) {
        if (entry.first.starts_with(key_prefix)) {
          found.emplace_back(entry.first, entry.second);
        }
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Pointer> records;
    records.reserve(found.size());
    for (auto& entry : found) records.push_back(std::move(entry.second));
    return records;
  }

  // How many there are whose keys start so. Costs O(n).
  std::size_t Count(std::string_view key_prefix) const {
    std::size_t total = 0;
    for (const auto& shard : *shards_) {
      if (shard == nullptr) continue;
      for (const auto& entry : *shard) total += entry.first.starts_with(key_prefix) ? 1 : 0;
    }
    return total;
  }

  std::size_t size() const {
    std::size_t total = 0;
    for (const auto& shard : *shards_) total += shard == nullptr ? 0 : shard->size();
    return total;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Shard = std::unordered_map<std::string, Pointer, Hash, std::equal_to<>>;
  using Shards = std::array<std::shared_ptr<Shard>, 256>;

  // The top bits: the maps inside use the low ones.
  static std::size_t ShardOf(std::string_view key) { return Hash()(key) >> (sizeof(std::size_t) * 8 - 8); }

  // The only owner of something is the only one who can make another: nobody comes to it meanwhile.
  template <typename Shared>
  static bool IsAlone(const std::shared_ptr<Shared>& shared) {
    if (shared.use_count() != 1) return false;
    // What those read who had it before has been read.
    std::atomic_thread_fence(std::memory_order_acquire);
    return true;
  }

  // The shard, of this object alone: copied if another table has it.
  Shard& Own(std::size_t number) {
    if (!IsAlone(shards_)) shards_ = std::make_shared<Shards>(*shards_);
    std::shared_ptr<Shard>& shard = (*shards_)[number];
    if (shard == nullptr) {
      shard = std::make_shared<Shard>();
    } else if (!IsAlone(shard)) {
      shard = std::make_shared<Shard>(*shard);
    }
    return *shard;
  }

  std::shared_ptr<Shards> shards_;  // never changed while another table has it
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_TABLE_H_
