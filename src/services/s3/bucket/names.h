// What AWS lets a new bucket be called.
//
// Source: S3 User Guide, "General purpose bucket naming rules". Buckets that exist keep their names.
#ifndef ROLECALL_SERVICES_S3_BUCKET_NAMES_H_
#define ROLECALL_SERVICES_S3_BUCKET_NAMES_H_

#include <string_view>

namespace rolecall::services::s3::bucket {

// 3 to 63 of a-z 0-9 . -, letters or digits at both ends, no two dots together, no IPv4 address, none of the prefixes
// and suffixes that AWS keeps for itself.
bool IsBucketName(std::string_view name);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_NAMES_H_
