// What `providers lock` asks of the installer: hashes for platforms that are not this one. Nothing is put in place.
#include <algorithm>
#include <utility>

#include "plugin/install/installer.h"

namespace rolecall::plugin {

Result<LockedPackage> Installer::Lock(const Selection& selection, const std::string& platform) {
  ROLECALL_TRY(const PackageOffer offer, sources_.Find(selection.Address(), selection.version, platform));
  ROLECALL_TRY(const PrivateFolder staging, MakeStagingFolder(""));
  ROLECALL_TRY(const FetchedPackage package, fetcher_.Fetch(offer, staging));
  LockedPackage locked{.authentication = package.authentication};
  std::set<std::string> hashes = package.authentication.hashes;
  hashes.insert(package.h1);
  if (!package.zh.empty()) hashes.insert(package.zh);
  const auto before = before_.find(selection.Address());
  if (before == before_.end()) {
    locked.change = LockedPackage::Change::kNewProvider;
  } else if (!std::includes(before->second.hashes.begin(), before->second.hashes.end(), hashes.begin(), hashes.end())) {
    locked.change = LockedPackage::Change::kNewHashes;
  }
  LockEntry& entry = lock_[selection.Address()];
  if (entry.version != selection.version) entry = {selection.version, "", {}};
  entry.constraints = ConstraintOf(selection);
  entry.hashes.merge(hashes);
  vouched_.insert(selection.Address());
  return locked;
}

}  // namespace rolecall::plugin
