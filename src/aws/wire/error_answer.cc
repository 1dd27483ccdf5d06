#include "aws/wire/error_answer.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "aws/wire/xml.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kMaxErrorBytes = 1u << 20;
constexpr std::size_t kShownBytes = 200;

// What to call an error that has no body (HEAD, 304).
std::string CodeOfStatus(int status) {
  switch (status) {
    case 301: return "MovedPermanently";
    case 304: return "NotModified";
    case 307: return "TemporaryRedirect";
    case 400: return "BadRequest";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "NotFound";
    case 409: return "Conflict";
    case 412: return "PreconditionFailed";
    case 429: return "TooManyRequestsException";
    case 503: return "ServiceUnavailable";
    default: return "Status" + std::to_string(status);
  }
}

ErrorCode KindOfStatus(int status) {
  if (status == 404) return ErrorCode::kNotFound;
  if (status == 401 || status == 403) return ErrorCode::kPermissionDenied;
  if (status == 409 || status == 412) return ErrorCode::kConflict;
  if (status == 429) return ErrorCode::kResourceExhausted;
  if (status >= 500) return ErrorCode::kUnavailable;
  return ErrorCode::kInvalidArgument;
}

bool ReadXml(std::string_view body, ServiceError& error) {
  Result<XmlNode> root = ParseXml(body, kXmlAnswer);
  if (!root.ok()) return false;
  const XmlNode* inner = root->name == "Error" ? &*root : root->Find("Error");
  if (const XmlNode* list = root->Find("Errors"); inner == nullptr && list != nullptr) inner = list->Find("Error");
  if (inner == nullptr) return false;
  error.code = inner->Get("Code");
  error.message = inner->Get("Message");
  for (std::string_view name : {"RequestId", "RequestID"}) {
    if (error.request_id.empty()) error.request_id = root->Get(name);
  }
  return !error.code.empty();
}

std::string StringMember(const boost::json::object& object, std::string_view name) {
  const boost::json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return "";
  return std::string(found->as_string());
}

// "com.amazonaws.x#NotFound" and "NotFound:http://…" are NotFound.
std::string PlainCode(std::string code) {
  if (std::size_t hash = code.rfind('#'); hash != std::string::npos) code.erase(0, hash + 1);
  if (std::size_t colon = code.find(':'); colon != std::string::npos) code.resize(colon);
  return code;
}

bool ReadJson(const http::Response& response, ServiceError& error) {
  boost::system::error_code failure;
  boost::json::value body = boost::json::parse(response.body, failure);
  if (failure || !body.is_object()) return false;
  const boost::json::object& object = body.as_object();
  error.code = PlainCode(StringMember(object, "__type"));
  if (error.code.empty()) error.code = PlainCode(std::string(response.headers.Get("x-amzn-errortype")));
  if (error.code.empty()) error.code = PlainCode(StringMember(object, "code"));
  error.message = StringMember(object, "message");
  if (error.message.empty()) error.message = StringMember(object, "Message");
  return !error.code.empty();
}

}  // namespace

ServiceError ReadErrorAnswer(const http::Response& response) {
  ServiceError error;
  error.status = response.status;
  error.kind = KindOfStatus(response.status);
  for (std::string_view name : {"x-amzn-requestid", "x-amz-request-id"}) {
    if (error.request_id.empty()) error.request_id = response.headers.Get(name);
  }
  std::size_t first = response.body.find_first_not_of(" \t\r\n");
  bool known = false;
  if (first != std::string::npos && response.body.size() <= kMaxErrorBytes) {
    if (response.body[first] == '<') known = ReadXml(response.body, error);
    if (response.body[first] == '{') known = ReadJson(response, error);
  }
  if (known) return error;
  error.code = CodeOfStatus(response.status);
  if (error.message.empty()) error.message = response.body.substr(0, kShownBytes);
  return error;
}

}  // namespace rolecall::aws
