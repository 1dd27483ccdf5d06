#include "server/token_service.h"

#include <boost/json.hpp>

#include "partition/own_partition.h"
#include "services/authorize.h"

namespace rolecall::server {
namespace {

namespace bj = boost::json;

http::Response Refuse(services::Call& call, const aws::ErrorShape& error) {
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kRestJson, error, {.request_id = call.request_id});
}

// "/api/v1/namespaces/NS/serviceaccounts/NAME/token"; names are checked by the issuer.
bool ReadPath(std::string_view path, services::oidc::TokenSubject& subject) {
  constexpr std::string_view kStart = "/api/v1/namespaces/";
  constexpr std::string_view kMiddle = "/serviceaccounts/";
  constexpr std::string_view kEnd = "/token";
  if (!path.starts_with(kStart) || !path.ends_with(kEnd)) return false;
  path = path.substr(kStart.size(), path.size() - kStart.size() - kEnd.size());
  std::size_t middle = path.find(kMiddle);
  if (middle == path.npos) return false;
  subject.name_space = path.substr(0, middle);
  subject.service_account = path.substr(middle + kMiddle.size());
  return true;
}

Error Wrong(const char* why) { return {ErrorCode::kInvalidArgument, why}; }

Result<void> ReadBoundObject(const bj::value& reference, services::oidc::TokenSubject& subject) {
  const bj::object* object = reference.if_object();
  if (object == nullptr) return Wrong("spec.boundObjectRef is not an object");
  const bj::value* kind = object->if_contains("kind");
  if (kind == nullptr || *kind != "Pod") return Wrong("spec.boundObjectRef: tokens can be bound to a Pod only");
  for (const auto& [name, target] : {std::pair{"name", &subject.pod_name}, std::pair{"uid", &subject.pod_uid}}) {
    const bj::value* text = object->if_contains(name);
    if (text == nullptr) continue;
    if (!text->is_string()) return Wrong("spec.boundObjectRef: name and uid are strings");
    *target = std::string(text->get_string());
  }
  return {};
}

Result<void> ReadSpec(const bj::object& spec, services::oidc::TokenGrant& grant) {
  if (const bj::value* audiences = spec.if_contains("audiences"); audiences != nullptr && !audiences->is_null()) {
    if (!audiences->is_array()) return Wrong("spec.audiences is not a list");
    for (const bj::value& audience : audiences->get_array()) {
      if (!audience.is_string()) return Wrong("spec.audiences is not a list of strings");
      grant.audiences.emplace_back(audience.get_string());
    }
  }
  if (grant.audiences.empty()) grant.audiences.push_back("sts.amazonaws.com");
  if (const bj::value* seconds = spec.if_contains("expirationSeconds"); seconds != nullptr && !seconds->is_null()) {
    if (!seconds->is_int64()) return Wrong("spec.expirationSeconds is not a number");
    grant.lifetime = std::chrono::seconds(seconds->get_int64());
  }
  const bj::value* bound = spec.if_contains("boundObjectRef");
  if (bound != nullptr && !bound->is_null()) return ReadBoundObject(*bound, grant.subject);
  return {};
}

Result<void> ReadBody(std::string_view body, services::oidc::TokenGrant& grant) {
  if (body.size() > (64u << 10)) return Wrong("the request is too large");
  bj::error_code error;
  bj::value root = body.empty() ? bj::value(bj::object()) : bj::parse(body, error);
  if (error || !root.is_object()) return Wrong("the body is not a JSON object");
  const bj::value* spec = root.get_object().if_contains("spec");
  if (spec == nullptr) return ReadSpec({}, grant);
  if (!spec->is_object()) return Wrong("spec is not an object");
  return ReadSpec(spec->get_object(), grant);
}

http::Response Granted(const services::Call& call, const services::oidc::TokenGrant& grant, const Secret& token) {
  bj::array audiences;
  for (const std::string& audience : grant.audiences) audiences.push_back(bj::string(audience));
  bj::object answer{
      {"apiVersion", "authentication.k8s.io/v1"},
      {"kind", "TokenRequest"},
      {"metadata", bj::object{{"name", grant.subject.service_account},
                              {"namespace", grant.subject.name_space},
                              {"creationTimestamp", FormatIso8601(call.now)}}},
      {"spec", bj::object{{"audiences", std::move(audiences)}, {"expirationSeconds", grant.lifetime.count()}}},
      {"status",
       bj::object{{"token", token.Reveal()}, {"expirationTimestamp", FormatIso8601(call.now + grant.lifetime)}}}};
  http::Response response;
  response.status = 201;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "no-store");
  response.headers.Add("x-amzn-RequestId", call.request_id);
  response.body = bj::serialize(answer);
  return response;
}

}  // namespace

const services::oidc::Issuer* TokenService::IssuerOf(const http::Request& request) const {
  std::optional<http::QueryParameters> query = http::ParseQuery(request.query(), 16);
  if (!query) return nullptr;
  for (const auto& [name, value] : *query) {
    if (name != "issuer") continue;
    for (const services::oidc::Issuer& issuer : issuers_) {
      if (issuer.url() == value) return &issuer;
    }
    return nullptr;
  }
  return &issuers_.front();
}

http::Response TokenService::Handle(services::Call& call) {
  if (reports_ != nullptr && PlaneReports::IsTheirs(call.request.path())) return reports_->Handle(call);
  if (log_pages_ != nullptr && LogPages::IsTheirs(call.request.path())) return log_pages_->Handle(call);
  if (console_ != nullptr && call.request.path() == ConsoleService::kLinkPath) return console_->MakeLink(call);
  services::oidc::TokenGrant grant;
  grant.audiences.clear();
  if (!ReadPath(call.request.path(), grant.subject)) {
    return Refuse(call, {404, "NotFound", "There is no such operation of this server."});
  }
  call.audit.operation = "CreateToken";
  if (call.caller.anonymous()) {
    return Refuse(call, services::MissingAuthentication(aws::Protocol::kRestJson));
  }
  if (call.request.method != "POST") return Refuse(call, {405, "MethodNotAllowed", "Tokens are made by POST."});
  services::Question question{.action = "rolecall:CreateToken",
                              .resource = partition::OwnArn() + "rolecall:" + call.region + ":" + call.own_account() +
                                          ":serviceaccount/" + grant.subject.name_space + "/" +
                                          grant.subject.service_account};
  if (std::optional<aws::ErrorShape> denied = services::Authorize(call, question)) return Refuse(call, *denied);
  Result<void> read = ReadBody(call.request.body, grant);
  if (!read.ok()) return Refuse(call, {400, "ValidationException", read.error().message});
  const services::oidc::Issuer* issuer = IssuerOf(call.request);
  if (issuer == nullptr) return Refuse(call, {400, "ValidationException", "This server is not that issuer."});
  Result<Secret> token = issuer->Mint(grant, call.now, call.random);
  if (!token.ok()) return Refuse(call, {400, "ValidationException", token.error().message});
  return Granted(call, grant, *token);
}

}  // namespace rolecall::server
