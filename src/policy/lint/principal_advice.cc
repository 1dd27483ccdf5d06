// Rules about who and what policies of resources, trust policies and organisations' policies name, which AWS's own
// validation has too.
#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "embedded/table.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

bool Covers(const Statement& statement, std::string_view lower_action) {
  const bool listed = std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Text& action) {
    return GlobMatch(ToPattern(LowerAscii(action.value)), lower_action);
  });
  return listed != statement.not_action;
}

// Policies of resources know no token providers; those of roles do.
void LintFederated(LintRun& run, const Statement& statement) {
  if (run.document.kind != DocumentKind::kResource || statement.not_principal) return;
  for (const PrincipalText& principal : statement.principals) {
    if (principal.type != PrincipalType::kFederated) continue;
    run.Add("resource-federated-principal", principal.span,
            "whoever comes by \"" + principal.value + "\" acts as a role: policies of resources do not see it",
            "the role, under AWS");
  }
}

// What IAM writes in the place of a principal that is gone.
void LintUniqueIds(LintRun& run, const Statement& statement) {
  for (const PrincipalText& principal : statement.principals) {
    const std::string& value = principal.value;
    const bool role = value.starts_with("AROA"), user = value.starts_with("AIDA");
    const bool plain = value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string::npos;
    if (principal.type != PrincipalType::kAws || (!role && !user) || !plain || value.size() < 16) continue;
    run.Add("principal-unique-id", principal.span,
            "\"" + value + "\" is the id of a " + (role ? "role" : "user") +
                ", which AWS shows when it is gone: nobody has it any more",
            "the ARN of a " + std::string(role ? "role" : "user") + " that is there");
  }
}

// A bucket's policy is about the bucket: other services' actions and ARNs never meet it.
void LintOtherServices(LintRun& run, const Statement& statement) {
  if (run.document.kind != DocumentKind::kResource || statement.not_action || statement.not_resource) return;
  std::string service;
  for (const Text& resource : statement.resources) {
    const std::optional<Arn> arn = ParseArn(resource.value);
    if (!arn || HasWildcard(arn->service)) return;
    if (service.empty()) service = std::string(arn->service);
    if (arn->service == service) continue;
    run.Add("resource-other-service", resource.span,
            "a policy of a resource of " + service + " says nothing of " + std::string(arn->service), "remove it");
  }
  if (service.empty()) return;
  for (const Text& action : statement.actions) {
    const std::string prefix = LowerAscii(action.value.substr(0, action.value.find(':')));
    const bool kin =
        (service == "s3" && prefix.starts_with("s3")) || (prefix == "execute-api" && service == "apigateway");
    if (prefix == service || HasWildcard(prefix) || kin || action.value.find(':') == std::string::npos) continue;
    run.Add("resource-other-service", action.span,
            action.value + " is no action on a resource of " + service + ": its policy never decides it", "remove it");
  }
}

// A session listed beside its role.
void LintSessions(LintRun& run, const Statement& statement) {
  if (statement.not_principal) return;
  for (const PrincipalText& principal : statement.principals) {
    const std::optional<Arn> arn = ParseArn(principal.value);
    if (!arn || arn->service != "sts" || !arn->resource.starts_with("assumed-role/")) continue;
    std::string_view name = arn->resource.substr(std::string_view("assumed-role/").size());
    name = name.substr(0, name.find('/'));
    const std::string role = "arn:" + std::string(arn->partition) + ":iam::" + std::string(arn->account) + ":role/";
    for (const PrincipalText& other : statement.principals) {
      if (!other.value.starts_with(role) || LastPathElement(other.value) != name) continue;
      Finding& finding =
          run.Add("policy-redundant-principal", principal.span,
                  "\"" + principal.value + "\" is a session of \"" + other.value + "\", which is listed", "remove it");
      if (std::optional<Edit> edit = RemoveFromList(run.root, principal.span)) finding.edits = {*edit};
      break;
    }
  }
}

bool TrustsService(const Statement& statement, std::string_view name) {
  return std::any_of(statement.principals.begin(), statement.principals.end(), [name](const PrincipalText& one) {
    return one.type == PrincipalType::kService && one.value == name;
  });
}

// IAM Roles Anywhere asks for three permissions at once.
void LintRolesAnywhere(LintRun& run, const Statement& statement) {
  if (!TrustsService(statement, "rolesanywhere.amazonaws.com")) return;
  for (const char* action : {"sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"}) {
    if (Covers(statement, LowerAscii(action))) continue;
    run.Add("trust-rolesanywhere", statement.span,
            std::string("IAM Roles Anywhere also needs ") + action + ": without it no session is given", action);
    return;
  }
}

