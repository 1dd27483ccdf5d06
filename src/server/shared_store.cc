#include "server/shared_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "base/private_file.h"
#include "crypto/aead.h"
#include "store/open/open_shared.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostPem = 1u << 20;
constexpr char kCheckKey[] = "server/master-key";
constexpr char kPurpose[] = "rolecall master key check v1";
constexpr char kText[] = "rolecall";

Error OtherKey(const std::string& url) {
  return {ErrorCode::kDataLoss, "the master key is not the one that the store at " + url +
                                    " was written with: every node needs the same, from the node that was first or "
                                    "from a backup"};
}

Result<store::SharedStoreAddress> ReadAddress(const SharedStoreFlags& flags, const FileSystem& files) {
  store::SharedStoreAddress address{.url = flags.url, .password = flags.password};
  if (!flags.ca_file.empty()) {
    ROLECALL_TRY(address.authorities, files.Read(flags.ca_file, kMostPem));
  }
  if (!flags.certificate_file.empty()) {
    ROLECALL_TRY(address.certificate, files.Read(flags.certificate_file, kMostPem));
  }
  if (!flags.key_file.empty()) {
    ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(flags.key_file, Readable::kRefused));
    ROLECALL_TRY(std::string key, files.Read(flags.key_file, kMostPem));
    address.key = Secret(std::move(key));
  }
  return address;
}

std::string SignFile(const SharedStorePlace& place) { return JoinPath(place.data_dir, "store.shared"); }

Result<std::unique_ptr<store::Store>> OpenIt(const SharedStorePlace& place, const FileSystem& files, Random& random,
                                             store::StoreOptions options) {
  ROLECALL_TRY(store::SharedStoreAddress address, ReadAddress(place.flags, files));
  options.must_exist = files.Exists(SignFile(place));
  Result<std::unique_ptr<store::Store>> store = store::OpenSharedStore(std::move(address), random, std::move(options));
  if (store.ok() || store.error().code != ErrorCode::kNotFound) return store;
  return Error{ErrorCode::kDataLoss, store.error().message + ", but " + SignFile(place) +
                                         " says that this node had one: restore it from a backup. To begin anew with "
                                         "nothing, move that file and the master key away"};
}

// The first node of all makes the key. Whether it made it.
Result<bool> MakeKeyIfFirst(const SharedStorePlace& place, bool is_written, FileSystem& files, Random& random) {
  const std::string file = MasterKeyFile(place.data_dir);
  if (place.master_key.kind != MasterKeySource::Kind::kDataDirectory || files.Exists(file)) return false;
  if (is_written) {
    return Error{ErrorCode::kDataLoss, "the store at " + place.flags.url +
                                           " was written with a master key that is not "
                                           "here: copy the one of another node to " +
                                           file + " (mode 0600), or say with --master-key where it is"};
  }
  const Secret key = crypto::MakeAeadKey(random);
  ROLECALL_RETURN_IF_ERROR(files.Write(file, key.Reveal(), FileMode::kPrivate));
  return true;
}

Result<void> WriteCheck(store::Store& store, const crypto::KeyRing& keys, std::uint64_t revision, Random& random) {
  store::Batch batch;
  batch.conditions.push_back({kCheckKey, revision});
  batch.puts.push_back({kCheckKey, keys.Seal(kText, kPurpose, random)});
  ROLECALL_RETURN_IF_ERROR(store.Commit(std::move(batch)));
  return {};
}

// That these keys are the store's; of an empty store they are made to be it.
Result<void> Agree(store::Store& store, const std::string& url, const crypto::KeyRing& keys, Random& random) {
  for (int tries = 0; tries < 3; ++tries) {
    ROLECALL_TRY(const std::optional<store::Entry> check, store.Get(kCheckKey));
    if (check.has_value()) {
      const Result<crypto::KeyRing::Opened> opened = keys.Open(check->value, kPurpose);
      if (!opened.ok() || opened->text.Reveal() != kText) return OtherKey(url);
      if (opened->by_newest) return {};
    }
    Result<void> written = WriteCheck(store, keys, check.has_value() ? check->revision : 0, random);
    if (written.ok() || written.error().code != ErrorCode::kConflict) return written;
  }
  return Error{ErrorCode::kUnavailable, "other nodes change the master key of the store at " + url};
}

}  // namespace

Result<SharedByNodes> OpenSharedByNodes(const SharedStorePlace& place, FileSystem& files, Random& random,
                                        store::StoreOptions options) {
  ROLECALL_RETURN_IF_ERROR(files.MakeDirectories(place.data_dir, true));
  ROLECALL_TRY(std::unique_ptr<store::Store> store, OpenIt(place, files, random, std::move(options)));
  return AgreeOnKeys(place, std::move(store), files, random);
}

Result<SharedByNodes> AgreeOnKeys(const SharedStorePlace& place, std::unique_ptr<store::Store> store, FileSystem& files,
                                  Random& random) {
  ROLECALL_TRY(const std::optional<store::Entry> check, store->Get(kCheckKey));
  if (!check.has_value()) {
    ROLECALL_TRY(const std::vector<store::Entry> any, store->Scan("directory/", "", 1));
    if (!any.empty()) return OtherKey(place.flags.url);
  }
  ROLECALL_TRY(const bool made, MakeKeyIfFirst(place, check.has_value(), files, random));
  ROLECALL_TRY(crypto::KeyRing keys, ReadMasterKeySource(place.master_key, files, place.data_dir));
  if (Result<void> agreed = Agree(*store, place.flags.url, keys, random); !agreed.ok()) {
    // Somebody else was first: theirs is the key.
    if (made && agreed.error().code == ErrorCode::kDataLoss) (void)files.Remove(MasterKeyFile(place.data_dir));
    return agreed.error();
  }
  if (!files.Exists(SignFile(place))) {
    ROLECALL_RETURN_IF_ERROR(files.Write(SignFile(place), place.flags.url + "\n", FileMode::kPrivate));
  }
  return SharedByNodes{std::move(store), std::move(keys)};
}

}  // namespace rolecall::server
