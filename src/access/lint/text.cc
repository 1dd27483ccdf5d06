// The report for people: by file, with excerpts.
#include <algorithm>

#include "access/lint/lint.h"
#include "diag/format.h"

namespace rolecall::access {
namespace {

using policy::FindingSeverity;

struct Colors {
  const char* error = "";
  const char* warning = "";
  const char* hint = "";
  const char* bold = "";
  const char* dim = "";
  const char* reset = "";
};

Colors ColorsFor(bool color) {
  if (!color) return {};
  return {"\033[31m", "\033[33m", "\033[36m", "\033[1m", "\033[2m", "\033[0m"};
}

std::string Counted(int count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// The line of the source with the place underlined; empty if it is not known.
std::string Excerpt(const LintFinding& finding, const diag::SourceMap& sources, const Colors& colors) {
  constexpr std::size_t kWidest = 160;
  const std::string* text = sources.Find(finding.range.file_name());
  if (text == nullptr || !finding.range.has_place() || text->empty()) return "";
  const std::size_t start = std::min(finding.range.start.byte, text->size());
  const std::size_t before = start == 0 ? std::string::npos : text->rfind('\n', start - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const std::size_t end = std::min(text->find('\n', begin), text->size());
  std::string line = text->substr(begin, end - begin);
  if (line.size() > kWidest || line.find_first_not_of(" \t\r{[") == std::string::npos) return "";
  while (!line.empty() && line.back() == '\r') line.pop_back();
  const std::size_t from = std::min(start - begin, line.size());
  const std::size_t to = std::clamp(finding.range.end.byte, start, std::max(start, end)) - begin;
  std::string marked = line.substr(0, from);
  if (*colors.bold == '\0' || to <= from) {
    marked = line;
  } else {
    marked += "\033[4m" + line.substr(from, to - from) + colors.reset + line.substr(to);
  }
  return std::string(colors.dim) + "    " + std::to_string(finding.range.start.line) + ": " + colors.reset + marked +
         "\n";
}

std::string SeverityText(FindingSeverity severity, const Colors& colors) {
  const char* color = severity == FindingSeverity::kError     ? colors.error
                      : severity == FindingSeverity::kWarning ? colors.warning
                                                              : colors.hint;
  return color + std::string(policy::SeverityName(severity)) + colors.reset;
}

std::string Entry(const LintFinding& finding, const diag::SourceMap& sources, const Colors& colors) {
  std::string entry = "  ";
  if (finding.range.has_place()) {
    entry += std::to_string(finding.range.start.line) + ":" + std::to_string(finding.range.start.column) + " ";
  }
  entry += SeverityText(finding.rule->severity, colors) + " " + std::string(colors.bold) +
           std::string(finding.rule->code) + colors.reset + ": " + finding.message + "\n";
  entry += Excerpt(finding, sources, colors);
  std::string about = finding.subject;
  if (!finding.address.empty()) about += " (" + finding.address + ")";
  if (!finding.pointer.empty()) about += ", " + finding.pointer;
  entry += "    in:   " + about + "\n";
  if (finding.demonstration) entry += "    shown: " + policy::DescribeDemonstration(*finding.demonstration) + "\n";
  if (!finding.suggestion.empty()) entry += "    instead: " + finding.suggestion + "\n";
  if (!finding.repair.empty()) entry += "    repair: " + finding.repair + "\n";
  return entry;
}

std::string UnknownEntries(const std::vector<LintUnknown>& unknowns, const Colors& colors) {
  if (unknowns.empty()) return "";
  std::string entries = std::string(colors.bold) + "Not judged" + colors.reset + "\n";
  for (const LintUnknown& unknown : unknowns) {
    entries += "  ";
    if (unknown.range.has_place()) {
      entries += std::string(unknown.range.file_name()) + ":" + std::to_string(unknown.range.start.line) + " ";
    }
    entries += "unknown: " + unknown.Text() + "\n";
  }
  return entries;
}

}  // namespace

std::string LintText(const LintReport& report, const LintTextOptions& options) {
  const Colors colors = ColorsFor(options.color);
  std::string out;
  std::string_view group = "\x01";
  for (const LintFinding& finding : report.findings) {
    if (finding.suppressed) continue;
    const std::string_view file = finding.range.has_place() ? finding.range.file_name() : std::string_view();
    if (file != group) {
      out += (out.empty() ? "" : "\n") + std::string(colors.bold) + (file.empty() ? "(no file)" : std::string(file)) +
             colors.reset + "\n";
    }
    group = file;
    out += Entry(finding, report.sources, colors);
  }
  const LintCount count = CountOf(report);
  if (!out.empty() && !report.unknowns.empty()) out += "\n";
  out += UnknownEntries(report.unknowns, colors);
  if (!out.empty()) out += "\n";
  out += Counted(count.errors, "error", "errors") + ", " + Counted(count.warnings, "warning", "warnings") + ", " +
         Counted(count.hints, "hint", "hints");
  if (count.suppressed > 0) out += " (" + std::to_string(count.suppressed) + " ignored)";
  out += " in " + Counted(report.documents, "document", "documents");
  const auto unknown = static_cast<int>(report.unknowns.size());
  if (unknown > 0) out += ", " + std::to_string(unknown) + " not wholly known";
  out += ".\n";
  return out;
}

}  // namespace rolecall::access
