// S3 calls, as few as state backends need. Buckets are named by host for AWS's own endpoints and by path
// for custom ones (or when path style is asked for, or the bucket's name is no host name).
//
//   S3Client s3(client, {});
//   ServiceResult<S3Object> state = s3.GetObject("bucket", "dir/terraform.tfstate");
//   if (!state.ok() && state.error().status == 404) …       // NoSuchKey, or NoSuchBucket: see error().code
//   s3.PutObject("bucket", key, body, {{"If-None-Match", "*"}});   // error().status == 412: it exists
//
// Errors: as aws/client/client.h. HEAD answers have no body: their code is "NotFound" or the status' name.
// Threads: all functions may be called from several threads at once.
#ifndef ROLECALL_AWS_CLIENT_S3_CLIENT_H_
#define ROLECALL_AWS_CLIENT_S3_CLIENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "aws/client/client.h"
#include "aws/wire/service_result.h"
#include "http/message.h"

namespace rolecall::aws {

struct S3Options {
  bool path_style = false;
};

struct S3Object {
  std::string body;
  std::string etag;  // with its quotes
  std::string version_id;
  std::uint64_t content_length = 0;
  http::Headers headers;
};

struct S3ListedObject {
  std::string key;
  std::string etag;
  std::uint64_t size = 0;
};

struct S3Listing {
  std::vector<S3ListedObject> objects;
  std::vector<std::string> common_prefixes;
};

class S3Client {
 public:
  S3Client(Client& client, S3Options options) : client_(client), options_(options) {}

  // `version` "" = the current one.
  ServiceResult<S3Object> GetObject(const std::string& bucket, const std::string& key, const http::Headers& more = {},
                                    const std::string& version = "");
  // Sends x-amz-checksum-sha256 unless `checksum` is false. Conditions, encryption, ACL and tags go into `more`.
  ServiceResult<S3Object> PutObject(const std::string& bucket, const std::string& key, std::string body,
                                    const http::Headers& more = {}, bool checksum = true);
  ServiceResult<Done> DeleteObject(const std::string& bucket, const std::string& key, const http::Headers& more = {});
  // All pages, up to `max_objects`; `delimiter` may be empty.
  ServiceResult<S3Listing> ListObjectsV2(const std::string& bucket, const std::string& prefix,
                                         const std::string& delimiter = "", std::size_t max_objects = 100000);
  ServiceResult<Done> HeadBucket(const std::string& bucket);
  ServiceResult<Done> CreateBucket(const std::string& bucket);
  ServiceResult<Done> DeleteBucket(const std::string& bucket);

 private:
  RestRequest Address(const std::string& bucket, const std::string& key) const;

  Client& client_;
  S3Options options_;
};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CLIENT_S3_CLIENT_H_
