#include "policy/tighten/access_log.h"

#include "policy/document/arn.h"
#include "policy/tighten/event_access.h"
#include "policy/tighten/event_stream.h"

namespace rolecall::policy {
AccessLog::AccessLog(std::string_view role) : role_arn_(role), exact_(ParseArn(role).has_value()) {
  std::optional<Arn> arn = ParseArn(role);
  role_name_ = LastPathElement(arn ? arn->resource : role);
}

Result<void> AccessLog::Read(std::string_view text) {
  ROLECALL_TRY([[maybe_unused]] const std::size_t events,
               ForEachEvent(text, [this](const json::Node& event) { ReadEvent(event); }));
  return {};
}

bool AccessLog::IsOfRole(const json::Node& event) {
  const json::Node* identity = event.Find("userIdentity");
  if (MemberText(identity, "type") != "AssumedRole") return false;
  const json::Node* context = identity->Find("sessionContext");
  const json::Node* issuer = context != nullptr ? context->Find("sessionIssuer") : nullptr;
  std::string_view arn = MemberText(issuer, "arn");
  std::optional<Arn> parsed = ParseArn(arn);
  if (!parsed) {
    // Only the session is named: assumed-role/NAME/SESSION.
    std::optional<Arn> session = ParseArn(MemberText(identity, "arn"));
    if (!session) return false;
    std::optional<Arn> wanted = ParseArn(role_arn_);
    bool account = !exact_ || (wanted && wanted->account == session->account);
    return account && session->resource.substr(0, 14 + role_name_.size()) == "assumed-role/" + role_name_ + "/";
  }
  if (exact_) return arn == role_arn_;
  // By name, or by path and name. Roles of that name in other accounts are other roles: the first that is seen counts.
  const std::string end = "/" + role_arn_;
  bool named =
      parsed->resource.size() >= end.size() && parsed->resource.substr(parsed->resource.size() - end.size()) == end;
  if (!named) return false;
  role_arn_ = arn;
  exact_ = true;
  return true;
}

void AccessLog::ReadEvent(const json::Node& event) {
  if (!event.IsObject() || !IsOfRole(event)) {
    ++others_;
    return;
  }
  ++events_;
  for (EventAccess& access : AccessOf(event)) {
    // What is no ARN cannot stand in a policy.
    if (access.resource != "*" && !ParseArn(access.resource)) {
      access.resource = "*";
      access.guessed = true;
    }
    Access made{std::move(access.action), std::move(access.resource)};
    if (access.denied) {
      ++denied_[made];
      continue;
    }
    if (access.guessed) ++guessed_[made];
    ++allowed_[std::move(made)];
  }
}

}  // namespace rolecall::policy
