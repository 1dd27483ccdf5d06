#include "access/rehearse/event_caller.h"

#include <optional>

#include "policy/document/arn.h"
#include "policy/document/scalars.h"
#include "policy/tighten/event_access.h"

namespace rolecall::access {
namespace {

using policy::MemberText;

// "arn:aws:sts::1…:assumed-role/NAME/SESSION": the role without its path, which the session's ARN does not have.
void TakeSession(std::string_view text, EventCaller& caller) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  constexpr std::string_view kSession = "assumed-role/";
  if (!arn || !arn->resource.starts_with(kSession)) return;
  const std::string_view rest = arn->resource.substr(kSession.size());
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos) caller.session = std::string(rest.substr(slash + 1));
  if (!caller.arn.empty()) return;
  caller.arn = "arn:" + std::string(arn->partition) + ":iam::" + std::string(arn->account) + ":role/" +
               std::string(rest.substr(0, slash));
}

// principalId is PROVIDER:AUDIENCE:SUBJECT.
void TakeToken(const json::Node& event, const json::Node& identity, EventCaller& caller) {
  caller.kind = EventCaller::Kind::kToken;
  caller.arn = MemberText(event.Find("requestParameters"), "roleArn");
  caller.provider = MemberText(&identity, "identityProvider");
  caller.subject = MemberText(&identity, "userName");
  std::string_view id = MemberText(&identity, "principalId");
  const std::string ending = ":" + caller.subject;
  if (!id.starts_with(caller.provider + ":") || !id.ends_with(ending)) return;
  id.remove_prefix(caller.provider.size() + 1);
  if (id.size() >= ending.size()) caller.audience = std::string(id.substr(0, id.size() - ending.size()));
}

}  // namespace

EventCaller CallerOf(const json::Node& event) {
  EventCaller caller;
  const json::Node* identity = event.Find("userIdentity");
  const std::string_view type = MemberText(identity, "type");
  if (type == "AssumedRole") {
    caller.kind = EventCaller::Kind::kRole;
    const json::Node* session = identity->Find("sessionContext");
    caller.arn = MemberText(session == nullptr ? nullptr : session->Find("sessionIssuer"), "arn");
    TakeSession(MemberText(identity, "arn"), caller);
  } else if (type == "IAMUser") {
    caller.kind = EventCaller::Kind::kUser;
    caller.arn = MemberText(identity, "arn");
  } else if (type == "WebIdentityUser") {
    TakeToken(event, *identity, caller);
  } else if (type == "Root") {
    caller.kind = EventCaller::Kind::kRoot;
  }
  return caller;
}

policy::Context RequestKeysOf(const json::Node& event) {
  policy::Context context;
  const auto set = [&context](const char* key, std::string_view text) {
    if (!text.empty()) context.Set(key, std::string(text));
  };
  // A service that calls for somebody stands there by its name.
  const std::string_view address = MemberText(&event, "sourceIPAddress");
  const std::optional<policy::IpNetwork> network = policy::ParseIpNetwork(address);
  const bool is_address = network && !network->never && address.find('/') == std::string_view::npos;
  const bool private_network = !MemberText(&event, "vpcEndpointId").empty();
  if (is_address) set(private_network ? "aws:VpcSourceIp" : "aws:SourceIp", address);
  set("aws:SourceVpce", MemberText(&event, "vpcEndpointId"));
  set("aws:RequestedRegion", MemberText(&event, "awsRegion"));
  set("aws:UserAgent", MemberText(&event, "userAgent"));
  set("aws:CurrentTime", MemberText(&event, "eventTime"));
  const json::Node* identity = event.Find("userIdentity");
  set("aws:ViaAWSService", MemberText(identity, "invokedBy").empty() ? "false" : "true");
  const json::Node* session = identity == nullptr ? nullptr : identity->Find("sessionContext");
  const json::Node* attributes = session == nullptr ? nullptr : session->Find("attributes");
  set("aws:MultiFactorAuthPresent", MemberText(attributes, "mfaAuthenticated"));
  set("aws:TokenIssueTime", MemberText(attributes, "creationDate"));
  set("aws:SourceIdentity", MemberText(session, "sourceIdentity"));
  const json::Node* tls = event.Find("tlsDetails");
  if (tls != nullptr) context.Set("aws:SecureTransport", "true");
  return context;
}

}  // namespace rolecall::access
