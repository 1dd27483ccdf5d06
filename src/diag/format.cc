#include "diag/format.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "base/text.h"
#include "diag/snippet.h"

namespace rolecall::diag {
namespace {

struct Palette {
  const char* bold = "";
  const char* error = "";
  const char* warning = "";
  const char* underline = "";
  const char* gray = "";
  const char* reset = "";
};

Palette PaletteFor(bool color) {
  if (!color) return {};
  return {"\033[1m", "\033[31m", "\033[33m", "\033[4m", "\033[90m", "\033[0m"};
}

std::size_t Columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Breaks a line at spaces so that it fits; a word that is too long stays whole.
std::string Wrap(std::string_view line, std::size_t width) {
  std::string wrapped;
  std::size_t column = 0;
  while (!line.empty()) {
    const std::size_t word_begin = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t word_end = std::min(line.find(' ', word_begin), line.size());
    const std::string_view spaces = line.substr(0, word_begin);
    const std::string_view word = line.substr(word_begin, word_end - word_begin);
    if (column > 0 && column + spaces.size() + Columns(word) > width) {
      wrapped += '\n';
      column = 0;
    } else {
      wrapped += spaces;
      column += spaces.size();
    }
    wrapped += word;
    column += Columns(word);
    line.remove_prefix(word_end);
  }
  return wrapped;
}

void AppendDetail(std::string& out, const std::string& detail, int width) {
  if (detail.empty()) return;
  const std::string shown = Printable(detail);
  for (const std::string_view line : Split(shown, '\n')) {
    // Indented lines are laid out on purpose.
    const bool keep = width <= 1 || line.empty() || line.front() == ' ';
    out += keep ? std::string(line) : Wrap(line, static_cast<std::size_t>(width));
    out += '\n';
  }
}

void AppendCode(std::string& out, const Snippet& snippet, const Palette& palette) {
  // Places may be within a character, which is shown whole.
  const auto within = [&](std::size_t at) {
    return at > 0 && at < snippet.code.size() && (static_cast<unsigned char>(snippet.code[at]) & 0xC0) == 0x80;
  };
  std::size_t start = snippet.highlight_start;
  std::size_t end = snippet.highlight_end;
  while (within(start)) --start;
  while (within(end)) ++end;
  std::string code = Printable(snippet.code.substr(0, start)) + palette.underline;
  const std::string highlighted = Printable(snippet.code.substr(start, end - start));
  // Each line is underlined by itself, so that the box beside it is not.
  for (const char c : highlighted) {
    if (c == '\n') {
      code += palette.reset;
      code += '\n';
      code += palette.underline;
    } else {
      code += c;
    }
  }
  code += palette.reset + Printable(snippet.code.substr(end));
  int number = snippet.start_line;
  for (const std::string_view line : Split(code, '\n')) {
    char prefix[16];
    std::snprintf(prefix, sizeof prefix, "%4d: ", number++);
    out += prefix;
    out += line;
    out += '\n';
  }
}

void AppendValues(std::string& out, const Diagnostic& diagnostic, const Palette& palette) {
  const auto is_shown = [](const ShownValue& value) { return !value.traversal.empty() || !value.statement.empty(); };
  if (std::none_of(diagnostic.values.begin(), diagnostic.values.end(), is_shown)) return;
  out += std::string("    ") + palette.gray + "├────────────────" + palette.reset + "\n";
  for (const ShownValue& value : diagnostic.values) {
    if (!is_shown(value)) continue;
    out += std::string("    ") + palette.gray + "│" + palette.reset + " ";
    if (!value.traversal.empty()) out += palette.bold + Printable(value.traversal) + palette.reset + " ";
    out += Printable(value.statement) + "\n";
  }
}

void AppendDifference(std::string& out, const Diagnostic& diagnostic, const FormatOptions& options,
                      const Palette& palette) {
  if (diagnostic.comparison == nullptr || options.difference == nullptr) return;
  const std::string side = std::string("    ") + palette.gray + "│" + palette.reset + " ";
  out += std::string("    ") + palette.gray + "├────────────────" + palette.reset + "\n";
  out += side + palette.bold + "Diff: " + palette.reset;
  const std::string text = "    " + options.difference(*diagnostic.comparison, options.color);
  for (const std::string_view line : Split(text, '\n')) out += "\n" + side + std::string(line);
  out += '\n';
}

void AppendSource(std::string& out, const Diagnostic& diagnostic, const SourceMap& sources,
                  const FormatOptions& options, const Palette& palette) {
  if (!diagnostic.address.empty()) out += "  with " + Printable(diagnostic.address) + ",\n";
  if (!diagnostic.subject.has_place()) return;
  const std::string place =
      "  on " + Printable(diagnostic.subject.file_name()) + " line " + std::to_string(diagnostic.subject.start.line);
  const std::optional<Snippet> snippet = MakeSnippet(diagnostic, sources);
  if (!snippet) {
    out += place + ":\n  (source code not available)\n\n";
    return;
  }
  out += place + (snippet->context.empty() ? "" : ", in " + Printable(snippet->context)) + ":\n";
  AppendCode(out, *snippet, palette);
  AppendValues(out, diagnostic, palette);
  AppendDifference(out, diagnostic, options, palette);
  out += '\n';
}

std::string Boxed(const std::string& body, const char* color, const Palette& palette) {
  const std::string side = std::string(color) + "│" + palette.reset;
  std::string out = std::string(color) + "╷" + palette.reset + "\n";
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out += side;
    if (end > 0) out += ' ';
    out += rest.substr(0, end);
    out += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out + color + "╵" + palette.reset + "\n";
}

}  // namespace

std::string FormatDiagnostic(const Diagnostic& diagnostic, const SourceMap& sources, const FormatOptions& options) {
  const Palette palette = PaletteFor(options.color);
  const bool error = diagnostic.severity == Severity::kError;
  const char* color = error ? palette.error : palette.warning;
  std::string body = std::string(palette.bold) + color + (error ? "Error: " : "Warning: ") + palette.reset +
                     palette.bold + Printable(diagnostic.summary) + palette.reset + "\n\n";
  AppendSource(body, diagnostic, sources, options, palette);
  // The box takes two columns.
  AppendDetail(body, diagnostic.detail, options.width > 0 ? options.width - (options.color ? 3 : 1) : 0);
  return options.color ? Boxed(body, color, palette) : "\n" + body;
}

std::string FormatDiagnostics(const Diagnostics& diagnostics, const SourceMap& sources, const FormatOptions& options) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.list()) out += FormatDiagnostic(diagnostic, sources, options);
  return out;
}

}  // namespace rolecall::diag
