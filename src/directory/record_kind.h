// RecordKind<T>: the row of a record in the table of records.h, for templates: where it lies in the store and in the
// snapshot. For this folder only.
#ifndef ROLECALL_DIRECTORY_RECORD_KIND_H_
#define ROLECALL_DIRECTORY_RECORD_KIND_H_

#include <string>
#include <string_view>

#include "directory/snapshot.h"

namespace rolecall::directory {

template <typename T>
struct RecordKind;

#define ROLECALL_RECORD_KIND(Record, kind, table)                        \
  template <>                                                            \
  struct RecordKind<Record> {                                            \
    static constexpr std::string_view kPrefix = "directory/" kind "/";   \
    static constexpr Table<Record> Snapshot::*kTable = &Snapshot::table; \
  };
ROLECALL_RECORDS(ROLECALL_RECORD_KIND)
#undef ROLECALL_RECORD_KIND

// The store's key of the record with this key; with "", the prefix of all their keys.
template <typename T>
std::string StoreKey(std::string_view key) {
  return std::string(RecordKind<T>::kPrefix).append(key);
}

// Of accounts, sealed items and root's access keys: what a reset leaves.
bool IsServersOwnKey(const Snapshot& snapshot, const std::string& store_key);

// Puts the guardrails of all accounts (guardrails.h) into the snapshot anew, of its organizations' records.
void MakeGuardrails(Snapshot& snapshot);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_RECORD_KIND_H_
