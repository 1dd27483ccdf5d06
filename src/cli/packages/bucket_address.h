// BucketAddress: where a module package lies in S3, as addresses of `s3::` say it:
//
//   s3::https://s3.eu-west-1.amazonaws.com/BUCKET/KEY     s3::https://s3-eu-west-1.amazonaws.com/BUCKET/KEY
//   s3::https://BUCKET.s3.eu-west-1.amazonaws.com/KEY     s3::https://BUCKET.s3-eu-west-1.amazonaws.com/KEY
//   s3::https://HOST[:PORT]/BUCKET/KEY?region=REGION      any other host, by path
//
// The arguments aws_profile and version may follow. Source: OpenTofu's documentation of module sources, "S3 Bucket".
#ifndef ROLECALL_CLI_PACKAGES_BUCKET_ADDRESS_H_
#define ROLECALL_CLI_PACKAGES_BUCKET_ADDRESS_H_

#include <string>

#include "base/result.h"
#include "engine/modules/address.h"

namespace rolecall::cli {

struct BucketAddress {
  std::string endpoint;  // "https://HOST"; "" = AWS's own, or what the environment says
  std::string region;    // "" = the caller's
  std::string bucket;
  std::string key;  // of an archive, or the prefix of the objects of a directory, without a slash at its end
  std::string version;
  std::string profile;
};

// kInvalidArgument: it is none, or it has keys in it, which would be seen by everybody who reads the configuration.
Result<BucketAddress> ParseBucketAddress(const engine::RemotePackage& package);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PACKAGES_BUCKET_ADDRESS_H_
