#include "services/container_credentials/container_credentials.h"

#include <boost/json.hpp>

#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/jwt.h"

namespace rolecall::services::container_credentials {
namespace {

constexpr std::size_t kMaxTokenBytes = 20000;  // what AssumeRoleWithWebIdentity takes
constexpr std::string_view kSubject = "system:serviceaccount:";

http::Response Json(int status, const boost::json::object& body) {
  http::Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "no-store");
  response.body = boost::json::serialize(body);
  return response;
}

http::Response Refuse(int status, std::string_view code, std::string_view message) {
  return Json(status, {{"code", code}, {"message", message}, {"HttpErrorCode", status}});
}

// The role that the service account of an unverified token has; "" if it is no such token.
std::string RoleOfToken(const std::string& token, const RoleOf& role_of) {
  const Result<crypto::Jwt> parsed = crypto::Jwt::Parse(token);
  if (!parsed.ok()) return "";
  const boost::json::value* claim = parsed->claims().if_contains("sub");
  if (claim == nullptr || !claim->is_string()) return "";
  const std::string_view subject(claim->get_string().data(), claim->get_string().size());
  if (!subject.starts_with(kSubject)) return "";
  const std::vector<std::string> parts = SplitStrings(subject.substr(kSubject.size()), ':');
  return parts.size() == 2 ? role_of(parts[0], parts[1]) : "";
}

std::string Form(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string form;
  for (const auto& [name, value] : parameters) {
    form += (form.empty() ? "" : "&") + name + "=" + PercentEncode(value);
  }
  return form;
}

}  // namespace

bool IsRequest(const http::Request& request) {
  if (request.path() == kPath) return true;
  // A bucket may be called v1: whoever asks it signs, or brings no Authorization.
  const std::string_view authorization = request.headers.Get("Authorization");
  return request.path() == kAgentPath && !authorization.empty() && !authorization.starts_with("AWS");
}

Expected<Exchange, http::Response> ToTokenExchange(const http::Request& request, const RoleOf& role_of) {
  if (request.method != "GET") return Refuse(405, "MethodNotAllowed", "Only GET is possible here.");
  const std::string token(Trim(request.headers.Get("Authorization")));
  if (token.empty()) return Refuse(400, "InvalidRequest", "Service account token cannot be empty");
  if (token.size() > kMaxTokenBytes || token.find_first_of(" \t") != std::string::npos) {
    return Refuse(400, "InvalidRequest", "The authorization is not a service account's token");
  }
  std::string role, session = "rolecall-container", duration;
  constexpr std::size_t kMostParameters = 16;
  const std::optional<http::QueryParameters> query = http::ParseQuery(request.query(), kMostParameters);
  if (!query) return Refuse(400, "InvalidRequest", "The query cannot be read");
  for (const auto& [name, value] : *query) {
    if (name == "role_arn") role = value;
    if (name == "role_session_name") session = value;
    if (name == "duration_seconds") duration = value;
  }
  if (role.empty()) role = RoleOfToken(token, role_of);
  if (role.empty()) {
    return Refuse(404, "NoRole", "No role_arn is named, and the service account of the token has none");
  }
  std::vector<std::pair<std::string, std::string>> parameters{{"Action", "AssumeRoleWithWebIdentity"},
                                                              {"Version", "2011-06-15"},
                                                              {"RoleArn", role},
                                                              {"RoleSessionName", session},
                                                              {"WebIdentityToken", token}};
  if (!duration.empty()) parameters.emplace_back("DurationSeconds", duration);
  Exchange made{{}, role};
  http::Request& exchange = made.request;
  exchange.method = "POST";
  exchange.target = "/";
  exchange.peer_address = request.peer_address;
  exchange.tls = request.tls;
  exchange.tls_version = request.tls_version;
  exchange.headers.Add("Content-Type", "application/x-www-form-urlencoded");
  if (const std::string* agent = request.headers.Find("User-Agent")) exchange.headers.Add("User-Agent", *agent);
  exchange.body = Form(parameters);
  return made;
}

http::Response ToCredentials(const http::Response& answer, const std::string& role_arn) {
  const Result<aws::XmlNode> xml = aws::ParseXml(answer.body);
  if (!xml.ok()) return Refuse(500, "InternalFailure", "The credentials cannot be read");
  if (answer.status != 200) {
    const aws::XmlNode* error = xml->Find("Error");
    return Refuse(answer.status, error != nullptr ? error->Get("Code") : "InternalFailure",
                  error != nullptr ? error->Get("Message") : "");
  }
  const aws::XmlNode* result = xml->Find("AssumeRoleWithWebIdentityResult");
  const aws::XmlNode* credentials = result != nullptr ? result->Find("Credentials") : nullptr;
  const aws::XmlNode* user = result != nullptr ? result->Find("AssumedRoleUser") : nullptr;
  if (credentials == nullptr || user == nullptr) {
    return Refuse(500, "InternalFailure", "The credentials cannot be read");
  }
  // arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION
  const std::vector<std::string> arn = SplitStrings(user->Get("Arn"), ':');
  http::Response response = Json(200, {{"AccessKeyId", credentials->Get("AccessKeyId")},
                                       {"SecretAccessKey", credentials->Get("SecretAccessKey")},
                                       {"Token", credentials->Get("SessionToken")},
                                       {"Expiration", credentials->Get("Expiration")},
                                       {"AccountId", arn.size() > 4 ? arn[4] : ""},
                                       {"RoleArn", role_arn}});
  return response;
}

}  // namespace rolecall::services::container_credentials
