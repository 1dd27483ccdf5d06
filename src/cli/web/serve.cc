// `rolecall serve`: the flags; the server itself is in server/.
#include "cli/frame/data_directory.h"
#include "cli/identity/identity_flags.h"
#include "cli/web/commands.h"
#include "cli/web/console_pages.h"
#include "server/backup/check_store.h"
#include "server/run.h"

namespace rolecall::cli {
namespace {

class ServeCommand final : public Command {
 public:
  std::string name() const override { return "serve"; }
  std::string summary() const override {
    return "Run the identity plane: IAM, STS, Secrets Manager, S3, OIDC issuer and webhook";
  }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Every request is signed and authorized. On the first start the root access key is made and written to\n"
           "DATA_DIR/credentials (mode 0600). Prints one line when it is ready; stops in order on SIGTERM.";
  }
  void Declare(Flags& flags) override {
    flags.Text("listen", "HOST:PORT", &options_.listen, "Where to listen; port 0 is any free one [127.0.0.1:4747]");
    flags.Text("data-dir", "DIR", &options_.data_dir, "Store, credentials and audit log [$XDG_STATE_HOME/rolecall]");
    flags.Text("store", "STORE", &options_.store,
               "sqlite in the data directory, memory:, or what nodes share: etcd://HOST,…, postgresql://… [sqlite]");
    flags.Text("store-ca", "FILE", &options_.store_ca,
               "Whom etcd is trusted by, PEM: the connection is TLS [the system's]");
    flags.Text("store-cert", "FILE", &options_.store_cert, "The client certificate for etcd, PEM");
    flags.Text("store-key", "FILE", &options_.store_key, "Its private key, PEM");
    flags.Text("master-key", "SOURCE", &options_.master_key,
               "What secrets are sealed with: file:PATH, env:NAME or command:COMMAND [DATA_DIR/master.key]");
    flags.Text("follow", "URL", &options_.follow,
               "Follow this node: serve a copy of it, read-only, as far as its log has come [none]");
    flags.Text("follow-credentials", "FILE", &options_.follow_credentials,
               "With --follow: an access key there that may rolecall:FollowLog [AWS_ACCESS_KEY_ID …]");
    flags.Text("follow-ca", "FILE", &options_.follow_ca,
               "With --follow: whom its address is trusted by, PEM [the system's]");
    flags.Text("follow-cert", "FILE", &options_.follow_cert,
               "With --follow: the client certificate to show there, PEM");
    flags.Text("follow-key", "FILE", &options_.follow_key, "Its private key, PEM");
    flags.Text("follower-ca", "FILE", &options_.follower_ca,
               "Who follows this node must show a client certificate of this CA, PEM");
    flags.Text("cells", "FILE", &options_.cells,
               "Which accounts other planes have, and where (JSON): their requests are sent on [none]");
    flags.Text("cell", "NAME", &options_.cell, "With --cells: which of them this plane is");
    flags.Text("cell-cert", "FILE", &options_.cell_cert,
               "With --cells: the client certificate to show to the others, PEM");
    flags.Text("cell-key", "FILE", &options_.cell_key, "Its private key, PEM");
    flags.Text("max-staleness", "DURATION", &options_.max_staleness,
               "Answer nothing on what is older, where others write [any age]");
    flags.Text("account-id", "ID", &options_.account_id, "The account, 12 digits [000000000000]");
    flags.Text("region", "REGION", &options_.region, "The region [us-east-1]");
    flags.List("regions", "LIST", &options_.regions,
               "The other regions of secrets and buckets, with commas [every region]");
    flags.List("host", "NAME", &options_.hosts,
               "A name of this server: BUCKET.NAME is a bucket, ACCOUNT.NAME S3 Control; may be repeated");
    flags.Text("tls-cert", "FILE", &options_.tls_cert, "Certificate chain, PEM; read again when it changes");
    flags.Text("tls-key", "FILE", &options_.tls_key, "Its private key, PEM");
    flags.List("issuer", "URL", &options_.issuers, "Public name of the embedded token issuer; may be repeated");
    flags.Text("issuer-algorithm", "NAME", &options_.issuer_algorithm,
               "What embedded issuers sign with: RS256, ES256, ES384 or ES512 [RS256]");
    flags.Text("issuer-key-rotation", "DURATION", &options_.issuer_key_rotation,
               "How often their keys are replaced (published for a day, then signing, then retired) [never]");
    flags.List("jwt-signer", "unix:PATH", &options_.jwt_signers,
               "Sign a cluster's tokens for its API server: unix:PATH[,issuer=URL][,uid=N]; may be repeated");
    flags.List("oidc-keys", "ISSUER=FILE or URL", &options_.oidc_keys,
               "Where a foreign issuer's JWKS is; may be repeated");
    flags.List("oidc-ca", "ISSUER=FILE", &options_.oidc_ca,
               "The CA that an issuer's address is trusted by, PEM; may be repeated [the system's]");
    flags.List("oidc-token", "ISSUER=FILE", &options_.oidc_tokens,
               "A file with the bearer token that an issuer gives its keys to; may be repeated");
    flags.List("oidc-kubeconfig", "FILE", &options_.oidc_kubeconfigs,
               "A kubeconfig: the keys of that cluster's tokens are read from its API server; may be repeated");
    flags.OptionalText("kubernetes", "KUBECONFIG", &options_.kubernetes, &options_.kubeconfig,
                       "Service accounts for the webhook, and token keys, from a cluster [as kubectl, in-cluster]");
    flags.Switch("token-review", &options_.token_review,
                 "Ask those clusters about each token: it ends with its pod, not with its time");
    flags.Text("context", "NAME", &options_.kube_context,
               "With -kubernetes: the kubeconfig's context [its current one]");
    flags.List("cluster", "NAME", &options_.clusters,
               "A cluster of EKS: NAME[,issuer=URL][,endpoint=URL][,ca=FILE][,version=V]; may be repeated [rolecall]");
    flags.List("pod-identity-listen", "HOST:PORT", &options_.pod_identity_listen,
               "Where to be EKS Pod Identity's agent: 169.254.170.23:80, [fd00:ec2::23]:80; may be repeated");
    flags.Switch("console", &options_.console,
                 "Show the page at /console to who may rolecall:ViewConsole: `rolecall web -plane` prints a link");
    flags.Switch("explain-denials", &options_.explain_denials,
                 "Tell in every denial which statement and condition decided: for development");
    flags.Switch("ephemeral", &options_.ephemeral, "Keep everything in memory, allow POST /_rolecall/reset");
    flags.Text("admin-key", "ID:SECRET", &options_.admin_key, "With -ephemeral: an administrator's access key");
    flags.Number("threads", "N", &options_.threads, "Requests of a kind that are answered at once [one per processor]");
    flags.Number("buffer-memory", "MIB", &options_.buffer_memory,
                 "Memory for bodies and answers on their way, in MiB; beyond it 503 is answered [256]");
    flags.Number("max-connections", "N", &options_.max_connections, "Connections at once [4096]");
    flags.Number("max-connections-per-peer", "N", &options_.max_connections_per_peer,
                 "Connections of one address (of IPv6 a /64) other than loopback [512]");
    flags.List("trusted-peer", "ADDRESS", &options_.trusted_peers,
               "An address without that bound, such as a proxy's; may be repeated");
    flags.List("rate-limit", "SERVICE=RATE", &options_.rate_limits,
               "Calls of an account a second: SERVICE[:read|:write]=RATE[:BURST]; may be repeated");
    flags.Text("source-rate-limit", "RATE", &options_.source_rate_limit,
               "Calls of one address (of IPv6 a /64) a second, RATE[:BURST]; not of --trusted-peer [no bound]");
    flags.Text("audit-keep", "DURATION", &options_.audit_keep,
               "Audit records younger than this are never deleted [2160h]");
    flags.Text("shutdown-delay", "DURATION", &options_.shutdown_delay,
               "Answer requests that long after SIGTERM, for clients that do not know of it yet [0s]");
    flags.List("rotation-function", "ARN=COMMAND or URL", &options_.rotation_functions,
               "What is run for this Lambda function when secrets are rotated; may be repeated");
    flags.List("manifests", "PATH", &options_.manifests,
               "Service accounts for the webhook: a file or directory; may be repeated");
    flags.Text("webhook-listen", "HOST:PORT", &options_.webhook_listen,
               "Where the webhook alone is served too, with TLS of its own");
    flags.Text("webhook-tls-cert", "FILE", &options_.webhook_tls_cert,
               "Its certificate chain, PEM [made here and renewed, in DATA_DIR/webhook]");
    flags.Text("webhook-tls-key", "FILE", &options_.webhook_tls_key, "Its private key, PEM");
    flags.Switch("webhook-refuse", &options_.webhook_validate_refuses,
                 "POST /validate refuses pods that surely cannot assume their role, instead of warning");
    flags.List("webhook-name", "NAME", &options_.webhook_names,
               "What the certificate made here is for: NAME.NAMESPACE.svc, an address; may be repeated [localhost]");
    flags.List("forward", "URL or SERVICE=URL", &options_.forward,
               "Where requests of other services go once they are authorized here, with commas; s3=URL for its S3");
    flags.Text("forward-credentials", "ID:SECRET", &options_.forward_credentials,
               "What forwarded requests are signed with [test:test]");
    flags.Text("forward-timeout", "DURATION", &options_.forward_timeout,
               "How long each step of a forwarded exchange may take [120s]");
    flags.Text("imds-listen", "HOST:PORT", &options_.imds_listen,
               "Be an instance's metadata service there (IMDSv2): whoever reaches it has the role");
    flags.Text("instance-profile", "NAME", &options_.instance_profile, "The instance profile whose role it gives out");
    flags.Text("instance-id", "ID", &options_.instance_id, "The instance [i-0123456789abcdef0]");
    flags.Switch("imds-v1", &options_.imds_v1, "Also answer without a session token (IMDSv1)");
    flags.Switch("localstack", &options_.localstack,
                 "In LocalStack's place: port 4566, its pages, key test:test for an administrator, all in memory");
    flags.Switch("check", &check_,
                 "Serve nothing: read keys, store and every record, say what cannot be read; 0, 2: something, 1: all");
    flags.Switch("json", &json_, "With -check: as JSON");
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (!options_.localstack) options_.data_dir = DataDirectory(context.environment, options_.data_dir);
    options_.in_container = context.files.Exists("/.dockerenv") || context.files.Exists("/run/.containerenv");
    options_.search_path = context.environment.GetOr("PATH", "/usr/bin:/bin");
    // For keys, passwords and credentials that are given there.
    if (check_ || !options_.master_key.empty() || !options_.store.empty() || !options_.follow.empty()) {
      options_.environment = context.environment.All();
    }
    options_.webhook = identity_.Settings(options_.region);
    if (json_ && !check_) return FailUsage(context, *this, "-json goes with -check");
    shown_.manifests = options_.manifests;
    server::Dependencies outside{context.clock, context.random, context.files,
                                 context.out,   context.err,    &context.environment};
    if (check_) return server::RunCheck(options_, json_, outside);
    outside.console_pages = [this, &context](const server::ConsoleVisit& visit) {
      return std::make_unique<ConsolePages>(context, shown_, no_cluster_, visit);
    };
    return server::Run(options_, std::move(outside));
  }

 private:
  server::ServeOptions options_;
  IdentityFlags identity_;
  AccessFlags shown_;  // of the page
  ClusterFlags no_cluster_;
  bool check_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeServeCommand() { return std::make_unique<ServeCommand>(); }

}  // namespace rolecall::cli
