// The request as it is sent on: without its signature, and with what only the way to us meant taken out; signed anew
// for who it is sent to.
//
//   ROLECALL_TRY(const Outgoing outgoing, MakeOutgoing(call, operation, "", {origin.authority(), credentials, keys}));
//
// Differs from AWS: parameters of a presigned URL that stand for headers (x-amz-acl in the query) are refused, since
// whoever is behind may read them otherwise (501 NotImplemented). Pure but for the call's time.
#ifndef ROLECALL_SERVICES_FORWARD_OUTGOING_H_
#define ROLECALL_SERVICES_FORWARD_OUTGOING_H_

#include <string>

#include "aws/sigv4/credentials.h"
#include "aws/sigv4/sigv4.h"
#include "http/message.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/forward/operation.h"

namespace rolecall::services::forward {

struct Outgoing {
  std::string target;
  http::Headers headers;
};

struct Receiver {
  const std::string& authority;
  // With an empty id: "test", or the caller's account where that is not the plane's own (emulators take 12 digits for
  // an account).
  const aws::Credentials& credentials;
  aws::SigningKeys& keys;  // derived from them before
};

// `host_bucket`: of S3, the bucket that Host named; it is in the path then.
Checked<Outgoing> MakeOutgoing(const Call& call, const Operation& operation, const std::string& host_bucket,
                               const Receiver& receiver);

// The header fields of an answer that go back to the client.
http::Headers IncomingHeaders(const http::Headers& headers);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_OUTGOING_H_
