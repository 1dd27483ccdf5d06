#include "server/audit_record.h"

#include <array>

namespace rolecall::server {
namespace {

constexpr std::size_t kMaxTextBytes = 512;

// Parameters of Query calls that are names, not contents.
constexpr std::array<std::string_view, 16> kShownParameters = {"RoleArn",
                                                               "RoleName",
                                                               "RoleSessionName",
                                                               "UserName",
                                                               "GroupName",
                                                               "PolicyName",
                                                               "PolicyArn",
                                                               "Path",
                                                               "DurationSeconds",
                                                               "PermissionsBoundary",
                                                               "InstanceProfileName",
                                                               "AccessKeyId",
                                                               "Url",
                                                               "ClientID",
                                                               "VersionId",
                                                               "OpenIDConnectProviderArn"};

// Text from outside as a JSON string: bounded, and with nothing that could end the line or break a terminal.
void AppendText(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (char c : text.substr(0, kMaxTextBytes)) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || byte < 0x20 || byte == 0x7f) {
      // Bytes of other encodings too: what is cut or invalid must still be JSON.
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 0xf];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void AppendMember(std::string& out, std::string_view name, std::string_view text) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
  AppendText(out, text);
}

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

void AppendIdentity(std::string& out, const services::Call& call) {
  const services::Caller& caller = call.caller;
  out += ",\"userIdentity\":{";
  AppendMember(out, "type", TypeOf(call));
  if (!caller.anonymous()) {
    AppendMember(out, "principalId", caller.user_id);
    AppendMember(out, "arn", caller.arn);
    AppendMember(out, "accountId", caller.account);
    AppendMember(out, "accessKeyId", caller.access_key_id);
  }
  if (caller.user != nullptr) AppendMember(out, "userName", caller.user->name);
  if (caller.role != nullptr) {
    out += ",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\"";
    AppendMember(out, "principalId", caller.role->id);
    AppendMember(out, "arn", caller.role->arn());
    AppendMember(out, "accountId", caller.role->account);
    AppendMember(out, "userName", caller.role->name);
    out += "}}";
  }
  out += '}';
}

void AppendParameters(std::string& out, const services::Call& call) {
  out += ",\"requestParameters\":{";
  for (std::string_view name : kShownParameters) {
    const std::string* value = call.parameters.Find(name);
    if (value == nullptr) continue;
    std::string shown(name);
    shown[0] = static_cast<char>(shown[0] | 0x20);  // CloudTrail writes roleArn
    AppendMember(out, shown, *value);
  }
  out += '}';
}

void AppendList(std::string& out, const std::vector<std::string>& list) {
  out += '[';
  for (const std::string& text : list) {
    if (out.back() != '[') out += ',';
    AppendText(out, text);
  }
  out += ']';
}

bool IsRead(std::string_view operation) {
  for (std::string_view prefix : {"Get", "List", "Describe", "Head", "Simulate", "AssumeRole"}) {
    if (operation.starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

std::string FormatAuditEvent(const AuditEvent& event, std::string_view event_id) {
  const services::Call& call = event.call;
  std::string out = "{\"eventVersion\":\"1.11\"";
  out.reserve(1024);
  AppendIdentity(out, call);
  AppendMember(out, "eventTime", FormatIso8601(call.now));
  AppendMember(out, "eventSource", std::string(event.service) + ".amazonaws.com");
  AppendMember(out, "eventName", call.audit.operation.empty() ? "Unknown" : call.audit.operation);
  AppendMember(out, "awsRegion", call.region);
  AppendMember(out, "sourceIPAddress", call.request.peer_address);
  AppendMember(out, "userAgent", call.request.headers.Get("User-Agent"));
  if (!call.audit.error_code.empty()) AppendMember(out, "errorCode", call.audit.error_code);
  AppendParameters(out, call);
  out += ",\"responseElements\":null,\"additionalEventData\":{\"status\":" + std::to_string(event.status);
  out += ",\"decisions\":";
  AppendList(out, call.audit.decisions);
  if (!event.failure.empty()) AppendMember(out, "authenticationFailure", event.failure);
  out += "},\"resources\":";
  out += '[';
  for (const std::string& arn : call.audit.resources) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendMember(out, "ARN", arn);
    out += '}';
  }
  out += ']';
  AppendMember(out, "requestID", call.request_id);
  AppendMember(out, "eventID", event_id);
  out += IsRead(call.audit.operation) ? ",\"readOnly\":true" : ",\"readOnly\":false";
  AppendMember(out, "eventType", "AwsApiCall");
  AppendMember(out, "recipientAccountId", call.own_account());
  out += ",\"managementEvent\":";
  out += event.service == "s3" ? "false,\"eventCategory\":\"Data\"}" : "true,\"eventCategory\":\"Management\"}";
  return out;
}

}  // namespace rolecall::server
