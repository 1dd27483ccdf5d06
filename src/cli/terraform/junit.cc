// Results of tests in JUnit's format, as CI systems read it.
#include <algorithm>

#include "cli/terraform/test_views.h"
#include "diag/format.h"

namespace rolecall::cli {
namespace {

using engine::TestStatus;

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&#34;";
    } else if (c == '\n') {
      escaped += "&#xA;";
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') {
      escaped += c;
    }
  }
  return escaped;
}

// Without what XML cannot have; "]]>" ends such a part and begins another.
std::string Characters(const std::string& text) {
  std::string characters = "<![CDATA[";
  for (const char c : text) {
    if (c == '>' && characters.ends_with("]]")) characters += "]]><![CDATA[";
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') characters += c;
  }
  return characters + "]]>";
}

std::string Texts(const diag::Diagnostics& diagnostics, diag::Severity severity, const diag::SourceMap& sources) {
  diag::Diagnostics wanted;
  for (const diag::Diagnostic& one : diagnostics.list()) {
    if (one.severity == severity) wanted.Add(one);
  }
  return diag::FormatDiagnostics(wanted, sources, {.color = false, .width = 78});
}

std::string FailureMessage(const engine::TestRunResult& run) {
  std::size_t failed = 0;
  std::string messages;
  for (const diag::Diagnostic& one : run.diagnostics.list()) {
    if (one.summary != "Test assertion failed") continue;
    ++failed;
    messages += (messages.empty() ? "" : "\n") + one.detail;
  }
  return std::to_string(failed) + " of " + std::to_string(run.run->asserts.size()) + " assertions failed: " + messages;
}

std::string Seconds(std::chrono::milliseconds time) {
  const std::string rest = std::to_string(time.count() % 1000);
  return std::to_string(time.count() / 1000) + "." + std::string(3 - rest.size(), '0') + rest;
}

std::string Skipped(const engine::TestFileResult& file, std::size_t index) {
  for (std::size_t before = index; before-- > 0;) {
    if (file.runs[before].status != TestStatus::kError) continue;
    return "<skipped message=\"Testcase skipped due to a previous testcase error\">" +
           Characters("Previous testcase \"" + file.runs[before].run->name +
                      "\" ended in error, which caused the remaining tests in the file to be skipped") +
           "</skipped>";
  }
  return "<skipped message=\"Testcase skipped due to an interrupt\"></skipped>";
}

std::string Case(const engine::TestFileResult& file, std::size_t index, const diag::SourceMap& sources) {
  const engine::TestRunResult& run = file.runs[index];
  std::string text =
      "    <testcase name=\"" + Escaped(run.run->name) + "\" classname=\"" + Escaped(file.file->name) + "\"";
  const bool has_run = run.status >= TestStatus::kPass;
  if (has_run) text += " time=\"" + Seconds(run.time) + "\"";
  std::vector<std::string> inner;
  const std::string errors = Texts(run.diagnostics, diag::Severity::kError, sources);
  const std::string warnings = Texts(run.diagnostics, diag::Severity::kWarning, sources);
  if (!has_run) inner.push_back(Skipped(file, index));
  if (run.status == TestStatus::kFail) {
    inner.push_back("<failure message=\"" + Escaped(FailureMessage(run)) + "\">" + Characters(errors) + "</failure>");
  }
  if (run.status == TestStatus::kError) {
    inner.push_back("<error message=\"Encountered an error\">" + Characters(errors) + "</error>");
  }
  if (!warnings.empty()) inner.push_back("<system-err>" + Characters(warnings) + "</system-err>");
  if (inner.empty()) return text + "></testcase>\n";
  text += ">\n";
  for (const std::string& one : inner) text += "      " + one + "\n";
  return text + "    </testcase>\n";
}

}  // namespace

Result<void> WriteJunit(FileSystem& files, const std::string& path, const std::vector<engine::TestFileResult>& results,
                        const diag::SourceMap& sources) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><testsuites>\n";
  for (const engine::TestFileResult& file : results) {
    const auto count = [&](auto is) { return std::to_string(std::count_if(file.runs.begin(), file.runs.end(), is)); };
    using Run = engine::TestRunResult;
    text += "  <testsuite name=\"" + Escaped(file.file->name) + "\" tests=\"" + std::to_string(file.runs.size()) +
            "\" skipped=\"" + count([](const Run& run) { return run.status < TestStatus::kPass; }) + "\" failures=\"" +
            count([](const Run& run) { return run.status == TestStatus::kFail; }) + "\" errors=\"" +
            count([](const Run& run) { return run.status == TestStatus::kError; }) + "\">\n";
    for (std::size_t i = 0; i < file.runs.size(); ++i) text += Case(file, i, sources);
    text += "  </testsuite>\n";
  }
  return files.Write(path, text + "</testsuites>", FileMode::kPublic);
}

}  // namespace rolecall::cli
