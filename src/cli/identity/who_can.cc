// `rolecall who-can`: everybody who may do something, and how. `rolecall principal-can`: all that one may do.
#include "access/who_can/who_can.h"

#include <boost/json.hpp>
#include <optional>
#include <ostream>

#include "access/model/model_readers.h"
#include "access/model/secret_arn.h"
#include "access/paths/joined_paths.h"
#include "access/who_can/principal_can.h"
#include "cli/frame/cluster_flags.h"
#include "cli/identity/access_source.h"
#include "cli/identity/cluster_rbac.h"
#include "cli/identity/commands.h"

namespace rolecall::cli {
namespace {

class WhoCanCommand final : public Command {
 public:
  std::string name() const override { return "who-can"; }
  std::string summary() const override { return "List everybody who may do something, and through which role"; }
  std::string usage() const override { return "ACTION RESOURCE [options]"; }
  std::string details() const override {
    return "Lists service accounts, users and other principals that may do ACTION on RESOURCE (an ARN, or *; both may\n"
           "be patterns), each with its path: provider, role, statement, and what only a request decides. Trust "
           "policies that let in more than one service account are\n"
           "marked with \"!\". Reads a configuration directory before anything exists (--dir), a state (--state,\n"
           "--backend) or a whole live account. Exit 0 somebody, 2 nobody that is known, 1 error.";
  }
  void Declare(Flags& flags) override {
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("paths", &paths_,
                 "Also tell who can become these: by escalation in the account, and by the RBAC of the cluster");
    cluster_.Declare(flags, "With -paths: read the cluster's RBAC, beside that of the manifests");
    source_.Declare(flags);
    flags.Text("annotation-prefix", "PREFIX", &prefix_, "Prefix of the annotations [eks.amazonaws.com]");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 2 || positional[0].find(':') == std::string::npos) {
      return FailUsage(context, *this, "name an action (SERVICE:OPERATION) and a resource");
    }
    if (!positional[1].starts_with("*") && !positional[1].starts_with("arn:")) {
      return FailUsage(context, *this, "the resource must be an ARN, or * (both may be patterns)");
    }
    AccessSource source(context, source_, prefix_);
    if (!source.Read()) return kExitError;
    if (source.is_live()) {
      const Result<void> read = ReadLive(source, positional[1]);
      if (!read.ok()) return Fail(context, read.error().message);
    }
    const access::CompletedArn secret = access::CompleteSecretArn(source.model(), positional[0], positional[1]);
    const access::WhoCanQuestion question{&source.model(), positional[0], secret.arn, source.model().region,
                                          UnixSeconds(context.clock.Now())};
    access::WhoCanAnswer answer = access::WhoCan(question);
    if (!secret.remark.empty()) answer.remarks.push_back(secret.remark);
    std::optional<access::JoinedPaths> paths;
    if (paths_) {
      Result<access::Rbac> rbac = ReadRbac(context, source_, cluster_);
      if (!rbac.ok()) return Fail(context, rbac.error().message);
      paths = access::JoinPaths(answer, source.model(), *rbac, question.region);
    }
    if (json_) {
      boost::json::value whole = boost::json::parse(access::ToJson(question, answer));
      if (paths) access::AddJson(*paths, whole.as_object());
      context.out << boost::json::serialize(whole) << "\n";
      return ExitOf(answer);
    }
    const bool color = context.out_is_terminal && context.environment.GetOr("NO_COLOR", "").empty();
    context.out << access::ToText(question, answer, color);
    if (paths) context.out << access::ToText(*paths);
    for (const std::string& remark : source.remarks()) context.out << "  Note: " << remark << "\n";
    return ExitOf(answer);
  }

 private:
  static int ExitOf(const access::WhoCanAnswer& answer) { return answer.paths.empty() ? kExitDifferent : kExitOk; }
  static Result<void> ReadLive(AccessSource& source, const std::string& resource) {
    ROLECALL_RETURN_IF_ERROR(source.ReadLiveAccount());
    ROLECALL_TRY(PlaneClient * plane, source.Connect());
    return access::AddResourcePolicyFromEndpoint(plane->client(), resource, source.model());
  }

  AccessFlags source_;
  ClusterFlags cluster_;
  std::string prefix_ = "eks.amazonaws.com";
  bool json_ = false, paths_ = false;
};

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

std::unique_ptr<Command> MakeWhoCanCommand() { return std::make_unique<WhoCanCommand>(); }

std::unique_ptr<Command> MakePrincipalCanCommand() { return std::make_unique<PrincipalCanCommand>(); }

}  // namespace rolecall::cli
