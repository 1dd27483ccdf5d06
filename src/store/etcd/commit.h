// Writes commit plans to etcd, and finds out what became of those whose answer was lost. For this folder only.
#ifndef ROLECALL_STORE_ETCD_COMMIT_H_
#define ROLECALL_STORE_ETCD_COMMIT_H_

#include <cstdint>

#include "base/random.h"
#include "base/result.h"
#include "store/etcd/etcd_client.h"
#include "store/etcd/keys.h"
#include "store/etcd/transaction.h"
#include "store/shared/commit_plan.h"

namespace rolecall::store {

enum class Committed { kYes, kHeadMoved, kPiecesSwept };

class EtcdCommitter {
 public:
  EtcdCommitter(EtcdClient& client, const EtcdKeys& keys, Random& random)
      : client_(client), keys_(keys), random_(random) {}

  // `head`: the newest that etcd told of, if the head moved. An error: it did not take place, but for kUnavailable,
  // where nobody knows.
  Result<Committed> Commit(const CommitPlan& plan, EtcdDeadline until, std::uint64_t& head);

 private:
  Result<void> WriteSpilled(const CommitPlan& plan, const Spilled& spilled, EtcdDeadline until);
  Result<Committed> Read(const etcdserverpb::TxnResponse& response, const CommitPlan& plan, const Spilled& spilled,
                         bool is_resent, std::uint64_t& head);

  EtcdClient& client_;
  const EtcdKeys& keys_;
  Random& random_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_COMMIT_H_
