// Rules about what has no effect: listed twice, covered by another entry or statement, or denied altogether. Only
// what is proved is reported.
#include <algorithm>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/lint/inclusion.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

// Lists longer than this are not compared entry by entry.
constexpr std::size_t kMaxCompared = 128;

template <typename Covers>
void LintList(LintRun& run, const std::vector<Text>& list, std::string_view code, Covers covers) {
  if (list.size() > kMaxCompared) return;
  std::vector<bool> gone(list.size(), false);
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t other = 0; other < list.size(); ++other) {
      // Of two that cover each other the later one is redundant.
      if (other == i || gone[other] || !covers(list[other].value, list[i].value)) continue;
      if (other > i && covers(list[i].value, list[other].value)) continue;
      const bool same = LowerAscii(list[other].value) == LowerAscii(list[i].value);
      Finding& finding = run.Add(code, list[i].span,
                                 same ? "\"" + list[i].value + "\" is listed twice"
                                      : "\"" + list[i].value + "\" is covered by \"" + list[other].value + "\"",
                                 "remove it");
      if (std::optional<Edit> edit = RemoveFromList(run.root, list[i].span)) finding.edits = {*edit};
      gone[i] = true;
      break;
    }
  }
}

void LintPrincipals(LintRun& run, const Statement& statement) {
  const std::vector<PrincipalText>& list = statement.principals;
  for (std::size_t i = 0; i < list.size() && list.size() <= kMaxCompared; ++i) {
    for (std::size_t other = 0; other < i; ++other) {
      if (list[other].type != list[i].type || list[other].value != list[i].value) continue;
      Finding& finding =
          run.Add("policy-redundant-principal", list[i].span, "\"" + list[i].value + "\" is listed twice", "remove it");
      if (std::optional<Edit> edit = RemoveFromList(run.root, list[i].span)) finding.edits = {*edit};
      break;
    }
  }
}

std::string NameOf(const LintRun& run, const Statement& statement) {
  const auto index = static_cast<std::size_t>(&statement - run.document.statements.data());
  std::string name = "statement " + std::to_string(index + 1);
  return statement.sid.empty() ? name : name + " (" + statement.sid + ")";
}

void LintPair(LintRun& run, const Statement& statement, const Statement& other, bool& redundant) {
  if (!StatementCovers(other, statement)) return;
  if (statement.effect == other.effect) {
    // Of two that cover each other the later one is redundant.
    if (redundant || (&other > &statement && StatementCovers(statement, other))) return;
    redundant = true;
    Finding& finding =
        run.Add("policy-redundant-statement", statement.span,
                NameOf(run, statement) + " says nothing that " + NameOf(run, other) + " does not say", "remove it");
    if (std::optional<Edit> edit = RemoveFromList(run.root, statement.span)) finding.edits = {*edit};
  } else if (statement.effect == Effect::kAllow) {
    const Ask ask = AskFor(run, statement);
    run.Add("policy-dead-allow", statement.span,
            NameOf(run, statement) + " never allows anything: " + NameOf(run, other) + " denies all of it")
        .demonstration = Show(run, ask, Outcome::kExplicitDeny);
  }
}

}  // namespace

void LintRedundancy(LintRun& run) {
  const std::vector<Statement>& statements = run.document.statements;
  for (const Statement& statement : statements) {
    LintList(run, statement.actions, "policy-redundant-action", ActionCovers);
    LintList(run, statement.resources, "policy-redundant-resource", ResourceCovers);
    LintPrincipals(run, statement);
  }
  if (statements.size() > kMaxCompared) return;
  for (const Statement& statement : statements) {
    bool redundant = statement.actions.empty();
    for (const Statement& other : statements) {
      if (&other != &statement && !other.actions.empty() && !statement.actions.empty()) {
        LintPair(run, statement, other, redundant);
      }
    }
  }
}

}  // namespace rolecall::policy
