#include <algorithm>

#include "policy/arn.h"
#include "policy/lint_findings.h"
#include "policy/lint_oidc.h"
#include "policy/request.h"
#include "policy/shared_issuers.h"
#include "policy/validate.h"

namespace rolecall::policy {
namespace {

bool ListsAction(const Statement& statement, std::string_view lower) {
  return std::any_of(statement.actions.begin(), statement.actions.end(),
                     [lower](const Text& action) { return LowerAscii(action.value) == lower; });
}

void LintSize(std::string_view text, Findings& findings) {
  std::size_t size = PolicySize(text);
  std::string message = "the trust policy has " + std::to_string(size) +
                        " characters without whitespace; the quota is " + std::to_string(kTrustPolicySize) +
                        " (at most " + std::to_string(kTrustPolicySizeMax) + ")";
  if (size > kTrustPolicySize) {
    findings.Error("trust-size", Span{0, text.size()}, message);
  } else if (size * 10 > kTrustPolicySize * 8) {
    findings.Warn("trust-size", Span{0, text.size()}, message);
  }
}

void LintForbidden(const Statement& statement, Findings& findings) {
  if (statement.has_resource) {
    findings.Error("trust-resource", statement.span, "a trust policy is about its own role: AWS refuses Resource here",
                   "remove Resource");
  }
  if (statement.not_principal) {
    findings.Error("trust-notprincipal", statement.span, "AWS refuses NotPrincipal in trust policies");
  }
  if (statement.effect != Effect::kAllow || statement.not_principal) return;
  for (const PrincipalText& principal : statement.principals) {
    bool star =
        principal.value == "*" && (principal.type == PrincipalType::kEveryone || principal.type == PrincipalType::kAws);
    if (star) findings.Error("trust-principal-star", principal.span, "every AWS account can assume this role");
  }
}

void LintActions(const Statement& statement, Findings& findings) {
  bool assume = ListsAction(statement, "sts:assumerole");
  bool web = ListsAction(statement, "sts:assumerolewithwebidentity");
  bool saml = ListsAction(statement, "sts:assumerolewithsaml");
  for (const PrincipalText& principal : statement.principals) {
    std::optional<Arn> arn = ParseArn(principal.value);
    bool is_saml = arn && arn->resource.substr(0, 14) == "saml-provider/";
    bool federated = principal.type == PrincipalType::kFederated;
    if (federated && is_saml && !saml && (assume || web)) {
      findings.Error("trust-action-principal", principal.span, "a SAML provider can only use sts:AssumeRoleWithSAML",
                     "sts:AssumeRoleWithSAML");
    } else if (federated && !is_saml && !web && (assume || saml)) {
      findings.Error("trust-action-principal", principal.span,
                     "a token provider can only use sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithWebIdentity");
    } else if (!federated && web && !assume) {
      findings.Error("trust-action-principal", principal.span,
                     "sts:AssumeRoleWithWebIdentity takes a Federated principal, not " + principal.value);
    }
  }
}

// Conditions on session tags have effect only for whoever may set them.
void LintTagSession(const Document& document, Findings& findings) {
  bool may_tag = std::any_of(document.statements.begin(), document.statements.end(), [](const Statement& statement) {
    return statement.effect == Effect::kAllow && ListsAction(statement, "sts:tagsession");
  });
  for (const Statement& statement : document.statements) {
    for (const Condition& condition : statement.conditions) {
      std::string key = LowerAscii(condition.key);
      bool about_tags = key == "aws:tagkeys" || key.rfind("aws:requesttag/", 0) == 0;
      if (!about_tags || may_tag) continue;
      findings.Warn("trust-tagsession", condition.key_span,
                    "the condition is about session tags, but no statement allows sts:TagSession",
                    "add \"sts:TagSession\" to the actions");
    }
  }
}

void LintSharedIssuer(const Document& document, Findings& findings) {
  if (auto refused = CheckSharedIssuers(document)) {
    findings.Error("trust-oidc-shared-issuer", Span{refused->offset, refused->offset},
                   refused->message + " AWS refuses to store this policy.");
  }
}

}  // namespace

std::string_view SeverityName(FindingSeverity severity) {
  switch (severity) {
    case FindingSeverity::kError: return "error";
    case FindingSeverity::kWarning: return "warning";
    case FindingSeverity::kHint: return "hint";
  }
  return "";
}

std::vector<Finding> LintTrust(std::string_view text, const LintContext& context) {
  Findings findings;
  ParsedDocument parsed = ParseGrammar(text, DocumentKind::kTrust);
  if (parsed.malformed) {
    findings.Error("policy-malformed", Span{parsed.malformed->offset, parsed.malformed->offset},
                   parsed.malformed->message + " (" + parsed.malformed->detail + ")");
    return findings.Take();
  }
  const Document& document = parsed.document;
  if (document.version == Version::k2008) {
    findings.Warn("trust-version", Span{0, 0}, "the trust policy has no version 2012-10-17",
                  "\"Version\": \"2012-10-17\"");
  }
  LintSize(text, findings);
  for (const Statement& statement : document.statements) {
    LintForbidden(statement, findings);
    LintActions(statement, findings);
    LintOidc(statement, context, findings);
    LintConditions(statement, document.version, findings);
  }
  LintTagSession(document, findings);
  LintSharedIssuer(document, findings);
  return findings.Take();
}

}  // namespace rolecall::policy
