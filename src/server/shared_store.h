// A store that several nodes share, and the one master key of them all.
//
//   ROLECALL_TRY(auto opened, OpenSharedByNodes(place, files, random, options));
//
// The store has a text that was sealed with the key of the node which made it (`server/master-key`): a node whose key
// does not open it is refused, also when two start at once over an empty store. A key in the data directory is made by
// the first node alone; the others are given it. The file DATA_DIR/store.shared says that there was a store: it is not
// made anew then.
// Errors: the store's, the key's, kDataLoss with what to do.
#ifndef ROLECALL_SERVER_SHARED_STORE_H_
#define ROLECALL_SERVER_SHARED_STORE_H_

#include <functional>
#include <memory>
#include <string>

#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/key_ring.h"
#include "server/master_key_source.h"
#include "store/open/open_shared.h"
#include "store/store.h"

namespace rolecall::server {

// What --store and the flags beside it say.
struct SharedStoreFlags {
  std::string url;  // empty: the store is not shared
  std::string ca_file, certificate_file, key_file;
  Secret password;
};

struct SharedStorePlace {
  const SharedStoreFlags& flags;
  const std::string& data_dir;
  const MasterKeySource& master_key;
  std::function<void(const std::string&)> warn = {};  // that it is waited for, soon and every few seconds
};

struct SharedByNodes {
  std::unique_ptr<store::Store> store;
  crypto::KeyRing keys;
};

// With what the files have in them, and will have: they are read again when connections fail. `files` outlives it.
Result<store::SharedStoreAddress> ReadSharedStoreAddress(const SharedStoreFlags& flags, const FileSystem& files);

Result<SharedByNodes> OpenSharedByNodes(const SharedStorePlace& place, FileSystem& files, Random& random,
                                        store::StoreOptions options);
// The second half of it: the data directory is there, and the store is open.
Result<SharedByNodes> AgreeOnKeys(const SharedStorePlace& place, std::unique_ptr<store::Store> store, FileSystem& files,
                                  Random& random);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_SHARED_STORE_H_
