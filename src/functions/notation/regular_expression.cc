#include "functions/notation/regular_expression.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMaxPattern = 65536;

// `(?<name>` is `(?P<name>`: newer Go takes both, RE2 only the latter.
std::string OldGroupNames(const std::string& pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    out += c;
    if (c == '\\' && at + 1 < pattern.size()) {
      out += pattern[++at];
    } else if (c == '[') {
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    } else if (c == '(' && !in_class && pattern.compare(at, 3, "(?<") == 0 && at + 3 < pattern.size() &&
               pattern[at + 3] != '=' && pattern[at + 3] != '!') {
      out += "?P";
      ++at;
    }
  }
  return out;
}

// As Go says it.
std::string WordsOf(const re2::RE2& expression) {
  switch (expression.error_code()) {
    case re2::RE2::ErrorBadEscape: return "invalid escape sequence";
    case re2::RE2::ErrorBadCharClass: return "invalid character class";
    case re2::RE2::ErrorBadCharRange: return "invalid character class range";
    case re2::RE2::ErrorMissingBracket: return "missing closing ]";
    case re2::RE2::ErrorMissingParen: return "missing closing )";
    case re2::RE2::ErrorUnexpectedParen: return "unexpected )";
    case re2::RE2::ErrorTrailingBackslash: return "trailing backslash at end of expression";
    case re2::RE2::ErrorRepeatArgument: return "missing argument to repetition operator";
    case re2::RE2::ErrorRepeatSize: return "invalid repeat count";
    case re2::RE2::ErrorRepeatOp: return "invalid nested repetition operator";
    case re2::RE2::ErrorBadPerlOp: return "invalid or unsupported Perl syntax";
    case re2::RE2::ErrorBadUTF8: return "invalid UTF-8";
    case re2::RE2::ErrorBadNamedCapture: return "invalid named capture";
    default: return "expression too large";
  }
}

bool IsNameLetter(char c) { return IsAsciiAlphanumeric(c) || c == '_'; }

std::size_t NextCodePoint(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

using Groups = std::vector<re2::StringPiece>;

// Calls `visit(groups, begin, end)` for each match that Go would find: no empty match right behind another match.
template <typename Visit>
void ForEachMatch(const re2::RE2& expression, std::string_view text, Visit visit) {
  Groups groups(static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1);
  const re2::StringPiece subject(text.data(), text.size());
  std::size_t at = 0;
  std::size_t last_end = std::string_view::npos;
  while (at <= text.size()) {
    if (!expression.Match(subject, at, text.size(), re2::RE2::UNANCHORED, groups.data(),
                          static_cast<int>(groups.size()))) {
      return;
    }
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    const std::size_t end = begin + groups[0].size();
    const bool accepted = end > begin || begin != last_end;
    if (accepted) visit(groups, begin, end);
    last_end = end;
    at = end > begin ? end : NextCodePoint(text, end);
  }
}

RegularExpression::Match ToMatch(const Groups& groups) {
  RegularExpression::Match match;
  for (const re2::StringPiece& group : groups) {
    match.push_back(group.data() == nullptr ? std::nullopt : std::optional<std::string>(group.as_string()));
  }
  return match;
}

// What `$name` in a replacement stands for.
std::string GroupText(const re2::RE2& expression, const Groups& groups, const std::string& name) {
  const bool is_number = !name.empty() && std::all_of(name.begin(), name.end(), IsAsciiDigit);
  std::size_t index = groups.size();
  if (is_number) {
    index = name.size() < 6 ? static_cast<std::size_t>(std::atoi(name.c_str())) : groups.size();
  } else if (const auto found = expression.NamedCapturingGroups().find(name);
             found != expression.NamedCapturingGroups().end()) {
    index = static_cast<std::size_t>(found->second);
  }
  return index < groups.size() ? groups[index].as_string() : std::string();
}

std::string Expanded(const re2::RE2& expression, const Groups& groups, std::string_view replacement) {
  std::string out;
  for (std::size_t at = 0; at < replacement.size();) {
    if (replacement[at] != '$' || at + 1 == replacement.size()) {
      out += replacement[at++];
      continue;
    }
    if (replacement[at + 1] == '$') {
      out += '$';
      at += 2;
      continue;
    }
    const bool in_braces = replacement[at + 1] == '{';
    const std::size_t start = at + (in_braces ? 2 : 1);
    std::size_t end = start;
    while (end < replacement.size() && IsNameLetter(replacement[end])) ++end;
    const bool is_good = end > start && (!in_braces || (end < replacement.size() && replacement[end] == '}'));
    if (!is_good) {
      out += replacement[at++];
      continue;
    }
    out += GroupText(expression, groups, std::string(replacement.substr(start, end - start)));
    at = end + (in_braces ? 1 : 0);
  }
  return out;
}

}  // namespace

Expected<RegularExpression, RegularExpression::Mistake> RegularExpression::Compile(const std::string& pattern) {
  if (pattern.size() > kMaxPattern) return Mistake{"expression too large", pattern.substr(0, 20)};
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto expression = std::make_shared<re2::RE2>(OldGroupNames(pattern), options);
  if (!expression->ok()) return Mistake{WordsOf(*expression), expression->error_arg()};
  return RegularExpression(std::move(expression));
}

int RegularExpression::group_count() const { return expression_->NumberOfCapturingGroups(); }
const std::map<int, std::string>& RegularExpression::group_names() const { return expression_->CapturingGroupNames(); }

std::optional<RegularExpression::Match> RegularExpression::FindFirst(std::string_view text) const {
  Groups groups(static_cast<std::size_t>(group_count()) + 1);
  const re2::StringPiece subject(text.data(), text.size());
  if (!expression_->Match(subject, 0, text.size(), re2::RE2::UNANCHORED, groups.data(),
                          static_cast<int>(groups.size()))) {
    return std::nullopt;
  }
  return ToMatch(groups);
}

std::vector<RegularExpression::Match> RegularExpression::FindAll(std::string_view text) const {
  std::vector<Match> all;
  ForEachMatch(*expression_, text,
               [&all](const Groups& groups, std::size_t, std::size_t) { all.push_back(ToMatch(groups)); });
  return all;
}

std::optional<std::string> RegularExpression::ReplaceAll(std::string_view text, std::string_view replacement,
                                                         std::size_t max_bytes) const {
  std::string out;
  std::size_t done = 0;
  ForEachMatch(*expression_, text, [&](const Groups& groups, std::size_t begin, std::size_t end) {
    if (out.size() > max_bytes) return;
    out += text.substr(done, begin - done);
    out += Expanded(*expression_, groups, replacement);
    done = end;
  });
  if (out.size() + text.size() - done > max_bytes) return std::nullopt;
  return out += text.substr(done);
}

}  // namespace rolecall::functions
