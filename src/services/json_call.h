// What the services of AWS's JSON 1.1 protocol share: the request's body, what the audit log keeps of it, the answer.
//
//   Answer answer = Run(call);                       // finds the operation, reads the body, runs it
//   return AnswerJson(call, std::move(answer));
//
// All errors of these services have status 400 unless their own says more: authorization's AccessDenied (403) is sent
// as AccessDeniedException with 400.
#ifndef ROLECALL_SERVICES_JSON_CALL_H_
#define ROLECALL_SERVICES_JSON_CALL_H_

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <span>
#include <string_view>

#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services {

// The operation of X-Amz-Target, after `prefix` ("secretsmanager."); noted for the audit. UnknownOperationException if
// the target has another one.
Checked<std::string_view> ReadTarget(Call& call, std::string_view prefix);

// A JSON object; an empty body is one without members.
Checked<boost::json::value> ReadJsonBody(const Call& call, std::size_t max_bytes);

// The members that `audited` names, as CloudTrail names them: "secretId". Objects are left out.
void NoteParameters(const boost::json::object& body, std::span<const std::string_view> audited, Call::Audit& audit);

// An error as these services send it.
aws::ErrorShape AsJsonError(aws::ErrorShape error);

// The response; notes an error for the audit.
http::Response AnswerJson(Call& call, Checked<boost::json::object> answer);

aws::ErrorShape UnknownOperation();

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_JSON_CALL_H_
