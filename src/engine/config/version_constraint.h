// Versions of modules, and which of them a constraint (">= 1.5.7, < 2.0", "~> 1.2") takes.
//
//   ROLECALL_TRY(std::optional<std::string> version, NewestVersion(registry_versions, call.version));
//
// Whether one version satisfies a constraint is asked by VersionSatisfies(), declared in configuration.h. Versions are
// semantic versions; build metadata does not order them. Pure; any thread.
#ifndef ROLECALL_ENGINE_CONFIG_VERSION_CONSTRAINT_H_
#define ROLECALL_ENGINE_CONFIG_VERSION_CONSTRAINT_H_

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::engine {

// The newest of the versions that satisfies the constraint (empty: any). A prerelease only if the constraint names
// it exactly. Nothing: none does. What is no version is passed over. Error: not a constraint.
Result<std::optional<std::string>> NewestVersion(const std::vector<std::string>& versions,
                                                 const std::string& constraint);

// The constraint in the form that lock files have: each bound once, in order, with three numbers (">= 5.0.0, < 6.0.0").
// What is no constraint is given back unchanged.
std::string NormalisedConstraint(const std::string& constraint);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_VERSION_CONSTRAINT_H_
