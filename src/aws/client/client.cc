#include "aws/client/client.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <cstdlib>

#include "aws/client/retry.h"
#include "aws/sigv4/sigv4.h"
#include "aws/wire/error_answer.h"
#include "aws/wire/http_date.h"
#include "aws/wire/url.h"
#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::aws {
namespace {

constexpr std::int64_t kTolerableSkewSeconds = 240;

std::string FormBody(const QueryParameters& parameters) {
  std::string body;
  for (const auto& parameter : parameters) {
    if (!body.empty()) body += '&';
    body.append(PercentEncode(parameter.first)).append("=").append(PercentEncode(parameter.second));
  }
  return body;
}

ServiceError Unanswered(const Error& error) {
  ServiceError out;
  out.kind = error.code;
  out.message = error.message;
  return out;
}

std::string UrlOf(const Endpoint& endpoint, const RestRequest& rest) {
  std::string url = endpoint.url;
  if (!rest.host_prefix.empty()) url.insert(url.find("://") + 3, rest.host_prefix);
  url += rest.path.empty() ? "/" : rest.path;
  if (!rest.query.empty()) url.append("?").append(rest.query);
  return url;
}

}  // namespace

// One call as it is sent again and again.
struct Client::Call {
  const Service& service;
  std::string operation;  // "IAM: GetRole"
  const RestRequest& request;
  bool sign = true;
};

Client::Client(ClientOptions options, ClientDependencies dependencies)
    : options_(std::move(options)), use_(dependencies) {}

std::string UserAgent(const Environment& environment) {
  constexpr std::size_t kMostBytes = 1024;
  const auto fits = [](const std::string& text) {
    const auto is_plain = [](char c) { return c >= ' ' && c != '\x7f'; };
    return !text.empty() && text.size() <= kMostBytes && std::all_of(text.begin(), text.end(), is_plain);
  };
  std::string agent = "rolecall";
  const std::string app = environment.GetOr("AWS_SDK_UA_APP_ID", "");
  const std::string more(Trim(environment.GetOr("TF_APPEND_USER_AGENT", "")));
  if (fits(app)) agent += " app/" + app;
  if (fits(more)) agent += " " + more;
  return agent;
}

ServiceResult<http::Response> Client::SendOnce(const Call& call, const Endpoint& endpoint) {
  http::ClientRequest request;
  request.method = call.request.method;
  request.url = UrlOf(endpoint, call.request);
  request.headers = call.request.headers;
  request.body = call.request.body;
  request.connect_timeout = options_.connect_timeout;
  request.timeout = options_.timeout;
  request.headers.Set("User-Agent", options_.user_agent);
  if (call.sign) {
    Result<Credentials> credentials = use_.credentials.Get();
    if (!credentials.ok()) return Unanswered(credentials.error());
    Time now = use_.clock.Now() + std::chrono::seconds(skew_seconds_.load());
    SignHeaders(request, *credentials, {endpoint.signing_region, std::string(call.service.id)}, now,
                call.request.unsigned_payload ? PayloadHash::kUnsigned : PayloadHash::kComputed);
  }
  // After the signature: whoever stands between need not know it.
  if (const std::string sequence = newest_.Of(endpoint.url); !sequence.empty()) {
    request.headers.Set("x-rolecall-min-seq", sequence);
  }
  Result<http::Response> response = use_.http.Send(request);
  if (!response.ok()) return Unanswered(response.error());
  newest_.Note(endpoint.url, response->headers.Get("x-rolecall-seq"));
  return std::move(*response);
}

std::string Client::Newest::Of(const std::string& endpoint) const {
  std::lock_guard lock(mutex_);
  auto found = sequences_.find(endpoint);
  return found == sequences_.end() ? "" : std::to_string(found->second);
}

void Client::Newest::Note(const std::string& endpoint, std::string_view sequence) {
  const auto number = ParseInt<std::uint64_t>(sequence);
  if (!number.has_value()) return;
  std::lock_guard lock(mutex_);
  std::uint64_t& known = sequences_[endpoint];
  known = std::max(known, *number);
}

