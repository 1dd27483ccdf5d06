// Where the master keys come from (`--master-key`), and how they are read again when they change.
//
// clang-format off
//   ""                DATA_DIR/master.key, made at the first start
//   file:PATH         a file of the owner's alone: the keys behind each other, or in base64 (crypto/key_ring.h)
//   env:NAME          a variable, in base64; with commas between
//   command:COMMAND   what a shell command prints, in base64: a password manager, `aws kms decrypt`
// clang-format on
//
// The newest key stands first: it seals, the others open what they sealed. With one of the last three a
// DATA_DIR/master.key that is there counts as an older key, so that a store moves from it.
// Errors: kInvalidArgument (not keys), kPermissionDenied (files), kNotFound, kUnavailable; no message has a key in it.
#ifndef ROLECALL_SERVER_MASTER_KEY_SOURCE_H_
#define ROLECALL_SERVER_MASTER_KEY_SOURCE_H_

#include <atomic>
#include <map>
#include <string>

#include "base/command.h"
#include "base/file_system.h"
#include "base/result.h"
#include "crypto/key_ring.h"

namespace rolecall::server {

struct MasterKeySource {
  enum class Kind { kDataDirectory, kFile, kEnvironment, kCommand };
  Kind kind = Kind::kDataDirectory;
  std::string value;                               // a path, a name, a command
  std::map<std::string, std::string> environment;  // the process's: where variables are, and the command's own
};

Result<MasterKeySource> ParseMasterKeySource(const std::string& text);

// "DATA_DIR/master.key".
std::string MasterKeyFile(const std::string& data_dir);

// Blocks while a command runs, for 30 seconds at most.
Result<crypto::KeyRing> ReadMasterKeySource(const MasterKeySource& source, const FileSystem& files,
                                            const std::string& data_dir, const std::atomic<bool>& stop = kNeverStop);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_MASTER_KEY_SOURCE_H_
