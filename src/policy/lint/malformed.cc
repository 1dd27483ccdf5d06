// Text that is no policy. Operators are looked at one by one, so that a misspelled one has a code and a fix of its own.
#include "base/text.h"
#include "diag/diagnostic.h"
#include "policy/decide/request.h"
#include "policy/lint/lint_run.h"

namespace rolecall::policy {
namespace {

std::string_view WithoutQualifiers(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon != std::string_view::npos) name.remove_prefix(colon + 1);
  constexpr std::string_view kIfExists = "ifexists";
  const std::string lower = LowerAscii(name);
  if (lower.size() > kIfExists.size() && lower.substr(lower.size() - kIfExists.size()) == kIfExists) {
    name.remove_suffix(kIfExists.size());
  }
  return name;
}

// The operator that the name was meant to be: the same with other case, or the nearest base name.
std::optional<std::string> MeantOperator(std::string_view name) {
  std::vector<std::string> candidates;
  for (std::string_view base : OperatorNames()) {
    for (std::string_view qualifier : {"", "ForAllValues:", "ForAnyValue:"}) {
      for (std::string_view suffix : {"", "IfExists"}) {
        std::string candidate = std::string(qualifier) + std::string(base) + std::string(suffix);
        if (ParseOperator(candidate)) candidates.push_back(std::move(candidate));
      }
    }
  }
  const std::string lower = LowerAscii(name);
  for (const std::string& candidate : candidates) {
    if (LowerAscii(candidate) == lower) return candidate;
  }
  std::vector<std::string> bases;
  for (std::string_view base : OperatorNames()) bases.emplace_back(base);
  return diag::DidYouMean(WithoutQualifiers(name), bases);
}

void LintOperatorNames(LintRun& run, const json::Node& statement) {
  const json::Node* conditions = statement.Find("Condition");
  if (conditions == nullptr) return;
  for (const json::Member& member : conditions->members) {
    if (ParseOperator(member.name)) continue;
    const std::optional<std::string> meant = MeantOperator(member.name);
    Finding& finding = run.Add("condition-unknown-operator", Span{member.name_begin, member.name_end},
                               "\"" + member.name + "\" is no condition operator", meant ? Quoted(*meant) : "");
    const bool only_case = meant && LowerAscii(*meant) == LowerAscii(member.name);
    if (only_case && conditions->Find(*meant) == nullptr) {
      finding.edits = {ReplaceText(Span{member.name_begin, member.name_end}, *meant)};
    }
  }
}

}  // namespace

std::vector<Finding> LintMalformed(std::string_view text, DocumentKind kind, const Malformed& malformed) {
  constexpr std::size_t kMaxDepth = 16;
  const json::ParseResult json = json::Parse(text, json::Limits{kMaxDocumentBytes, kMaxDepth});
  Document empty;
  empty.kind = kind;
  const LintContext context;
  LintRun run{text, json.root, empty, nullptr, context, {}};
  if (json.error.empty()) {
    if (const json::Node* statements = json.root.Find("Statement")) {
      LintOperatorNames(run, *statements);
      for (const json::Node& item : statements->items) LintOperatorNames(run, item);
    }
  }
  if (run.findings.empty()) {
    std::string message = malformed.message;
    if (!malformed.detail.empty()) message += " (" + malformed.detail + ")";
    run.Add("policy-malformed", Span{malformed.offset, malformed.offset}, std::move(message));
  }
  return std::move(run.findings);
}

}  // namespace rolecall::policy
