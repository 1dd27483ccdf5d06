// Rules about trust policies that are not about tokens: forbidden elements, who may use which action, session tags.
#include <algorithm>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/shared_issuers.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kStranger = "arn:aws:iam::999999999999:user/example";

bool CoversAction(const Statement& statement, std::string_view action) {
  return !statement.not_action && std::any_of(statement.actions.begin(), statement.actions.end(),
                                              [&](const Text& text) { return IsAboutAction(text, action); });
}

void LintForbidden(LintRun& run, const Statement& statement) {
  if (statement.has_resource) {
    Finding& finding = run.Add("trust-resource", statement.span,
                               "a trust policy is about its own role: AWS refuses Resource here", "remove Resource");
    const char* name = statement.not_resource ? "NotResource" : "Resource";
    const std::size_t inside = statement.span.begin + 1;
    if (std::optional<Edit> edit = RemoveMember(run.root, name, inside)) finding.edits = {*edit};
  }
  if (statement.not_principal) {
    run.Add("trust-notprincipal", statement.span, "AWS refuses NotPrincipal in trust policies",
            "name who may assume the role with Principal");
  }
}

// Everybody, with nothing that says who of everybody.
void LintEveryone(LintRun& run, const Statement& statement) {
  if (statement.effect != Effect::kAllow || statement.not_principal) return;
  for (const PrincipalText& principal : statement.principals) {
    if (principal.value != "*") continue;
    if (principal.type != PrincipalType::kEveryone && principal.type != PrincipalType::kAws) continue;
    Ask ask = AskFor(run, statement);
    ask.caller = Principal::User(kStranger, "AIDAEXAMPLEEXAMPLE123");
    ask.caller_text = std::string(kStranger);
    ask.context = Context();
    const Outcome outcome = Decided(run, ask);
    if (outcome == Outcome::kExplicitDeny) continue;
    if (outcome == Outcome::kImplicitDeny && !statement.conditions.empty()) continue;
    run.Add("trust-principal-star", principal.span, "every AWS account can assume this role",
            "{\"AWS\": \"arn:aws:iam::ACCOUNT:role/NAME\"}")
        .demonstration = Show(run, ask, Outcome::kAllowed);
  }
}

// The whole of another account, and nothing asked of it.
void LintForeignAccount(LintRun& run, const Statement& statement) {
  if (statement.effect != Effect::kAllow || run.context.role_account.empty() || !statement.conditions.empty()) return;
  for (const PrincipalText& principal : statement.principals) {
    const std::optional<Arn> arn = ParseArn(principal.value);
    const bool account = IsAccountId(principal.value) || (arn && arn->service == "iam" && arn->resource == "root");
    const std::string_view id = arn ? arn->account : std::string_view(principal.value);
    if (principal.type != PrincipalType::kAws || !account || id == run.context.role_account) continue;
    Ask ask = AskFor(run, statement);
    ask.caller_text = "arn:" + std::string(arn ? arn->partition : "aws") + ":iam::" + std::string(id) + ":role/any";
    ask.caller = Principal::RoleSession(ask.caller_text, "AROAEXAMPLEEXAMPLE123", "example");
    run.Add("trust-foreign-account", principal.span,
            "every principal of account " + std::string(id) + " that its account lets can assume the role",
            "name the role of that account, or add a condition on sts:ExternalId")
        .demonstration = Show(run, ask, Outcome::kAllowed);
  }
}

void MismatchedAction(LintRun& run, const Statement& statement, const PrincipalText& principal, std::string message,
                      std::string_view right) {
  Finding& finding = run.Add("trust-action-principal", principal.span, std::move(message), Quoted(right));
  const bool alone = statement.actions.size() == 1 && statement.principals.size() == 1 && !statement.not_action;
  if (alone) finding.edits = {ReplaceText(statement.actions.front().span, right)};
  Ask ask = AskFor(run, statement);
  ask.action = right;
  finding.demonstration = Show(run, ask, Outcome::kImplicitDeny);
}

