// SystemModuleFetcher: gets module packages with the user's `git`, over HTTP, from S3, or from a directory of this
// machine.
//
// git runs without a shell, its arguments cannot be mistaken for options, only http, https, ssh, git and file are
// spoken, and a password in the address goes to it in the environment, never in its arguments. Archives are unpacked
// within bounds (cli/packages/archive.h). Threads: one at a time.
#ifndef ROLECALL_CLI_PACKAGES_MODULE_FETCH_H_
#define ROLECALL_CLI_PACKAGES_MODULE_FETCH_H_

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/packages/bucket_packages.h"
#include "engine/backend/backend.h"
#include "engine/modules/install.h"
#include "http/client.h"

namespace rolecall::cli {

class SystemModuleFetcher final : public engine::ModuleFetcher {
 public:
  // Both must outlive the fetcher; `client` is for what is not AWS's.
  SystemModuleFetcher(http::Client& client, const engine::BackendContext& context)
      : client_(client), context_(context), buckets_(context) {}

  Result<void> Fetch(const engine::RemotePackage& package, const std::string& directory) override;
  Result<void> Copy(const std::string& from, const std::string& to) override;
  Result<void> Remove(const std::string& directory) override;

 private:
  Result<void> FetchInto(const engine::RemotePackage& package, const std::string& directory, int depth);
  Result<void> FetchGit(const engine::RemotePackage& package, const std::string& directory);
  Result<void> FetchHttp(const engine::RemotePackage& package, const std::string& directory, int depth);
  Result<void> FetchBucket(const engine::RemotePackage& package, const std::string& directory);
  Result<void> FetchDirectory(const engine::RemotePackage& package, const std::string& directory);
  Result<void> Git(std::vector<std::string> arguments, const std::map<std::string, std::string>& more);
  Result<http::Response> Get(std::string url);

  http::Client& client_;
  const engine::BackendContext& context_;
  const BucketPackages buckets_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PACKAGES_MODULE_FETCH_H_
