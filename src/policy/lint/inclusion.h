// Does one pattern cover another, one statement another? Conservative: yes only when it is proved.
//
// A statement covers another if it applies to every request that the other applies to. Used for what is redundant or
// dead. Not for use outside of lint.
#ifndef ROLECALL_POLICY_LINT_INCLUSION_H_
#define ROLECALL_POLICY_LINT_INCLUSION_H_

#include <string_view>

#include "policy/document/document.h"

namespace rolecall::policy {

// The text has a policy variable: ${…}.
inline bool HasVariable(std::string_view text) { return text.find("${") != std::string_view::npos; }

// Globs with `*` and `?`: everything that `narrow` matches, `wide` matches too.
bool GlobCovers(std::string_view wide, std::string_view narrow);

// Entries of Action: case does not count.
bool ActionCovers(std::string_view wide, std::string_view narrow);

// Entries of Resource, with segments and policy variables.
bool ResourceCovers(std::string_view wide, std::string_view narrow);

// Some text matches both globs.
bool GlobsMeet(std::string_view a, std::string_view b);

// Both are of the same kind of policy; their effects do not count.
bool StatementCovers(const Statement& wide, const Statement& narrow);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_INCLUSION_H_
