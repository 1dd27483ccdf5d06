// The errors that S3's operations of several families give, with AWS's codes and texts (S3 API reference, "Error
// responses").
#ifndef ROLECALL_SERVICES_S3_BUCKET_ERRORS_H_
#define ROLECALL_SERVICES_S3_BUCKET_ERRORS_H_

#include <string>
#include <string_view>

#include "aws/wire/shapes.h"

namespace rolecall::services::s3::bucket {

aws::ErrorShape NoSuchBucket(const std::string& bucket);
aws::ErrorShape NoSuchKey(const std::string& key);
aws::ErrorShape InvalidArgument(std::string message);
// With the argument that is wrong: ArgumentName and ArgumentValue.
aws::ErrorShape InvalidArgument(std::string message, std::string_view name, std::string_view value);
aws::ErrorShape InvalidRequest(std::string message);
aws::ErrorShape MalformedXml();
// What is not served, whatever a client makes of it: 501, never the plain operation.
aws::ErrorShape NotImplemented();
// The same, with what precisely is not here.
aws::ErrorShape NotImplemented(std::string message);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_ERRORS_H_
