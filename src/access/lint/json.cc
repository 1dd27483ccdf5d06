// The report for machines: our own JSON.
#include <boost/json.hpp>

#include "access/lint/format.h"
#include "access/lint/lint.h"
#include "policy/decide/engine.h"

namespace rolecall::access {
namespace {

namespace bj = boost::json;

bj::object PositionJson(const diag::Position& position) {
  return {{"line", position.line}, {"column", position.column}, {"byte", position.byte}};
}

bj::object FindingJson(const LintFinding& finding) {
  bj::object object;
  object["code"] = finding.rule->code;
  object["severity"] = policy::SeverityName(finding.rule->severity);
  if (!finding.rule->aws.empty()) object["aws"] = finding.rule->aws;
  object["subject"] = finding.subject;
  if (!finding.address.empty()) object["address"] = finding.address;
  object["message"] = finding.message;
  if (!finding.suggestion.empty()) object["suggestion"] = finding.suggestion;
  if (!finding.repair.empty()) object["repair"] = finding.repair;
  if (finding.range.has_place()) {
    object["range"] = bj::object{{"filename", finding.range.file_name()},
                                 {"start", PositionJson(finding.range.start)},
                                 {"end", PositionJson(finding.range.end)}};
  }
  object["pointer"] = finding.pointer;
  if (finding.json_line > 0) {
    object["document_position"] = bj::object{{"line", finding.json_line}, {"column", finding.json_column}};
  }
  if (finding.demonstration) object["request"] = DemonstrationJson(*finding.demonstration);
  if (!finding.edits.empty()) {
    bj::array edits;
    for (const FileEdit& edit : finding.edits) {
      edits.push_back(bj::object{{"begin", edit.begin}, {"end", edit.end}, {"text", edit.text}});
    }
    object["fix"] = bj::object{{"safe", finding.rule->fix == policy::FixKind::kSafe}, {"edits", std::move(edits)}};
  }
  object["suppressed"] = finding.suppressed.has_value();
  if (finding.suppressed && !finding.suppressed->empty()) object["reason"] = *finding.suppressed;
  return object;
}

bj::object UnknownJson(const LintUnknown& unknown) {
  bj::object object{{"subject", unknown.subject}, {"message", unknown.Text()}};
  if (!unknown.address.empty()) object["address"] = unknown.address;
  object["parts"] = bj::array(unknown.parts.begin(), unknown.parts.end());
  if (unknown.range.has_place()) {
    object["range"] = bj::object{{"filename", unknown.range.file_name()},
                                 {"start", PositionJson(unknown.range.start)},
                                 {"end", PositionJson(unknown.range.end)}};
  }
  return object;
}

}  // namespace

bj::object DemonstrationJson(const policy::Demonstration& demonstration) {
  bj::object context;
  for (const auto& [key, values] : demonstration.context) {
    if (values.size() == 1) {
      context[key] = values.front();
    } else {
      context[key] = bj::array(values.begin(), values.end());
    }
  }
  return {{"principal", demonstration.caller},
          {"action", demonstration.action},
          {"resource", demonstration.resource},
          {"context", std::move(context)},
          {"decision", policy::OutcomeName(demonstration.outcome)}};
}

std::string LintJson(const LintReport& report) {
  bj::array findings;
  for (const LintFinding& finding : report.findings) findings.push_back(FindingJson(finding));
  bj::array unknowns;
  for (const LintUnknown& unknown : report.unknowns) unknowns.push_back(UnknownJson(unknown));
  const LintCount count = CountOf(report);
  bj::object root = {
      {"format_version", "1.0"},        {"error_count", count.errors},          {"warning_count", count.warnings},
      {"hint_count", count.hints},      {"suppressed_count", count.suppressed}, {"document_count", report.documents},
      {"findings", std::move(findings)}};
  if (!unknowns.empty()) root["unknowns"] = std::move(unknowns);
  return bj::serialize(root) + "\n";
}

}  // namespace rolecall::access
