// Versions of modules and of the language, and constraints on them. VersionSatisfies() is declared in configuration.h.
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

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_VERSION_CONSTRAINT_H_
