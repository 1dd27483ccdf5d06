#include "server/open_directory.h"

#include "base/private_file.h"
#include "crypto/aead.h"
#include "store/store.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostNamed = 20;

using directory::Directory;

struct Opened {
  std::unique_ptr<store::Store> store;
  Secret master_key;
};

Result<Opened> OpenInMemory(const DirectoryPlace& place) {
  ROLECALL_TRY(std::unique_ptr<store::Store> store, store::OpenStore("memory:"));
  return Opened{std::move(store), crypto::MakeAeadKey(place.random)};
}

Result<Opened> OpenWithKey(const DirectoryPlace& place, const std::string& database, store::StoreOptions options) {
  options.must_exist = true;
  ROLECALL_TRY(Secret key, directory::LoadMasterKey(place.files, place.data_dir));
  Result<std::unique_ptr<store::Store>> store = store::OpenStore("sqlite:" + database, std::move(options));
  if (store.ok()) return Opened{*std::move(store), std::move(key)};
  if (store.error().code != ErrorCode::kNotFound) return store.error();
  return Error{ErrorCode::kDataLoss, store.error().message + ", but " + JoinPath(place.data_dir, "master.key") +
                                         " is there, so there was one: restore it from a backup. To begin anew with "
                                         "nothing, move master.key away too"};
}

// A start that was cut short has left a store without records at most.
Result<Opened> OpenFirst(const DirectoryPlace& place, const std::string& database, store::StoreOptions options) {
  ROLECALL_TRY(std::unique_ptr<store::Store> store, store::OpenStore("sqlite:" + database, std::move(options)));
  ROLECALL_TRY(std::vector<store::Entry> first, store->Scan("", "", 1));
  if (!first.empty()) {
    return Error{ErrorCode::kDataLoss, JoinPath(place.data_dir, "master.key") + " is missing, and " + database +
                                           " holds what is sealed with it: put the key back from its backup. To begin "
                                           "anew with nothing, move " +
                                           database + " away too"};
  }
  ROLECALL_TRY(Secret key, directory::MakeMasterKey(place.files, place.data_dir, place.random));
  return Opened{std::move(store), std::move(key)};
}

Result<Opened> OpenOnDisk(const DirectoryPlace& place) {
  const std::string key_file = JoinPath(place.data_dir, "master.key");
  const std::string database = JoinPath(place.data_dir, "rolecall.db");
  // A key that others could read may be known to them: that is for the operator to say, not for us to mend.
  ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(key_file, Readable::kRefused));
  store::StoreOptions options{.on_damage = place.on_damage};
  if (place.files.Exists(key_file)) return OpenWithKey(place, database, std::move(options));
  return OpenFirst(place, database, std::move(options));
}

}  // namespace

Result<std::unique_ptr<Directory>> OpenDirectory(const DirectoryPlace& place) {
  ROLECALL_TRY(Opened opened, place.in_memory ? OpenInMemory(place) : OpenOnDisk(place));
  ROLECALL_TRY(std::unique_ptr<Directory> directory,
               Directory::Open(std::move(opened.store), std::move(opened.master_key), place.random, place.clock));
  const std::vector<directory::Unreadable>& unreadable = directory->unreadable();
  for (std::size_t i = 0; i < unreadable.size() && i < kMostNamed; ++i) {
    place.warn("a record cannot be read and is set aside: " + unreadable[i].store_key + ": " + unreadable[i].reason);
  }
  if (unreadable.size() > kMostNamed) place.warn(std::to_string(unreadable.size()) + " records are set aside");
  return directory;
}

}  // namespace rolecall::server
