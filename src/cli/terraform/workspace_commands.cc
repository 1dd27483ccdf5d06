// `rolecall workspace …`.
#include <algorithm>
#include <boost/json.hpp>

#include "cli/frame/version.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "engine/render/style.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {
namespace {

class WorkspaceCommand : public Command {
 public:
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    options_.DeclareView(flags);
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
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
  // Tells a mistake of the user under its own name.
  static Result<void> Refuse(Operation& operation, const std::string& summary, std::string detail) {
    operation.Fail(summary, {ErrorCode::kInvalidArgument, std::move(detail)});
    return {};
  }
  static Result<void> RefuseUnknown(Operation& operation, const std::string& name) {
    const std::string summary = "Workspace " + engine::Quoted(name) + " doesn't exist";
    operation.Refuse(summary,
                     "You can create this workspace with the \"new\" subcommand \nor include the \"-or-create\" flag "
                     "with the \"select\" subcommand.",
                     summary +
                         ". You can create this workspace with the \"new\" subcommand or include the \"-or-create\" "
                         "flag with the \"select\" subcommand");
    return {};
  }
  static Result<void> RefuseName(Operation& operation, const std::string& name) {
    const std::string why = "The workspace name " + engine::Quoted(name) +
                            " is not allowed. The name must contain only URL safe characters, and no path separators";
    operation.Refuse("Invalid workspace name", why + ".", why);
    return {};
  }
  // `what` says what cannot be done so, `advice` what to do about it.
  static Result<void> RefuseOverridden(Operation& operation, const std::string& summary, const std::string& line,
                                       const std::string& what, const std::string& advice) {
    const std::string by = "overridden using the TF_WORKSPACE environment variable";
    operation.Refuse(summary + by, advice + ".", line + by + ". " + what + advice);
    return {};
  }
  static bool IsOverridden(Operation& operation) {
    return operation.context().environment.Get("TF_WORKSPACE").has_value();
  }
  static Result<void> Switch(Operation& operation, const std::string& name) {
    return engine::SelectWorkspace(operation.context().files, operation.data_directory(), name);
  }

  static void TellOfNew(Operation& operation, const std::string& name) {
    const std::string switched = "Created and switched to workspace " + engine::Quoted(name);
    operation.Say(operation.style().BoldGreen(switched + "!") +
                      "\n\nYou're now on a new, empty workspace. Workspaces isolate their state,\nso if you run "
                      "\"rolecall plan\" Rolecall will not see any existing state\nfor this configuration.\n",
                  switched +
                      ". You're now on a new, empty workspace. Workspaces isolate their state, so if you run "
                      "\"rolecall plan\" Rolecall will not see any existing state for this configuration");
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
    std::string list;
    boost::json::array names;
    for (const std::string& name : known) {
      list += (name == operation.workspace() ? "* " : "  ") + name + "\n";
      names.emplace_back(name);
    }
    operation.Say(list + "\n", "");
    operation.Line("info", "list of workspaces", "workspace_list",
                   "\"current_workspace\":" + boost::json::serialize(boost::json::string(operation.workspace())) +
                       ",\"workspaces\":" + boost::json::serialize(names));
    return {};
  }
};

class WorkspaceShowCommand final : public Command {
 public:
  std::string name() const override { return "workspace show"; }
  std::string summary() const override { return "Print the selected workspace"; }
  std::string usage() const override { return ""; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);  // taken and without effect, as in OpenTofu
    options_.DeclareOutput(flags);
  }
  int Run(CommandContext& context, const std::vector<std::string>&) override {
    const Result<std::string> name =
        engine::SelectedWorkspace(context.files, context.environment, engine::DataDirectory(context.environment));
    if (!name.ok()) return Fail(context, name.error().message);
    context.out << *name << "\n";
    return kExitOk;
  }

 private:
  OperationOptions options_;
};

