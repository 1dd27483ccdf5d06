// `rolecall doctor`: why pods do not get their roles, and the commands that mend it.
#include "access/doctor/doctor.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "cli/cluster/commands.h"
#include "cli/cluster/doctor_inputs.h"
#include "cli/cluster/inside_probe.h"
#include "cli/frame/cluster_flags.h"
#include "cli/identity/access_source.h"
#include "cli/identity/identity_flags.h"
#include "cli/operation/plan_lint.h"

namespace rolecall::cli {
namespace {

class DoctorCommand final : public Command {
 public:
  std::string name() const override { return "doctor"; }
  std::string summary() const override {
    return "Find why pods do not get their roles, with the commands that mend it";
  }
  std::string usage() const override { return "[options] [FILE or DIR …]"; }
  std::string details() const override {
    return "Looks at Kubernetes objects (of files and of directories with all that is below them, or with -kubernetes\n"
           "of a cluster), at the cluster's issuer as AWS would read it, and at the account's roles and providers\n"
           "(-dir, -state, -backend, -endpoint or AWS_ENDPOINT_URL). With a cluster a token is asked for and thrown\n"
           "away, and the API server is asked what it would make of a pod (dry run); nothing is changed, and Secrets\n"
           "are not read. What is not known is said and not judged. -checks lists what is looked for; the checks of\n"
           "`rolecall lint` come with them. -inside is for a container that lacks its role: run it there (kubectl "
           "exec).\n"
           "Exit 0 nothing found, 2 findings at least as severe as -fail-on, 1 error.";
  }
  void Declare(Flags& flags) override {
    cluster_.Declare(flags, "Look at this cluster");
    source_.Declare(flags);
    flags.Switch("matrix", &matrix_, "Print service accounts beside roles, and which trust which");
    flags.Switch("inside", &inside_, "Look at this container: its variables and tokens, and whether STS takes them");
    flags.Switch("checks", &checks_, "List the checks, and do nothing else");
    DeclareFailOn(flags, &fail_on_, "Exit with 2 from this severity on: error, warning, hint [warning]");
    flags.List("ignore", "CODE", &ignored_, "Accept findings with this code; may be repeated");
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("sarif", &sarif_, "Print SARIF 2.1.0");
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (checks_) return PrintChecks(context);
    if (json_ && sarif_) return FailUsage(context, *this, "-json and -sarif exclude each other");
    if (inside_) {
      if (!positional.empty() || cluster_.given) return FailUsage(context, *this, "-inside looks at nothing else");
      return PrintInside(context);
    }
    if (positional.empty() && !cluster_.given && !HasAccount(context)) {
      return FailUsage(context, *this, "name files, a cluster (-kubernetes) or an account (-dir, -state, -endpoint)");
    }
    settings_ = identity_.Settings(context.environment);
    http::CurlClient http{http::ClientOptions{}};
    DoctorInputs inputs(context, settings_, http);
    Result<void> read = Read(context, positional, inputs);
    if (!read.ok()) return Fail(context, read.error().message);
    std::optional<AccessSource> source;
    if (HasAccount(context)) {
      source.emplace(context, source_, settings_.annotation_prefix);
      if (!source->Read()) return kExitError;
      if (source->is_live()) read = source->ReadLiveAccount();
      if (!read.ok()) return Fail(context, read.error().message);
    }
    return matrix_ ? PrintMatrix(context, inputs, source) : PrintReport(context, inputs, source);
  }

 private:
  bool HasAccount(const CommandContext& context) const {
    return !source_.is_live() || !source_.endpoint.empty() ||
           !context.environment.GetOr("AWS_ENDPOINT_URL", "").empty();
  }

  Result<void> Read(CommandContext& context, const std::vector<std::string>& paths, DoctorInputs& inputs) {
    ROLECALL_RETURN_IF_ERROR(inputs.ReadFiles(paths));
    ROLECALL_RETURN_IF_ERROR(inputs.ReadFiles(source_.manifests));
    if (!cluster_.given) return {};
    ROLECALL_TRY(std::unique_ptr<kube::ApiClient> api, cluster_.Connect(context));
    return inputs.ReadCluster(*api);
  }

  int PrintChecks(CommandContext& context) const {
    for (const policy::LintRule& rule : access::DoctorRules()) {
      context.out << Pad(std::string(rule.code), 24) << Pad(std::string(policy::SeverityName(rule.severity)), 9)
                  << rule.title << "\n";
    }
    return kExitOk;
  }

  int PrintReport(CommandContext& context, DoctorInputs& inputs, std::optional<AccessSource>& source) const {
    Result<access::LintReport> report = inputs.Report(source.has_value() ? &source->model() : nullptr);
    if (!report.ok()) return Fail(context, report.error().message);
    for (const std::string& note : inputs.notes()) context.err << "Note: " << note << "\n";
    if (!source.has_value()) context.err << "Note: no account was looked at: roles and trust are not judged\n";
    return Print(context, *report);
  }

  int PrintInside(CommandContext& context) const {
    access::LintReport report;
    access::DiagnoseInside(ProbeInside(context), report);
    return Print(context, report);
  }

  int Print(CommandContext& context, access::LintReport& report) const {
    std::vector<access::LintIgnore> ignores;
    for (const std::string& code : ignored_) ignores.push_back({code, "", ""});
    access::Suppress(report, ignores);
    access::SortFindings(report);
    if (json_) {
      context.out << access::LintJson(report);
    } else if (sarif_) {
      context.out << access::LintSarif(report, "");
    } else {
      const bool color = context.out_is_terminal && context.environment.GetOr("NO_COLOR", "").empty();
      context.out << access::LintText(report, {.color = color, .width = context.columns});
    }
    return access::HasFindings(report, *fail_on_) ? kExitDifferent : kExitOk;
  }

  int PrintMatrix(CommandContext& context, DoctorInputs& inputs, std::optional<AccessSource>& source) const {
    access::IdentityModel model;
    if (source.has_value()) model = source->model();
    model.Merge(inputs.accounts());
    const std::vector<access::MatrixRow> rows = access::IdentityMatrix(model, settings_);
    if (json_) {
      boost::json::array list;
      for (const access::MatrixRow& row : rows) {
        list.push_back({{"service_account", row.account}, {"role", row.role}, {"verdict", row.verdict}});
      }
      context.out << boost::json::serialize(boost::json::object{{"format_version", "1.0"}, {"rows", std::move(list)}})
                  << "\n";
      return kExitOk;
    }
    std::size_t account = 15, role = 4;
    for (const access::MatrixRow& row : rows) {
      account = std::max(account, row.account.size());
      role = std::max(role, row.role.size());
    }
    context.out << Pad("SERVICE ACCOUNT", account + 2) << Pad("ROLE", role + 2) << "VERDICT\n";
    for (const access::MatrixRow& row : rows) {
      context.out << Pad(row.account, account + 2) << Pad(row.role, role + 2) << row.verdict << "\n";
    }
    return kExitOk;
  }

  ClusterFlags cluster_;
  AccessFlags source_;
  IdentityFlags identity_;
  kube::WebhookSettings settings_;
  std::optional<policy::FindingSeverity> fail_on_ = policy::FindingSeverity::kWarning;
  std::vector<std::string> ignored_;
  bool matrix_ = false, inside_ = false, checks_ = false, json_ = false, sarif_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeDoctorCommand() { return std::make_unique<DoctorCommand>(); }

}  // namespace rolecall::cli
