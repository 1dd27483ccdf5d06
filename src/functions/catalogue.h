// The language's built-in functions by name: the front door of functions/.
//
//   functions::Options options{.files = &files, .base_directory = ".", .clock = &clock, .random = &random};
//   const functions::Catalogue catalogue = functions::MakeCatalogue(options);
//   const value::Function* join = functions::FindFunction(catalogue, "join");   // also "core::join"
//
// `try` and `can` are not here: they take unevaluated arguments, so the evaluator has them. `templatefile` and
// `templatestring` call the functions of the same catalogue.
// Files are read through Options::files, relative to base_directory, and bounded in size. The dependencies must
// outlive the catalogue and what was taken from it. Threads: immutable once made, any thread.
#ifndef ROLECALL_FUNCTIONS_CATALOGUE_H_
#define ROLECALL_FUNCTIONS_CATALOGUE_H_

#include <string>
#include <string_view>
#include <vector>

#include "functions/options.h"
#include "hcl/evaluate/scope.h"
#include "value/function.h"

namespace rolecall::functions {

Catalogue MakeCatalogue(const Options& options);

// The function of that name, with or without "core::"; null if there is none.
const value::Function* FindFunction(const Catalogue& catalogue, std::string_view name);

// What hcl::Scope::SetFunctions() takes: every name, also with "core::". The catalogue must outlive it.
hcl::FunctionTable MakeFunctionTable(const Catalogue& catalogue);

// All names without "core::", sorted, for "did you mean" and completion.
std::vector<std::string> FunctionNames(const Catalogue& catalogue);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_CATALOGUE_H_
