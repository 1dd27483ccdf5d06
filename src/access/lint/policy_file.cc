#include "access/lint/lint.h"
#include "json/document.h"

namespace rolecall::access {
namespace {

std::string_view KindName(policy::DocumentKind kind) {
  switch (kind) {
    case policy::DocumentKind::kTrust: return "trust policy";
    case policy::DocumentKind::kResource: return "resource policy";
    case policy::DocumentKind::kSession: return "session policy";
    case policy::DocumentKind::kScp: return "service control policy";
    case policy::DocumentKind::kRcp: return "resource control policy";
    case policy::DocumentKind::kBoundary: return "permissions boundary";
    case policy::DocumentKind::kEndpoint: return "endpoint policy";
    case policy::DocumentKind::kIdentity: return "identity policy";
  }
  return "policy";
}

}  // namespace

void LintPolicyFile(const std::string& file, std::string text, std::optional<policy::DocumentKind> kind,
                    LintReport& report) {
  const policy::DocumentKind known = kind ? *kind : policy::GuessKind(text);
  ++report.documents;
  for (policy::Finding& found : policy::LintPolicy(text, known, {})) {
    LintFinding& finding = report.findings.emplace_back();
    finding.rule = found.rule;
    finding.subject = KindName(known);
    finding.message = std::move(found.message);
    finding.suggestion = std::move(found.suggestion);
    finding.range = RangeOf(file, text, found.span.begin, found.span.end);
    finding.pointer = std::move(found.pointer);
    finding.json_line = finding.range.start.line;
    finding.json_column = finding.range.start.column;
    finding.demonstration = std::move(found.demonstration);
    for (policy::Edit& edit : found.edits) {
      finding.edits.push_back({edit.span.begin, edit.span.end, std::move(edit.text)});
    }
  }
  report.sources.Add(file, std::move(text));
}

}  // namespace rolecall::access
