// provider::local::direxists.
#include <filesystem>

#include "providers/functions/provider_functions.h"

namespace rolecall::providers::functions {
namespace {

namespace fs = std::filesystem;

value::FunctionResult DirectoryExists(value::Arguments arguments, const value::Type&) {
  const std::string path = arguments[0].AsString();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return value::Value::Bool(false);
  if (error) return value::ArgumentError(0, "cannot look at the path: " + error.message());
  if (status.type() != fs::file_type::directory) {
    return value::ArgumentError(0, "\"" + path + "\" was found, but is not a directory");
  }
  return value::Value::Bool(true);
}

}  // namespace

void AddLocalFunctions(std::map<std::string, value::Function>& table) {
  table.emplace("direxists", value::Function("direxists", "Determines whether a directory exists at a given path.",
                                             {{.name = "path", .type = value::Type::String()}},
                                             value::Function::Returns(value::Type::Bool()), DirectoryExists));
}

}  // namespace rolecall::providers::functions
