// Functions that read files: file(), filebase64(), fileexists(), fileset().
#include <set>

#include "base/encoding.h"
#include "functions/define.h"
#include "functions/marked.h"
#include "functions/notation/glob.h"
#include "functions/source_file.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMostFiles = 100000;
constexpr std::size_t kMostLevels = 64;

// All files below a directory, as paths from there.
std::optional<FunctionError> ListFiles(const FileSystem& files, const std::string& directory, const std::string& prefix,
                                       std::size_t level, std::vector<std::string>& found) {
  if (level > kMostLevels || found.size() > kMostFiles) return Failure("there are too many files in the directory");
  const auto entries = files.List(directory);
  if (!entries.ok()) return std::nullopt;  // what cannot be read has no files for us, as for others
  for (const DirectoryEntry& entry : *entries) {
    if (!entry.is_directory) {
      found.push_back(prefix + entry.name);
      continue;
    }
    const std::string below = directory + "/" + entry.name;
    if (auto error = ListFiles(files, below, prefix + entry.name + "/", level + 1, found)) return error;
  }
  return std::nullopt;
}

FunctionResult FileSet(const SourceFiles& source, Arguments plain, Arguments given) {
  if (source.files() == nullptr) return Failure("files cannot be read here");
  const std::string& pattern = plain[1].AsString();
  if (!IsGoodGlob(pattern)) {
    return ArgumentError(1, "failed to glob pattern " + Shown(given[1]) + ": syntax error in pattern");
  }
  auto directory = source.Resolve(given[0]);
  if (!directory.ok()) return directory.error();
  // The part of the pattern without wildcards is walked into, not searched.
  std::string clean = CleanPath(pattern);
  std::string above;
  while (clean.compare(0, 3, "../") == 0) {
    *directory = CleanPath(*directory + "/..");
    above += "../";
    clean.erase(0, 3);
  }
  std::vector<std::string> found;
  if (auto error = ListFiles(*source.files(), *directory, "", 0, found)) return *error;
  std::vector<Value> matches;
  const std::vector<std::string> patterns = ExpandBraces(clean);
  for (const std::string& path : found) {
    for (const std::string& one : patterns) {
      if (!GlobMatches(one, path)) continue;
      matches.push_back(Value::String(above + path));
      break;
    }
  }
  return Value::Set(Type::String(), std::move(matches));
}

}  // namespace

void AddFiles(Catalogue& catalogue, const Options& options) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  const SourceFiles files(options);
  const auto read = [files](Arguments, Arguments given, const Type&) -> FunctionResult {
    auto content = files.ReadText(given[0]);
    if (!content.ok()) return content.error();
    return Value::String(std::move(*content));
  };
  const auto read_base64 = [files](Arguments, Arguments given, const Type&) -> FunctionResult {
    auto content = files.ReadBytes(given[0]);
    if (!content.ok()) return content.error();
    return Value::String(Base64Encode(*content));
  };
  const auto exists = [files](Arguments, Arguments given, const Type&) -> FunctionResult {
    const auto answer = files.Exists(given[0]);
    if (!answer.ok()) return answer.error();
    return Value::Bool(*answer);
  };
  const auto file_set = [files](Arguments plain, Arguments given, const Type&) -> FunctionResult {
    return FileSet(files, plain, given);
  };
  Define(catalogue,
         Function("file", "The text of a file.", {Marked("path", text)}, returns, KeepingMarks(read)).NeverNull());
  Define(catalogue, Function("filebase64", "The content of a file, in Base64.", {Marked("path", text)}, returns,
                             KeepingMarks(read_base64))
                        .NeverNull());
  Define(catalogue, Function("fileexists", "Whether there is such a file.", {Marked("path", text)},
                             Function::Returns(Type::Bool()), KeepingMarks(exists))
                        .NeverNull());
  Define(catalogue, Function("fileset", "The files of a directory whose paths match a pattern.",
                             {Marked("path", text), Marked("pattern", text)}, Function::Returns(Type::Set(text)),
                             KeepingMarks(file_set))
                        .NeverNull());
}

}  // namespace rolecall::functions
