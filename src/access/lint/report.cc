// The report itself: counting, sorting, suppressing, fixing.
#include <algorithm>

#include "access/lint/lint.h"
#include "base/text.h"
#include "json/document.h"
#include "policy/document/document.h"
#include "policy/lint/rules.h"

namespace rolecall::access {
namespace {

using policy::FindingSeverity;

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

// The reason, if the line's comment ignores the code.
std::optional<std::string> IgnoredBy(std::string_view line, std::string_view code) {
  constexpr std::string_view kMark = "rolecall:ignore";
  const std::size_t at = line.find(kMark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = line.substr(0, at);
  if (before.find('#') == std::string_view::npos && before.find("//") == std::string_view::npos) return std::nullopt;
  std::string_view rest = Trim(line.substr(at + kMark.size()));
  const std::size_t blank = rest.find_first_of(" \t");
  std::string_view codes = rest.substr(0, blank);
  const std::string_view reason = blank == std::string_view::npos ? "" : Trim(rest.substr(blank));
  while (!codes.empty()) {
    const std::size_t comma = codes.find(',');
    const std::string_view one = codes.substr(0, comma);
    if (one == code || one == "all") return std::string(reason);
    if (comma == std::string_view::npos) break;
    codes.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

bool IsIn(std::string_view path, std::string_view file) {
  while (path.size() > 2 && path.substr(0, 2) == "./") path.remove_prefix(2);
  while (file.size() > 2 && file.substr(0, 2) == "./") file.remove_prefix(2);
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (path == "." || path == file) return true;
  return file.size() > path.size() && file.substr(0, path.size()) == path && file[path.size()] == '/';
}

int Rank(const LintFinding& finding) { return static_cast<int>(finding.rule->severity); }

}  // namespace

diag::Range RangeOf(std::string_view file, std::string_view text, std::size_t begin, std::size_t end) {
  const auto place = [text](std::size_t offset) {
    offset = std::min(offset, text.size());
    const json::LineColumn at = json::Locate(text, offset);
    return diag::Position{at.line, at.column, offset};
  };
  return diag::Range{std::make_shared<const std::string>(file), place(begin), place(std::max(begin, end))};
}

std::string LintUnknown::Text() const {
  if (parts.empty()) return "the " + subject + " is not known";
  std::string list;
  for (const std::string& part : parts) list += (list.empty() ? "" : ", ") + part;
  return "of the " + subject + " is not known: " + list;
}

LintCount CountOf(const LintReport& report) {
  LintCount count;
  for (const LintFinding& finding : report.findings) {
    if (finding.suppressed) {
      ++count.suppressed;
    } else if (finding.rule->severity == FindingSeverity::kError) {
      ++count.errors;
    } else if (finding.rule->severity == FindingSeverity::kWarning) {
      ++count.warnings;
    } else {
      ++count.hints;
    }
  }
  return count;
}

bool HasFindings(const LintReport& report, FindingSeverity least) {
  return std::any_of(report.findings.begin(), report.findings.end(), [least](const LintFinding& finding) {
    return !finding.suppressed && finding.rule->severity <= least;
  });
}

void SortFindings(LintReport& report) {
  std::stable_sort(report.findings.begin(), report.findings.end(), [](const LintFinding& a, const LintFinding& b) {
    if (a.range.file_name() != b.range.file_name()) return a.range.file_name() < b.range.file_name();
    if (!a.range.has_place() && a.subject != b.subject) return a.subject < b.subject;
    if (Rank(a) != Rank(b)) return Rank(a) < Rank(b);
    return a.range.start.byte < b.range.start.byte;
  });
}

Result<std::vector<LintIgnore>> ParseIgnoreFile(const std::string& file, std::string_view text) {
  std::vector<LintIgnore> ignores;
  int number = 0;
  for (std::string_view line : LinesOf(text)) {
    ++number;
    LintIgnore ignore;
    if (const std::size_t hash = line.find('#'); hash != std::string_view::npos) {
      ignore.reason = Trim(line.substr(hash + 1));
      line = line.substr(0, hash);
    }
    line = Trim(line);
    if (line.empty()) continue;
    const std::size_t blank = line.find_first_of(" \t");
    ignore.code = line.substr(0, blank);
    if (blank != std::string_view::npos) ignore.path = Trim(line.substr(blank));
    if (ignore.code != "all" && policy::FindLintRule(ignore.code) == nullptr) {
      return Error{ErrorCode::kInvalidArgument,
                   file + ":" + std::to_string(number) + ": there is no check with the code " + ignore.code};
    }
    ignores.push_back(std::move(ignore));
  }
  return ignores;
}

void Suppress(LintReport& report, const std::vector<LintIgnore>& ignores) {
  std::map<std::string, std::vector<std::string_view>, std::less<>> lines;
  for (const auto& [file, text] : report.sources.all()) lines[file] = LinesOf(text);
  for (LintFinding& finding : report.findings) {
    for (const LintIgnore& ignore : ignores) {
      const bool meant = ignore.code == "all" || ignore.code == finding.rule->code;
      if (meant && (ignore.path.empty() || IsIn(ignore.path, finding.range.file_name()))) {
        finding.suppressed = ignore.reason;
      }
    }
    const auto file = lines.find(finding.range.file_name());
    if (finding.suppressed || file == lines.end()) continue;
    const auto line = static_cast<std::size_t>(finding.range.start.line);
    for (const std::size_t number : {line, line - 1}) {
      if (number == 0 || number > file->second.size()) continue;
      if (auto reason = IgnoredBy(file->second[number - 1], finding.rule->code)) finding.suppressed = *reason;
    }
  }
}

}  // namespace rolecall::access