// Makes the workspace, with a first state, and selects it.
Result<void> MakeWorkspace(Operation& operation, const std::string& name, engine::State state) {
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
    if (IsOverridden(operation)) {
      return RefuseOverridden(operation, "The workspace is ", "The workspace is currently ",
                              "You cannot create a new workspace when using this setting. ",
                              "To create a new workspace, either unset this environment variable or update it to match "
                              "the workspace name you are trying to create, and then run this command again");
    }
    if (!engine::IsWorkspaceName(name)) return RefuseName(operation, name);
    if (Has(known, name)) {
      const std::string summary = "Workspace " + engine::Quoted(name) + " already exists";
      operation.Refuse(summary, "A workspace having the given name already exists", summary);
      return {};
    }
    engine::State first;
    if (!state_file_.empty()) {
      ROLECALL_TRY(std::string bytes, operation.context().files.Read(state_file_, engine::kMaxStateBytes));
      ROLECALL_TRY(first, operation.ReadStateBytes(bytes));
    }
    ROLECALL_RETURN_IF_ERROR(MakeWorkspace(operation, name, std::move(first)));
    ROLECALL_RETURN_IF_ERROR(Switch(operation, name));
    TellOfNew(operation, name);
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
    if (IsOverridden(operation)) {
      return RefuseOverridden(operation, "The selected workspace is ", "The selected workspace is currently ", "",
                              "To select a new workspace, either update this environment variable or unset it and then "
                              "run this command again");
    }
    if (!engine::IsWorkspaceName(name)) return RefuseName(operation, name);
    if (name == operation.workspace()) return {};
    const bool is_new = !Has(known, name);
    if (is_new && !or_create_) return RefuseUnknown(operation, name);
    if (is_new) ROLECALL_RETURN_IF_ERROR(MakeWorkspace(operation, name, {}));
    ROLECALL_RETURN_IF_ERROR(Switch(operation, name));
    if (is_new) {
      TellOfNew(operation, name);
    } else {
      const std::string switched = "Switched to workspace " + engine::Quoted(name);
      operation.Say(operation.style().Green(switched + ".") + "\n", switched);
    }
    return {};
  }

 private:
  bool or_create_ = false;
};

std::string WhatWouldBeLost(const std::string& name, const engine::State& state) {
  std::string detail = "Workspace \"" + name + "\" is currently tracking the following resource instances:";
  for (const auto& [key, resource] : state.resources()) {
    for (const engine::Instance& instance : resource.instances) {
      detail += "\n  - " + engine::InstanceText(key, instance.index);
      if (!instance.is_current()) detail += " (deposed object " + instance.deposed + ")";
    }
  }
  return detail +
         "\n\nDeleting this workspace would cause Rolecall to lose track of any associated remote objects, which would "
         "then require you to delete them manually outside of Rolecall. You should destroy these objects with Rolecall "
         "before deleting the workspace.\n\nIf you want to delete this workspace anyway, and have Rolecall forget "
         "about "
         "these managed objects, use the -force option to disable this safety check.";
}

bool HasManaged(const engine::State& state) {
  return std::any_of(state.resources().begin(), state.resources().end(),
                     [](const auto& one) { return one.first.mode == engine::ResourceMode::kManaged; });
}

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
    if (!Has(known, name)) return RefuseUnknown(operation, name);
    if (name == operation.workspace()) {
      const std::string summary = "Workspace " + engine::Quoted(name) + " is your active workspace";
      const std::string advice =
          "You cannot delete the currently active workspace. Please switch to another workspace and try again";
      operation.Refuse(summary, advice + ".", summary + ". " + advice);
      return {};
    }
    ROLECALL_TRY(std::optional<engine::StoredState> stored, operation.backend().Read(name));
    engine::State state;
    if (stored) {
      ROLECALL_TRY(state, operation.ReadStateBytes(stored->bytes));
    }
    const bool has_objects = HasManaged(state);
    if (has_objects && !force_) return Refuse(operation, "Workspace is not empty", WhatWouldBeLost(name, state));
    if (name == engine::kDefaultWorkspace) {
      return Refuse(operation, "Workspace deletion failed",
                    "Failed to delete the given workspace: cannot delete default state");
    }
    ROLECALL_RETURN_IF_ERROR(operation.backend().DeleteWorkspace(name));
    const std::string deleted = "Deleted workspace " + engine::Quoted(name);
    operation.Say(operation.style().Green(deleted + "!") + "\n", deleted);
    if (has_objects) WarnOfObjects(operation, name);
    return {};
  }

 private:
  static void WarnOfObjects(Operation& operation, const std::string& name) {
    const std::string summary = engine::Quoted(name) + " was non-empty";
    const std::string detail =
        "The resources managed by the deleted workspace may still exist, but are no longer manageable by Rolecall "
        "since the state has been deleted";
    operation.Line("warn", summary + ". " + detail);
    if (operation.options().json) return;
    diag::Diagnostics told;
    told.AddWarning("workspace-not-empty", summary, detail + ".");
    operation.Show(told);
  }

  bool force_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeWorkspaceListCommand() { return std::make_unique<WorkspaceListCommand>(); }
std::unique_ptr<Command> MakeWorkspaceShowCommand() { return std::make_unique<WorkspaceShowCommand>(); }
std::unique_ptr<Command> MakeWorkspaceNewCommand() { return std::make_unique<NewCommand>(); }
std::unique_ptr<Command> MakeWorkspaceSelectCommand() { return std::make_unique<SelectCommand>(); }
std::unique_ptr<Command> MakeWorkspaceDeleteCommand() { return std::make_unique<DeleteCommand>(); }

}  // namespace rolecall::cli
