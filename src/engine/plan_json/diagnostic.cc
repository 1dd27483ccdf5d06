// Diagnostics as JSON: what `validate -json` prints.
#include <algorithm>
#include <optional>

#include "diag/snippet.h"
#include "engine/plan_json/plan_json.h"
#include "engine/plan_json/text.h"
#include "engine/state/raw_json.h"
#include "hcl/evaluate/show_value.h"

namespace rolecall::engine {
namespace {

std::string PositionJson(const diag::Position& position) {
  JsonObject object;
  object.Number("line", position.line).Number("column", position.column);
  return object.Number("byte", static_cast<std::int64_t>(position.byte)).Close();
}

// Whole lines around the range, the header they stand below, and where in them the subject is.
std::string SnippetJson(const diag::Diagnostic& diagnostic, const diag::Snippet& snippet) {
  // A subject of many lines is shown by its first ones.
  constexpr std::size_t kMostCode = 4096;
  const std::size_t size = std::min(snippet.code.size(), kMostCode);
  JsonObject object;
  object.Raw("context", snippet.context.empty() ? "null" : JsonText(snippet.context));
  object.Text("code", std::string_view(snippet.code).substr(0, size));
  object.Number("start_line", snippet.start_line);
  object.Number("highlight_start_offset", static_cast<std::int64_t>(std::min(snippet.highlight_start, size)));
  object.Number("highlight_end_offset", static_cast<std::int64_t>(std::min(snippet.highlight_end, size)));
  std::vector<std::string> values;
  std::string call;
  for (const diag::ShownValue& value : diagnostic.values) {
    if (value.traversal.empty()) {  // for people
      if (value.call_json) call = value.call_json();
      continue;
    }
    JsonObject shown;
    values.push_back(shown.Text("traversal", value.traversal).Text("statement", value.statement).Close());
  }
  object.Raw("values", JsonArray(values));
  if (!call.empty()) object.Raw("function_call", call);
  return object.Close();
}

// How the sides of a condition differ. Differs from OpenTofu: nothing of what is sensitive anywhere.
std::string DifferenceJson(const diag::Comparison& comparison) {
  const auto& compared = dynamic_cast<const hcl::ComparedValues&>(comparison);
  if (compared.left.HasMarkDeep(value::kSensitive) || compared.right.HasMarkDeep(value::kSensitive)) return "";
  const value::Value before = compared.left.UnmarkDeep(), after = compared.right.UnmarkDeep();
  JsonObject object;
  object.Raw("before", JsonKnown(before)).Raw("after", JsonKnown(after));
  object.Raw("after_unknown", after.IsWhollyKnown() ? "false" : JsonUnknown(after));
  return object.Raw("before_sensitive", JsonSensitive(before, {}))
      .Raw("after_sensitive", JsonSensitive(after, {}))
      .Close();
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
  diag::Position end = diagnostic.subject.end;
  // A place between two characters is shown as the one after it.
  if (end.byte == diagnostic.subject.start.byte) {
    ++end.byte;
    ++end.column;
  }
  range.Raw("start", PositionJson(diagnostic.subject.start)).Raw("end", PositionJson(end));
  object.Raw("range", range.Close());
  std::optional<diag::Snippet> snippet = diag::MakeSnippet(diagnostic, sources);
  if (snippet) object.Raw("snippet", SnippetJson(diagnostic, *snippet));
  const std::string difference = diagnostic.comparison == nullptr ? "" : DifferenceJson(*diagnostic.comparison);
  if (!difference.empty()) object.Raw("difference", difference);
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
