#include "server/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rolecall::server {

Result<std::unique_ptr<DataDirectory>> DataDirectory::Open(FileSystem& files, const std::string& path) {
  ROLECALL_RETURN_IF_ERROR(files.MakeDirectories(path, /*is_private=*/true));
  std::string lock_file = JoinPath(path, "lock");
  int lock = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    ErrorCode code = errno == EACCES || errno == EROFS ? ErrorCode::kPermissionDenied : ErrorCode::kUnavailable;
    return Error{code, "cannot use the data directory " + path + ": " + std::strerror(errno)};
  }
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return Error{ErrorCode::kConflict, "another rolecall server is running on the data directory " + path +
                                           ": stop it, or choose another one with --data-dir"};
  }
  return std::unique_ptr<DataDirectory>(new DataDirectory(lock));
}

DataDirectory::~DataDirectory() { close(lock_); }

Result<void> WriteCredentials(FileSystem& files, const std::string& path, const RootCredentials& credentials) {
  std::string text =
      "# The root user of the rolecall server that uses this directory. Written at every start.\n[default]\n";
  text += "aws_access_key_id = " + credentials.access_key_id + "\n";
  text += "aws_secret_access_key = ";
  text += credentials.secret_key.Reveal();
  text += "\nregion = " + credentials.region + "\nendpoint_url = " + credentials.endpoint + "\n";
  Result<void> written = files.Write(path, text, FileMode::kPrivate);
  Wipe(text);
  return written;
}

}  // namespace rolecall::server
