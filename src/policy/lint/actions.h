// What lint knows of AWS's services: their prefixes, the actions of some, and what kind of resource an action takes.
//
// The tables end somewhere. An action of a service that has none here is not judged (IsKnownAction says kUnjudged);
// the docs say which services have one. Not for use outside of lint.
#ifndef ROLECALL_POLICY_LINT_ACTIONS_H_
#define ROLECALL_POLICY_LINT_ACTIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

enum class ActionKnowledge { kKnown, kUnknown, kUnjudged };

// `lower_service`: "s3".
bool IsKnownService(std::string_view lower_service);
const std::vector<std::string>& ServicePrefixes();

// `lower_action`: "s3:getobject", without wildcards.
ActionKnowledge IsKnownAction(std::string_view lower_action);

// The known actions ("s3:GetObject") that a pattern with wildcards covers; nothing if the service has no table.
std::optional<std::vector<std::string>> KnownActionsLike(std::string_view lower_pattern);

// The actions of a service with a table, for "did you mean".
std::vector<std::string> ActionsOfService(std::string_view lower_service);

// "secret", "object", …; "-" for an action that takes no resource (only "*" matches); "" where we do not say.
std::string_view ResourceTypeOf(std::string_view lower_action);

// Whether some resource of the type may match the pattern of a Resource element.
bool MayMatchType(std::string_view type, std::string_view resource_pattern);

// An ARN of a resource of the type, for examples; "*" for "-" and "".
std::string ExampleResource(std::string_view type);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_ACTIONS_H_
