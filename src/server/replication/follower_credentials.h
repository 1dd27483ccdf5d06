// The access key that a node follows another one with: never on the command line.
#ifndef ROLECALL_SERVER_REPLICATION_FOLLOWER_CREDENTIALS_H_
#define ROLECALL_SERVER_REPLICATION_FOLLOWER_CREDENTIALS_H_

#include <map>
#include <string>

#include "aws/sigv4/credentials.h"
#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::server {

// Of the file (AWS's shared-credentials format, its profile "default", or the only one), or without one of the
// environment's AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. kUnauthenticated: there are none.
Result<aws::Credentials> FollowerCredentials(const FileSystem& files,
                                             const std::map<std::string, std::string>& environment,
                                             const std::string& file);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_FOLLOWER_CREDENTIALS_H_
