// A copy of a SQLite store's files in a temporary folder of our own, so that reading changes nothing: neither the
// schema's version nor the write-ahead log of what lies there. Gone with the object.
//
//   ROLECALL_TRY(auto copy, PrivateCopy::Make("/var/lib/rolecall/rolecall.db"));
//   ROLECALL_TRY(auto store, store::OpenSqliteStore(copy->path(), {.must_exist = true}));
//
// While the files are copied no server starts on them (its lock is held, shared). Errors: kConflict: a server runs on
// it; kNotFound; kResourceExhausted: no room for the copy ($TMPDIR, /tmp); kUnavailable.
#ifndef ROLECALL_SERVER_BACKUP_PRIVATE_COPY_H_
#define ROLECALL_SERVER_BACKUP_PRIVATE_COPY_H_

#include <memory>
#include <string>

#include "base/private_folder.h"
#include "base/result.h"

namespace rolecall::server {

class PrivateCopy {
 public:
  // `temporary`: the folder that it is made in.
  static Result<std::unique_ptr<PrivateCopy>> Make(const std::string& path, const std::string& temporary);
  PrivateCopy(const PrivateCopy&) = delete;
  PrivateCopy& operator=(const PrivateCopy&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit PrivateCopy(PrivateFolder folder);
  const PrivateFolder folder_;
  const std::string path_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BACKUP_PRIVATE_COPY_H_
