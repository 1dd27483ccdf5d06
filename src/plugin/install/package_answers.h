// What registries and network mirrors answer, read: the provider registry protocol, the provider network mirror
// protocol, and the SHA256SUMS files of releases. Pure; any thread. Errors: kUnavailable, with what is wrong with it.
#ifndef ROLECALL_PLUGIN_INSTALL_PACKAGE_ANSWERS_H_
#define ROLECALL_PLUGIN_INSTALL_PACKAGE_ANSWERS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plugin/install/package_source.h"

namespace rolecall::plugin {

// {"versions": [{"version": "2.0.1", "protocols": ["5.1"], "platforms": […]}], "warnings": […]}
Result<VersionList> ParseRegistryVersions(std::string_view body);

// A registry's answer about one package; addresses are absolute.
struct RegistryDownload {
  std::vector<std::string> protocols;  // "5.1"
  std::string file_name, url, sha256, sums_url, signature_url;
  std::vector<std::string> keys;
};
// `url`: where the body came from. The package must be for the platform.
Result<RegistryDownload> ParseRegistryDownload(std::string_view body, const std::string& url,
                                               const std::string& platform);
// Whether one of the protocols is one that we speak: 5 or 6. None: nothing is said, so that it is tried.
bool IsProtocolSpoken(const std::vector<std::string>& protocols);

// {"versions": {"2.0.0": {}}}
Result<VersionList> ParseMirrorIndex(std::string_view body);
// {"archives": {"linux_amd64": {"url": "…", "hashes": ["h1:…"]}}}. kNotFound: none for the platform.
Result<PackageOffer> ParseMirrorVersion(std::string_view body, const std::string& url, const std::string& platform);

// The checksum that a SHA256SUMS file gives for a file, in hex; empty if it gives none.
std::string SumOf(std::string_view sums, const std::string& file_name);
// "zh:HEX" of every line; nothing at all if one of them is no such line.
std::set<std::string> HashesOfSums(std::string_view sums);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_PACKAGE_ANSWERS_H_
