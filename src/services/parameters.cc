#include "services/parameters.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "services/tag_rules.h"

namespace rolecall::services {
namespace {

std::string MemberName(std::string_view list, std::size_t index) {
  return std::string(list) + ".member." + std::to_string(index);
}

bool IsWord(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Whether the text has `min` to `max` characters. A character is one to four bytes: most texts need not be counted.
struct LengthCheck {
  bool is_long_enough = true, is_short_enough = true;
};
LengthCheck CheckLength(std::string_view text, std::size_t min, std::size_t max) {
  if (text.size() <= max && text.size() / 4 >= min) return {};
  const auto characters = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  return {characters >= min, characters <= max};
}

std::string LowerCamel(std::string_view name) {
  std::string member(name);
  if (!member.empty()) member[0] = LowerAscii(member[0]);
  // "OpenIDConnectProviderArn" and its like are spelled so by AWS too.
  return member;
}

// Values are repeated to their sender; long ones not in full.
std::string Shown(std::string_view value) { return std::string(FirstCharacters(value, 1024)); }

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

// Calls visit(kept, text) for each constraint of the rule, in AWS's order; text() makes the constraint's words, which
// hardly any request needs.
template <typename Visit>
void EachNumberConstraint(std::string_view value, const ParameterRule& rule, Visit visit) {
  const long long number = ParseInteger(value).value_or(0);
  if (rule.max != SIZE_MAX) {
    visit(number <= static_cast<long long>(rule.max),
          [&] { return "Member must have value less than or equal to " + std::to_string(rule.max); });
  }
  visit(number >= static_cast<long long>(rule.min),
        [&] { return "Member must have value greater than or equal to " + std::to_string(rule.min); });
}

template <typename Visit>
void EachTextConstraint(std::string_view value, const ParameterRule& rule, Visit visit) {
  if (!rule.values.empty()) {
    visit(InValues(value, rule.values), [&] { return "Member must satisfy enum value set: " + Listed(rule.values); });
    return;
  }
  if (rule.charset != Charset::kAny) {
    visit(InCharset(value, rule.charset), [&] {
      return "Member must satisfy regular expression pattern: " + std::string(CharsetPattern(rule.charset));
    });
  }
  const LengthCheck length = CheckLength(value, rule.min, rule.max);
  if (rule.max != SIZE_MAX) {
    visit(length.is_short_enough,
          [&] { return "Member must have length less than or equal to " + std::to_string(rule.max); });
  }
  if (rule.min > 0) {
    visit(length.is_long_enough,
          [&] { return "Member must have length greater than or equal to " + std::to_string(rule.min); });
  }
}

template <typename Visit>
void EachConstraint(std::string_view value, const ParameterRule& rule, Visit visit) {
  if (rule.number) {
    EachNumberConstraint(value, rule, visit);
  } else if (!rule.boolean) {
    EachTextConstraint(value, rule, visit);
  }
}

bool KeepsAll(std::string_view value, const ParameterRule& rule) {
  bool good = true;
  EachConstraint(value, rule, [&](bool kept, auto&&) { good = good && kept; });
  return good;
}

// "[a, b]"
std::string ListText(const std::vector<std::string>& values) {
  std::string text = "[";
  for (const std::string& value : values) {
    if (text.size() > 1) text += ", ";
    if (text.size() > 1024) break;
    text += Shown(value);
  }
  return text + "]";
}

// Of a list with a member that breaks a constraint AWS shows the whole list, and all constraints of its members.
void ComplainOfMembers(const Parameters& parameters, const ParameterRule& rule, std::vector<std::string>& complaints) {
  const std::vector<std::string> values = parameters.List(rule.name);
  if (std::ranges::all_of(values, [&](const std::string& value) { return KeepsAll(value, rule); })) return;
  std::string texts;
  EachConstraint("", rule, [&](bool, auto&& text) { texts += (texts.empty() ? "" : ", ") + text(); });
  complaints.push_back(
      ComplaintOf(LowerCamel(rule.name), ListText(values), "Member must satisfy constraint: [" + texts + "]"));
}

std::optional<aws::ErrorShape> CheckList(const Parameters& parameters, const ParameterRule& rule,
                                         std::vector<std::string>& complaints) {
  const std::size_t texts = parameters.List(rule.name).size(), structures = parameters.Count(rule.name);
  if ((rule.structures ? texts : structures) > 0) {
    return aws::ErrorShape{400, "MalformedInput", "Unexpected list element termination"};
  }
  if (std::max(texts, structures) > rule.most_members) {
    complaints.push_back("Value at '" + LowerCamel(rule.name) +
                         "' failed to satisfy constraint: Member must have length less than or equal to " +
                         std::to_string(rule.most_members));
  }
  if (!rule.structures) ComplainOfMembers(parameters, rule, complaints);
  return std::nullopt;
}

std::string NullComplaint(const std::string& member) {
  return "Value null at '" + member + "' failed to satisfy constraint: Member must not be null";
}

bool InPathPrefix(std::string_view text) {
  return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

// ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$
bool IsAlias(std::string_view text) {
  const auto is_plain = [](char c) { return IsAsciiAlphanumeric(c) && !(c >= 'A' && c <= 'Z'); };
  return text.size() >= 3 && is_plain(text.front()) && is_plain(text.back()) &&
         text.find("--") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c) || c == '-'; });
}

// v[1-9][0-9]*(\.[A-Za-z0-9-]*)?
bool IsVersionId(std::string_view text) {
  if (text.size() < 2 || text[0] != 'v' || text[1] < '1' || text[1] > '9') return false;
  const std::string_view digits = text.substr(1, text.find('.') - 1);
  const std::string_view rest = text.substr(1 + digits.size());
  return std::all_of(digits.begin(), digits.end(), IsAsciiDigit) &&
         (rest.empty() ||
          std::all_of(rest.begin() + 1, rest.end(), [](char c) { return IsAsciiAlphanumeric(c) || c == '-'; }));
}

// ^o-[0-9a-z]{10,32}/r-[0-9a-z]{4,32}[0-9a-z-/]*
bool IsEntityPath(std::string_view text) {
  const auto is_plain = [](char c) { return IsAsciiDigit(c) || IsAsciiLower(c); };
  const auto take_id = [&](std::string_view prefix, std::size_t min, std::size_t max) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    std::size_t size = 0;
    while (size < text.size() && size < max && is_plain(text[size])) ++size;
    text.remove_prefix(size);
    return size >= min;
  };
  return take_id("o-", 10, 32) && take_id("/r-", 4, 32) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c) || c == '-' || c == '/'; });
}

