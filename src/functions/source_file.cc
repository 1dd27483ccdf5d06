#include "functions/source_file.h"

#include <vector>

#include "functions/define.h"
#include "functions/marked.h"
#include "value/text.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMaxFile = 64u << 20;

FunctionError NoFiles() { return Failure("files cannot be read here"); }

std::string CleanText(const Value& origin) { return CleanPath(origin.Unmark().AsString()); }

}  // namespace

std::optional<std::string> ExpandHome(const std::string& path, const Environment* environment) {
  if (path.empty() || path[0] != '~') return path;
  if (path.size() > 1 && path[1] != '/') return std::nullopt;
  const auto home = environment == nullptr ? std::nullopt : environment->Get("HOME");
  if (!home || home->empty()) return path;
  return path.size() == 1 ? *home : CleanPath(*home + path.substr(1));
}

std::string CleanPath(const std::string& path) {
  const bool is_rooted = !path.empty() && path[0] == '/';
  std::vector<std::string> parts;
  for (std::size_t start = 0; start < path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string part = path.substr(start, end - start);
    start = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !is_rooted) {
      parts.push_back(part);
    }
  }
  std::string clean = is_rooted ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) clean += (i > 0 ? "/" : "") + parts[i];
  return clean.empty() ? "." : clean;
}

Expected<std::string, FunctionError> SourceFiles::Resolve(const Value& origin) const {
  const auto expanded = ExpandHome(origin.Unmark().AsString(), environment_);
  if (!expanded) return ArgumentError(0, "failed to expand ~: cannot expand user-specific home dir");
  return CleanPath(JoinPath(base_directory_, *expanded));
}

Expected<std::string, FunctionError> SourceFiles::ReadBytes(const Value& origin) const {
  if (files_ == nullptr) return NoFiles();
  const auto path = Resolve(origin);
  if (!path.ok()) return path.error();
  Result<std::string> content = files_->Read(*path, kMaxFile);
  if (content.ok()) return *content;
  const std::string shown = Shown(origin, CleanText(origin));
  if (content.error().code == ErrorCode::kNotFound) {
    return ArgumentError(0, "no file exists at " + shown +
                                "; this function works only with files that are distributed as part of the "
                                "configuration source code, so if this file will be created by a resource in this "
                                "configuration you must instead obtain this result from an attribute of that resource");
  }
  const char* why = content.error().code == ErrorCode::kResourceExhausted ? ": it is larger than 64 MB" : "";
  return ArgumentError(0, "failed to read file " + shown + why);
}

Expected<std::string, FunctionError> SourceFiles::ReadText(const Value& origin) const {
  auto content = ReadBytes(origin);
  if (!content.ok() || value::IsUtf8(*content)) return content;
  return ArgumentError(0, "contents of " + Shown(origin, CleanText(origin)) +
                              " are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded "
                              "contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing "
                              "results instead");
}

Expected<bool, FunctionError> SourceFiles::Exists(const Value& origin) const {
  if (files_ == nullptr) return NoFiles();
  const auto path = Resolve(origin);
  if (!path.ok()) return path.error();
  if (files_->IsDirectory(*path)) {
    return ArgumentError(0, Shown(origin, CleanText(origin)) + " is a directory, not a file");
  }
  return files_->Exists(*path);
}

}  // namespace rolecall::functions
