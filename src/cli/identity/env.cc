// `rolecall env`: the environment that points AWS tools at a running plane, for `eval "$(rolecall env)"`.
#include <ostream>

#include "aws/client/profiles.h"
#include "base/shell.h"
#include "cli/frame/data_directory.h"
#include "cli/identity/commands.h"

namespace rolecall::cli {
namespace {

class EnvCommand final : public Command {
 public:
  std::string name() const override { return "env"; }
  std::string summary() const override { return "Print the environment that points AWS tools at a running plane"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "For a shell: eval \"$(rolecall env)\". Reads the credentials file that `serve` keeps in its data "
           "directory.\n"
           "The keys are printed: do not let the output into a log.";
  }
  void Declare(Flags& flags) override {
    flags.Text("data-dir", "DIR", &data_directory_, "The plane's data directory [$XDG_STATE_HOME/rolecall]");
    flags.Text("profile", "NAME", &profile_, "The profile of the credentials file [default]");
    flags.Switch("unset", &unset_, "Print what takes these variables away again");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (unset_) {
      context.out << "unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY "
                     "AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION\n";
      return kExitOk;
    }
    const std::string file = JoinPath(DataDirectory(context.environment, data_directory_), "credentials");
    if (!context.files.Exists(file)) {
      return Fail(context, "there is no " + file +
                               ": no plane has run on this data directory, or one that follows another, whose keys are "
                               "good there too. Start one with `rolecall serve`");
    }
    Result<aws::Profiles> profiles = aws::LoadProfiles(context.files, context.environment,
                                                       {.config_files = {"/dev/null"}, .credentials_files = {file}});
    if (!profiles.ok()) return Fail(context, profiles.error().message);
    const aws::Section* section = profiles->Find(profile_);
    if (section == nullptr) return Fail(context, file + " has no profile " + profile_);
    Print(context, *section, "endpoint_url", {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"});
    Print(context, *section, "aws_access_key_id", {"AWS_ACCESS_KEY_ID"});
    Print(context, *section, "aws_secret_access_key", {"AWS_SECRET_ACCESS_KEY"});
    Print(context, *section, "region", {"AWS_REGION", "AWS_DEFAULT_REGION"});
    return kExitOk;
  }

 private:
  static void Print(CommandContext& context, const aws::Section& section, const std::string& key,
                    std::initializer_list<const char*> names) {
    const auto found = section.find(key);
    if (found == section.end()) return;
    for (const char* name : names) context.out << "export " << name << "=" << ShellQuoted(found->second) << "\n";
  }

  std::string data_directory_;
  std::string profile_ = "default";
  bool unset_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeEnvCommand() { return std::make_unique<EnvCommand>(); }

}  // namespace rolecall::cli
