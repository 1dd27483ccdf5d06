// A store that passes everything on to another one: what tests derive theirs from that fail, wait or tell lies.
#ifndef ROLECALL_TESTS_SUPPORT_STORE_WRAPPER_H_
#define ROLECALL_TESTS_SUPPORT_STORE_WRAPPER_H_

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"

namespace rolecall::store {

class StoreWrapper : public Store {
 public:
  // `inner` outlives it.
  explicit StoreWrapper(Store& inner) : inner_(inner) {}

  Result<std::optional<Entry>> Get(std::string_view key) override { return inner_.Get(key); }
  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    return inner_.Scan(prefix, after, limit);
  }
  Ticket Submit(Batch batch) override { return inner_.Submit(std::move(batch)); }
  Result<std::uint64_t> Wait(Ticket ticket) override { return inner_.Wait(ticket); }
  Result<std::uint64_t> Head() override { return inner_.Head(); }
  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    return inner_.ReadLog(after, limit);
  }
  void AwaitChange(std::uint64_t head, std::chrono::milliseconds timeout) override {
    inner_.AwaitChange(head, timeout);
  }
  Result<void> Compact(std::uint64_t through) override { return inner_.Compact(through); }
  bool shared() const override { return inner_.shared(); }
  bool read_only() const override { return inner_.read_only(); }
  std::optional<Time> fresh_at() const override { return inner_.fresh_at(); }
  void Resume() override { inner_.Resume(); }
  bool writable() const override { return inner_.writable(); }
  Result<void> CheckWritable() override { return inner_.CheckWritable(); }

 protected:
  Store& inner() { return inner_; }

 private:
  Store& inner_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_SUPPORT_STORE_WRAPPER_H_
