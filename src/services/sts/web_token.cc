// The order of the checks: well-formed, issuer registered, key and signature, claims, roles claim.
#include "services/sts/web_token.h"

#include <algorithm>

#include "crypto/jwt.h"
#include "policy/document/claim_keys.h"
#include "services/sts/token_claims.h"

namespace rolecall::services::sts {
namespace {

namespace bj = boost::json;
using aws::ErrorShape;
using services::Checked;

constexpr std::string_view kScheme = "https://";
constexpr const char* kNotAJwt =
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
constexpr const char* kNoKey =
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
    "documentation for requirements";

ErrorShape MissingClaim(const char* name) { return InvalidToken(std::string("Missing a required claim: ") + name); }

// Tokens are read from files, which may end in a line end.
std::string_view WithoutLineEnd(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Checked<std::shared_ptr<const directory::OidcProvider>> FindProvider(const bj::object& claims,
                                                                     const std::string& account,
                                                                     const directory::Snapshot& snapshot) {
  const bj::value* issuer = claims.if_contains("iss");
  if (issuer == nullptr || !issuer->is_string()) return MissingClaim("iss");
  const std::string url(issuer->get_string().data(), issuer->get_string().size());
  std::shared_ptr<const directory::OidcProvider> provider;
  if (url.starts_with(kScheme)) {
    const std::string name = url.substr(kScheme.size());
    provider = snapshot.oidc_providers.Find("arn:aws:iam::" + account + ":oidc-provider/" + name);
  }
  if (provider != nullptr) return provider;
  return InvalidToken("No OpenIDConnect provider found in your account for " + url.substr(0, 512));
}

// AWS's order: the token is checked before the role is looked at, and one text stands for a role that does not exist
// and one that does not trust. So keys are asked for also on behalf of roles that do not exist: who were told sooner
// would learn which there are. What strangers can make the source do is bounded there (server/key_sources.h).
Checked<crypto::PublicKey> FindKey(const crypto::Jwt& token, const std::string& issuer, KeySource& keys) {
  Result<crypto::PublicKey> key = keys.Find(issuer, token.key_id());
  if (key.ok()) return *std::move(key);
  const ErrorCode code = key.error().code;
  if (code == ErrorCode::kUnavailable || code == ErrorCode::kDeadlineExceeded) {
    return ErrorShape{400, "IDPCommunicationError", "The identity provider could not be reached to check the token."};
  }
  return InvalidToken(kNoKey);
}

std::optional<ErrorShape> ReadSubject(const bj::object& claims, WebIdentity& identity) {
  const bj::value* subject = claims.if_contains("sub");
  if (subject == nullptr) return MissingClaim("sub");
  std::optional<std::string> text = ClaimText(*subject);
  if (!text.has_value()) {
    return ErrorShape{500, "InternalFailure", "Unknown error validating third-party token"};
  }
  identity.subject = *std::move(text);
  return std::nullopt;
}

std::optional<ErrorShape> ReadAudience(const bj::object& claims, WebIdentity& identity) {
  const bj::value* audience = claims.if_contains("aud");
  if (audience == nullptr) return MissingClaim("aud");
  std::optional<std::vector<std::string>> list = ClaimList(*audience);
  if (!list.has_value() || list->empty()) return InvalidToken("Incorrect token audience");
  identity.audiences = *std::move(list);
  const bj::value* party = claims.if_contains("azp");
  if (party != nullptr && !party->is_string()) return InvalidToken("Incorrect token audience");
  if (party == nullptr && identity.audiences.size() > 1) {
    return InvalidToken("Token audience contains more than one audience while authorized party is not present");
  }
  identity.audience = party != nullptr ? *ClaimText(*party) : identity.audiences.front();
  const std::vector<std::string>& known = identity.provider->client_ids;
  if (std::find(known.begin(), known.end(), identity.audience) == known.end()) {
    return InvalidToken("Incorrect token audience");
  }
  return std::nullopt;
}

std::optional<ErrorShape> CheckTimes(const bj::object& claims, Time now_time) {
  const std::int64_t now = UnixSeconds(now_time);
  for (const char* name : {"iat", "exp"}) {
    if (!claims.contains(name)) return MissingClaim(name);
  }
  ROLECALL_TRY(std::int64_t issued, ClaimTime(claims.at("iat")));
  ROLECALL_TRY(std::int64_t expires, ClaimTime(claims.at("exp")));
  if (expires <= now - kClockToleranceSeconds) {
    return ErrorShape{400, "ExpiredTokenException",
                      "Token expired: current date/time " + std::to_string(now - kClockToleranceSeconds) +
                          " must be before the expiration date/time " + std::to_string(expires)};
  }
  if (issued < now - kMaxTokenAgeSeconds - kClockToleranceSeconds) {
    // The age in seconds; recorded for one of five days. Differs from AWS: where its bound lies is not documented.
    return ErrorShape{400, "ExpiredTokenException", "Token too old: " + std::to_string(now - issued)};
  }
  if (issued > now + kClockToleranceSeconds) {
    return InvalidToken("Token issued in the future: " + std::to_string(issued));
  }
  const bj::value* not_before = claims.if_contains("nbf");
  if (not_before == nullptr) return std::nullopt;
  ROLECALL_TRY(std::int64_t start, ClaimTime(*not_before));
  if (now + kClockToleranceSeconds < start) {
    return InvalidToken("Token is not valid yet: current date/time " + std::to_string(now + kClockToleranceSeconds) +
                        " must be after the not before date/time " + std::to_string(start));
  }
  return std::nullopt;
}

// Keys that are made of claims in ways of their own (ReadSubject, ReadAudience, ReadKeys).
constexpr std::string_view kOwnKeys[] = {"sub", "aud", "oaud", "amr"};

// A claim by its name, or "google/organization_number": a member of a claim that is an object.
const bj::value* FindClaim(const bj::object& claims, std::string_view name) {
  if (const bj::value* claim = claims.if_contains(bj::string_view(name.data(), name.size()))) return claim;
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return nullptr;
  const bj::value* outer = claims.if_contains(bj::string_view(name.data(), slash));
  if (outer == nullptr || !outer->is_object()) return nullptr;
  const std::string_view rest = name.substr(slash + 1);
  return outer->get_object().if_contains(bj::string_view(rest.data(), rest.size()));
}

void ReadKeys(const bj::object& claims, WebIdentity& identity) {
  if (const bj::value* amr = claims.if_contains("amr")) {
    identity.amr = ClaimList(*amr).value_or(std::vector<std::string>());
  }
  for (std::string_view name : policy::ClaimKeysOf(identity.provider->url)) {
    if (std::find(std::begin(kOwnKeys), std::end(kOwnKeys), name) != std::end(kOwnKeys)) continue;
    const bj::value* claim = FindClaim(claims, name);
    if (claim == nullptr) continue;
    if (claim->is_bool()) {
      identity.claims.emplace_back(std::string(name), claim->get_bool() ? "true" : "false");
    } else if (auto text = ClaimText(*claim)) {
      identity.claims.emplace_back(std::string(name), *std::move(text));
    }
  }
}

}  // namespace

Checked<WebIdentity> TokenChecker::Check(std::string_view text, const std::string& account, const std::string& role_arn,
                                         const directory::Snapshot& snapshot, Time now) {
  text = WithoutLineEnd(text);
  const std::string digest = TokenCache::DigestOf(text);
  std::shared_ptr<const VerifiedToken> seen = cache_.Find(digest);
  std::optional<crypto::Jwt> read;
  if (seen == nullptr) {
    Result<crypto::Jwt> parsed = crypto::Jwt::Parse(text);
    if (!parsed.ok()) return InvalidToken(kNotAJwt);
    read = *std::move(parsed);
  }
  const crypto::Jwt& token = seen != nullptr ? seen->token : *read;
  const bj::object& claims = token.claims();
  WebIdentity identity;
  ROLECALL_TRY(identity.provider, FindProvider(claims, account, snapshot));
  ROLECALL_TRY(crypto::PublicKey key, FindKey(token, std::string(kScheme) + identity.provider->url, keys_));
  if (seen == nullptr || !seen->key.IsCopyOf(key)) {
    if (!token.VerifySignature(key)) return InvalidToken(kNotAJwt);
    cache_.Keep(digest, {token, key});
  }
  ROLECALL_RETURN_IF_ERROR(ReadSubject(claims, identity));
  ROLECALL_RETURN_IF_ERROR(ReadAudience(claims, identity));
  ROLECALL_RETURN_IF_ERROR(CheckTimes(claims, now));
  ReadKeys(claims, identity);
  ROLECALL_RETURN_IF_ERROR(ReadSessionClaims(claims, identity));
  ROLECALL_RETURN_IF_ERROR(CheckRolesClaim(claims, role_arn));
  return identity;
}

}  // namespace rolecall::services::sts
