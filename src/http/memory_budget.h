// MemoryBudget: bytes that a server's connections hold together, against one bound. For the sources of this folder
// only.
//
//   if (!budget.Take(more)) … refuse …
//   … budget.Give(more);
//
// Counts what is reported to it, nothing else. Threads: any; no lock.
#ifndef ROLECALL_HTTP_MEMORY_BUDGET_H_
#define ROLECALL_HTTP_MEMORY_BUDGET_H_

#include <atomic>
#include <cstddef>

namespace rolecall::http {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : bytes_(bytes) {}

  // False, and nothing is taken, if so much is not left.
  bool Take(std::size_t bytes) {
    std::size_t used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > bytes_ || used > bytes_ - bytes) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  // Over the bound if need be: for what is there already.
  void TakeAnyway(std::size_t bytes) { used_.fetch_add(bytes, std::memory_order_relaxed); }
  void Give(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::size_t bytes_;
  std::atomic<std::size_t> used_{0};
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_MEMORY_BUDGET_H_
