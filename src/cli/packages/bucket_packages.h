// BucketPackages: module packages that lie in S3, gotten with the caller's AWS credentials: environment, profile, role.
//
//   BucketPackages packages(operation.backend_context());
//   Result<std::string> archive = packages.Object(address);
//   Result<void> written = packages.Directory(address, ".terraform/modules/m");
//
// Errors: what S3 answered, without keys. Threads: one at a time.
#ifndef ROLECALL_CLI_PACKAGES_BUCKET_PACKAGES_H_
#define ROLECALL_CLI_PACKAGES_BUCKET_PACKAGES_H_

#include <cstddef>
#include <memory>
#include <string>

#include "aws/client/s3_client.h"
#include "base/result.h"
#include "cli/packages/bucket_address.h"
#include "engine/backend/aws_arguments.h"
#include "engine/backend/backend.h"

namespace rolecall::cli {

// Of a directory's objects together.
struct BucketBounds {
  std::size_t max_objects = 10'000;
  std::size_t max_bytes = 256u << 20;
};

class BucketPackages {
 public:
  // The context must outlive this.
  explicit BucketPackages(const engine::BackendContext& context, BucketBounds bounds = {})
      : context_(context), bounds_(bounds) {}

  Result<std::string> Object(const BucketAddress& address) const;
  // All objects below the key, into `directory`, which exists and is empty. Refuses names that lead out of it.
  Result<void> Directory(const BucketAddress& address, const std::string& directory) const;

 private:
  Result<std::unique_ptr<engine::AwsConnection>> Connect(const BucketAddress& address) const;

  const engine::BackendContext& context_;
  const BucketBounds bounds_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PACKAGES_BUCKET_PACKAGES_H_
