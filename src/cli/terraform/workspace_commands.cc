// `rolecall workspace …`.
#include <algorithm>

#include "cli/frame/version.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {
namespace {

class WorkspaceCommand : public Command {
 public:
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != (wants_name() ? 1 : 0)) {
      return FailUsage(context, *this, wants_name() ? "name one workspace" : "too many command line arguments");
    }
    options_.quiet_load = true;
    Operation operation(context, options_);
    if (!operation.LoadForBackend() || !operation.CollectVariables(false) || !operation.OpenBackend()) {
      return operation.Finish();
    }
    Result<std::vector<std::string>> known = operation.backend().Workspaces();
    Result<void> done =
        known.ok() ? Work(operation, *known, wants_name() ? positional.front() : "") : Result<void>(known.error());
    if (!done.ok()) operation.Fail("The command \"" + name() + "\" failed", done.error());
    return operation.Finish();
  }

 protected:
  virtual bool wants_name() const { return true; }
  virtual Result<void> Work(Operation& operation, const std::vector<std::string>& known, const std::string& name) = 0;
  static bool Has(const std::vector<std::string>& known, const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  }
  static Result<void> Switch(Operation& operation, const std::string& name) {
    if (operation.context().environment.Get("TF_WORKSPACE")) {
      return Error{ErrorCode::kConflict,
                   "The selected workspace is currently overridden by the TF_WORKSPACE environment variable."};
    }
    return engine::SelectWorkspace(operation.context().files, operation.data_directory(), name);
  }

  OperationOptions options_;
};

class WorkspaceListCommand final : public WorkspaceCommand {
 public:
  std::string name() const override { return "workspace list"; }
  std::string summary() const override { return "List workspaces"; }
  std::string usage() const override { return ""; }

 protected:
  bool wants_name() const override { return false; }
  Result<void> Work(Operation& operation, const std::vector<std::string>& known, const std::string&) override {
    for (const std::string& name : known) operation.Print((name == operation.workspace() ? "* " : "  ") + name + "\n");
    operation.Print("\n");
    return {};
  }
};

class WorkspaceShowCommand final : public Command {
 public:
  std::string name() const override { return "workspace show"; }
  std::string summary() const override { return "Print the selected workspace"; }
  std::string usage() const override { return ""; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags&) override {}
  int Run(CommandContext& context, const std::vector<std::string>&) override {
    const Result<std::string> name =
        engine::SelectedWorkspace(context.files, context.environment, engine::DataDirectory(context.environment));
    if (!name.ok()) return Fail(context, name.error().message);
    context.out << *name << "\n";
    return kExitOk;
  }
};

// Makes the workspace, with a first state, and selects it.
Result<void> MakeWorkspace(Operation& operation, const std::string& name, engine::State state) {
  if (!engine::IsWorkspaceName(name)) {
    return Error{ErrorCode::kInvalidArgument, "The workspace name \"" + name +
                                                  "\" is not allowed. The name must contain only URL safe characters, "
                                                  "and no path separators."};
  }
  if (state.lineage.empty()) state.lineage = RandomUuid(operation.context().random);
  if (state.terraform_version.empty()) state.terraform_version = kLanguageVersion;
  const auto layout = operation.backend().is_remote() ? engine::StateLayout::kCompact : engine::StateLayout::kPretty;
  std::string lock;
  if (!operation.LockState(operation.backend(), name, "workspace-new", lock)) {
    return Error{ErrorCode::kConflict, "The state of the new workspace is locked."};
  }
  Result<void> written = operation.backend().Write(name, engine::WriteStateFile(state, layout));
  if (!lock.empty()) {
    const Result<void> unlocked = operation.backend().Unlock(name, lock);
    if (written.ok()) written = unlocked;
  }
  return written;
}

class NewCommand final : public WorkspaceCommand {
 public:
  std::string name() const override { return "workspace new"; }
  std::string summary() const override { return "Make a workspace and select it"; }
  std::string usage() const override { return "[options] NAME"; }
  void Declare(Flags& flags) override {
    WorkspaceCommand::Declare(flags);
    options_.DeclareState(flags);
    flags.Text("state", "FILE", &state_file_, "A state file to begin with");
  }

