// StateMover: gives objects of a state other addresses, in it or in another state: `state mv`.
//
//   StateMover mover(state, state);                      // or another state to move to
//   auto refused = mover.Move(from, to, "as given", tell);
//
// What an address means depends on the state: a module is all modules below it too, and a resource without a key is
// its one instance, or all of a resource with several. Whoever depends on what moved forgets its dependencies, as in
// OpenTofu: the next apply writes them anew.
// Owns nothing; the states outlive it. Threads: one. A refusal leaves the states half moved: drop them then.
#ifndef ROLECALL_CLI_TERRAFORM_STATE_MOVE_H_
#define ROLECALL_CLI_TERRAFORM_STATE_MOVE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/state/address.h"
#include "engine/state/state.h"

namespace rolecall::cli {

struct MoveRefusal {
  std::string summary, detail;
};

class StateMover {
 public:
  // Called with both addresses of each thing that moves.
  using Tell = std::function<void(const std::string& from, const std::string& to)>;

  StateMover(engine::State& source, engine::State& target) : source_(source), target_(target) {}

  // `to_text` is the destination as the user wrote it, which is how it is told of an instance.
  std::optional<MoveRefusal> Move(const engine::TargetAddress& from, const engine::TargetAddress& to,
                                  const std::string& to_text, const Tell& tell);
  std::size_t moved() const { return moved_; }

 private:
  std::optional<MoveRefusal> MoveModules(const engine::ModuleAddress& from, const engine::TargetAddress& to,
                                         const Tell& tell);
  std::optional<MoveRefusal> MoveResource(const engine::ResourceAddress& from, const engine::TargetAddress& to,
                                          const Tell& tell);
  std::optional<MoveRefusal> MoveInstance(const engine::ResourceAddress& from, const engine::TargetAddress& to,
                                          const std::string& to_text, const Tell& tell);
  void Carry(const engine::ResourceKey& from, const engine::ResourceKey& to);
  void ForgetDependencies(const engine::TargetAddress& moved);

  engine::State& source_;
  engine::State& target_;
  std::size_t moved_ = 0;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_STATE_MOVE_H_
