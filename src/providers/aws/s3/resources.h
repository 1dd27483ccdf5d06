// The resources of S3: a maker for each type, defined in the file of its name; listed in providers/aws/catalogue.cc.
#ifndef ROLECALL_PROVIDERS_AWS_S3_RESOURCES_H_
#define ROLECALL_PROVIDERS_AWS_S3_RESOURCES_H_

#include <memory>

#include "providers/aws/framework/behaviour.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

std::unique_ptr<const Resource> MakeS3Bucket(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketEncryption(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketOwnershipControls(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketPolicy(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketPublicAccessBlock(const Behaviour& behaviour);
std::unique_ptr<const Resource> MakeS3BucketVersioning(const Behaviour& behaviour);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_S3_RESOURCES_H_
