// Objects of types that this program does not have, as their blocks are written: for plans that are only looked at.
//
//   const ForeignObject object = ReadForeignObject(block.body, scope, ReferencedNames(configuration));
//
// `written` has the arguments, and each kind of nested block as a tuple of objects. `open` is the same for expressions:
// there, every name that the configuration refers to anywhere, and that is not written, is unknown, since the provider
// may choose it. What cannot be evaluated is unknown. Internal to the engine. Pure; any thread.
#ifndef ROLECALL_ENGINE_PLANNING_FOREIGN_OBJECT_H_
#define ROLECALL_ENGINE_PLANNING_FOREIGN_OBJECT_H_

#include <set>
#include <string>

#include "engine/config/configuration.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/tree.h"
#include "value/value.h"

namespace rolecall::engine {

struct ForeignObject {
  value::Value written, open;
};

ForeignObject ReadForeignObject(const hcl::Body& body, const hcl::Scope& scope, const std::set<std::string>& names);

// Every name after a dot in the configuration's texts: more than its references, never less.
std::set<std::string> ReferencedNames(const Configuration& configuration);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLANNING_FOREIGN_OBJECT_H_
