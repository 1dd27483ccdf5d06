// Functions of paths; none of these looks at the disk.
#include "functions/define.h"
#include "functions/source_file.h"

namespace rolecall::functions {
namespace {

std::string BaseName(std::string path) {
  if (path.empty()) return ".";
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const std::size_t slash = path.rfind('/');
  if (path == "/" || slash == std::string::npos) return path;
  return path.substr(slash + 1);
}

std::string DirName(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return CleanPath(slash == std::string::npos ? "" : path.substr(0, slash + 1));
}

}  // namespace

void AddPaths(Catalogue& catalogue, const Options& options) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  const Environment* environment = options.environment;
  const std::string working_directory = options.working_directory;
  Define(catalogue, Function("basename", "The last part of a path.", {Plain("path", text)}, returns,
                             [](Arguments arguments, const Type&) -> FunctionResult {
                               return Value::String(BaseName(arguments[0].AsString()));
                             })
                        .NeverNull());
  Define(catalogue, Function("dirname", "The path without its last part.", {Plain("path", text)}, returns,
                             [](Arguments arguments, const Type&) -> FunctionResult {
                               return Value::String(DirName(arguments[0].AsString()));
                             })
                        .NeverNull());
  Define(catalogue, Function("abspath", "The path from the root.", {Plain("path", text)}, returns,
                             [working_directory](Arguments arguments, const Type&) -> FunctionResult {
                               const std::string& path = arguments[0].AsString();
                               if (!path.empty() && path[0] == '/') return Value::String(CleanPath(path));
                               if (working_directory.empty()) return Failure("the working directory is not known");
                               return Value::String(CleanPath(working_directory + "/" + path));
                             })
                        .NeverNull());
  Define(catalogue,
         Function("pathexpand", "The path with the user's home in place of \"~\".", {Plain("path", text)}, returns,
                  [environment](Arguments arguments, const Type&) -> FunctionResult {
                    const auto expanded = ExpandHome(arguments[0].AsString(), environment);
                    if (!expanded) return ArgumentError(0, "cannot expand user-specific home dir");
                    return Value::String(*expanded);
                  })
             .NeverNull());
}

}  // namespace rolecall::functions
