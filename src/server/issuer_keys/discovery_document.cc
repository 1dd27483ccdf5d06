#include "server/issuer_keys/discovery_document.h"

#include <boost/json.hpp>

namespace rolecall::server {
namespace {

std::string MemberOf(std::string_view document, const char* name) {
  boost::json::error_code error;
  const boost::json::value root = boost::json::parse(document, error);
  const boost::json::object* object = error ? nullptr : root.if_object();
  const boost::json::value* value = object == nullptr ? nullptr : object->if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

std::string DiscoveryUrl(const std::string& issuer) {
  return issuer + (issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration";
}

Result<std::string> KeysUrlOf(std::string_view document, const std::string& issuer) {
  const std::string url = DiscoveryUrl(issuer);
  if (MemberOf(document, "issuer") != issuer) {
    return Error{ErrorCode::kUnavailable, url + " does not name the issuer " + issuer};
  }
  std::string keys_url = MemberOf(document, "jwks_uri");
  if (!keys_url.starts_with("https://")) return Error{ErrorCode::kUnavailable, url + " names no https jwks_uri"};
  return keys_url;
}

Result<std::string> IssuerOf(std::string_view document) {
  std::string issuer = MemberOf(document, "issuer");
  if (issuer.empty()) return Error{ErrorCode::kUnavailable, "the discovery document names no issuer"};
  return issuer;
}

}  // namespace rolecall::server