 protected:
  Result<void> Work(Operation& operation, const std::vector<std::string>& known, const std::string& name) override {
    if (Has(known, name)) return Error{ErrorCode::kAlreadyExists, "Workspace \"" + name + "\" already exists"};
    engine::State first;
    if (!state_file_.empty()) {
      ROLECALL_TRY(std::string bytes, operation.context().files.Read(state_file_, engine::kMaxStateBytes));
      ROLECALL_TRY(first, operation.ReadStateBytes(bytes));
    }
    ROLECALL_RETURN_IF_ERROR(MakeWorkspace(operation, name, std::move(first)));
    ROLECALL_RETURN_IF_ERROR(Switch(operation, name));
    operation.Print(operation.style().BoldGreen("Created and switched to workspace \"" + name + "\"!"));
    operation.Print(
        "\n\nYou're now on a new, empty workspace. Workspaces isolate their state,\nso if you run \"rolecall plan\" "
        "Rolecall will not see any existing state\nfor this configuration.\n");
    return {};
  }

 private:
  std::string state_file_;
};

class SelectCommand final : public WorkspaceCommand {
 public:
  std::string name() const override { return "workspace select"; }
  std::string summary() const override { return "Select a workspace"; }
  std::string usage() const override { return "[options] NAME"; }
  void Declare(Flags& flags) override {
    WorkspaceCommand::Declare(flags);
    flags.Switch("or-create", &or_create_, "Make it if it does not exist");
  }

 protected:
  Result<void> Work(Operation& operation, const std::vector<std::string>& known, const std::string& name) override {
    const bool is_new = !Has(known, name);
    if (is_new && !or_create_) {
      return Error{
          ErrorCode::kNotFound,
          "Workspace \"" + name +
              "\" doesn't exist.\n\nYou can create this workspace with the \"new\" subcommand \nor include the "
              "\"-or-create\" flag with the \"select\" subcommand."};
    }
    if (is_new) ROLECALL_RETURN_IF_ERROR(MakeWorkspace(operation, name, {}));
    ROLECALL_RETURN_IF_ERROR(Switch(operation, name));
    operation.Print(is_new ? operation.style().BoldGreen("Created and switched to workspace \"" + name + "\"!") + "\n"
                           : operation.style().Green("Switched to workspace \"" + name + "\".") + "\n");
    return {};
  }

 private:
  bool or_create_ = false;
};

class DeleteCommand final : public WorkspaceCommand {
 public:
  std::string name() const override { return "workspace delete"; }
  std::string summary() const override { return "Delete a workspace"; }
  std::string usage() const override { return "[-force] NAME"; }
  void Declare(Flags& flags) override {
    WorkspaceCommand::Declare(flags);
    options_.DeclareState(flags);
    flags.Switch("force", &force_, "Also if its state still has resources, which are then forgotten");
  }

 protected:
  Result<void> Work(Operation& operation, const std::vector<std::string>& known, const std::string& name) override {
    if (!Has(known, name)) return Error{ErrorCode::kNotFound, "Workspace \"" + name + "\" doesn't exist."};
    if (name == engine::kDefaultWorkspace) {
      return Error{ErrorCode::kInvalidArgument, "The default workspace cannot be deleted."};
    }
    if (name == operation.workspace()) {
      return Error{ErrorCode::kInvalidArgument,
                   "Workspace \"" + name + "\" is your active workspace. Select another one first."};
    }
    ROLECALL_TRY(std::optional<engine::StoredState> stored, operation.backend().Read(name));
    if (stored && !force_) {
      ROLECALL_TRY(engine::State state, engine::ReadStateFile(stored->bytes));
      if (!state.resources().empty()) {
        return Error{ErrorCode::kConflict,
                     "Workspace \"" + name +
                         "\" is not empty: its state has resources. Destroy them, or use -force to forget them."};
      }
    }
    ROLECALL_RETURN_IF_ERROR(operation.backend().DeleteWorkspace(name));
    operation.Print(operation.style().Green("Deleted workspace \"" + name + "\"!") + "\n");
    return {};
  }

 private:
  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeWorkspaceListCommand() { return std::make_unique<WorkspaceListCommand>(); }
std::unique_ptr<Command> MakeWorkspaceShowCommand() { return std::make_unique<WorkspaceShowCommand>(); }
std::unique_ptr<Command> MakeWorkspaceNewCommand() { return std::make_unique<NewCommand>(); }
std::unique_ptr<Command> MakeWorkspaceSelectCommand() { return std::make_unique<SelectCommand>(); }
std::unique_ptr<Command> MakeWorkspaceDeleteCommand() { return std::make_unique<DeleteCommand>(); }

}  // namespace rolecall::cli
