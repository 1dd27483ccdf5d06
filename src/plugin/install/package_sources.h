// PackageSources: all the places that may have a provider's packages, in the order that the user's configuration gives
// them, asked as one.
//
//   PackageSources sources(files, config, plugin_folders, &reader);
//   ROLECALL_TRY(VersionList list, sources.Versions(address, platform));   // of all of them together
//
// The first that has a version gives it. As package_source.h says; kNotFound names the places that were asked.
#ifndef ROLECALL_PLUGIN_INSTALL_PACKAGE_SOURCES_H_
#define ROLECALL_PLUGIN_INSTALL_PACKAGE_SOURCES_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "plugin/install/install_config.h"
#include "plugin/install/package_source.h"
#include "registry/reader.h"

namespace rolecall::plugin {

class PackageSources final : public PackageSource {
 public:
  // `plugin_folders`: if there are any, nothing else is asked. `reader`: null if nothing but folders may be asked.
  PackageSources(const FileSystem& files, const InstallConfig& config, const std::vector<std::string>& plugin_folders,
                 registry::Reader* reader);

  Result<VersionList> Versions(const std::string& address, const std::string& platform) override;
  Result<PackageOffer> Find(const std::string& address, const std::string& version,
                            const std::string& platform) override;
  std::string Shown(const std::string& address) const override;

  // Whether a folder of this machine has any version.
  bool IsAtHand(const std::string& address, const std::string& platform);
  // Whether somebody would have to be asked over the network, who was not because there is no reader.
  bool MayBeRemote(const std::string& address) const;

 private:
  struct Place {
    InstallMethod method;
    std::shared_ptr<PackageSource> source;  // null: not asked
  };
  const Result<VersionList>& VersionsAt(std::size_t place, const std::string& address, const std::string& platform);

  std::vector<Place> places_;
  std::map<std::pair<std::size_t, std::string>, Result<VersionList>> known_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_PACKAGE_SOURCES_H_
