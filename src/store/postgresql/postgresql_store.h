// A store in PostgreSQL that any number of processes share (12 or newer).
//
//   ROLECALL_TRY(auto store, OpenPostgresqlStore("postgresql://rolecall@db/rolecall?sslmode=verify-full", options));
//
// The head is a row: a transaction locks it, so writers of all nodes stand in one line, and each group of batches is
// one commit. If the answer to a COMMIT is lost the row's lock is taken anew, which waits for what the old session
// does, and then the log says whether the group is in it. A password comes from PGPASSWORD or a passfile, never from
// the URL. Errors: kInvalidArgument (the URL), kUnavailable (no answer; a standby), kPermissionDenied, kDataLoss,
// kUnimplemented (a newer schema), kNotFound (must_exist).
#ifndef ROLECALL_STORE_POSTGRESQL_POSTGRESQL_STORE_H_
#define ROLECALL_STORE_POSTGRESQL_POSTGRESQL_STORE_H_

#include <memory>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "store/store.h"

namespace rolecall::store {

// `random` names batches, and outlives the store.
Result<std::unique_ptr<Store>> OpenPostgresqlStore(std::string_view url, Random& random, StoreOptions options = {});

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_POSTGRESQL_POSTGRESQL_STORE_H_
