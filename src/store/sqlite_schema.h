// The tables of the SQLite store, and how older files are brought up. For this folder only.
#ifndef ROLECALL_STORE_SQLITE_SCHEMA_H_
#define ROLECALL_STORE_SQLITE_SCHEMA_H_

#include <cstdint>

#include "base/result.h"
#include "store/sqlite_database.h"

namespace rolecall::store {

// Brings the file to the current schema; `must_exist`: kNotFound if it has no tables. kDataLoss: damaged, or another
// program's; kUnimplemented: a newer version's.
Result<void> Migrate(Database& database, bool must_exist);
Result<void> CheckIntegrity(Database& database);
// The newest revision; at least that of every entry, should the number itself be damaged.
Result<std::uint64_t> NewestRevision(Database& database);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_SQLITE_SCHEMA_H_
