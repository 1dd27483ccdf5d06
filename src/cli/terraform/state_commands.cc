// `rolecall state …` (but for push), `taint` and `untaint`: commands that change or show what is in the state.
#include <algorithm>
#include <boost/json.hpp>

#include "cli/frame/version.h"
#include "cli/operation/operation.h"
#include "cli/terraform/commands.h"
#include "cli/terraform/state_move.h"
#include "engine/plan_json/plan_json.h"
#include "engine/render/render_state.h"
#include "engine/state/state_file.h"

namespace rolecall::cli {
namespace {

using engine::Instance;
using engine::ResourceAddress;
using engine::ResourceKey;
using engine::TargetAddress;

// A command on the state: opens it (with a lock if it writes), works, saves.
class StateCommand : public Command {
 public:
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override {
    options_.DeclareVariables(flags);
    options_.DeclareOutput(flags);
    if (has_view()) options_.DeclareView(flags);
    if (writes()) options_.DeclareState(flags);
    if (writes()) flags.Switch("ignore-remote-version", &ignored_, "Taken and without effect");
    writes() ? options_.DeclareStatePaths(flags) : options_.DeclareStateFile(flags);
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    options_.quiet_load = true;
    options_.dates_backup = dates_backup();
    Operation operation(context, options_);
    if (!operation.LoadForBackend() || !operation.CollectVariables(false)) return operation.Finish();
    if (!operation.OpenState(writes() ? "OperationTypeState" : "")) return operation.Finish();
    engine::State state = operation.keeper().state();
    Result<void> done = Work(operation, state, positional);
    if (done.ok() && writes() && !operation.diagnostics().HasErrors()) done = operation.keeper().Save(state);
    if (!done.ok()) operation.Fail("The command \"" + name() + "\" failed", done.error());
    return operation.Finish();
  }

 protected:
  virtual bool writes() const { return false; }
  // Whether it speaks lines of JSON, too.
  virtual bool has_view() const { return true; }
  // What was before is kept in a file of its own each time.
  virtual bool dates_backup() const { return false; }
  virtual Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) = 0;

  OperationOptions options_;
  bool ignored_ = false;
};

// The instances of the state that an address names; all of them for no address.
std::vector<std::pair<ResourceKey, engine::IndexKey>> Select(const engine::State& state,
                                                             const std::vector<TargetAddress>& targets) {
  std::vector<std::pair<ResourceKey, engine::IndexKey>> selected;
  for (const auto& [key, resource] : state.resources()) {
    for (const Instance& instance : resource.instances) {
      const ResourceAddress address = ResourceAddress::FromState(key, instance.index);
      bool named = targets.empty();
      for (const TargetAddress& target : targets) named = named || target.Contains(address);
      if (named && instance.is_current()) selected.emplace_back(key, instance.index);
    }
  }
  std::sort(selected.begin(), selected.end());
  return selected;
}

// An address of the command line, which has no file.
void AddBadAddress(diag::Diagnostics& problems, const Error& error) {
  static const auto kNoFile = std::make_shared<const std::string>();
  problems.AddError("wrong-address", engine::AddressSummary(error.message), error.message,
                    {.file = kNoFile, .start = {}, .end = {}});
}

// Those that are none are told.
std::vector<TargetAddress> ParseTargets(const std::vector<std::string>& texts, diag::Diagnostics& problems) {
  std::vector<TargetAddress> targets;
  for (const std::string& text : texts) {
    Result<TargetAddress> target = engine::ParseTarget(text);
    target.ok() ? targets.push_back(*std::move(target)) : AddBadAddress(problems, target.error());
  }
  return targets;
}

// What a command says of an address that the state does not have.
void TellUnknown(Operation& operation, const engine::State& state, const TargetAddress& target) {
  const auto tell = [&](const std::string& summary, const std::string& what, const std::string& advice) {
    operation.Fail(summary, {ErrorCode::kNotFound, "The current state contains no " + what + ". " + advice});
  };
  const std::string first = "to the configuration, you must run \"rolecall apply\" first to create the ";
  if (!target.resource) {
    tell("Unknown module", "module at " + target.Text(),
         "If you've just added this module " + first + "module's entry in the state.");
  } else if (engine::HasKey(target.resource->key) && state.Find(target.resource->StateKey()) != nullptr) {
    tell("Unknown resource instance", "resource instance " + target.Text(),
         "If you've just added its resource to the configuration or have changed the count or for_each arguments, you "
         "must run \"rolecall apply\" first to update the resource's entry in the state.");
  } else {
    tell("Unknown resource", "resource " + target.Text(),
         "If you've just added this resource " + first + "resource's entry in the state.");
  }
}

// Says so if there is no state at all.
bool HasState(Operation& operation) {
  if (operation.keeper().exists()) return true;
  operation.Fail("No state file was found",
                 {ErrorCode::kNotFound,
                  "State management commands require a state file. Run this command in a directory where Rolecall has "
                  "been run or use the -state flag to point the command to a specific state location."});
  return false;
}

const char* const kSpecificInstance =
    "This command requires that the address references one specific instance. To view the available instances, use "
    "\"rolecall state list\". Please modify the address to reference a specific instance.";

bool IsInState(const engine::State& state, const TargetAddress& target) {
  return std::any_of(state.resources().begin(), state.resources().end(), [&](const auto& entry) {
    return std::any_of(entry.second.instances.begin(), entry.second.instances.end(), [&](const Instance& instance) {
      return target.Contains(ResourceAddress::FromState(entry.first, instance.index));
    });
  });
}

class StateListCommand final : public StateCommand {
 public:
  std::string name() const override { return "state list"; }
  std::string summary() const override { return "List the resources in the state"; }
  std::string usage() const override { return "[options] [ADDRESS …]"; }
  void Declare(Flags& flags) override {
    StateCommand::Declare(flags);
    flags.Text("id", "ID", &id_, "Only the resource with this id");
  }

