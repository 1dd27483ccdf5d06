#include "server/observe/audit_record.h"

#include <algorithm>

#include "base/plain_bytes.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMaxTextBytes = 512;  // of a text as it is written
constexpr std::size_t kMaxArnBytes = 1500;  // an object's key has up to 1024
// From here on texts and lists of a line are cut short.
constexpr std::size_t kLongLineBytes = 8192, kLongAnonymousLineBytes = 3072;
constexpr std::size_t kMaxTextInLongLine = 64;
constexpr std::string_view kCut = "[truncated]";

// Parameters of Query calls that are names, not contents: no documents, no tokens, no passwords.
constexpr std::string_view kShownParameters[] = {"AWSServiceName",
                                                 "AccessKeyId",
                                                 "AccountAlias",
                                                 "ActionNames.member.1",
                                                 "ClientID",
                                                 "CustomSuffix",
                                                 "DeletionTaskId",
                                                 "Description",
                                                 "DurationSeconds",
                                                 "ExternalId",
                                                 "GroupName",
                                                 "InstanceProfileName",
                                                 "Marker",
                                                 "MaxItems",
                                                 "MaxSessionDuration",
                                                 "Name",
                                                 "NewGroupName",
                                                 "NewPath",
                                                 "NewUserName",
                                                 "OnlyAttached",
                                                 "OpenIDConnectProviderArn",
                                                 "Path",
                                                 "PathPrefix",
                                                 "PermissionsBoundary",
                                                 "PolicyArn",
                                                 "PolicyArns.member.1.arn",
                                                 "PolicyName",
                                                 "PolicySourceArn",
                                                 "RoleArn",
                                                 "RoleName",
                                                 "RoleSessionName",
                                                 "SAMLProviderArn",
                                                 "Scope",
                                                 "ScopedSessionDescription",
                                                 "SerialNumber",
                                                 "SetAsDefault",
                                                 "SourceIdentity",
                                                 "Status",
                                                 "TagKeys.member.1",
                                                 "Tags.member.1.Key",
                                                 "TransitiveTagKeys.member.1",
                                                 "Url",
                                                 "UserId",
                                                 "UserName",
                                                 "VersionId"};
static_assert(std::ranges::is_sorted(kShownParameters));

// A line as it grows: members and texts are appended within its bounds.
class Line {
 public:
  explicit Line(std::size_t is_long_at) : is_long_at_(is_long_at) { out_.reserve(1280); }

  bool is_long() const { return out_.size() >= is_long_at_; }
  Line& Raw(std::string_view json) {
    out_ += json;
    return *this;
  }
  // A comma, unless an object or list begins.
  Line& Comma() {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[') out_ += ',';
    return *this;
  }
  Line& Member(std::string_view name, std::string_view text, std::size_t most = kMaxTextBytes) {
    Comma().Raw("\"").Raw(name).Raw("\":");
    return Text(text, most);
  }
  // Text from outside as a JSON string: bounded, and with nothing that could end the line or break a terminal. Bytes of
  // other encodings too: what is cut or invalid must still be JSON.
  Line& Text(std::string_view text, std::size_t most = kMaxTextBytes) {
    if (is_long()) most = kMaxTextInLongLine;
    out_ += '"';
    const std::size_t end = out_.size() + most;
    while (!text.empty()) {
      const std::size_t plain = PlainBytes<0x20, 0x7e, '"', '\\'>(text);
      const std::size_t taken = std::min(plain, end - out_.size());
      out_.append(text.substr(0, taken));
      if (taken == text.size()) break;
      if (taken < plain || out_.size() + 6 > end) {
        out_ += kCut;
        break;
      }
      text.remove_prefix(plain);
      Character(text.front());
      text.remove_prefix(1);
    }
    out_ += '"';
    return *this;
  }
  // As many of the list as fit, each by `write`; then how many there are more.
  template <typename T, typename F>
  Line& List(const std::vector<T>& list, F write) {
    out_ += '[';
    std::size_t written = 0;
    for (; written < list.size() && !is_long(); ++written) {
      Comma();
      write(list[written]);
    }
    more_ += list.size() - written;
    out_ += ']';
    return *this;
  }
  std::size_t more() const { return more_; }
  std::string Take() { return std::move(out_); }

 private:
  void Character(char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || byte < 0x20 || byte == 0x7f) {
      out_ += "\\u00";
      out_ += kDigits[byte >> 4];
      out_ += kDigits[byte & 0xf];
      return;
    }
    if (c == '"' || c == '\\') out_ += '\\';
    out_ += c;
  }

  const std::size_t is_long_at_;
  std::string out_;
  std::size_t more_ = 0;  // entries of lists that were left out
};