void LintActionsOfPrincipals(LintRun& run, const Statement& statement) {
  if (statement.effect != Effect::kAllow) return;
  const bool assume = CoversAction(statement, "sts:AssumeRole");
  const bool web = CoversAction(statement, "sts:AssumeRoleWithWebIdentity");
  const bool saml = CoversAction(statement, "sts:AssumeRoleWithSAML");
  for (const PrincipalText& principal : statement.principals) {
    const std::optional<Arn> arn = ParseArn(principal.value);
    const bool is_saml = arn && arn->resource.starts_with("saml-provider/");
    const bool federated = principal.type == PrincipalType::kFederated;
    if (federated && is_saml && !saml && (assume || web)) {
      MismatchedAction(run, statement, principal, "a SAML provider can only use sts:AssumeRoleWithSAML",
                       "sts:AssumeRoleWithSAML");
    } else if (federated && !is_saml && !web && (assume || saml)) {
      MismatchedAction(run, statement, principal, "a token provider can only use sts:AssumeRoleWithWebIdentity",
                       "sts:AssumeRoleWithWebIdentity");
    } else if (!federated && (web || saml) && !assume) {
      MismatchedAction(run, statement, principal,
                       std::string(web ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRoleWithSAML") +
                           " takes a Federated principal, not " + principal.value,
                       "sts:AssumeRole");
    }
  }
}

bool IsAboutTags(const Condition& condition) {
  const std::string key = LowerAscii(condition.key);
  return key == "aws:tagkeys" || key == "sts:transitivetagkeys" || key.starts_with("aws:requesttag/");
}

bool MayTag(const Document& document, const Statement& tagged) {
  return std::any_of(document.statements.begin(), document.statements.end(), [&tagged](const Statement& statement) {
    if (statement.effect != Effect::kAllow || !CoversAction(statement, "sts:TagSession")) return false;
    return std::any_of(tagged.principals.begin(), tagged.principals.end(), [&](const PrincipalText& wanted) {
      return std::any_of(statement.principals.begin(), statement.principals.end(),
                         [&wanted](const PrincipalText& principal) { return principal.value == wanted.value; });
    });
  });
}

// Conditions on session tags have effect only for whoever may set them.
void LintTagSession(LintRun& run, const Statement& statement) {
  if (statement.effect != Effect::kAllow) return;
  for (const Condition& condition : statement.conditions) {
    if (!IsAboutTags(condition) || MayTag(run.document, statement)) continue;
    run.Add("trust-tagsession", condition.key_span,
            "the condition is about session tags, but no statement lets the same principal use sts:TagSession",
            "add \"sts:TagSession\" to the actions");
    return;
  }
  // Services set tags by themselves, and a token's tags are its issuer's.
  const bool people = std::any_of(statement.principals.begin(), statement.principals.end(),
                                  [](const PrincipalText& principal) { return principal.type == PrincipalType::kAws; });
  const bool limited = std::any_of(statement.conditions.begin(), statement.conditions.end(), IsAboutTags);
  if (!people || limited) return;
  for (const Text& action : statement.actions) {
    if (LowerAscii(action.value) != "sts:tagsession") continue;
    run.Add("trust-tagsession-open", action.span,
            "whoever assumes the role may give the session any tags: policies that rely on aws:PrincipalTag are open",
            "add conditions on aws:RequestTag/KEY or aws:TagKeys");
  }
}

void LintSharedIssuer(LintRun& run) {
  if (std::optional<Malformed> refused = CheckSharedIssuers(run.document)) {
    run.Add("trust-oidc-shared-issuer", Span{refused->offset, refused->offset},
            refused->message + " AWS refuses to store this policy.");
  }
}

}  // namespace

void LintTrustRules(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    LintForbidden(run, statement);
    LintEveryone(run, statement);
    LintForeignAccount(run, statement);
    LintActionsOfPrincipals(run, statement);
    LintTagSession(run, statement);
  }
  LintSharedIssuer(run);
}

}  // namespace rolecall::policy
