// Where provider packages come from, as the user's CLI configuration says: `provider_installation`, dev_overrides,
// plugin_cache_dir (and TF_PLUGIN_CACHE_DIR). Without it: the folders that Terraform and OpenTofu look into by
// themselves, then the registry.
//
//   const InstallConfig config = ReadInstallConfig(files, environment, cli_file, diagnostics);   // cli_file may be ""
//   for (const InstallMethod& method : config.methods) if (method.Takes(address)) …
//
// Errors are diagnostics: a broken file, a method that is not known. Pure but for the file.
#ifndef ROLECALL_PLUGIN_INSTALL_INSTALL_CONFIG_H_
#define ROLECALL_PLUGIN_INSTALL_INSTALL_CONFIG_H_

#include <map>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/file_system.h"
#include "diag/diagnostic.h"

namespace rolecall::plugin {

struct InstallMethod {
  enum class Kind { kFilesystem, kNetwork, kDirect };
  Kind kind = Kind::kDirect;
  std::string location;                                 // a folder, or a URL
  std::vector<std::string> include = {}, exclude = {};  // "registry.terraform.io/hashicorp/*", "example.com/*/*"
  // Whether the method is for that provider ("HOST/NAMESPACE/TYPE").
  bool Takes(const std::string& address) const;
};

struct InstallConfig {
  std::vector<InstallMethod> methods;                // in the order that they are asked
  std::map<std::string, std::string> dev_overrides;  // "NAMESPACE/TYPE" or with a host -> folder
  std::string plugin_cache;                          // a folder; empty: none
  bool cache_may_break_lock = false;                 // what the cache has may be taken without a locked hash
  // The folder that stands for the provider during development; empty: none.
  std::string OverrideOf(const std::string& host, const std::string& source) const;
};

// Whether a network mirror may be at that address: of https.
bool IsMirrorUrl(const std::string& url);

// The text of a CLI configuration file as our parser reads it: `dev_overrides { "hashicorp/null" = "…" }` is of an
// older HCL, whose keys are quoted, and becomes an object.
std::string CliConfigurationAsHcl(std::string text);

InstallConfig ReadInstallConfig(const FileSystem& files, const Environment& environment, const std::string& cli_file,
                                diag::Diagnostics& diagnostics);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_INSTALL_CONFIG_H_
