// `plan -generate-config-out=FILE`: blocks for what import blocks name and nobody has written yet.
//
// The file is written twice. First with empty blocks, so that the configuration is complete and a plan of the imports
// alone can read the real objects; then with what that plan read. The caller plans a third time, with everything.
#ifndef ROLECALL_CLI_OPERATION_GENERATE_CONFIG_H_
#define ROLECALL_CLI_OPERATION_GENERATE_CONFIG_H_

#include <string>

#include "cli/operation/operation.h"

namespace rolecall::cli {

// Writes the file (a new *.tf in the working directory) and loads the configuration again, with it. Does nothing if no
// block is missing. False: reported, and no file is left.
bool GenerateConfig(Operation& operation, const engine::PlanOptions& options, const std::string& path);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_GENERATE_CONFIG_H_
