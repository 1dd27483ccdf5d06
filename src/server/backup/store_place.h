// The stores that `rolecall store copy`, `backup` and `restore` name, opened.
//
//   sqlite:PATH, PATH (a file, or a data directory)       etcd://…, postgresql://…       https://… (a running node)
//
// A source is never changed: of a SQLite file a private copy is read (private_copy.h), a node is asked as its followers
// do. A target of SQLite is filled beside its name and has it when it is whole. Errors name the place, and what to do.
#ifndef ROLECALL_SERVER_BACKUP_STORE_PLACE_H_
#define ROLECALL_SERVER_BACKUP_STORE_PLACE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/key_ring.h"
#include "server/backup/copy_source.h"
#include "store/store.h"

namespace rolecall::server {

// What is said beside FROM and TO; as of `serve`.
struct StorePlaceFlags {
  std::string store_ca, store_cert, store_key;                         // of etcd
  std::string follow_credentials, follow_ca, follow_cert, follow_key;  // of a node
  std::string region = "us-east-1";                                    // the node's
  std::string master_key;                                              // its source; empty: DATA_DIR/master.key
  std::string data_dir;                                                // empty: the SQLite file's
  std::map<std::string, std::string> environment;                      // the process's
};

struct StoreOutside {
  FileSystem& files;
  Random& random;
  const Clock& clock;
};

class OpenedSource {
 public:
  virtual ~OpenedSource() = default;
  virtual CopySource& source() = 0;
};
Result<std::unique_ptr<OpenedSource>> OpenStoreSource(const std::string& place, const StorePlaceFlags& flags,
                                                      StoreOutside outside,
                                                      std::function<void(const std::string& key)> on_damage);

class OpenedTarget {
 public:
  virtual ~OpenedTarget() = default;
  virtual store::Store& store() = 0;
  // When it is whole: it has its name then. Once.
  virtual Result<void> Keep() = 0;
};
Result<std::unique_ptr<OpenedTarget>> OpenStoreTarget(const std::string& place, const StorePlaceFlags& flags,
                                                      StoreOutside outside);

// `beside`: the places that are named, the new one first: the key is beside the first file that has one, unless the
// flags say where.
Result<crypto::KeyRing> ReadKeysFor(const std::vector<std::string>& beside, const StorePlaceFlags& flags,
                                    StoreOutside outside);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BACKUP_STORE_PLACE_H_
