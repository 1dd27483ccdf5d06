// Sessions of users, and what is told about callers and keys.
#include "directory/ids.h"
#include "partition/own_partition.h"
#include "services/authorization_message.h"
#include "services/authorize.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using directory::Session;
using services::Authorize;
using services::Caller;

constexpr std::int64_t kDefaultSessionSeconds = 43200;
constexpr std::int64_t kRootSessionSeconds = 3600;

// DurationSeconds, or half a day. Root gets an hour at most, whatever it asks for.
std::int64_t SessionSeconds(const Call& call) {
  std::int64_t seconds = kDefaultSessionSeconds;
  if (call.parameters.Has("DurationSeconds")) {
    seconds = services::ParseInteger(call.parameters.Get("DurationSeconds")).value_or(seconds);
  }
  return call.caller.kind == Caller::Kind::kRoot ? std::min(seconds, kRootSessionSeconds) : seconds;
}

Session SessionOf(const Call& call, Session::Kind kind) {
  Session session;
  session.kind = kind;
  session.account = call.caller.account;
  if (call.caller.user != nullptr) {
    session.user_name = call.caller.user->name;
    session.principal_id = call.caller.user->id;
  }
  session.issued = call.now;
  session.expires = call.now + std::chrono::seconds(SessionSeconds(call));
  return session;
}

// Both operations take long-term keys only.
std::optional<ErrorShape> RefuseTemporary(const Call& call, std::string_view operation) {
  if (call.caller.session == nullptr) return std::nullopt;
  return ErrorShape{403, "AccessDenied", "Cannot call " + std::string(operation) + " with session credentials"};
}

}  // namespace

OperationResult GetCallerIdentity(Call& call) {
  aws::XmlWriter xml;
  xml.Text("Arn", call.caller.arn).Text("UserId", call.caller.user_id).Text("Account", call.caller.account);
  return xml.Take();
}

OperationResult GetSessionToken(Call& call) {
  // No permission is needed, but a Deny counts.
  ROLECALL_RETURN_IF_ERROR(RefuseTemporary(call, "GetSessionToken"));
  if (services::Decide(call, {.action = "sts:GetSessionToken"}).outcome == policy::Outcome::kExplicitDeny) {
    ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "sts:GetSessionToken"}));
  }
  if (call.parameters.Has("SerialNumber") || call.parameters.Has("TokenCode")) {
    return ErrorShape{403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "};
  }
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, SessionOf(call, Session::Kind::kUser)));
  return CredentialsXml(made);
}

OperationResult GetFederationToken(Call& call) {
  ROLECALL_RETURN_IF_ERROR(RefuseTemporary(call, "GetFederationToken"));
  const std::string name(call.parameters.Get("Name"));
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  Session session = SessionOf(call, Session::Kind::kFederatedUser);
  session.session_name = name;
  session.tags = tags;
  const std::string arn = partition::OwnArn() + "sts::" + call.caller.account + ":federated-user/" + name;
  ROLECALL_RETURN_IF_ERROR(
      Authorize(call, {.action = "sts:GetFederationToken", .resource = arn, .request_tags = &tags}));
  if (!tags.empty()) {
    ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "sts:TagSession", .resource = arn, .request_tags = &tags}));
  }
  ROLECALL_RETURN_IF_ERROR(ReadSessionPolicies(call, call.caller.account, session));
  ROLECALL_TRY(int packed, PackedSize(session));
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, std::move(session)));
  aws::XmlWriter xml;
  xml.Raw(CredentialsXml(made));
  xml.Open("FederatedUser").Text("FederatedUserId", call.caller.account + ":" + name).Text("Arn", arn).Close();
  xml.Number("PackedPolicySize", packed);
  return xml.Take();
}

OperationResult GetAccessKeyInfo(Call& call) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "sts:GetAccessKeyInfo"}));
  const std::string id(call.parameters.Get("AccessKeyId"));
  std::optional<std::string> account;
  if (auto key = call.snapshot->access_keys.Find(id)) {
    account = key->account;
  } else {
    account = directory::AccountOfAccessKeyId(id);
  }
  if (!account.has_value()) {
    return ErrorShape{400, "ValidationError", "Invalid AccessKeyId: " + id};
  }
  aws::XmlWriter xml;
  xml.Text("Account", *account);
  return xml.Take();
}

OperationResult DecodeAuthorizationMessage(Call& call) {
  ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "sts:DecodeAuthorizationMessage"}));
  const std::optional<std::string> message = services::DecodeMessage(call, call.parameters.Get("EncodedMessage"));
  if (!message.has_value()) return ErrorShape{400, "InvalidAuthorizationMessageException", "Message is not valid"};
  aws::XmlWriter xml;
  xml.Text("DecodedMessage", *message);
  return xml.Take();
}

}  // namespace rolecall::services::sts
