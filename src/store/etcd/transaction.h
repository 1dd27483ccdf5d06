// A commit plan as one transaction of etcd. For this folder only.
//
//   ROLECALL_TRY(Spilled spilled, Spill(plan, keys, random));          // which values do not fit, and under which keys
//   // … the guard and the pieces are written …
//   ROLECALL_TRY(TxnRequest request, CommitRequest(plan, spilled, keys));
//
// etcd takes 128 operations in a transaction, and as many in all that it is nested in: operations beyond that go into
// nested transactions. It takes 1.5 MiB a request: the largest values, and a log that is large, go by pieces.
// Pure. Errors: kInvalidArgument, a batch that does not fit however it is packed.
#ifndef ROLECALL_STORE_ETCD_TRANSACTION_H_
#define ROLECALL_STORE_ETCD_TRANSACTION_H_

#include <store/etcd/etcd.pb.h>
#include <store/etcd/stored.pb.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "store/etcd/keys.h"
#include "store/shared/commit_plan.h"

namespace rolecall::store {

struct Spilled {
  std::string batch;                     // 32 hex digits, of this transaction alone; also the pieces' id
  std::vector<std::string_view> values;  // keys of the plan's effects whose values go by pieces, in order
  std::string log;                       // a StoredLog
  bool log_in_pieces = false;
  bool any() const { return log_in_pieces || !values.empty(); }
};

Spilled Spill(const CommitPlan& plan, Random& random);

Result<etcdserverpb::TxnRequest> CommitRequest(const CommitPlan& plan, const Spilled& spilled, const EtcdKeys& keys);

// The operations in transactions in transactions, none with more than etcd takes.
void Nest(std::vector<etcdserverpb::RequestOp> ops, int most, etcdserverpb::TxnRequest& into);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_TRANSACTION_H_
