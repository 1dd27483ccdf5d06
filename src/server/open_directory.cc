#include "server/open_directory.h"

#include "base/private_file.h"
#include "crypto/aead.h"
#include "store/store.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostNamed = 20;

using directory::Directory;

using crypto::KeyRing;

struct Opened {
  std::unique_ptr<store::Store> store;
  KeyRing keys;
};

std::string Database(const DirectoryPlace& place) { return JoinPath(place.data_dir, "rolecall.db"); }
std::string ElsewhereFile(const DirectoryPlace& place) { return JoinPath(place.data_dir, "master.key.elsewhere"); }
bool IsElsewhere(const DirectoryPlace& place) { return place.master_key.kind != MasterKeySource::Kind::kDataDirectory; }

Result<Opened> OpenInMemory(const DirectoryPlace& place) {
  ROLECALL_TRY(std::unique_ptr<store::Store> store, store::OpenStore("memory:", {.clock = &place.clock}));
  return Opened{std::move(store), KeyRing(crypto::MakeAeadKey(place.random))};
}

// `sign`: the file that says that there was a store.
Result<std::unique_ptr<store::Store>> OpenOld(const DirectoryPlace& place, const std::string& sign,
                                              store::StoreOptions options) {
  options.must_exist = true;
  Result<std::unique_ptr<store::Store>> store = store::OpenStore("sqlite:" + Database(place), std::move(options));
  if (store.ok() || store.error().code != ErrorCode::kNotFound) return store;
  return Error{ErrorCode::kDataLoss, store.error().message + ", but " + sign +
                                         " is there, so there was one: restore it from a backup. To begin anew with "
                                         "nothing, move it away too"};
}

Result<Opened> OpenWithKey(const DirectoryPlace& place, store::StoreOptions options) {
  ROLECALL_TRY(KeyRing keys, ReadMasterKeySource(place.master_key, place.files, place.data_dir));
  ROLECALL_TRY(std::unique_ptr<store::Store> store, OpenOld(place, MasterKeyFile(place.data_dir), std::move(options)));
  return Opened{std::move(store), std::move(keys)};
}

Result<void> WriteElsewhere(const DirectoryPlace& place) {
  if (place.files.Exists(ElsewhereFile(place))) return {};
  return place.files.Write(ElsewhereFile(place), "The master key of this store is given with --master-key.\n",
                           FileMode::kPrivate);
}

Result<Opened> OpenWithKeyElsewhere(const DirectoryPlace& place, store::StoreOptions options) {
  ROLECALL_TRY(KeyRing keys, ReadMasterKeySource(place.master_key, place.files, place.data_dir));
  ROLECALL_RETURN_IF_ERROR(place.files.MakeDirectories(place.data_dir, true));
  std::string sign;
  for (const std::string& file : {ElsewhereFile(place), MasterKeyFile(place.data_dir)}) {
    if (place.files.Exists(file)) sign = file;
  }
  ROLECALL_TRY(std::unique_ptr<store::Store> store,
               sign.empty() ? store::OpenStore("sqlite:" + Database(place), std::move(options))
                            : OpenOld(place, sign, std::move(options)));
  ROLECALL_RETURN_IF_ERROR(WriteElsewhere(place));
  return Opened{std::move(store), std::move(keys)};
}

Result<KeyRing> MakeMasterKey(const DirectoryPlace& place) {
  ROLECALL_RETURN_IF_ERROR(place.files.MakeDirectories(place.data_dir, true));
  Secret key = crypto::MakeAeadKey(place.random);
  ROLECALL_RETURN_IF_ERROR(place.files.Write(MasterKeyFile(place.data_dir), key.Reveal(), FileMode::kPrivate));
  return KeyRing(std::move(key));
}

