// The store and its master key, opened together: neither is made anew where the other says that there was one.
//
//   ROLECALL_TRY(auto directory, OpenDirectory({.data_dir = "/var/lib/rolecall", …}));
//
// A first start makes both. After that: a master.key without its store, a store with records without their key, and a
// key of another store are refused, with what to do. Where the keys are elsewhere (master_key_source.h) the file
// DATA_DIR/master.key.elsewhere says so, and stands for the key. Records that cannot be read are set aside and told to
// `warn`.
// Errors: kDataLoss, kPermissionDenied (files that are not the owner's alone), kConflict, kUnavailable, and those of
// the key's source.
#ifndef ROLECALL_SERVER_OPEN_DIRECTORY_H_
#define ROLECALL_SERVER_OPEN_DIRECTORY_H_

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "directory/directory.h"
#include "server/master_key_source.h"
#include "server/shared_store.h"
#include "store/store.h"

namespace rolecall::server {

struct DirectoryPlace {
  std::string data_dir;
  bool in_memory = false;
  SharedStoreFlags shared = {};  // with a URL: the store is there, and not in the data directory
  MasterKeySource master_key = {};
  FileSystem& files;
  Random& random;
  const Clock& clock;
  std::function<void(const std::string&)> warn;              // one line, for the operator
  std::function<void(std::string_view key)> on_damage = {};  // at each read of a damaged value; any thread
  // The store is a copy of another node's: its key must be there already, and is never made.
  bool follows = false;
  // What the directory is opened over in the place of the store.
  std::function<Result<std::unique_ptr<store::Store>>(std::unique_ptr<store::Store>)> wrap = {};
};

Result<std::unique_ptr<directory::Directory>> OpenDirectory(const DirectoryPlace& place);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OPEN_DIRECTORY_H_
