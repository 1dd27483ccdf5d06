// `rolecall version`.
#include "cli/version.h"

#include <boost/json.hpp>
#include <ostream>

#include "cli/commands.h"

namespace rolecall::cli {
namespace {

class VersionCommand final : public Command {
 public:
  std::string name() const override { return "version"; }
  std::string summary() const override { return "Print the version"; }
  std::string usage() const override { return "[-json]"; }
  CommandGroup group() const override { return CommandGroup::kTerraform; }
  void Declare(Flags& flags) override { flags.Switch("json", &json_, "Print JSON"); }

  int Run(World& world, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(world, *this, "unexpected argument " + positional.front());
    if (json_) {
      world.out << boost::json::serialize(boost::json::object{{"terraform_version", kLanguageVersion},
                                                              {"rolecall_version", kProgramVersion},
                                                              {"platform", kPlatform},
                                                              {"provider_selections", boost::json::object{}},
                                                              {"terraform_outdated", false}})
                << "\n";
      return kExitOk;
    }
    world.out << "Rolecall v" << kProgramVersion << "\non " << kPlatform << "\nLanguage and state of OpenTofu v"
              << kLanguageVersion << "\n";
    return kExitOk;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeVersionCommand() { return std::make_unique<VersionCommand>(); }

}  // namespace rolecall::cli
