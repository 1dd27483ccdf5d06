// Statements that let AWS services in: on whose behalf do they come?
#include <algorithm>
#include <unordered_set>

#include "embedded/table.h"
#include "policy/decide/request.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

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
