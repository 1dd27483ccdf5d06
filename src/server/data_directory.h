// The data directory on disk: made private, held by one server at a time, with the root credentials in it.
// Errors: kConflict (another server holds it), kPermissionDenied, kUnavailable; messages name the path.
#ifndef ROLECALL_SERVER_DATA_DIRECTORY_H_
#define ROLECALL_SERVER_DATA_DIRECTORY_H_

#include <memory>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::server {

// Held as long as the object lives; the kernel lets go of it when the process dies.
class DataDirectory {
 public:
  static Result<std::unique_ptr<DataDirectory>> Open(FileSystem& files, const std::string& path);
  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

 private:
  explicit DataDirectory(int lock) : lock_(lock) {}
  const int lock_;
};

struct RootCredentials {
  std::string access_key_id;
  Secret secret_key;
  std::string region;
  std::string endpoint;
};

// In AWS's shared-credentials format, mode 0600.
Result<void> WriteCredentials(FileSystem& files, const std::string& path, const RootCredentials& credentials);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_DATA_DIRECTORY_H_
