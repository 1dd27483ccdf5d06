#include "store/etcd/etcd_store.h"

#include <store/etcd/stored.pb.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>
#include <utility>

#include "store/changes.h"
#include "store/checksum.h"
#include "store/etcd/commit.h"
#include "store/etcd/etcd_client.h"
#include "store/etcd/keys.h"
#include "store/etcd/pieces.h"
#include "store/etcd/sweep.h"
#include "store/shared/shared_store.h"

namespace rolecall::store {
namespace {

using etcdserverpb::KeyValue;
using etcdserverpb::TxnRequest;

constexpr GroupBounds kBounds{320u << 10, 1500};
constexpr std::chrono::milliseconds kOpenWithin{30000}, kSweepWithin{60000}, kWatchPause{500};
constexpr std::size_t kScanned = 500;  // entries of one answer
constexpr int kGroups = 4;             // of one answer
constexpr int kRereads = 5;
constexpr std::string_view kApplication = "rolecall ";

EtcdDeadline In(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

Error NotOurs() {
  return {ErrorCode::kDataLoss,
          "what lies in etcd under the store's prefix is another program's, or damaged: use "
          "another prefix (etcd://HOST/PREFIX), or restore etcd from a backup"};
}

class EtcdStore final : public SharedStore {
 public:
  EtcdStore(EtcdTarget target, Random& random, StoreOptions options)
      : SharedStore(std::move(options), kBounds),
        keys_(target.prefix),
        client_(std::move(target)),
        committer_(client_, keys_, random) {}

  ~EtcdStore() override {
    stop_.store(true);
    wake_.notify_all();
    if (watcher_.joinable()) watcher_.join();
  }

  Result<void> Prepare(bool must_exist) {
    const EtcdDeadline until = In(kOpenWithin);
    ROLECALL_TRY(auto meta, client_.Range(RangeOf(keys_.Meta()), until));
    if (meta.kvs().empty()) {
      if (must_exist) return Error{ErrorCode::kNotFound, "the store in etcd is missing: its prefix is empty"};
      ROLECALL_RETURN_IF_ERROR(Make(until));
      ROLECALL_TRY(meta, client_.Range(RangeOf(keys_.Meta()), until));
    }
    ROLECALL_RETURN_IF_ERROR(CheckVersion(meta.kvs().empty() ? "" : meta.kvs(0).value()));
    ROLECALL_RETURN_IF_ERROR(ReadHead(until));
    watcher_ = std::thread([this] { Watch(); });
    return {};
  }

  Result<std::optional<Entry>> Get(std::string_view key) override {
    const EtcdDeadline until = In(kReadWithin);
    for (int i = 0; i < kRereads; ++i) {
      ROLECALL_TRY(const auto found, client_.Range(RangeOf(keys_.Entry(key)), until));
      if (found.kvs().empty()) return std::optional<Entry>();
      Result<Entry> entry = Read(found.kvs(0), until);
      // Replaced and swept since it was read.
      if (!entry.ok() && entry.error().code == ErrorCode::kNotFound) continue;
      if (!entry.ok()) return entry.error();
      if (entry->damaged) return Error{ErrorCode::kDataLoss, "a stored value is damaged: its checksum is wrong"};
      return std::optional<Entry>(*std::move(entry));
    }
    return Error{ErrorCode::kDataLoss, "a stored value is damaged: some of its pieces are gone"};
  }

  Result<std::vector<Entry>> Scan(std::string_view prefix, std::string_view after, std::size_t limit) override {
    const EtcdDeadline until = In(kSweepWithin);
    const bool from_start = after < prefix || after.empty();
    std::string from = keys_.Entry(from_start ? prefix : after);
    if (!from_start) from += '\0';
    const std::string end = PrefixEnd(keys_.Entry(prefix));
    std::vector<Entry> out;
    while (out.size() < limit) {
      etcdserverpb::RangeRequest range = RangeOf(from, end);
      range.set_limit(static_cast<std::int64_t>(std::min(limit - out.size(), kScanned)));
      ROLECALL_TRY(const auto page, client_.Range(range, until));
      for (const KeyValue& found : page.kvs()) ROLECALL_RETURN_IF_ERROR(Add(found, until, out));
      if (!page.more() || page.kvs().empty()) break;
      from = page.kvs(page.kvs_size() - 1).key() + std::string(1, '\0');
    }
    return out;
  }

  Result<std::vector<LogEntry>> ReadLog(std::uint64_t after, std::size_t limit) override {
    const EtcdDeadline until = In(kReadWithin);
    // A head that was seen is there: it need not be read to know that there is something newer.
    std::uint64_t head = Newest();
    if (after >= head) {
      ROLECALL_TRY(head, ReadHead(until));
    }
    if (after > head) return Error{ErrorCode::kNotFound, "the log does not go so far"};
    std::vector<LogEntry> out;
    std::size_t bytes = 0;
    for (bool more = after < head; more && out.size() < limit && bytes < kMaxLogPageBytes;) {
      etcdserverpb::RangeRequest range = RangeOf(keys_.Log(after + out.size() + 1), keys_.LogEnd());
      range.set_limit(kGroups);
      ROLECALL_TRY(const auto page, client_.Range(range, until));
      if (page.kvs().empty() && out.empty()) return Forgotten();
      for (const KeyValue& found : page.kvs()) {
        if (out.size() >= limit || bytes >= kMaxLogPageBytes) return out;
        ROLECALL_RETURN_IF_ERROR(AddGroup(found, after, limit, until, out, bytes));
      }
      more = page.more();
    }
    return out;
  }

  Result<void> Compact(std::uint64_t through) override {
    return CompactAndSweep(client_, keys_, std::min(through, Newest()), In(kSweepWithin));
  }

 protected:
  Result<std::uint64_t> ReadHead(SteadyTime until) override {
    const std::uint64_t known = Newest();
    ROLECALL_TRY(const auto found, client_.Range(RangeOf(keys_.Head()), until));
    ROLECALL_TRY(const std::uint64_t head, HeadIn(found));
    return Seen(head, known);
  }

  Result<void> TryWrite(SteadyTime until) override {
    TxnRequest request;
    request.add_success()->mutable_request_put()->set_key(keys_.Probe());
    ROLECALL_RETURN_IF_ERROR(client_.RepeatTxn(request, until));
    return {};
  }

  // Made for the head that was seen last; only what depends on more, or would be refused, is worth a reading before.
  Attempt CommitGroup(std::span<const Batch> batches, const std::optional<Error>& failed, SteadyTime until,
                      CommitPlan& plan) override {
    const std::vector<std::string> conditions = ConditionKeys(batches);
    Revisions revisions;
    std::uint64_t head = Newest();
    for (bool is_read = false;; is_read = true) {
      if (is_read || !conditions.empty()) {
        Result<std::uint64_t> found = ReadState(conditions, revisions, until);
        if (!found.ok()) return {found.error(), found.error().code == ErrorCode::kUnavailable};
        head = *found;
      }
      plan = PlanCommit(batches, head, revisions, failed, Now());
      // A head that was seen stays: who expects an older one is refused for good. Only a newer one may be there by now.
      const bool may_have_come = std::any_of(batches.begin(), batches.end(), [&](const Batch& batch) {
        return batch.expected_head.has_value() && *batch.expected_head > plan.head_after;
      });
      if (may_have_come && !is_read && conditions.empty()) continue;
      if (!plan.writes()) return {{}, false};
      std::uint64_t moved_to = head;
      Result<Committed> committed = committer_.Commit(plan, until, moved_to);
      if (!committed.ok()) return {committed.error(), false};
      if (*committed == Committed::kYes) {
        (void)Seen(plan.head_after, 0);
        return {{}, false};
      }
      if (Result<std::uint64_t> seen = Seen(moved_to, head); !seen.ok()) return {seen.error(), false};
      if (std::chrono::steady_clock::now() >= until) return {TooBusy(), false};
    }
  }

 private:
  static Error Forgotten() { return {ErrorCode::kNotFound, "the log does not go back so far"}; }
  static Error TooBusy() {
    return {ErrorCode::kUnavailable, "others wrote to the store each time that this write was tried"};
  }

  static Result<std::uint64_t> HeadIn(const etcdserverpb::RangeResponse& found) {
    const std::optional<std::uint64_t> head = found.kvs().empty() ? std::nullopt : ParseHex16(found.kvs(0).value());
    if (!head.has_value()) {
      return Error{ErrorCode::kDataLoss, "the head of the store is damaged or gone: restore etcd from a backup"};
    }
    return *head;
  }

  static Result<void> CheckVersion(std::string_view meta) {
    if (!meta.starts_with(kApplication) || meta.size() == kApplication.size()) return NotOurs();
    if (meta.substr(kApplication.size()) == "1") return {};
    return Error{ErrorCode::kUnimplemented, "the store was written by a newer version of this program"};
  }

  // Only where there is nothing; another node may be quicker.
  Result<void> Make(EtcdDeadline until) {
    etcdserverpb::RangeRequest any = RangeOf(keys_.Everything(), PrefixEnd(keys_.Everything()));
    any.set_limit(1);
    any.set_keys_only(true);
    ROLECALL_TRY(const auto found, client_.Range(any, until));
    if (!found.kvs().empty() && found.kvs(0).key() != keys_.Head()) return NotOurs();
    TxnRequest request;
    etcdserverpb::Compare* absent = request.add_compare();
    absent->set_target(etcdserverpb::Compare::CREATE);
    absent->set_key(keys_.Meta());
    absent->set_create_revision(0);
    etcdserverpb::PutRequest* meta = request.add_success()->mutable_request_put();
    meta->set_key(keys_.Meta());
    meta->set_value(std::string(kApplication) + "1");
    etcdserverpb::PutRequest* head = request.add_success()->mutable_request_put();
    head->set_key(keys_.Head());
    head->set_value(Hex16(0));
    ROLECALL_RETURN_IF_ERROR(client_.RepeatTxn(request, until));
    return {};
  }

  // The head, and the revisions of some keys' entries, of one moment.
  Result<std::uint64_t> ReadState(const std::vector<std::string>& keys, Revisions& revisions, EtcdDeadline until) {
    const std::uint64_t known = Newest();
    std::vector<etcdserverpb::RequestOp> ops(keys.size() + 1);
    *ops[0].mutable_request_range() = RangeOf(keys_.Head());
    for (std::size_t i = 0; i < keys.size(); ++i) *ops[i + 1].mutable_request_range() = RangeOf(keys_.Entry(keys[i]));
    TxnRequest request;
    Nest(std::move(ops), 120, request);
    ROLECALL_TRY(const auto response, client_.RepeatTxn(request, until));
    std::optional<std::uint64_t> head;
    revisions.clear();
    ROLECALL_RETURN_IF_ERROR(TakeState(response, head, revisions));
    if (!head.has_value()) return HeadIn({});
    return Seen(*head, known);
  }

  Result<void> TakeState(const etcdserverpb::TxnResponse& response, std::optional<std::uint64_t>& head,
                         Revisions& revisions) {
    for (const etcdserverpb::ResponseOp& op : response.responses()) {
      if (op.has_response_txn()) ROLECALL_RETURN_IF_ERROR(TakeState(op.response_txn(), head, revisions));
      for (const KeyValue& found : op.response_range().kvs()) {
        if (found.key() == keys_.Head()) {
          ROLECALL_TRY(head, HeadIn(op.response_range()));
          continue;
        }
        etcd::StoredEntry entry;
        const std::optional<std::string_view> key = keys_.EntryOf(found.key());
        if (!key.has_value() || !entry.ParseFromString(found.value())) {
          return Error{ErrorCode::kDataLoss, "a stored value is damaged: it cannot be read"};
        }
        revisions[std::string(*key)] = entry.revision();
      }
    }
    return {};
  }

  // kNotFound: its pieces are gone.
  Result<Entry> Read(const KeyValue& found, EtcdDeadline until) {
    const std::string key(keys_.EntryOf(found.key()).value_or(""));
    etcd::StoredEntry stored;
    if (!stored.ParseFromString(found.value())) return Checked({key, "", 0}, -1);
    std::string value = stored.value();
    if (stored.has_pieces()) {
      ROLECALL_TRY(value,
                   ReadPieces(client_, keys_.EntryPieces(key, stored.pieces().id()), stored.pieces().size(), until));
    }
    return Checked({key, std::move(value), stored.revision()}, static_cast<std::int64_t>(stored.checksum()));
  }

  // An entry of a listing; one that was replaced since is read anew, one that was deleted left out.
  Result<void> Add(const KeyValue& found, EtcdDeadline until, std::vector<Entry>& out) {
    Result<Entry> entry = Read(found, until);
    if (!entry.ok() && entry.error().code == ErrorCode::kNotFound) {
      const std::string key(keys_.EntryOf(found.key()).value_or(""));
      Result<std::optional<Entry>> again = Get(key);
      if (again.ok() && !again->has_value()) return {};
      if (!again.ok() && again.error().code != ErrorCode::kDataLoss) return again.error();
      entry = again.ok() ? Result<Entry>(**std::move(again)) : Result<Entry>(Checked({key, "", 0}, -1));
    }
    if (!entry.ok()) return entry.error();
    out.push_back(*std::move(entry));
    return {};
  }

  Result<std::string> LogOf(const KeyValue& found, const etcd::StoredGroup& group, EtcdDeadline until) {
    if (!group.has_pieces()) return group.log();
    const std::uint64_t last = keys_.LogOf(found.key()).value_or(0);
    Result<std::string> log =
        ReadPieces(client_, keys_.GroupPieces(last, group.pieces().id()), group.pieces().size(), until);
    if (!log.ok() && log.error().code == ErrorCode::kNotFound) return Forgotten();
    return log;
  }

  Result<void> AddGroup(const KeyValue& found, std::uint64_t after, std::size_t limit, EtcdDeadline until,
                        std::vector<LogEntry>& out, std::size_t& bytes) {
    const Error damaged{ErrorCode::kDataLoss, "an entry of the store's log is damaged"};
    etcd::StoredGroup group;
    if (!group.ParseFromString(found.value())) return damaged;
    ROLECALL_TRY(const std::string text, LogOf(found, group, until));
    etcd::StoredLog log;
    if (EntryChecksum(group.batch(), text, group.first()) != static_cast<std::int64_t>(group.checksum()) ||
        !log.ParseFromString(text)) {
      return damaged;
    }
    const std::uint64_t next = after + out.size() + 1;
    if (group.first() > next) return Forgotten();
    for (std::size_t i = next - group.first(); i < static_cast<std::size_t>(log.entries_size()); ++i) {
      if (out.size() >= limit || bytes >= kMaxLogPageBytes) return {};
      const etcd::StoredChanges& logged = log.entries(static_cast<int>(i));
      ROLECALL_TRY(Changes changes, DecodeChanges(logged.changes()));
      bytes += logged.changes().size();
      ROLECALL_TRY(LogEntry entry, Resolve(group.first() + i, Time(std::chrono::microseconds(logged.at())),
                                           std::move(changes), [this](const std::string& key) { return Get(key); }));
      for (const Put& put : entry.puts) bytes += put.once ? put.value.size() : 0;
      out.push_back(std::move(entry));
    }
    return {};
  }

  void Watch() {
    while (!stop_.load()) {
      client_.Watch(
          keys_.Head(), [this](std::string_view value) { Hinted(ParseHex16(value).value_or(0)); }, stop_);
      std::unique_lock<std::mutex> lock(wake_mutex_);
      wake_.wait_for(lock, kWatchPause, [this] { return stop_.load(); });
    }
  }

  const EtcdKeys keys_;
  EtcdClient client_;
  EtcdCommitter committer_;
  std::atomic<bool> stop_{false};
  std::mutex wake_mutex_;
  std::condition_variable wake_;
  std::thread watcher_;
};

}  // namespace

Result<std::unique_ptr<Store>> OpenEtcdStore(EtcdTarget target, Random& random, StoreOptions options) {
  const bool must_exist = options.must_exist;
  auto store = std::make_unique<EtcdStore>(std::move(target), random, std::move(options));
  ROLECALL_RETURN_IF_ERROR(store->Prepare(must_exist));
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace rolecall::store
