// What must be allowed for an operation of S3 to be sent on to another store: the action of its name, and what headers
// and body ask for beside it (versions, tags, ACLs, sources of copies, each key of DeleteObjects). Pure.
#ifndef ROLECALL_SERVICES_FORWARD_S3_QUESTIONS_H_
#define ROLECALL_SERVICES_FORWARD_S3_QUESTIONS_H_

#include <vector>

#include "http/message.h"
#include "services/authorize.h"
#include "services/forward/input.h"
#include "services/forward/operation.h"

namespace rolecall::services::forward {

// At least one.
std::vector<Question> S3Questions(const Operation& operation, const Input& input, const http::Request& request);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_S3_QUESTIONS_H_
