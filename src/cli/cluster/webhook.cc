// `rolecall webhook`: the pod identity webhook without the plane, by the flags of amazon-eks-pod-identity-webhook.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <ostream>

#include "base/duration.h"
#include "base/text.h"
#include "cli/cluster/commands.h"
#include "cli/frame/data_directory.h"
#include "cli/identity/identity_flags.h"
#include "kube/client/cluster_access.h"
#include "kube/manifest.h"
#include "server/run_webhook.h"
#include "server/webhook/listen_address.h"
#include "server/webhook/own_certificates.h"
#include "server/webhook/registration.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxCaBundle = 1u << 20;

// Flags of the upstream webhook that are taken, so that its command line need not be changed, and what stands against
// them here. `note`: what the operator is told if one is given; empty: it makes no difference here.
struct UpstreamFlag {
  const char* name;
  bool is_switch;
  const char* help;
  const char* note;
};
constexpr std::array<UpstreamFlag, 15> kUpstreamFlags = {{
    {"in-cluster", true, "Upstream: certificates by the cluster's signer, which has long gone",
     "certificates come from --tls-cert and --tls-key, or are made here"},
    {"tls-secret", false, "Upstream: the secret of those certificates", "there are no certificates in secrets here"},
    {"resync-period", false, "Upstream: of its view of the cluster",
     "the watch needs none, and files are looked at every two seconds"},
    {"enable-debugging-handlers", true, "Upstream: /debug/alpha", "there are no debugging handlers here"},
    {"logtostderr", true, "Of klog", ""},
    {"alsologtostderr", true, "Of klog", ""},
    {"v", false, "Of klog", ""},
    {"vmodule", false, "Of klog", ""},
    {"log_dir", false, "Of klog", ""},
    {"log_file", false, "Of klog", ""},
    {"log_file_max_size", false, "Of klog", ""},
    {"stderrthreshold", false, "Of klog", ""},
    {"skip_headers", true, "Of klog", ""},
    {"skip_log_headers", true, "Of klog", ""},
    {"add_dir_header", true, "Of klog", ""},
}};

class WebhookCommand final : public Command {
 public:
  std::string name() const override { return "webhook"; }
  std::string summary() const override { return "Run the pod identity webhook alone, without the plane"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Takes the flags of amazon-eks-pod-identity-webhook. Service accounts come from the cluster that "
           "-kubernetes\n"
           "names, from -manifests, or, without either, from the cluster that it runs in. Without -tls-cert it makes a "
           "CA\n"
           "and a certificate for SERVICE-NAME.NAMESPACE.svc and renews it. With -print-configuration it prints the\n"
           "MutatingWebhookConfiguration that makes the API server ask it, and ends.";
  }

