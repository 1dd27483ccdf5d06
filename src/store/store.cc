#include "store/store.h"

namespace rolecall::store {
namespace {

bool IsGoodKey(std::string_view key) { return !key.empty() && key.size() <= kMaxKeyBytes && key[0] != '\0'; }

}  // namespace

Result<void> CheckBatch(const Batch& batch) {
  if (batch.conditions.size() + batch.puts.size() + batch.deletes.size() > kMaxBatchEntries) {
    return Error{ErrorCode::kInvalidArgument, "a store batch has too many entries"};
  }
  for (const Condition& condition : batch.conditions) {
    if (!IsGoodKey(condition.key)) return Error{ErrorCode::kInvalidArgument, "a store key is empty or too long"};
  }
  for (const std::string& key : batch.deletes) {
    if (!IsGoodKey(key)) return Error{ErrorCode::kInvalidArgument, "a store key is empty or too long"};
  }
  for (const Put& put : batch.puts) {
    if (!IsGoodKey(put.key)) return Error{ErrorCode::kInvalidArgument, "a store key is empty or too long"};
    if (put.value.size() > kMaxValueBytes) return Error{ErrorCode::kInvalidArgument, "a store value is too large"};
  }
  return {};
}

Error HeadMoved() { return {ErrorCode::kConflict, "somebody else wrote to the store"}; }

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

Result<std::unique_ptr<Store>> OpenStore(std::string_view where, StoreOptions options) {
  if (where == "memory:") return OpenMemoryStore(std::move(options));
  constexpr std::string_view kSqlite = "sqlite:";
  if (where.starts_with(kSqlite)) where.remove_prefix(kSqlite.size());
  if (where.empty() || where.find("://") != std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument,
                 "no store is called \"" + std::string(where) + "\": use sqlite:PATH or memory:"};
  }
  return OpenSqliteStore(std::string(where), std::move(options));
}

}  // namespace rolecall::store
