// `rolecall cluster rotate-keys`: the next step of a rotation, published, and what the control plane must do for it.
#include <ostream>

#include "cli/cluster/commands.h"
#include "cli/cluster/issuer_files.h"
#include "cli/cluster/key_rotation.h"
#include "cli/cluster/published_issuer.h"
#include "cli/cluster/publisher.h"

namespace rolecall::cli {
namespace {

class ClusterRotateKeysCommand final : public Command {
 public:
  std::string name() const override { return "cluster rotate-keys"; }
  std::string summary() const override {
    return "Do the next step of replacing a cluster's token keys, without refusing a token";
  }
  std::string usage() const override { return "[options] -issuer URL -keys DIR"; }
  std::string details() const override {
    return "Three steps, one a call, each when its time has come: a new key is made and published; it signs; the old\n"
           "one is no longer published. After each, the keys go to the control plane and the flags that are printed "
           "to\n"
           "its API servers. DIR has sa.key and sa.pub, as `rolecall cluster init -new-key` makes them.\n"
           "Exit 0 done, 2 done but not yet to be read by the issuer's URL, 1 error or not yet.";
  }
  void Declare(Flags& flags) override {
    flags.Text("issuer", "URL", &issuer_, "The issuer");
    flags.Text("keys", "DIR", &directory_, "The directory of the keys");
    flags.Text("output", "DIR", &place_.directory, "Write the documents below this directory");
    flags.Text("s3", "BUCKET[/PREFIX]", &place_.bucket, "Put the documents into this bucket");
    flags.Text("endpoint", "URL", &place_.endpoint, "Of S3 [AWS_ENDPOINT_URL]");
    flags.Duration("publish-for", "DURATION", &publish_, "How long a key is published before it signs [2h]");
    flags.Duration("token-lifetime", "DURATION", &retire_, "How long the longest token lives [25h]");
    flags.Switch("now", &times_.now, "Wait for nothing: tokens may be refused");
    flags.Text("platform", "NAME", &platform_, "How flags are printed: flags, kubeadm, kind, k3s, talos [flags]");
    flags.Text("pki", "DIR", &pki_, "In the flags: where the keys are on the control plane [/etc/kubernetes/pki]");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    const std::optional<Platform> platform = ParsePlatform(platform_);
    if (!platform) return FailUsage(context, *this, "-platform is one of flags, kubeadm, kind, k3s and talos");
    if (directory_.empty() || issuer_.empty()) return FailUsage(context, *this, "-issuer and -keys must be given");
    if (place_.directory.empty() && place_.bucket.empty()) {
      return FailUsage(context, *this, "where to publish? -output or -s3");
    }
    times_.publish = std::chrono::duration_cast<std::chrono::seconds>(publish_);
    times_.retire = std::chrono::duration_cast<std::chrono::seconds>(retire_);
    Result<bool> done = Rotate(context, *platform);
    if (!done.ok()) return Fail(context, done.error().message);
    return *done ? kExitOk : kExitDifferent;
  }

 private:
  Result<bool> Rotate(CommandContext& context, Platform platform) {
    ROLECALL_RETURN_IF_ERROR(CheckIssuer(issuer_));
    KeyRotation rotation(directory_, context.files, context.clock);
    ROLECALL_TRY(const RotationStep step, rotation.Next(times_));
    ROLECALL_TRY(const std::vector<std::string> files, rotation.PublicKeyFiles());
    ROLECALL_TRY(const crypto::KeySet keys, ReadIssuerKeys(files, context.files));
    ROLECALL_TRY(const std::string where, PublishIssuer(context, place_, issuer_, keys));
    context.err << TextOf(step) << "\nPublished " << keys.keys().size() << " key(s): " << where << "\n";
    ApiServerKeys flags{
        .issuer = issuer_, .former_issuer = "", .signing_key = JoinPath(pki_, "sa.key"), .verifying_keys = {}};
    for (const std::string& file : files) {
      flags.verifying_keys.push_back(JoinPath(pki_, file.substr(file.rfind('/') + 1)));
    }
    context.out << ApiServerFlags(platform, flags);
    http::CurlClient http{http::ClientOptions{}};
    const std::string why = WhyNotPublished(http, issuer_, keys);
    if (!why.empty()) context.err << "Not yet to be read as AWS does: " << why << "\n";
    return why.empty();
  }

  static const char* TextOf(RotationStep step) {
    switch (step) {
      case RotationStep::kPublished:
        return "Step 1 of 3: a new key is published. Copy next.pub to every control plane, restart its API server with "
               "the flags below, then run this again.";
      case RotationStep::kSigns:
        return "Step 2 of 3: the new key signs. Copy sa.key, sa.pub and old-*.pub to every control plane, restart its "
               "API "
               "server with the flags below, then run this again when the old tokens have expired.";
      case RotationStep::kRetired:
        return "Step 3 of 3: the old key is no longer published. Remove old-*.pub from every control plane and restart "
               "its API server with the flags below.";
    }
    return "";
  }

  std::string issuer_, directory_, platform_ = "flags", pki_ = "/etc/kubernetes/pki";
  PublishPlace place_;
  RotationTimes times_;
  std::chrono::milliseconds publish_{std::chrono::hours(2)}, retire_{std::chrono::hours(25)};
};

}  // namespace

std::unique_ptr<Command> MakeClusterRotateKeysCommand() { return std::make_unique<ClusterRotateKeysCommand>(); }

}  // namespace rolecall::cli
