#include "kube/client/status.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostShown = 2048;  // of a body that is no Status
constexpr std::size_t kMaxStatusBytes = 1u << 20;

struct Known {
  int status;
  ErrorCode code;
  const char* reason;
  const char* message;  // client-go's, for an answer without a Status
};
constexpr std::array<Known, 14> kKnown = {{
    {400, ErrorCode::kInvalidArgument, "BadRequest", "the server rejected our request for an unknown reason"},
    {401, ErrorCode::kUnauthenticated, "Unauthorized", "the server has asked for the client to provide credentials"},
    {403, ErrorCode::kPermissionDenied, "Forbidden", "the server does not allow access to the requested resource"},
    {404, ErrorCode::kNotFound, "NotFound", "the server could not find the requested resource"},
    {405, ErrorCode::kUnimplemented, "MethodNotAllowed",
     "the server does not allow this method on the requested resource"},
    {406, ErrorCode::kUnimplemented, "NotAcceptable",
     "the server was unable to respond with a content type that the client supports"},
    {409, ErrorCode::kConflict, "Conflict", "the server reported a conflict"},
    {410, ErrorCode::kConflict, "Gone", "the resource that was asked for is no longer available"},
    {413, ErrorCode::kResourceExhausted, "RequestEntityTooLarge", "the request is larger than the server takes"},
    {415, ErrorCode::kUnimplemented, "UnsupportedMediaType",
     "the body of the request was in an unknown format - accepted media types include: application/json"},
    {422, ErrorCode::kInvalidArgument, "Invalid", "the server rejected our request due to an error in our request"},
    {429, ErrorCode::kResourceExhausted, "TooManyRequests",
     "the server has received too many requests and has asked us to try again later"},
    {503, ErrorCode::kUnavailable, "ServiceUnavailable", "the server is currently unable to handle the request"},
    {504, ErrorCode::kDeadlineExceeded, "Timeout",
     "the server was unable to return a response in the time allotted, but may still be processing the request"},
}};

const Known* FindKnown(int status) {
  const auto* found = std::ranges::find(kKnown, status, &Known::status);
  return found == kKnown.end() ? nullptr : found;
}

std::string Text(const bj::object& object, const char* name) {
  const bj::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

// Nothing that could end the line or move a terminal.
std::string Plain(std::string text) {
  if (text.size() > kMostShown) text.resize(kMostShown);
  for (char& c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f) c = '?';
  }
  return text;
}

// kubectl's sentence.
std::string Sentence(const std::string& reason, const std::string& message, const bj::object* details) {
  if (reason == "Unauthorized") return "error: You must be logged in to the server (" + message + ")";
  if (reason == "Invalid" && details != nullptr && !Text(*details, "kind").empty()) {
    return "The " + Text(*details, "kind") + " \"" + Text(*details, "name") + "\" is invalid: " + message;
  }
  return "Error from server" + (reason.empty() ? "" : " (" + reason + ")") + ": " + message;
}

void ReadStatus(std::string_view body, ApiFailure& failure, std::string& message, bj::value& kept) {
  if (body.size() > kMaxStatusBytes) return;
  bj::error_code error;
  kept = bj::parse(body, error);
  const bj::object* object = error ? nullptr : kept.if_object();
  if (object == nullptr || Text(*object, "kind") != "Status") return;
  failure.reason = Text(*object, "reason");
  message = Text(*object, "message");
  if (const bj::value* code = object->if_contains("code"); code != nullptr && code->is_int64()) {
    failure.status = static_cast<int>(std::clamp<std::int64_t>(code->get_int64(), 0, 999));
  }
}

const bj::object* DetailsOf(const bj::value& status) {
  const bj::object* object = status.if_object();
  const bj::value* details = object == nullptr ? nullptr : object->if_contains("details");
  return details == nullptr ? nullptr : details->if_object();
}

ApiFailure Make(int status, std::string_view body) {
  ApiFailure failure;
  failure.status = status;
  std::string message;
  bj::value read;
  ReadStatus(body, failure, message, read);
  const Known* known = FindKnown(failure.status);
  if (failure.reason.empty() && known != nullptr) failure.reason = known->reason;
  if (message.empty() && known != nullptr) message = known->message;
  if (message.empty()) {
    failure.reason = failure.reason.empty() ? "InternalError" : failure.reason;
    message = "an error on the server (\"" + std::string(body.substr(0, kMostShown)) +
              "\") has prevented the request from succeeding";
  }
  const ErrorCode code = known != nullptr ? known->code : ErrorCode::kUnavailable;
  failure.error = {failure.reason == "AlreadyExists" ? ErrorCode::kAlreadyExists : code,
                   Plain(Sentence(failure.reason, message, DetailsOf(read)))};
  if (const bj::object* details = DetailsOf(read)) {
    const bj::value* seconds = details->if_contains("retryAfterSeconds");
    if (seconds != nullptr && seconds->is_int64() && seconds->get_int64() > 0) {
      failure.retry_after = std::chrono::seconds(std::min<std::int64_t>(seconds->get_int64(), 3600));
    }
  }
  return failure;
}

}  // namespace

ApiFailure FailureOf(const http::Response& answer) {
  ApiFailure failure = Make(answer.status, answer.body);
  failure.status = answer.status;
  if (const auto seconds = ParseInt<int>(answer.headers.Get("Retry-After")); seconds && *seconds >= 0) {
    failure.retry_after = std::chrono::seconds(std::min(*seconds, 3600));
  }
  return failure;
}

ApiFailure FailureOfStatus(const std::string& body) { return Make(500, body); }

ApiFailure FailureWithoutAnswer(const Error& error) {
  return {.error = {error.code, "Unable to connect to the server: " + error.message},
          .status = 0,
          .reason = "",
          .retry_after = std::nullopt};
}

}  // namespace rolecall::kube
