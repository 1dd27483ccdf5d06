#include "store/etcd/transaction.h"

#include <algorithm>
#include <utility>

#include "store/checksum.h"
#include "store/etcd/pieces.h"

namespace rolecall::store {
namespace {

using etcdserverpb::RequestOp;
using etcdserverpb::TxnRequest;

constexpr std::size_t kMostInline = 64u << 10;      // of one value
constexpr std::size_t kMostInlineAll = 512u << 10;  // of all values of a transaction
constexpr std::size_t kMostLogInline = 384u << 10;
constexpr std::size_t kMostRequest = 1400u << 10;  // etcd's own bound is 1.5 MiB
constexpr int kMostOps = 120;                      // etcd's own bound is 128, comparisons apart
constexpr int kBranches = 16;

RequestOp PutOp(std::string key, std::string value) {
  RequestOp op;
  op.mutable_request_put()->set_key(std::move(key));
  op.mutable_request_put()->set_value(std::move(value));
  return op;
}

RequestOp DeleteOp(std::string key) {
  RequestOp op;
  op.mutable_request_delete_range()->set_key(std::move(key));
  return op;
}

std::string EntryText(std::string_view key, const CommitPlan::Effect& effect, const Spilled& spilled) {
  etcd::StoredEntry entry;
  entry.set_revision(effect.revision);
  entry.set_checksum(static_cast<std::uint64_t>(EntryChecksum(key, *effect.value, effect.revision)));
  if (std::binary_search(spilled.values.begin(), spilled.values.end(), key)) {
    entry.mutable_pieces()->set_id(spilled.batch);
    entry.mutable_pieces()->set_size(effect.value->size());
  } else {
    entry.set_value(*effect.value);
  }
  return entry.SerializeAsString();
}

std::string GroupText(const CommitPlan& plan, const Spilled& spilled) {
  etcd::StoredGroup group;
  group.set_batch(spilled.batch);
  group.set_first(plan.log_first());
  group.set_checksum(static_cast<std::uint64_t>(EntryChecksum(spilled.batch, spilled.log, plan.log_first())));
  if (spilled.log_in_pieces) {
    group.mutable_pieces()->set_id(spilled.batch);
    group.mutable_pieces()->set_size(spilled.log.size());
  } else {
    group.set_log(spilled.log);
  }
  return group.SerializeAsString();
}

}  // namespace

Spilled Spill(const CommitPlan& plan, Random& random) {
  Spilled spilled;
  spilled.batch = RandomHex(random, 32);
  std::size_t most = kMostInline, kept = 0;
  do {
    kept = 0;
    spilled.values.clear();
    for (const auto& [key, effect] : plan.effects) {
      if (effect.value == nullptr) continue;
      if (effect.value->size() > most) {
        spilled.values.push_back(key);
      } else {
        kept += effect.value->size();
      }
    }
    most /= 2;
  } while (kept > kMostInlineAll && most > 0);
  etcd::StoredLog log;
  for (const CommitPlan::Logged& logged : plan.log) {
    etcd::StoredChanges* changes = log.add_entries();
    changes->set_at(logged.at.time_since_epoch().count());
    changes->set_changes(logged.changes);
  }
  spilled.log = log.SerializeAsString();
  spilled.log_in_pieces = spilled.log.size() > kMostLogInline;
  return spilled;
}

void Nest(std::vector<RequestOp> ops, int most, TxnRequest& into) {
  if (ops.size() <= static_cast<std::size_t>(most)) {
    for (RequestOp& op : ops) *into.add_success() = std::move(op);
    return;
  }
  const std::size_t each = (ops.size() + kBranches - 1) / kBranches;
  for (std::size_t first = 0; first < ops.size(); first += each) {
    const auto begin = ops.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = ops.begin() + static_cast<std::ptrdiff_t>(std::min(first + each, ops.size()));
    std::vector<RequestOp> part(std::make_move_iterator(begin), std::make_move_iterator(end));
    Nest(std::move(part), most - kBranches, *into.add_success()->mutable_request_txn());
  }
}

Result<TxnRequest> CommitRequest(const CommitPlan& plan, const Spilled& spilled, const EtcdKeys& keys) {
  TxnRequest request;
  etcdserverpb::Compare* head = request.add_compare();
  head->set_target(etcdserverpb::Compare::VALUE);
  head->set_key(keys.Head());
  head->set_value(Hex16(plan.head_before));
  if (spilled.any()) {
    // Nobody has swept the pieces.
    etcdserverpb::Compare* guard = request.add_compare();
    guard->set_target(etcdserverpb::Compare::CREATE);
    guard->set_result(etcdserverpb::Compare::GREATER);
    guard->set_key(keys.Guard(spilled.batch));
    guard->set_create_revision(0);
  }
  std::vector<RequestOp> ops;
  ops.push_back(PutOp(keys.Head(), Hex16(plan.head_after)));
  ops.push_back(PutOp(keys.Log(plan.head_after), GroupText(plan, spilled)));
  if (spilled.any()) ops.push_back(DeleteOp(keys.Guard(spilled.batch)));
  for (const auto& [key, effect] : plan.effects) {
    ops.push_back(effect.value == nullptr ? DeleteOp(keys.Entry(key))
                                          : PutOp(keys.Entry(key), EntryText(key, effect, spilled)));
  }
  Nest(std::move(ops), kMostOps, request);
  *request.add_failure()->mutable_request_range() = RangeOf(keys.Head());
  if (request.ByteSizeLong() > kMostRequest) {
    return Error{ErrorCode::kInvalidArgument, "a store batch has more keys than fit into a request to etcd (1.5 MiB)"};
  }
  return request;
}

}  // namespace rolecall::store
