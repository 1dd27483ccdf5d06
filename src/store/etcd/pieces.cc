#include "store/etcd/pieces.h"

#include <utility>

#include "store/store.h"

namespace rolecall::store {

etcdserverpb::RangeRequest RangeOf(std::string from, std::string end) {
  etcdserverpb::RangeRequest range;
  range.set_key(std::move(from));
  range.set_range_end(std::move(end));
  return range;
}

etcdserverpb::RangeRequest RangeOf(std::string key) {
  etcdserverpb::RangeRequest range;
  range.set_key(std::move(key));
  return range;
}

etcdserverpb::RequestOp DeletePrefix(const std::string& prefix) {
  etcdserverpb::RequestOp op;
  op.mutable_request_delete_range()->set_key(prefix);
  op.mutable_request_delete_range()->set_range_end(PrefixEnd(prefix));
  return op;
}

Result<void> WritePieces(EtcdClient& client, const std::string& where, std::string_view value, EtcdDeadline until) {
  for (std::size_t number = 0; number * kPieceBytes < value.size(); ++number) {
    etcdserverpb::TxnRequest request;
    etcdserverpb::PutRequest* put = request.add_success()->mutable_request_put();
    put->set_key(EtcdKeys::Piece(where, number));
    put->set_value(std::string(value.substr(number * kPieceBytes, kPieceBytes)));
    ROLECALL_RETURN_IF_ERROR(client.RepeatTxn(request, until));
  }
  return {};
}

Result<std::string> ReadPieces(EtcdClient& client, const std::string& where, std::uint64_t size, EtcdDeadline until) {
  if (size > kMaxValueBytes * 2) return Error{ErrorCode::kDataLoss, "a stored value says that it is too large"};
  std::string value;
  // Of a large value not all in one answer.
  for (std::size_t number = 0; value.size() < size; number += 8) {
    ROLECALL_TRY(const auto range,
                 client.Range(RangeOf(EtcdKeys::Piece(where, number), EtcdKeys::Piece(where, number + 8)), until));
    for (const etcdserverpb::KeyValue& piece : range.kvs()) value += piece.value();
    if (range.kvs().empty()) break;
  }
  if (value.size() != size) return Error{ErrorCode::kNotFound, "the pieces of a value are not all there"};
  return value;
}

}  // namespace rolecall::store
