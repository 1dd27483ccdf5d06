#include "store/sqlite_database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/private_file.h"

namespace rolecall::store {
namespace {

// The file is made by us: SQLite would make it readable for everybody. Its log is looked at too. The size in bytes.
Result<off_t> TouchPrivate(const std::string& path) {
  ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(path + "-wal", Readable::kRepaired));
  Result<int> file = OpenPrivateFile(path, O_RDWR | O_CREAT, Readable::kRepaired);
  if (!file.ok()) return Error{file.error().code, "the store: " + file.error().message};
  struct stat info {};
  const bool seen = fstat(*file, &info) == 0;
  close(*file);
  if (!seen) return Error{ErrorCode::kUnavailable, "cannot open the store " + path};
  return info.st_size;
}

}  // namespace

Statement& Statement::BindBlob(int index, std::string_view bytes) {
  // The caller's bytes live until the statement is reset. A null pointer would bind NULL, not an empty blob.
  sqlite3_bind_blob64(raw_.get(), index, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}

Statement& Statement::BindNumber(int index, std::int64_t number) {
  sqlite3_bind_int64(raw_.get(), index, number);
  return *this;
}

void Statement::Reset() {
  sqlite3_reset(raw_.get());
  sqlite3_clear_bindings(raw_.get());
}

std::string Statement::Blob(int column) const {
  const void* bytes = sqlite3_column_blob(raw_.get(), column);
  const int size = sqlite3_column_bytes(raw_.get(), column);
  return bytes == nullptr ? std::string()
                          : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Result<Database> Database::Open(const std::string& path, bool must_exist) {
  Database database(path);
  struct stat info {};
  if (must_exist && stat(path.c_str(), &info) != 0) return database.Missing();
  ROLECALL_TRY(const off_t size, TouchPrivate(path));
  if (must_exist && size == 0) return database.Missing();
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  database.raw_.reset(raw);
  if (code != SQLITE_OK) return database.LastError("open");
  return database;
}

Result<void> Database::Execute(const char* sql) {
  if (sqlite3_exec(raw_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return LastError("use");
  return {};
}

Result<Statement> Database::Prepare(const char* sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(raw_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) {
    return LastError("use");
  }
  return Statement(raw);
}

Result<std::int64_t> Database::QueryNumber(const char* sql) {
  ROLECALL_TRY(Statement statement, Prepare(sql));
  if (statement.Step() != SQLITE_ROW) return LastError("read");
  return statement.Number(0);
}

Error Database::Missing() const { return {ErrorCode::kNotFound, "the store " + path_ + " is missing or empty"}; }

Error Database::LastError(std::string_view doing) const {
  const int code = raw_ == nullptr ? SQLITE_NOMEM : sqlite3_errcode(raw_.get());
  const std::string reason = raw_ == nullptr ? "out of memory" : sqlite3_errmsg(raw_.get());
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kDataLoss,
              "the store " + path_ + " is damaged (" + reason +
                  "): restore it from a backup, or move the files of the data directory away to begin anew"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {ErrorCode::kConflict, "the store " + path_ + " is in use by another server"};
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return {ErrorCode::kPermissionDenied, "the store " + path_ + " is not ours to write: " + reason};
    case SQLITE_FULL: return {ErrorCode::kResourceExhausted, "no room left for the store " + path_};
    default: return {ErrorCode::kUnavailable, "cannot " + std::string(doing) + " the store " + path_ + ": " + reason};
  }
}

}  // namespace rolecall::store
