// `rolecall serve --check`: whether a server would start on what is there, and what of it could not be read.
//
//   return RunCheck(options, /*json=*/true, dependencies);         // the exit code
//
// Reads the options, the master key, every entry of the store (its checksum; records and S3's versions as their readers
// do; bodies that versions name) and the whole log. Changes nothing: of SQLite a private copy is read. 0: all is well;
// 2: a server would start, and something is set aside, missing or damaged; 1: it would not start, or nobody can say.
#ifndef ROLECALL_SERVER_BACKUP_CHECK_STORE_H_
#define ROLECALL_SERVER_BACKUP_CHECK_STORE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "crypto/key_ring.h"
#include "server/options.h"
#include "server/run.h"
#include "store/store.h"

namespace rolecall::server {

struct CheckProblem {
  std::string key;  // the store's, or "" for what is no entry
  std::string reason;
};

struct CheckReport {
  std::string store;                           // where it is
  std::uint64_t head = 0;                      // its newest revision
  std::uint64_t log_from = 0;                  // the first revision in the log; head + 1: it is empty
  std::uint64_t entries = 0;                   // that were read
  std::map<std::string, std::uint64_t> kinds;  // "role" -> how many are readable; "s3/version" and such too
  std::uint64_t outdated = 0;                  // sealed with an older master key
  std::vector<CheckProblem> problems;          // the first kMostProblems
  std::uint64_t problem_count = 0;
  std::string refused;  // why a server would not start; "": it would
};

inline constexpr std::size_t kMostProblems = 1000;

// Errors: the store's (it is away, or cannot be read at all).
Result<CheckReport> CheckStore(store::Store& store, const std::string& name, const crypto::KeyRing& keys,
                               Random& random);

int RunCheck(const ServeOptions& options, bool json, Dependencies dependencies);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_BACKUP_CHECK_STORE_H_
