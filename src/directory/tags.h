// Tags of roles, users, policies, secrets, buckets and sessions.
//
// In the order of their writing. Keys are unique: IAM's ignoring case, Secrets Manager's and S3's as they are. That is
// for the services to check; records keep what they are given.
#ifndef ROLECALL_DIRECTORY_TAGS_H_
#define ROLECALL_DIRECTORY_TAGS_H_

#include <string>
#include <utility>
#include <vector>

namespace rolecall::directory {

using Tags = std::vector<std::pair<std::string, std::string>>;

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_TAGS_H_
