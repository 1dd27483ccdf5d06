// Epochs: which control planes there were of a plane, one after the other. The record lies in the store under
// "log/epochs" and goes with the log, so that every copy knows it.
//
// Promotion begins the next epoch with a revision: entries before it are everybody's history; what an older control
// plane wrote at that revision or later is nobody's but its own. A control plane that hears of a newer epoch stops
// writing. Pure; any thread. docs/formats/store.md is the contract.
#ifndef ROLECALL_SERVER_REPLICATION_EPOCHS_H_
#define ROLECALL_SERVER_REPLICATION_EPOCHS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::server {

inline constexpr std::string_view kEpochsKey = "log/epochs";
// Keys of this node's own, which are never taken from another store nor given to one.
inline constexpr std::string_view kLocalPrefix = "log/local/";
inline constexpr std::string_view kReplicaKey = "log/local/replica";  // this store is a copy; of whom
inline constexpr std::string_view kCopyingKey = "log/local/copying";  // one that is not complete
inline constexpr std::string_view kFencedKey = "log/local/fenced";    // a newer epoch was heard of: which

struct Epochs {
  std::string plane;                 // the plane's id: copies of another one have another
  std::vector<std::uint64_t> began;  // with which revision; the first with 0

  std::uint64_t newest() const { return began.size(); }
};

// "PLANE\n1 0\n2 815\n"
std::string FormatEpochs(const Epochs& epochs);
// kDataLoss: it is no such text.
Result<Epochs> ParseEpochs(std::string_view text);

// Whether who was in `epoch` with everything through `revision` has nothing that this plane's history lacks.
bool IsSharedHistory(const Epochs& epochs, std::uint64_t epoch, std::uint64_t revision);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_REPLICATION_EPOCHS_H_
