#include "services/parameters.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::services {
namespace {

constexpr std::size_t kMaxMembers = 1000;

std::string MemberName(std::string_view list, std::size_t index) {
  return std::string(list) + ".member." + std::to_string(index);
}

bool IsWord(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string LowerCamel(std::string_view name) {
  std::string member(name);
  if (!member.empty()) member[0] = LowerAscii(member[0]);
  // "OpenIDConnectProviderArn" and its like are spelled so by AWS too.
  return member;
}

// Values are repeated to their sender; long ones not in full.
std::string Shown(std::string_view value) { return std::string(value.substr(0, 1024)); }

std::string Complain(std::string_view member, std::string_view value, const std::string& constraint) {
  return "Value '" + Shown(value) + "' at '" + std::string(member) + "' failed to satisfy constraint: " + constraint;
}

bool InValues(std::string_view value, std::string_view values) {
  while (!values.empty()) {
    const std::size_t bar = values.find('|');
    if (value == values.substr(0, bar)) return true;
    if (bar == std::string_view::npos) break;
    values.remove_prefix(bar + 1);
  }
  return false;
}

std::string Listed(std::string_view values) {
  std::string text = "[";
  for (char c : values) c == '|' ? (void)text.append(", ") : text.push_back(c);
  return text + "]";
}

std::optional<aws::ErrorShape> MalformedInput(const ParameterRule& rule, std::string_view value) {
  if (rule.number && !ParseInteger(value).has_value()) {
    return aws::ErrorShape{400, "MalformedInput", "Could not parse '" + Shown(value) + "' as a number"};
  }
  if (rule.boolean && value != "true" && value != "false" && value != "True" && value != "False") {
    return aws::ErrorShape{400, "MalformedInput", "Could not parse '" + Shown(value) + "' as a boolean"};
  }
  return std::nullopt;
}

std::optional<std::string> NumberComplaint(std::string_view member, std::string_view value, const ParameterRule& rule) {
  const long long number = ParseInteger(value).value_or(0);
  if (number < static_cast<long long>(rule.min)) {
    return Complain(member, value, "Member must have value greater than or equal to " + std::to_string(rule.min));
  }
  if (rule.max != SIZE_MAX && number > static_cast<long long>(rule.max)) {
    return Complain(member, value, "Member must have value less than or equal to " + std::to_string(rule.max));
  }
  return std::nullopt;
}

}  // namespace

Parameters::Parameters(http::QueryParameters list) : list_(std::move(list)) {
  std::stable_sort(list_.begin(), list_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

const std::string* Parameters::Find(std::string_view name) const {
  auto at = std::lower_bound(list_.begin(), list_.end(), name,
                             [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return at != list_.end() && at->first == name ? &at->second : nullptr;
}

std::string_view Parameters::Get(std::string_view name) const {
  const std::string* found = Find(name);
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

std::vector<std::string> Parameters::List(std::string_view name) const {
  std::vector<std::string> values;
  for (std::size_t i = 1; i <= kMaxMembers; ++i) {
    const std::string* value = Find(MemberName(name, i));
    if (value == nullptr) break;
    values.push_back(*value);
  }
  return values;
}

std::size_t Parameters::Count(std::string_view name) const {
  std::size_t count = 0;
  while (count < kMaxMembers) {
    const std::string prefix = MemberName(name, count + 1) + ".";
    auto at = std::lower_bound(list_.begin(), list_.end(), prefix,
                               [](const auto& entry, const std::string& wanted) { return entry.first < wanted; });
    if (at == list_.end() || at->first.compare(0, prefix.size(), prefix) != 0) break;
    ++count;
  }
  return count;
}

const std::string* Parameters::Field(std::string_view name, std::size_t index, std::string_view field) const {
  return Find(MemberName(name, index).append(".").append(field));
}

std::string_view CharsetPattern(Charset charset) {
  switch (charset) {
    case Charset::kAny: return "[\\s\\S]*";
    case Charset::kName: return "[\\w+=,.@-]+";
    case Charset::kNameSlash: return "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)";
    case Charset::kWord: return "[\\w]+";
    case Charset::kMarker: return "[\\u0020-\\u00FF]+";
    case Charset::kExternalId: return "[\\w+=,.@:\\/-]*";
    case Charset::kDescription: return "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*";
  }
  return "";
}

bool InCharset(std::string_view text, Charset charset) {
  const auto all = [&](auto good) { return std::all_of(text.begin(), text.end(), good); };
  switch (charset) {
    case Charset::kAny: return true;
    case Charset::kName: return all([](char c) { return IsWord(c) || IsOneOf(c, "+=,.@-"); });
    case Charset::kWord: return all([](char c) { return IsWord(c); });
    case Charset::kExternalId: return all([](char c) { return IsWord(c) || IsOneOf(c, "+=,.@:/-"); });
    case Charset::kNameSlash:
      if (text == "/") return true;
      return text.size() > 2 && text.front() == '/' && text.back() == '/' &&
             all([](char c) { return c > ' ' && c < 127; });
    case Charset::kMarker: return all([](char c) { return static_cast<unsigned char>(c) >= ' '; });
    case Charset::kDescription:
      for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 127)) continue;
        // U+00A1 to U+00FF in UTF-8: C2 A1…BF, C3 80…BF
        const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        if (!((c == 0xc2 && next >= 0xa1 && next <= 0xbf) || (c == 0xc3 && next >= 0x80 && next <= 0xbf))) return false;
        ++i;
      }
      return true;
  }
  return false;
}

std::optional<long long> ParseInteger(std::string_view text) {
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '-') return std::nullopt;
  }
  return ParseInt<long long>(text);
}

std::optional<std::string> Complaint(std::string_view member, std::string_view value, const ParameterRule& rule) {
  if (rule.number) return NumberComplaint(member, value, rule);
  if (rule.boolean) return std::nullopt;
  if (!rule.values.empty()) {
    if (InValues(value, rule.values)) return std::nullopt;
    return Complain(member, value, "Member must satisfy enum value set: " + Listed(rule.values));
  }
  // A text may break several constraints; AWS lists the pattern first, then the lengths. The first is enough here.
  if (!InCharset(value, rule.charset)) {
    std::string pattern(CharsetPattern(rule.charset));
    return Complain(member, value, "Member must satisfy regular expression pattern: " + pattern);
  }
  const std::size_t length = Characters(value);
  if (length > rule.max) {
    return Complain(member, value, "Member must have length less than or equal to " + std::to_string(rule.max));
  }
  if (length < rule.min) {
    return Complain(member, value, "Member must have length greater than or equal to " + std::to_string(rule.min));
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> ValidationErrors(const std::vector<std::string>& complaints) {
  if (complaints.empty()) return std::nullopt;
  std::string text =
      std::to_string(complaints.size()) + " validation error" + (complaints.size() == 1 ? "" : "s") + " detected: ";
  for (std::size_t i = 0; i < complaints.size(); ++i) text += (i == 0 ? "" : "; ") + complaints[i];
  return aws::ErrorShape{400, "ValidationError", std::move(text)};
}

std::optional<aws::ErrorShape> CheckParameters(const Parameters& parameters, std::span<const ParameterRule> rules) {
  std::vector<std::string> complaints;
  for (const ParameterRule& rule : rules) {
    const std::string member = LowerCamel(rule.name);
    const std::string* value = parameters.Find(rule.name);
    if (value == nullptr) {
      if (rule.required) {
        complaints.push_back("Value null at '" + member + "' failed to satisfy constraint: Member must not be null");
      }
      continue;
    }
    if (auto malformed = MalformedInput(rule, *value)) return malformed;
    if (auto complaint = Complaint(member, *value, rule)) complaints.push_back(*std::move(complaint));
  }
  return ValidationErrors(complaints);
}

}  // namespace rolecall::services
