// Scope: the names that an expression may use, and the functions that it may call.
//
// Scopes nest: a child is looked at first, then its parent, which must outlive it. A chain without any names
// does not allow variables at all; one without functions does not allow calls.
// Threads: setting is for one thread; reading is for any number.
#ifndef ROLECALL_HCL_EVALUATE_SCOPE_H_
#define ROLECALL_HCL_EVALUATE_SCOPE_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value/value.h"

namespace rolecall::value {
class Function;
}

namespace rolecall::hcl {

// By the name written in source, with namespaces ("core::length" besides "length"). `try` and `can` are the
// evaluator's own and need no entry.
using FunctionTable = std::map<std::string, const value::Function*, std::less<>>;

class Scope {
 public:
  Scope() = default;
  explicit Scope(const Scope* parent) : parent_(parent) {}

  // Adds or replaces a root name.
  void Set(std::string_view name, value::Value value);
  // Allows variables even while there are none (an unknown name is then "undeclared", not "not allowed").
  void AllowVariables() { allows_variables_ = true; }
  // Unknown parts of texts and keys stand in them as placeholders (base/placeholder.h): for analysis, never for a plan
  // that is applied.
  void AllowPlaceholders() { allows_placeholders_ = true; }
  // The table must outlive the scope.
  void SetFunctions(const FunctionTable* functions) { functions_ = functions; }
  // Whether they are this scope's own, and not its parent's.
  bool HasFunctions() const { return functions_ != nullptr; }

  // Null: no such name in the chain.
  const value::Value* Find(std::string_view name) const;
  const value::Function* FindFunction(std::string_view name) const;
  bool AllowsVariables() const;
  bool AllowsFunctions() const;
  bool AllowsPlaceholders() const;
  // Of the whole chain, for "did you mean".
  std::vector<std::string> VariableNames() const;
  std::vector<std::string> FunctionNames() const;

 private:
  const Scope* parent_ = nullptr;
  const FunctionTable* functions_ = nullptr;
  std::vector<std::pair<std::string, value::Value>> names_;  // sorted by name
  bool allows_variables_ = false;
  bool allows_placeholders_ = false;
};

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_SCOPE_H_
