#include "server/backup/store_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "http/client.h"
#include "server/backup/private_copy.h"
#include "server/master_key_source.h"
#include "server/replication/follower_credentials.h"
#include "server/replication/http_log_source.h"
#include "server/shared_store.h"
#include "server/store_marks.h"
#include "store/open/open_shared.h"

namespace rolecall::server {
namespace {

bool IsNode(std::string_view place) { return place.starts_with("https://") || place.starts_with("http://"); }

// The whole store goes over it: in the clear only where it leaves the machine nowhere.
bool IsOnThisMachine(std::string_view url) {
  constexpr std::string_view kHttp = "http://";
  if (!url.starts_with(kHttp)) return false;
  url.remove_prefix(kHttp.size());
  url = url.substr(0, url.find('/'));
  for (const std::string_view host : {"127.0.0.1", "localhost", "[::1]"}) {
    if (url == host || (url.starts_with(host) && url.substr(host.size()).starts_with(':'))) return true;
  }
  return false;
}

std::string Variable(const StorePlaceFlags& flags, const char* name) {
  const auto found = flags.environment.find(name);
  return found == flags.environment.end() ? "" : found->second;
}

// "sqlite:PATH", a path, or a data directory, which may be new: then its name has no ending, or a slash behind it.
// Nothing: it is no file.
std::optional<std::string> SqlitePath(std::string_view place, const FileSystem& files) {
  constexpr std::string_view kSqlite = "sqlite:";
  const bool is_named = place.starts_with(kSqlite);
  if (is_named) place.remove_prefix(kSqlite.size());
  if (place.empty() || (!is_named && place.find("://") != place.npos) || place == "memory:") return std::nullopt;
  std::string path(place);
  const bool has_ending = path.find('.', path.find_last_of('/') + 1) != path.npos;
  const bool is_new_directory = !is_named && !files.Exists(path) && (!has_ending || path.ends_with('/'));
  return is_new_directory || files.IsDirectory(path) ? JoinPath(path, "rolecall.db") : path;
}

Error NoStore(const std::string& place) {
  return {ErrorCode::kInvalidArgument, "no store is called \"" + place +
                                           "\": use sqlite:PATH, a data directory, etcd://HOST,…, postgresql://…, or "
                                           "(to read from) a node's https://HOST:PORT"};
}

Error At(const std::string& place, const Error& error) { return {error.code, place + ": " + error.message}; }

Result<std::unique_ptr<store::Store>> OpenShared(const std::string& place, const StorePlaceFlags& flags,
                                                 StoreOutside outside, bool must_exist) {
  const SharedStoreFlags shared{.url = place,
                                .ca_file = flags.store_ca,
                                .certificate_file = flags.store_cert,
                                .key_file = flags.store_key,
                                .password = Secret(Variable(flags, "ROLECALL_STORE_PASSWORD"))};
  ROLECALL_TRY(store::SharedStoreAddress address, ReadSharedStoreAddress(shared, outside.files));
  store::StoreOptions options{.must_exist = must_exist, .clock = &outside.clock};
  Result<std::unique_ptr<store::Store>> store =
      store::OpenSharedStore(std::move(address), outside.random, std::move(options));
  if (!store.ok()) return At(place, store.error());
  return store;
}

class OpenedStore final : public OpenedSource {
 public:
  OpenedStore(std::unique_ptr<PrivateCopy> copy, std::unique_ptr<store::Store> store,
              std::function<void(const std::string&)> on_damage)
      : copy_(std::move(copy)), store_(std::move(store)), source_(*store_, std::move(on_damage)) {}
  CopySource& source() override { return source_; }

 private:
  const std::unique_ptr<PrivateCopy> copy_;  // null: the store is elsewhere
  const std::unique_ptr<store::Store> store_;
  StoreSource source_;
};

struct NodeAddress {
  std::string url, region;
  aws::Credentials credentials;
  http::ClientOptions tls;
};

class OpenedNode final : public OpenedSource {
 public:
  OpenedNode(const NodeAddress& node, const Clock& clock, std::function<void(const std::string&)> on_damage)
      : http_(node.tls),
        log_({node.url, node.region, node.credentials, clock, http_, [] { return true; }}),
        source_(log_, std::move(on_damage)) {}
  CopySource& source() override { return source_; }

 private:
  http::CurlClient http_;
  HttpLogSource log_;
  NodeSource source_;
};

Result<std::unique_ptr<OpenedSource>> OpenNode(std::string url, const StorePlaceFlags& flags, StoreOutside outside,
                                               std::function<void(const std::string&)> on_damage) {
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://") && !IsOnThisMachine(url)) {
    return Error{ErrorCode::kInvalidArgument, url + " is not an https URL, nor on this machine"};
  }
  ROLECALL_TRY(aws::Credentials credentials,
               FollowerCredentials(outside.files, flags.environment, flags.follow_credentials));
  return std::unique_ptr<OpenedSource>(std::make_unique<OpenedNode>(
      NodeAddress{
          url,
          flags.region,
          std::move(credentials),
          {.ca_file = flags.follow_ca, .client_cert_file = flags.follow_cert, .client_key_file = flags.follow_key}},
      outside.clock, std::move(on_damage)));
}

// Where etcd and PostgreSQL are: there is nothing to rename.
class SharedTarget final : public OpenedTarget {
 public:
  explicit SharedTarget(std::unique_ptr<store::Store> store) : store_(std::move(store)) {}
  store::Store& store() override { return *store_; }
  Result<void> Keep() override { return {}; }

