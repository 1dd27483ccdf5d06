// The values of the root module's variables: where they come from, in which order, and how text becomes a value.
//
//   RootVariables variables = CollectVariables(configuration, files, environment, inputs, diagnostics);
//   for (const std::string& name : MissingVariables(configuration, variables)) … ask for it: Put(…) …
//
// Lowest first: TF_VAR_name, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars[.json] by name, then -var and
// -var-file in the order of the command line. Values are not yet converted to the variables' types; the walk does it.
#ifndef ROLECALL_ENGINE_CONFIG_VARIABLES_H_
#define ROLECALL_ENGINE_CONFIG_VARIABLES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "value/value.h"

namespace rolecall::engine {

struct VariableInput {
  enum class Kind { kAssignment, kFile };  // -var 'name=text', -var-file=path
  Kind kind = Kind::kAssignment;
  std::string text;
};

struct GivenVariable {
  value::Value value;
  diag::Range range;   // in a tfvars file; else no place
  std::string source;  // "-var", "TF_VAR_x", the file's name
};
using RootVariables = std::map<std::string, GivenVariable>;

// `sources` gets the text of tfvars files, for excerpts (may be null).
RootVariables CollectVariables(const Configuration& configuration, const FileSystem& files,
                               const Environment& environment, const std::vector<VariableInput>& inputs,
                               diag::SourceMap* sources, diag::Diagnostics& diagnostics);

// Whether the files of variables can be read, whatever their values are: for commands that need none.
void CheckVariableFiles(const Configuration& configuration, const FileSystem& files,
                        const std::vector<VariableInput>& inputs, diag::SourceMap* sources,
                        diag::Diagnostics& diagnostics);

// Variables without default and without value, sorted by name.
std::vector<std::string> MissingVariables(const Configuration& configuration, const RootVariables& variables);

// The value that a text on the command line or at a prompt stands for: itself for strings, numbers, bools and
// variables without type, else an expression without variables and functions.
value::Value ParseVariableText(const Variable& variable, const std::string& text, const std::string& source,
                               diag::Diagnostics& diagnostics);

// Where a value came from, for messages.
struct ValueOrigin {
  diag::Range range;   // of its expression; no place: it has none
  std::string source;  // that of a GivenVariable, where it has none
  std::string module;  // "module.m", whose variable it is; empty: the root module
};

// A value made fit for the variable: default, optional attributes, conversion, null rule, sensitive mark.
value::Value FitVariable(const Variable& variable, const std::optional<value::Value>& given, const ValueOrigin& origin,
                         diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_VARIABLES_H_
