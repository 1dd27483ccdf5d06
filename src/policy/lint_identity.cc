#include <algorithm>
#include <set>

#include "policy/arn.h"
#include "policy/lint_findings.h"
#include "policy/request.h"
#include "policy/validate.h"

namespace rolecall::policy {
namespace {

// With one of these on every resource a caller can give itself any right.
constexpr std::string_view kEscalations[] = {
    "iam:createpolicyversion",
    "iam:setdefaultpolicyversion",
    "iam:attachrolepolicy",
    "iam:attachuserpolicy",
    "iam:attachgrouppolicy",
    "iam:putrolepolicy",
    "iam:putuserpolicy",
    "iam:putgrouppolicy",
    "iam:updateassumerolepolicy",
    "iam:createaccesskey",
    "iam:deleterolepermissionsboundary",
    "sts:assumerole",
};

bool ListsStar(const std::vector<Text>& texts) {
  return std::any_of(texts.begin(), texts.end(), [](const Text& text) { return text.value == "*"; });
}

void LintAdmin(const Statement& statement, Findings& findings) {
  for (const Text& action : statement.actions) {
    if (action.value != "*" && action.value != "*:*") continue;
    if (ListsStar(statement.resources) && statement.conditions.empty()) {
      findings.Error("identity-admin", action.span, "the statement allows everything on everything");
    } else {
      findings.Warn("identity-action-star", action.span, "the statement allows every action");
    }
    return;
  }
  for (const Text& action : statement.actions) {
    bool whole_service = action.value.size() > 2 && action.value.substr(action.value.size() - 2) == ":*";
    if (whole_service && ListsStar(statement.resources)) {
      findings.Warn("identity-service-star", action.span, action.value + " on every resource");
    }
  }
}

void LintNegated(const Statement& statement, Findings& findings) {
  if (statement.not_action) {
    findings.Warn("identity-notaction-allow", statement.span,
                  "Allow with NotAction allows every other action, of services yet to come too");
  }
  if (statement.not_resource) {
    findings.Warn("identity-notresource-allow", statement.span, "Allow with NotResource allows every other resource");
  }
}

bool HasCondition(const Statement& statement, std::string_view lower_key) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [lower_key](const Condition& condition) { return LowerAscii(condition.key) == lower_key; });
}

void LintEscalation(const Statement& statement, Findings& findings) {
  if (!ListsStar(statement.resources)) return;
  for (const Text& action : statement.actions) {
    std::string lower = LowerAscii(action.value);
    bool pass_role = lower == "iam:passrole" && !HasCondition(statement, "iam:passedtoservice");
    bool listed = std::find(std::begin(kEscalations), std::end(kEscalations), lower) != std::end(kEscalations);
    if (pass_role) {
      findings.Error("identity-passrole-star", action.span, "any role can be passed to any service",
                     "name the roles, or add a condition on iam:PassedToService");
    } else if (listed && statement.conditions.empty()) {
      findings.Error("identity-escalation", action.span,
                     action.value + " on every resource lets the caller give itself any right");
    }
  }
}

bool StartsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

// Resources that the listed actions can never have.
void LintResourceForms(const Statement& statement, Findings& findings) {
  bool objects = std::any_of(statement.actions.begin(), statement.actions.end(), [](const Text& action) {
    std::string lower = LowerAscii(action.value);
    return lower == "s3:getobject" || lower == "s3:putobject" || lower == "s3:deleteobject";
  });
  for (const Text& resource : statement.resources) {
    std::optional<Arn> arn = ParseArn(resource.value);
    if (!arn) continue;
    if (objects && statement.actions.size() == 1 && arn->service == "s3" && !HasWildcard(arn->resource) &&
        arn->resource.find('/') == std::string_view::npos) {
      findings.Error("identity-s3-bucket-for-object", resource.span,
                     statement.actions[0].value + " is about objects, the ARN names a bucket", resource.value + "/*");
    }
    bool secret = arn->service == "secretsmanager" && StartsWith(arn->resource, "secret:");
    bool suffix = arn->resource.size() > 7 && arn->resource[arn->resource.size() - 7] == '-';
    if (secret && !suffix && !HasWildcard(arn->resource) && arn->resource.find("${") == std::string_view::npos) {
      findings.Warn("identity-secret-suffix", resource.span,
                    "the ARN of a secret ends with a hyphen and six random characters", resource.value + "-??????");
    }
  }
}

void LintDuplicates(const Document& document, Findings& findings) {
  std::set<std::string> sids;
  for (const Statement& statement : document.statements) {
    if (!statement.sid.empty() && !sids.insert(statement.sid).second) {
      findings.Error("policy-duplicate-sid", statement.span, "the Sid \"" + statement.sid + "\" stands twice");
    }
    std::set<std::string> actions;
    for (const Text& action : statement.actions) {
      if (actions.insert(LowerAscii(action.value)).second) continue;
      findings.Hint("policy-redundant-action", action.span, action.value + " is listed twice");
    }
  }
}

void LintVersion(const Document& document, Findings& findings) {
  if (document.version == Version::k2012) return;
  findings.Warn("policy-version", Span{0, 0}, "the policy has no version 2012-10-17: IAM does not store it",
                "\"Version\": \"2012-10-17\"");
  for (const Statement& statement : document.statements) {
    for (const Text& resource : statement.resources) {
      if (resource.value.find("${") == std::string::npos) continue;
      findings.Error("policy-version-variables", resource.span, "policy variables exist only in version 2012-10-17",
                     "\"Version\": \"2012-10-17\"");
    }
  }
}

}  // namespace

std::vector<Finding> LintIdentity(std::string_view text) {
  Findings findings;
  ParsedDocument parsed = Parse(text, DocumentKind::kIdentity);
  if (parsed.malformed) {
    findings.Error("policy-malformed", Span{parsed.malformed->offset, parsed.malformed->offset},
                   parsed.malformed->message + " (" + parsed.malformed->detail + ")");
    return findings.Take();
  }
  const Document& document = parsed.document;
  LintVersion(document, findings);
  LintDuplicates(document, findings);
  if (PolicySize(text) > kManagedPolicySize) {
    findings.Error("policy-size", Span{0, text.size()}, "the policy is longer than a managed policy may be");
  }
  for (const Statement& statement : document.statements) {
    LintConditions(statement, document.version, findings);
    if (statement.effect != Effect::kAllow) continue;
    LintNegated(statement, findings);
    if (!statement.not_action) {
      LintAdmin(statement, findings);
      LintEscalation(statement, findings);
      LintResourceForms(statement, findings);
    }
  }
  return findings.Take();
}

}  // namespace rolecall::policy
