#include "policy/tighten/access_log.h"

#include "policy/document/arn.h"
#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kMaxEventBytes = 4u << 20;
constexpr std::size_t kMaxFileBytes = 512u << 20;
constexpr std::size_t kMaxDepth = 64;

Error NotJson(std::string_view text, const json::ParseResult& parsed, std::size_t line) {
  json::LineColumn place = json::Locate(text, parsed.error_offset);
  return Error{ErrorCode::kInvalidArgument, "line " + std::to_string(place.line + line) + ", column " +
                                                std::to_string(place.column) + ": " + parsed.error};
}

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

AccessLog::AccessLog(std::string_view role) : role_arn_(role), exact_(ParseArn(role).has_value()) {
  std::optional<Arn> arn = ParseArn(role);
  role_name_ = LastPathElement(arn ? arn->resource : role);
}

Result<void> AccessLog::Read(std::string_view text) {
  // A file that is one document begins with an object that does not end on its first line, or holds Records.
  std::size_t first_end = std::min(text.find('\n'), text.size());
  json::ParseResult first = json::Parse(text.substr(0, first_end), json::Limits{kMaxFileBytes, kMaxDepth});
  bool lines = first.error.empty() && first.root.Find("Records") == nullptr;
  if (!lines) {
    json::ParseResult whole = json::Parse(text, json::Limits{kMaxFileBytes, kMaxDepth});
    if (!whole.error.empty()) return NotJson(text, whole, 0);
    const json::Node* records = whole.root.Find("Records");
    if (records == nullptr) {
      ReadEvent(whole.root);
      return {};
    }
    for (const json::Node& event : records->items) ReadEvent(event);
    return {};
  }
  for (std::size_t number = 0; !text.empty(); ++number) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (IsBlank(line)) continue;
    json::ParseResult parsed = json::Parse(line, json::Limits{kMaxEventBytes, kMaxDepth});
    // A line that is still being written is cut off at the end of the log.
    if (!parsed.error.empty() && text.empty() && parsed.error_offset >= line.size()) break;
    if (!parsed.error.empty()) return NotJson(line, parsed, number);
    ReadEvent(parsed.root);
  }
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
