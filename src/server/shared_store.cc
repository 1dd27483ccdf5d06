#include "server/shared_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/periodic.h"
#include "base/private_file.h"
#include "crypto/aead.h"
#include "server/store_marks.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostPem = 1u << 20;
constexpr std::chrono::milliseconds kFirstTold{1000};
constexpr int kTicksBetween = 5;  // of that

Error OtherKey(const std::string& url) {
  return {ErrorCode::kDataLoss, "the master key is not the one that the store at " + url +
                                    " was written with: every node needs the same, from the node that was first or "
                                    "from a backup"};
}

std::string SignFile(const SharedStorePlace& place) { return JoinPath(place.data_dir, "store.shared"); }

Result<store::SharedStoreCertificates> ReadCertificates(const SharedStoreFlags& flags, const FileSystem& files) {
  store::SharedStoreCertificates read;
  if (!flags.ca_file.empty()) {
    ROLECALL_TRY(read.authorities, files.Read(flags.ca_file, kMostPem));
  }
  if (!flags.certificate_file.empty()) {
    ROLECALL_TRY(read.certificate, files.Read(flags.certificate_file, kMostPem));
  }
  if (!flags.key_file.empty()) {
    ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(flags.key_file, Readable::kRefused));
    ROLECALL_TRY(std::string key, files.Read(flags.key_file, kMostPem));
    read.key = Secret(std::move(key));
  }
  return read;
}

// Says that the store is waited for: a node that is silent looks as if it hung.
class Waiting {
 public:
  explicit Waiting(const SharedStorePlace& place)
      : place_(place), begun_(std::chrono::steady_clock::now()), telling_(kFirstTold, [this] { Tell(); }) {}

 private:
  void Tell() {
    if (!place_.warn || ticks_++ % kTicksBetween != 0) return;
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun_);
    place_.warn("waiting for the store at " + place_.flags.url + " (for " + std::to_string(waited.count()) +
                " s; it has half a minute to answer)");
  }

  const SharedStorePlace& place_;
  const std::chrono::steady_clock::time_point begun_;
  int ticks_ = 0;
  Periodic telling_;
};

Result<std::unique_ptr<store::Store>> OpenIt(const SharedStorePlace& place, const FileSystem& files, Random& random,
                                             store::StoreOptions options) {
  ROLECALL_TRY(store::SharedStoreAddress address, ReadSharedStoreAddress(place.flags, files));
  options.must_exist = files.Exists(SignFile(place));
  const Waiting waiting(place);
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
  batch.conditions.push_back({std::string(kMasterKeyMark), revision});
  batch.puts.push_back(MasterKeyMark(keys, random));
  ROLECALL_RETURN_IF_ERROR(store.Commit(std::move(batch)));
  return {};
}

// That these keys are the store's; of an empty store they are made to be it.
Result<void> Agree(store::Store& store, const std::string& url, const crypto::KeyRing& keys, Random& random) {
  for (int tries = 0; tries < 3; ++tries) {
    ROLECALL_TRY(const std::optional<store::Entry> check, store.Get(kMasterKeyMark));
    if (check.has_value()) {
      const MarkOpens opens = OpenMasterKeyMark(check->value, keys);
      if (opens == MarkOpens::kNo) return OtherKey(url);
      if (opens == MarkOpens::kByNewest) return {};
    }
    Result<void> written = WriteCheck(store, keys, check.has_value() ? check->revision : 0, random);
    if (written.ok() || written.error().code != ErrorCode::kConflict) return written;
  }
  return Error{ErrorCode::kUnavailable, "other nodes change the master key of the store at " + url};
}

}  // namespace

Result<store::SharedStoreAddress> ReadSharedStoreAddress(const SharedStoreFlags& flags, const FileSystem& files) {
  store::SharedStoreAddress address{.url = flags.url, .password = flags.password};
  ROLECALL_TRY(store::SharedStoreCertificates certificates, ReadCertificates(flags, files));
  address.authorities = std::move(certificates.authorities);
  address.certificate = std::move(certificates.certificate);
  address.key = std::move(certificates.key);
  if (!flags.ca_file.empty() || !flags.certificate_file.empty()) {
    address.read_again = [flags, &files] { return ReadCertificates(flags, files); };
  }
  return address;
}

Result<SharedByNodes> OpenSharedByNodes(const SharedStorePlace& place, FileSystem& files, Random& random,
                                        store::StoreOptions options) {
  ROLECALL_RETURN_IF_ERROR(files.MakeDirectories(place.data_dir, true));
  ROLECALL_TRY(std::unique_ptr<store::Store> store, OpenIt(place, files, random, std::move(options)));
  ROLECALL_RETURN_IF_ERROR(CheckNotRestoring(*store, "the store at " + place.flags.url));
  return AgreeOnKeys(place, std::move(store), files, random);
}

Result<SharedByNodes> AgreeOnKeys(const SharedStorePlace& place, std::unique_ptr<store::Store> store, FileSystem& files,
                                  Random& random) {
  ROLECALL_TRY(const std::optional<store::Entry> check, store->Get(kMasterKeyMark));
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
