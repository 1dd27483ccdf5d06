// Conditions and exceptions that are meant for a role's sessions and that no session meets: a Deny around them locks
// everybody out, an Allow lets nobody in.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kSessionOfExample = "example";

// "AROA…" and nothing after it: a role's id. A session's aws:userid is ROLEID:NAME.
bool IsRoleId(std::string_view text) {
  return text.starts_with("AROA") && text.size() >= 16 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::string Effectless(const Statement& statement, const Condition& condition) {
  if (statement.effect == Effect::kDeny && condition.op.negated) return "the Deny spares none of them";
  return condition.op.negated ? "it is always true for them" : "it never holds for them";
}

void LintUserIds(LintRun& run, const Statement& statement, const Condition& condition) {
  if (LowerAscii(condition.key) != "aws:userid" || condition.op.kind() != ValueKind::kText) return;
  for (const Text& value : condition.values) {
    if (!IsRoleId(value.value)) continue;
    Finding& finding =
        run.Add("condition-userid-form", value.span,
                "the aws:userid of a role's sessions is " + value.value + ":NAME: " + Effectless(statement, condition),
                Quoted(value.value + ":*") + (condition.op.IsTextPattern() ? "" : ", with StringLike"));
    if (condition.op.IsTextPattern()) finding.edits = {ReplaceText(value.span, value.value + ":*")};
    if (statement.effect != Effect::kDeny) continue;
    Ask ask = AskFor(run, statement);
    ask.caller_text = RoleOf(run);
    ask.caller = Principal::RoleSession(ask.caller_text, value.value, kSessionOfExample);
    finding.demonstration = Show(run, ask, Outcome::kExplicitDeny);
  }
}

// "arn:aws:sts::ACCOUNT:assumed-role/ROLE/…" -> the role's ARN, as far as it can be told: the path is not in it.
std::string RoleOfSession(const Arn& arn) {
  std::string_view rest = arn.resource;
  rest.remove_prefix(std::string_view("assumed-role/").size());
  return "arn:" + std::string(arn.partition) + ":iam::" + std::string(arn.account) + ":role/" +
         std::string(rest.substr(0, rest.find('/')));
}

void LintPrincipalArns(LintRun& run, const Statement& statement, const Condition& condition) {
  const bool compares = condition.op.kind() == ValueKind::kText || condition.op.kind() == ValueKind::kArn;
  if (LowerAscii(condition.key) != "aws:principalarn" || !compares) return;
  for (const Text& value : condition.values) {
    const std::optional<Arn> arn = ParseArn(value.value);
    if (!arn || arn->service != "sts" || !arn->resource.starts_with("assumed-role/")) continue;
    const std::string role = RoleOfSession(*arn);
    Finding& finding = run.Add("condition-principal-arn-session", value.span,
                               "the aws:PrincipalArn of a role's sessions is the role's, never the session's: " +
                                   Effectless(statement, condition),
                               Quoted(role));
    if (statement.effect != Effect::kDeny || HasWildcard(role)) continue;
    Ask ask = AskFor(run, statement);
    ask.caller_text = role;
    ask.caller = Principal::RoleSession(role, "AROAEXAMPLEEXAMPLE123", kSessionOfExample);
    finding.demonstration = Show(run, ask, Outcome::kExplicitDeny);
  }
}

// What a NotPrincipal names of one role: all three must stand in it, since each is a principal of the session.
struct Spared {
  std::set<std::string> accounts, roles, sessions;  // of roles and sessions: "ACCOUNT/NAME"
};

Spared SparedBy(const Statement& statement) {
  Spared spared;
  for (const PrincipalText& principal : statement.principals) {
    const std::optional<Arn> arn = ParseArn(principal.value);
    if (IsAccountId(principal.value)) spared.accounts.insert(principal.value);
    if (!arn) continue;
    const std::string account(arn->account);
    if (arn->service == "iam" && arn->resource == "root") spared.accounts.insert(account);
    if (arn->service == "iam" && arn->resource.starts_with("role/")) {
      spared.roles.insert(account + "/" + std::string(LastPathElement(arn->resource)));
    }
    if (arn->service == "sts" && arn->resource.starts_with("assumed-role/")) {
      const std::string_view rest = arn->resource.substr(std::string_view("assumed-role/").size());
      spared.sessions.insert(account + "/" + std::string(rest.substr(0, rest.find('/'))));
    }
  }
  return spared;
}

void LintNotPrincipal(LintRun& run, const Statement& statement) {
  if (!statement.not_principal || statement.effect != Effect::kDeny) return;
  const Spared spared = SparedBy(statement);
  for (const PrincipalText& principal : statement.principals) {
    const std::optional<Arn> arn = ParseArn(principal.value);
    if (!arn) continue;
    const bool role = arn->service == "iam" && arn->resource.starts_with("role/");
    const bool session = arn->service == "sts" && arn->resource.starts_with("assumed-role/");
    if (!role && !session) continue;
    const std::string role_arn = role ? principal.value : RoleOfSession(*arn);
    const std::string account(arn->account);
    const std::string name = account + "/" + std::string(LastPathElement(role_arn));
    std::string missing;
    const auto need = [&missing](bool is_there, const std::string& what) {
      if (!is_there) missing += (missing.empty() ? "" : ", ") + what;
    };
    need(spared.accounts.contains(account),
         "the account (arn:" + std::string(arn->partition) + ":iam::" + account + ":root)");
    need(spared.roles.contains(name), "the role");
    need(spared.sessions.contains(name), "the session (…:assumed-role/ROLE/NAME)");
    if (missing.empty()) continue;
    Ask ask = AskFor(run, statement);
    ask.caller_text = role_arn;
    ask.caller = Principal::RoleSession(role_arn, "AROAEXAMPLEEXAMPLE123", kSessionOfExample);
    run.Add("resource-notprincipal-session", principal.span,
            "a role's session is denied unless NotPrincipal names account, role and session; missing here: " + missing,
            "\"Principal\": \"*\" with ArnNotEquals on aws:PrincipalArn")
        .demonstration = Show(run, ask, Outcome::kExplicitDeny);
  }
}

}  // namespace

void LintLockouts(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    for (const Condition& condition : statement.conditions) {
      LintUserIds(run, statement, condition);
      LintPrincipalArns(run, statement, condition);
    }
    if (run.document.kind == DocumentKind::kResource) LintNotPrincipal(run, statement);
  }
}

}  // namespace rolecall::policy