std::string_view TypeOf(const services::Call& call) {
  using Kind = services::Caller::Kind;
  switch (call.caller.kind) {
    case Kind::kRoot: return "Root";
    case Kind::kUser: return "IAMUser";
    case Kind::kRoleSession: return "AssumedRole";
    case Kind::kFederatedUser: return "FederatedUser";
    case Kind::kAnonymous: break;
  }
  return call.audit.operation == "AssumeRoleWithWebIdentity" ? "WebIdentityUser" : "Unknown";
}

void AppendIdentity(Line& line, const services::Call& call) {
  const services::Caller& caller = call.caller;
  line.Raw(",\"userIdentity\":{").Member("type", TypeOf(call));
  if (!caller.anonymous()) {
    line.Member("principalId", caller.user_id).Member("arn", caller.arn).Member("accountId", caller.account);
    line.Member("accessKeyId", caller.access_key_id);
  }
  if (caller.user != nullptr) line.Member("userName", caller.user->name);
  if (caller.role != nullptr) {
    line.Raw(",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\"");
    line.Member("principalId", caller.role->id).Member("arn", caller.role->arn());
    line.Member("accountId", caller.role->account).Member("userName", caller.role->name).Raw("}}");
  }
  line.Raw("}");
}

// CloudTrail writes roleArn, and of what has several the first is enough to find it.
std::string ShownName(std::string_view name) {
  std::string shown(name.substr(0, name.find(".member")));
  if (!shown.starts_with("AWS") && !shown.starts_with("SAML")) shown[0] = static_cast<char>(shown[0] | 0x20);
  return shown;
}

void AppendParameters(Line& line, const services::Call& call) {
  line.Raw(",\"requestParameters\":{");
  for (const auto& [name, value] : call.parameters.list()) {
    if (std::ranges::binary_search(kShownParameters, std::string_view(name))) line.Member(ShownName(name), value);
  }
  for (const auto& [name, value] : call.audit.parameters) line.Member(name, value, kMaxArnBytes);
  line.Raw("}");
}

bool IsRead(std::string_view operation) {
  for (std::string_view prefix : {"Get", "List", "Describe", "Head", "Simulate", "AssumeRole"}) {
    if (operation.starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

bool IsDenial(const AuditEvent& event) {
  if (event.call.audit.error_code.empty()) return false;
  return event.status == 403 || event.status == 401 || event.call.audit.error_code.starts_with("AccessDenied") ||
         !event.failure.empty();
}

bool IsOfWatcher(const AuditEvent& event) {
  // A page that follows the records reads itself, too.
  const bool watches = (event.service == "rolecall" && event.call.audit.operation == "ReadAudit") ||
                       (event.service == "rolecall-console" && event.call.audit.operation == "ViewConsole");
  return watches && event.call.audit.error_code.empty();
}

std::string FormatAuditEvent(const AuditEvent& event, std::string_view event_id) {
  const services::Call& call = event.call;
  const bool is_known = !call.caller.anonymous() || call.audit.identified;
  Line line(is_known ? kLongLineBytes : kLongAnonymousLineBytes);
  line.Raw("{\"eventVersion\":\"1.11\"");
  AppendIdentity(line, call);
  line.Member("eventTime", FormatIso8601(call.now));
  line.Member("eventSource", std::string(event.service) + ".amazonaws.com");
  line.Member("eventName", call.audit.operation.empty() ? "Unknown" : call.audit.operation);
  line.Member("awsRegion", call.region).Member("sourceIPAddress", call.request.peer_address);
  line.Member("userAgent", call.request.headers.Get("User-Agent"));
  if (!call.audit.error_code.empty()) line.Member("errorCode", call.audit.error_code);
  if (!call.audit.error_message.empty()) line.Member("errorMessage", call.audit.error_message);
  AppendParameters(line, call);
  line.Raw(",\"responseElements\":null,\"additionalEventData\":{\"status\":" + std::to_string(event.status));
  // How far what it was decided on had come, where others write.
  if (call.directory.store().shared()) line.Raw(",\"appliedSeq\":" + std::to_string(call.directory.revision()));
  line.Raw(",\"decisions\":").List(call.audit.decisions, [&](const std::string& text) { line.Text(text); });
  if (!event.failure.empty()) line.Member("authenticationFailure", event.failure);
  line.Raw("},\"resources\":").List(call.audit.resources, [&](const std::string& arn) {
    line.Raw("{").Member("ARN", arn, kMaxArnBytes).Raw("}");
  });
  if (line.more() > 0) line.Raw(",\"truncatedEntries\":" + std::to_string(line.more()));
  line.Member("requestID", call.request_id).Member("eventID", event_id);
  line.Raw(IsRead(call.audit.operation) ? ",\"readOnly\":true" : ",\"readOnly\":false");
  line.Member("eventType", "AwsApiCall").Member("recipientAccountId", call.own_account());
  line.Raw(event.service == "s3" ? ",\"managementEvent\":false,\"eventCategory\":\"Data\"}"
                                 : ",\"managementEvent\":true,\"eventCategory\":\"Management\"}");
  return line.Take();
}

}  // namespace rolecall::server
