#include "store/postgresql/schema.h"

namespace rolecall::store {
namespace {

constexpr std::int64_t kVersion = 1;

// Of all sessions that would make tables, one at a time: "role" in ASCII.
constexpr const char* kLock = "SELECT pg_advisory_xact_lock(1919904869)";

Result<bool> Exists(PgConnection& connection, const char* table, PgDeadline until) {
  ROLECALL_TRY(PgRows rows, connection.Ask({"SELECT 1::int8 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                                            "ON n.oid = c.relnamespace WHERE n.nspname = 'rolecall' AND "
                                            "($1 = '' OR c.relname = $1) LIMIT 1",
                                            {{PgType::kText, table}}},
                                           until));
  return rows.count() > 0;
}

Result<void> CheckVersion(PgConnection& connection, PgDeadline until) {
  Result<PgRows> rows = connection.Ask({"SELECT version FROM rolecall.meta WHERE application = 'rolecall'"}, until);
  if (!rows.ok() && rows.error().code == ErrorCode::kUnavailable) return rows.error();
  if (!rows.ok() || rows->count() != 1) {
    return Error{ErrorCode::kDataLoss,
                 "the schema \"rolecall\" of this database is another program's, or damaged: use "
                 "another database, or restore this one from a backup"};
  }
  if (rows->Number(0, 0) > kVersion) {
    return Error{ErrorCode::kUnimplemented, "the store was written by a newer version of this program"};
  }
  return {};
}

// Whoever may not make a schema may be given an empty one.
Result<void> MakeSchema(PgConnection& connection, PgDeadline until) {
  ROLECALL_TRY(const PgRows rows,
               connection.Ask({"SELECT 1::int8 FROM pg_catalog.pg_namespace WHERE nspname = 'rolecall'"}, until));
  if (rows.count() > 0) return {};
  const PgOutcome made =
      connection.Run({{"BEGIN"}, {kLock}, {"CREATE SCHEMA IF NOT EXISTS rolecall"}, {"COMMIT"}}, until);
  if (!made.ok) return made.error;
  return {};
}

Result<void> MakeTables(PgConnection& connection, PgDeadline until) {
  ROLECALL_RETURN_IF_ERROR(MakeSchema(connection, until));
  const PgOutcome made = connection.Run(
      {{"BEGIN"},
       {kLock},
       {"CREATE TABLE IF NOT EXISTS rolecall.meta (only_one boolean PRIMARY KEY CHECK (only_one), application text NOT "
        "NULL, version int8 NOT NULL, head int8 NOT NULL, checksum int8 NOT NULL)"},
       {"CREATE TABLE IF NOT EXISTS rolecall.entries (key bytea PRIMARY KEY, value bytea NOT NULL, revision int8 NOT "
        "NULL, checksum int8 NOT NULL)"},
       {"CREATE TABLE IF NOT EXISTS rolecall.log (revision int8 PRIMARY KEY, at int8 NOT NULL, batch bytea NOT NULL, "
        "changes bytea NOT NULL, checksum int8 NOT NULL)"},
       {"INSERT INTO rolecall.meta VALUES (true, 'rolecall', 1, 0, ~0::int8) ON CONFLICT DO NOTHING"},
       {"COMMIT"}},
      until);
  if (!made.ok) return made.error;
  return {};
}

}  // namespace

Result<void> PrepareSchema(PgConnection& connection, bool must_exist, PgDeadline until) {
  ROLECALL_TRY(const bool has_meta, Exists(connection, "meta", until));
  if (has_meta) return CheckVersion(connection, until);
  ROLECALL_TRY(const bool has_any, Exists(connection, "", until));
  if (has_any) return CheckVersion(connection, until);
  if (must_exist) return Error{ErrorCode::kNotFound, "the store in this database is missing: it has no tables yet"};
  ROLECALL_RETURN_IF_ERROR(MakeTables(connection, until));
  return CheckVersion(connection, until);
}

}  // namespace rolecall::store
