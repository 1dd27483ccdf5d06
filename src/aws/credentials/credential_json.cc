#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "aws/credentials/credential_sources.h"

namespace rolecall::aws {
namespace {

std::string Member(const boost::json::object& object, std::string_view name) {
  const boost::json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return "";
  return std::string(found->as_string());
}

Error Bad(std::string_view source, const std::string& what) {
  return {ErrorCode::kUnauthenticated, "the credentials from " + std::string(source) + " are not usable: " + what};
}

}  // namespace

Result<Credentials> ReadCredentialJson(std::string_view text, std::string_view source) {
  boost::system::error_code failure;
  boost::json::value parsed = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure);
  if (failure || !parsed.is_object()) return Bad(source, "not a JSON object");
  const boost::json::object& object = parsed.as_object();
  std::string code = Member(object, "Code");
  if (!code.empty() && code != "Success") return Bad(source, code);
  Credentials credentials;
  credentials.access_key_id = Member(object, "AccessKeyId");
  credentials.secret_access_key = Secret(Member(object, "SecretAccessKey"));
  std::string token = Member(object, "Token");
  credentials.session_token = Secret(token.empty() ? Member(object, "SessionToken") : token);
  credentials.source = source;
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return Bad(source, "AccessKeyId or SecretAccessKey is missing");
  }
  std::string expiration = Member(object, "Expiration");
  if (expiration.empty()) return credentials;
  credentials.expiration = ParseRfc3339(expiration);
  if (!credentials.expiration) return Bad(source, "Expiration is not a time");
  return credentials;
}

}  // namespace rolecall::aws
