// The contract of Store, run on each kind of it (store_backends_test.cc has the list) and on a faulty wrapper of each.
#ifndef ROLECALL_TESTS_UNIT_STORE_STORE_CONTRACT_H_
#define ROLECALL_TESTS_UNIT_STORE_STORE_CONTRACT_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace rolecall::store {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char name[] = "/tmp/rolecall-store-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// A place of one store, empty at first.
class Backend {
 public:
  virtual ~Backend() = default;
  // Of shared stores as often as wanted at once: each as another process would; of others once the last is gone.
  virtual std::unique_ptr<Store> Open(StoreOptions options) = 0;
  // Whether what one had is there for the next.
  virtual bool keeps() const { return true; }
  virtual bool is_shared() const { return false; }
};

struct BackendKind {
  std::string name;
  std::function<std::unique_ptr<Backend>()> make;  // null: what it needs is not installed here
};

inline void PrintTo(const BackendKind& kind, std::ostream* out) { *out << kind.name; }

class StoreContract : public ::testing::TestWithParam<BackendKind> {
 protected:
  void SetUp() override {
    backend_ = GetParam().make();
    if (backend_ == nullptr) GTEST_SKIP() << GetParam().name << " is not installed";
    Open();
  }

  void Open(StoreOptions options = {}) {
    store_.reset();
    store_ = backend_->Open(std::move(options));
    ASSERT_NE(store_, nullptr);
  }
  Store& store() { return *store_; }
  Backend& backend() { return *backend_; }

  // What failed and may work later is tried again, as every user of a store does.
  template <typename Call>
  static auto Retry(Call call) {
    auto result = call();
    for (int tries = 0; !result.ok() && result.error().code == ErrorCode::kUnavailable && tries < 10; ++tries) {
      result = call();
    }
    return result;
  }
  Result<std::uint64_t> Commit(const Batch& batch) {
    return Retry([&] { return store().Commit(batch); });
  }
  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) {
    return Retry([&] { return store().ReadLog(after, limit); });
  }
  // All of it, page by page.
  std::vector<LogEntry> WholeLog(std::uint64_t after) {
    std::vector<LogEntry> log;
    while (true) {
      auto page = ReadLog(after, 100);
      EXPECT_TRUE(page.ok());
      if (!page.ok() || page->empty()) return log;
      for (LogEntry& entry : *page) {
        EXPECT_EQ(entry.revision, ++after);
        log.push_back(std::move(entry));
      }
    }
  }
  std::uint64_t Head() {
    auto head = Retry([&] { return store().Head(); });
    EXPECT_TRUE(head.ok());
    return head.ok() ? *head : ~std::uint64_t{0};
  }

  static Batch PutOne(const std::string& key, const std::string& value) { return Batch{{}, {{key, value}}, {}}; }
  std::string Value(const std::string& key) {
    auto entry = store().Get(key);
    return entry.ok() && entry->has_value() ? (*entry)->value : "(none)";
  }
  std::vector<std::string> Keys(const std::string& prefix, const std::string& after, std::size_t limit) {
    std::vector<std::string> keys;
    auto entries = store().Scan(prefix, after, limit);
    EXPECT_TRUE(entries.ok());
    for (const Entry& entry : *entries) keys.push_back(entry.key);
    return keys;
  }

 private:
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Store> store_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_UNIT_STORE_STORE_CONTRACT_H_
