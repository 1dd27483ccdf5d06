// `rolecall version`.
#include "cli/frame/version.h"

#include <map>
#include <ostream>

#include "cli/terraform/commands.h"
#include "engine/modules/load.h"
#include "engine/plan_json/text.h"
#include "engine/state/raw_json.h"

namespace rolecall::cli {
namespace {

class VersionCommand final : public Command {
 public:
  std::string name() const override { return "version"; }
  std::string summary() const override { return "Print the version"; }
  std::string usage() const override { return "[-json]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override { flags.Switch("json", &json_, "Print JSON"); }

  int Run(CommandContext& context, const std::vector<std::string>&) override {
    const std::map<std::string, std::string> providers = LockedProviders(context);
    if (json_) return PrintJson(context, providers);
    context.out << "Rolecall v" << kProgramVersion << "\non " << kPlatform << "\n";
    for (const auto& [name, version] : providers) context.out << "+ provider " << name << " v" << version << "\n";
    context.out << "Language and state of OpenTofu v" << kLanguageVersion << "\n";
    return kExitOk;
  }

 private:
  // "registry.opentofu.org/hashicorp/aws" -> "6.25.0", of the directory's lock file.
  static std::map<std::string, std::string> LockedProviders(const CommandContext& context) {
    std::map<std::string, std::string> providers;
    if (!context.files.Exists(".terraform.lock.hcl")) return providers;
    diag::Diagnostics ignored;
    const auto configuration = engine::LoadConfiguration(context.files, ".", {}, ignored);
    if (configuration == nullptr) return providers;
    for (const auto& [source, version] : configuration->locked_versions) {
      const auto host = configuration->locked_hosts.find(source);
      providers[(host == configuration->locked_hosts.end() ? "" : host->second + "/") + source] = version;
    }
    return providers;
  }

  static int PrintJson(CommandContext& context, const std::map<std::string, std::string>& providers) {
    engine::JsonObject selections;
    for (const auto& [name, version] : providers) selections.Text(name, version);
    engine::JsonObject object;
    object.Text("terraform_version", kLanguageVersion).Text("rolecall_version", kProgramVersion);
    object.Text("platform", kPlatform).Raw("provider_selections", selections.Close()).Flag("terraform_outdated", false);
    std::string pretty;
    engine::AppendIndented(pretty, object.Close());
    context.out << pretty << "\n";
    return kExitOk;
  }

  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeVersionCommand() { return std::make_unique<VersionCommand>(); }

}  // namespace rolecall::cli
