#include <algorithm>
#include <chrono>

#include "aws/credentials/credential_sources.h"
#include "aws/wire/url.h"
#include "base/encoding.h"

namespace rolecall::aws {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMaxAnswerBytes = 64u << 10;
constexpr std::size_t kMaxTokenBytes = 64u << 10;

http::ClientRequest MetadataRequest(const std::string& method, const std::string& url) {
  http::ClientRequest request;
  request.method = method;
  request.url = url;
  request.connect_timeout = milliseconds(1000);
  request.timeout = milliseconds(5000);
  request.max_response_bytes = kMaxAnswerBytes;
  return request;
}

Error Unusable(const std::string& what) { return {ErrorCode::kUnauthenticated, what}; }

// Plain HTTP only to addresses that do not leave the machine.
bool IsAllowedContainerUrl(const UrlParts& url) {
  if (url.scheme == "https") return true;
  std::string_view host = HostName(url);
  constexpr std::string_view kHosts[] = {"localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]"};
  return std::find(std::begin(kHosts), std::end(kHosts), host) != std::end(kHosts) || host.starts_with("127.");
}

Result<std::string> ContainerUrl(const Environment& environment) {
  std::string relative = environment.GetOr("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "");
  if (!relative.empty()) {
    if (relative[0] != '/') return Unusable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with '/'");
    return "http://169.254.170.2" + relative;
  }
  std::string full = environment.GetOr("AWS_CONTAINER_CREDENTIALS_FULL_URI", "");
  std::optional<UrlParts> url = SplitUrl(full);
  if (!url) return Unusable("AWS_CONTAINER_CREDENTIALS_FULL_URI is not an http or https URL");
  if (!IsAllowedContainerUrl(*url)) {
    return Unusable("AWS_CONTAINER_CREDENTIALS_FULL_URI names the host " + std::string(HostName(*url)) +
                    " with plain http, which is allowed for loopback and the container endpoints only");
  }
  return full;
}

Result<std::string> ContainerAuthorization(const ChainDependencies& use) {
  std::string token = use.environment.GetOr("AWS_CONTAINER_AUTHORIZATION_TOKEN", "");
  std::string file = use.environment.GetOr("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "");
  if (!file.empty()) {
    ROLECALL_TRY(token, use.files.Read(file, kMaxTokenBytes));
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.pop_back();
  }
  if (token.find_first_of("\r\n") != std::string::npos) {
    return Unusable("the container's authorization token has line breaks");
  }
  return token;
}

Result<http::Response> Ask(http::Client& http, const http::ClientRequest& request, const char* whom) {
  ROLECALL_TRY(http::Response response, http.Send(request));
  if (response.status != 200) {
    return Unusable(std::string(whom) + " answered with status " + std::to_string(response.status));
  }
  return response;
}

}  // namespace

bool HasContainerEndpoint(const Environment& environment) {
  return !environment.GetOr("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "").empty() ||
         !environment.GetOr("AWS_CONTAINER_CREDENTIALS_FULL_URI", "").empty();
}

Fetch FetchFromContainer(const ChainDependencies& use) {
  return [use]() -> Result<Credentials> {
    ROLECALL_TRY(std::string url, ContainerUrl(use.environment));
    ROLECALL_TRY(std::string authorization, ContainerAuthorization(use));
    http::ClientRequest request = MetadataRequest("GET", url);
    if (!authorization.empty()) request.headers.Set("Authorization", authorization);
    ROLECALL_TRY(http::Response response, Ask(use.http, request, "the container's credential endpoint"));
    return ReadCredentialJson(response.body, "the container's credential endpoint");
  };
}

Fetch FetchFromInstance(std::string endpoint, const ChainDependencies& use) {
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return [endpoint = std::move(endpoint), use]() -> Result<Credentials> {
    constexpr const char* kWhom = "the instance's metadata service";
    // Differs from AWS's older SDKs: no way back to version 1, which any proxy on the instance can be made to ask.
    http::ClientRequest token = MetadataRequest("PUT", endpoint + "/latest/api/token");
    token.headers.Set("X-aws-ec2-metadata-token-ttl-seconds", "21600");
    ROLECALL_TRY(http::Response session, Ask(use.http, token, kWhom));
    std::string base = endpoint + "/latest/meta-data/iam/security-credentials/";
    http::ClientRequest list = MetadataRequest("GET", base);
    list.headers.Set("X-aws-ec2-metadata-token", session.body);
    ROLECALL_TRY(http::Response roles, Ask(use.http, list, kWhom));
    std::string role = roles.body.substr(0, roles.body.find('\n'));
    if (role.empty()) return Unusable("the instance has no role");
    http::ClientRequest get = MetadataRequest("GET", base + PercentEncode(role));
    get.headers = list.headers;
    ROLECALL_TRY(http::Response answer, Ask(use.http, get, kWhom));
    return ReadCredentialJson(answer.body, kWhom);
  };
}

}  // namespace rolecall::aws
