// PackageFetcher: gets an offered package, holds it against what its source says of it, and unpacks it.
//
//   PackageFetcher fetcher(&reader, {.unpack = Unpack, .tools = {…}});
//   ROLECALL_TRY(FetchedPackage package, fetcher.Fetch(offer, staging));   // unpacked at package.folder
//
// A download goes to a file in the staging folder, at most 1 GiB, and is checked before it is unpacked: its checksum,
// that the signed list has that checksum, the list's signature. Nothing of a package is run. Errors: kDataLoss, it is
// not what its source says; kInvalidArgument, it is no good archive; those of the reader. Threads: one at a time.
#ifndef ROLECALL_PLUGIN_INSTALL_PACKAGE_FETCHER_H_
#define ROLECALL_PLUGIN_INSTALL_PACKAGE_FETCHER_H_

#include <functional>
#include <set>
#include <string>

#include "base/result.h"
#include "plugin/install/package_source.h"
#include "plugin/install/signature_check.h"
#include "plugin/install/staging_folder.h"
#include "registry/reader.h"

namespace rolecall::plugin {

// How far a package is what its maker made.
struct Authentication {
  enum class Kind { kNone, kChecksum, kUnsigned, kSigned };
  Kind kind = Kind::kNone;
  std::string key_id;            // kSigned
  bool is_key_expired = false;   // kSigned
  std::set<std::string> hashes;  // "zh:…" that the registry vouches for, of all platforms
  // As `init` says it: "signed, key ID 0C0AF313E5FD9F80", "verified checksum", "signing skipped", "unauthenticated".
  std::string Shown() const;
};

struct FetchedPackage {
  std::string folder;   // unpacked
  std::string archive;  // empty: it came unpacked
  std::string h1, zh;   // its own; `zh` only of an archive
  Authentication authentication;
};

struct FetchOptions {
  // Unpacks an archive into an empty folder.
  std::function<Result<void>(const std::string& archive, const std::string& folder)> unpack;
  SignatureTools tools = {};
  bool wants_signatures = false;  // also where a registry may have no keys
  bool refuses_expired_keys = false;
};

class PackageFetcher {
 public:
  // `reader` may be null: nothing is downloaded then. It must outlive the fetcher.
  PackageFetcher(registry::Reader* reader, FetchOptions options) : reader_(reader), options_(std::move(options)) {}

  // The archive, downloaded if it has to be, and checked as far as an archive can be.
  Result<FetchedPackage> FetchArchive(const PackageOffer& offer, const PrivateFolder& staging);
  // All of it.
  Result<FetchedPackage> Fetch(const PackageOffer& offer, const PrivateFolder& staging);

 private:
  Result<std::string> Download(const PackageOffer& offer, const PrivateFolder& staging);
  Result<Authentication> Authenticate(const PackageOffer& offer, const std::string& zh) const;
  Result<void> CheckSigned(const Proof& proof, Authentication& authentication) const;

  registry::Reader* reader_;
  const FetchOptions options_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_PACKAGE_FETCHER_H_
