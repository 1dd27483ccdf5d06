#include "server/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/private_file.h"

namespace rolecall::server {

namespace {

Error Refused(const std::string& path, const std::string& why) {
  return {ErrorCode::kPermissionDenied, "the data directory " + path + " " + why};
}

// A directory that we own and others may enter is made private. Of root's (a mounted volume, given to our group) others
// must be kept out already.
Result<void> MakePrivate(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();  // else a link is followed
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) {
    return Error{ErrorCode::kUnavailable, "cannot use the data directory " + path + ": " + std::strerror(errno)};
  }
  if (S_ISLNK(info.st_mode)) return Refused(path, "is a symbolic link: name the directory itself");
  if (!S_ISDIR(info.st_mode)) return Refused(path, "is not a directory");
  if (info.st_uid == geteuid()) {
    if ((info.st_mode & 077) == 0 || chmod(path.c_str(), 0700) == 0) return {};
    return Refused(path, "can be entered by others and cannot be made private: chmod 700");
  }
  if (info.st_uid == 0 && (info.st_mode & 007) == 0) return {};
  return Refused(path, "belongs to another user: make it this user's (chown)");
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::Open(FileSystem& files, const std::string& path) {
  ROLECALL_RETURN_IF_ERROR(files.MakeDirectories(path, /*is_private=*/true));
  ROLECALL_RETURN_IF_ERROR(MakePrivate(path));
  Result<int> lock = OpenPrivateFile(JoinPath(path, "lock"), O_RDWR | O_CREAT, Readable::kRepaired);
  if (!lock.ok()) return Error{lock.error().code, "cannot use the data directory: " + lock.error().message};
  if (flock(*lock, LOCK_EX | LOCK_NB) != 0) {
    close(*lock);
    return Error{ErrorCode::kConflict, "another rolecall server is running on the data directory " + path +
                                           ": stop it, or choose another one with --data-dir"};
  }
  return std::unique_ptr<DataDirectory>(new DataDirectory(*lock));
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
