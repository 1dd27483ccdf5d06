// Answers of REST JSON services. For this folder only.
#ifndef ROLECALL_SERVICES_EKS_ANSWERS_H_
#define ROLECALL_SERVICES_EKS_ANSWERS_H_

#include <boost/json/object.hpp>

#include "aws/wire/shapes.h"
#include "http/message.h"
#include "services/call.h"

namespace rolecall::services::eks {

http::Response AnswerJson(const Call& call, const boost::json::object& body);
// A denial goes by the name that these services have for it, AccessDeniedException.
http::Response RefuseJson(Call& call, aws::ErrorShape error);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_ANSWERS_H_
