// The report as SARIF 2.1.0, for code scanning services.
#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "access/lint/format.h"
#include "access/lint/lint.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "policy/lint/rule_page.h"

namespace rolecall::access {
namespace {

namespace bj = boost::json;
using policy::FindingSeverity;

constexpr const char* kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

const char* LevelOf(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kError: return "error";
    case FindingSeverity::kWarning: return "warning";
    case FindingSeverity::kHint: return "note";
  }
  return "none";
}

// A path as a relative reference: slashes stay, what URIs do not take is escaped.
std::string UriOf(std::string_view path) {
  while (path.substr(0, 2) == "./") path.remove_prefix(2);
  std::string uri;
  if (!path.empty() && path.front() == '/') uri = "file://";
  return uri + PercentEncode(path, "/!$&'()*+,;=@");
}

bj::object Message(std::string_view text) { return {{"text", text}}; }

bj::object RuleJson(const policy::LintRule& rule, const std::string& help_base) {
  const std::string code(rule.code);
  bj::object json{{"id", rule.code},
                  {"shortDescription", Message(rule.title)},
                  {"fullDescription", Message(rule.why)},
                  {"helpUri", help_base.empty() ? "urn:rolecall:lint:" + code : help_base + "/" + code + ".md"},
                  {"help", bj::object{{"text", rule.why}, {"markdown", policy::ExplainRule(rule)}}},
                  {"defaultConfiguration", bj::object{{"level", LevelOf(rule.severity)}}}};
  if (!rule.aws.empty()) json["properties"] = bj::object{{"aws", rule.aws}};
  return json;
}

bj::object RegionJson(const diag::Range& range) {
  return {{"startLine", range.start.line},  {"startColumn", range.start.column},
          {"endLine", range.end.line},      {"endColumn", range.end.column},
          {"byteOffset", range.start.byte}, {"byteLength", range.end.byte - range.start.byte}};
}

bj::object LocationJson(const LintFinding& finding) {
  bj::object location;
  if (finding.range.has_place()) {
    location["physicalLocation"] =
        bj::object{{"artifactLocation", bj::object{{"uri", UriOf(finding.range.file_name())}}},
                   {"region", RegionJson(finding.range)}};
  }
  bj::object logical{{"fullyQualifiedName", finding.address.empty() ? finding.subject : finding.address}};
  logical["kind"] = "resource";
  location["logicalLocations"] = bj::array{std::move(logical)};
  return location;
}

bj::array FixesJson(const LintFinding& finding, const diag::SourceMap& sources) {
  const std::string* text = sources.Find(finding.range.file_name());
  if (text == nullptr) return {};
  bj::array replacements;
  for (const FileEdit& edit : finding.edits) {
    bj::object replacement;
    const diag::Range range = RangeOf(finding.range.file_name(), *text, edit.begin, edit.end);
    replacement["deletedRegion"] = RegionJson(range);
    if (!edit.text.empty()) replacement["insertedContent"] = Message(edit.text);
    replacements.push_back(std::move(replacement));
  }
  bj::object change{{"artifactLocation", bj::object{{"uri", UriOf(finding.range.file_name())}}},
                    {"replacements", std::move(replacements)}};
  const std::string description = finding.suggestion.empty() ? "the suggested change" : finding.suggestion;
  return bj::array{
      bj::object{{"description", Message(description)}, {"artifactChanges", bj::array{std::move(change)}}}};
}

// Stays the same when lines move: what is found, about what, and where in the document.
std::string FingerprintOf(const LintFinding& finding) {
  return crypto::Sha256Hex(std::string(finding.rule->code) + "\n" + std::string(finding.range.file_name()) + "\n" +
                           finding.subject + "\n" + finding.address + "\n" + finding.pointer + "\n" + finding.message);
}

bj::object ResultJson(const LintFinding& finding, std::size_t rule_index, const diag::SourceMap& sources) {
  std::string text = finding.message + ".";
  if (finding.demonstration) {
    text += " Shown by a request: " + policy::DescribeDemonstration(*finding.demonstration) + ".";
  }
  if (!finding.suggestion.empty()) text += " Instead: " + finding.suggestion;
  if (!finding.repair.empty()) text += " Repair: " + finding.repair;
  bj::object result;
  result["ruleId"] = finding.rule->code;
  result["ruleIndex"] = rule_index;
  result["level"] = LevelOf(finding.rule->severity);
  result["message"] = Message(text);
  result["locations"] = bj::array{LocationJson(finding)};
  result["partialFingerprints"] = bj::object{{"rolecall/v1", FingerprintOf(finding)}};
  if (!finding.edits.empty() && finding.range.has_place()) {
    if (bj::array fixes = FixesJson(finding, sources); !fixes.empty()) result["fixes"] = std::move(fixes);
  }
  if (finding.suppressed) {
    bj::object suppression{{"kind", finding.range.has_place() ? "inSource" : "external"}, {"status", "accepted"}};
    if (!finding.suppressed->empty()) suppression["justification"] = *finding.suppressed;
    result["suppressions"] = bj::array{std::move(suppression)};
  }
  bj::object properties{{"pointer", finding.pointer}};
  if (finding.demonstration) properties["request"] = DemonstrationJson(*finding.demonstration);
  if (!finding.repair.empty()) properties["repair"] = finding.repair;
  result["properties"] = std::move(properties);
  return result;
}

bj::object NotificationJson(const LintUnknown& unknown) {
  bj::object location;
  if (unknown.range.has_place()) {
    location["physicalLocation"] =
        bj::object{{"artifactLocation", bj::object{{"uri", UriOf(unknown.range.file_name())}}},
                   {"region", RegionJson(unknown.range)}};
  }
  location["logicalLocations"] =
      bj::array{bj::object{{"fullyQualifiedName", unknown.address.empty() ? unknown.subject : unknown.address}}};
  return {{"level", "warning"}, {"message", Message(unknown.Text())}, {"locations", bj::array{std::move(location)}}};
}

}  // namespace

std::string LintSarif(const LintReport& report, std::string help_base) {
  while (!help_base.empty() && help_base.back() == '/') help_base.pop_back();
  std::map<std::string_view, std::size_t> indices;
  bj::array rules;
  for (const LintFinding& finding : report.findings) {
    if (!indices.emplace(finding.rule->code, rules.size()).second) continue;
    rules.push_back(RuleJson(*finding.rule, help_base));
  }
  bj::array results;
  for (const LintFinding& finding : report.findings) {
    results.push_back(ResultJson(finding, indices[finding.rule->code], report.sources));
  }
  // What could not be judged is no result of a rule: a notification says it (SARIF 2.1.0, 3.20.21).
  bj::array notifications;
  for (const LintUnknown& unknown : report.unknowns) notifications.push_back(NotificationJson(unknown));
  const bj::object driver = {{"name", "rolecall"}, {"rules", std::move(rules)}};
  bj::object run = {
      {"tool", bj::object{{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}};
  if (!notifications.empty()) {
    run["invocations"] =
        bj::array{bj::object{{"executionSuccessful", true}, {"toolExecutionNotifications", std::move(notifications)}}};
  }
  const bj::object root = {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", bj::array{run}}};
  return bj::serialize(root) + "\n";
}

}  // namespace rolecall::access
