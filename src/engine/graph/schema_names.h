// Names of attributes and blocks in references, held against the schemas of their types.
//
//   FindNamed(schema.block, subject.rest, diagnostics);
//   CheckAttributeNames(walk, module, subject, diagnostics);      // of aws_iam_role.a["x"].nope
//
// Evaluates nothing. Types that this program does not have are not looked into. Pure; any thread.
#ifndef ROLECALL_ENGINE_GRAPH_SCHEMA_NAMES_H_
#define ROLECALL_ENGINE_GRAPH_SCHEMA_NAMES_H_

#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/references.h"
#include "engine/graph/walk.h"

namespace rolecall::engine {

// The attribute that the names lead to; null where they end at a block, inside of an attribute, or (reported) nowhere.
// Keys and indices are passed over: what has them is a collection of the same.
const AttributeSchema* FindNamed(const BlockSchema& start, const std::vector<hcl::TraversalStep>& steps,
                                 diag::Diagnostics& diagnostics);

// False, with an error: the resource that is meant has no such attribute. `subject` is a resource of the module.
bool CheckAttributeNames(const Walk& walk, const Module& module, const Subject& subject,
                         diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_SCHEMA_NAMES_H_
