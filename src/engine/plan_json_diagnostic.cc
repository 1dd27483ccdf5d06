// Diagnostics as JSON: what `validate -json` prints.
#include <algorithm>

#include "engine/plan_json.h"
#include "engine/plan_json_text.h"
#include "engine/state_raw_json.h"

namespace rolecall::engine {
namespace {

std::string PositionJson(const diag::Position& position) {
  JsonObject object;
  object.Number("line", position.line).Number("column", position.column);
  return object.Number("byte", static_cast<std::int64_t>(position.byte)).Close();
}

// Whole lines around the range, the header they stand below, and where in them the subject is.
std::string SnippetJson(const diag::Diagnostic& diagnostic, const std::string& text) {
  const diag::Range& subject = diagnostic.subject;
  const std::size_t start = std::min(subject.start.byte, text.size());
  const std::size_t end = std::clamp(subject.end.byte, start, text.size());
  const std::size_t line_break = start == 0 ? std::string::npos : text.rfind('\n', start - 1);
  const std::size_t from = line_break == std::string::npos ? 0 : line_break + 1;
  std::size_t to = std::min(text.find('\n', end > start ? end - 1 : end), text.size());
  // A subject of many lines is shown by its first ones.
  constexpr std::size_t kMostCode = 4096;
  to = std::min(to, from + kMostCode);
  JsonObject object;
  object.Raw("context", "null");
  object.Text("code", std::string_view(text).substr(from, to - from));
  object.Number("start_line", subject.start.line);
  object.Number("highlight_start_offset", static_cast<std::int64_t>(std::min(start, to) - from));
  object.Number("highlight_end_offset", static_cast<std::int64_t>(std::min(end, to) - from));
  std::vector<std::string> values;
  for (const diag::ShownValue& value : diagnostic.values) {
    JsonObject shown;
    values.push_back(shown.Text("traversal", value.traversal).Text("statement", value.statement).Close());
  }
  return object.Raw("values", JsonArray(values)).Close();
}

}  // namespace

std::string DiagnosticToJson(const diag::Diagnostic& diagnostic, const diag::SourceMap& sources) {
  JsonObject object;
  object.Text("severity", diagnostic.severity == diag::Severity::kError ? "error" : "warning");
  object.Text("summary", diagnostic.summary).Text("detail", diagnostic.detail);
  object.TextIf("address", diagnostic.address);
  object.TextIf("code", diagnostic.code);
  if (!diagnostic.subject.has_place()) return object.Close();
  JsonObject range;
  range.Text("filename", diagnostic.subject.file_name());
  range.Raw("start", PositionJson(diagnostic.subject.start)).Raw("end", PositionJson(diagnostic.subject.end));
  object.Raw("range", range.Close());
  const std::string* text = sources.Find(diagnostic.subject.file_name());
  if (text != nullptr) object.Raw("snippet", SnippetJson(diagnostic, *text));
  return object.Close();
}

std::string ValidationToJson(const diag::Diagnostics& diagnostics, const diag::SourceMap& sources) {
  std::int64_t errors = 0;
  std::vector<std::string> items;
  for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
    errors += diagnostic.severity == diag::Severity::kError;
    items.push_back(DiagnosticToJson(diagnostic, sources));
  }
  JsonObject object;
  object.Text("format_version", "1.0").Flag("valid", errors == 0).Number("error_count", errors);
  object.Number("warning_count", static_cast<std::int64_t>(items.size()) - errors);
  std::string pretty;
  AppendIndented(pretty, object.Raw("diagnostics", JsonArray(items)).Close());
  return pretty;
}

}  // namespace rolecall::engine