  void Declare(Flags& flags) override {
    flags.Text("listen", "HOST:PORT", &options_.listen, "Where to listen [:443]");
    flags.Number("port", "PORT", &port_, "The same on every address [443]");
    flags.Text("metrics-listen", "HOST:PORT", &options_.metrics_listen,
               "Where /metrics is, in plain HTTP; empty: nowhere [:9999]");
    flags.Number("metrics-port", "PORT", &metrics_port_, "The same on every address [9999]");
    flags.List("manifests", "PATH", &options_.manifests, "Service accounts: a file or directory; may be repeated");
    flags.Number("threads", "N", &options_.threads, "Reviews that are answered at once [one per processor]");
    flags.Custom(
        "service-account-lookup-grace-period", "DURATION",
        [this](const std::string& text) -> Result<void> {
          const std::optional<std::chrono::nanoseconds> grace = ParseDuration(text);
          if (!grace || grace->count() < 0 || *grace > std::chrono::seconds(5)) {
            return Error{ErrorCode::kInvalidArgument, "it is a duration from 0s to 5s"};
          }
          options_.lookup_grace = std::chrono::duration_cast<std::chrono::milliseconds>(*grace);
          return {};
        },
        "How long a service account is waited for that the cluster has not told of yet [100ms]");
    flags.Text("shutdown-delay", "DURATION", &options_.shutdown_delay,
               "Answer reviews that long after SIGTERM, while the cluster takes this replica out of its Service [0s]");
    flags.Text("tls-cert", "FILE", &options_.tls_cert, "Certificate chain, PEM; read again when it changes");
    flags.Text("tls-key", "FILE", &options_.tls_key, "Its private key, PEM");
    flags.Text("tls-min-version", "VERSION", &tls_min_version_, "1.2 or VersionTLS12 [1.2]");
    flags.Text("tls-cipher-suites", "LIST", &cipher_suites_, "Upstream's; here they cannot be chosen");
    flags.Text("cert-dir", "DIR", &options_.cert_dir,
               "Of the CA and the certificate that are made here [$XDG_STATE_HOME/rolecall/webhook]");
    flags.Text("service-name", "NAME", &service_, "The Service that the API server asks [pod-identity-webhook]");
    flags.List("host", "NAME", &options_.names, "What else the certificate made here is for; may be repeated");
    flags.OptionalText("kubernetes", "KUBECONFIG", &watches_cluster_, &kubeconfig_,
                       "Watch the service accounts of a cluster [as kubectl finds it, else in-cluster]");
    flags.Text("context", "NAME", &context_name_, "The kubeconfig's context [its current one]");
    flags.Custom(
        "kubeconfig", "FILE",
        [this](const std::string& text) -> Result<void> {
          watches_cluster_ = watches_cluster_ || !text.empty();
          kubeconfig_ = text;
          return {};
        },
        "Upstream: the same");
    flags.Text("kube-api", "URL", &kube_api_, "Upstream's; here a kubeconfig says where the API server is");
    flags.Text("account-id", "ID", &account_, "With -compose-role-arn: the account of roles that are only named");
    flags.Text("partition", "NAME", &partition_, "Their partition [aws]");
    DeclareConfiguration(flags);
    for (std::size_t i = 0; i < kUpstreamFlags.size(); ++i) DeclareUpstream(flags, kUpstreamFlags[i]);
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (const std::string why = Impossible(); !why.empty()) return Fail(context, why);
    if (port_ >= 0) options_.listen = ":" + std::to_string(port_);
    if (metrics_port_ >= 0) options_.metrics_listen = metrics_port_ == 0 ? "" : ":" + std::to_string(metrics_port_);
    options_.settings = identity_.Settings("");
    options_.settings.account_id = account_;
    options_.settings.partition = partition_;
    if (options_.cert_dir.empty()) options_.cert_dir = JoinPath(DataDirectory(context.environment, ""), "webhook");
    NameService();
    if (print_configuration_) return PrintConfiguration(context);
    for (const std::string& note : notes_) context.err << "rolecall webhook: " << note << "\n";
    // As upstream: in a pod, and told of no files, it is its own cluster's.
    const bool is_pod = !context.environment.GetOr("KUBERNETES_SERVICE_HOST", "").empty();
    if (watches_cluster_ || (is_pod && options_.manifests.empty())) {
      options_.cluster = kube::ClusterChoice{kubeconfig_, context_name_};
    }
    return server::RunWebhook(
        options_, {context.clock, context.random, context.files, context.out, context.err, &context.environment});
  }

 private:
  void DeclareConfiguration(Flags& flags) {
    flags.Switch("print-configuration", &print_configuration_,
                 "Print the MutatingWebhookConfiguration, with the CA of -cert-dir or -ca-bundle");
    flags.Switch("validating", &registration_.validating,
                 "Print the ValidatingWebhookConfiguration of /validate, which serve answers, instead");
    flags.Text("url", "URL", &registration_.url, "In it: where the API server asks, instead of the Service");
    flags.Text("ca-bundle", "FILE", &ca_bundle_, "In it: what signed -tls-cert, PEM");
    flags.Text("failure-policy", "POLICY", &failure_policy_,
               "In it: Fail (no pod without its identity, none while the webhook is down) or Ignore [Fail]");
    flags.List("exclude-namespace", "NAME", &left_out_,
               "In it: a namespace that is left alone; may be repeated [kube-system, kube-node-lease and its own]");
    flags.Custom(
        "namespace-selector", "SELECTOR",
        [this](const std::string& text) -> Result<void> {
          ROLECALL_TRY(registration_.namespace_selector, kube::LabelSelector::Parse(text));
          return {};
        },
        "In it: only namespaces whose labels it selects, as kubectl's -l has it");
  }

