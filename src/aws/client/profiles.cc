#include "aws/client/profiles.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kMaxFileBytes = 4u << 20;

// Everything after " #" or " ;" is a comment.
std::string_view WithoutComment(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    if ((value[i] == '#' || value[i] == ';') && (value[i - 1] == ' ' || value[i - 1] == '\t')) {
      return Trim(value.substr(0, i));
    }
  }
  return value;
}

class FileReader {
 public:
  FileReader(const std::string& path, bool is_config, Profiles& into)
      : path_(path), is_config_(is_config), into_(into) {}

  Result<void> Read(std::string_view text) {
    while (!text.empty()) {
      std::size_t newline = text.find('\n');
      std::string_view line = text.substr(0, newline);
      text = newline == std::string_view::npos ? std::string_view() : text.substr(newline + 1);
      ++line_;
      ROLECALL_RETURN_IF_ERROR(Line(line));
    }
    return {};
  }

 private:
  Error Malformed(const std::string& what) const {
    return {ErrorCode::kInvalidArgument, path_ + ":" + std::to_string(line_) + ": " + what};
  }

  Result<void> Line(std::string_view line) {
    std::string_view content = Trim(line);
    if (content.empty() || content[0] == '#' || content[0] == ';') return {};
    if (content[0] == '[') return Header(content);
    bool indented = line[0] == ' ' || line[0] == '\t';
    std::size_t equals = content.find('=');
    if (indented && !parent_.empty()) return SubKey(content, equals);
    if (equals == std::string_view::npos) return Malformed("expected a [section] or key = value");
    if (!in_section_) return Malformed("a key stands before the first [section]");
    std::string key = LowerAscii(Trim(content.substr(0, equals)));
    if (key.empty()) return Malformed("a key is missing before '='");
    std::string_view value = WithoutComment(Trim(content.substr(equals + 1)));
    parent_ = value.empty() ? key : "";
    if (section_ != nullptr) (*section_)[key] = value;
    return {};
  }

  Result<void> SubKey(std::string_view content, std::size_t equals) {
    if (equals == std::string_view::npos) return Malformed("expected key = value");
    std::string key = parent_ + "." + LowerAscii(Trim(content.substr(0, equals)));
    if (section_ != nullptr) (*section_)[key] = WithoutComment(Trim(content.substr(equals + 1)));
    return {};
  }

  // "[profile x]", "[default]", "[services x]", "[sso-session x]"; in the credentials file plainly "[x]".
  Result<void> Header(std::string_view content) {
    std::size_t close = content.find(']');
    if (close == std::string_view::npos) return Malformed("the section's ']' is missing");
    std::string_view name = Trim(content.substr(1, close - 1));
    parent_.clear();
    in_section_ = true;
    section_ = nullptr;
    std::size_t space = name.find_first_of(" \t");
    std::string_view word = name.substr(0, space);
    std::string rest(space == std::string_view::npos ? std::string_view() : Trim(name.substr(space)));
    if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') rest = rest.substr(1, rest.size() - 2);
    if (!is_config_) {
      section_ = &into_.profiles[std::string(name)];
    } else if (word == "profile" && !rest.empty()) {
      section_ = &into_.profiles[rest];
    } else if (name == "default") {
      section_ = &into_.profiles["default"];
    } else if (word == "services" && !rest.empty()) {
      section_ = &into_.services[rest];
    } else if (word == "sso-session" && !rest.empty()) {
      section_ = &into_.sso_sessions[rest];
    }
    return {};  // other sections mean nothing to us
  }

  std::string path_;
  bool is_config_;
  Profiles& into_;
  int line_ = 0;
  bool in_section_ = false;
  Section* section_ = nullptr;
  std::string parent_;  // the key whose indented lines follow
};

std::vector<std::string> Paths(const Environment& environment, const std::vector<std::string>& given,
                               const char* variable, const char* otherwise) {
  std::vector<std::string> paths;
  for (const std::string& path : given) paths.push_back(ExpandHome(environment, path));
  if (paths.empty()) paths.push_back(ExpandHome(environment, environment.GetOr(variable, otherwise)));
  return paths;
}

Result<void> ReadInto(const FileSystem& files, const std::string& path, bool is_config, Profiles& into) {
  into.files.push_back(path);
  if (!files.Exists(path)) return {};
  ROLECALL_TRY(std::string text, files.Read(path, kMaxFileBytes));
  return FileReader(path, is_config, into).Read(text);
}

}  // namespace

const Section* Profiles::Find(std::string_view name) const {
  auto found = profiles.find(name);
  return found == profiles.end() ? nullptr : &found->second;
}

std::string ExpandHome(const Environment& environment, std::string_view path) {
  if (path != "~" && !path.starts_with("~/")) return std::string(path);
  return environment.GetOr("HOME", "") + std::string(path.substr(1));
}

Result<Profiles> LoadProfiles(const FileSystem& files, const Environment& environment, const ProfileFiles& where) {
  Profiles profiles;
  for (const std::string& path : Paths(environment, where.config_files, "AWS_CONFIG_FILE", "~/.aws/config")) {
    ROLECALL_RETURN_IF_ERROR(ReadInto(files, path, true, profiles));
  }
  for (const std::string& path :
       Paths(environment, where.credentials_files, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")) {
    ROLECALL_RETURN_IF_ERROR(ReadInto(files, path, false, profiles));
  }
  return profiles;
}

std::string ProfileName(const Environment& environment, const std::string& explicit_name) {
  if (!explicit_name.empty()) return explicit_name;
  return environment.GetOr("AWS_PROFILE", environment.GetOr("AWS_DEFAULT_PROFILE", "default"));
}

std::string ResolveRegion(const Environment& environment, const Profiles& profiles, const std::string& profile,
                          const std::string& explicit_region) {
  if (!explicit_region.empty()) return explicit_region;
  std::string region = environment.GetOr("AWS_REGION", environment.GetOr("AWS_DEFAULT_REGION", ""));
  if (!region.empty()) return region;
  const Section* section = profiles.Find(profile);
  if (section == nullptr) return "";
  auto found = section->find("region");
  return found == section->end() ? "" : found->second;
}

}  // namespace rolecall::aws
