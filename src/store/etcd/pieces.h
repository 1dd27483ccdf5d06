// Values that are larger than what etcd takes in one request, in pieces under keys of their own. For this folder only.
#ifndef ROLECALL_STORE_ETCD_PIECES_H_
#define ROLECALL_STORE_ETCD_PIECES_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/etcd/etcd_client.h"
#include "store/etcd/keys.h"

namespace rolecall::store {

inline constexpr std::size_t kPieceBytes = 1u << 20;

// Puts the pieces of `value` under `where` (keys.h), one request each. May be done twice.
Result<void> WritePieces(EtcdClient& client, const std::string& where, std::string_view value, EtcdDeadline until);
// kNotFound: they are not all there, or more.
Result<std::string> ReadPieces(EtcdClient& client, const std::string& where, std::uint64_t size, EtcdDeadline until);

// Everything between two keys, for requests.
etcdserverpb::RangeRequest RangeOf(std::string from, std::string end);
etcdserverpb::RangeRequest RangeOf(std::string key);
// Every key with this prefix.
etcdserverpb::RequestOp DeletePrefix(const std::string& prefix);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_PIECES_H_
