#include "server/plane_reports.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "partition/own_partition.h"
#include "services/authorize.h"
#include "services/service.h"

namespace rolecall::server {
namespace {

namespace bj = boost::json;

constexpr std::string_view kStatusPath = "/_rolecall/status", kAuditPath = "/_rolecall/audit";
constexpr std::uint64_t kMostWaitSeconds = 20;

http::Response RefuseReport(services::Call& call, const aws::ErrorShape& error) {
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kRestJson, error, {.request_id = call.request_id});
}

services::Question QuestionOf(const services::Call& call, const char* action) {
  return {.action = action,
          .resource = partition::OwnArn() + "rolecall:" + call.region + ":" + call.account + ":plane"};
}

// The question again, by what is known now, of a call that has waited.
std::optional<aws::ErrorShape> AskAgain(services::Call& call, const char* action) {
  call.snapshot = call.directory.snapshot();
  std::optional<services::Caller> caller = services::Renewed(*call.snapshot, call.caller, call.clock.Now());
  if (!caller) return aws::ErrorShape{403, "UnrecognizedClientException", "The security token is no longer valid."};
  call.caller = *std::move(caller);
  std::optional<aws::ErrorShape> denied = services::Authorize(call, QuestionOf(call, action));
  if (denied) denied->code = "AccessDeniedException";
  return denied;
}

http::Response JsonReport(const services::Call& call, std::string body) {
  http::Response response;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "no-store");
  response.headers.Add("x-amzn-RequestId", call.request_id);
  response.body = std::move(body);
  return response;
}

bj::array Texts(const std::vector<std::string>& texts) {
  bj::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

bj::object CountsOf(const directory::Snapshot& snapshot) {
  std::size_t own_policies = 0;
  for (const auto& policy : snapshot.policies.Sorted("arn:"))
    own_policies += policy->arn().find(":aws:policy/") == std::string::npos;
  return {{"accounts", snapshot.accounts.size()},
          {"users", snapshot.users.size()},
          {"groups", snapshot.groups.size()},
          {"roles", snapshot.roles.size()},
          {"policies", own_policies},
          {"accessKeys", snapshot.access_keys.size()},
          {"oidcProviders", snapshot.oidc_providers.size()},
          {"secrets", snapshot.secrets.size()},
          {"buckets", snapshot.buckets.size()}};
}

bj::array IssuersOf(const std::vector<services::oidc::Issuer>& issuers) {
  bj::array list;
  for (const services::oidc::Issuer& issuer : issuers) {
    list.push_back(bj::object{{"url", issuer.url()}, {"keys", issuer.signing_keys().list().size()}});
  }
  return list;
}

// The records are JSON already: they are not read again.
std::string Records(const std::vector<std::string>& lines) {
  std::string list = "[";
  for (const std::string& line : lines) {
    if (list.size() > 1) list += ',';
    list += line;
  }
  return list + "]";
}

// The number of a query parameter, or `otherwise`.
std::uint64_t NumberOf(const http::Request& request, std::string_view name, std::uint64_t otherwise) {
  const std::optional<http::QueryParameters> query = http::ParseQuery(request.query(), 16);
  if (!query) return otherwise;
  for (const auto& [key, value] : *query) {
    if (key == name) return ParseInt<std::uint64_t>(value).value_or(otherwise);
  }
  return otherwise;
}

}  // namespace

bool PlaneReports::IsTheirs(std::string_view path) { return path == kStatusPath || path == kAuditPath; }

http::Response PlaneReports::Handle(services::Call& call) const {
  const bool is_status = call.request.path() == kStatusPath;
  call.audit.operation = is_status ? "GetStatus" : "ReadAudit";
  if (call.caller.anonymous()) return RefuseReport(call, services::MissingAuthentication(aws::Protocol::kRestJson));
  if (call.request.method != "GET") return RefuseReport(call, {405, "MethodNotAllowed", "Reports are read by GET."});
  const services::Question question = QuestionOf(call, is_status ? "rolecall:GetStatus" : "rolecall:ReadAudit");
  if (auto denied = services::Authorize(call, question)) {
    denied->code = "AccessDeniedException";
    return RefuseReport(call, *denied);
  }
  if (call.own_account() != call.account) {
    return RefuseReport(call, {403, "AccessDeniedException", "Only the plane's own account may read its reports."});
  }
  return is_status ? Status(call) : AuditRecords(call);
}

http::Response PlaneReports::Status(services::Call& call) const {
  const std::string why_not = why_not_ready_();
  bj::object status{{"version", ROLECALL_VERSION},
                    {"account", facts_.account},
                    {"region", facts_.region},
                    {"ready", why_not.empty()},
                    {"notReadyReason", why_not},
                    {"startTime", FormatIso8601(facts_.started)},
                    {"time", FormatIso8601(call.now)},
                    {"store", bj::object{{"place", facts_.store}, {"writable", call.directory.store().writable()}}},
                    {"auditLog", facts_.audit_log},
                    {"unreadableRecords", call.directory.unreadable().size()},
                    {"issuers", IssuersOf(issuers_)},
                    {"counts", CountsOf(*call.snapshot)},
                    {"services", Texts(facts_.services)},
                    {"forwardedServices", facts_.forwarded.size()}};
  std::string body = bj::serialize(status);
  // Who may not read the audit log does not see of it here either.
  if (services::Decide(call, QuestionOf(call, "rolecall:ReadAudit")).allowed()) {
    body.pop_back();
    body += ",\"lastDenials\":" + Records(feed_.LastDenials()) + "}";
  }
  return JsonReport(call, std::move(body));
}

http::Response PlaneReports::AuditRecords(services::Call& call) const {
  const std::uint64_t seconds = std::min(kMostWaitSeconds, NumberOf(call.request, "wait", 0));
  const AuditFeed::Page page = feed_.Read(NumberOf(call.request, "after", 0), std::chrono::seconds(seconds));
  // Who may not read them any more when they come does not get them.
  if (auto denied = AskAgain(call, "rolecall:ReadAudit")) return RefuseReport(call, *denied);
  return JsonReport(call, "{\"last\":" + std::to_string(page.last) + ",\"gap\":" + (page.has_gap ? "true" : "false") +
                              ",\"records\":" + Records(page.lines) + "}");
}

}  // namespace rolecall::server
