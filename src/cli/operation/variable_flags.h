// -var and -var-file, as every command that plans a configuration has them.
//
//   DeclareVariableFlags(flags, variables);
//
// What is given is kept in the order of the command line: later values win.
#ifndef ROLECALL_CLI_OPERATION_VARIABLE_FLAGS_H_
#define ROLECALL_CLI_OPERATION_VARIABLE_FLAGS_H_

#include <string>
#include <vector>

#include "cli/frame/flags.h"
#include "engine/config/variables.h"

namespace rolecall::cli {

// `only_with` names the flags without which these mean nothing ("--dir"); empty: they always do. `variables` must
// outlive the flags.
void DeclareVariableFlags(Flags& flags, std::vector<engine::VariableInput>& variables,
                          const std::string& only_with = "");

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_VARIABLE_FLAGS_H_