 protected:
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) override {
    if (!HasState(operation)) return {};
    const std::vector<TargetAddress> targets = ParseTargets(arguments, operation.diagnostics());
    for (const TargetAddress& target : targets) {
      if (!IsInState(state, target)) TellUnknown(operation, state, target);
    }
    if (operation.diagnostics().HasErrors()) return {};
    for (const auto& [key, index] : Select(state, targets)) {
      const Instance* instance = state.FindInstance(key, index);
      if (!id_.empty() && IdOf(*instance) != id_) continue;
      const std::string address = engine::InstanceText(key, index);
      operation.Say(address + "\n", "");
      operation.Line("info", address, "resource_address");
    }
    return {};
  }

 private:
  static std::string IdOf(const Instance& instance) {
    const value::Value attributes = engine::InstanceValue(instance, nullptr);
    const value::Value* id =
        attributes.IsNull() || !attributes.IsKnown() || attributes.type().kind() != value::Type::Kind::kObject
            ? nullptr
            : attributes.Find("id");
    return id != nullptr && id->IsKnown() && !id->IsNull() && id->type() == value::Type::String() ? id->AsString() : "";
  }
  std::string id_;
};

class StateShowCommand final : public StateCommand {
 public:
  std::string name() const override { return "state show"; }
  std::string summary() const override { return "Show one resource of the state"; }
  std::string usage() const override { return "[options] ADDRESS"; }
  void Declare(Flags& flags) override {
    StateCommand::Declare(flags);
    flags.Switch("show-sensitive", &options_.show_sensitive, "Show sensitive values");
  }

 protected:
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) override {
    const Result<ResourceAddress> parsed = engine::ParseResourceAddress(arguments.front());
    if (!parsed.ok()) {
      operation.Fail("Error parsing instance address " + engine::Quoted(arguments.front()),
                     {ErrorCode::kInvalidArgument, kSpecificInstance});
      return {};
    }
    const ResourceAddress& address = *parsed;
    if (!HasState(operation)) return {};
    const Instance* instance = state.FindInstance(address.StateKey(), address.key);
    if (instance == nullptr) {
      operation.Fail("No instance found for the given address", {ErrorCode::kNotFound, kSpecificInstance});
      return {};
    }
    const engine::Resource* resource = state.Find(address.StateKey());
    operation.Say(engine::RenderInstance(address.StateKey(), *resource, *instance, operation.engine().schemas(),
                                         operation.style()),
                  "");
    operation.Document(engine::StateToJson(Only(state, *resource, address, *instance), operation.engine().schemas(),
                                           kLanguageVersion) +
                       "\n");
    return {};
  }

 private:
  // A state of nothing but this instance.
  static engine::State Only(const engine::State& state, const engine::Resource& resource,
                            const ResourceAddress& address, const Instance& instance) {
    engine::State only;
    only.terraform_version = state.terraform_version;
    only.PutInstance(address.StateKey(), resource.provider, instance);
    return only;
  }
};

