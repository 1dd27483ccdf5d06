#include "store/postgresql/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace rolecall::store {
namespace {

constexpr std::size_t kMostInMessage = 400;

// The first lines of what libpq says, as one.
std::string OneLine(const char* text) {
  std::string line(text == nullptr ? "" : text);
  if (line.size() > kMostInMessage) line.resize(kMostInMessage);
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\t', ' ');
  return line;
}

// By the class (the first two letters) of https://www.postgresql.org/docs/15/errcodes-appendix.html, or the whole.
ErrorCode CodeOfState(std::string_view state) {
  struct Row {
    std::string_view state;
    ErrorCode code;
  };
  static constexpr std::array<Row, 17> kRows{{{"53100", ErrorCode::kResourceExhausted},
                                              {"53200", ErrorCode::kResourceExhausted},
                                              {"53", ErrorCode::kUnavailable},
                                              {"08", ErrorCode::kUnavailable},
                                              {"57", ErrorCode::kUnavailable},
                                              {"58", ErrorCode::kUnavailable},
                                              {"40", ErrorCode::kUnavailable},
                                              {"55", ErrorCode::kUnavailable},
                                              {"25", ErrorCode::kUnavailable},
                                              {"28", ErrorCode::kPermissionDenied},
                                              {"42501", ErrorCode::kPermissionDenied},
                                              {"3D000", ErrorCode::kNotFound},
                                              {"42P01", ErrorCode::kDataLoss},
                                              {"3F000", ErrorCode::kDataLoss},
                                              {"42703", ErrorCode::kDataLoss},
                                              {"XX001", ErrorCode::kDataLoss},
                                              {"XX002", ErrorCode::kDataLoss}}};
  for (const Row& row : kRows) {
    if (state.starts_with(row.state)) return row.code;
  }
  return ErrorCode::kInternal;
}

std::string Field(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

Error ErrorOf(const PGresult* result) {
  const std::string state = Field(result, PG_DIAG_SQLSTATE);
  // libpq's own: the connection broke.
  if (state.empty()) {
    return {ErrorCode::kUnavailable, "PostgreSQL does not answer: " + OneLine(PQresultErrorMessage(result))};
  }
  std::string reason = OneLine(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
  if (state == "25006") reason += " (a standby, or set to be read)";
  return {CodeOfState(state), "PostgreSQL: " + reason + " (" + state + ")"};
}

int MillisecondsUntil(PgDeadline until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

void SayNothing(void*, const PGresult*) {}

// What every session of ours holds to. A node that stands still must not hold the lock of the head.
std::vector<PgStatement> SessionSettings() {
  return {{"SET statement_timeout = 8000"},
          {"SET lock_timeout = 5000"},
          {"SET idle_in_transaction_session_timeout = 10000"},
          {"SET extra_float_digits = 1"},
          // Acknowledged is durable, whatever the database is set to; stricter settings stay.
          {"SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"}};
}

}  // namespace

std::string PgRows::Bytes(int row, int column) const {
  return {PQgetvalue(raw_.get(), row, column), static_cast<std::size_t>(PQgetlength(raw_.get(), row, column))};
}

std::int64_t PgRows::Number(int row, int column) const {
  if (PQgetlength(raw_.get(), row, column) != 8) return -1;
  std::uint64_t number = 0;
  const char* bytes = PQgetvalue(raw_.get(), row, column);
  for (int i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(number);
}

Result<std::unique_ptr<PgConnection>> PgConnection::Open(const PostgresqlTarget& target, PgDeadline until) {
  std::vector<const char*> names, values;
  for (const auto& [name, value] : target.settings) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  std::unique_ptr<PgConnection> connection(new PgConnection(PQconnectdbParams(names.data(), values.data(), 0)));
  PGconn* raw = connection->raw_.get();
  if (raw == nullptr) return Error{ErrorCode::kResourceExhausted, "out of memory"};
  if (PQstatus(raw) != CONNECTION_OK) {
    return Error{ErrorCode::kUnavailable, "PostgreSQL does not answer: " + OneLine(PQerrorMessage(raw))};
  }
  PQsetNoticeReceiver(raw, SayNothing, nullptr);
  if (PQsetnonblocking(raw, 1) != 0 || PQenterPipelineMode(raw) != 1) {
    return Error{ErrorCode::kInternal, "PostgreSQL: " + OneLine(PQerrorMessage(raw))};
  }
  const PgOutcome set = connection->Run(SessionSettings(), until);
  if (!set.ok) return set.error;
  return connection;
}

bool PgConnection::Send(const PgStatement& statement) {
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const PgParameter& parameter : statement.parameters) {
    types.push_back(static_cast<Oid>(parameter.type));
    values.push_back(parameter.value.data());
    lengths.push_back(static_cast<int>(parameter.value.size()));
    formats.push_back(1);
  }
  return PQsendQueryParams(raw_.get(), statement.sql, static_cast<int>(types.size()), types.data(), values.data(),
                           lengths.data(), formats.data(), 1) == 1;
}

// Until the socket can be read (or written, if that is wanted). False: the time is up.
bool PgConnection::AwaitSocket(bool also_write, PgDeadline until) {
  pollfd entry{PQsocket(raw_.get()), static_cast<short>(also_write ? POLLIN | POLLOUT : POLLIN), 0};
  while (true) {
    const int ready = poll(&entry, 1, MillisecondsUntil(until));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Until PQgetResult would not block. False: the connection is lost, or the time is up.
bool PgConnection::AwaitResult(PgDeadline until) {
  while (true) {
    const int unsent = PQflush(raw_.get());
    if (unsent < 0) return false;
    if (unsent == 0 && PQisBusy(raw_.get()) == 0) return true;
    if (!AwaitSocket(unsent > 0, until)) return false;
    if (PQconsumeInput(raw_.get()) == 0) return false;
  }
}

void PgConnection::Lost(PgOutcome& outcome) {
  good_ = false;
  outcome.ok = outcome.certain = false;
  if (!outcome.error.message.empty()) return;
  const std::string reason = OneLine(PQerrorMessage(raw_.get()));
  outcome.error = {ErrorCode::kUnavailable,
                   "PostgreSQL does not answer" + (reason.empty() ? " in time" : ": " + reason)};
}

void PgConnection::Collect(PgDeadline until, PgOutcome& outcome) {
  int nothing = 0;
  while (true) {
    if (!AwaitResult(until)) return Lost(outcome);
    std::unique_ptr<PGresult, PgRows::Clear> result(PQgetResult(raw_.get()));
    // One null stands between the results of two statements.
    if (result == nullptr) {
      if (PQstatus(raw_.get()) != CONNECTION_OK || ++nothing > 2) return Lost(outcome);
      continue;
    }
    nothing = 0;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) return;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      outcome.rows.emplace_back(result.release());
      continue;
    }
    if (status == PGRES_PIPELINE_ABORTED || !outcome.ok) continue;
    outcome.ok = false;
    outcome.error = ErrorOf(result.get());
    // Whoever is told ERROR has a session yet; FATAL may come after a commit.
    if (Field(result.get(), PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR") return Lost(outcome);
  }
}

PgOutcome PgConnection::Run(const std::vector<PgStatement>& statements, PgDeadline until) {
  PgOutcome outcome;
  outcome.ok = true;
  for (const PgStatement& statement : statements) {
    if (!Send(statement)) {
      Lost(outcome);
      return outcome;
    }
  }
  if (PQpipelineSync(raw_.get()) != 1) {
    Lost(outcome);
    return outcome;
  }
  Collect(until, outcome);
  if (good_ && outcome.ok && outcome.rows.size() != statements.size()) Lost(outcome);
  if (good_ && !outcome.ok && PQtransactionStatus(raw_.get()) != PQTRANS_IDLE) {
    if (!Run({{"ROLLBACK"}}, until).ok) good_ = false;
  }
  return outcome;
}

Result<PgRows> PgConnection::Ask(const PgStatement& statement, PgDeadline until) {
  PgOutcome outcome = Run({statement}, until);
  if (!outcome.ok) return outcome.error;
  return std::move(outcome.rows.front());
}

bool PgConnection::TakeNotices(std::vector<std::string>& payloads) {
  if (PQconsumeInput(raw_.get()) == 0) return false;
  while (PGnotify* notice = PQnotifies(raw_.get())) {
    payloads.emplace_back(notice->extra);
    PQfreemem(notice);
  }
  return true;
}

}  // namespace rolecall::store
