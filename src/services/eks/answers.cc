#include "services/eks/answers.h"

#include <boost/json/serialize.hpp>

namespace rolecall::services::eks {

http::Response AnswerJson(const Call& call, const boost::json::object& body) {
  http::Response response;
  response.headers.Add("x-amzn-RequestId", call.request_id);
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "no-store");
  response.body = boost::json::serialize(body);
  return response;
}

http::Response RefuseJson(Call& call, aws::ErrorShape error) {
  if (error.code == "AccessDenied") error.code = "AccessDeniedException";
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kRestJson, error, {.request_id = call.request_id});
}

}  // namespace rolecall::services::eks
