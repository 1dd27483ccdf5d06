// What the commands of this folder share: the flags that say how stores are reached, and what became of it.
#ifndef ROLECALL_CLI_STORE_STORE_FLAGS_H_
#define ROLECALL_CLI_STORE_STORE_FLAGS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/frame/command.h"
#include "server/backup/restore.h"
#include "server/backup/store_place.h"

namespace rolecall::cli {

class StoreFlags {
 public:
  void DeclareStore(Flags& flags);
  void DeclareNode(Flags& flags);
  void DeclareKey(Flags& flags);

  // With the process's environment.
  server::StorePlaceFlags Read(const CommandContext& context) const;

 private:
  server::StorePlaceFlags flags_;
};

inline server::StoreOutside OutsideOf(CommandContext& context) {
  return {context.files, context.random, context.clock};
}

// Counts values that are damaged where they are read, and tells the first of them.
class DamageTold {
 public:
  explicit DamageTold(CommandContext& context) : context_(context) {}
  std::function<void(const std::string& key)> Teller();
  // kExitDifferent if there were some, after saying how many.
  int ExitCode() const;

 private:
  CommandContext& context_;
  std::size_t count_ = 0;
};

// "sequence 815 (2026-11-29T12:00:00Z)".
std::string PointText(std::uint64_t sequence, Time at);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_STORE_STORE_FLAGS_H_