// Tab, line ends, space to ~ and from U+0000 + `first_latin` to U+00FF (in UTF-8: C2 …BF, C3 80…BF).
bool IsLatinText(std::string_view text, unsigned char first_latin) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 127)) continue;
    if (c == 127 && first_latin < 127) continue;
    const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (!((c == 0xc2 && next >= first_latin && next <= 0xbf) || (c == 0xc3 && next >= 0x80 && next <= 0xbf))) {
      return false;
    }
    ++i;
  }
  return true;
}

// Of a sorted list: whether there is a name that begins so. Most lists that a call may have are not sent.
bool AnyBegins(const http::QueryParameters& list, std::string_view prefix) {
  const auto at = std::lower_bound(list.begin(), list.end(), prefix,
                                   [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return at != list.end() && at->first.starts_with(prefix);
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
  if (!AnyBegins(list_, name)) return count;
  while (count < kMaxMembers) {
    const std::string prefix = MemberName(name, count + 1) + ".";
    auto at = std::lower_bound(list_.begin(), list_.end(), prefix,
                               [](const auto& entry, const std::string& wanted) { return entry.first < wanted; });
    if (at == list_.end() || at->first.compare(0, prefix.size(), prefix) != 0) break;
    ++count;
  }
  return count;
}

bool Parameters::HasList(std::string_view name) const {
  return AnyBegins(list_, name) && (Has(name) || Has(MemberName(name, 1)) || Count(name) > 0);
}

const std::string* Parameters::Field(std::string_view name, std::size_t index, std::string_view field) const {
  return Find(MemberName(name, index).append(".").append(field));
}

std::string_view CharsetPattern(Charset charset) {
  switch (charset) {
    case Charset::kAny: return "[\\s\\S]*";
    case Charset::kName: return "[\\w+=,.@-]+";
    case Charset::kSessionName: return "[\\w+=,.@-]*";
    case Charset::kNameSlash: return "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)";
    case Charset::kPathPrefix: return "\\u002F[\\u0021-\\u007E]*";
    case Charset::kWord: return "[\\w]+";
    case Charset::kWordDot: return "[\\w._-]+";
    case Charset::kAlias: return "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$";
    case Charset::kVersionId: return "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?";
    case Charset::kMarker: return "[\\u0020-\\u00FF]+";
    case Charset::kExternalId: return "[\\w+=,.@:\\/-]*";
    case Charset::kSerialNumber: return "[\\w+=/:,.@-]+";
    case Charset::kDigits: return "[\\d]+";
    case Charset::kWordHyphen: return "[\\w-]*";
    case Charset::kEntityPath: return "^o-[0-9a-z]{10,32}\\/r-[0-9a-z]{4,32}[0-9a-z-\\/]*";
    case Charset::kDescription: return "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*";
    case Charset::kDocument: return "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+";
    case Charset::kTagKey: return "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+";
  }
  return "";
}

bool InCharset(std::string_view text, Charset charset) {
  const auto all = [&](auto good) { return std::all_of(text.begin(), text.end(), good); };
  const auto some = [&](auto good) { return !text.empty() && all(good); };  // the pattern ends with +
  switch (charset) {
    case Charset::kAny: return true;
    case Charset::kName: return some([](char c) { return IsWord(c) || IsOneOf(c, "+=,.@-"); });
    case Charset::kSessionName: return all([](char c) { return IsWord(c) || IsOneOf(c, "+=,.@-"); });
    case Charset::kWord: return some([](char c) { return IsWord(c); });
    case Charset::kWordDot: return some([](char c) { return IsWord(c) || IsOneOf(c, ".-"); });
    case Charset::kPathPrefix: return InPathPrefix(text);
    case Charset::kAlias: return IsAlias(text);
    case Charset::kVersionId: return IsVersionId(text);
    case Charset::kExternalId: return all([](char c) { return IsWord(c) || IsOneOf(c, "+=,.@:/-"); });
    case Charset::kSerialNumber: return some([](char c) { return IsWord(c) || IsOneOf(c, "+=/:,.@-"); });
    case Charset::kDigits: return some(&IsAsciiDigit);
    case Charset::kWordHyphen: return all([](char c) { return IsWord(c) || c == '-'; });
    case Charset::kEntityPath: return IsEntityPath(text);
    case Charset::kNameSlash:
      if (text == "/") return true;
      return text.size() > 2 && text.front() == '/' && text.back() == '/' &&
             all([](char c) { return c > ' ' && c < 127; });
    case Charset::kMarker: return some([](char c) { return static_cast<unsigned char>(c) >= ' '; });
    case Charset::kDescription: return IsLatinText(text, 0xa1);
    case Charset::kDocument: return !text.empty() && IsLatinText(text, 0);
    case Charset::kTagKey: return !text.empty() && IsTagText(text);
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

std::string ComplaintOf(std::string_view member, std::string_view value, const std::string& constraint) {
  return "Value '" + Shown(value) + "' at '" + std::string(member) + "' failed to satisfy constraint: " + constraint;
}

std::vector<std::string> Complaints(std::string_view member, std::string_view value, const ParameterRule& rule) {
  std::vector<std::string> complaints;
  EachConstraint(value, rule, [&](bool kept, auto&& make_text) {
    if (kept) return;
    const std::string text = make_text();
    const bool is_pattern = text.starts_with("Member must satisfy regular");
    // A document with strange characters is not repeated, nor any secret.
    complaints.push_back(rule.secret || (rule.charset == Charset::kDocument && is_pattern)
                             ? "Value at '" + std::string(member) + "' failed to satisfy constraint: " + text
                             : ComplaintOf(member, value, text));
  });
  return complaints;
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
    const std::string* value = parameters.Find(rule.name);
    const bool sent = rule.list || rule.structures ? parameters.HasList(rule.name) : value != nullptr;
    if (!sent) {
      if (rule.required) complaints.push_back(NullComplaint(LowerCamel(rule.name)));
    } else if (rule.list || rule.structures) {
      if (auto malformed = CheckList(parameters, rule, complaints)) return malformed;
    } else {
      if (auto malformed = MalformedInput(rule, *value)) return malformed;
      if (KeepsAll(*value, rule)) continue;
      for (std::string& complaint : Complaints(LowerCamel(rule.name), *value, rule)) {
        complaints.push_back(std::move(complaint));
      }
    }
  }
  return ValidationErrors(complaints);
}

}  // namespace rolecall::services
