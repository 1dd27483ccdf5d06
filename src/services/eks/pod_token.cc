#include "services/eks/pod_token.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <vector>

#include "base/text.h"
#include "crypto/jwt.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;

constexpr std::string_view kSubject = "system:serviceaccount:";
constexpr std::int64_t kClockTolerance = 300;  // of iat and nbf, in seconds

aws::ErrorShape InvalidToken(const char* why) {
  return {400, "InvalidTokenException", std::string("The token provided is invalid: ") + why};
}

std::string ClaimOf(const bj::object& claims, std::string_view name) {
  const bj::value* claim = claims.if_contains(bj::string_view(name.data(), name.size()));
  return claim != nullptr && claim->is_string() ? std::string(claim->get_string()) : std::string();
}

std::optional<std::int64_t> SecondsOf(const bj::object& claims, std::string_view name) {
  const bj::value* claim = claims.if_contains(bj::string_view(name.data(), name.size()));
  if (claim == nullptr || !claim->is_int64()) return std::nullopt;
  return claim->get_int64();
}

bool HasAudience(const bj::object& claims) {
  const bj::value* audience = claims.if_contains("aud");
  const bj::value wanted(bj::string_view(kPodAudience.data(), kPodAudience.size()));
  if (audience == nullptr) return false;
  if (audience->is_string()) return *audience == wanted;
  return audience->is_array() && std::ranges::find(audience->get_array(), wanted) != audience->get_array().end();
}

std::optional<aws::ErrorShape> CheckPodTimes(const bj::object& claims, std::int64_t now) {
  const std::optional<std::int64_t> expires = SecondsOf(claims, "exp"), issued = SecondsOf(claims, "iat");
  if (!expires || !issued) return InvalidToken("it does not say when it was issued and when it ends.");
  if (*expires <= now) return aws::ErrorShape{400, "ExpiredTokenException", "The token provided has expired."};
  const std::int64_t start = std::max(*issued, SecondsOf(claims, "nbf").value_or(*issued));
  if (start > now + kClockTolerance) return InvalidToken("it is not valid yet.");
  return std::nullopt;
}

Checked<PodToken> ReadPodSubject(const bj::object& claims) {
  const std::string subject = ClaimOf(claims, "sub");
  const std::vector<std::string> parts = subject.starts_with(kSubject)
                                             ? SplitStrings(std::string_view(subject).substr(kSubject.size()), ':')
                                             : std::vector<std::string>();
  if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) {
    return InvalidToken("its subject is no service account.");
  }
  PodToken token{parts[0], parts[1], "", ""};
  const bj::value* kubernetes = claims.if_contains("kubernetes.io");
  const bj::value* pod =
      kubernetes != nullptr && kubernetes->is_object() ? kubernetes->get_object().if_contains("pod") : nullptr;
  if (pod == nullptr || !pod->is_object()) return token;
  token.pod_name = ClaimOf(pod->get_object(), "name");
  token.pod_uid = ClaimOf(pod->get_object(), "uid");
  return token;
}

}  // namespace

Checked<PodToken> CheckPodToken(std::string_view text, const Cluster& cluster, sts::KeySource& keys, Time now) {
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(Trim(text));
  if (!token.ok()) return InvalidToken("it is no JSON Web Token.");
  const bj::object& claims = token->claims();
  if (ClaimOf(claims, "iss") != cluster.issuer) return InvalidToken("its issuer is not the cluster's.");
  const Result<crypto::PublicKey> key = keys.Find(cluster.issuer, token->key_id());
  if (!key.ok() && key.error().code != ErrorCode::kNotFound) {
    return aws::ErrorShape{503, "ServiceUnavailableException", "The cluster's keys could not be read. Try again."};
  }
  if (!key.ok() || !token->VerifySignature(*key)) return InvalidToken("its signature is not the cluster's.");
  if (!HasAudience(claims)) return InvalidToken("its audience is not pods.eks.amazonaws.com.");
  ROLECALL_RETURN_IF_ERROR(CheckPodTimes(claims, UnixSeconds(now)));
  const Result<void> reviewed = keys.Review(cluster.issuer, Trim(text), std::string(kPodAudience));
  if (reviewed.ok()) return ReadPodSubject(claims);
  if (reviewed.error().code == ErrorCode::kUnauthenticated) return InvalidToken("its pod is gone.");
  return aws::ErrorShape{503, "ServiceUnavailableException", "The cluster could not be asked. Try again."};
}

bool IsForPodIdentity(std::string_view text) {
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(Trim(text));
  return token.ok() && HasAudience(token->claims());
}

std::string IssuerOf(std::string_view text) {
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(Trim(text));
  return token.ok() ? ClaimOf(token->claims(), "iss") : std::string();
}

}  // namespace rolecall::services::eks