class MoveCommand final : public StateCommand {
 public:
  std::string name() const override { return "state mv"; }
  std::string summary() const override { return "Give objects of the state another address"; }
  std::string usage() const override { return "[options] SOURCE DESTINATION"; }
  void Declare(Flags& flags) override {
    StateCommand::Declare(flags);
    flags.Switch("dry-run", &dry_run_, "Only say what would be moved");
    flags.Text("backup-out", "FILE", &backup_out_, "With -state-out: where that state is kept as it was before");
  }

 protected:
  bool writes() const override { return true; }
  bool dates_backup() const override { return true; }
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) override {
    if (!HasState(operation)) return {};
    const std::vector<TargetAddress> both = ParseTargets(arguments, operation.diagnostics());
    if (operation.diagnostics().HasErrors()) return {};
    engine::State source = state, other;
    std::string before;
    if (!other_.empty()) {
      FileSystem& files = operation.context().files;
      if (files.Exists(other_)) {
        ROLECALL_TRY(before, files.Read(other_, engine::kMaxStateBytes));
        ROLECALL_TRY(other, engine::ReadStateFile(before));
      }
    }
    std::vector<std::string> told;
    StateMover mover(source, other_.empty() ? source : other);
    const auto refused =
        mover.Move(both[0], both[1], arguments[1], [&](const std::string& from, const std::string& to) {
          told.push_back((dry_run_ ? "Would move " : "Move ") + engine::Quoted(from) + " to " + engine::Quoted(to));
        });
    if (refused) {
      operation.Fail(refused->summary, {ErrorCode::kInvalidArgument, refused->detail});
      return {};
    }
    for (const std::string& line : told) operation.Say(line + "\n", line);
    if (dry_run_) return {};
    if (!other_.empty()) ROLECALL_RETURN_IF_ERROR(WriteOther(operation, std::move(other), before));
    state = std::move(source);
    const std::string moved = "Successfully moved " + std::to_string(mover.moved()) + " object(s)";
    operation.Say(moved + ".\n", moved);
    return {};
  }

  // -state-out names another state, which gets the objects; the operation writes the one that they come from.
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    other_ = std::exchange(options_.state_out_path, std::string());
    if (!backup_out_.empty() && other_.empty()) return FailUsage(context, *this, "-backup-out needs -state-out");
    return StateCommand::Run(context, positional);
  }

 private:
  // The other state first: an object that is in both is better than one in none.
  Result<void> WriteOther(Operation& operation, engine::State other, const std::string& before) const {
    FileSystem& files = operation.context().files;
    if (!before.empty() && backup_out_ != "-") {
      const std::string backup = backup_out_.empty() ? other_ + ".backup" : backup_out_;
      ROLECALL_RETURN_IF_ERROR(files.Write(backup, before, FileMode::kPrivate));
    }
    if (other.lineage.empty()) other.lineage = RandomUuid(operation.context().random);
    ++other.serial;
    other.terraform_version = kLanguageVersion;
    return files.Write(other_, engine::WriteStateFile(other, engine::StateLayout::kPretty), FileMode::kPrivate);
  }

  bool dry_run_ = false;
  std::string other_, backup_out_;
};

class RemoveCommand final : public StateCommand {
 public:
  std::string name() const override { return "state rm"; }
  std::string summary() const override { return "Forget objects without destroying them"; }
  std::string usage() const override { return "[options] ADDRESS …"; }
  void Declare(Flags& flags) override {
    StateCommand::Declare(flags);
    flags.Switch("dry-run", &dry_run_, "Only say what would be removed");
  }

 protected:
  bool writes() const override { return true; }
  bool dates_backup() const override { return true; }
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) override {
    if (!HasState(operation)) return {};
    const std::vector<TargetAddress> targets = ParseTargets(arguments, operation.diagnostics());
    if (operation.diagnostics().HasErrors()) return {};
    const auto selected = Select(state, targets);
    if (selected.empty()) {
      operation.Fail("Invalid target address",
                     {ErrorCode::kNotFound,
                      "No matching objects found. To view the available instances, use \"rolecall state list\". Please "
                      "modify the address to reference a specific instance."});
      return {};
    }
    for (const auto& [key, index] : selected) {
      const std::string line = (dry_run_ ? "Would remove " : "Removed ") + engine::InstanceText(key, index);
      operation.Say(line + "\n", line);
      if (!dry_run_) state.RemoveInstance(key, index);
    }
    if (!dry_run_) {
      const std::string removed = "Successfully removed " + std::to_string(selected.size()) + " resource instance(s)";
      operation.Say(removed + ".\n", removed);
    }
    return {};
  }

 private:
  bool dry_run_ = false;
};

