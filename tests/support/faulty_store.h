// A store that fails where a test tells it to, and lets a test write between another's read and its commit.
#ifndef ROLECALL_TESTS_SUPPORT_FAULTY_STORE_H_
#define ROLECALL_TESTS_SUPPORT_FAULTY_STORE_H_

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/store_wrapper.h"

namespace rolecall::store {

// Passes everything on to a memory store. For tests of one thread.
class FaultyStore final : public StoreWrapper {
 public:
  FaultyStore() : FaultyStore(OpenMemoryStore()) {}

  enum class Operation { kGet, kScan, kCommit };

  // From now on this operation fails for keys (of a scan: prefixes; of a commit: any entry's) that start so.
  void Fail(Operation operation, std::string key_prefix, ErrorCode code, int times = std::numeric_limits<int>::max()) {
    faults_.push_back({operation, std::move(key_prefix), code, times});
  }
  void Heal() { faults_.clear(); }
  // From now on the store is shared, and somebody else writes just before every second batch that expects a head: every
  // write runs twice.
  void Contest() { contested_ = true; }
  bool shared() const override { return contested_; }
  // Runs once, when the next commit has been handed over but not been looked at: somebody else was faster.
  void BeforeNextCommit(std::function<void()> action) { before_commit_ = std::move(action); }

  Result<std::optional<Entry>> Get(std::string_view key) override {
    if (auto failed = Failed(Operation::kGet, key)) return *std::move(failed);
    return inner().Get(key);
  }
  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    if (auto failed = Failed(Operation::kScan, prefix)) return *std::move(failed);
    return inner().Scan(prefix, after, limit);
  }
  Ticket Submit(Batch batch) override {
    if (auto action = std::exchange(before_commit_, nullptr)) action();
    commit_error_ = FailedBatch(batch);
    overtake_ = contested_ && batch.expected_head.has_value() && !overtake_;
    if (overtake_) (void)inner().Commit(Batch{{}, {{"elsewhere", "written by another node"}}, {}});
    return commit_error_.has_value() ? kFailed : inner().Submit(std::move(batch));
  }
  Result<std::uint64_t> Wait(Ticket ticket) override {
    if (ticket == kFailed) return *commit_error_;
    return inner().Wait(ticket);
  }

 private:
  struct Fault {
    Operation operation;
    std::string key_prefix;
    ErrorCode code;
    int times;
  };
  static constexpr Ticket kFailed = std::numeric_limits<Ticket>::max();

  std::optional<Error> Failed(Operation operation, std::string_view key) {
    for (Fault& fault : faults_) {
      if (fault.operation != operation || fault.times == 0 || !key.starts_with(fault.key_prefix)) continue;
      --fault.times;
      return Error{fault.code, "the test wants it so"};
    }
    return std::nullopt;
  }
  std::optional<Error> FailedBatch(const Batch& batch) {
    std::vector<std::string> keys = batch.deletes;
    for (const Put& put : batch.puts) keys.push_back(put.key);
    for (const std::string& key : keys) {
      if (auto failed = Failed(Operation::kCommit, key)) return failed;
    }
    return std::nullopt;
  }

  explicit FaultyStore(std::unique_ptr<Store> store) : StoreWrapper(*store), store_(std::move(store)) {}

  const std::unique_ptr<Store> store_;
  std::vector<Fault> faults_;
  bool contested_ = false, overtake_ = false;
  std::function<void()> before_commit_;
  std::optional<Error> commit_error_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_SUPPORT_FAULTY_STORE_H_
