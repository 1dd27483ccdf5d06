// Deletes from etcd what nothing names any more. For this folder only.
#ifndef ROLECALL_STORE_ETCD_SWEEP_H_
#define ROLECALL_STORE_ETCD_SWEEP_H_

#include <cstdint>

#include "base/result.h"
#include "store/etcd/etcd_client.h"
#include "store/etcd/keys.h"

namespace rolecall::store {

// Forgets the log's groups whose last revision is at most `through`, and their pieces; then the pieces of values that
// were written before that and are no entry's: replaced, deleted, or of a write that never came about. A write that is
// still on its way with such old pieces loses its guard first, and begins anew.
Result<void> CompactAndSweep(EtcdClient& client, const EtcdKeys& keys, std::uint64_t through, EtcdDeadline until);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_SWEEP_H_
