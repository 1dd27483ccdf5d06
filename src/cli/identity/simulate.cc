// `rolecall simulate`: policy decisions as data, from standard input.
#include <map>

#include "cli/identity/commands.h"
#include "cli/identity/principal_policies.h"
#include "cli/identity/simulate_stream.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {
namespace {

constexpr char kAwsIam[] = "https://iam.amazonaws.com";

// Asks an endpoint once for each principal.
class LivePolicies final : public policy::PrincipalPolicySource {
 public:
  explicit LivePolicies(aws::Client& client) : client_(client) {}

  Result<const Policies*> Find(const std::string& principal) override {
    auto known = known_.find(principal);
    if (known != known_.end()) return &known->second;
    ROLECALL_TRY(std::optional<PrincipalPolicies> found, FetchPrincipalPolicies(client_, principal));
    Policies policies;
    if (found) {
      policies.identity = std::move(found->identity);
      if (found->boundary) policies.boundaries.push_back(*std::move(found->boundary));
    }
    return &known_.emplace(principal, std::move(policies)).first->second;
  }

 private:
  aws::Client& client_;
  std::map<std::string, Policies> known_;
};

class SimulateCommand final : public Command {
 public:
  std::string name() const override { return "simulate"; }
  std::string summary() const override { return "Decide a request with its policies, read from standard input"; }
  std::string usage() const override { return "[--batch] [-explain] [--principal-policies-from URL]"; }
  std::string details() const override {
    return "The input is one JSON object with request, identityPolicies, resourcePolicy, boundaries, sessionPolicies, "
           "scps,\n"
           "rcps and endpointPolicies; with --batch one such object a line, answered one line each. Exit 0 if every "
           "object\n"
           "was answered, whatever the decision; 1 if one could not be read. With --principal-policies-from the\n"
           "identity policies (also those of groups) and the boundary of the request's principal are asked of an "
           "endpoint\n"
           "where the object has no identityPolicies or boundaries: its URL, env for AWS_ENDPOINT_URL, aws for AWS.";
  }
  void Declare(Flags& flags) override {
    flags.Switch("batch", &options_.batch, "One object a line");
    flags.Switch("explain", &options_.explain, "With every statement: what matched and what did not");
    flags.Text("principal-policies-from", "URL", &from_, "Ask this endpoint for the principal's own policies");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (from_.empty()) return RunSimulate(context.in, context.out, options_);
    const std::string endpoint = from_ == "env" ? "" : from_ == "aws" ? kAwsIam : from_;
    Result<std::unique_ptr<PlaneClient>> plane = PlaneClient::Connect(context, endpoint);
    if (!plane.ok()) return Fail(context, plane.error().message);
    LivePolicies source((*plane)->client());
    return RunSimulate(context.in, context.out, options_, &source);
  }

 private:
  std::string from_;
  SimulateOptions options_;
};

}  // namespace

std::unique_ptr<Command> MakeSimulateCommand() { return std::make_unique<SimulateCommand>(); }

}  // namespace rolecall::cli
