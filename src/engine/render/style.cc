#include "engine/render/style.h"

#include "base/plain_bytes.h"
#include "base/printable.h"

namespace rolecall::engine {
namespace {

std::size_t CodePoints(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

void WrapLine(std::string& out, std::string_view line, std::size_t columns) {
  std::size_t used = 0;
  while (!line.empty()) {
    const std::size_t space = line.find(' ');
    const std::string_view word = line.substr(0, space);
    const std::size_t width = CodePoints(word);
    if (used > 0 && used + 1 + width > columns) {
      out += '\n';
      used = 0;
    } else if (used > 0) {
      out += ' ';
      ++used;
    }
    out += word;
    used += width;
    line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  }
}

bool IsIdentifierStart(unsigned char c) {
  return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsIdentifierPart(unsigned char c) { return IsIdentifierStart(c) || c == '-' || (c >= '0' && c <= '9'); }

}  // namespace

std::string RenderStyle::Paint(const char* code, std::string_view text) const {
  if (!color) return std::string(text);
  std::string out = "\033[";
  out += code;
  out += 'm';
  out += text;
  return out + "\033[0m";
}

std::string RenderStyle::HorizontalRule() const {
  std::string rule = "\n";
  for (int i = 1; i < columns; ++i) rule += "─";
  return Gray(rule) + "\n";
}

std::string WrapWords(std::string_view text, int columns) {
  std::string out;
  const std::size_t width = columns > 20 ? static_cast<std::size_t>(columns) - 1 : 20;
  while (true) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(' ')) {
      out += line;
    } else {
      WrapLine(out, line, width);
    }
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  while (true) {
    const std::size_t plain = PlainBytes<0x20, 0x7e, '"', '\\'>(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    std::size_t length = 1;
    if (text.front() == '"' || text.front() == '\\') {
      (out += '\\') += text.front();
    } else {
      length = AppendPrintable(out, text);
    }
    text.remove_prefix(length);
  }
  return out + "\"";
}

std::string AttributeName(std::string_view name) {
  bool valid = !name.empty() && IsIdentifierStart(static_cast<unsigned char>(name[0]));
  for (const char c : name) valid = valid && IsIdentifierPart(static_cast<unsigned char>(c));
  return valid ? std::string(name) : Quoted(name);
}

std::string Padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t length = CodePoints(text);
  if (length < width) out.append(width - length, ' ');
  return out;
}

}  // namespace rolecall::engine
