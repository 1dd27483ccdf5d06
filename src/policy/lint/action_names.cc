// Rules about names of services and actions. Judged only as far as the tables reach (actions.h).
#include "base/text.h"
#include "diag/diagnostic.h"
#include "policy/decide/request.h"
#include "policy/lint/actions.h"
#include "policy/lint/lint_run.h"

namespace rolecall::policy {
namespace {

void LintAction(LintRun& run, const Text& action) {
  const std::string lower = LowerAscii(action.value);
  const std::size_t colon = lower.find(':');
  if (colon == std::string::npos || lower == "*:*" || HasVariable(lower)) return;
  const std::string service = lower.substr(0, colon);
  if (HasWildcard(service)) return;   // AWS refuses it
  if (service == "rolecall") return;  // our own plane's (docs/OPERATING.md)
  if (!IsKnownService(service)) {
    const std::optional<std::string> meant = diag::DidYouMean(service, ServicePrefixes());
    run.Add("action-unknown-service", action.span, "no service that we know has the prefix \"" + service + "\"",
            meant ? Quoted(*meant + action.value.substr(colon)) : "");
    return;
  }
  if (HasWildcard(lower)) {
    const std::optional<std::vector<std::string>> known = KnownActionsLike(lower);
    if (!known || !known->empty()) return;
    run.Add("action-matches-nothing", action.span, "no action of " + service + " matches \"" + action.value + "\"");
    return;
  }
  if (IsKnownAction(lower) != ActionKnowledge::kUnknown) return;
  const std::optional<std::string> meant = diag::DidYouMean(action.value, ActionsOfService(service));
  run.Add("action-unknown", action.span, service + " has no action \"" + action.value.substr(colon + 1) + "\"",
          meant ? Quoted(*meant) : "");
}

}  // namespace

void LintActions(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    for (const Text& action : statement.actions) LintAction(run, action);
  }
}

}  // namespace rolecall::policy