// True if the server's clock differs so much that signing with its time may help.
bool Client::LearnClockSkew(const http::Response& response) {
  std::optional<Time> server = ParseHttpDate(response.headers.Get("date"));
  if (!server) return false;
  std::int64_t skew = UnixSeconds(*server) - UnixSeconds(use_.clock.Now());
  if (std::abs(skew - skew_seconds_.load()) < kTolerableSkewSeconds) return false;
  skew_seconds_ = skew;
  return true;
}

void Client::Wait(int attempt, const http::Response* response) {
  std::chrono::milliseconds wait = Backoff(attempt, options_.max_backoff, use_.random);
  if (response != nullptr) {
    long long asked = std::atoll(std::string(response->headers.Get("retry-after")).c_str());
    if (asked > 0) wait = std::min<std::chrono::milliseconds>(std::chrono::seconds(asked), options_.max_backoff);
  }
  use_.sleeper.Sleep(wait);
}

ServiceResult<http::Response> Client::Send(const Call& call) {
  Result<Endpoint> endpoint = ResolveEndpoint(call.service, options_.region, options_.endpoints);
  if (!endpoint.ok()) return Unanswered(endpoint.error());
  bool corrected_clock = false;
  for (int attempt = 0;; ++attempt) {
    ServiceResult<http::Response> sent = SendOnce(call, *endpoint);
    bool answered = sent.ok();
    if (answered && (sent->status / 100 == 2 || sent->status == 304)) return sent;
    ServiceError error = answered ? ReadErrorAnswer(*sent) : sent.error();
    error.operation = call.operation;
    if (answered && !corrected_clock && call.sign && IsClockSkew(error) && LearnClockSkew(*sent)) {
      corrected_clock = true;
      continue;
    }
    bool again = IsRetryable(error) && (call.request.idempotent || IsThrottling(error));
    if (!again || attempt + 1 >= options_.max_attempts) return error;
    Wait(attempt, answered ? &*sent : nullptr);
  }
}

ServiceResult<XmlNode> Client::SendQuery(const Service& service, std::string_view action, QueryParameters parameters,
                                         bool sign) {
  parameters.insert(parameters.begin(), {{"Action", std::string(action)}, {"Version", std::string(service.version)}});
  RestRequest request;
  request.method = "POST";
  request.headers.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = FormBody(parameters);
  std::string operation = std::string(service.display_name) + ": " + std::string(action);
  ServiceResult<http::Response> response = Send({service, operation, request, sign});
  if (!response.ok()) return response.error();
  Result<XmlNode> root = ParseXml(response->body, kXmlAnswer);
  if (!root.ok()) {
    ServiceError error = Unanswered(root.error());
    error.operation = operation;
    error.message = "the answer is not understood: " + error.message;
    return error;
  }
  if (const XmlNode* result = root->Find(std::string(action) + "Result")) return XmlNode(*result);
  return std::move(*root);
}

ServiceResult<XmlNode> Client::Query(const Service& service, std::string_view action, QueryParameters parameters) {
  return SendQuery(service, action, std::move(parameters), /*sign=*/true);
}

ServiceResult<XmlNode> Client::UnsignedQuery(const Service& service, std::string_view action,
                                             QueryParameters parameters) {
  return SendQuery(service, action, std::move(parameters), /*sign=*/false);
}

ServiceResult<boost::json::value> Client::Json(const Service& service, std::string_view action,
                                               const boost::json::object& input) {
  RestRequest request;
  request.method = "POST";
  // DynamoDB alone still speaks the older version.
  const bool is_old = service.target.starts_with("DynamoDB_");
  request.headers.Set("Content-Type", is_old ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1");
  request.headers.Set("X-Amz-Target", std::string(service.target) + "." + std::string(action));
  request.body = boost::json::serialize(input);
  std::string operation = std::string(service.display_name) + ": " + std::string(action);
  ServiceResult<http::Response> response = Send({service, operation, request, true});
  if (!response.ok()) return response.error();
  boost::system::error_code failure;
  boost::json::value body = boost::json::parse(response->body.empty() ? "{}" : response->body, failure);
  if (!failure && body.is_object()) return body;
  ServiceError error;
  error.operation = operation;
  error.message = "the answer is not a JSON object";
  return error;
}

ServiceResult<http::Response> Client::Rest(const Service& service, std::string_view operation,
                                           const RestRequest& request) {
  return Send({service, std::string(service.display_name) + ": " + std::string(operation), request, true});
}

}  // namespace rolecall::aws
