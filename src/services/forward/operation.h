// Which operation of which API a request is, by its own words alone: X-Amz-Target, the Action of a form, or method,
// path and query of REST. Whoever the request is sent on to reads it too, and must find the same: what could be read in
// two ways is refused.
//
//   ROLECALL_TRY(Operation operation, FindOperation("lambda", request));
//   // operation.name == "Invoke", operation.labels == {{"FunctionName", "app"}}
//
// Errors are what the caller gets: 400 with a text that says what cannot be told. Pure; any thread.
#ifndef ROLECALL_SERVICES_FORWARD_OPERATION_H_
#define ROLECALL_SERVICES_FORWARD_OPERATION_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "services/checked.h"
#include "services/forward/service_table.h"

namespace rolecall::services::forward {

struct Operation {
  const Api* api = nullptr;
  std::string_view name;  // "GetItem"
  aws::Protocol protocol = aws::Protocol::kJson11;
  bool has_own_bytes = false;                               // the body is no document
  std::vector<std::pair<std::string, std::string>> labels;  // of the path, decoded
  http::QueryParameters parameters;                         // of the query, or of a form in the body
};

// The protocol that a request of a service is in, as far as its header tells: how refusals are shaped.
aws::Protocol ProtocolOfRequest(std::string_view signing, const http::Request& request);

// `host_bucket`: of S3, the bucket that Host names; it stands before the path.
Checked<Operation> FindOperation(std::string_view signing, const http::Request& request,
                                 std::string_view host_bucket = {});

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_OPERATION_H_
