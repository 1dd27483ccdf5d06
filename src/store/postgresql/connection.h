// A connection to PostgreSQL over libpq, with deadlines of our own: a server that is gone without a word is noticed.
//
//   ROLECALL_TRY(auto connection, PgConnection::Open(target, until));
//   ROLECALL_TRY(PgRows rows, connection->Ask({"SELECT head FROM rolecall.meta"}, until));
//   PgOutcome outcome = connection->Run({{"BEGIN"}, …, {"COMMIT"}}, until);   // in one journey
//
// Parameters and results are binary. Errors by SQLSTATE: kUnavailable (away, busy, a standby, took too long),
// kPermissionDenied, kNotFound (no such database), kResourceExhausted (disk), kDataLoss (damaged, tables are gone).
// Threads: one at a time. Messages are the server's, in one line; libpq puts no password into them.
#ifndef ROLECALL_STORE_POSTGRESQL_CONNECTION_H_
#define ROLECALL_STORE_POSTGRESQL_CONNECTION_H_

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rolecall::store {

using PgDeadline = std::chrono::steady_clock::time_point;

// What libpq is told: keywords and values, as of PQconninfoParse.
struct PostgresqlTarget {
  std::vector<std::pair<std::string, std::string>> settings;
};

// "postgresql://…" or "postgres://…" with libpq's own settings; what is not given there has values that notice a server
// which is gone, and a standby is passed over (target_session_attrs=read-write). kInvalidArgument: not such a URL, or
// one with a password in it, which every process of the machine could read.
Result<PostgresqlTarget> ReadPostgresqlUrl(std::string_view url);

// Binary parameters.
std::string Int8(std::int64_t number);
std::string ByteaArray(const std::vector<std::string_view>& values);
std::string Int8Array(const std::vector<std::int64_t>& values);

enum class PgType : std::uint32_t {
  kBool = 16,
  kBytea = 17,
  kInt8 = 20,
  kText = 25,
  kByteaArray = 1001,
  kInt8Array = 1016
};

struct PgParameter {
  PgType type;
  std::string value;
};

struct PgStatement {
  const char* sql;
  std::vector<PgParameter> parameters = {};
};

class PgRows {
 public:
  explicit PgRows(PGresult* raw) : raw_(raw) {}
  int count() const { return PQntuples(raw_.get()); }
  std::string Bytes(int row, int column) const;
  std::int64_t Number(int row, int column) const;  // of an int8

  struct Clear {
    void operator()(PGresult* raw) const { PQclear(raw); }
  };

 private:
  std::unique_ptr<PGresult, Clear> raw_;
};

// What became of statements that were sent together.
struct PgOutcome {
  std::vector<PgRows> rows;  // of each, if all went well
  Error error;               // else the first one's
  bool ok = false;
  bool certain = true;  // false: the connection was lost; nobody knows how far it came
};

class PgConnection {
 public:
  static Result<std::unique_ptr<PgConnection>> Open(const PostgresqlTarget& target, PgDeadline until);

  PgOutcome Run(const std::vector<PgStatement>& statements, PgDeadline until);
  Result<PgRows> Ask(const PgStatement& statement, PgDeadline until);
  // False after it was lost, or a statement took longer than its deadline: throw it away.
  bool good() const { return good_; }
  // For waiting on notices: the socket, and what came (payloads; false: the connection is lost).
  int socket() const { return PQsocket(raw_.get()); }
  bool TakeNotices(std::vector<std::string>& payloads);

 private:
  struct Finish {
    void operator()(PGconn* raw) const { PQfinish(raw); }
  };
  explicit PgConnection(PGconn* raw) : raw_(raw) {}
  bool Send(const PgStatement& statement);
  bool AwaitResult(PgDeadline until);
  bool AwaitSocket(bool also_write, PgDeadline until);
  void Lost(PgOutcome& outcome);
  void Collect(PgDeadline until, PgOutcome& outcome);

  std::unique_ptr<PGconn, Finish> raw_;
  bool good_ = true;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_POSTGRESQL_CONNECTION_H_
