#include "store/postgresql/postgresql_store.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "store/changes.h"
#include "store/checksum.h"
#include "store/postgresql/connection.h"
#include "store/postgresql/listener.h"
#include "store/postgresql/schema.h"
#include "store/shared/shared_store.h"

namespace rolecall::store {
namespace {

constexpr GroupBounds kBounds{96u << 20, 8 * kMaxBatchEntries};
constexpr std::chrono::milliseconds kOpenWithin{30000}, kBetweenTries{100}, kLongestBetween{1600};

std::int64_t Signed(std::uint64_t number) { return static_cast<std::int64_t>(number); }

// One connection that is made again when it was lost.
class Session {
 public:
  explicit Session(PostgresqlTarget target) : target_(std::move(target)) {}
  Result<PgConnection*> Get(PgDeadline until) {
    if (connection_ != nullptr && connection_->good()) return connection_.get();
    connection_.reset();
    ROLECALL_TRY(connection_, PgConnection::Open(target_, until));
    return connection_.get();
  }

 private:
  const PostgresqlTarget target_;
  std::unique_ptr<PgConnection> connection_;
};

class PostgresqlStore final : public SharedStore {
 public:
  PostgresqlStore(PostgresqlTarget target, Random& random, StoreOptions options)
      : SharedStore(std::move(options), kBounds),
        random_(random),
        writer_(target),
        reader_(target),
        target_(std::move(target)) {}

  Result<void> Prepare(bool must_exist) {
    const PgDeadline until = std::chrono::steady_clock::now() + kOpenWithin;
    ROLECALL_RETURN_IF_ERROR(
        Retry(until, [&](PgConnection& connection) { return PrepareSchema(connection, must_exist, until); }));
    ROLECALL_RETURN_IF_ERROR(ReadHead(until));
    listener_.emplace(target_, [this](std::uint64_t head) { Hinted(head); });
    return {};
  }

