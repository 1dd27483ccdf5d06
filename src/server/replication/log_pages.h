// What a node gives to those that follow it, as operations of the plane's own API (token_service.h), signed with SigV4
// for "rolecall":
//
//   GET /_rolecall/log?plane=ID&epoch=E&after=N&wait=MILLISECONDS   rolecall:FollowLog: the entries after N
//                                                                   (log_wire.h); waits (10 s at most) until there is
//                                                                   one
//   GET /_rolecall/copy?after=KEY                                   rolecall:FollowLog: entries of the store, in order;
//   the
//                                                                   key in hexadecimal digits
//   POST /_rolecall/promote                                         rolecall:Promote: a follower becomes the control
//   plane
//
// Answers carry x-rolecall-head (the newest revision), x-rolecall-behind (how old what this node knows is, in
// milliseconds) and, of a copy, x-rolecall-last: 1 on its last page. Secrets in what is given are sealed with the
// plane's master key, which is no part of it. 410: copy anew. 409: another plane, or an older one than the follower's.
// The resource is arn:aws:rolecall:REGION:ACCOUNT:plane; only callers of the plane's own account are heard.
// Threads: any.
#ifndef ROLECALL_SERVER_REPLICATION_LOG_PAGES_H_
#define ROLECALL_SERVER_REPLICATION_LOG_PAGES_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "http/message.h"
#include "server/replication/local_log_source.h"
#include "server/replication/replicated_store.h"
#include "services/call.h"

namespace rolecall::server {

class LogPages {
 public:
  // `store` outlives it. `promote` makes this node the control plane, and answers the epoch; null: it is it.
  // `wants_certificate`: followers must show a client certificate too (-follower-ca).
  LogPages(ReplicatedStore& store, bool wants_certificate, std::function<Result<std::uint64_t>()> promote)
      : store_(store), wants_certificate_(wants_certificate), promote_(std::move(promote)) {}

  static bool IsTheirs(std::string_view path);
  http::Response Handle(services::Call& call);

 private:
  http::Response Log(services::Call& call);
  http::Response Copy(services::Call& call);
  http::Response Promote(services::Call& call);
  LocalLogSource SourceOf(services::Call& call);

  ReplicatedStore& store_;
  const bool wants_certificate_;
  const std::function<Result<std::uint64_t>()> promote_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_LOG_PAGES_H_
