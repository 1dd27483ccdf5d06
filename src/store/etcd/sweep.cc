#include "store/etcd/sweep.h"

#include <store/etcd/stored.pb.h>

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "store/etcd/pieces.h"
#include "store/store.h"

namespace rolecall::store {
namespace {

using etcdserverpb::KeyValue;
using etcdserverpb::TxnRequest;

constexpr int kPage = 1000;

// Every key with the prefix that was made before an etcd revision, without values, page by page.
Result<void> ForEachKey(EtcdClient& client, const std::string& prefix, std::int64_t before, EtcdDeadline until,
                        const std::function<Result<void>(const KeyValue&)>& action) {
  std::string from = prefix;
  while (true) {
    etcdserverpb::RangeRequest range = RangeOf(from, PrefixEnd(prefix));
    range.set_keys_only(true);
    range.set_limit(kPage);
    ROLECALL_TRY(const auto page, client.Range(range, until));
    for (const KeyValue& found : page.kvs()) {
      if (found.create_revision() < before) ROLECALL_RETURN_IF_ERROR(action(found));
    }
    if (!page.more() || page.kvs().empty()) return {};
    from = page.kvs(page.kvs_size() - 1).key() + std::string(1, '\0');
  }
}

Result<void> Delete(EtcdClient& client, etcdserverpb::RequestOp op, EtcdDeadline until) {
  TxnRequest request;
  *request.add_success() = std::move(op);
  ROLECALL_RETURN_IF_ERROR(client.RepeatTxn(request, until));
  return {};
}

Result<bool> IsNamed(EtcdClient& client, const EtcdKeys& keys, const PieceKey& piece, EtcdDeadline until) {
  ROLECALL_TRY(const auto found, client.Range(RangeOf(keys.Entry(piece.key)), until));
  if (found.kvs().empty()) return false;
  etcd::StoredEntry entry;
  // What cannot be read may name it.
  return !entry.ParseFromString(found.kvs(0).value()) || entry.pieces().id() == piece.id;
}

// The etcd revision in which the newest group that is forgotten was written; 0: there is none.
Result<std::int64_t> WrittenIn(EtcdClient& client, const EtcdKeys& keys, std::uint64_t through, EtcdDeadline until) {
  etcdserverpb::RangeRequest range = RangeOf(keys.Log(0), keys.Log(through + 1));
  range.set_sort_order(etcdserverpb::RangeRequest::DESCEND);
  range.set_limit(1);
  range.set_keys_only(true);
  ROLECALL_TRY(const auto found, client.Range(range, until));
  return found.kvs().empty() ? 0 : found.kvs(0).mod_revision();
}

Result<void> ForgetGroups(EtcdClient& client, const EtcdKeys& keys, std::uint64_t through, EtcdDeadline until) {
  TxnRequest request;
  for (const auto& [from, end] : {std::pair(keys.Log(0), keys.Log(through + 1)),
                                  std::pair(keys.GroupPieces(0, ""), keys.GroupPieces(through + 1, ""))}) {
    etcdserverpb::DeleteRangeRequest* range = request.add_success()->mutable_request_delete_range();
    range->set_key(from);
    range->set_range_end(end);
  }
  ROLECALL_RETURN_IF_ERROR(client.RepeatTxn(request, until));
  return {};
}

}  // namespace

Result<void> CompactAndSweep(EtcdClient& client, const EtcdKeys& keys, std::uint64_t through, EtcdDeadline until) {
  ROLECALL_TRY(const std::int64_t before, WrittenIn(client, keys, through, until));
  if (before == 0) return {};
  ROLECALL_RETURN_IF_ERROR(ForgetGroups(client, keys, through, until));
  // Without its guard no write comes about: whether an entry names a piece cannot change to yes after this.
  ROLECALL_RETURN_IF_ERROR(ForEachKey(client, keys.Guard(""), before, until, [&](const KeyValue& guard) {
    etcdserverpb::RequestOp op;
    op.mutable_request_delete_range()->set_key(guard.key());
    return Delete(client, std::move(op), until);
  }));
  std::set<std::string> seen;
  return ForEachKey(client, keys.Values(), before, until, [&](const KeyValue& found) -> Result<void> {
    const std::optional<PieceKey> piece = keys.PieceOf(found.key());
    if (!piece.has_value()) return {};
    const std::string where = keys.EntryPieces(piece->key, piece->id);
    if (!seen.insert(where).second) return {};
    ROLECALL_TRY(const bool is_named, IsNamed(client, keys, *piece, until));
    if (is_named) return {};
    return Delete(client, DeletePrefix(where), until);
  });
}

}  // namespace rolecall::store