  Result<std::optional<Entry>> Get(std::string_view key) override {
    const std::string wanted(key);
    ROLECALL_TRY(PgRows rows, Read({"SELECT value, revision, checksum FROM rolecall.entries WHERE key = $1",
                                    {{PgType::kBytea, wanted}}}));
    if (rows.count() == 0) return std::optional<Entry>();
    Entry entry = Checked({wanted, rows.Bytes(0, 0), static_cast<std::uint64_t>(rows.Number(0, 1))}, rows.Number(0, 2));
    if (entry.damaged) return Error{ErrorCode::kDataLoss, "a stored value is damaged: its checksum is wrong"};
    return std::optional<Entry>(std::move(entry));
  }

  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    const std::string end = PrefixEnd(prefix);
    const bool from_start = after < prefix || after.empty();
    const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1u << 30));
    ROLECALL_TRY(
        PgRows rows,
        Read({"SELECT key, value, revision, checksum FROM rolecall.entries WHERE (key > $1 OR ($2 AND key = $1)) "
              "AND ($3 = '' OR key < $3) ORDER BY key LIMIT $4",
              {{PgType::kBytea, std::string(from_start ? prefix : after)},
               {PgType::kBool, std::string(1, from_start ? '\1' : '\0')},
               {PgType::kBytea, end},
               {PgType::kInt8, Int8(most)}}}));
    std::vector<Entry> out;
    for (int i = 0; i < rows.count(); ++i) {
      out.push_back(Checked({rows.Bytes(i, 0), rows.Bytes(i, 1), static_cast<std::uint64_t>(rows.Number(i, 2))},
                            rows.Number(i, 3)));
    }
    return out;
  }

  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    // A head that was seen is there: it need not be read to know that there is something newer.
    std::uint64_t head = Newest();
    if (after >= head) {
      ROLECALL_TRY(head, Head());
    }
    if (after > head) return Error{ErrorCode::kNotFound, "the log does not go so far"};
    const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 4096));
    // Sizes are known without the bytes.
    ROLECALL_TRY(
        PgRows rows,
        Read({"SELECT l.revision, l.at, l.batch, l.changes, l.checksum FROM rolecall.log l JOIN (SELECT revision, "
              "sum(octet_length(changes)) OVER (ORDER BY revision) - octet_length(changes) AS before FROM "
              "(SELECT revision, changes FROM rolecall.log WHERE revision > $1 ORDER BY revision LIMIT $2) s) "
              "sized USING (revision) WHERE before < $3 ORDER BY l.revision",
              {{PgType::kInt8, Int8(Signed(after))},
               {PgType::kInt8, Int8(most)},
               {PgType::kInt8, Int8(kMaxLogPageBytes)}}}));
    if (rows.count() == 0 && after < head) return Forgotten();
    std::vector<LogEntry> out;
    for (int i = 0; i < rows.count(); ++i) {
      ROLECALL_TRY(LogEntry entry, Logged(rows, i));
      if (entry.revision != after + 1 + out.size()) return Forgotten();
      out.push_back(std::move(entry));
    }
    return out;
  }

  Result<void> Compact(std::uint64_t through) override {
    const PgDeadline until = std::chrono::steady_clock::now() + kReadWithin;
    const std::uint64_t most = std::min(through, Newest());
    ROLECALL_RETURN_IF_ERROR(
        Read({"DELETE FROM rolecall.log WHERE revision <= $1", {{PgType::kInt8, Int8(Signed(most))}}}, until));
    return {};
  }

 protected:
  Result<std::uint64_t> ReadHead(SteadyTime until) override {
    const std::uint64_t known = Newest();
    ROLECALL_TRY(PgRows rows, Read({"SELECT head, checksum FROM rolecall.meta"}, until));
    ROLECALL_TRY(const std::uint64_t head, HeadIn(rows));
    return Seen(head, known);
  }

  Result<void> TryWrite(SteadyTime until) override {
    const std::lock_guard<std::mutex> lock(writer_mutex_);
    ROLECALL_TRY(PgConnection * connection, writer_.Get(until));
    const PgOutcome outcome = connection->Run({{"UPDATE rolecall.meta SET version = version"}}, until);
    if (!outcome.ok) return outcome.error;
    return {};
  }

  Attempt CommitGroup(std::span<const Batch> batches, const std::optional<Error>& failed, SteadyTime until,
                      CommitPlan& plan) override {
    const std::lock_guard<std::mutex> lock(writer_mutex_);
    const std::uint64_t known = Newest();
    Result<PgConnection*> connection = writer_.Get(until);
    if (!connection.ok()) return {connection.error(), true};
    PgOutcome begun = Begin(**connection, batches, until);
    if (!begun.ok) return {begun.error, begun.error.code == ErrorCode::kUnavailable};
    Result<std::uint64_t> head = HeadIn(begun.rows[1]);
    if (head.ok()) head = Seen(*head, known);
    if (!head.ok()) return {GiveUp(**connection, until, head.error()), false};
    Revisions revisions;
    for (int i = 0; i < begun.rows[2].count(); ++i) {
      revisions[begun.rows[2].Bytes(i, 0)] = static_cast<std::uint64_t>(begun.rows[2].Number(i, 1));
    }
    plan = PlanCommit(batches, *head, revisions, failed, Now());
    if (!plan.writes()) {
      (void)(*connection)->Run({{"ROLLBACK"}}, until);
      return {{}, false};
    }
    return Finish(**connection, plan, until);
  }

 private:
  static Error Forgotten() { return {ErrorCode::kNotFound, "the log does not go back so far"}; }

  static Result<std::uint64_t> HeadIn(const PgRows& rows) {
    const std::int64_t head = rows.count() == 1 ? rows.Number(0, 0) : -1;
    if (head < 0 || rows.Number(0, 1) != ~head) {
      return Error{ErrorCode::kDataLoss, "the head of the store is damaged: restore the database from a backup"};
    }
    return static_cast<std::uint64_t>(head);
  }

  static Error GiveUp(PgConnection& connection, PgDeadline until, Error error) {
    (void)connection.Run({{"ROLLBACK"}}, until);
    return error;
  }

  template <typename Action>
  Result<void> Retry(PgDeadline until, const Action& action) {
    const std::lock_guard<std::mutex> lock(writer_mutex_);
    for (std::chrono::milliseconds pause = kBetweenTries;; pause = std::min(pause * 2, kLongestBetween)) {
      Result<PgConnection*> connection = writer_.Get(until);
      Result<void> done = connection.ok() ? action(**connection) : Result<void>(connection.error());
      const bool is_away = !done.ok() && done.error().code == ErrorCode::kUnavailable;
      if (!is_away || std::chrono::steady_clock::now() + pause >= until) return done;
      std::this_thread::sleep_for(pause);
    }
  }

  Result<PgRows> Read(const PgStatement& statement) {
    return Read(statement, std::chrono::steady_clock::now() + kReadWithin);
  }

  // Reads may be made twice: once more after each connection that was lost, until it is too late.
  Result<PgRows> Read(const PgStatement& statement, PgDeadline until) {
    const std::lock_guard<std::mutex> lock(reader_mutex_);
    for (std::chrono::milliseconds pause = kBetweenTries;; pause = std::min(pause * 2, kLongestBetween)) {
      Result<PgConnection*> connection = reader_.Get(until);
      Result<PgRows> rows = connection.ok() ? (*connection)->Ask(statement, until) : Result<PgRows>(connection.error());
      const bool is_away = !rows.ok() && rows.error().code == ErrorCode::kUnavailable;
      if (!is_away || std::chrono::steady_clock::now() + pause >= until) return rows;
      std::this_thread::sleep_for(pause);
    }
  }

  Result<LogEntry> Logged(const PgRows& rows, int row) {
    const auto revision = static_cast<std::uint64_t>(rows.Number(row, 0));
    const std::string bytes = rows.Bytes(row, 3);
    if (EntryChecksum(rows.Bytes(row, 2), bytes, revision) != rows.Number(row, 4)) {
      return Error{ErrorCode::kDataLoss, "an entry of the store's log is damaged"};
    }
    ROLECALL_TRY(Changes changes, DecodeChanges(bytes));
    const Time at{std::chrono::microseconds(rows.Number(row, 1))};
    return Resolve(revision, at, std::move(changes), [this](const std::string& key) { return Get(key); });
  }

  static PgOutcome Begin(PgConnection& connection, std::span<const Batch> batches, PgDeadline until) {
    const std::vector<std::string> keys = ConditionKeys(batches);
    const std::vector<std::string_view> views(keys.begin(), keys.end());
    return connection.Run({{"BEGIN ISOLATION LEVEL READ COMMITTED"},
                           {"SELECT head, checksum FROM rolecall.meta FOR UPDATE"},
                           {"SELECT key, revision FROM rolecall.entries WHERE key = ANY ($1)",
                            {{PgType::kByteaArray, ByteaArray(views)}}}},
                          until);
  }

  static PgStatement PutAll(const CommitPlan& plan) {
    std::vector<std::string_view> keys, values;
    std::vector<std::int64_t> revisions, checksums;
    for (const auto& [key, effect] : plan.effects) {
      if (effect.value == nullptr) continue;
      keys.push_back(key);
      values.push_back(*effect.value);
      revisions.push_back(Signed(effect.revision));
      checksums.push_back(EntryChecksum(key, *effect.value, effect.revision));
    }
    return {
        "INSERT INTO rolecall.entries (key, value, revision, checksum) SELECT * FROM unnest($1::bytea[], $2::bytea[], "
        "$3::int8[], $4::int8[]) ON CONFLICT (key) DO UPDATE SET value = excluded.value, revision = "
        "excluded.revision, checksum = excluded.checksum",
        {{PgType::kByteaArray, ByteaArray(keys)},
         {PgType::kByteaArray, ByteaArray(values)},
         {PgType::kInt8Array, Int8Array(revisions)},
         {PgType::kInt8Array, Int8Array(checksums)}}};
  }

  static PgStatement DeleteAll(const CommitPlan& plan) {
    std::vector<std::string_view> keys;
    for (const auto& [key, effect] : plan.effects) {
      if (effect.value == nullptr) keys.push_back(key);
    }
    return {"DELETE FROM rolecall.entries WHERE key = ANY ($1)", {{PgType::kByteaArray, ByteaArray(keys)}}};
  }

  static PgStatement LogAll(const CommitPlan& plan, const std::string& batch) {
    std::vector<std::int64_t> revisions, times, checksums;
    std::vector<std::string_view> changes;
    for (const CommitPlan::Logged& logged : plan.log) {
      revisions.push_back(Signed(logged.revision));
      times.push_back(logged.at.time_since_epoch().count());
      changes.push_back(logged.changes);
      checksums.push_back(EntryChecksum(batch, logged.changes, logged.revision));
    }
    return {
        "INSERT INTO rolecall.log (revision, at, batch, changes, checksum) SELECT r, a, $5, c, s FROM "
        "unnest($1::int8[], $2::int8[], $3::bytea[], $4::int8[]) AS t (r, a, c, s)",
        {{PgType::kInt8Array, Int8Array(revisions)},
         {PgType::kInt8Array, Int8Array(times)},
         {PgType::kByteaArray, ByteaArray(changes)},
         {PgType::kInt8Array, Int8Array(checksums)},
         {PgType::kBytea, batch}}};
  }

  Attempt Finish(PgConnection& connection, const CommitPlan& plan, PgDeadline until) {
    std::array<std::uint8_t, 16> id{};
    random_.Fill(id);
    const std::string batch(id.begin(), id.end());
    const PgOutcome outcome = connection.Run(
        {DeleteAll(plan),
         PutAll(plan),
         LogAll(plan, batch),
         {"UPDATE rolecall.meta SET head = $1, checksum = ~$1", {{PgType::kInt8, Int8(Signed(plan.head_after))}}},
         {"SELECT pg_notify('rolecall_log', $1)", {{PgType::kText, std::to_string(plan.head_after)}}},
         // A standby that is waited for may take long: then it is we who stop waiting, not knowing, and not the server.
         {"SET LOCAL statement_timeout = 0"},
         {"COMMIT"}},
        until);
    if (outcome.ok) {
      (void)Seen(plan.head_after, 0);
      return {{}, false};
    }
    if (outcome.certain) return {outcome.error, outcome.error.code == ErrorCode::kUnavailable};
    return FindOut(plan, batch, outcome.error);
  }

  // The connection was lost while it committed. Who holds the head's lock knows that the old session has ended.
  Attempt FindOut(const CommitPlan& plan, const std::string& batch, const Error& lost) {
    const PgDeadline until = std::chrono::steady_clock::now() + kReadWithin;
    while (std::chrono::steady_clock::now() + kBetweenTries < until) {
      std::this_thread::sleep_for(kBetweenTries);
      Result<PgConnection*> connection = writer_.Get(until);
      if (!connection.ok()) continue;
      const PgOutcome found = (*connection)
                                  ->Run({{"BEGIN ISOLATION LEVEL READ COMMITTED"},
                                         {"SELECT head, checksum FROM rolecall.meta FOR UPDATE"},
                                         {"SELECT batch FROM rolecall.log WHERE revision = $1",
                                          {{PgType::kInt8, Int8(Signed(plan.head_before + 1))}}},
                                         {"ROLLBACK"}},
                                        until);
      if (!found.ok) continue;
      Result<std::uint64_t> head = HeadIn(found.rows[1]);
      if (!head.ok() || *head < plan.head_before) break;
      if (*head == plan.head_before) return {lost, true};
      if (found.rows[2].count() != 1) break;  // forgotten already
      if (found.rows[2].Bytes(0, 0) == batch) return {{}, false};
      return {lost, true};  // another one's: ours can never be
    }
    return {Error{ErrorCode::kUnavailable, "whether the write took place is not known: " + lost.message}, false};
  }

  Random& random_;
  std::mutex writer_mutex_, reader_mutex_;
  Session writer_, reader_;
  const PostgresqlTarget target_;
  std::optional<Listener> listener_;
};

}  // namespace

Result<std::unique_ptr<Store>> OpenPostgresqlStore(std::string_view url, Random& random, StoreOptions options) {
  ROLECALL_TRY(PostgresqlTarget target, ReadPostgresqlUrl(url));
  const bool must_exist = options.must_exist;
  auto store = std::make_unique<PostgresqlStore>(std::move(target), random, std::move(options));
  ROLECALL_RETURN_IF_ERROR(store->Prepare(must_exist));
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace rolecall::store