// A start that was cut short has left a store without records at most.
Result<Opened> OpenFirst(const DirectoryPlace& place, store::StoreOptions options) {
  if (place.files.Exists(ElsewhereFile(place))) {
    return Error{ErrorCode::kDataLoss, "the master key of " + Database(place) + " is not in " + place.data_dir +
                                           ": say with --master-key where it is"};
  }
  ROLECALL_TRY(std::unique_ptr<store::Store> store, store::OpenStore("sqlite:" + Database(place), std::move(options)));
  ROLECALL_TRY(std::vector<store::Entry> first, store->Scan("", "", 1));
  if (!first.empty()) {
    return Error{ErrorCode::kDataLoss, MasterKeyFile(place.data_dir) + " is missing, and " + Database(place) +
                                           " holds what is sealed with it: put the key back from its backup. To begin "
                                           "anew with nothing, move " +
                                           Database(place) + " away too"};
  }
  ROLECALL_TRY(KeyRing keys, MakeMasterKey(place));
  return Opened{std::move(store), std::move(keys)};
}

// The copy holds what is sealed with the other node's key, which does not come with it.
Result<Opened> OpenFollower(const DirectoryPlace& place) {
  ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(MasterKeyFile(place.data_dir), Readable::kRefused));
  if (!IsElsewhere(place) && !place.files.Exists(MasterKeyFile(place.data_dir))) {
    return Error{ErrorCode::kNotFound,
                 "a node that follows needs the master key of the one that it follows: copy it to " +
                     MasterKeyFile(place.data_dir) + " (mode 0600), or say with --master-key where it is"};
  }
  ROLECALL_TRY(KeyRing keys, ReadMasterKeySource(place.master_key, place.files, place.data_dir));
  ROLECALL_RETURN_IF_ERROR(place.files.MakeDirectories(place.data_dir, true));
  ROLECALL_TRY(std::unique_ptr<store::Store> store,
               store::OpenStore(place.in_memory ? "memory:" : "sqlite:" + Database(place),
                                {.on_damage = place.on_damage, .clock = &place.clock}));
  if (IsElsewhere(place)) ROLECALL_RETURN_IF_ERROR(WriteElsewhere(place));
  return Opened{std::move(store), std::move(keys)};
}

Result<Opened> OpenOnDisk(const DirectoryPlace& place) {
  // Also one that is a link to nowhere.
  ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(MasterKeyFile(place.data_dir), Readable::kRefused));
  store::StoreOptions options{.on_damage = place.on_damage, .clock = &place.clock};
  if (!place.shared.url.empty()) {
    ROLECALL_TRY(SharedByNodes opened, OpenSharedByNodes({place.shared, place.data_dir, place.master_key, place.warn},
                                                         place.files, place.random, std::move(options)));
    return Opened{std::move(opened.store), std::move(opened.keys)};
  }
  if (IsElsewhere(place)) return OpenWithKeyElsewhere(place, std::move(options));
  if (place.files.Exists(MasterKeyFile(place.data_dir))) return OpenWithKey(place, std::move(options));
  return OpenFirst(place, std::move(options));
}

}  // namespace

Result<std::unique_ptr<Directory>> OpenDirectory(const DirectoryPlace& place) {
  ROLECALL_TRY(Opened opened, place.follows     ? OpenFollower(place)
                              : place.in_memory ? OpenInMemory(place)
                                                : OpenOnDisk(place));
  if (place.wrap) {
    ROLECALL_TRY(opened.store, place.wrap(std::move(opened.store)));
  }
  ROLECALL_TRY(std::unique_ptr<Directory> directory,
               Directory::Open(std::move(opened.store), std::move(opened.keys), place.random, place.clock));
  const std::vector<directory::Unreadable> unreadable = directory->unreadable();
  for (std::size_t i = 0; i < unreadable.size() && i < kMostNamed; ++i) {
    place.warn("a record cannot be read and is set aside: " + unreadable[i].store_key + ": " + unreadable[i].reason);
  }
  if (unreadable.size() > kMostNamed) place.warn(std::to_string(unreadable.size()) + " records are set aside");
  return directory;
}

}  // namespace rolecall::server
