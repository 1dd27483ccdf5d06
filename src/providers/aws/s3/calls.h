// What the S3 resources have in common: requests about a bucket and its settings, ids, regions, tags.
//
//   auto answer = AskS3(call, "GetBucketVersioning", {.bucket = "shop", .query = "versioning"});
//   if (!answer.ok() && IsBucketGone(answer.error())) return false;
//
// A bucket is addressed by host at AWS, by path where that cannot be (dots, other endpoints, s3_use_path_style).
// CallS3 and AskS3 give the service's error as it is; who calls says what was tried (Failed). Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_S3_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_S3_CALLS_H_

#include <chrono>
#include <string>
#include <string_view>

#include "http/message.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

// A setting of a bucket is a parameter without value: "versioning".
struct BucketRequest {
  std::string method = "GET";
  std::string bucket;
  std::string query = {};  // "versioning"; "" for the bucket itself
  std::string key = {};    // of an object
  std::string body = {};   // XML
};

// `operation` is S3's name for it, for errors. Bodies are sent with their digest.
api::ServiceResult<http::Response> CallS3(const Call& call, std::string_view operation, const BucketRequest& request);
// The root element of the answer.
api::ServiceResult<api::XmlNode> AskS3(const Call& call, std::string_view operation, const BucketRequest& request);

bool IsBucketGone(const api::ServiceError& error);
// Success also where the bucket or its setting is gone already. `missing` is the setting's own error code.
Result<void> GoneIsFine(const std::string& what, const api::ServiceResult<http::Response>& outcome,
                        std::string_view missing = "");

// Differs from the AWS provider: it waits for two minutes, which makes a wrong bucket look like a hang. A new bucket is
// seen at once since S3 is consistent; this is for services that are only like it.
inline constexpr std::chrono::seconds kBucketPropagation{20};

// Opens the root element `name` in S3's namespace.
api::XmlWriter S3Document(std::string_view name);

// id of a setting: the bucket, or "BUCKET,EXPECTED_OWNER".
void SetSettingId(Object& state);
Result<void> ImportSetting(const std::string& id, Object& state);

// The region argument, where the version has it; and its value after a read.
void AddRegion(const Behaviour& behaviour, engine::BlockSchema& block);
// expected_bucket_owner, deprecated since version 6.
engine::AttributeSchema ExpectedOwner(const Behaviour& behaviour);
void FillRegion(const Call& call, Object& state);

// Tags are written as one set: those that we do not manage stay.
Result<void> WriteBucketTags(const Call& call, const std::string& bucket, const Tags& managed);
api::ServiceResult<Tags> ReadBucketTags(const Call& call, const std::string& bucket);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_S3_CALLS_H_
