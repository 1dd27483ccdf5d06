// Rules about what has no effect: listed twice, covered by another entry or statement, or denied altogether. Only
// what is proved is reported.
#include <algorithm>

#include "base/text.h"
#include "policy/access_sets/statement_cover.h"
#include "policy/decide/request.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

// Lists longer than this are not compared entry by entry.
constexpr std::size_t kMaxCompared = 128;

// `sets`: of the entries, in their order.
void LintList(LintRun& run, const std::vector<Text>& list, const std::vector<TextSet>& sets, std::string_view code) {
  std::vector<bool> gone(list.size(), false);
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t other = 0; other < list.size(); ++other) {
      // Of two that cover each other the later one is redundant.
      if (other == i || gone[other] || !policy::Covers(sets[other], sets[i])) continue;
      if (other > i && policy::Covers(sets[i], sets[other])) continue;
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

bool IsCompared(const std::vector<Text>& list) { return list.size() > 1 && list.size() <= kMaxCompared; }

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

// AWS refuses it, and it says nothing: neither covers another nor is covered.
bool SaysNothing(const Statement& statement) {
  return statement.actions.empty() || (statement.has_resource && statement.resources.empty());
}

std::string NameOf(const LintRun& run, std::size_t number) {
  const std::string& sid = run.document.statements[number].sid;
  const std::string name = "statement " + std::to_string(number + 1);
  return sid.empty() ? name : name + " (" + sid + ")";
}

void LintPair(LintRun& run, StatementCover& cover, std::size_t number, std::size_t other, bool& redundant) {
  if (!cover.Covers(other, number)) return;
  const Statement& statement = run.document.statements[number];
  if (statement.effect == run.document.statements[other].effect) {
    // Of two that cover each other the later one is redundant.
    if (redundant || (other > number && cover.Covers(number, other))) return;
    redundant = true;
    Finding& finding =
        run.Add("policy-redundant-statement", statement.span,
                NameOf(run, number) + " says nothing that " + NameOf(run, other) + " does not say", "remove it");
    if (std::optional<Edit> edit = RemoveFromList(run.root, statement.span)) finding.edits = {*edit};
  } else if (statement.effect == Effect::kAllow) {
    const Ask ask = AskFor(run, statement);
    run.Add("policy-dead-allow", statement.span,
            NameOf(run, number) + " never allows anything: " + NameOf(run, other) + " denies all of it")
        .demonstration = Show(run, ask, Outcome::kExplicitDeny);
  }
}

}  // namespace

void LintRedundancy(LintRun& run) {
  const std::vector<Statement>& statements = run.document.statements;
  StatementCover cover(run.document);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& one = statements[i];
    if (IsCompared(one.actions)) LintList(run, one.actions, cover.SetOf(i).actions, "policy-redundant-action");
    if (IsCompared(one.resources)) LintList(run, one.resources, cover.SetOf(i).resources, "policy-redundant-resource");
    LintPrincipals(run, one);
  }
  if (statements.size() > kMaxCompared) return;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    bool redundant = false;
    for (std::size_t other = 0; other < statements.size(); ++other) {
      const bool both = other != i && !SaysNothing(statements[i]) && !SaysNothing(statements[other]);
      if (both) LintPair(run, cover, i, other, redundant);
    }
  }
}

}  // namespace rolecall::policy
