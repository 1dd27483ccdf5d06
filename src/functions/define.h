// What the sources of this folder use to define functions: short names, Define(), and one Add… for each family.
//
// A new function: one callback and one Define() in the family's source; a new family: its Add… here and in
// catalogue.cc. Callbacks get what its Parameters let through (value/function.h), so most need no checks.
#ifndef ROLECALL_FUNCTIONS_DEFINE_H_
#define ROLECALL_FUNCTIONS_DEFINE_H_

#include <string>
#include <utility>

#include "functions/options.h"
#include "value/function.h"
#include "value/operations.h"

namespace rolecall::functions {

using value::ArgumentError;
using value::Arguments;
using value::Function;
using value::FunctionError;
using value::FunctionResult;
using value::FunctionType;
using value::Parameter;
using value::Type;
using value::Value;

// An error that is no single argument's.
inline FunctionError Failure(std::string message) { return {std::move(message), std::nullopt, {}}; }

// What is wrong with a number that is no 64-bit integer where one is wanted.
inline constexpr const char* kNoWholeNumber =
    "value must be a whole number, between -9223372036854775808 and 9223372036854775807";

// A parameter that takes known, unmarked values only.
inline Parameter Plain(std::string name, Type type) { return {.name = std::move(name), .type = std::move(type)}; }

// A list, set or tuple.
inline bool IsSequence(const Type& type) { return type.IsList() || type.IsSet() || type.IsTuple(); }

// For functions whose result is of their first argument's type.
inline FunctionType SameType(Arguments arguments) { return arguments[0].type(); }

// Puts the function into the catalogue under its name.
inline void Define(Catalogue& catalogue, Function function) {
  std::string name = function.name();
  catalogue.insert_or_assign(std::move(name), std::move(function));
}

// One per family; each in its own source.
void AddStrings(Catalogue& catalogue);
void AddTrimming(Catalogue& catalogue);
void AddFormat(Catalogue& catalogue);
void AddRegex(Catalogue& catalogue);
void AddNumbers(Catalogue& catalogue);
void AddSequences(Catalogue& catalogue);
void AddMappings(Catalogue& catalogue);
void AddSets(Catalogue& catalogue);
void AddSelection(Catalogue& catalogue);
void AddConversion(Catalogue& catalogue);
void AddAssumptions(Catalogue& catalogue);
void AddSensitivity(Catalogue& catalogue);
void AddBase64(Catalogue& catalogue);
void AddJson(Catalogue& catalogue);
void AddYaml(Catalogue& catalogue);
void AddCsv(Catalogue& catalogue);
void AddUrl(Catalogue& catalogue);
void AddHashes(Catalogue& catalogue, const Options& options);
void AddSecrets(Catalogue& catalogue, const Options& options);
void AddDates(Catalogue& catalogue, const Options& options);
void AddFiles(Catalogue& catalogue, const Options& options);
void AddPaths(Catalogue& catalogue, const Options& options);
void AddNetwork(Catalogue& catalogue);
// Last: they call what is there already.
void AddTemplates(Catalogue& catalogue, const Options& options);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_DEFINE_H_
