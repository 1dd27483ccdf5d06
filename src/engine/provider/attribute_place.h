// AttributePlace: a provider's word for where in an object something is wrong, and the text that is meant by it.
//
//   problem.place = std::make_shared<AttributePlace>(path);   // by who calls the provider
//   problem.subject = PlaceOf(problem, block.body);           // by who has the configuration
//
// The way leads through blocks as they are written; where it cannot be followed (a `dynamic` block, an attribute inside
// of another), the innermost body that was reached stands for it. Pure; any thread.
#ifndef ROLECALL_ENGINE_PROVIDER_ATTRIBUTE_PLACE_H_
#define ROLECALL_ENGINE_PROVIDER_ATTRIBUTE_PLACE_H_

#include <utility>

#include "diag/diagnostic.h"
#include "hcl/syntax/tree.h"
#include "value/path.h"

namespace rolecall::engine {

struct AttributePlace final : diag::ObjectPlace {
  explicit AttributePlace(value::Path the_path) : path(std::move(the_path)) {}
  const value::Path path;  // empty: nowhere in particular
};

// Where a problem with the object that `body` describes is.
diag::Range PlaceOf(const diag::Diagnostic& problem, const hcl::Body& body);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_ATTRIBUTE_PLACE_H_
