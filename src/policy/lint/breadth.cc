// Rules about identity policies that grant more than anybody can mean.
#include <algorithm>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/lint/actions.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

bool IsEveryAction(std::string_view action) { return action == "*" || action == "*:*"; }

Ask AskWith(const LintRun& run, const Statement& statement, const char* action, const char* resource) {
  Ask ask = AskFor(run, statement);
  ask.action = action;
  ask.resource = resource;
  return ask;
}

// Something that hardly anybody meant to allow, if the policy allows it.
std::optional<Demonstration> ShowUnmeant(const LintRun& run, const Statement& statement) {
  static constexpr struct {
    const char* action;
    const char* resource;
  } kUnmeant[] = {
      {"iam:CreateUser", "arn:aws:iam::111122223333:user/example"},
      {"s3:DeleteBucket", "arn:aws:s3:::example-bucket"},
      {"kms:ScheduleKeyDeletion", "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"},
      {"ec2:TerminateInstances", "arn:aws:ec2:eu-central-1:111122223333:instance/i-00000000000000000"},
  };
  for (const auto& unmeant : kUnmeant) {
    if (auto shown = Show(run, AskWith(run, statement, unmeant.action, unmeant.resource), Outcome::kAllowed)) {
      return shown;
    }
  }
  return Show(run, AskFor(run, statement), Outcome::kAllowed);
}

void LintStars(LintRun& run, const Statement& statement) {
  const bool every_resource = Lists(statement.resources, "*");
  for (const Text& action : statement.actions) {
    if (!IsEveryAction(action.value)) continue;
    const bool admin = every_resource && statement.conditions.empty();
    run.Add(admin ? "identity-admin" : "identity-action-star", action.span,
            admin ? "the statement allows everything on everything" : "the statement allows every action",
            "name the actions")
        .demonstration = ShowUnmeant(run, statement);
    return;
  }
  for (const Text& action : statement.actions) {
    const std::string& value = action.value;
    const bool service = value.size() > 2 && value.substr(value.size() - 2) == ":*";
    if (!service || !every_resource || !statement.conditions.empty()) continue;
    Ask ask = AskFor(run, statement);
    const std::optional<std::vector<std::string>> known = KnownActionsLike(LowerAscii(value));
    ask.action = known && !known->empty() ? known->front() : value.substr(0, value.size() - 1) + "AnyAction";
    ask.resource = ExampleResource(TypesOf(LowerAscii(ask.action)));
    run.Add("identity-service-star", action.span, value + " on every resource", "name the actions and the resources")
        .demonstration = Show(run, ask, Outcome::kAllowed);
  }
}

// What an entry of Action does that could be limited to some resources, and is no list; "" if nothing.
std::string LimitableAction(const std::string& entry) {
  const std::string lower = LowerAscii(entry);
  if (HasWildcard(lower)) return WriteLike(lower);
  const std::string_view name = std::string_view(lower).substr(lower.find(':') + 1);
  const bool listing = name.starts_with("list") || name.starts_with("describe") || lower.starts_with("iam:get");
  return !TypesOf(lower).takes_some() || listing || lower == "iam:passrole" ? "" : entry;
}

// "*" for actions that could say which resource, and do more than list.
void LintEveryResource(LintRun& run, const Statement& statement) {
  if (!statement.conditions.empty()) return;
  for (const Text& resource : statement.resources) {
    if (resource.value != "*") continue;
    for (const Text& action : statement.actions) {
      const std::string limitable = LimitableAction(action.value);
      if (limitable.empty()) continue;
      const TakenTypes types = TypesOf(LowerAscii(limitable));
      Ask ask = AskFor(run, statement);
      ask.action = limitable;
      ask.resource = ExampleResource(types);
      const std::string who = limitable == action.value ? "it" : limitable;
      run.Add("identity-resource-star", resource.span,
              action.value + " is allowed on every resource, though " + who + " could be limited to some of type " +
                  types.MainName(),
              Quoted(ExampleResource(types)))
          .demonstration = Show(run, ask, Outcome::kAllowed);
      return;
    }
  }
}

void LintNegated(LintRun& run, const Statement& statement) {
  if (statement.not_action) {
    run.Add("identity-notaction-allow", statement.span,
            "Allow with NotAction allows every other action, of services yet to come too",
            "Action with the actions that are meant")
        .demonstration = ShowUnmeant(run, statement);
  }
  if (!statement.not_resource) return;
  Ask ask = AskFor(run, statement);
  run.Add("identity-notresource-allow", statement.span, "Allow with NotResource allows every other resource",
          "Resource with the resources that are meant")
      .demonstration = Show(run, ask, Outcome::kAllowed);
}

void LintPassRole(LintRun& run, const Statement& statement) {
  if (!Lists(statement.resources, "*") || HasCondition(statement, "iam:passedtoservice")) return;
  for (const Text& action : statement.actions) {
    if (LowerAscii(action.value) != "iam:passrole") continue;
    Ask ask = AskWith(run, statement, "iam:PassRole", "arn:aws:iam::111122223333:role/any-role");
    ask.context.Set("iam:PassedToService", "ec2.amazonaws.com");
    run.Add("identity-passrole-star", action.span, "any role can be passed to any service",
            "name the roles, and add a condition on iam:PassedToService")
        .demonstration = Show(run, ask, Outcome::kAllowed);
  }
}

}  // namespace

void LintBreadth(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    if (statement.effect != Effect::kAllow) continue;
    LintNegated(run, statement);
    if (statement.not_action) continue;
    LintStars(run, statement);
    LintEveryResource(run, statement);
    LintPassRole(run, statement);
  }
}

}  // namespace rolecall::policy
