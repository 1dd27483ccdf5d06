#include "engine/backend/pg.h"

#include <libpq-fe.h>

#include <chrono>
#include <utility>

#include "engine/backend/arguments.h"

namespace rolecall::engine {
namespace {

using store::PgParameter;
using store::PgRows;
using store::PgType;

constexpr const char* kSequence = "public.global_states_id_seq";
constexpr std::chrono::seconds kPatience{60};  // for one statement: states are large

store::PgDeadline Soon() { return std::chrono::steady_clock::now() + kPatience; }

PgParameter TextParameter(std::string_view text) { return {PgType::kText, std::string(text)}; }
PgParameter NumberParameter(std::int64_t number) { return {PgType::kInt8, store::Int8(number)}; }

bool IsTrue(const PgRows& rows, int column) {
  const std::string bytes = rows.Bytes(0, column);
  return bytes.size() == 1 && bytes[0] != 0;
}

// What the connection string says, and a name for ourselves. Nothing, without the string: it is none.
std::optional<store::PostgresqlTarget> ParseConnectionString(const std::string& text) {
  char* reason = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed(PQconninfoParse(text.c_str(), &reason),
                                                                              PQconninfoFree);
  // It may show a part of the string, and with it the password.
  if (reason != nullptr) PQfreemem(reason);
  if (parsed == nullptr) return std::nullopt;
  store::PostgresqlTarget target;
  target.settings = {{"connect_timeout", "10"}, {"application_name", "rolecall"}};
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    std::erase_if(target.settings, [&](const auto& setting) { return setting.first == option->keyword; });
    target.settings.emplace_back(option->keyword, option->val);
  }
  target.settings.emplace_back("client_encoding", "UTF8");
  return target;
}

}  // namespace

std::string QuotedName(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '\0') break;
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + "\"";
}

std::string PgBackend::Table() const { return QuotedName(options_.schema) + "." + QuotedName(options_.table); }

// FNV-1 of both names, below zero: rows have numbers above it.
std::int64_t PgBackend::CreationLock() const {
  std::uint32_t hash = 2166136261u;
  for (const char c : options_.schema + '\0' + options_.table) {
    hash = hash * 16777619u ^ static_cast<unsigned char>(c);
  }
  return -static_cast<std::int64_t>(hash);
}

Result<PgRows> PgBackend::Ask(const std::string& sql, std::vector<PgParameter> parameters) {
  return connection_->Ask({sql.c_str(), std::move(parameters)}, Soon());
}

Result<void> PgBackend::Prepare() {
  if (connection_ != nullptr && connection_->good()) return {};
  if (!held_id_.empty()) {
    return Error{ErrorCode::kUnavailable,
                 "The connection to PostgreSQL was lost, and with it the state's lock: somebody else may hold it now."};
  }
  ROLECALL_TRY(connection_, store::PgConnection::Open(options_.target, Soon()));
  return MakeSchema();
}

// "IF NOT EXISTS" alone would ask for the right to make one where there is one.
Result<void> PgBackend::MakeSchema() {
  const std::string schema = QuotedName(options_.schema);
  if (!options_.skip_schema) {
    ROLECALL_TRY(const PgRows found, Ask("SELECT 1 FROM information_schema.schemata WHERE schema_name = $1",
                                         {TextParameter(options_.schema)}));
    if (found.count() == 0) ROLECALL_RETURN_IF_ERROR(Ask("CREATE SCHEMA IF NOT EXISTS " + schema));
  }
  if (!options_.skip_table) {
    ROLECALL_RETURN_IF_ERROR(Ask(std::string("CREATE SEQUENCE IF NOT EXISTS ") + kSequence + " AS bigint"));
    ROLECALL_RETURN_IF_ERROR(Ask("CREATE TABLE IF NOT EXISTS " + Table() + " (id bigint NOT NULL DEFAULT nextval('" +
                                 kSequence + "') PRIMARY KEY, name text UNIQUE, data text)"));
  }
  if (!options_.skip_index) {
    ROLECALL_RETURN_IF_ERROR(
        Ask("CREATE UNIQUE INDEX IF NOT EXISTS " + QuotedName(options_.index) + " ON " + Table() + " (name)"));
  }
  return {};
}

Result<std::vector<std::string>> PgBackend::Workspaces() {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  ROLECALL_TRY(const PgRows rows, Ask("SELECT name FROM " + Table() + " WHERE name <> 'default' ORDER BY name"));
  std::vector<std::string> names = {kDefaultWorkspace};
  for (int row = 0; row < rows.count(); ++row) names.push_back(rows.Bytes(row, 0));
  return names;
}

Result<void> PgBackend::DeleteWorkspace(const std::string& workspace) {
  if (workspace == kDefaultWorkspace) {
    return Error{ErrorCode::kInvalidArgument, "The workspace \"default\" cannot be deleted."};
  }
  ROLECALL_RETURN_IF_ERROR(Prepare());
  ROLECALL_RETURN_IF_ERROR(Ask("DELETE FROM " + Table() + " WHERE name = $1", {TextParameter(workspace)}));
  return {};
}