class ReplaceProviderCommand final : public StateCommand {
 public:
  std::string name() const override { return "state replace-provider"; }
  std::string summary() const override { return "Let the objects of one provider belong to another"; }
  std::string usage() const override { return "[options] FROM_PROVIDER TO_PROVIDER"; }
  void Declare(Flags& flags) override {
    StateCommand::Declare(flags);
    flags.Switch("auto-approve", &auto_approve_, "Do not ask");
  }

 protected:
  bool writes() const override { return true; }
  bool dates_backup() const override { return true; }
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) override {
    const std::optional<engine::ProviderAddress> read_from = ReadSource(operation, "from", arguments[0]);
    const std::optional<engine::ProviderAddress> read_to = ReadSource(operation, "to", arguments[1]);
    if (!read_from || !read_to) return {};
    if (!HasState(operation)) return {};
    const engine::ProviderAddress &from = *read_from, &to = *read_to;
    engine::State changed = state;
    std::vector<std::string> addresses;
    for (auto& [key, resource] : changed.resources()) {
      Result<engine::ProviderAddress> provider = engine::ParseProviderAddress(resource.provider);
      if (!provider.ok() || provider->host != from.host || provider->source != from.source) continue;
      provider->host = to.host;
      provider->source = to.source;
      resource.provider = provider->Text();
      addresses.push_back(key.Text());
    }
    if (addresses.empty()) {
      operation.Say("No matching resources found.\n", "No matching resources found");
      return {};
    }
    const std::string number = std::to_string(addresses.size());
    TellOverview(operation, from.host + "/" + from.source, to.host + "/" + to.source, addresses);
    if (!auto_approve_ && !Approved(operation)) return {};
    state = std::move(changed);
    const std::string replaced = "Successfully replaced provider for " + number + " resources";
    operation.Say("\n" + replaced + ".\n", replaced);
    return {};
  }
  void CheckArguments(const CommandContext&, const ParsedFlags&, diag::Diagnostics& problems) override {
    if (!options_.json || auto_approve_) return;
    problems.AddError(
        "wrong-arguments", "Invalid usage",
        "Rolecall cannot ask user input when `-json` flag is used. Therefore, `-auto-approve` is required too");
  }

 private:
  static std::optional<engine::ProviderAddress> ReadSource(Operation& operation, const std::string& which,
                                                           const std::string& text) {
    const Result<engine::ProviderAddress> source = engine::ParseProviderSource(text);
    if (source.ok()) return *source;
    operation.Fail("Invalid \"" + which + "\" provider " + engine::Quoted(text),
                   {ErrorCode::kInvalidArgument,
                    "Invalid provider source string: The \"source\" attribute must be in the format "
                    "\"[hostname/][namespace/]name\""});
    return std::nullopt;
  }
  static bool Approved(Operation& operation) {
    const std::optional<bool> answer =
        operation.Ask("\nDo you want to make these changes?", "  Only 'yes' will be accepted to continue.\n");
    if (!answer) return operation.Fail("Error asking for approval", {ErrorCode::kUnavailable, "EOF"});
    if (!*answer) operation.Say("Cancelled replacing providers.\n", "Cancelled replacing providers");
    return *answer;
  }
  static void TellOverview(Operation& operation, const std::string& from, const std::string& to,
                           const std::vector<std::string>& addresses) {
    const engine::RenderStyle style = operation.style();
    const std::string number = std::to_string(addresses.size());
    std::string list;
    boost::json::array resources;
    for (const std::string& address : addresses) {
      list += "  " + address + "\n";
      resources.emplace_back(address);
    }
    operation.Say("Rolecall will perform the following actions:\n\n  " + style.Yellow("~") +
                      " Updating provider:\n    " + style.Red("-") + " " + from + "\n    " + style.Green("+") + " " +
                      to + "\n\n" + style.Bold("Changing") + " " + number + " resources:\n\n" + list,
                  "");
    operation.Line(
        "info", "Rolecall will replace provider from " + from + " to " + to + " for " + number + " resources",
        "replace_provider",
        "\"from\":" + boost::json::serialize(boost::json::string(from)) + ",\"resources\":" +
            boost::json::serialize(resources) + ",\"to\":" + boost::json::serialize(boost::json::string(to)));
  }
  bool auto_approve_ = false;
};

