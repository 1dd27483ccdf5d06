#include "server/pipeline.h"

#include <algorithm>
#include <exception>

#include "aws/sigv4/authentication_error.h"
#include "aws/sigv4/chunked.h"
#include "server/audit_record.h"
#include "server/route.h"
#include "services/caller.h"

namespace rolecall::server {
namespace {

http::Response PlainPage(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

bool IsRegionText(std::string_view region) {
  auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !region.empty() && region.size() <= 32 && std::ranges::all_of(region, plain);
}

std::string RequestId(aws::Protocol protocol, Random& random) {
  if (protocol != aws::Protocol::kS3) return RandomUuid(random);
  std::string id = RandomHex(random, 16);
  for (char& c : id) {
    if (c >= 'a') c = static_cast<char>(c - 32);
  }
  return id;
}

std::string_view NamespaceOf(std::string_view service) {
  return service == "sts" ? aws::kStsNamespace : aws::kIamNamespace;
}

}  // namespace

struct Pipeline::Work {
  const http::Request* request = nullptr;
  http::Request decoded;  // holds the request if its body had to be decoded
  services::Service* service = nullptr;
  aws::Protocol protocol = aws::Protocol::kQuery;
  std::string_view service_name;  // of ours; "" if unknown
  std::string_view host_service;  // that the host names
  std::string request_id;
  aws::Claim claim;
  bool has_claim = false;
  services::Caller caller;
  std::shared_ptr<const directory::Snapshot> snapshot;
  Time now;
  std::string region;
};

http::Response Pipeline::Handle(const http::Request& request) noexcept {
  try {
    return Dispatch(request);
  } catch (const std::exception& exception) {
    return Failed(request, exception.what());
  } catch (...) {
    return Failed(request, "unknown exception");
  }
}

http::Response Pipeline::Failed(const http::Request& request, const char* what) noexcept {
  try {
    parts_.metrics.Count("rolecall_internal_errors_total", "place", "pipeline");
    // The path only: queries hold signatures and tokens.
    parts_.warn("internal error at " + request.method + " " + std::string(request.path().substr(0, 200)) + ": " + what);
    return aws::ErrorResponse(
        GuessProtocol(request),
        {500, "InternalFailure", "The request processing has failed because of an unknown error."},
        {.xml_namespace = aws::kStsNamespace, .request_id = RandomUuid(parts_.random)});
  } catch (...) {
    http::Response bare;
    bare.status = 500;
    return bare;
  }
}

http::Response Pipeline::Dispatch(const http::Request& request) {
  if (!aws::HasClaim(request)) {
    if (std::optional<http::Response> page = OwnPage(request)) return *std::move(page);
  }
  return CallService(request);
}

std::optional<http::Response> Pipeline::OwnPage(const http::Request& request) {
  std::string_view path = request.path();
  bool is_get = request.method == "GET" || request.method == "HEAD";
  if (is_get && path == "/healthz") return PlainPage(200, "ok\n");
  if (is_get && path == "/readyz") {
    return draining_.load() ? PlainPage(503, "stopping\n") : PlainPage(200, "ok\n");
  }
  if (is_get && path == "/metrics") {
    http::Response response = PlainPage(200, parts_.metrics.Text());
    response.headers.Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    return response;
  }
  if (path == "/mutate") return parts_.webhook.Handle(request);
  for (const services::oidc::Issuer& issuer : parts_.issuers) {
    bool is_first = &issuer == &parts_.issuers.front();
    if (std::optional<http::Response> document = issuer.Answer(request, is_first)) return document;
  }
  bool is_reset = path == "/_rolecall/reset" || path == "/moto-api/reset" || path == "/moto-api/reset-auth";
  if (request.method == "POST" && is_reset && parts_.reset) return Reset();
  if (path.starts_with("/api/v1/namespaces/")) {
    services::Service* tokens = FindService("rolecall");
    aws::ErrorShape missing = services::MissingAuthentication(tokens->protocol());
    return aws::ErrorResponse(tokens->protocol(), missing, {.request_id = RandomUuid(parts_.random)});
  }
  return std::nullopt;
}

http::Response Pipeline::Reset() {
  Result<void> reset = parts_.reset();
  if (!reset.ok()) {
    parts_.warn("reset: " + reset.error().message);
    return PlainPage(500, "the reset failed\n");
  }
  http::Response response = PlainPage(200, "{\"status\":\"ok\"}");
  response.headers.Set("Content-Type", "application/json");
  return response;
}

services::Service* Pipeline::FindService(std::string_view name) const {
  for (const auto& service : parts_.services) {
    if (service->name() == name) return service.get();
  }
  return nullptr;
}

http::Response Pipeline::CallService(const http::Request& request) {
  auto start = std::chrono::steady_clock::now();
  Work work;
  work.request = &request;
  work.now = parts_.clock.Now();
  work.region = parts_.region;
  http::Response response = Answer(work);
  // Every answer carries its id, also those that a service makes by itself.
  const char* id_header = work.protocol == aws::Protocol::kS3 ? "x-amz-request-id" : "x-amzn-RequestId";
  if (response.headers.Find(id_header) == nullptr) response.headers.Add(id_header, work.request_id);
  parts_.metrics.Request(work.service_name.empty() ? "unknown" : work.service_name, "all", response.status,
                         std::chrono::steady_clock::now() - start);
  return response;
}

http::Response Pipeline::Answer(Work& work) {
  const http::Request& request = *work.request;
  std::optional<aws::AuthFailure> failure;
  work.has_claim = aws::HasClaim(request);
  if (work.has_claim) failure = aws::ParseClaim(request, work.claim);
  work.host_service = ServiceOfHost(request.headers.Get("Host"));
  std::string_view wanted = !work.host_service.empty()               ? work.host_service
                            : work.has_claim && !failure.has_value() ? std::string_view(work.claim.service)
                                                                     : ServiceOfContent(request);
  work.service = FindService(wanted);
  work.protocol = work.service != nullptr ? work.service->protocol() : GuessProtocol(request);
  work.request_id = RequestId(work.protocol, parts_.random);
  if (work.service == nullptr) {
    std::string name(wanted.substr(0, 64));
    return aws::ErrorResponse(work.protocol,
                              {400, "UnknownService",
                               "The service " + name +
                                   " is not served here: there are iam, sts, secretsmanager "
                                   "and s3."},
                              {.xml_namespace = aws::kIamNamespace, .request_id = work.request_id});
  }
  work.service_name = work.service->name();
  work.snapshot = parts_.directory.snapshot();
  if (work.has_claim && !failure) failure = Authenticate(work);
  services::Call call{*work.request,    work.request_id,  std::move(work.caller), work.snapshot,
                      parts_.directory, parts_.clock,     parts_.random,          work.now,
                      work.region,      parts_.account_id};
  http::Response response;
  if (failure) {
    aws::ErrorShape shape = aws::AuthenticationError(work.protocol, *failure);
    call.audit.error_code = shape.code;
    parts_.metrics.Count("rolecall_authentication_failures_total", "reason", aws::AuthProblemName(failure->problem));
    response = aws::ErrorResponse(work.protocol, shape,
                                  {.xml_namespace = NamespaceOf(work.service_name),
                                   .request_id = work.request_id,
                                   .resource = request.path(),
                                   .head_request = request.method == "HEAD"});
  } else {
    response = work.service->Handle(call);
    if (response.status == 403) {
      parts_.metrics.Count("rolecall_authorization_denials_total", "service", work.service_name);
    }
    NoteUse(call, work);
  }
  if (parts_.audit != nullptr) {
    std::string_view reason = failure ? aws::AuthProblemName(failure->problem) : "";
    parts_.audit->Write(
        FormatAuditEvent({call, work.service_name, reason, response.status}, RandomUuid(parts_.random)));
  }
  return response;
}

// Last-used times are kept for long-term keys, and for users and roles by service.
void Pipeline::NoteUse(const services::Call& call, const Work& work) {
  const services::Caller& caller = call.caller;
  if (caller.anonymous()) return;
  if (caller.session == nullptr) parts_.directory.NoteUse(caller.access_key_id, work.service_name, work.region);
  const std::string& principal = caller.role != nullptr   ? caller.role->id
                                 : caller.user != nullptr ? caller.user->id
                                                          : caller.account;
  parts_.directory.NoteServiceUse(principal, work.service_name, work.region);
}

std::optional<aws::AuthFailure> Pipeline::Authenticate(Work& work) {
  if (!IsRegionText(work.claim.region)) {
    return aws::AuthFailure{aws::AuthProblem::kScopeRegion, "Credential should be scoped to a valid region."};
  }
  aws::AuthFailure failure;
  std::optional<services::FoundCaller> found =
      services::FindCaller(parts_.directory, *work.snapshot, work.claim, work.now, failure);
  if (!found) return failure;
  aws::CheckOptions check;
  check.now = work.now;
  check.keys = &signing_keys_;
  check.service = work.service_name;
  if (auto refused = aws::CheckClaim(work.claim, *work.request, found->secret.Reveal(), check)) return refused;
  if (work.service_name == "s3" && aws::IsChunked(*work.request)) {
    work.decoded = *work.request;
    if (auto refused = aws::DecodeChunkedBody(work.claim, found->secret.Reveal(), work.decoded)) return refused;
    work.request = &work.decoded;
  }
  work.caller = std::move(found->caller);
  work.region = work.claim.region;
  return std::nullopt;
}

}  // namespace rolecall::server
