// Credentials made of others that exist: GetScopedCredentials, GetDelegatedAccessToken.
#include "policy/storable/validate.h"
#include "services/authorize.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using directory::Session;
using services::Authorize;

// "A maximum of 3 scope down policy layers are allowed per session."
constexpr std::size_t kMostLayers = 3;

// "You cannot call it with IAM user credentials or root credentials."
std::optional<ErrorShape> RefuseLongTerm(const Call& call) {
  if (call.caller.session != nullptr) return std::nullopt;
  return ErrorShape{400, "InvalidSubjectCredentials",
                    "GetScopedCredentials must be called with temporary security credentials."};
}

std::optional<ErrorShape> AddLayer(const Call& call, Session& session) {
  const std::string* text = call.parameters.Find("Policy");
  if (text == nullptr) return std::nullopt;
  if (auto malformed = policy::CheckForWrite(*text, policy::WriteKind::kSession)) {
    return ErrorShape{400, "MalformedPolicyDocument", malformed->message};
  }
  if (session.scope_down_policies.size() >= kMostLayers) {
    return ErrorShape{
        403, "AccessDenied",
        "The session already has the maximum of " + std::to_string(kMostLayers) + " scope down policies."};
  }
  session.scope_down_policies.push_back(*text);
  return std::nullopt;
}

// "If you do not specify this value, the scoped down credentials will inherit the calling session's expiration time."
std::optional<ErrorShape> Shorten(const Call& call, Session& session) {
  if (!call.parameters.Has("DurationSeconds")) return std::nullopt;
  const std::int64_t seconds = services::ParseInteger(call.parameters.Get("DurationSeconds")).value_or(0);
  const Time expires = call.now + std::chrono::seconds(seconds);
  if (expires > session.expires) {
    return ErrorShape{400, "InsufficientSessionLifetime",
                      "The requested DurationSeconds exceeds the remaining lifetime of the calling session."};
  }
  session.expires = expires;
  return std::nullopt;
}

std::string ScopedXml(const Call& call, const directory::SessionCredentials& made, const Session& session,
                      int packed_percent) {
  aws::XmlWriter xml;
  xml.Raw(CredentialsXml(made));
  xml.Open("SessionInfo").Text("ScopedSessionId", call.caller.user_id).Text("Arn", call.caller.arn).Close();
  xml.Number("SessionTokenUtilization", packed_percent);
  xml.Number("SessionTokenSize", static_cast<std::int64_t>(made.token.size()));
  xml.Number("ScopedPoliciesCount", static_cast<std::int64_t>(session.scope_down_policies.size()));
  if (!session.source_identity.empty()) xml.Text("SourceIdentity", session.source_identity);
  return xml.Take();
}

}  // namespace

// The session's identity, when it was issued (so that a policy that revokes older sessions reaches these too), what it
// proved and what limits it stay; another policy and an earlier end are added.
// Differs from AWS: MinimumSessionTokenSize is checked and has no effect.
OperationResult GetScopedCredentials(Call& call) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "sts:GetScopedCredentials"}));
  ROLECALL_RETURN_IF_ERROR(RefuseLongTerm(call));
  if (!call.parameters.Has("Policy") && !call.parameters.Has("DurationSeconds")) {
    return ErrorShape{400, "ValidationError", "At least one of Policy or DurationSeconds must be specified."};
  }
  Session session = *call.caller.session;
  ROLECALL_RETURN_IF_ERROR(AddLayer(call, session));
  ROLECALL_RETURN_IF_ERROR(Shorten(call, session));
  ROLECALL_TRY(const int packed, PackedSize(session));
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, Session(session)));
  return ScopedXml(call, made, session, packed);
}

// A trade-in token is what a person who approved a delegation request (IAM) hands to the product that asked. None is
// ever made here, since no maker of products is registered (IAM's CreateDelegationRequest): whatever is presented
// cannot be exchanged any more, which AWS says in these words.
OperationResult GetDelegatedAccessToken(Call& call) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "sts:GetDelegatedAccessToken"}));
  return ErrorShape{400, "ExpiredTradeInTokenException",
                    "The trade-in token provided in the request has expired and can no longer be exchanged for "
                    "credentials. Request a new token and retry the operation."};
}

}  // namespace rolecall::services::sts
