// A store in etcd (3.4 or newer) that any number of processes share.
//
//   ROLECALL_TRY(EtcdTarget target, ReadEtcdUrl("etcd://etcd1,etcd2,etcd3"));
//   ROLECALL_TRY(auto store, OpenEtcdStore(std::move(target), random, options));
//
// A group of batches is one transaction that holds only if the head is the one that it was made for. An answer that is
// lost is found out: the same transaction is sent again, and cannot take place twice; the log's entry then says whose
// it is. Reads are linearizable; a watch on the head is a hint. Errors: kUnavailable (no answer, no quorum),
// kResourceExhausted (etcd's quota), kPermissionDenied, kDataLoss, kUnimplemented (a newer format), kNotFound
// (must_exist).
#ifndef ROLECALL_STORE_ETCD_ETCD_STORE_H_
#define ROLECALL_STORE_ETCD_ETCD_STORE_H_

#include <memory>

#include "base/random.h"
#include "base/result.h"
#include "store/etcd/etcd_target.h"
#include "store/store.h"

namespace rolecall::store {

// `random` names batches, and outlives the store.
Result<std::unique_ptr<Store>> OpenEtcdStore(EtcdTarget target, Random& random, StoreOptions options = {});

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_ETCD_STORE_H_
