#include "diag/snippet.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "diag/json_path.h"

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
          start_ = HeadStart(statement, begin);
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
    if (end == std::string_view::npos) return false;
    at_ = end + 2;
    return true;
  }

  // A quoted string, with whatever its interpolations hold.
  bool SkipString() {
    if (text_[at_] != '"') return false;
    std::vector<int> braces;  // of each interpolation that is open; in a string while empty or at -1
    bool in_string = true;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_string) {
        if (c == '\\') {
          ++at_;
        } else if ((c == '$' || c == '%') && Next() == c && text_.compare(at_ + 2, 1, "{") == 0) {
          at_ += 2;
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

  // Where the block's type stands, behind what is before it.
  std::size_t HeadStart(std::size_t at, std::size_t end) const {
    while (at < end) {
      const std::size_t before = at;
      at = std::min(text_.find_first_not_of(" \t\r\n", at), end);
      if (text_[at] == '#' || text_.compare(at, 2, "//") == 0) at = std::min(text_.find('\n', at), end);
      if (text_.compare(at, 2, "/*") == 0) at = std::min(text_.find("*/", at + 2), end - 2) + 2;
      if (at == before) break;
    }
    return at;
  }

  // The label in quotes at the offset, which moves behind it; what is interpolated, wrongly, is left out of it.
  static std::string LabelAt(std::string_view header, std::size_t& at) {
    std::string label(1, header[at++]);
    while (at < header.size()) {
      const char c = header[at];
      const bool sequence = (c == '$' || c == '%') && at + 1 < header.size() && header[at + 1] == '{';
      if (sequence && label.back() != c) {
        label += std::string(1, c) + "{ ... }";
        int depth = 0;
        bool in_text = false;
        for (++at; at < header.size(); ++at) {
          if (header[at] == '"') in_text = !in_text;
          if (!in_text && header[at] == '{') ++depth;
          if (!in_text && header[at] == '}' && --depth == 0) break;
        }
        at = std::min(at + 1, header.size());
        continue;
      }
      label += c;
      ++at;
      if (c == '\\' && at < header.size()) label += header[at++];
      if (c == '"') break;
    }
    return label;
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
      const bool begins_name =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
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
      if (!begins_name && !quoted) return {};
      std::size_t end = at;
      std::string word;
      if (quoted) {
        word = LabelAt(header, end);
      } else {
        end = std::min(header.find_first_of(" \t\r\n\"=", at), header.size());
        word = header.substr(at, end - at);
      }
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

namespace {

// The lines that have a part in the bytes from `first` to `last`, as OpenTofu chooses them: also one that the range
// ends right before, and none that is empty. Returns where the first of them begins.
std::size_t AppendLines(std::string_view text, std::size_t first, std::size_t last, std::string& code) {
  const std::size_t before = first == 0 ? std::string_view::npos : text.rfind('\n', first - 1);
  std::size_t code_start = 0;
  std::size_t next = 0;
  for (std::size_t line = before == std::string_view::npos ? 0 : before + 1; line <= last && line < text.size();
       line = next) {
    std::size_t end = std::min(text.find('\n', line), text.size());
    next = end + 1;
    if (end > line && end < text.size() && text[end - 1] == '\r') --end;
    const auto holds = [](std::size_t from, std::size_t to, std::size_t at) { return from <= at && at < to; };
    const bool shown =
        holds(line, end, first) || holds(line, end, last) || holds(first, last, line) || holds(first, last, end);
    if (line == end || !shown) continue;
    if (code.empty()) {
      code_start = line;
    } else {
      code += '\n';
    }
    code.append(text, line, end - line);
  }
  return code_start;
}

}  // namespace

std::string BlockAround(std::string_view text, const Position& place) { return BlockFinder(text).Find(place.byte); }

std::optional<Snippet> MakeSnippet(const Diagnostic& diagnostic, const SourceMap& sources) {
  if (!diagnostic.subject.has_place()) return std::nullopt;
  const std::string* source = sources.Find(diagnostic.subject.file_name());
  if (source == nullptr) return std::nullopt;
  std::string_view text = *source;
  // The parser of the native syntax does not count a byte order mark; in JSON it is a mistake.
  const bool is_json = diagnostic.subject.file_name().ends_with(".json");
  if (!is_json && text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const std::size_t start = std::min(diagnostic.subject.start.byte, text.size());
  const std::size_t end = std::max(diagnostic.subject.end.byte, start);
  Snippet snippet;
  snippet.start_line = diagnostic.subject.start.line;
  std::size_t first = start;
  std::size_t last = end;
  if (diagnostic.context.has_place() && diagnostic.context.file_name() == diagnostic.subject.file_name()) {
    if (diagnostic.context.start.byte < first) snippet.start_line = diagnostic.context.start.line;
    first = std::min(first, diagnostic.context.start.byte);
    last = std::max(last, diagnostic.context.end.byte);
  }
  const std::size_t code_start = AppendLines(text, first, std::max(last, first + 1), snippet.code);
  snippet.highlight_start = std::min(std::max(start, code_start) - code_start, snippet.code.size());
  snippet.highlight_end =
      std::min(snippet.highlight_start + std::max<std::size_t>(end - start, 1), snippet.code.size());
  // What begins with the place itself is not around it.
  if (start == 0) return snippet;
  snippet.context = is_json ? JsonPathAround(text, start - 1) : BlockAround(text, {1, 1, start - 1});
  return snippet;
}

}  // namespace rolecall::diag
