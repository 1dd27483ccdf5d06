// `rolecall inject`: manifests in, the same manifests with their pods injected out. No cluster is needed.
#include <boost/json.hpp>
#include <iterator>
#include <ostream>

#include "cli/identity/commands.h"
#include "cli/identity/identity_flags.h"
#include "cli/identity/pod_manifests.h"
#include "cli/identity/review_replay.h"
#include "kube/identity_files.h"
#include "kube/injection/injection.h"
#include "kube/manifest.h"

namespace rolecall::cli {
namespace {

class InjectCommand final : public Command {
 public:
  std::string name() const override { return "inject"; }
  std::string summary() const override {
    return "Print manifests with the pod identity injected, as the webhook would";
  }
  std::string usage() const override { return "[options] (-f FILE [-f FILE …] | -replay)"; }
  std::string details() const override {
    return "Reads service accounts and pods (also inside Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs and\n"
           "CronJobs) from YAML or JSON files, directories, or standard input (\"-\"). Prints every object, the pods "
           "with\n"
           "environment, token volume and mounts added. Comments are not kept.\n"
           "With -replay recorded reviews are read from standard input, one JSON object a line (flags, "
           "serviceAccounts,\n"
           "configMaps, containerCredentialsConfig, instanceIdentity, contentType, request or rawBody), and sent "
           "through\n"
           "the webhook's HTTP handler; each answer is a line {\"name\",\"httpStatus\",\"body\"}.";
  }
  void Declare(Flags& flags) override {
    flags.List("f", "FILE", &files_, "A manifest; may be given several times");
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("replay", &replay_, "Answer recorded reviews from standard input");
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (replay_) {
      if (!files_.empty()) return FailUsage(context, *this, "-replay reads standard input and no manifests");
      const Result<void> replayed = ReplayReviews(context);
      return replayed.ok() ? kExitOk : Fail(context, replayed.error().message);
    }
    if (files_.empty()) return FailUsage(context, *this, "no manifest is named; use -f FILE");
    Result<std::vector<boost::json::value>> objects = ReadPodManifests(context, files_);
    if (!objects.ok()) return Fail(context, objects.error().message);
    const kube::WebhookSettings settings = identity_.Settings(context.environment);
    Result<kube::IdentitySource> source = kube::ReadIdentities(*objects, settings, context.files);
    if (!source.ok()) return Fail(context, source.error().message);
    for (boost::json::value& object : *objects) {
      if (Result<void> done = InjectObject(context, object, *source, settings); !done.ok()) {
        return Fail(context, done.error().message);
      }
    }
    if (json_) {
      for (const boost::json::value& object : *objects) context.out << boost::json::serialize(object) << "\n";
    } else {
      context.out << kube::FormatManifests(*objects);
    }
    return kExitOk;
  }

 private:
  Result<void> InjectObject(CommandContext& context, boost::json::value& object, const kube::IdentitySource& source,
                            const kube::WebhookSettings& settings) {
    const std::string namespace_name = NamespaceOf(object);
    for (boost::json::value* pod : PodsIn(object)) {
      NameServiceAccount(*pod);
      const kube::InjectionResult result = kube::Inject(*pod, namespace_name, source, settings, context.random);
      for (const std::string& warning : result.warnings) {
        context.err << "Warning: " << DescribeObject(object) << ": " << warning << "\n";
      }
      if (result.is_too_large) {
        return Error{
            ErrorCode::kResourceExhausted,
            DescribeObject(object) + " has so many containers that with their identity it could not be stored"};
      }
      if (result.patch.empty()) {
        context.err << "Note: " << DescribeObject(object) << " stays as it is: "
                    << (result.identity.reason.empty() ? "nothing is missing" : result.identity.reason) << "\n";
      }
      ROLECALL_RETURN_IF_ERROR(kube::Apply(result.patch, *pod));
    }
    return {};
  }

  std::vector<std::string> files_;
  bool json_ = false, replay_ = false;
  IdentityFlags identity_;
};

}  // namespace

std::unique_ptr<Command> MakeInjectCommand() { return std::make_unique<InjectCommand>(); }

}  // namespace rolecall::cli
