#include "functions/notation/glob.h"

#include <algorithm>

namespace rolecall::functions {
namespace {

constexpr std::size_t kMostAlternatives = 1024;

std::size_t CharSize(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return size;
}

std::string_view TakeChar(std::string_view& text) {
  if (text.size() > 1 && text[0] == '\\') text.remove_prefix(1);
  const std::string_view taken = text.substr(0, CharSize(text));
  text.remove_prefix(taken.size());
  return taken;
}

// `pattern` stands behind '['; it is moved behind the ']'.
bool ClassMatches(std::string_view& pattern, std::string_view character) {
  const bool negated = !pattern.empty() && (pattern[0] == '^' || pattern[0] == '!');
  if (negated) pattern.remove_prefix(1);
  bool found = false;
  for (bool is_first = true; !pattern.empty() && (pattern[0] != ']' || is_first); is_first = false) {
    const std::string_view low = TakeChar(pattern);
    std::string_view high = low;
    if (pattern.size() > 1 && pattern[0] == '-' && pattern[1] != ']') {
      pattern.remove_prefix(1);
      high = TakeChar(pattern);
    }
    // UTF-8 sorts as code points do, once the lengths are compared.
    const auto not_above = [](std::string_view a, std::string_view b) {
      return a.size() != b.size() ? a.size() < b.size() : a <= b;
    };
    found = found || (not_above(low, character) && not_above(character, high));
  }
  if (!pattern.empty()) pattern.remove_prefix(1);
  return found != negated;
}

// One name against the pattern of one name, going back to the last star when stuck.
bool NameMatches(std::string_view pattern, std::string_view name) {
  std::string_view star_pattern;
  std::string_view star_name;
  bool has_star = false;
  while (true) {
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      star_pattern = pattern;
      star_name = name;
      has_star = true;
      continue;
    }
    bool matches = pattern.empty() && name.empty();
    if (matches) return true;
    if (!pattern.empty() && !name.empty()) {
      const std::string_view character = name.substr(0, CharSize(name));
      if (pattern[0] == '?') {
        pattern.remove_prefix(1);
        matches = true;
      } else if (pattern[0] == '[') {
        pattern.remove_prefix(1);
        matches = ClassMatches(pattern, character);
      } else {
        matches = TakeChar(pattern) == character;
      }
      if (matches) name.remove_prefix(character.size());
    }
    if (matches) continue;
    if (!has_star || star_name.empty()) return false;
    star_name.remove_prefix(CharSize(star_name));
    pattern = star_pattern;
    name = star_name;
  }
}

std::vector<std::string_view> Parts(std::string_view path) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', start)) {
    parts.push_back(path.substr(start, slash - start));
    start = slash + 1;
  }
  parts.push_back(path.substr(start));
  return parts;
}

// The end of the brace group that opens at `open`, or npos.
std::size_t ClosingBrace(const std::string& pattern, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '{') {
      ++depth;
    } else if (pattern[at] == '}' && --depth == 0) {
      return at;
    }
  }
  return std::string::npos;
}

std::vector<std::string> Alternatives(const std::string& inside) {
  std::vector<std::string> all(1);
  int depth = 0;
  for (const char c : inside) {
    depth += (c == '{') - (c == '}');
    if (c == ',' && depth == 0) {
      all.emplace_back();
    } else {
      all.back() += c;
    }
  }
  return all;
}

}  // namespace

bool IsGoodGlob(std::string_view pattern) {
  int braces = 0;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\' && ++at == pattern.size()) return false;
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '{' && !in_class) ++braces;
    if (c == '}' && !in_class && --braces < 0) return false;
  }
  return !in_class && braces == 0;
}

std::vector<std::string> ExpandBraces(const std::string& pattern) {
  std::vector<std::string> done;
  std::vector<std::string> open = {pattern};
  while (!open.empty() && done.size() + open.size() <= kMostAlternatives) {
    const std::string one = std::move(open.back());
    open.pop_back();
    const std::size_t start = one.find('{');
    const std::size_t end = start == std::string::npos ? start : ClosingBrace(one, start);
    if (end == std::string::npos) {
      done.push_back(one);
      continue;
    }
    for (const std::string& choice : Alternatives(one.substr(start + 1, end - start - 1))) {
      open.push_back(one.substr(0, start) + choice + one.substr(end + 1));
    }
  }
  return done;
}

bool GlobMatches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = Parts(pattern);
  const std::vector<std::string_view> given = Parts(path);
  // can[j]: the parts of the pattern so far match the first j parts of the path.
  std::vector<char> can(given.size() + 1, 0);
  can[0] = 1;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::vector<char> next(given.size() + 1, 0);
    for (std::size_t j = 0; j <= given.size(); ++j) {
      if (wanted[i] == "**") {
        next[j] = can[j] != 0 || (j > 0 && next[j - 1] != 0);
      } else if (j > 0 && can[j - 1] != 0 && NameMatches(wanted[i], given[j - 1])) {
        next[j] = 1;
      }
    }
    can = std::move(next);
  }
  return can[given.size()] != 0;
}

}  // namespace rolecall::functions
