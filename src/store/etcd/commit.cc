#include "store/etcd/commit.h"

#include <optional>
#include <thread>

#include "store/etcd/pieces.h"

namespace rolecall::store {
namespace {

using etcdserverpb::TxnRequest;
using etcdserverpb::TxnResponse;

constexpr std::chrono::milliseconds kBetween{50};

Error NotKnown(const Error& error) {
  return {ErrorCode::kUnavailable, "whether the write took place is not known: " + error.message};
}

}  // namespace

Result<void> EtcdCommitter::WriteSpilled(const CommitPlan& plan, const Spilled& spilled, EtcdDeadline until) {
  if (!spilled.any()) return {};
  TxnRequest guard;
  guard.add_success()->mutable_request_put()->set_key(keys_.Guard(spilled.batch));
  ROLECALL_RETURN_IF_ERROR(client_.RepeatTxn(guard, until));
  for (const std::string_view key : spilled.values) {
    const std::string& value = *plan.effects.find(key)->second.value;
    ROLECALL_RETURN_IF_ERROR(WritePieces(client_, keys_.EntryPieces(key, spilled.batch), value, until));
  }
  if (!spilled.log_in_pieces) return {};
  return WritePieces(client_, keys_.GroupPieces(plan.head_after, spilled.batch), spilled.log, until);
}

// The answer of a transaction that did not hold: either the head is another one (and the log says whose, if it may be
// ours), or the guard is gone.
Result<Committed> EtcdCommitter::Read(const TxnResponse& response, const CommitPlan& plan, const Spilled& spilled,
                                      bool is_resent, std::uint64_t& head) {
  const Error odd{ErrorCode::kDataLoss, "the head of the store is damaged or gone: restore etcd from a backup"};
  if (response.succeeded()) return Committed::kYes;
  if (response.responses_size() < 1 || response.responses(0).response_range().kvs_size() != 1) return odd;
  const std::optional<std::uint64_t> found = ParseHex16(response.responses(0).response_range().kvs(0).value());
  if (!found.has_value()) return odd;
  head = *found;
  if (head == plan.head_before) return Committed::kPiecesSwept;
  if (!is_resent || head < plan.head_before) return Committed::kHeadMoved;
  const auto& log = response.responses(1).response_range();
  if (log.kvs_size() != 1) return NotKnown({ErrorCode::kUnavailable, "the log's entry is forgotten already"});
  etcd::StoredGroup group;
  if (!group.ParseFromString(log.kvs(0).value())) return odd;
  return group.batch() == spilled.batch ? Committed::kYes : Committed::kHeadMoved;
}

Result<Committed> EtcdCommitter::Commit(const CommitPlan& plan, EtcdDeadline until, std::uint64_t& head) {
  const Spilled spilled = Spill(plan, random_);
  ROLECALL_TRY(TxnRequest request, CommitRequest(plan, spilled, keys_));
  if (Result<void> written = WriteSpilled(plan, spilled, until); !written.ok()) return written.error();
  bool is_resent = false;
  while (true) {
    Result<TxnResponse> response = client_.Txn(request, until);
    if (response.ok()) return Read(*response, plan, spilled, is_resent, head);
    // A refusal is an answer about this sending only: an earlier one may be on its way yet.
    if (IsCertain(response.error()) && !is_resent) return response.error();
    if (std::chrono::steady_clock::now() + kBetween >= until) return NotKnown(response.error());
    std::this_thread::sleep_for(kBetween);
    if (is_resent) continue;
    // Ours, if it took place, is the first after the head that it was made for.
    is_resent = true;
    etcdserverpb::RangeRequest* log = request.add_failure()->mutable_request_range();
    *log = RangeOf(keys_.Log(plan.head_before + 1), keys_.LogEnd());
    log->set_limit(1);
  }
}

}  // namespace rolecall::store
