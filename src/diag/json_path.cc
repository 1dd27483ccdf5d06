#include "diag/json_path.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace rolecall::diag {
namespace {

struct Level {
  bool is_object = false;
  std::string_view name;  // of an object's member that is being read, as written
  std::size_t index = 0;  // the same of an array
};

constexpr std::size_t kMostLevels = 1000;
constexpr std::string_view kOutsideOfTexts = "{}[],:=\" \t\r\n+-.";

bool IsWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The end of the text in quotes that begins at `at`: behind its closing quote.
std::size_t AfterText(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

std::string PathOf(const std::vector<Level>& levels) {
  std::string path;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    if (levels[i].is_object) {
      path += std::string(path.empty() ? "" : ".") + std::string(levels[i].name);
    } else {
      path += "[" + std::to_string(levels[i].index) + "]";
    }
  }
  return path;
}

}  // namespace

std::string JsonPathAround(std::string_view text, std::size_t offset) {
  std::vector<Level> levels;
  std::string path;
  bool is_found = false;
  bool comma = false;  // before what is read, but for blanks
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size(); at = next) {
    const char c = text[at];
    next = c == '"' ? AfterText(text, at) : at + 1;
    if (kOutsideOfTexts.find(c) == std::string_view::npos && !IsWordPart(c)) return {};
    if (c == '{' || c == '[') levels.push_back({c == '{', {}, 0});
    if (levels.size() > kMostLevels) return {};
    // Before a closer is dealt with: it belongs to what it closes.
    if (!is_found && next > offset) {
      is_found = true;
      path = PathOf(levels);
    }
    const bool after_comma =
        std::exchange(comma, c == ',' || (comma && std::string_view(" \t\r\n").find(c) != std::string_view::npos));
    if (c == '}' || c == ']') {
      if (after_comma) return {};
      if (levels.empty() || levels.back().is_object != (c == '}')) return {};
      levels.pop_back();
    } else if (levels.empty()) {
      continue;
    } else if (c == '"' &&
               text.substr(std::min(text.find_first_not_of(" \t\r\n", next), text.size())).starts_with(':')) {
      levels.back().name = text.substr(at + 1, next - at - 2);
    } else if (c == ',') {
      ++levels.back().index;
    }
  }
  return levels.empty() ? path : std::string();
}

}  // namespace rolecall::diag
