// On which stores the contract is run: each kind, and a wrapper of it that does what a store may do to its users.
#include <memory>

#include "tests/unit/store/faulty_backend.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {
namespace {

class MemoryBackend final : public Backend {
 public:
  std::unique_ptr<Store> Open(StoreOptions options) override { return OpenMemoryStore(std::move(options)); }
  bool keeps() const override { return false; }
};

class SqliteBackend final : public Backend {
 public:
  std::unique_ptr<Store> Open(StoreOptions options) override {
    auto store = OpenSqliteStore(directory_.File("store.db"), std::move(options));
    EXPECT_TRUE(store.ok()) << store.error().message;
    return store.ok() ? *std::move(store) : nullptr;
  }

 private:
  TemporaryDirectory directory_;
};

template <typename T>
std::unique_ptr<Backend> Make() {
  return std::make_unique<T>();
}

std::vector<BackendKind> Kinds() {
  std::vector<BackendKind> kinds = {{"memory", Make<MemoryBackend>}, {"sqlite", Make<SqliteBackend>}};
  AddFaulty(kinds);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, ::testing::ValuesIn(Kinds()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace rolecall::store
