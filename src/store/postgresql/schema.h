// The tables of the PostgreSQL store. For this folder only; docs/formats/shared-stores.md is the contract.
#ifndef ROLECALL_STORE_POSTGRESQL_SCHEMA_H_
#define ROLECALL_STORE_POSTGRESQL_SCHEMA_H_

#include "base/result.h"
#include "store/postgresql/connection.h"

namespace rolecall::store {

// Makes the tables if there are none (`must_exist`: kNotFound). kDataLoss: a schema "rolecall" of another program;
// kUnimplemented: a newer version's.
Result<void> PrepareSchema(PgConnection& connection, bool must_exist, PgDeadline until);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_POSTGRESQL_SCHEMA_H_
