#include "policy/lint/lint.h"

#include <algorithm>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/lint/lint_run.h"
#include "policy/storable/validate.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kMaxDepth = 64;

// What AWS refuses and no rule has a name for.
void LintRefused(LintRun& run) {
  static constexpr DocumentKind kWritten[] = {DocumentKind::kIdentity, DocumentKind::kTrust, DocumentKind::kSession,
                                              DocumentKind::kResource};
  if (std::find(std::begin(kWritten), std::end(kWritten), run.document.kind) == std::end(kWritten)) return;
  const bool named = std::any_of(run.findings.begin(), run.findings.end(), [](const Finding& finding) {
    return finding.rule->severity == FindingSeverity::kError;
  });
  if (named) return;
  const WriteKind kind = run.document.kind == DocumentKind::kTrust      ? WriteKind::kTrust
                         : run.document.kind == DocumentKind::kSession  ? WriteKind::kSession
                         : run.document.kind == DocumentKind::kResource ? WriteKind::kResource
                                                                        : WriteKind::kManaged;
  if (std::optional<Malformed> refused = CheckForWrite(run.document, kind)) {
    std::string message = "AWS refuses this policy: " + refused->message;
    if (!refused->detail.empty()) message += " (" + refused->detail + ")";
    run.Add("policy-refused", Span{refused->offset, refused->offset}, std::move(message));
  }
}

void RunRules(LintRun& run) {
  LintStructure(run);
  LintConditions(run);
  if (run.document.kind == DocumentKind::kTrust) {
    LintTrustRules(run);
    LintOidc(run);
  } else {
    LintActions(run);
    LintResources(run);
  }
  if (run.document.kind == DocumentKind::kIdentity || run.document.kind == DocumentKind::kBoundary ||
      run.document.kind == DocumentKind::kSession) {
    LintBreadth(run);
    LintEscalation(run);
  }
  LintLockouts(run);
  LintAwsChecks(run);
  LintArnFields(run);
  LintConditionAdvice(run);
  LintPrincipalAdvice(run);
  LintServicePrincipals(run);
  LintRedundancy(run);
  LintRefused(run);
}

bool AssumesRoles(const json::Node& actions) {
  if (actions.IsArray()) {
    return !actions.items.empty() && std::all_of(actions.items.begin(), actions.items.end(), AssumesRoles);
  }
  const std::string lower = LowerAscii(actions.text);
  return lower.starts_with("sts:assumerole") || lower == "sts:tagsession" || lower == "sts:setsourceidentity" ||
         lower == "sts:setcontext";
}

}  // namespace

std::vector<Finding> LintPolicy(std::string_view text, DocumentKind kind, const LintContext& context) {
  json::ParseResult json;
  const ParsedDocument grammar = ParseGrammar(text, kind, &json);
  if (grammar.malformed) return LintMalformed(text, kind, *grammar.malformed);
  LintRun run{text, json.root, grammar.document, nullptr, context, {}};
  if (!CheckEvaluable(grammar.document)) run.compiled = Compile(grammar.document, "policy");
  RunRules(run);
  std::stable_sort(run.findings.begin(), run.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; });
  return std::move(run.findings);
}

DocumentKind GuessKind(std::string_view text) {
  const json::ParseResult json = json::Parse(text, json::Limits{kMaxDocumentBytes, kMaxDepth});
  const json::Node* statements = json.root.Find("Statement");
  if (!json.error.empty() || statements == nullptr) return DocumentKind::kIdentity;
  const std::vector<json::Node> single = {*statements};
  bool principals = false;
  bool trust = true;
  for (const json::Node& statement : statements->IsArray() ? statements->items : single) {
    if (statement.Find("Principal") == nullptr && statement.Find("NotPrincipal") == nullptr) continue;
    principals = true;
    const json::Node* actions = statement.Find("Action");
    trust = trust && actions != nullptr && AssumesRoles(*actions);
  }
  if (!principals) return DocumentKind::kIdentity;
  return trust ? DocumentKind::kTrust : DocumentKind::kResource;
}

std::string ApplyEdits(std::string_view text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  std::string result;
  std::size_t done = 0;
  for (const Edit& edit : edits) {
    if (edit.span.begin < done || edit.span.end > text.size() || edit.span.end < edit.span.begin) continue;
    result += text.substr(done, edit.span.begin - done);
    result += edit.text;
    done = edit.span.end;
  }
  result += text.substr(done);
  return result;
}

std::string DescribeDemonstration(const Demonstration& demonstration) {
  std::string line = demonstration.caller + " asks for " + demonstration.action + " on " + demonstration.resource;
  for (std::size_t i = 0; i < demonstration.context.size(); ++i) {
    const auto& [key, values] = demonstration.context[i];
    line += i == 0 ? " with " : ", ";
    line += key + " = ";
    for (std::size_t value = 0; value < values.size(); ++value) line += (value == 0 ? "" : " and ") + values[value];
  }
  switch (demonstration.outcome) {
    case Outcome::kAllowed: return line + ": allowed";
    case Outcome::kExplicitDeny: return line + ": denied by a Deny";
    case Outcome::kImplicitDeny: return line + ": not allowed";
  }
  return line;
}

}  // namespace rolecall::policy
