#include "services/json_call.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace rolecall::services {

aws::ErrorShape UnknownOperation() { return {400, "UnknownOperationException", ""}; }

Checked<std::string_view> ReadTarget(Call& call, std::string_view prefix) {
  std::string_view target = call.request.headers.Get("X-Amz-Target");
  if (!target.starts_with(prefix)) return UnknownOperation();
  target.remove_prefix(prefix.size());
  call.audit.operation = std::string(target);
  return target;
}

Checked<boost::json::value> ReadJsonBody(const Call& call, std::size_t max_bytes) {
  if (call.request.body.size() > max_bytes) {
    return aws::ErrorShape{413, "RequestTooLargeException", "The request is too large."};
  }
  if (call.request.body.empty()) return boost::json::value(boost::json::object());
  boost::system::error_code error;
  boost::json::value body = boost::json::parse(call.request.body, error);
  if (error || !body.is_object()) {
    return aws::ErrorShape{400, "SerializationException", "The request is not a JSON object."};
  }
  return body;
}

void NoteParameters(const boost::json::object& body, std::span<const std::string_view> audited, Call::Audit& audit) {
  for (const auto& member : body) {
    const std::string_view name(member.key().data(), member.key().size());
    const boost::json::value& value = member.value();
    if (value.is_object() || std::ranges::find(audited, name) == audited.end()) continue;
    std::string shown(name);
    shown[0] = LowerAscii(shown[0]);
    std::string text = value.is_string() ? std::string(value.get_string().data(), value.get_string().size())
                                         : boost::json::serialize(value);
    audit.parameters.emplace_back(std::move(shown), std::move(text));
  }
}

aws::ErrorShape AsJsonError(aws::ErrorShape error) {
  if (error.code != "AccessDenied") return error;
  error.code = "AccessDeniedException";
  error.status = 400;
  return error;
}

http::Response AnswerJson(Call& call, Checked<boost::json::object> answer) {
  if (answer.ok()) return aws::JsonResponse(boost::json::serialize(*answer), call.request_id);
  const aws::ErrorShape error = AsJsonError(std::move(answer.error()));
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kJson11, error, {.request_id = call.request_id});
}

}  // namespace rolecall::services
