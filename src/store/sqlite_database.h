// A SQLite connection and its statements, as the store needs them. For this folder only.
// Errors: kDataLoss for a damaged or foreign file, kConflict for one that another process has open, else kUnavailable.
#ifndef ROLECALL_STORE_SQLITE_DATABASE_H_
#define ROLECALL_STORE_SQLITE_DATABASE_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::store {

// A prepared statement. Reset it before it is used again.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* raw) : raw_(raw) {}

  Statement& BindBlob(int index, std::string_view bytes);
  Statement& BindNumber(int index, std::int64_t number);
  // SQLITE_ROW, SQLITE_DONE or an error.
  int Step() { return sqlite3_step(raw_.get()); }
  void Reset();
  std::string Blob(int column) const;
  std::int64_t Number(int column) const { return sqlite3_column_int64(raw_.get(), column); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* raw) const { sqlite3_finalize(raw); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> raw_;
};

// Resets a statement at the end of its use, also when memory lacks in the middle: one that was left standing would take
// no bindings, and go on with its old ones.
class InUse {
 public:
  explicit InUse(Statement& statement) : statement_(statement) {}
  ~InUse() { statement_.Reset(); }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

 private:
  Statement& statement_;
};

class Database {
 public:
  // Opens or makes the file. `must_exist`: kNotFound if it is missing or empty.
  static Result<Database> Open(const std::string& path, bool must_exist);

  Result<void> Execute(const char* sql);
  Result<Statement> Prepare(const char* sql);
  Result<std::int64_t> QueryNumber(const char* sql);
  bool InTransaction() const { return sqlite3_get_autocommit(raw_.get()) == 0; }
  Error Missing() const;
  // Of the last call that failed.
  Error LastError(std::string_view doing) const;

 private:
  struct Close {
    void operator()(sqlite3* raw) const { sqlite3_close_v2(raw); }
  };
  explicit Database(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::unique_ptr<sqlite3, Close> raw_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_SQLITE_DATABASE_H_
