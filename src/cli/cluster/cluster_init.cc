// `rolecall cluster init`: a cluster's issuer made known to AWS, or to a plane: published, registered, and what its API
// servers are started with.
#include <ostream>

#include "cli/cluster/commands.h"
#include "cli/cluster/issuer_files.h"
#include "cli/cluster/published_issuer.h"
#include "cli/cluster/publisher.h"
#include "cli/frame/cluster_flags.h"
#include "cli/plane/plane_client.h"
#include "crypto/key.h"
#include "server/issuer_keys/discovery_document.h"

namespace rolecall::cli {
namespace {

class ClusterInitCommand final : public Command {
 public:
  std::string name() const override { return "cluster init"; }
  std::string summary() const override {
    return "Make a cluster's token issuer known: publish, register, print API server flags";
  }
  std::string usage() const override { return "[options] -issuer URL"; }
  std::string details() const override {
    return "For clusters that no cloud runs (kubeadm, kind, k3s, Talos, kops, on premises). Keys come from files of "
           "the\n"
           "control plane (-key), from the cluster (-kubernetes) or are made (-new-key DIR). Writes the discovery "
           "document\n"
           "and the key set to a directory (-output) or a bucket (-s3), registers the token provider in IAM "
           "(-register),\n"
           "prints the flags of the API servers (-platform), and reads at the end what AWS will read. May be run "
           "again.\n"
           "The webhook's configuration: rolecall webhook -print-configuration; its manifests: deploy/.\n"
           "Exit 0 done, 2 done but not yet to be read by the issuer's URL, 1 error.";
  }
  void Declare(Flags& flags) override {
    flags.Text("issuer", "URL", &issuer_, "The issuer's public name, https [with -kubernetes: the cluster's own]");
    flags.List("key", "FILE", &keys_, "A key of service account tokens, PEM or JWKS; may be repeated");
    flags.Text("new-key", "DIR", &new_key_, "Make DIR/sa.key and DIR/sa.pub, unless they are there, and use them");
    cluster_.Declare(flags, "Read issuer and keys from this cluster");
    flags.Text("output", "DIR", &place_.directory, "Write the documents below this directory");
    flags.Text("s3", "BUCKET[/PREFIX]", &place_.bucket, "Put the documents into this bucket");
    flags.Switch("register", &register_, "Make the token provider in IAM");
    flags.Text("audience", "AUDIENCE", &audience_, "The provider's client id [sts.amazonaws.com]");
    flags.Text("endpoint", "URL", &place_.endpoint, "Of IAM and S3 [AWS_ENDPOINT_URL]");
    flags.Text("platform", "NAME", &platform_, "How flags are printed: flags, kubeadm, kind, k3s, talos [flags]");
    flags.Text("former-issuer", "URL", &former_, "In the flags: an issuer whose tokens stay good");
    flags.Text("pki", "DIR", &pki_, "In the flags: where the keys are on the control plane [/etc/kubernetes/pki]");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    const std::optional<Platform> platform = ParsePlatform(platform_);
    if (!platform) return FailUsage(context, *this, "-platform is one of flags, kubeadm, kind, k3s and talos");
    if (keys_.empty() && new_key_.empty() && !cluster_.given) {
      return FailUsage(context, *this, "where do the keys come from? -key FILE, -new-key DIR or -kubernetes");
    }
    Result<bool> done = Initialize(context, *platform);
    if (!done.ok()) return Fail(context, done.error().message);
    return *done ? kExitOk : kExitDifferent;
  }

 private:
  // False: what was published cannot be read yet.
  Result<bool> Initialize(CommandContext& context, Platform platform) {
    ROLECALL_TRY(const crypto::KeySet keys, Keys(context));
    ROLECALL_RETURN_IF_ERROR(CheckIssuer(issuer_));
    ROLECALL_TRY(const std::string where, PublishIssuer(context, place_, issuer_, keys));
    if (!where.empty()) {
      context.err << "Published " << keys.keys().size() << " key(s) of " << issuer_ << ": " << where << "\n";
    }
    if (register_) {
      ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, place_.endpoint));
      ROLECALL_TRY(const std::string made, RegisterProvider(*plane, issuer_, audience_));
      context.err << "Token provider: " << made << "\n";
    }
    context.out << ApiServerFlags(platform, {.issuer = issuer_,
                                             .former_issuer = former_,
                                             .signing_key = JoinPath(pki_, "sa.key"),
                                             .verifying_keys = {JoinPath(pki_, "sa.pub")}});
    if (where.empty()) return true;
    http::CurlClient http{http::ClientOptions{}};
    const std::string why = WhyNotPublished(http, issuer_, keys);
    context.err << (why.empty() ? "Checked: AWS can read the keys by " + issuer_
                                : "Not yet to be read as AWS does: " + why)
                << "\n";
    return why.empty();
  }

  Result<crypto::KeySet> Keys(CommandContext& context) {
    std::vector<std::string> paths = keys_;
    if (!new_key_.empty()) {
      ROLECALL_RETURN_IF_ERROR(MakeKey(context));
      paths.push_back(JoinPath(new_key_, "sa.pub"));
    }
    if (!paths.empty()) return ReadIssuerKeys(paths, context.files);
    ROLECALL_TRY(std::unique_ptr<kube::ApiClient> api, cluster_.Connect(context));
    kube::ApiResult<http::Response> keys =
        api->Send({.path = "/openid/v1/jwks", .accept = "application/jwk-set+json, application/json"});
    if (!keys.ok()) return keys.error().error;
    if (issuer_.empty()) {
      kube::ApiResult<http::Response> document = api->Send({.path = "/.well-known/openid-configuration"});
      if (!document.ok()) return document.error().error;
      ROLECALL_TRY(issuer_, server::IssuerOf(document->body));
    }
    return crypto::KeySet::Parse(keys->body);
  }

  Result<void> MakeKey(CommandContext& context) const {
    const std::string own = JoinPath(new_key_, "sa.key"), open = JoinPath(new_key_, "sa.pub");
    if (context.files.Exists(own) || context.files.Exists(open)) return {};
    ROLECALL_TRY(const crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kRsa2048));
    ROLECALL_RETURN_IF_ERROR(context.files.MakeDirectories(new_key_, /*is_private=*/true));
    ROLECALL_RETURN_IF_ERROR(context.files.Write(own, key.ToPem().Reveal(), FileMode::kPrivate));
    return context.files.Write(open, key.public_key().ToPem(), FileMode::kPublic);
  }

  std::string issuer_, new_key_, audience_ = "sts.amazonaws.com", platform_ = "flags", former_;
  std::string pki_ = "/etc/kubernetes/pki";
  std::vector<std::string> keys_;
  PublishPlace place_;
  ClusterFlags cluster_;
  bool register_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeClusterInitCommand() { return std::make_unique<ClusterInitCommand>(); }

}  // namespace rolecall::cli