// A condition on what only another action brings.
void LintMissingAction(LintRun& run, const Statement& statement) {
  for (const Condition& condition : statement.conditions) {
    const std::string lower = LowerAscii(condition.key);
    if (lower != "sts:sourceidentity" || !IsPositive(condition.op)) continue;
    if (Covers(statement, "sts:setsourceidentity")) continue;
    run.Add("trust-source-identity", condition.key_span,
            "a request with " + condition.key + " also needs sts:SetSourceIdentity, which the statement does not allow",
            "\"sts:SetSourceIdentity\" beside sts:AssumeRole");
  }
}

// A repository or a branch that is a pattern: whoever may push there, or open a pull request, comes in.
void LintGithubBreadth(LintRun& run, const Statement& statement) {
  constexpr std::string_view kSubject = "token.actions.githubusercontent.com:sub";
  for (const Condition& condition : statement.conditions) {
    if (LowerAscii(condition.key) != kSubject || !condition.op.IsTextPattern() || condition.op.negated) continue;
    for (const Text& value : condition.values) {
      std::string_view rest = value.value;
      if (!rest.starts_with("repo:")) continue;
      rest.remove_prefix(std::string_view("repo:").size());
      const std::size_t slash = rest.find('/');
      if (slash == std::string_view::npos || HasWildcard(rest.substr(0, slash))) continue;  // has a code of its own
      const std::string_view repository = rest.substr(slash + 1, rest.find(':', slash) - slash - 1);
      const std::size_t colon = rest.find(':', slash);
      const bool any_ref = colon == std::string_view::npos || rest.substr(colon + 1) == "*";
      if (!HasWildcard(repository) && !any_ref) continue;
      run.Add("trust-oidc-github-broad", value.span,
              "\"" + value.value + "\" lets in " +
                  (HasWildcard(repository) ? "several repositories" : "every branch, tag and pull request") +
                  " of the owner",
              "repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH, or an environment");
    }
  }
}

void LintScp(LintRun& run, const Statement& statement) {
  if (statement.has_principal) {
    run.Add("scp-principal", statement.span, "a service control policy has no Principal: AWS refuses it",
            "conditions on aws:PrincipalArn");
  }
  for (const Text& action : statement.actions) {
    const std::string name = action.value.substr(action.value.find(':') + 1);
    const std::size_t star = name.find('*');
    if (star == std::string::npos || star + 1 == name.size()) continue;
    run.Add("scp-action-wildcard", action.span,
            "\"" + action.value + "\" has a star before its end, which service control policies could not have",
            "stars at the end of names");
  }
}

bool HasPrefixedCondition(const Statement& statement, std::string_view prefix) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const Condition& one) { return LowerAscii(one.key).starts_with(prefix); });
}

void LintRcp(LintRun& run, const Statement& statement) {
  if (statement.not_action) {
    run.Add("rcp-form", statement.span, "a resource control policy has no NotAction", "Action with services");
  }
  for (const Text& action : statement.actions) {
    if (action.value != "*" || statement.not_action) continue;
    run.Add("rcp-form", action.span, "a resource control policy names services: \"*\" alone is refused", "\"s3:*\"");
  }
  const bool of_organization =
      HasPrefixedCondition(statement, "aws:principalorg") || HasPrefixedCondition(statement, "aws:principalaccount");
  if (of_organization && !HasCondition(statement, "aws:principalisawsservice")) {
    run.Add(
        "rcp-caller-only", statement.span,
        "services of AWS have no organization: without a condition on aws:PrincipalIsAWSService they are denied too",
        R"("BoolIfExists": {"aws:PrincipalIsAWSService": "false"})");
  }
  const bool of_source = HasPrefixedCondition(statement, "aws:sourceorg") ||
                         HasPrefixedCondition(statement, "aws:sourceaccount") ||
                         HasPrefixedCondition(statement, "aws:sourcearn");
  const bool has_null = std::any_of(statement.conditions.begin(), statement.conditions.end(), [](const Condition& one) {
    return one.op.kind() == ValueKind::kPresence && LowerAscii(one.key).starts_with("aws:source");
  });
  if (!of_source) return;
  if (!HasCondition(statement, "aws:principalisawsservice")) {
    run.Add("rcp-service-only", statement.span,
            "only services that act for somebody have a source: without a condition on aws:PrincipalIsAWSService "
            "everybody else is denied too",
            R"("Bool": {"aws:PrincipalIsAWSService": "true"})");
  } else if (!has_null) {
    run.Add("rcp-service-only", statement.span,
            "a service that acts for nobody has no source: without Null it is denied too",
            R"("Null": {"aws:SourceAccount": "false"})");
  }
}

