#include "access/model/token_facts.h"

#include <boost/json.hpp>

#include "crypto/jwt.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kSubjectPrefix = "system:serviceaccount:";

std::string Text(const boost::json::object& claims, std::string_view name) {
  const boost::json::value* claim = claims.if_contains(name);
  return claim != nullptr && claim->is_string() ? std::string(claim->as_string()) : std::string();
}

std::optional<std::int64_t> Seconds(const boost::json::object& claims, std::string_view name) {
  const boost::json::value* claim = claims.if_contains(name);
  if (claim == nullptr) return std::nullopt;
  if (claim->is_int64()) return claim->as_int64();
  if (claim->is_uint64()) return static_cast<std::int64_t>(claim->as_uint64());
  return std::nullopt;
}

}  // namespace

std::string TokenFacts::Audience() const {
  if (!authorized_party.empty()) return authorized_party;
  return audiences.empty() ? std::string() : audiences.front();
}

TokenFacts FactsOfToken(std::string_view text) {
  TokenFacts facts;
  facts.given = true;
  const std::size_t end = text.find_last_not_of(" \r\n\t");
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(text.substr(0, end == std::string_view::npos ? 0 : end + 1));
  if (!token.ok()) {
    facts.malformed = token.error().message;
    return facts;
  }
  const boost::json::object& claims = token->claims();
  facts.issuer = Text(claims, "iss");
  facts.authorized_party = Text(claims, "azp");
  if (claims.contains("sub")) facts.subject = Text(claims, "sub");
  if (const boost::json::value* audience = claims.if_contains("aud"); audience != nullptr) {
    if (audience->is_string()) facts.audiences.emplace_back(audience->as_string());
    if (audience->is_array()) {
      for (const boost::json::value& one : audience->as_array()) {
        if (one.is_string()) facts.audiences.emplace_back(one.as_string());
      }
    }
  }
  facts.issued_at = Seconds(claims, "iat");
  facts.not_before = Seconds(claims, "nbf");
  facts.expires_at = Seconds(claims, "exp");
  return facts;
}

TokenFacts InjectedToken(const kube::ServiceAccountName& account, const std::string& issuer,
                         const std::string& audience, std::int64_t lifetime, std::int64_t now) {
  TokenFacts facts;
  facts.issuer = issuer;
  facts.audiences = {audience};
  facts.subject = std::string(kSubjectPrefix) + account.first + ":" + account.second;
  facts.issued_at = now;
  facts.not_before = now;
  facts.expires_at = now + lifetime;
  return facts;
}

std::optional<kube::ServiceAccountName> AccountOfSubject(std::string_view subject) {
  if (!subject.starts_with(kSubjectPrefix)) return std::nullopt;
  subject.remove_prefix(kSubjectPrefix.size());
  const std::size_t colon = subject.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == subject.size()) return std::nullopt;
  return kube::ServiceAccountName(subject.substr(0, colon), subject.substr(colon + 1));
}

}  // namespace rolecall::access
