// What `import` blocks may say, for plans and for validation, which knows less.
#ifndef ROLECALL_ENGINE_PLANNING_IMPORT_ARGUMENTS_H_
#define ROLECALL_ENGINE_PLANNING_IMPORT_ARGUMENTS_H_

#include <optional>
#include <string>

#include "diag/diagnostic.h"
#include "value/value.h"

namespace rolecall::engine {

// The id. Nothing, with an error: it is none. `may_be_unknown`: nothing without an error, too.
std::optional<std::string> ImportIdIn(const value::Value& given, const diag::Range& range, bool may_be_unknown,
                                      diag::Diagnostics& diagnostics);

// The identity, an object without marks; as above.
std::optional<value::Value> ImportIdentityIn(const value::Value& given, const diag::Range& range, bool may_be_unknown,
                                             diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_IMPORT_ARGUMENTS_H_