class PullCommand final : public StateCommand {
 public:
  std::string name() const override { return "state pull"; }
  std::string summary() const override { return "Print the stored state"; }
  std::string usage() const override { return ""; }

 protected:
  bool has_view() const override { return false; }
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>&) override {
    if (operation.keeper().exists()) operation.Print(engine::WriteStateFile(state, engine::StateLayout::kCompact));
    return {};
  }
};

class TaintCommand final : public StateCommand {
 public:
  explicit TaintCommand(bool taint) : taint_(taint) {}
  std::string name() const override { return taint_ ? "taint" : "untaint"; }
  std::string summary() const override { return taint_ ? "Mark an object for replacement" : "Take that mark away"; }
  std::string usage() const override { return "[options] ADDRESS"; }
  void Declare(Flags& flags) override {
    StateCommand::Declare(flags);
    flags.Switch("allow-missing", &allow_missing_, "An object that is not there is no error");
  }
  void CheckArguments(const CommandContext&, const ParsedFlags& parsed, diag::Diagnostics& problems) override {
    if (parsed.positional.size() != 1 || problems.HasErrors()) return;
    const Result<ResourceAddress> address = engine::ParseResourceAddress(parsed.positional.front());
    if (!address.ok()) {
      AddBadAddress(problems, address.error());
    } else if (taint_ && address->mode != engine::ResourceMode::kManaged) {
      problems.AddError("wrong-address", "Invalid resource address",
                        "Resource instance " + address->Text() + " cannot be tainted");
    }
  }

 protected:
  bool writes() const override { return true; }
  Result<void> Work(Operation& operation, engine::State& state, const std::vector<std::string>& arguments) override {
    ROLECALL_TRY(ResourceAddress address, engine::ParseResourceAddress(arguments.front()));
    Instance* instance = state.FindInstance(address.StateKey(), address.key);
    if (instance == nullptr) {
      TellMissing(operation, address);
      return {};
    }
    if (!taint_ && !instance->tainted) {
      operation.Fail("Resource instance is not tainted",
                     {ErrorCode::kInvalidArgument, "Resource instance " + address.Text() +
                                                       " is not currently tainted, and so it cannot be untainted."});
      return {};
    }
    instance->tainted = taint_;
    const std::string marked = "Resource instance " + arguments.front() +
                               (taint_ ? " has been marked as tainted." : " has been successfully untainted.");
    operation.Say(marked + "\n", marked);
    return {};
  }

 private:
  void TellMissing(Operation& operation, const ResourceAddress& address) const {
    const std::string summary = "No such resource instance";
    if (operation.keeper().state().empty() && !allow_missing_) {
      operation.Fail(summary, {ErrorCode::kNotFound,
                               "The state currently contains no resource instances whatsoever. This may occur if the "
                               "configuration has never been applied or if it has recently been destroyed."});
      return;
    }
    if (allow_missing_) {
      operation.diagnostics().AddWarning(
          "missing-instance", summary,
          "Resource instance " + address.Text() +
              " was not found, but this is not an error because -allow-missing was set.");
      return;
    }
    operation.Fail(summary, {ErrorCode::kNotFound,
                             "There is no resource instance in the state with the address " + address.Text() +
                                 ". If the resource configuration has just been added, you must run \"rolecall apply\" "
                                 "once to create the corresponding instance(s) before they can be tainted."});
  }

  const bool taint_;
  bool allow_missing_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeStateReplaceProviderCommand() { return std::make_unique<ReplaceProviderCommand>(); }
std::unique_ptr<Command> MakeStateListCommand() { return std::make_unique<StateListCommand>(); }
std::unique_ptr<Command> MakeStateShowCommand() { return std::make_unique<StateShowCommand>(); }
std::unique_ptr<Command> MakeStateMvCommand() { return std::make_unique<MoveCommand>(); }
std::unique_ptr<Command> MakeStateRmCommand() { return std::make_unique<RemoveCommand>(); }
std::unique_ptr<Command> MakeStatePullCommand() { return std::make_unique<PullCommand>(); }
std::unique_ptr<Command> MakeTaintCommand() { return std::make_unique<TaintCommand>(true); }
std::unique_ptr<Command> MakeUntaintCommand() { return std::make_unique<TaintCommand>(false); }

}  // namespace rolecall::cli
