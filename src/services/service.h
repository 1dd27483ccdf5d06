// Service: one AWS API, behind one interface. The server's pipeline finds the service of a request, authenticates,
// makes the Call, and hands it over; the service authorizes, acts and answers.
//
// Handle is called from many threads at once. It never throws and always answers; errors are answers too.
// It sets call.audit.operation, and call.audit.error_code if it refuses.
#ifndef ROLECALL_SERVICES_SERVICE_H_
#define ROLECALL_SERVICES_SERVICE_H_

#include <string_view>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services {

class Service {
 public:
  virtual ~Service() = default;
  // The signing name: "iam", "sts", "secretsmanager", "kms", "s3".
  virtual std::string_view name() const = 0;
  virtual aws::Protocol protocol() const = 0;
  // Of services that speak several: the one that a request is in.
  virtual aws::Protocol ProtocolOf(const http::Request&) const { return protocol(); }
  // Somebody else acts (services/forward): bodies may be anything, and S3's may be streamed.
  virtual bool is_forwarded() const { return false; }
  virtual http::Response Handle(Call& call) = 0;
};

// What an anonymous caller gets where a signature is needed.
aws::ErrorShape MissingAuthentication(aws::Protocol protocol);
// What the client gets when our own side failed (the store): 500 or 503, without details.
aws::ErrorShape InternalError(const Error& error);
// New credentials (Directory::IssueSession), or 503: this node has been alone for too long.
Checked<directory::SessionCredentials> IssueSession(Call& call, directory::Session session);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_SERVICE_H_