 private:
  const std::unique_ptr<store::Store> store_;
};

Error CannotName(const std::string& path) {
  return {ErrorCode::kUnavailable, "cannot give the new store its name, " + path + ": " + std::strerror(errno)};
}

class SqliteTarget final : public OpenedTarget {
 public:
  SqliteTarget(std::string path, std::unique_ptr<store::Store> store)
      : path_(std::move(path)), store_(std::move(store)) {}
  ~SqliteTarget() override {
    store_.reset();
    if (kept_) return;
    for (const char* name : {"", "-wal"}) (void)unlink((Beside(path_) + name).c_str());
  }
  static std::string Beside(const std::string& path) { return path + ".restoring"; }

  store::Store& store() override { return *store_; }

  // Closed first: then all is in the one file. A link replaces nothing that came there meanwhile.
  Result<void> Keep() override {
    store_.reset();
    const std::string beside = Beside(path_);
    if (link(beside.c_str(), path_.c_str()) != 0) return CannotName(path_);
    kept_ = true;
    if (unlink(beside.c_str()) != 0) return CannotName(path_);
    const int folder = open(DirectoryName(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) close(folder);
    if (!synced) return CannotName(path_);
    return {};
  }

 private:
  const std::string path_;
  std::unique_ptr<store::Store> store_;
  bool kept_ = false;
};

Result<std::unique_ptr<OpenedTarget>> OpenSqliteTarget(const std::string& path, StoreOutside outside) {
  for (const std::string& file : {path, path + "-wal"}) {
    if (!outside.files.Exists(file)) continue;
    return Error{ErrorCode::kAlreadyExists, file +
                                                " is there already: a restore or copy goes into a new store only. "
                                                "Name another one, or move it away"};
  }
  const std::string beside = SqliteTarget::Beside(path);
  if (outside.files.Exists(beside)) {
    return Error{ErrorCode::kAlreadyExists, beside +
                                                " is there: another restore runs, or one was cut short (then "
                                                "remove it)"};
  }
  ROLECALL_RETURN_IF_ERROR(outside.files.MakeDirectories(DirectoryName(path), /*is_private=*/true));
  ROLECALL_TRY(std::unique_ptr<store::Store> store, store::OpenSqliteStore(beside, {.clock = &outside.clock}));
  return std::unique_ptr<OpenedTarget>(std::make_unique<SqliteTarget>(path, std::move(store)));
}

}  // namespace

Result<std::unique_ptr<OpenedSource>> OpenStoreSource(const std::string& place, const StorePlaceFlags& flags,
                                                      StoreOutside outside,
                                                      std::function<void(const std::string& key)> on_damage) {
  if (IsNode(place)) return OpenNode(place, flags, outside, std::move(on_damage));
  std::unique_ptr<PrivateCopy> copy;
  std::unique_ptr<store::Store> store;
  if (store::IsSharedStore(place)) {
    ROLECALL_TRY(store, OpenShared(place, flags, outside, true));
    ROLECALL_RETURN_IF_ERROR(CheckNotRestoring(*store, place));
  } else {
    const std::optional<std::string> path = SqlitePath(place, outside.files);
    if (!path.has_value()) return NoStore(place);
    const std::string temporary = Variable(flags, "TMPDIR");
    ROLECALL_TRY(copy, PrivateCopy::Make(*path, temporary.empty() ? "/tmp" : temporary));
    Result<std::unique_ptr<store::Store>> opened =
        store::OpenSqliteStore(copy->path(), {.must_exist = true, .clock = &outside.clock});
    if (!opened.ok()) return At("a copy of " + *path, opened.error());
    store = *std::move(opened);
  }
  return std::unique_ptr<OpenedSource>(
      std::make_unique<OpenedStore>(std::move(copy), std::move(store), std::move(on_damage)));
}

Result<std::unique_ptr<OpenedTarget>> OpenStoreTarget(const std::string& place, const StorePlaceFlags& flags,
                                                      StoreOutside outside) {
  if (store::IsSharedStore(place)) {
    ROLECALL_TRY(std::unique_ptr<store::Store> store, OpenShared(place, flags, outside, false));
    return std::unique_ptr<OpenedTarget>(std::make_unique<SharedTarget>(std::move(store)));
  }
  const std::optional<std::string> path = IsNode(place) ? std::nullopt : SqlitePath(place, outside.files);
  if (!path.has_value()) return NoStore(place);
  return OpenSqliteTarget(*path, outside);
}

Result<crypto::KeyRing> ReadKeysFor(const std::vector<std::string>& beside, const StorePlaceFlags& flags,
                                    StoreOutside outside) {
  ROLECALL_TRY(MasterKeySource source, ParseMasterKeySource(flags.master_key));
  source.environment = flags.environment;
  std::string folder = flags.data_dir;
  for (const std::string& place : beside) {
    if (!flags.data_dir.empty() || IsNode(place) || store::IsSharedStore(place)) continue;
    const std::optional<std::string> path = SqlitePath(place, outside.files);
    if (!path.has_value()) continue;
    const bool has_none = folder.empty() || !outside.files.Exists(MasterKeyFile(folder));
    const std::string candidate = DirectoryName(*path);
    if (folder.empty() || (has_none && outside.files.Exists(MasterKeyFile(candidate)))) folder = candidate;
  }
  if (folder.empty() && source.kind == MasterKeySource::Kind::kDataDirectory) {
    return Error{ErrorCode::kInvalidArgument,
                 "say where the plane's master key is: -data-dir DIR (DIR/master.key) or -master-key SOURCE"};
  }
  Result<crypto::KeyRing> keys = ReadMasterKeySource(source, outside.files, folder);
  if (keys.ok() || keys.error().code != ErrorCode::kNotFound) return keys;
  return Error{ErrorCode::kNotFound, keys.error().message +
                                         ". The master key that the store was written with is needed: put it there "
                                         "(mode 0600), or say with -data-dir or -master-key where it is"};
}

}  // namespace rolecall::server
