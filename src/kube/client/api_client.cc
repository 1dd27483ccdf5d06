#include "kube/client/api_client.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;
using std::chrono::milliseconds;

constexpr std::size_t kMaxDepth = 128;
constexpr std::chrono::seconds kLongestWait{10};

http::ClientOptions ConnectionOptions(const ClusterAccess& access, const Credential& credential) {
  http::ClientOptions options;
  options.ca_pem = access.ca_pem;
  options.insecure = access.insecure;
  options.server_name = access.server_name;
  options.http_proxy = options.https_proxy = access.proxy_url;
  options.client_cert_pem = credential.client_cert_pem;
  options.client_key_pem = credential.client_key_pem;
  return options;
}

// How long to wait before the next try; nothing: there is none.
std::optional<milliseconds> WaitBefore(const ApiFailure& failure, int tries) {
  const bool may_again = failure.status == 429 || failure.status >= 500;
  if (!may_again || !failure.retry_after.has_value() || tries >= kMostTries) return std::nullopt;
  return std::min<milliseconds>(*failure.retry_after, kLongestWait);
}

}  // namespace

ApiClient::ApiClient(ClusterAccess access, ApiDependencies use)
    : access_(std::move(access)),
      use_(std::move(use)),
      credentials_(access_, use_.environment, use_.files, use_.clock) {}

Result<ApiClient::Caller> ApiClient::CallerNow() {
  ROLECALL_TRY(std::shared_ptr<const Credential> credential, credentials_.Get());
  const std::lock_guard lock(mutex_);
  if (caller_.credential == credential) return caller_;
  const bool same_certificate = caller_.credential != nullptr &&
                                caller_.credential->client_cert_pem == credential->client_cert_pem &&
                                caller_.credential->client_key_pem.Equals(credential->client_key_pem.Reveal());
  if (!same_certificate) {
    caller_.http = std::make_shared<http::CurlClient>(ConnectionOptions(access_, *credential));
  }
  caller_.credential = std::move(credential);
  return caller_;
}

Result<http::Response> ApiClient::SendOnce(const ApiCall& call, const Caller& caller) {
  http::ClientRequest request;
  request.method = call.method;
  request.url = access_.server + call.path;
  request.headers.Add("Accept", call.accept);
  request.headers.Add("User-Agent", "rolecall");
  if (!call.body.empty()) request.headers.Add("Content-Type", call.content_type);
  if (!caller.credential->authorization.empty()) {
    request.headers.Add("Authorization", std::string(caller.credential->authorization.Reveal()));
  }
  for (const auto& [name, value] : access_.impersonation) request.headers.Add(name, value);
  request.body = call.body;
  request.connect_timeout = milliseconds(10000);
  request.timeout = call.timeout;
  request.max_response_bytes = call.max_bytes;
  request.on_body = call.on_body;
  request.keep_going = call.keep_going;
  return caller.http->Send(request);
}

ApiResult<http::Response> ApiClient::Send(const ApiCall& call) {
  bool renewed = false;
  for (int tries = 1;; ++tries) {
    Result<Caller> caller = CallerNow();
    if (!caller.ok()) return FailureWithoutAnswer(caller.error());
    Result<http::Response> answer = SendOnce(call, *caller);
    if (!answer.ok()) return FailureWithoutAnswer(answer.error());
    if (answer->status >= 200 && answer->status < 300) return *std::move(answer);
    ApiFailure failure = FailureOf(*answer);
    if (answer->status == 401 && !renewed && credentials_.Refused(caller->credential)) {
      renewed = true;
      continue;
    }
    const std::optional<milliseconds> wait = WaitBefore(failure, tries);
    if (!wait.has_value() || (call.keep_going && !call.keep_going())) return failure;
    use_.sleep(*wait);
  }
}

ApiResult<bj::value> ApiClient::Ask(const ApiCall& call) {
  ROLECALL_TRY(const http::Response answer, Send(call));
  bj::error_code error;
  bj::parse_options depth;
  depth.max_depth = kMaxDepth;
  bj::value value = bj::parse(answer.body, error, {}, depth);
  if (!error) return value;
  return ApiFailure{
      .error = {ErrorCode::kUnavailable, call.method + " " + access_.server + call.path.substr(0, call.path.find('?')) +
                                             ": the answer is no JSON"},
      .status = answer.status,
      .reason = "",
      .retry_after = std::nullopt};
}

ApiResult<bj::value> ApiClient::Get(const std::string& path) { return Ask({.path = path}); }

ApiResult<bj::value> ApiClient::Create(const std::string& path, const bj::value& object) {
  return Ask({.method = "POST", .path = path, .body = bj::serialize(object)});
}

ApiResult<bj::value> ApiClient::Apply(const std::string& path, const bj::value& object, const ApplyOptions& options) {
  std::string query =
      "?fieldManager=" + PercentEncode(options.field_manager) + (options.force ? "&force=true" : "&force=false");
  if (options.dry_run) query += "&dryRun=All";
  // JSON is YAML, and this is the one content type that every server since 1.16 takes for it.
  return Ask({.method = "PATCH",
              .path = path + query,
              .body = bj::serialize(object),
              .content_type = "application/apply-patch+yaml"});
}

ApiResult<bj::value> ApiClient::Delete(const std::string& path) { return Ask({.method = "DELETE", .path = path}); }

std::string ObjectPath(std::string_view api, std::string_view namespace_name, std::string_view resource,
                       std::string_view name) {
  std::string path(api);
  if (!namespace_name.empty()) path += "/namespaces/" + PercentEncode(namespace_name);
  path += "/" + std::string(resource);
  if (!name.empty()) path += "/" + PercentEncode(name);
  return path;
}

}  // namespace rolecall::kube
