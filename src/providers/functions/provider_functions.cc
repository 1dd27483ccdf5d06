#include "providers/functions/provider_functions.h"

namespace rolecall::providers::functions {

std::map<std::string, value::Function> BuiltInFunctions(const std::string& source) {
  std::map<std::string, value::Function> table;
  if (source == "hashicorp/aws") AddAwsFunctions(table);
  if (source == "hashicorp/time") AddTimeFunctions(table);
  if (source == "hashicorp/local") AddLocalFunctions(table);
  if (source == "builtin/terraform") AddTerraformFunctions(table);
  return table;
}

}  // namespace rolecall::providers::functions
