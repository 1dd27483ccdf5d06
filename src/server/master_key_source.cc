#include "server/master_key_source.h"

#include "base/private_file.h"

namespace rolecall::server {
namespace {

using Kind = MasterKeySource::Kind;
using crypto::KeyRing;

constexpr std::size_t kMostBytes = 4096;

// What is wrong with them, and where they are.
Result<KeyRing> KeysFrom(const std::string& place, Result<std::string> text) {
  if (!text.ok()) return Error{text.error().code, place + ": " + text.error().message};
  Result<KeyRing> keys = crypto::ReadKeyRing(*text);
  Wipe(*text);
  if (!keys.ok()) return Error{keys.error().code, place + ": " + keys.error().message};
  return keys;
}

// A key that others could read may be known to them: that is for the operator to say, not for us to mend.
Result<KeyRing> KeysInFile(const FileSystem& files, const std::string& path) {
  ROLECALL_RETURN_IF_ERROR(CheckPrivateFile(path, Readable::kRefused));
  return KeysFrom(path, files.Read(path, kMostBytes));
}

Result<std::string> Variable(const MasterKeySource& source) {
  const auto found = source.environment.find(source.value);
  if (found == source.environment.end()) return Error{ErrorCode::kNotFound, "it is not set"};
  return found->second;
}

Result<KeyRing> Named(const MasterKeySource& source, const FileSystem& files, const std::atomic<bool>& stop) {
  if (source.kind == Kind::kFile) return KeysInFile(files, source.value);
  if (source.kind == Kind::kEnvironment) {
    return KeysFrom("the variable " + source.value + " of --master-key", Variable(source));
  }
  const CommandRun run{.command = source.value,
                       .environment = source.environment,
                       .timeout = std::chrono::seconds(30),
                       .max_output = kMostBytes};
  return KeysFrom("the command of --master-key", RunCommand(run, stop));
}

}  // namespace

std::string MasterKeyFile(const std::string& data_dir) { return JoinPath(data_dir, "master.key"); }

Result<MasterKeySource> ParseMasterKeySource(const std::string& text) {
  if (text.empty()) return MasterKeySource{};
  for (const auto& [prefix, kind] : {std::pair<std::string_view, Kind>{"file:", Kind::kFile},
                                     {"env:", Kind::kEnvironment},
                                     {"command:", Kind::kCommand}}) {
    if (text.starts_with(prefix) && text.size() > prefix.size()) {
      return MasterKeySource{.kind = kind, .value = text.substr(prefix.size())};
    }
  }
  return Error{ErrorCode::kInvalidArgument, "--master-key: it is file:PATH, env:NAME or command:COMMAND"};
}

Result<KeyRing> ReadMasterKeySource(const MasterKeySource& source, const FileSystem& files, const std::string& data_dir,
                                    const std::atomic<bool>& stop) {
  const std::string own_file = MasterKeyFile(data_dir);
  if (source.kind == Kind::kDataDirectory) {
    Result<KeyRing> keys = KeysInFile(files, own_file);
    if (!keys.ok() && keys.error().code == ErrorCode::kInvalidArgument) {
      return Error{ErrorCode::kDataLoss, own_file + " is damaged: " + keys.error().message.substr(own_file.size() + 2) +
                                             ". Restore it from a backup: without it the store's secrets are lost"};
    }
    return keys;
  }
  ROLECALL_TRY(const KeyRing keys, Named(source, files, stop));
  if (!files.Exists(own_file)) return keys;
  ROLECALL_TRY(const KeyRing older, KeysInFile(files, own_file));
  return keys.With(older);
}

}  // namespace rolecall::server
