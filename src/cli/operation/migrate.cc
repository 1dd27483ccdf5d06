#include "cli/operation/migrate.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "cli/frame/version.h"
#include "engine/backend/make_backend.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {
namespace {

using engine::State;

std::string InQuotes(const std::string& text) { return "\"" + text + "\""; }

// One state as it lies in a backend; nothing if there is none or an empty one.
Result<std::optional<State>> ReadFrom(engine::Backend& backend, const std::string& workspace) {
  ROLECALL_TRY(std::optional<engine::StoredState> stored, backend.Read(workspace));
  if (!stored) return std::optional<State>();
  ROLECALL_TRY(State state, engine::ReadStateFile(stored->bytes));
  if (state.empty()) return std::optional<State>();
  return std::optional<State>(std::move(state));
}

// Backends with one state only say so by kUnimplemented.
Result<std::vector<std::string>> WorkspacesOf(engine::Backend& backend, bool& has_workspaces) {
  Result<std::vector<std::string>> names = backend.Workspaces();
  has_workspaces = names.ok() || names.error().code != ErrorCode::kUnimplemented;
  if (!has_workspaces) return std::vector<std::string>{engine::kDefaultWorkspace};
  return names;
}

// States are copied one by one, each under both locks. With only the default workspace that one state is moved; with
// several all are, if the target can hold them (one question for all, and they overwrite), else the current one.
// A state that is the same there already is not asked about. The source is never deleted; local files are emptied at
// the very end, when every copy has succeeded, and their backend keeps a backup.
class Migrator {
 public:
  Migrator(Operation& operation, const Migration& migration)
      : operation_(operation), migration_(migration), from_(migration.from.type), to_(migration.to.type) {}

  bool Run() {
    source_ = Make(migration_.from);
    target_ = Make(migration_.to);
    if (source_ == nullptr || target_ == nullptr) return false;
    bool many_there = false, many_here = false;
    Result<std::vector<std::string>> workspaces = WorkspacesOf(*source_, many_here);
    if (!workspaces.ok()) return Fail(workspaces.error());
    const Result<std::vector<std::string>> known = WorkspacesOf(*target_, many_there);
    if (!known.ok()) return Fail(known.error());
    const bool only_default = workspaces->size() == 1 && workspaces->front() == engine::kDefaultWorkspace;
    if (only_default) return MoveOne(engine::kDefaultWorkspace, engine::kDefaultWorkspace);
    return many_there ? MoveAll(*workspaces) : MoveCurrent();
  }

 private:
  std::unique_ptr<engine::Backend> Make(const engine::BackendConfig& config) {
    auto backend = engine::MakeBackend(config, operation_.backend_context(), operation_.diagnostics());
    return operation_.Report() ? std::move(backend) : nullptr;
  }

  bool Fail(const Error& error) { return operation_.Fail("Error migrating the state", error); }

  // Nothing: nobody is there to answer.
  std::optional<bool> Ask(const std::string& question, const std::string& explanation) {
    if (migration_.force_copy) return true;
    std::optional<bool> answer = operation_.Ask(question, explanation);
    if (!answer) {
      Fail({ErrorCode::kInvalidArgument,
            "A state would have to be copied, and nobody is there to say whether it may. Use -force-copy to copy "
            "without asking, or -reconfigure to leave the old state where it is."});
    }
    return answer;
  }

  bool MoveAll(const std::vector<std::string>& workspaces) {
    const auto answer = Ask(
        "Do you want to migrate all workspaces to " + InQuotes(to_) + "?",
        "  Both the existing " + InQuotes(from_) + " backend and the newly configured " + InQuotes(to_) +
            " backend\n  support workspaces. When migrating between backends, Rolecall will copy\n"
            "  all workspaces (with the same names). THIS WILL OVERWRITE any conflicting\n"
            "  states in the destination.\n\n"
            "  If you answer \"yes\", Rolecall will migrate all states. If you answer\n  \"no\", Rolecall will abort.");
    if (!answer || !*answer) return answer ? Fail({ErrorCode::kCancelled, "The migration was declined."}) : false;
    for (const std::string& workspace : workspaces) {
      if (!Copy(workspace, workspace, /*overwrites=*/true)) return false;
    }
    return Clear(workspaces);
  }

  bool MoveCurrent() {
    const std::string& current = operation_.workspace();
    const auto answer = Ask("Destination state " + InQuotes(to_) +
                                " doesn't support workspaces. Do you want to copy only your current workspace?",
                            "  The existing " + InQuotes(from_) +
                                " backend supports workspaces and you currently are\n"
                                "  using more than one. The newly configured " +
                                InQuotes(to_) +
                                " backend doesn't support\n"
                                "  workspaces. If you continue, Rolecall will copy your current workspace " +
                                InQuotes(current) +
                                "\n  to the default workspace in the new backend. Your existing workspaces in the\n"
                                "  source backend won't be modified.");
    if (!answer || !*answer) return answer ? Fail({ErrorCode::kCancelled, "The migration was declined."}) : false;
    return Copy(current, engine::kDefaultWorkspace, /*overwrites=*/false);
  }

  bool MoveOne(const std::string& from, const std::string& to) {
    return Copy(from, to, /*overwrites=*/false) && (!copied_ || Clear({from}));
  }

  // Both backends are local ones that keep that state in the same file, whatever they call it: "./a", a link.
  bool IsSamePlace(const std::string& from, const std::string& to) const {
    if (migration_.from.type != "local" || migration_.to.type != "local") return false;
    const std::string source = PathOf(migration_.from, from), target = PathOf(migration_.to, to);
    std::error_code absent;
    return source == target || std::filesystem::equivalent(source, target, absent);
  }

