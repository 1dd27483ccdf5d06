// PackageSource: a place that provider packages come from: a filesystem mirror, a network mirror, a registry.
//
//   ROLECALL_TRY(VersionList list, source.Versions("registry.opentofu.org/hashicorp/random", "linux_amd64"));
//   ROLECALL_TRY(PackageOffer offer, source.Find(address, "3.7.2", "linux_amd64"));
//   … fetch it, hold it against offer.proof (package_fetcher.h)
//
// Addresses are HOST/NAMESPACE/TYPE. Versions are well-formed whoever wrote them: they become names of folders. Errors:
// kNotFound, the place does not know the provider, or does not have it for the platform; kUnauthenticated, it wants
// credentials; kUnavailable and kDeadlineExceeded, it could not be asked or answers what it must not. Their messages
// are what OpenTofu says. Threads: one at a time.
#ifndef ROLECALL_PLUGIN_INSTALL_PACKAGE_SOURCE_H_
#define ROLECALL_PLUGIN_INSTALL_PACKAGE_SOURCE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::plugin {

// What a source says of a package, for the package to be held against. All empty: it says nothing.
struct Proof {
  std::string sha256;               // of the archive, in hex: it must be this
  std::vector<std::string> hashes;  // "h1:…", "zh:…": one of them must be right
  // A registry's: the list of the checksums of all the version's archives, signed.
  bool is_registry = false;
  std::string sums;
  std::string signature;
  std::vector<std::string> keys;  // OpenPGP, in ASCII armor
  bool may_be_unsigned = false;   // if the registry has no key
};

struct PackageOffer {
  enum class Kind { kFolder, kArchive, kUrl };
  std::string version, platform;
  Kind kind = Kind::kFolder;
  std::string location;   // a path, or a URL
  std::string file_name;  // of the archive, as the registry calls it; never a path of ours
  Proof proof;
};

struct VersionList {
  std::vector<std::string> versions;
  std::vector<std::string> warnings;  // of the registry
};

class PackageSource {
 public:
  virtual ~PackageSource() = default;
  virtual Result<VersionList> Versions(const std::string& address, const std::string& platform) = 0;
  virtual Result<PackageOffer> Find(const std::string& address, const std::string& version,
                                    const std::string& platform) = 0;
  // As errors name it: "registry registry.opentofu.org".
  virtual std::string Shown(const std::string& address) const = 0;
  virtual bool IsLocal() const { return false; }
};

// Letters, digits, ".", "-" and "+", beginning with a digit: what may be a version and the name of a folder.
bool IsVersionText(std::string_view text);
// "linux_amd64"
bool IsPlatformText(std::string_view text);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_PACKAGE_SOURCE_H_
