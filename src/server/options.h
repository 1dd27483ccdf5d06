// What `rolecall serve` is told: the flags as they were given, and what they mean once checked.
//
//   ServeOptions options;            // filled by the command line
//   ROLECALL_TRY(Settings settings, ReadOptions(options));
//
// Errors: kInvalidArgument, naming the flag and what it should be.
#ifndef ROLECALL_SERVER_OPTIONS_H_
#define ROLECALL_SERVER_OPTIONS_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/sigv4/credentials.h"
#include "base/result.h"
#include "base/secret.h"
#include "kube/client/cluster_access.h"
#include "kube/webhook_settings.h"
#include "server/cells/cells.h"
#include "server/issuer_keys/private_issuer.h"
#include "server/master_key_source.h"
#include "server/shared_store.h"
#include "server/webhook/listen_address.h"
#include "server/webhook/webhook_endpoint.h"
#include "services/eks/clusters.h"
#include "services/forward/targets.h"
#include "services/imds/imds.h"
#include "services/oidc/issuer.h"
#include "services/rotation/configured_functions.h"
#include "services/throttle.h"

namespace rolecall::server {

struct ServeOptions {
  std::string listen;    // HOST:PORT, [IPv6]:PORT; port 0 = any free one; empty = 127.0.0.1:4747
  std::string data_dir;  // credentials, store and audit log; must be named unless ephemeral
  std::string store;     // empty = SQLite in the data directory; "memory:", or the URL of one that nodes share
  std::string store_ca;  // files, in PEM: whom etcd is trusted by, who we are to it
  std::string store_cert;
  std::string store_key;
  std::string master_key;  // empty = DATA_DIR/master.key; "file:PATH", "env:NAME", "command:COMMAND"
  std::map<std::string, std::string> environment;  // the process's, for the two last
  std::string account_id = "000000000000";
  std::string region = "us-east-1";
  std::vector<std::string> regions;  // more that are served, also several in one, with commas
  std::vector<std::string> hosts;    // names that the plane is reached by: BUCKET.NAME, ACCOUNT.NAME
  std::string tls_cert;              // both or none
  std::string tls_key;
  std::vector<std::string> issuers;              // embedded ones; empty = https://oidc.rolecall.internal
  std::vector<std::string> oidc_keys;            // "ISSUER=FILE" or "ISSUER=URL"
  std::vector<std::string> oidc_ca;              // "ISSUER=FILE": whom that issuer's address is trusted by
  std::vector<std::string> oidc_tokens;          // "ISSUER=FILE": what it is asked with
  std::vector<std::string> oidc_kubeconfigs;     // files: clusters whose API servers are asked for their keys
  bool kubernetes = false;                       // service accounts and keys of a cluster
  std::string kubeconfig, kube_context;          // which; empty: as kubectl finds it, or in-cluster
  bool token_review = false;                     // its tokens end with what they are bound to
  std::vector<std::string> clusters;             // "NAME[,issuer=URL][,endpoint=URL][,ca=FILE][,version=V]"
  std::vector<std::string> pod_identity_listen;  // HOST:PORT of agents of EKS Pod Identity
  std::string issuer_algorithm = "RS256";        // of the embedded issuers' new keys: RS256, ES256, ES384, ES512
  std::string issuer_key_rotation;               // "720h"; empty: keys stay
  std::vector<std::string> jwt_signers;  // "unix:/PATH[,issuer=URL][,uid=N]": where API servers have tokens signed
  bool console = false;                  // the page at /console
  bool explain_denials = false;          // denials tell the statement and condition that decided
  bool ephemeral = false;                // memory store, reset endpoints
  std::string admin_key;                 // "ID:SECRET"; only with ephemeral
  std::string follow;                    // URL of the node whose log this one follows; empty: none
  std::string follow_credentials;  // AWS shared-credentials file; empty: AWS_ACCESS_KEY_ID, … of the environment
  std::string follow_ca;           // whom that node's address is trusted by; empty: the system's
  std::string follow_cert;         // what this node shows there; both or none
  std::string follow_key;
  std::string follower_ca;  // whose client certificates those who follow this node must show
  std::string cells;        // file of cells; empty: all accounts are here
  std::string cell;         // the name of the own one
  std::string cell_cert;    // what is shown to the others; both or none
  std::string cell_key;
  std::string max_staleness;          // "30s": nothing is answered on what is older; empty: no bound
  int threads = 0;                    // 0 = one for each processor
  std::string shutdown_delay = "0s";  // requests are answered that long after it is told to stop
  std::string audit_keep = "2160h";   // no audit record that is younger is deleted
  int buffer_memory = 256;            // MiB, of requests and answers on their way
  int max_connections = 4096;
  int max_connections_per_peer = 512;
  std::vector<std::string> trusted_peers;  // addresses that the bound for a peer does not hold for
  std::vector<std::string> manifests;      // files or directories with service accounts, for the webhook
  kube::WebhookSettings webhook;
  std::string webhook_listen;    // HOST:PORT of a listener for the webhook alone; empty: there is none
  std::string webhook_tls_cert;  // both or none; none: its own, in the data directory
  std::string webhook_tls_key;
  std::vector<std::string> webhook_names;       // what its own certificate is for
  bool webhook_validate_refuses = false;        // /validate refuses pods instead of warning
  std::vector<std::string> rate_limits;         // "SERVICE[:read|:write]=RATE[:BURST]"
  std::string source_rate_limit;                // "RATE[:BURST]"; empty: none
  std::vector<std::string> rotation_functions;  // "ARN=COMMAND" or "ARN=URL"
  std::string search_path;                      // PATH, for rotation functions
  std::vector<std::string> forward;             // "URL" or "SERVICE=URL", also several in one, with commas
  std::string forward_credentials;              // "ID:SECRET"; empty = test:test
  std::string forward_timeout = "120s";         // for each step of a forwarded exchange
  std::string imds_listen;                      // HOST:PORT of the instance metadata service; empty: there is none
  std::string instance_profile;                 // whose role it gives out
  std::string instance_id = "i-0123456789abcdef0";
  bool imds_v1 = false;       // it also answers without a session token
  bool localstack = false;    // LocalStack's port, pages and administrator
  bool in_container = false;  // --localstack listens on every address
};

// The node that this one follows.
struct FollowSetting {
  std::string url;
  std::string credentials_file;              // empty: the environment's
  std::string ca_file, cert_file, key_file;  // empty: none
};

struct ClusterSetting {
  services::eks::Cluster cluster;  // its certificate authority is read at the start
  std::string ca_file;
};

struct JwtSignerSetting {
  std::string path;            // of the socket
  std::string issuer;          // an embedded one
  std::optional<uid_t> owner;  // of the socket; nothing: the plane's own user
};

enum class StoreKind { kSqlite, kMemory, kShared };

struct AdminKey {
  std::string access_key_id;
  Secret secret_key;
};

struct Settings {
  std::string host;
  std::uint16_t port = 0;
  std::string data_dir;  // empty: nothing is kept on disk
  StoreKind store = StoreKind::kSqlite;
  SharedStoreFlags shared_store;  // of kShared
  MasterKeySource master_key;
  std::string account_id;
  std::string partition = "aws";     // of the region
  std::string region;                // the plane's own
  std::vector<std::string> regions;  // all that are served, its own first
  std::vector<std::string> hosts;    // lower case
  std::string tls_cert;
  std::string tls_key;
  std::vector<std::string> issuers;
  std::map<std::string, std::string> oidc_keys;  // issuer -> file or URL
  std::vector<PrivateIssuer> private_issuers;    // those with a CA or a token
  std::vector<std::string> oidc_kubeconfigs;
  std::optional<kube::ClusterChoice> kubernetes;
  bool token_review = false;
  std::vector<ClusterSetting> clusters;  // at least one
  std::vector<ListenAddress> pod_identity_listen;
  services::oidc::KeyRotation key_rotation;
  std::vector<JwtSignerSetting> jwt_signers;
  bool console = false;
  bool explain_denials = false;
  bool ephemeral = false;
  AdminKey admin_key;  // id empty: none
  std::optional<FollowSetting> follow;
  std::map<std::string, std::string> environment;  // for the follower's credentials
  std::string follower_ca;
  CellsSetting cells;
  std::chrono::seconds max_staleness{0};  // 0: no bound
  int threads = 1;
  std::chrono::seconds audit_keep{0};
  std::chrono::milliseconds farewell{0};  // see http::ServerOptions
  int buffer_memory = 256;                // MiB
  int max_connections = 4096;
  int max_connections_per_peer = 512;
  std::vector<std::string> trusted_peers;
  WebhookOptions webhook;
  std::vector<services::RateLimit> rate_limits;
  std::optional<services::RateLimit> source_rate_limit;
  services::rotation::Targets rotation_functions;
  std::string search_path;
  services::forward::Targets forward;
  aws::Credentials forward_credentials;  // id empty: test/test
  std::chrono::seconds forward_timeout{0};
  std::string imds_host;  // empty: none
  std::uint16_t imds_port = 0;
  services::imds::Instance instance;
  bool localstack = false;
  bool in_container = false;
};

Result<Settings> ReadOptions(const ServeOptions& options);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_OPTIONS_H_
