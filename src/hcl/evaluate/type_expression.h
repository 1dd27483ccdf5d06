// Type constraints as they are written: `list(object({ name = string, size = optional(number, 1) }))`.
//
//   const TypeConstraint wanted = ParseTypeExpression(*expression, TypeMode::kConstraint, true, diagnostics);
//   value = wanted.defaults ? ApplyDefaults(value, *wanted.defaults) : value;
//   const auto converted = value::Convert(value, wanted.type);
//
// Mistakes are reported with their place, and the type there is dynamic. Results are immutable; any thread.
#ifndef ROLECALL_HCL_EVALUATE_TYPE_EXPRESSION_H_
#define ROLECALL_HCL_EVALUATE_TYPE_EXPRESSION_H_

#include <map>
#include <memory>
#include <string>

#include "diag/diagnostic.h"
#include "hcl/syntax/tree.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::hcl {

// The defaults of optional attributes, as a tree beside the type.
struct Defaults {
  value::Type type;                                                 // that these are for
  std::map<std::string, value::Value> values;                       // object: attribute -> default
  std::map<std::string, std::shared_ptr<const Defaults>> children;  // object attribute; tuple index; "" = element
};

struct TypeConstraint {
  value::Type type;
  std::shared_ptr<const Defaults> defaults;  // null: there are none
};

enum class TypeMode {
  kExact,       // no `any`, no optional()
  kConstraint,  // with both
};

// `legacy`: also the forms of variable blocks: quoted ("string", with a warning) and bare `list`, `map`, `set`.
TypeConstraint ParseTypeExpression(const Expression& expression, TypeMode mode, bool legacy,
                                   diag::Diagnostics& diagnostics);

// Puts defaults in where optional attributes are missing or null. Do it before the conversion to the type.
value::Value ApplyDefaults(const value::Value& value, const Defaults& defaults);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_TYPE_EXPRESSION_H_
