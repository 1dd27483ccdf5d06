// A map by service account whose copies share what neither has changed: a copy costs one pointer, the first change of a
// copy one of its 256 parts. So a view of 10,000 accounts can be published a thousand times a second.
//
//   SharedMap<ServiceAccount> next = *current;      // cheap
//   next.Put({"ns", "sa"}, account);                // `current` does not see it
//
// Threads: as a value. Copies may be read and changed by different threads.
#ifndef ROLECALL_KUBE_SHARED_MAP_H_
#define ROLECALL_KUBE_SHARED_MAP_H_

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "kube/service_account.h"

namespace rolecall::kube {

template <typename Value>
class SharedMap {
 public:
  // Null if there is none. Lives as long as a copy of the map that holds it.
  const Value* Find(std::string_view space, std::string_view name) const {
    if (parts_ == nullptr) return nullptr;
    const Part* const part = (*parts_)[IndexOf(space, name)].get();
    if (part == nullptr) return nullptr;
    const auto found = part->find(Key(space, name));
    return found == part->end() ? nullptr : found->second.get();
  }

  void Put(ServiceAccountName name, std::shared_ptr<const Value> value) {
    Part& part = OwnPart(IndexOf(name.first, name.second));
    const auto [at, is_new] = part.insert_or_assign(std::move(name), std::move(value));
    if (is_new) ++size_;
  }

  void Remove(const ServiceAccountName& name) {
    if (Find(name.first, name.second) == nullptr) return;
    OwnPart(IndexOf(name.first, name.second)).erase(name);
    --size_;
  }

  std::size_t size() const { return size_; }

  // In no order.
  void ForEach(const std::function<void(const ServiceAccountName&, const Value&)>& action) const {
    if (parts_ == nullptr) return;
    for (const auto& part : *parts_) {
      if (part == nullptr) continue;
      for (const auto& [name, value] : *part) action(name, *value);
    }
  }

 private:
  static constexpr std::size_t kParts = 256;
  using Key = std::pair<std::string_view, std::string_view>;
  struct Less {
    using is_transparent = void;
    static Key View(const ServiceAccountName& name) { return {name.first, name.second}; }
    static const Key& View(const Key& key) { return key; }
    bool operator()(const auto& a, const auto& b) const { return View(a) < View(b); }
  };
  using Part = std::map<ServiceAccountName, std::shared_ptr<const Value>, Less>;
  using Parts = std::array<std::shared_ptr<Part>, kParts>;

  static std::size_t IndexOf(std::string_view space, std::string_view name) {
    const std::hash<std::string_view> hash;
    return (hash(space) * 31 + hash(name)) % kParts;
  }

  // The part, which no other map has. Only a copy of a map can share a part, and it holds the whole table first: a
  // count of one means that nobody else can come by it.
  Part& OwnPart(std::size_t index) {
    if (parts_ == nullptr) {
      parts_ = std::make_shared<Parts>();
    } else if (parts_.use_count() != 1) {
      parts_ = std::make_shared<Parts>(*parts_);
    }
    std::shared_ptr<Part>& part = (*parts_)[index];
    if (part == nullptr) {
      part = std::make_shared<Part>();
    } else if (part.use_count() != 1) {
      part = std::make_shared<Part>(*part);
    }
    return *part;
  }

  std::shared_ptr<Parts> parts_;
  std::size_t size_ = 0;
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_SHARED_MAP_H_
