#include "diag/snippet.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace rolecall::diag {

namespace {

// Walks over a text just closely enough to know braces from strings, comments and heredocs.
class BlockFinder {
 public:
  explicit BlockFinder(std::string_view text) : text_(text) {}

  // The header of the block at depth 0 that holds the offset.
  std::string Find(std::size_t offset) {
    std::size_t statement = 0;  // where the current statement at depth 0 begins
    std::string header;
    int depth = 0;
    while (at_ < text_.size()) {
      const std::size_t begin = at_;
      const char c = text_[at_];
      if (SkipComment() || SkipString() || SkipHeredoc()) continue;
      ++at_;
      if (c == '{' || c == '[' || c == '(') {
        if (depth == 0) {
          header = c == '{' ? HeaderOf(text_.substr(statement, begin - statement)) : std::string();
          start_ = statement;
        }
        ++depth;
      } else if ((c == '}' || c == ']' || c == ')') && depth > 0) {
        if (--depth == 0 && offset >= start_ && offset <= begin) return header;
        if (depth == 0) statement = at_;
      } else if (c == '\n' && depth == 0) {
        if (offset < at_) return {};
        statement = at_;
      }
    }
    return depth > 0 && offset >= start_ ? header : std::string();
  }

 private:
  bool Starts(std::string_view what) const {
    return text_[at_] == what[0] && text_.compare(at_, what.size(), what) == 0;
  }

  bool SkipComment() {
    if (text_[at_] == '#' || Starts("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return true;
    }
    if (!Starts("/*")) return false;
    const std::size_t end = text_.find("*/", at_ + 2);
    at_ = end == std::string_view::npos ? text_.size() : end + 2;
    return true;
  }

  // A quoted string, with whatever its interpolations hold.
  bool SkipString() {
    if (text_[at_] != '"') return false;
    std::vector<int> braces;  // of each interpolation that is open; in a string while empty or at -1
    bool in_string = true;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') return true;
      if (in_string) {
        if (c == '\\') {
          ++at_;
        } else if (c == '"') {
          if (braces.empty()) {
            ++at_;
            return true;
          }
          in_string = false;
        } else if ((c == '$' || c == '%') && Next() == '{') {
          braces.push_back(0);
          in_string = false;
          ++at_;
        }
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{') {
        ++braces.back();
      } else if (c == '}' && braces.back()-- == 0) {
        braces.pop_back();
        in_string = true;
      }
    }
    return true;
  }

  char Next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }

  bool SkipHeredoc() {
    if (!Starts("<<")) return false;
    const std::size_t line_end = text_.find('\n', at_);
    if (line_end == std::string_view::npos) return false;
    std::string_view marker = text_.substr(at_ + 2, line_end - at_ - 2);
    if (!marker.empty() && marker.front() == '-') marker.remove_prefix(1);
    while (!marker.empty() && marker.back() == '\r') marker.remove_suffix(1);
    if (marker.empty() || marker.find_first_of(" \t,)]}") != std::string_view::npos) return false;
    for (at_ = line_end + 1; at_ < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
      at_ = end;
      if (line == marker) return true;
      if (at_ < text_.size()) ++at_;
    }
    return true;
  }

  // `resource "a" b ` as `resource "a" "b"`; empty if this is no block's header (an argument's value).
  static std::string HeaderOf(std::string_view header) {
    std::string result;
    std::size_t at = 0;
    while (at < header.size()) {
      const char c = header[at];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at;
        continue;
      }
      if (c == '=' || c == '(' || c == ':') return {};
      if (c == '#' || header.compare(at, 2, "//") == 0) {
        at = std::min(header.find('\n', at), header.size());
        continue;
      }
      if (c == '/' && header.compare(at, 2, "/*") == 0) {
        const std::size_t end = header.find("*/", at);
        at = end == std::string_view::npos ? header.size() : end + 2;
        continue;
      }
      const bool quoted = c == '"';
      std::size_t end = quoted ? header.find('"', at + 1) : header.find_first_of(" \t\r\n\"=", at);
      if (quoted && end != std::string_view::npos) ++end;
      end = std::min(end, header.size());
      const std::string word(header.substr(at, end - at));
      if (result.empty()) {
        result = word;
      } else {
        result += quoted ? " " + word : " \"" + word + "\"";
      }
      at = end;
    }
    return result;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
};

}  // namespace

std::string BlockAround(std::string_view text, const Position& place) { return BlockFinder(text).Find(place.byte); }

std::optional<Snippet> MakeSnippet(const Diagnostic& diagnostic, const SourceMap& sources) {
  if (!diagnostic.subject.has_place()) return std::nullopt;
  const std::string* source = sources.Find(diagnostic.subject.file_name());
  if (source == nullptr) return std::nullopt;
  // The parsers do not count a byte order mark.
  std::string_view text = *source;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const std::size_t start = std::min(diagnostic.subject.start.byte, text.size());
  const std::size_t end = std::clamp(diagnostic.subject.end.byte, start, text.size());
  std::size_t first = start;
  std::size_t last = end;
  if (diagnostic.context.has_place() && diagnostic.context.file_name() == diagnostic.subject.file_name()) {
    first = std::min(first, diagnostic.context.start.byte);
    last = std::clamp(diagnostic.context.end.byte, last, text.size());
  }
  // A range that ends just after a newline does not show the next line.
  if (last > first && last > end && text[last - 1] == '\n') --last;
  const std::size_t before = first == 0 ? std::string_view::npos : text.rfind('\n', first - 1);
  const std::size_t code_start = before == std::string_view::npos ? 0 : before + 1;
  std::size_t code_end = text.find('\n', last > first && text[last - 1] == '\n' ? last - 1 : last);
  code_end = std::max(std::min(code_end, text.size()), code_start);
  Snippet snippet;
  snippet.code = text.substr(code_start, code_end - code_start);
  snippet.code.erase(std::remove(snippet.code.begin(), snippet.code.end(), '\r'), snippet.code.end());
  snippet.start_line = diagnostic.subject.start.line -
                       static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(code_start),
                                                   text.begin() + static_cast<std::ptrdiff_t>(start), '\n'));
  snippet.highlight_start = std::min(start - code_start, snippet.code.size());
  snippet.highlight_end =
      std::min(std::max(end - code_start, snippet.highlight_start + (start == end ? 1 : 0)), snippet.code.size());
  snippet.context = BlockAround(text, diagnostic.subject.start);
  // The head of a block says nothing more than its line does.
  const std::string type = snippet.context.substr(0, snippet.context.find(' '));
  const bool is_head = text.substr(start).starts_with(type);
  const bool is_outermost = diagnostic.subject.start.column == 1 || type == snippet.context;
  if (is_head && is_outermost) snippet.context.clear();
  return snippet;
}

}  // namespace rolecall::diag
