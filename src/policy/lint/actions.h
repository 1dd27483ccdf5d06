// What lint knows of AWS's services: their prefixes, actions, and which resources an action takes. Over the reference
// of all services (policy/reference), with what lint needs beside it: names of services that are no more, examples, and
// where the reference says less than AWS does.
//
// An action of a service that has no actions there is not judged (IsKnownAction says kUnjudged). Not for use outside of
// lint.
#ifndef ROLECALL_POLICY_LINT_ACTIONS_H_
#define ROLECALL_POLICY_LINT_ACTIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/reference/service_reference.h"

namespace rolecall::policy {

enum class ActionKnowledge { kKnown, kUnknown, kUnjudged };

// `lower_service`: "s3".
bool IsKnownService(std::string_view lower_service);
const std::vector<std::string>& ServicePrefixes();

// `lower_action`: "s3:getobject", without wildcards.
ActionKnowledge IsKnownAction(std::string_view lower_action);

// The known actions ("s3:GetObject") that a pattern with wildcards covers; nothing if the service is not judged.
std::optional<std::vector<std::string>> KnownActionsLike(std::string_view lower_pattern);

// The first of the known actions that a pattern with wildcards covers which changes something and takes resources; ""
// if there is none. Not for all actions of a service.
std::string WriteLike(std::string_view lower_pattern);

// The actions of a service, for "did you mean".
std::vector<std::string> ActionsOfService(std::string_view lower_service);

// Whether some action that the pattern or name covers may have the condition key, as far as the reference says; true
// also for what is not judged.
bool MayHaveKey(std::string_view lower_pattern, std::string_view lower_key);

// The types of resources that an action takes.
struct TakenTypes {
  bool known = false;                      // false: nothing is said, every resource may be one
  std::vector<const ResourceType*> types;  // known and none: only "*" matches

  bool takes_none() const { return known && types.empty(); }
  bool takes_some() const { return known && !types.empty(); }
  // "secret", "object": the one to name; "" if there is none.
  std::string MainName() const;
};
TakenTypes TypesOf(std::string_view lower_action);

// Whether some resource of the types may match the pattern of a Resource element.
// `strict`: stars that are a whole segment stay in it.
bool MayMatchTypes(const TakenTypes& types, std::string_view resource_pattern, bool strict = false);

// An ARN of a resource of the types, for examples; "*" if there is none.
std::string ExampleResource(const TakenTypes& types);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_ACTIONS_H_