// iam:PassRole and the like, allowed by a pattern or by leaving it out, or on all but some roles.
void LintWide(LintRun& run, const Statement& statement, std::string_view lower, std::string_view code,
              std::string_view limiting) {
  if (statement.effect != Effect::kAllow || !Covers(statement, lower) || HasCondition(statement, limiting)) return;
  const bool named =
      !statement.not_action && std::any_of(statement.actions.begin(), statement.actions.end(),
                                           [&](const Text& one) { return LowerAscii(one.value) == lower; });
  const bool everything = std::any_of(statement.actions.begin(), statement.actions.end(),
                                      [](const Text& one) { return one.value == "*" || one.value == "*:*"; });
  if (everything && !statement.not_action) return;  // said by identity-admin
  const bool any_resource = statement.not_resource || Lists(statement.resources, "*");
  // A role that is named with every resource is identity-passrole-star.
  if (!any_resource || (named && !statement.not_resource && lower == "iam:passrole")) return;
  run.Add(code, statement.span,
          std::string(statement.not_action     ? "NotAction"
                      : statement.not_resource ? "NotResource"
                      : named                  ? "\"*\""
                                               : "a pattern") +
              " also allows " + std::string(lower == "iam:passrole" ? "iam:PassRole" : "iam:CreateServiceLinkedRole") +
              " on " + (statement.not_resource ? "all but the roles that are named" : "every role"),
          "a statement of its own that names the roles");
}

// Keys that say for whom a service acts.
constexpr std::string_view kOrigins[] = {"aws:sourcearn",      "aws:sourceaccount", "aws:sourceorgid",
                                         "aws:sourceorgpaths", "sts:externalid",    "aws:principalorgid"};

// Services that take roles only from their own account: passing one needs iam:PassRole there.
bool StaysInItsAccount(std::string_view service) {
  static const auto* const kServices = [] {
    auto* services = new std::unordered_set<std::string_view>();
    for (const embedded::Row& row : embedded::ReadTable("own-account-services.tsv", {"service"})) {
      services->insert(row[0]);
    }
    return services;
  }();
  return kServices->count(service) != 0;
}

}  // namespace

void LintPrincipalAdvice(LintRun& run) {
  const DocumentKind kind = run.document.kind;
  for (const Statement& statement : run.document.statements) {
    LintFederated(run, statement);
    LintUniqueIds(run, statement);
    LintOtherServices(run, statement);
    if (kind == DocumentKind::kTrust) {
      LintSessions(run, statement);
      LintRolesAnywhere(run, statement);
      LintMissingAction(run, statement);
      LintGithubBreadth(run, statement);
    }
    if (kind == DocumentKind::kScp) LintScp(run, statement);
    if (kind == DocumentKind::kRcp) LintRcp(run, statement);
    if (kind != DocumentKind::kIdentity) continue;
    LintWide(run, statement, "iam:passrole", "identity-passrole-wide", "iam:passedtoservice");
    LintWide(run, statement, "iam:createservicelinkedrole", "identity-slr-wide", "iam:awsservicename");
  }
}

void LintServicePrincipals(LintRun& run) {
  const bool trust = run.document.kind == DocumentKind::kTrust;
  if (!trust && run.document.kind != DocumentKind::kResource) return;
  for (const Statement& statement : run.document.statements) {
    if (statement.effect != Effect::kAllow || statement.not_principal) continue;
    const bool limited = std::any_of(std::begin(kOrigins), std::end(kOrigins),
                                     [&statement](std::string_view key) { return HasCondition(statement, key); });
    if (limited) continue;
    for (const PrincipalText& principal : statement.principals) {
      if (principal.type != PrincipalType::kService) continue;
      if (trust && StaysInItsAccount(principal.value)) continue;
      Ask ask = AskFor(run, statement);
      ask.caller = Principal::Service(principal.value);
      ask.caller_text = principal.value;
      ask.context.Set("aws:SourceAccount", "999999999999");
      run.Add("confused-deputy", principal.span,
              principal.value + " may act here for anybody: also for other accounts that tell it to",
              "\"StringEquals\": {\"aws:SourceAccount\": \"ACCOUNT\"}, or aws:SourceArn")
          .demonstration = Show(run, ask, Outcome::kAllowed);
    }
  }
}

}  // namespace rolecall::policy