  void DeclareUpstream(Flags& flags, const UpstreamFlag& flag) {
    const auto note = [this, flag](const std::string&) -> Result<void> {
      if (*flag.note != '\0') notes_.push_back("--" + std::string(flag.name) + " has no effect: " + flag.note);
      return {};
    };
    flags.Custom(flag.name, flag.is_switch ? "" : "VALUE", note, flag.help);
  }

  // What is asked for and cannot be had; empty: nothing.
  std::string Impossible() const {
    if (!kube_api_.empty()) return "--kube-api: name the cluster by its kubeconfig, with --kubernetes=FILE";
    if (!tls_min_version_.empty() && tls_min_version_ != "1.2" && tls_min_version_ != "VersionTLS12") {
      return "--tls-min-version: only 1.2 is possible (clients that speak 1.3 get 1.3)";
    }
    if (!cipher_suites_.empty()) {
      return "--tls-cipher-suites: they cannot be chosen; of TLS 1.2 those with ECDHE and an AEAD are spoken";
    }
    if (failure_policy_ != "Fail" && failure_policy_ != "Ignore") return "--failure-policy: Fail or Ignore";
    // Differs from amazon-eks-pod-identity-webhook: it asks the instance metadata service for the account.
    if (identity_.settings.compose_role_arn &&
        (account_.size() != 12 || !std::ranges::all_of(account_, IsAsciiDigit))) {
      return "--compose-role-arn: name the account with --account-id, 12 digits";
    }
    return "";
  }

  void NameService() {
    const std::string& space = identity_.settings.config_map_namespace;
    for (const std::string& name : {service_, service_ + "." + space, service_ + "." + space + ".svc",
                                    service_ + "." + space + ".svc.cluster.local"}) {
      options_.names.push_back(name);
    }
    registration_.name = service_;
    registration_.space = space;
  }

  int PrintConfiguration(CommandContext& context) {
    if (!ca_bundle_.empty()) {
      Result<std::string> pem = context.files.Read(ca_bundle_, kMaxCaBundle);
      if (!pem.ok()) return Fail(context, pem.error().message);
      registration_.ca_bundle = *std::move(pem);
    } else if (options_.tls_cert.empty()) {
      const Result<server::ListenAddress> address = server::ReadListenAddress("listen", options_.listen);
      if (!address.ok()) return Fail(context, address.error().message);
      server::OwnCertificates certificates({options_.cert_dir, server::CertificateNames(options_.names, address->host)},
                                           context.files, context.clock);
      if (const Result<void> made = certificates.Renew(); !made.ok()) return Fail(context, made.error().message);
      Result<std::string> bundle = certificates.CaBundle();
      if (!bundle.ok()) return Fail(context, bundle.error().message);
      registration_.ca_bundle = *std::move(bundle);
    }
    registration_.may_fail = failure_policy_ == "Ignore";
    registration_.pod_selector = identity_.settings.pod_selector;
    if (!left_out_.empty()) registration_.left_out = left_out_;
    context.out << kube::FormatManifests({server::WebhookConfiguration(registration_)});
    return kExitOk;
  }

  server::WebhookProcessOptions options_;
  IdentityFlags identity_;
  int port_ = -1, metrics_port_ = -1;
  std::string tls_min_version_, cipher_suites_, kubeconfig_, context_name_, kube_api_, ca_bundle_;
  bool watches_cluster_ = false;
  std::string account_, partition_ = "aws";
  std::string service_ = "pod-identity-webhook", failure_policy_ = "Fail";
  bool print_configuration_ = false;
  std::vector<std::string> left_out_, notes_;
  server::Registration registration_;
};

}  // namespace

std::unique_ptr<Command> MakeWebhookCommand() { return std::make_unique<WebhookCommand>(); }

}  // namespace rolecall::cli
