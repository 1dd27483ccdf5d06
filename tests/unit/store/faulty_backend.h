// A store that does to its users what a store may do, around any other.
#ifndef ROLECALL_TESTS_UNIT_STORE_FAULTY_BACKEND_H_
#define ROLECALL_TESTS_UNIT_STORE_FAULTY_BACKEND_H_

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "tests/support/store_wrapper.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {

// Every third write and every second reading of the log fails and has done nothing; the log comes an entry at a time;
// hints are lost, and come for no reason.
class Mischief final : public StoreWrapper {
 public:
  explicit Mischief(std::unique_ptr<Store> store) : StoreWrapper(*store), store_(std::move(store)) {}

  Ticket Submit(Batch batch) override {
    std::lock_guard<std::mutex> lock(mutex_);
    if (++submitted_ % 3 == 0) return kFailed;
    return inner().Submit(std::move(batch));
  }
  Result<std::uint64_t> Wait(Ticket ticket) override {
    if (ticket == kFailed) return Error{ErrorCode::kUnavailable, "the test wants it so"};
    return inner().Wait(ticket);
  }
  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t) override {
    std::lock_guard<std::mutex> lock(mutex_);
    if (++read_ % 2 == 0) return Error{ErrorCode::kUnavailable, "the test wants it so"};
    return inner().ReadLog(after, 1);
  }
  void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (++awaited_ % 2 == 0) return;
    lock.unlock();
    inner().AwaitChange(head, timeout);
  }

 private:
  static constexpr Ticket kFailed = ~Ticket{0};

  const std::unique_ptr<Store> store_;
  std::mutex mutex_;
  int submitted_ = 0, read_ = 0, awaited_ = 0;
};

class FaultyBackend final : public Backend {
 public:
  explicit FaultyBackend(std::unique_ptr<Backend> inner) : inner_(std::move(inner)) {}
  std::unique_ptr<Store> Open(StoreOptions options) override {
    std::unique_ptr<Store> store = inner_->Open(std::move(options));
    return store == nullptr ? nullptr : std::make_unique<Mischief>(std::move(store));
  }
  bool keeps() const override { return inner_->keeps(); }
  bool is_shared() const override { return inner_->is_shared(); }

 private:
  const std::unique_ptr<Backend> inner_;
};

// Each kind once more, faulty.
inline void AddFaulty(std::vector<BackendKind>& kinds) {
  const std::size_t sound = kinds.size();
  for (std::size_t i = 0; i < sound; ++i) {
    kinds.push_back({"faulty_" + kinds[i].name, [make = kinds[i].make]() -> std::unique_ptr<Backend> {
                       std::unique_ptr<Backend> inner = make();
                       return inner == nullptr ? nullptr : std::make_unique<FaultyBackend>(std::move(inner));
                     }});
  }
}

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_UNIT_STORE_FAULTY_BACKEND_H_
