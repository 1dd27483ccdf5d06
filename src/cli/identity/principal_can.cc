// `rolecall principal-can`: all that a role or user may do.
#include "access/who_can/principal_can.h"

#include <ostream>

#include "cli/identity/access_source.h"
#include "cli/identity/commands.h"

namespace rolecall::cli {
namespace {

class PrincipalCanCommand final : public Command {
 public:
  std::string name() const override { return "principal-can"; }
  std::string summary() const override { return "List all that a role or user may do"; }
  std::string usage() const override { return "ROLE [options]"; }
  std::string details() const override {
    return "Puts together what the policies of a role or user (its name or ARN) allow: actions, resources and\n"
           "conditions, with the statements that say so; what a Deny or the permissions boundary takes away is said.\n"
           "Reads a configuration directory before anything exists (--dir), a state (--state, --backend) or a whole\n"
           "live account. Exit 0 something, 2 nothing that is known, 1 error.";
  }
  void Declare(Flags& flags) override {
    flags.Switch("json", &json_, "Print JSON");
    source_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 1) return FailUsage(context, *this, "name a role or user");
    AccessSource source(context, source_, "eks.amazonaws.com");
    if (!source.Read()) return kExitError;
    if (source.is_live()) {
      const Result<void> read = source.ReadLiveAccount();
      if (!read.ok()) return Fail(context, read.error().message);
    }
    const access::PrincipalCanAnswer answer =
        access::PrincipalCan({&source.model(), positional[0], source.model().region});
    if (!answer.found) return Fail(context, "there is no role or user " + positional[0]);
    context.out << (json_ ? access::ToJson(answer) + "\n" : access::ToText(answer));
    for (const std::string& remark : source.remarks()) {
      if (!json_) context.out << "  Note: " << remark << "\n";
    }
    return answer.grants.empty() ? kExitDifferent : kExitOk;
  }

 private:
  AccessFlags source_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakePrincipalCanCommand() { return std::make_unique<PrincipalCanCommand>(); }

}  // namespace rolecall::cli
