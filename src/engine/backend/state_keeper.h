// StateKeeper: one workspace's state between the engine and its backend, by the rules of the format.
//
//   StateKeeper keeper(backend, workspace, context, program_version);
//   ROLECALL_RETURN_IF_ERROR(keeper.Load());
//   State state = keeper.state();
//   … the engine changes its copy …
//   keeper.Update(state);                              // after every change: saved if it is time
//   ROLECALL_RETURN_IF_ERROR(keeper.SaveOrRescue(state));   // at the end, also after an interrupt: always
//
// Rules: the first save makes a lineage and serial 1; a later one adds 1 to the serial if the content differs, and
// writes nothing if it does not (unless it is encrypted otherwise than is wanted now). A local backend is saved on
// every Update (less often when one save takes long); a remote one when the interval has passed. If the last save
// fails, SaveOrRescue leaves errored.tfstate and an error that says what to do with it. Threads: Update may be called
// from several threads at once; the others by one.
#ifndef ROLECALL_ENGINE_BACKEND_STATE_KEEPER_H_
#define ROLECALL_ENGINE_BACKEND_STATE_KEEPER_H_

#include <chrono>
#include <mutex>
#include <string>

#include "base/result.h"
#include "engine/backend/backend.h"
#include "engine/state/state.h"

namespace rolecall::engine {

class StateKeeper {
 public:
  // `program_version` is written as terraform_version.
  StateKeeper(Backend& backend, std::string workspace, const BackendContext& context, std::string program_version,
              std::chrono::seconds save_interval = std::chrono::seconds(20));

  // Reads the stored state; no state is an empty one.
  Result<void> Load();
  // What is stored, as last read or written.
  State state() const;
  // True if a state is stored (Load found one, or Save wrote one).
  bool exists() const { return exists_; }

  // The content after a change (serial and lineage in it are ignored). A failed intermediate save is not reported:
  // the next one tries again, and the last one tells.
  void Update(const State& state);
  // Writes it if it differs from what is stored.
  Result<void> Save(const State& state);
  // Save, and if that fails: writes the state to `rescue_path` and says so.
  Result<void> SaveOrRescue(const State& state, const std::string& rescue_path = "errored.tfstate");
  // `state push`: refuses another lineage, an older serial, and another content of the same serial, unless
  // `force`; keeps the given serial.
  Result<void> Push(State incoming, bool force);

 private:
  Result<void> SaveLocked(const State& state);
  Result<void> Rescue(const std::string& bytes, const std::string& path) const;
  State WithNextSerial(const State& state) const;
  bool TimeToSave() const;

  Backend& backend_;
  const std::string workspace_;
  const BackendContext context_;
  const std::string program_version_;
  const std::chrono::seconds save_interval_;
  mutable std::mutex mutex_;
  State stored_;
  bool exists_ = false;
  bool is_outdated_ = false;  // stored with another encryption than the one that is wanted now
  Time last_save_;
  std::chrono::microseconds save_cost_{0};  // of the last save
};

// The interval of TF_STATE_PERSIST_INTERVAL (seconds, at least 20).
std::chrono::seconds SaveInterval(const Environment& environment);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_STATE_KEEPER_H_
