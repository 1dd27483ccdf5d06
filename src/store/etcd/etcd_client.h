// EtcdClient: calls to an etcd cluster, by whichever of its endpoints answers.
//
//   EtcdClient client({.endpoints = {"etcd1:2379", "etcd2:2379"}, .tls = true, …});
//   ROLECALL_TRY(auto range, client.Range(request, until));       // tried again until it is too late
//   Result<TxnResponse> done = client.Txn(request, until);        // once: an error may be of one that took place
//
// Reads are linearizable. An endpoint that fails is passed over for the next one. With a user a token is asked for, and
// again when it has expired. Certificates that were replaced are taken when a connection fails
// (EtcdTarget::read_again). Errors: kUnavailable (no answer, no leader, in time: whether a Txn took place is not known,
// see IsCertain), kResourceExhausted (no room), kPermissionDenied, kUnauthenticated, kInvalidArgument, kDataLoss.
// Threads: any number of calls at once.
#ifndef ROLECALL_STORE_ETCD_ETCD_CLIENT_H_
#define ROLECALL_STORE_ETCD_ETCD_CLIENT_H_

#include <store/etcd/etcd.pb.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "grpc/channel.h"
#include "store/etcd/etcd_target.h"

namespace rolecall::store {

using EtcdDeadline = std::chrono::steady_clock::time_point;

// Whether an error of a call says that it did not take place.
bool IsCertain(const Error& error);

class EtcdClient {
 public:
  explicit EtcdClient(EtcdTarget target);

  Result<etcdserverpb::RangeResponse> Range(const etcdserverpb::RangeRequest& request, EtcdDeadline until);
  // Of a transaction that only reads, or may be made twice.
  Result<etcdserverpb::TxnResponse> RepeatTxn(const etcdserverpb::TxnRequest& request, EtcdDeadline until);
  Result<etcdserverpb::TxnResponse> Txn(const etcdserverpb::TxnRequest& request, EtcdDeadline until);
  // Calls `changed` with each new value of the key, until `stop` or the watch ends. Whatever it misses it misses.
  void Watch(const std::string& key, const std::function<void(std::string_view value)>& changed,
             const std::atomic<bool>& stop);

 private:
  Result<std::string> Once(const std::string& method, const std::string& message, EtcdDeadline until);
  Result<std::string> Repeat(const std::string& method, const std::string& message, EtcdDeadline until);
  Result<std::string> Send(std::size_t endpoint, const std::string& method, const std::string& message,
                           EtcdDeadline until);
  Result<std::vector<std::string>> TokenHeader(std::size_t endpoint, EtcdDeadline until);
  void Forget();
  void PassOver(std::size_t endpoint);
  std::shared_ptr<grpc::Channel> ChannelOf(std::size_t endpoint) const;
  void MakeChannels();
  // After a failure: certificates that were replaced are taken.
  void TakeNewCertificates();

  mutable std::mutex channels_mutex_;  // guards the three below; of the target, its certificates
  EtcdTarget target_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::chrono::steady_clock::time_point read_again_at_{};
  std::atomic<std::size_t> preferred_{0};
  std::mutex mutex_;  // guards the token
  std::string token_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_ETCD_CLIENT_H_
