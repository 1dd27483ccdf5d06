// The resources of S3: a maker for each type, defined in the file of its name, and the table that catalogue.cc
// makes the provider from. Adding a type is a file, and here a declaration and a row. Makers are pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_S3_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_S3_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeS3Bucket(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketEncryption(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketOwnershipControls(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketPublicAccessBlock(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketVersioning(const Behaviour& behaviour);

inline constexpr ResourceMaker kS3Resources[] = {
    {"aws_s3_bucket", MakeS3Bucket},
    {"aws_s3_bucket_ownership_controls", MakeS3BucketOwnershipControls},
    {"aws_s3_bucket_policy", MakeS3BucketPolicy},
    {"aws_s3_bucket_public_access_block", MakeS3BucketPublicAccessBlock},
    {"aws_s3_bucket_server_side_encryption_configuration", MakeS3BucketEncryption},
    {"aws_s3_bucket_versioning", MakeS3BucketVersioning},
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_S3_RESOURCES_H_