  static std::string PathOf(const engine::BackendConfig& config, const std::string& workspace) {
    const auto text = [&config](const char* name, const char* otherwise) {
      const auto& members = config.arguments.members();
      const auto found = members.find(name);
      return found == members.end() || found->second.IsNull() ? std::string(otherwise) : found->second.AsString();
    };
    if (workspace == engine::kDefaultWorkspace) return text("path", "terraform.tfstate");
    return text("workspace_dir", "terraform.tfstate.d") + "/" + workspace;
  }

  bool Copy(const std::string& from, const std::string& to, bool overwrites) {
    if (IsSamePlace(from, to)) return true;
    Lock source_lock(operation_, *source_, from), target_lock(operation_, *target_, to);
    if (!source_lock.Take() || !target_lock.Take()) return false;
    Result<std::optional<State>> state = ReadFrom(*source_, from);
    if (!state.ok()) return Fail(state.error());
    if (!state->has_value()) return true;
    const Result<std::optional<State>> there = ReadFrom(*target_, to);
    if (!there.ok()) return Fail(there.error());
    if (there->has_value() && (*there)->lineage == (*state)->lineage && engine::SameContent(**there, **state)) {
      return true;
    }
    if (!overwrites) {
      const std::optional<bool> answer = there->has_value() ? AskToOverwrite(**there, **state) : AskToCopy();
      if (!answer || !*answer) return answer.has_value();
    }
    const auto layout = target_->is_remote() ? engine::StateLayout::kCompact : engine::StateLayout::kPretty;
    const Result<void> written = target_->Write(to, engine::WriteStateFile(**state, layout));
    if (!written.ok()) return Fail(written.error());
    copied_ = true;
    return true;
  }

  std::string Found() const {
    return "  Pre-existing state was found while migrating the previous " + InQuotes(from_) +
           " backend to the\n"
           "  newly configured " +
           InQuotes(to_) + " backend. ";
  }

  std::optional<bool> AskToCopy() {
    return Ask("Do you want to copy existing state to the new backend?",
               Found() + "No existing state was found in the newly\n  configured " + InQuotes(to_) +
                   " backend. Do you want to copy this state to the new " + InQuotes(to_) +
                   "\n  backend? Enter \"yes\" to copy and \"no\" to start with an empty state.");
  }

  // Differs from OpenTofu: the two states are described, not written to temporary files: they hold secrets.
  std::optional<bool> AskToOverwrite(const State& there, const State& ours) {
    const auto describe = [](const State& state) {
      return "lineage " + state.lineage + ", serial " + std::to_string(state.serial) + ", " +
             std::to_string(state.resources().size()) + " resources";
    };
    return Ask("Do you want to copy existing state to the new backend?",
               Found() + "An existing non-empty state already exists in\n  the new backend.\n\n  Previous (type " +
                   InQuotes(from_) + "): " + describe(ours) + "\n  New      (type " + InQuotes(to_) +
                   "): " + describe(there) +
                   "\n\n  Do you want to overwrite the state in the new backend with the previous state?\n"
                   "  Enter \"yes\" to copy and \"no\" to start with the existing state in the newly\n  configured " +
                   InQuotes(to_) + " backend.");
  }

  // Local files are emptied (the backend keeps a backup): a state that nobody updates any more only misleads.
  bool Clear(const std::vector<std::string>& workspaces) {
    const bool goes_elsewhere = migration_.to.type != "local" || engine::IsDefaultBackend(migration_.from);
    if (migration_.from.type != "local" || !goes_elsewhere) return true;
    for (const std::string& workspace : workspaces) {
      if (IsSamePlace(workspace, workspace)) continue;
      const Result<std::optional<engine::StoredState>> there = source_->Read(workspace);
      if (!there.ok() || !there->has_value()) continue;
      if (const Result<void> cleared = source_->Write(workspace, ""); !cleared.ok()) return Fail(cleared.error());
    }
    return true;
  }

  // The lock of one state for the time of its copy.
  class Lock {
   public:
    Lock(Operation& operation, engine::Backend& backend, std::string workspace)
        : operation_(operation), backend_(backend), workspace_(std::move(workspace)) {}
    ~Lock() {
      if (!id_.empty()) (void)backend_.Unlock(workspace_, id_);
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    bool Take() { return operation_.LockState(backend_, workspace_, "migration", id_); }

   private:
    Operation& operation_;
    engine::Backend& backend_;
    const std::string workspace_;
    std::string id_;
  };

  Operation& operation_;
  const Migration& migration_;
  const std::string from_, to_;
  std::unique_ptr<engine::Backend> source_, target_;
  bool copied_ = false;
};

}  // namespace

bool MigrateStates(Operation& operation, const Migration& migration) { return Migrator(operation, migration).Run(); }

bool HasLocalStates(Operation& operation, const engine::BackendConfig& config) {
  diag::Diagnostics ignored;
  const auto backend = engine::MakeBackend(config, operation.backend_context(), ignored);
  if (backend == nullptr) return false;
  bool many = false;
  const Result<std::vector<std::string>> workspaces = WorkspacesOf(*backend, many);
  if (!workspaces.ok()) return false;
  return std::any_of(workspaces->begin(), workspaces->end(), [&](const std::string& workspace) {
    const Result<std::optional<State>> state = ReadFrom(*backend, workspace);
    return !state.ok() || state->has_value();
  });
}

}  // namespace rolecall::cli
