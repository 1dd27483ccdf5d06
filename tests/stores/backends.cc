// The contract of Store (tests/unit/store) on the stores that have servers of their own.
#include "tests/stores/shared_backend.h"
#include "tests/unit/store/faulty_backend.h"
#include "tests/unit/store/store_contract.h"

namespace rolecall::store {
namespace {

std::vector<BackendKind> SharedKinds() {
  std::vector<BackendKind> kinds = {{"etcd", [] { return MakeShared(ServerKind::kEtcd); }},
                                    {"postgresql", [] { return MakeShared(ServerKind::kPostgresql); }}};
  AddFaulty(kinds);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Servers, StoreContract, ::testing::ValuesIn(SharedKinds()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace rolecall::store
