// The shared config and credentials files (~/.aws/config, ~/.aws/credentials), read into profiles.
//
// Files: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE or the paths given; "~" is HOME. A missing file is
// empty; one that cannot be read or is malformed is an error that names file and line, never its content.
// Where both files have a profile, the credentials file's keys win.
#ifndef ROLECALL_AWS_CLIENT_PROFILES_H_
#define ROLECALL_AWS_CLIENT_PROFILES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::aws {

// Keys in lower case; an indented line under a key is "key.subkey" ("s3.addressing_style").
using Section = std::map<std::string, std::string, std::less<>>;

struct Profiles {
  std::map<std::string, Section, std::less<>> profiles;
  std::map<std::string, Section, std::less<>> services;      // [services NAME]
  std::map<std::string, Section, std::less<>> sso_sessions;  // [sso-session NAME]
  std::vector<std::string> files;                            // those looked at

  // The profile, or null.
  const Section* Find(std::string_view name) const;
};

struct ProfileFiles {
  std::vector<std::string> config_files;       // empty: the environment's, else ~/.aws/config
  std::vector<std::string> credentials_files;  // empty: the environment's, else ~/.aws/credentials
};

Result<Profiles> LoadProfiles(const FileSystem& files, const Environment& environment, const ProfileFiles& where);

// `explicit_name`, else AWS_PROFILE, AWS_DEFAULT_PROFILE, "default".
std::string ProfileName(const Environment& environment, const std::string& explicit_name);

// `explicit_region`, else AWS_REGION, AWS_DEFAULT_REGION, the profile's region; "" if none says.
std::string ResolveRegion(const Environment& environment, const Profiles& profiles, const std::string& profile,
                          const std::string& explicit_region);

// "~/x" -> HOME/x.
std::string ExpandHome(const Environment& environment, std::string_view path);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CLIENT_PROFILES_H_
