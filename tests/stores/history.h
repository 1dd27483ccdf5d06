// What several clients saw of one register, and whether a single register could have done it (linearizability).
//
// The search of Wing and Gong with the memory of Lowe: which of the calls that none came before may be the next one?
// Exponential in the worst case; for histories of a hundred calls of which few run at once.
#ifndef ROLECALL_TESTS_STORES_HISTORY_H_
#define ROLECALL_TESTS_STORES_HISTORY_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::store {

struct Call {
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  bool is_write = false;
  int value = 0;                // 0: nothing there
  std::int64_t begun = 0;       // any clock that all share
  std::int64_t ended = kNever;  // never: it may have taken place at any time after its begin, or not at all
};

class Linearizer {
 public:
  explicit Linearizer(std::vector<Call> calls) : calls_(std::move(calls)), taken_(calls_.size(), false) {}
  bool Holds() { return Search(0); }

 private:
  bool Search(int value) {
    if (!seen_.insert({taken_, value}).second) return false;
    std::int64_t first_end = Call::kNever;
    bool any_left = false;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (taken_[i]) continue;
      first_end = std::min(first_end, calls_[i].ended);
      any_left = any_left || calls_[i].ended != Call::kNever;
    }
    if (!any_left) return true;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const Call& call = calls_[i];
      if (taken_[i] || call.begun > first_end || (!call.is_write && call.value != value)) continue;
      taken_[i] = true;
      if (Search(call.is_write ? call.value : value)) return true;
      taken_[i] = false;
    }
    return false;
  }

  const std::vector<Call> calls_;
  std::vector<bool> taken_;
  std::set<std::pair<std::vector<bool>, int>> seen_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_STORES_HISTORY_H_
