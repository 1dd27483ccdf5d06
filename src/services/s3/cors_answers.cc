#include "services/s3/cors_answers.h"

#include "base/text.h"
#include "services/s3/bucket/cors.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMostRequestHeaders = 100;

aws::ErrorShape Forbidden(std::string message, const std::string& method, const S3Request& request) {
  return {403,
          "AccessForbidden",
          std::move(message),
          {{"Method", method}, {"ResourceType", request.key.empty() ? "BUCKET" : "OBJECT"}}};
}

std::string_view TrimBlanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "a, B" -> "a", "b"
std::vector<std::string> RequestedHeaders(const http::Headers& headers) {
  std::vector<std::string> names;
  for (const std::string_view name : Split(headers.Get("Access-Control-Request-Headers"), ',')) {
    if (!TrimBlanks(name).empty()) names.push_back(LowerAscii(TrimBlanks(name)));
  }
  return names;
}

}  // namespace

Answer AnswerPreflight(Call& call, const S3Request& request) {
  call.audit.operation = "PreflightRequest";
  const http::Headers& headers = call.request.headers;
  const std::string* origin = headers.Find("Origin");
  if (origin == nullptr) {
    return aws::ErrorShape{400, "BadRequest", "Insufficient information. Origin request header needed."};
  }
  const std::string method(headers.Get("Access-Control-Request-Method"));
  if (method.empty()) return aws::ErrorShape{400, "BadRequest", "Invalid Access-Control-Request-Method: null"};
  const BucketPointer bucket = call.snapshot->buckets.Find(request.bucket);
  if (bucket == nullptr) return Forbidden("CORSResponse: Bucket not found", method, request);
  if (!bucket::HasCors(*bucket)) {
    return Forbidden("CORSResponse: CORS is not enabled for this bucket.", method, request);
  }
  const bucket::CorsQuestion question{*origin, method, RequestedHeaders(headers)};
  http::Response answer = EmptyAnswer(200);
  if (question.headers.size() <= kMostRequestHeaders) answer.headers = bucket::CorsHeaders(*bucket, question);
  if (answer.headers.size() > 0) return answer;
  return Forbidden(
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method "
      "/ Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS "
      "spec.",
      method, request);
}

void AddCorsHeaders(Call& call, const S3Request& request, http::Response& response) {
  const std::string* origin = call.request.headers.Find("Origin");
  if (origin == nullptr || call.request.method == "OPTIONS") return;
  const BucketPointer bucket = call.snapshot->buckets.Find(request.bucket);
  if (bucket == nullptr) return;
  for (const http::Header& header : bucket::CorsHeaders(*bucket, {*origin, call.request.method, {}})) {
    response.headers.Set(header.name, header.value);
  }
}

}  // namespace rolecall::services::s3