Result<std::optional<StoredState>> PgBackend::Read(const std::string& workspace) {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  ROLECALL_TRY(const PgRows rows, Ask("SELECT data FROM " + Table() + " WHERE name = $1", {TextParameter(workspace)}));
  if (rows.count() == 0) return std::optional<StoredState>();
  StoredState stored{rows.Bytes(0, 0), ""};
  if (stored.bytes.empty()) return std::optional<StoredState>();
  if (stored.bytes.size() > kMaxStateBytes) return Error{ErrorCode::kResourceExhausted, "The state is too large."};
  return std::optional<StoredState>(std::move(stored));
}

Result<void> PgBackend::Write(const std::string& workspace, std::string_view bytes) {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  ROLECALL_RETURN_IF_ERROR(
      Ask("INSERT INTO " + Table() + " (name, data) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = $2",
          {TextParameter(workspace), TextParameter(bytes)}));
  return {};
}

Result<bool> PgBackend::TryAdvisoryLock(std::int64_t number) {
  ROLECALL_TRY(const PgRows rows, Ask("SELECT pg_try_advisory_lock($1)", {NumberParameter(number)}));
  return rows.count() == 1 && IsTrue(rows, 0);
}

void PgBackend::GiveBack(std::int64_t number) { (void)Ask("SELECT pg_advisory_unlock($1)", {NumberParameter(number)}); }

// A row is locked by its number, and only while nobody makes rows; where there is no row yet, the right to make them is
// what is held.
Result<LockAttempt> PgBackend::TryLock(const std::string& workspace, LockInfo info) {
  ROLECALL_RETURN_IF_ERROR(Prepare());
  LockAttempt attempt;
  const auto refused = [&](std::string why) {
    attempt.reason = std::move(why);
    return attempt;
  };
  const std::int64_t creation = CreationLock();
  ROLECALL_TRY(const bool may_create, TryAdvisoryLock(creation));
  if (!may_create) return refused("Already locked for workspace creation: " + workspace);
  ROLECALL_TRY(const PgRows rows, Ask("SELECT id FROM " + Table() + " WHERE name = $1", {TextParameter(workspace)}));
  std::int64_t number = creation;
  if (rows.count() == 1) {
    number = rows.Number(0, 0);
    const Result<bool> locked = TryAdvisoryLock(number);
    GiveBack(creation);
    if (!locked.ok()) return locked.error();
    if (!*locked) return refused("Workspace is already locked: " + workspace);
  }
  held_number_ = number;
  held_id_ = info.id;
  attempt.acquired = true;
  attempt.id = info.id;
  return attempt;
}

Result<void> PgBackend::Unlock(const std::string&, const std::string& id) {
  if (held_id_.empty()) {
    return Error{
        ErrorCode::kNotFound,
        "This program holds no lock. PostgreSQL gives a lock back when the session that holds it ends: end the "
        "program that has it, or its session by pg_terminate_backend."};
  }
  if (held_id_ != id) return Error{ErrorCode::kConflict, "The lock has another id than \"" + id + "\"."};
  held_id_.clear();
  ROLECALL_RETURN_IF_ERROR(Ask("SELECT pg_advisory_unlock($1)", {NumberParameter(held_number_)}));
  return {};
}

std::unique_ptr<Backend> MakePgBackend(const BackendConfig& config, const BackendContext& context,
                                       diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  const std::string where = "The backend \"pg\"";
  ArgumentReader arguments(config.arguments, where, config.place, found);
  const auto text = [&](const char* name, const char* variable, const std::string& otherwise) {
    return arguments.Text(name, context.environment->GetOr(variable, otherwise));
  };
  const auto flag = [&](const char* name, const char* variable) {
    const std::string given = context.environment->GetOr(variable, "");
    return arguments.Flag(name, given == "1" || given == "t" || given == "true" || given == "TRUE" || given == "True");
  };
  PgBackendOptions options;
  const std::string connection = text("conn_str", "PG_CONN_STR", "");
  options.schema = text("schema_name", "PG_SCHEMA_NAME", options.schema);
  options.table = text("table_name", "PG_TABLE_NAME", options.table);
  options.index = text("index_name", "PG_INDEX_NAME", options.index);
  options.skip_schema = flag("skip_schema_creation", "PG_SKIP_SCHEMA_CREATION");
  options.skip_table = flag("skip_table_creation", "PG_SKIP_TABLE_CREATION");
  options.skip_index = flag("skip_index_creation", "PG_SKIP_INDEX_CREATION");
  arguments.Finish();
  std::optional<store::PostgresqlTarget> target = ParseConnectionString(connection);
  if (target) {
    options.target = *std::move(target);
  } else {
    arguments.AddError("Invalid backend argument",
                       where +
                           ": \"conn_str\" (or PG_CONN_STR) is no connection string of PostgreSQL: "
                           "postgres://USER@HOST/DATABASE, or keywords and values.");
  }
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  return std::make_unique<PgBackend>(std::move(options));
}

}  // namespace rolecall::engine
