#include "watch/audit_line.h"

#include <algorithm>

#include "json/document.h"

namespace rolecall::watch {
namespace {

using json::Node;

const Node& ChildOf(const Node& node, std::string_view name) {
  static const Node none;
  const Node* child = node.Find(name);
  return child == nullptr ? none : *child;
}

std::vector<std::string> TextsOf(const Node& list, std::string_view member) {
  std::vector<std::string> texts;
  for (const Node& item : list.items) texts.push_back(member.empty() ? item.text : item.TextOf(member));
  return texts;
}

std::string WithoutDomain(std::string source) {
  const std::size_t dot = source.find(".amazonaws.com");
  return dot == std::string::npos ? source : source.substr(0, dot);
}

void ReadIdentity(const Node& identity, AuditLine& line) {
  line.who = identity.TextOf("arn");
  line.principal = ChildOf(ChildOf(identity, "sessionContext"), "sessionIssuer").TextOf("arn");
  if (line.principal.empty()) line.principal = line.who;
  if (line.who.empty()) line.who = "anonymous";
}

int StatusOfRecord(const Node& data) {
  const std::string& text = ChildOf(data, "status").text;
  return text.size() == 3 ? std::stoi("0" + text) : 0;
}

bool IsDenied(const AuditLine& line, int status) {
  if (line.error_code.empty()) return false;
  return status == 401 || status == 403 || line.error_code.starts_with("AccessDenied") ||
         line.error_code == "UnauthorizedOperation" || !line.failure.empty();
}

// The first 8 of "2026-11-29T03:22:49Z" behind the T.
std::string ClockOf(const std::string& time) {
  const std::size_t begin = time.find('T');
  return begin == std::string::npos ? time : time.substr(begin + 1, 8);
}

// Without what is the same for all: "role/app" of its ARN.
std::string ShortName(const std::string& arn) {
  std::size_t colon = 0;
  for (int i = 0; i < 5 && colon != std::string::npos; ++i) colon = arn.find(':', colon == 0 ? 0 : colon + 1);
  return colon == std::string::npos ? arn : arn.substr(colon + 1);
}

}  // namespace

std::string AuditLine::action() const {
  if (decisions.empty()) return "";
  const std::string& last = decisions.back();
  const std::size_t end = last.find(": ");
  return end == std::string::npos ? "" : last.substr(0, end);
}

std::string AuditLine::resource() const { return resources.empty() ? "" : resources.back(); }

std::optional<AuditLine> ReadAuditLine(std::string_view text) {
  json::ParseResult parsed = json::Parse(text, {.max_bytes = 64u << 10, .max_depth = 16});
  if (!parsed.error.empty() || !parsed.root.IsObject() || parsed.root.Find("eventName") == nullptr) return std::nullopt;
  const Node& root = parsed.root;
  AuditLine line;
  line.time = root.TextOf("eventTime");
  line.service = WithoutDomain(root.TextOf("eventSource"));
  line.operation = root.TextOf("eventName");
  ReadIdentity(ChildOf(root, "userIdentity"), line);
  line.address = root.TextOf("sourceIPAddress");
  line.error_code = root.TextOf("errorCode");
  line.error_message = root.TextOf("errorMessage");
  const Node& data = ChildOf(root, "additionalEventData");
  line.failure = data.TextOf("authenticationFailure");
  line.decisions = TextsOf(ChildOf(data, "decisions"), "");
  line.resources = TextsOf(ChildOf(root, "resources"), "ARN");
  line.is_denial = IsDenied(line, StatusOfRecord(data));
  line.json = std::string(text);
  return line;
}

std::string Visible(std::string_view text, bool keeps_lines) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = byte >= 0x20 && byte < 0x7f;
    if (is_plain || (keeps_lines && c == '\n')) {
      out += c;
    } else {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 0xf];
    }
  }
  return out;
}

std::string Summary(const AuditLine& line, int columns) {
  std::string text = ClockOf(line.time) + (line.is_denial ? "  DENY   " : "  ok     ");
  if (!line.is_denial && !line.error_code.empty()) text = ClockOf(line.time) + "  error  ";
  std::string what = line.service + ":" + line.operation;
  if (what.size() < 34) what.resize(34, ' ');
  text += what + " " + ShortName(line.who);
  if (!line.resource().empty()) text += "  on " + line.resource();
  if (!line.error_code.empty()) text += "  " + line.error_code;
  if (!line.failure.empty()) text += " (" + line.failure + ")";
  text = Visible(text);
  if (columns > 0 && text.size() > static_cast<std::size_t>(columns)) text.resize(static_cast<std::size_t>(columns));
  return text;
}

std::string Details(const AuditLine& line) {
  std::string text = line.time + "  " + line.service + ":" + line.operation + "\n";
  text += "Caller    " + line.who + " from " + line.address + "\n";
  if (!line.error_code.empty()) text += "Answer    " + line.error_code + "\n";
  if (!line.error_message.empty()) text += "          " + line.error_message + "\n";
  if (!line.failure.empty()) text += "Signature " + line.failure + "\n";
  for (const std::string& decision : line.decisions) text += "Decision  " + decision + "\n";
  for (const std::string& resource : line.resources) text += "Resource  " + resource + "\n";
  return Visible(text, true);
}

}  // namespace rolecall::watch
