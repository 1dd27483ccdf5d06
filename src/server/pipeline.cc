#include "server/pipeline.h"

#include <algorithm>
#include <exception>

#include "aws/sigv4/authentication_error.h"
#include "aws/sigv4/chunked.h"
#include "aws/wire/text_gate.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/peer.h"
#include "partition/own_partition.h"
#include "server/cells/hop.h"
#include "server/console/console_service.h"
#include "server/plane_reports.h"
#include "server/route.h"
#include "services/caller.h"
#include "services/container_credentials/container_credentials.h"
#include "services/eks/pod_token.h"
#include "services/s3/wire/request.h"

namespace rolecall::server {
namespace {

constexpr std::chrono::milliseconds kAwaitRevision{1000};
constexpr int kMostAwaiting = 64;

http::Response PlainPage(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

std::string RequestId(aws::Protocol protocol, Random& random) {
  if (protocol != aws::Protocol::kS3) return RandomUuid(random);
  std::string id = RandomHex(random, 16);
  for (char& c : id) {
    if (c >= 'a') c = static_cast<char>(c - 32);
  }
  return id;
}

// The name of the service that a request wants: by a real host of AWS, by its signature, by what it asks for.
std::string_view WantedService(const http::Request& request, const aws::Claim* claim) {
  const std::string_view of_host = ServiceOfHost(request.headers.Get("Host"));
  if (!of_host.empty()) return of_host;
  return claim != nullptr ? std::string_view(claim->service) : ServiceOfContent(request);
}

std::string_view NamespaceOf(std::string_view service) {
  return service == "sts" ? aws::kStsNamespace : aws::kIamNamespace;
}

// The others have one endpoint, or one in the plane's own region.
bool IsRegional(std::string_view service) {
  return service == "secretsmanager" || service == "s3" || service == "kms" || service == "ssm" || service == "ec2";
}

}  // namespace

struct Pipeline::Work {
  http::Request* request = nullptr;
  services::Service* service = nullptr;
  aws::Protocol protocol = aws::Protocol::kQuery;
  std::string_view wanted;        // the service that it must go to; empty: the request says
  std::string_view service_name;  // of ours; "" if unknown
  std::string request_id;
  aws::Claim claim;
  bool has_claim = false;
  services::Caller caller;
  std::shared_ptr<const directory::Snapshot> snapshot;
  Time now;
  std::string region;
  bool was_sent = false;  // to another cell, which has answered
};

Pipeline::Pipeline(PipelineParts parts)
    : parts_(std::move(parts)),
      admission_(parts_.directory, parts_.clock, signing_keys_, forwarded_),
      throttle_(parts_.rate_limits),
      source_throttle_(parts_.source_rate_limit ? std::vector{*parts_.source_rate_limit}
                                                : std::vector<services::RateLimit>()) {
  for (const std::string& peer : parts_.trusted_peers) trusted_sources_.insert(http::PeerOf(peer));
  if (parts_.cells != nullptr) {
    cell_of_ = [this](std::string_view account) { return parts_.cells->CellOf(account); };
  }
  for (const auto& service : parts_.services) {
    by_name_.emplace(service->name(), service.get());
    if (service->is_forwarded()) forwarded_.insert(service->name());
  }
}

http::Application Pipeline::MakeApplication() {
  return {.handle = [this](http::Request& request) { return Handle(request); },
          .admit = [this](const http::Request& head) { return Admit(head); },
          .lane = [this](const http::Request& request) { return LaneOfRequest(request); },
          .refuse = [this](const http::Request& head, const http::RefusedBody& why) { return Refuse(head, why); }};
}

http::Admission Pipeline::Admit(const http::Request& head) const {
  if (parts_.cells != nullptr && parts_.cells->Find(head) != nullptr) return AdmitToCell(head);
  return admission_.Admit(head);
}

int Pipeline::LaneOfRequest(const http::Request& request) const {
  if (parts_.cells == nullptr) return admission_.Lane(request);
  if (request.incoming == nullptr) {
    // A container's role may be another cell's, which is found when its token is read.
    const bool may_be_sent =
        services::container_credentials::IsRequest(request) || parts_.cells->Find(request) != nullptr;
    return may_be_sent ? static_cast<int>(kCells) : admission_.Lane(request);
  }
  return parts_.cells->Find(request) != nullptr ? static_cast<int>(kCellBodies) : admission_.Lane(request);
}

http::Application Pipeline::MakeAgentApplication() {
  http::Application application = MakeApplication();
  application.handle = [this](http::Request& request) { return HandleAgent(request); };
  return application;
}

http::Response Pipeline::HandleAgent(http::Request& request) noexcept {
  try {
    if (request.path() != services::container_credentials::kAgentPath) return PlainPage(404, "not found\n");
    if (parts_.cells != nullptr) parts_.cells->TakeHop(request);
    return ContainerCredentials(request);
  } catch (const std::exception& exception) {
    return Failed(request, exception.what());
  }
}

http::Response Pipeline::Refuse(const http::Request& head, const http::RefusedBody& why) {
  const bool is_busy = why.reason == http::Refusal::kBusy;
  parts_.metrics.Count("rolecall_refused_requests_total", "reason", is_busy ? "busy" : "too_large");
  http::Response response;
  if (head.path() == "/mutate") {
    // The API server's own words.
    response = is_busy ? PlainPage(503, "the server is busy\n")
                       : PlainPage(413, "Request entity too large: limit is " + std::to_string(why.max_body_bytes));
  } else {
    aws::Claim claim;
    const bool has_claim = aws::HasClaim(head) && !aws::ParseClaim(head, claim);
    const services::Service* service = FindService(WantedService(head, has_claim ? &claim : nullptr));
    aws::Protocol protocol = service != nullptr ? service->ProtocolOf(head) : GuessProtocol(head);
    if (!has_claim && IsForm(head)) protocol = aws::Protocol::kQuery;  // its Action is in the body
    response = aws::ErrorResponse(protocol, RefusalShape(protocol, head, why),
                                  {.xml_namespace = aws::kStsNamespace,
                                   .request_id = RequestId(protocol, parts_.random),
                                   .resource = head.path(),
                                   .head_request = head.method == "HEAD"});
  }
  if (is_busy) response.headers.Set("Retry-After", "1");
  return response;
}

http::Response Pipeline::Handle(http::Request& request) noexcept {
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

http::Response Pipeline::Dispatch(http::Request& request) {
  if (parts_.cells != nullptr) parts_.cells->TakeHop(request);
  if (!ShowsConsoleAt(request)) return DispatchCall(request);
  if (ConsoleService::IsAt(request)) return CallService(request, ConsoleService::kName);
  http::Response response = DispatchCall(request);
  // What buckets hold is of the page's own origin for a browser: it may not run as if it were the page.
  response.headers.Add("Content-Security-Policy", "sandbox");
  return response;
}

bool Pipeline::ShowsConsoleAt(const http::Request& request) const {
  if (!by_name_.contains(ConsoleService::kName)) return false;
  const std::string_view host = request.headers.Get("Host");
  return ServiceOfHost(host).empty() && LabelOfHost(host, parts_.hosts).empty() &&
         services::s3::wire::BucketOfHost(host).empty();
}

http::Response Pipeline::DispatchCall(http::Request& request) {
  // Its Authorization is a token, no signature.
  if (services::container_credentials::IsRequest(request)) return ContainerCredentials(request);
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
    const std::string why = NotReady();
    if (!why.empty()) return PlainPage(503, why + "\n");
    const std::string reads_only = parts_.reads_only ? parts_.reads_only() : "";
    return PlainPage(200, reads_only.empty() ? "ok\n" : "reads only: " + reads_only + "\n");
  }
  if (is_get && path == "/metrics") {
    http::Response response = PlainPage(200, parts_.metrics.Text());
    response.headers.Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    return response;
  }
  // Not /validate: it tells what trust policies say, and here anybody may ask.
  if (path == "/mutate") return parts_.webhook.Handle(request);
  for (const services::oidc::Issuer& issuer : parts_.issuers) {
    bool is_first = &issuer == &parts_.issuers.front();
    if (std::optional<http::Response> document = issuer.Answer(request, is_first)) return document;
  }
  if (parts_.more_pages) {
    if (std::optional<http::Response> page = parts_.more_pages(request)) return page;
  }
  bool is_reset = path == "/_rolecall/reset" || path == "/moto-api/reset" || path == "/moto-api/reset-auth" ||
                  path == "/_localstack/state/reset";
  if (request.method == "POST" && is_reset && parts_.reset) return Reset();
  if (path.starts_with("/api/v1/namespaces/") || PlaneReports::IsTheirs(path) || path == ConsoleService::kLinkPath) {
    services::Service* tokens = FindService("rolecall");
    aws::ErrorShape missing = services::MissingAuthentication(tokens->protocol());
    return aws::ErrorResponse(tokens->protocol(), missing, {.request_id = RandomUuid(parts_.random)});
  }
  return std::nullopt;
}

std::string Pipeline::NotReady() const {
  if (draining_.load()) return "stopping";
  if (parts_.audit != nullptr && !parts_.audit->CanRecord()) return "the audit log cannot be written";
  if (parts_.can_write && !parts_.can_write()) return "the store cannot be written";
  return parts_.not_ready ? parts_.not_ready() : "";
}

aws::ErrorContext Pipeline::ContextOf(const Work& work) {
  return {.xml_namespace = NamespaceOf(work.service_name),
          .request_id = work.request_id,
          .head_request = work.request->method == "HEAD"};
}

http::Response Pipeline::NoSuchService(const Work& work, std::string_view wanted) {
  return aws::ErrorResponse(work.protocol,
                            {400, "UnknownService",
                             "The service " + std::string(FirstCharacters(wanted, 64)) +
                                 " is not served here. (serve --forward sends others' requests on.)"},
                            ContextOf(work));
}

// Nothing is done or told that is not recorded.
http::Response Pipeline::Unrecorded(const Work& work) {
  parts_.metrics.Count("rolecall_audit_refused_calls_total", "service", work.service_name);
  aws::ErrorContext context = ContextOf(work);
  context.resource = work.request->path();
  http::Response response = aws::ErrorResponse(
      work.protocol, {503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."},
      context);
  response.headers.Set("Retry-After", "5");
  return response;
}

bool Pipeline::IsNewEnough(const http::Request& request) {
  if (parts_.max_staleness.count() > 0 && parts_.directory.staleness() > parts_.max_staleness) {
    return false;
  }
  const std::string* wanted = aws::HasClaim(request) ? request.headers.Find("x-rolecall-min-seq") : nullptr;
  if (wanted == nullptr) return true;
  // The sequence is that of the cell that sent it here.
  if (parts_.cells != nullptr && IsSentOn(request)) return true;
  const auto revision = ParseInt<std::uint64_t>(*wanted);
  if (!revision.has_value() || *revision <= parts_.directory.revision()) return true;
  // Who sends it is not known yet: few may wait.
  const bool may_wait = awaiting_.fetch_add(1) < kMostAwaiting;
  const bool has_come = may_wait && parts_.directory.AwaitRevision(*revision, kAwaitRevision);
  awaiting_.fetch_sub(1);
  return has_come;
}

http::Response Pipeline::NotYet(const Work& work) {
  parts_.metrics.Count("rolecall_refused_requests_total", "reason", "behind");
  aws::ErrorContext context = ContextOf(work);
  context.resource = work.request->path();
  http::Response response = aws::ErrorResponse(
      work.protocol, {503, "ServiceUnavailable", "What this node knows is older than it may be for this request."},
      context);
  response.headers.Set("Retry-After", "1");
  return response;
}

http::Response Pipeline::ContainerCredentials(http::Request& request) {
  namespace container = services::container_credentials;
  if (services::eks::IsForPodIdentity(request.headers.Get("Authorization"))) {
    return CallService(request, "rolecall-pod-identity");
  }
  auto exchange = container::ToTokenExchange(request, [this](const std::string& space, const std::string& name) {
    return parts_.webhook.RoleOf({space, name});
  });
  if (!exchange.ok()) return std::move(exchange.error());
  if (parts_.cells != nullptr) MarkLike(request, exchange->request);
  return container::ToCredentials(CallService(exchange->request), exchange->role_arn);
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
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

http::Response Pipeline::CallService(http::Request& request, std::string_view service) {
  auto start = std::chrono::steady_clock::now();
  Work work;
  work.wanted = service;
  work.request = &request;
  work.now = parts_.clock.Now();
  work.region = parts_.regions.own();
  http::Response response = Answer(work);
  if (work.was_sent) return response;
  // Every answer carries its id, also those that a service makes by itself.
  const char* id_header = work.protocol == aws::Protocol::kS3 ? "x-amz-request-id" : "x-amzn-RequestId";
  if (response.headers.Find(id_header) == nullptr) response.headers.Add(id_header, work.request_id);
  response.headers.Set("x-rolecall-seq", std::to_string(parts_.directory.sequence()));
  parts_.metrics.Request(work.service_name.empty() ? "unknown" : work.service_name, "all", response.status,
                         std::chrono::steady_clock::now() - start);
  return response;
}

http::Response Pipeline::Answer(Work& work) {
  const http::Request& request = *work.request;
  std::optional<aws::AuthFailure> failure;
  work.has_claim = work.wanted.empty() && aws::HasClaim(request);  // else its Authorization is a token
  if (work.has_claim) failure = aws::ParseClaim(request, work.claim);
  const std::string_view wanted =
      !work.wanted.empty() ? work.wanted : WantedService(request, work.has_claim && !failure ? &work.claim : nullptr);
  work.service = FindService(wanted);
  work.protocol = work.service != nullptr ? work.service->ProtocolOf(request) : GuessProtocol(request);
  work.request_id = RequestId(work.protocol, parts_.random);
  if (parts_.cells != nullptr && work.wanted.empty()) {
    if (auto sent = SendToCell(work)) return *std::move(sent);
  }
  if (work.service == nullptr) return NoSuchService(work, wanted);
  work.service_name = work.service->name();
  if (parts_.audit != nullptr && !parts_.audit->CanRecord()) return Unrecorded(work);
  if (IsSourceThrottled(request)) return ThrottleSource(work);
  if (!IsNewEnough(request)) return NotYet(work);
  // Bodies that are sent on may be anything: services/forward looks at those that it reads.
  const aws::Protocol read_as = work.service->is_forwarded() ? aws::Protocol::kRestXml : work.protocol;
  work.snapshot = parts_.directory.snapshot();
  if (auto wrong = aws::CheckText(request, read_as)) return RefuseText(work, *wrong);
  if (work.has_claim && !failure) failure = Authenticate(work);
  services::Call call = MakeCall(work);
  call.host_label = LabelOfHost(request.headers.Get("Host"), parts_.hosts);
  http::Response response = failure                          ? RefuseCaller(work, call, *failure)
                            : IsThrottled(work, call.caller) ? Throttle(work, call)
                                                             : Act(work, call);
  Record(work, call, failure ? aws::AuthProblemName(failure->problem) : "", response.status);
  return response;
}

// Before anything that is of this plane's own state: its store may be away, its audit log full.
std::optional<http::Response> Pipeline::SendToCell(Work& work) {
  const http::Request& request = *work.request;
  if (work.service != nullptr) work.service_name = work.service->name();
  const std::shared_ptr<const Cell> cell = parts_.cells->Find(request);
  // Of what came to be sent on, and is not since the cells were read again: its body is not here.
  const bool is_late = cell == nullptr && request.incoming != nullptr && !admission_.Admit(request).stream;
  if (cell == nullptr && !is_late) return std::nullopt;
  if (cell != nullptr) {
    if (IsSourceThrottled(request)) return ThrottleSource(work);
    Result<http::Response> answer = parts_.cells->Send(*cell, request);
    work.was_sent = answer.ok();
    if (answer.ok()) return *std::move(answer);
  }
  aws::ErrorContext context = ContextOf(work);
  context.resource = request.path();
  aws::ErrorShape shape = RefusalShape(work.protocol, request, {http::Refusal::kBusy, 0});
  shape.message = "The cell of this account does not answer.";
  http::Response response = aws::ErrorResponse(work.protocol, shape, context);
  response.headers.Set("Retry-After", "1");
  return response;
}

services::Call Pipeline::MakeCall(Work& work) {
  services::Call call{*work.request,    work.request_id,  std::move(work.caller), work.snapshot,
                      parts_.directory, parts_.clock,     parts_.random,          work.now,
                      work.region,      parts_.account_id};
  call.regions = &parts_.regions;
  call.explain_denials = parts_.explain_denials;
  if (cell_of_) call.cell_of = &cell_of_;
  return call;
}

// Before anybody knows who sends it: a stranger's, in the audit log too.
http::Response Pipeline::RefuseText(Work& work, const aws::ErrorShape& wrong) {
  parts_.metrics.Count("rolecall_refused_requests_total", "reason", "no_text");
  services::Call call = MakeCall(work);
  call.audit.Fail(wrong.code, wrong.message);
  Record(work, call, "", wrong.status);
  // The path itself is not repeated: it need not be text.
  return aws::ErrorResponse(work.protocol, wrong, ContextOf(work));
}

void Pipeline::Record(const Work& work, const services::Call& call, std::string_view failure, int status) {
  // A follower asks every second; its copy of the whole is told, and what was refused.
  if (call.audit.operation == "FollowLog" && status == 200) return;
  const AuditEvent event{call, work.service_name, failure, status};
  if (parts_.audit != nullptr) {
    parts_.audit->Record(event, RandomUuid(parts_.random));
  } else if (parts_.feed != nullptr && !IsOfWatcher(event) && (IsDenial(event) || parts_.feed->is_watched())) {
    // Nobody keeps it but those who watch.
    parts_.feed->Add(FormatAuditEvent(event, RandomUuid(parts_.random)), IsDenial(event));
  }
}

void Pipeline::RecordDelivery(const services::imds::Delivery& delivery) {
  Work work;
  work.service_name = "sts";
  services::Call call{delivery.request,
                      RandomUuid(parts_.random),
                      {},
                      parts_.directory.snapshot(),
                      parts_.directory,
                      parts_.clock,
                      parts_.random,
                      parts_.clock.Now(),
                      parts_.regions.own(),
                      parts_.account_id};
  call.audit.operation = "AssumeRole";
  call.audit.identified = true;  // ec2.amazonaws.com, which is this plane
  call.audit.error_code = delivery.error_code;
  call.audit.resources.push_back(delivery.role_arn);
  call.audit.parameters.emplace_back("invokedBy", "ec2.amazonaws.com");
  Record(work, call, "", delivery.error_code.empty() ? 200 : 403);
}

void Pipeline::RecordSignature(const AskedToken& asked) {
  constexpr std::string_view kServiceAccount = "system:serviceaccount:";
  Work work;
  work.service_name = "rolecall";
  const http::Request request{.method = "POST", .target = "/v1.ExternalJWTSigner/Sign", .peer_address = "unix"};
  services::Call call{request,
                      RandomUuid(parts_.random),
                      {},
                      parts_.directory.snapshot(),
                      parts_.directory,
                      parts_.clock,
                      parts_.random,
                      parts_.clock.Now(),
                      parts_.regions.own(),
                      parts_.account_id};
  call.audit.operation = "SignToken";
  call.audit.identified = true;  // who may connect to the socket
  if (!asked.refusal.empty()) call.audit.Fail("InvalidArgument", asked.refusal);
  if (asked.subject.starts_with(kServiceAccount)) {
    std::string account = asked.subject.substr(kServiceAccount.size());
    std::ranges::replace(account, ':', '/');
    call.audit.resources.push_back(partition::OwnArn() + "rolecall:" + call.region + ":" + call.account +
                                   ":serviceaccount/" + account);
  }
  auto& parameters = call.audit.parameters;
  parameters = {{"invokedBy", "ExternalJWTSigner"},
                {"callerUserId", std::to_string(asked.peer.user)},
                {"callerProcessId", std::to_string(asked.peer.process)},
                {"issuer", asked.issuer},
                {"subject", asked.subject}};
  if (!asked.audiences.empty()) parameters.emplace_back("audiences", asked.audiences);
  if (asked.expires) parameters.emplace_back("expirationTime", FormatIso8601(FromUnixSeconds(*asked.expires)));
  if (!asked.pod.empty()) parameters.emplace_back("pod", asked.pod);
  if (!asked.token_id.empty()) parameters.emplace_back("tokenId", asked.token_id);
  if (!asked.key_id.empty()) parameters.emplace_back("keyId", asked.key_id);
  Record(work, call, "", asked.refusal.empty() ? 200 : 400);
}

http::Response Pipeline::RefuseCaller(const Work& work, services::Call& call, const aws::AuthFailure& failure) {
  aws::ErrorShape shape = aws::AuthenticationError(work.protocol, failure);
  call.audit.Fail(shape.code, shape.message);
  parts_.metrics.Count("rolecall_authentication_failures_total", "reason", aws::AuthProblemName(failure.problem));
  aws::ErrorContext context = ContextOf(work);
  context.resource = call.request.path();
  return aws::ErrorResponse(work.protocol, shape, context);
}

http::Response Pipeline::Throttle(const Work& work, services::Call& call) {
  const aws::ErrorShape shape = services::ThrottlingError(work.protocol);
  call.audit.error_code = shape.code;
  parts_.metrics.Count("rolecall_throttled_requests_total", "service", work.service_name);
  return aws::ErrorResponse(work.protocol, shape, ContextOf(work));
}

bool Pipeline::IsSourceThrottled(const http::Request& request) {
  if (source_throttle_.empty()) return false;
  const std::string source = http::PeerOf(request.peer_address);
  if (trusted_sources_.contains(source)) return false;
  return !source_throttle_.Take(services::Throttle::Source(source), std::chrono::steady_clock::now());
}

// Nobody knows yet who it is: a stranger's, in the audit log too.
http::Response Pipeline::ThrottleSource(Work& work) {
  work.snapshot = parts_.directory.snapshot();
  services::Call call = MakeCall(work);
  const aws::ErrorShape shape = services::ThrottlingError(work.protocol);
  call.audit.Fail(shape.code, shape.message);
  parts_.metrics.Count("rolecall_throttled_source_requests_total", "service", work.service_name);
  Record(work, call, "", shape.status);
  return aws::ErrorResponse(work.protocol, shape, ContextOf(work));
}

http::Response Pipeline::Act(const Work& work, services::Call& call) {
  http::Response response = work.service->Handle(call);
  for (const std::string& what : call.damaged) {
    parts_.metrics.Count("rolecall_damaged_values_total", "place", "objects");
    parts_.warn("damaged in the store: " + what);
  }
  if (response.status == 403 || call.audit.error_code == "AccessDeniedException") {
    parts_.metrics.Count("rolecall_authorization_denials_total", "service", work.service_name);
  }
  NoteUse(call, work);
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

bool Pipeline::IsThrottled(const Work& work, const services::Caller& caller) {
  if (throttle_.empty()) return false;
  const http::Request& request = *work.request;
  std::string_view operation = request.method;
  if (work.protocol == aws::Protocol::kQuery) operation = ActionOf(request);
  if (work.protocol == aws::Protocol::kJson11 || work.protocol == aws::Protocol::kJson10) {
    operation = request.headers.Get("X-Amz-Target");
    operation.remove_prefix(std::min(operation.size(), operation.find('.') + 1));
  }
  // Those who do not sign share one bucket: they must not use up what an account's own callers have.
  const std::string_view who = caller.anonymous() ? std::string_view("unsigned") : caller.account;
  return !throttle_.Take({work.service_name, services::ClassOfOperation(operation), who},
                         std::chrono::steady_clock::now());
}

// Sets the call's region (services/regions.h).
// Differs from AWS: aws:RequestedRegion of a call of IAM or STS would be the endpoint's that was asked.
std::optional<aws::AuthFailure> Pipeline::CheckRegion(Work& work) const {
  const std::string& region = work.claim.region;
  const services::Regions& regions = parts_.regions;
  const bool is_regional = IsRegional(work.service_name) || work.service->is_forwarded();
  if (is_regional && regions.Serves(region)) {
    work.region = region;
    return std::nullopt;
  }
  if (!is_regional && services::IsRegionName(region)) return std::nullopt;
  return aws::AuthFailure{.problem = aws::AuthProblem::kScopeRegion,
                          .detail = "the region '" + region + "' is wrong; expecting '" + regions.own() + "'",
                          .presigned = work.claim.presigned,
                          .region = regions.own()};
}

std::optional<aws::AuthFailure> Pipeline::Authenticate(Work& work) {
  if (auto refused = CheckRegion(work)) return refused;
  aws::AuthFailure failure;
  std::optional<services::FoundCaller> found =
      services::FindCaller(parts_.directory, *work.snapshot, work.claim, work.now, failure);
  if (!found) return failure;
  aws::CheckOptions check;
  check.now = work.now;
  check.keys = &signing_keys_;
  check.service = work.service_name;
  const bool is_streamed = work.request->incoming != nullptr;  // whoever reads the body checks its hash
  if (auto refused = is_streamed ? aws::CheckClaimHeader(work.claim, *work.request, found->secret.Reveal(), check)
                                 : aws::CheckClaim(work.claim, *work.request, found->secret.Reveal(), check)) {
    return refused;
  }
  if (work.service_name == "s3" && !is_streamed && aws::IsChunked(*work.request)) {
    if (auto refused = aws::DecodeChunkedBody(work.claim, found->secret.Reveal(), *work.request)) return refused;
  }
  work.caller = std::move(found->caller);
  return std::nullopt;
}

}  // namespace rolecall::server
