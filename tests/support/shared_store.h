// One process's view of a store that several have open: of a memory store, with what may go wrong on the way to it.
#ifndef ROLECALL_TESTS_SUPPORT_SHARED_STORE_H_
#define ROLECALL_TESTS_SUPPORT_SHARED_STORE_H_

#include <atomic>
#include <functional>
#include <utility>
#include <vector>

#include "tests/support/store_wrapper.h"

namespace rolecall::store {

class SharedView final : public StoreWrapper {
 public:
  using StoreWrapper::StoreWrapper;

  std::atomic<bool> away = false;           // nothing gets through
  std::atomic<bool> loses_answers = false;  // batches are written, and nobody is told
  std::atomic<bool> follows = false;        // read_only()
  std::atomic<int> commits = 0;
  std::function<void()> before_commit;  // of every batch

  bool shared() const override { return true; }
  bool read_only() const override { return follows; }
  Result<std::optional<Entry>> Get(std::string_view key) override {
    if (away) return Away();
    return inner().Get(key);
  }
  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    if (away) return Away();
    return inner().Scan(prefix, after, limit);
  }
  Ticket Submit(Batch batch) override {
    if (before_commit) before_commit();
    ++commits;
    return away ? kFailed : inner().Submit(std::move(batch));
  }
  Result<std::uint64_t> Wait(Ticket ticket) override {
    if (ticket == kFailed) return Away();
    Result<std::uint64_t> written = inner().Wait(ticket);
    if (loses_answers) return Away();
    return written;
  }
  Result<std::uint64_t> Head() override {
    if (away) return Away();
    return inner().Head();
  }
  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    if (away) return Away();
    return inner().ReadLog(after, limit);
  }

 private:
  static constexpr Ticket kFailed = ~Ticket{0};
  static Error Away() { return {ErrorCode::kUnavailable, "the store is away"}; }
};

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_SUPPORT_SHARED_STORE_H_
