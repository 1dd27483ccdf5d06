// The bytes of a log entry's changes: in the store's log, between control plane and followers, and in backups.
//
//   std::string bytes = EncodeChanges(batch);
//   ROLECALL_TRY(LogEntry entry, DecodeChanges(bytes));
//
// For each change, deletes before puts: a letter (D delete, P put, O a put of what is written once, R
// one of those whose value is where the records are), the
// key's length as a varint (LEB128, as in Protocol Buffers), the key; of a put the value's length and the value.
// Threads: any. docs/formats/store.md is the contract.
#ifndef ROLECALL_STORE_CHANGES_H_
#define ROLECALL_STORE_CHANGES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace rolecall::store {

// Values that are written once and have more bytes than this are told by reference.
inline constexpr std::size_t kReferencedFromBytes = 4096;

struct Changes {
  std::vector<Put> puts;
  std::vector<std::string> deletes;
  std::vector<std::string> references;  // keys: the value is the record's
};

// `by_reference`: large values that are written once are left out.
std::string EncodeChanges(const std::vector<Put>& puts, const std::vector<std::string>& deletes, bool by_reference);
// kDataLoss: not what EncodeChanges writes, or out of the store's bounds.
Result<Changes> DecodeChanges(std::string_view bytes);

// The entry with the values of its references, as the store finds them. One that is gone, or of another revision, was
// deleted by a later entry, and is left out.
Result<LogEntry> Resolve(std::uint64_t revision, Time at, Changes changes,
                         const std::function<Result<std::optional<Entry>>(const std::string& key)>& find);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_CHANGES_H_
