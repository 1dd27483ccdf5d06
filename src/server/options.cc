#include "server/options.h"

#include <algorithm>
#include <thread>

#include "base/duration.h"
#include "base/file_system.h"
#include "base/ip_address.h"
#include "base/text.h"
#include "partition/partition.h"
#include "store/open/open_shared.h"

namespace rolecall::server {
namespace {

Error Wrong(const std::string& flag, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "--" + flag + ": " + why};
}

// LocalStack's own: in a container for others, else for this machine.
std::string ListenOf(const ServeOptions& options) {
  if (!options.listen.empty()) return options.listen;
  if (!options.localstack) return "127.0.0.1:4747";
  return options.in_container ? "0.0.0.0:4566" : "127.0.0.1:4566";
}

Result<void> ReadListen(const ServeOptions& options, Settings& settings) {
  ROLECALL_TRY(ListenAddress own, ReadListenAddress("listen", ListenOf(options)));
  settings.host = own.host;
  settings.port = own.port;
  for (const std::string& listen : options.pod_identity_listen) {
    ROLECALL_TRY(ListenAddress address, ReadListenAddress("pod-identity-listen", listen));
    settings.pod_identity_listen.push_back(std::move(address));
  }
  return {};
}

// "i-" and 8 or 17 hexadecimal digits.
bool IsInstanceId(std::string_view id) {
  return id.starts_with("i-") && (id.size() == 10 || id.size() == 19) &&
         std::ranges::all_of(id.substr(2), [](char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'f'); });
}

Result<void> ReadImds(const ServeOptions& options, Settings& settings) {
  if (options.imds_listen.empty() != options.instance_profile.empty()) {
    return Wrong(options.imds_listen.empty() ? "instance-profile" : "imds-listen",
                 "--imds-listen and --instance-profile go together");
  }
  if (options.imds_listen.empty()) return {};
  ROLECALL_TRY(ListenAddress address, ReadListenAddress("imds-listen", options.imds_listen));
  settings.imds_host = address.host;
  settings.imds_port = address.port;
  if (!IsInstanceId(options.instance_id)) {
    return Wrong("instance-id", "\"" + options.instance_id + "\" is not i- and 17 hexadecimal digits");
  }
  settings.instance = {.instance_profile = options.instance_profile,
                       .account = settings.account_id,
                       .region = settings.region,
                       .partition = settings.partition,
                       .instance_id = options.instance_id,
                       .allows_v1 = options.imds_v1};
  return {};
}

// The files are read when the store is opened.
Result<void> ReadSharedStore(const ServeOptions& options, Settings& settings) {
  if (options.store_cert.empty() != options.store_key.empty()) {
    return Wrong("store-cert", "a certificate and its key are given together");
  }
  const auto password = options.environment.find("ROLECALL_STORE_PASSWORD");
  settings.shared_store = {.url = options.store,
                           .ca_file = options.store_ca,
                           .certificate_file = options.store_cert,
                           .key_file = options.store_key,
                           .password = Secret(password == options.environment.end() ? "" : password->second)};
  Result<void> good = store::CheckSharedStore({.url = options.store,
                                               .authorities = options.store_ca,
                                               .certificate = options.store_cert,
                                               .key = Secret(options.store_key),
                                               .password = settings.shared_store.password});
  if (!good.ok()) return Wrong("store", good.error().message);
  return {};
}

Result<void> ReadStore(const ServeOptions& options, Settings& settings) {
  const bool is_ephemeral = options.ephemeral || options.localstack;
  if (options.store.empty()) {
    settings.store = is_ephemeral ? StoreKind::kMemory : StoreKind::kSqlite;
  } else if (options.store == "memory:") {
    settings.store = StoreKind::kMemory;
  } else if (store::IsSharedStore(options.store)) {
    settings.store = StoreKind::kShared;
    ROLECALL_RETURN_IF_ERROR(ReadSharedStore(options, settings));
  } else {
    return Wrong("store", "\"" + options.store +
                              "\" is not a store; leave it out for SQLite, or use memory:, etcd://HOST,HOST,… or "
                              "postgresql://…");
  }
  const bool has_tls = !options.store_ca.empty() || !options.store_cert.empty() || !options.store_key.empty();
  if (has_tls && settings.store != StoreKind::kShared) return Wrong("store-ca", "is for a store in etcd");
  if (is_ephemeral && settings.store != StoreKind::kMemory) {
    return Wrong("store", "--ephemeral keeps everything in memory");
  }
  if (!is_ephemeral && options.data_dir.empty()) return Wrong("data-dir", "no data directory is named");
  settings.data_dir = options.data_dir;
  ROLECALL_TRY(settings.master_key, ParseMasterKeySource(options.master_key));
  settings.master_key.environment = options.environment;
  if (!options.master_key.empty() && settings.store == StoreKind::kMemory && options.follow.empty()) {
    return Wrong("master-key", "is for a store on disk");
  }
  return {};
}

bool IsLoopbackUrl(const std::string& url) {
  return url.starts_with("http://127.0.0.1:") || url.starts_with("http://[::1]:") ||
         url.starts_with("http://localhost:");
}

Result<void> ReadFollow(const ServeOptions& options, Settings& settings) {
  if (options.follow_cert.empty() != options.follow_key.empty()) {
    return Wrong(options.follow_cert.empty() ? "follow-cert" : "follow-key",
                 "--follow-cert and --follow-key go together");
  }
  settings.follower_ca = options.follower_ca;
  if (!options.follower_ca.empty() && options.tls_cert.empty()) {
    return Wrong("follower-ca", "client certificates are shown over TLS: it goes with --tls-cert");
  }
  if (!options.max_staleness.empty()) {
    const auto bound = ParseWholeSeconds(options.max_staleness);
    if (!bound || bound->count() == 0) {
      return Wrong("max-staleness", "\"" + options.max_staleness + "\" is not a duration like 30s");
    }
    settings.max_staleness = *bound;
  }
  if (options.follow.empty()) {
    for (const auto& [name, value] : {std::pair{"follow-credentials", &options.follow_credentials},
                                      {"follow-ca", &options.follow_ca},
                                      {"follow-cert", &options.follow_cert}}) {
      if (!value->empty()) return Wrong(name, "goes with --follow");
    }
    return {};
  }
  if (settings.ephemeral) return Wrong("follow", "an ephemeral server follows nobody");
  if (settings.store == StoreKind::kShared) {
    return Wrong("follow", "a node that follows keeps a copy of its own, not in a store that nodes share");
  }
  std::string url = options.follow;
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://") && !IsLoopbackUrl(url)) {
    return Wrong("follow", "\"" + options.follow + "\" is not an https URL: what is followed goes over TLS");
  }
  settings.follow =
      FollowSetting{url, options.follow_credentials, options.follow_ca, options.follow_cert, options.follow_key};
  settings.environment = options.environment;
  return {};
}

// The file itself is read when the plane is opened.
Result<void> ReadCells(const ServeOptions& options, Settings& settings) {
  if (options.cell_cert.empty() != options.cell_key.empty()) {
    return Wrong(options.cell_cert.empty() ? "cell-cert" : "cell-key", "--cell-cert and --cell-key go together");
  }
  if (options.cells.empty() != options.cell.empty()) {
    return Wrong(options.cells.empty() ? "cells" : "cell", "--cells and --cell go together");
  }
  if (options.cells.empty()) {
    if (!options.cell_cert.empty()) return Wrong("cell-cert", "goes with --cells");
    return {};
  }
  settings.cells = {options.cells, options.cell, options.cell_cert, options.cell_key};
  return {};
}

bool IsRegion(const std::string& region) {
  auto plain = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-'; };
  return !region.empty() && region.size() <= 32 && std::ranges::all_of(region, plain);
}

Result<void> ReadRegions(const ServeOptions& options, Settings& settings) {
  if (!IsRegion(options.region)) return Wrong("region", "\"" + options.region + "\" is not a region's name");
  settings.region = options.region;
  settings.regions = {options.region};
  for (const std::string& list : options.regions) {
    for (const std::string& region : SplitStrings(list, ',')) {
      if (!IsRegion(region)) return Wrong("regions", "\"" + region + "\" is not a region's name");
      if (std::ranges::count(settings.regions, region) == 0) settings.regions.push_back(region);
    }
  }
  const partition::Partition& own = partition::OfRegion(options.region);
  settings.partition = own.name;
  for (const std::string& region : settings.regions) {
    if (&partition::OfRegion(region) == &own) continue;
    return Wrong("regions", region + " is in partition " + std::string(partition::OfRegion(region).name) + ", " +
                                options.region + " in " + settings.partition + ": a plane is in one");
  }
  return {};
}

// A DNS name, without port: requests for it, and for names below it, are the plane's.
Result<void> ReadHosts(const ServeOptions& options, Settings& settings) {
  auto plain = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-' || c == '.'; };
  for (const std::string& given : options.hosts) {
    std::string host = LowerAscii(given);
    if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.' ||
        !std::ranges::all_of(host, plain)) {
      return Wrong("host", "\"" + given + "\" is not a host's name");
    }
    settings.hosts.push_back(std::move(host));
  }
  // Names that LocalStack's clients have for 127.0.0.1; buckets stand before them.
  if (options.localstack) {
    settings.hosts.insert(settings.hosts.end(), {"s3.localhost.localstack.cloud", "s3.localhost"});
  }
  return {};
}

Result<void> ReadBounds(const ServeOptions& options, Settings& settings) {
  if (options.buffer_memory < 1 || options.buffer_memory > 1 << 20) {
    return Wrong("buffer-memory", "is not a number of MiB from 1 to 1048576");
  }
  if (options.max_connections < 1) return Wrong("max-connections", "is not a number from 1 on");
  if (options.max_connections_per_peer < 1) return Wrong("max-connections-per-peer", "is not a number from 1 on");
  for (const std::string& peer : options.trusted_peers) {
    if (!ParseIpAddress(peer)) return Wrong("trusted-peer", "\"" + peer + "\" is not an IP address");
  }
  settings.buffer_memory = options.buffer_memory;
  settings.max_connections = options.max_connections;
  settings.max_connections_per_peer = options.max_connections_per_peer;
  settings.trusted_peers = options.trusted_peers;
  return {};
}

Result<void> ReadAccount(const ServeOptions& options, Settings& settings) {
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (options.account_id.size() != 12 || !std::ranges::all_of(options.account_id, digit)) {
    return Wrong("account-id", "\"" + options.account_id + "\" is not 12 digits");
  }
  settings.account_id = options.account_id;
  return {};
}

bool IsClusterName(std::string_view name) {
  const auto good = [](char c) { return IsAsciiAlphanumeric(c) || c == '-' || c == '_'; };
  return !name.empty() && name.size() <= 100 && IsAsciiAlphanumeric(name.front()) && std::ranges::all_of(name, good);
}

// NAME[,issuer=URL][,endpoint=URL][,ca=FILE][,version=V]
Result<ClusterSetting> ReadCluster(const std::string& text, const std::string& first_issuer) {
  const std::vector<std::string> parts = SplitStrings(text, ',');
  if (!IsClusterName(parts.front())) return Wrong("cluster", "\"" + parts.front() + "\" is not a cluster's name");
  ClusterSetting setting{{.name = parts.front(), .issuer = first_issuer}, ""};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t equals = std::min(parts[i].find('='), parts[i].size());
    const std::string key = parts[i].substr(0, equals), value = parts[i].substr(std::min(equals + 1, parts[i].size()));
    std::string* const target = key == "issuer"     ? &setting.cluster.issuer
                                : key == "endpoint" ? &setting.cluster.endpoint
                                : key == "ca"       ? &setting.ca_file
                                : key == "version"  ? &setting.cluster.version
                                                    : nullptr;
    if (target == nullptr || value.empty()) {
      return Wrong("cluster", "\"" + parts[i] + "\" is not issuer=URL, endpoint=URL, ca=FILE or version=V");
    }
    *target = value;
  }
  if (!setting.cluster.issuer.starts_with("https://")) {
    return Wrong("cluster", "the issuer " + setting.cluster.issuer + " is not an https URL");
  }
  return setting;
}

Result<void> ReadClusters(const ServeOptions& options, Settings& settings) {
  for (const std::string& text : options.clusters) {
    ROLECALL_TRY(ClusterSetting setting, ReadCluster(text, settings.issuers.front()));
    for (const ClusterSetting& other : settings.clusters) {
      if (other.cluster.name == setting.cluster.name) {
        return Wrong("cluster", "the cluster " + other.cluster.name + " is there twice");
      }
    }
    settings.clusters.push_back(std::move(setting));
  }
  if (settings.clusters.empty()) {
    settings.clusters.push_back({{.name = "rolecall", .issuer = settings.issuers.front()}, ""});
  }
  return {};
}

Result<void> ReadKeyRotation(const ServeOptions& options, Settings& settings) {
  using crypto::KeyKind;
  constexpr std::pair<std::string_view, KeyKind> kAlgorithms[] = {
      {"RS256", KeyKind::kRsa2048}, {"ES256", KeyKind::kP256}, {"ES384", KeyKind::kP384}, {"ES512", KeyKind::kP521}};
  const auto found =
      std::ranges::find(kAlgorithms, options.issuer_algorithm, &std::pair<std::string_view, KeyKind>::first);
  if (found == std::end(kAlgorithms)) {
    return Wrong("issuer-algorithm", "\"" + options.issuer_algorithm + "\" is not RS256, ES256, ES384 or ES512");
  }
  settings.key_rotation.kind = found->second;
  if (options.issuer_key_rotation.empty()) return {};
  const std::optional<std::chrono::seconds> every = ParseWholeSeconds(options.issuer_key_rotation);
  if (!every || *every < services::oidc::kShortestRotation) {
    return Wrong("issuer-key-rotation",
                 "\"" + options.issuer_key_rotation + "\" is not a duration of 72h or more, like 720h");
  }
  settings.key_rotation.every = *every;
  return {};
}

// unix:/PATH[,issuer=URL][,uid=N]
Result<JwtSignerSetting> ReadJwtSigner(const std::string& text, const std::vector<std::string>& issuers) {
  const std::vector<std::string> parts = SplitStrings(text, ',');
  if (!parts.front().starts_with("unix:/")) return Wrong("jwt-signer", "\"" + parts.front() + "\" is not unix:/PATH");
  JwtSignerSetting setting{.path = parts.front().substr(5), .issuer = issuers.front(), .owner = {}};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].starts_with("issuer=")) {
      setting.issuer = parts[i].substr(7);
    } else if (const auto uid = ParseSmallDecimal(parts[i].starts_with("uid=") ? parts[i].substr(4) : "", 0x7fffffff)) {
      setting.owner = static_cast<uid_t>(*uid);
    } else {
      return Wrong("jwt-signer", "\"" + parts[i] + "\" is not issuer=URL or uid=N");
    }
  }
  if (std::ranges::count(issuers, setting.issuer) == 0) {
    return Wrong("jwt-signer", setting.issuer + " is no issuer of this plane (--issuer)");
  }
  return setting;
}

Result<void> ReadJwtSigners(const ServeOptions& options, Settings& settings) {
  for (const std::string& text : options.jwt_signers) {
    ROLECALL_TRY(JwtSignerSetting setting, ReadJwtSigner(text, settings.issuers));
    if (std::ranges::count(settings.jwt_signers, setting.path, &JwtSignerSetting::path) > 0) {
      return Wrong("jwt-signer", setting.path + " is there twice");
    }
    settings.jwt_signers.push_back(std::move(setting));
  }
  return {};
}

Result<void> ReadOidcKeys(const ServeOptions& options, Settings& settings) {
  for (const std::string& text : options.oidc_keys) {
    std::size_t equals = text.find('=');
    std::string issuer = text.substr(0, equals);
    if (equals == text.npos || issuer.empty() || equals + 1 == text.size()) {
      return Wrong("oidc-keys", "\"" + text + "\" is not ISSUER=FILE or ISSUER=URL");
    }
    if (issuer.find("://") == std::string::npos) issuer = "https://" + issuer;
    if (!issuer.starts_with("https://")) return Wrong("oidc-keys", "the issuer " + issuer + " is not an https URL");
    if (!settings.oidc_keys.emplace(issuer, text.substr(equals + 1)).second) {
      return Wrong("oidc-keys", "the issuer " + issuer + " is there twice");
    }
    if (std::ranges::count(settings.issuers, issuer) > 0) {
      return Wrong("oidc-keys", "the issuer " + issuer + " is also an embedded one (--issuer)");
    }
  }
  return {};
}

// "ISSUER=FILE", each issuer once.
Result<std::map<std::string, std::string>> ReadIssuerFiles(const std::string& flag,
                                                           const std::vector<std::string>& given) {
  std::map<std::string, std::string> files;
  for (const std::string& text : given) {
    const std::size_t equals = text.find('=');
    std::string issuer = text.substr(0, equals);
    if (equals == text.npos || issuer.empty() || equals + 1 == text.size()) {
      return Wrong(flag, "\"" + text + "\" is not ISSUER=FILE");
    }
    if (issuer.find("://") == std::string::npos) issuer = "https://" + issuer;
    if (!issuer.starts_with("https://")) return Wrong(flag, "the issuer " + issuer + " is not an https URL");
    if (!files.emplace(issuer, text.substr(equals + 1)).second) {
      return Wrong(flag, "the issuer " + issuer + " is there twice");
    }
  }
  return files;
}

// Issuers with a CA or a token of their own; their URL, if they have one, moves from oidc_keys to them.
Result<void> ReadPrivateIssuers(const ServeOptions& options, Settings& settings) {
  std::map<std::string, PrivateIssuer> found;
  ROLECALL_TRY(const auto authorities, ReadIssuerFiles("oidc-ca", options.oidc_ca));
  ROLECALL_TRY(const auto tokens, ReadIssuerFiles("oidc-token", options.oidc_tokens));
  for (const auto& [issuer, file] : authorities) found[issuer].ca_file = file;
  for (const auto& [issuer, file] : tokens) found[issuer].token_file = file;
  for (auto& [issuer, source] : found) {
    const char* flag = source.ca_file.empty() ? "oidc-token" : "oidc-ca";
    if (std::ranges::count(settings.issuers, issuer) > 0) {
      return Wrong(flag, "the issuer " + issuer + " is an embedded one (--issuer)");
    }
    source.issuer = issuer;
    if (const auto keys = settings.oidc_keys.find(issuer); keys != settings.oidc_keys.end()) {
      if (!keys->second.starts_with("https://")) {
        return Wrong(flag,
                     "the keys of " + issuer + " are not fetched from an https URL: --oidc-keys names " + keys->second);
      }
      source.keys_url = keys->second;
      settings.oidc_keys.erase(keys);
    }
    settings.private_issuers.push_back(std::move(source));
  }
  return {};
}

// "ID:SECRET".
bool ReadKey(const std::string& text, AdminKey& key) {
  const std::size_t colon = text.find(':');
  std::string id = text.substr(0, colon);
  auto plain = [](char c) { return IsAsciiAlphanumeric(c) || c == '_'; };
  if (colon == text.npos || colon + 1 == text.size() || id.empty() || id.size() > 128 ||
      !std::ranges::all_of(id, plain)) {
    return false;
  }
  key = {std::move(id), Secret(text.substr(colon + 1))};
  return true;
}

Result<void> ReadForward(const ServeOptions& options, Settings& settings) {
  Result<services::forward::Targets> targets = services::forward::ReadTargets(options.forward);
  if (!targets.ok()) return Wrong("forward", targets.error().message);
  settings.forward = *std::move(targets);
  for (const auto& [service, url] : settings.forward.named) {
    // Whoever gives out permissions must be who enforces them.
    if (service == "iam" || service == "sts") return Wrong("forward", service + " is served here and not forwarded");
  }
  if (!options.forward_credentials.empty()) {
    AdminKey key;
    if (!ReadKey(options.forward_credentials, key)) return Wrong("forward-credentials", "is not ID:SECRET");
    settings.forward_credentials.access_key_id = key.access_key_id;
    settings.forward_credentials.secret_access_key = key.secret_key;
  }
  const std::optional<std::chrono::seconds> timeout = ParseWholeSeconds(options.forward_timeout);
  if (!timeout || timeout->count() < 1 || timeout->count() > 3600) {
    return Wrong("forward-timeout", "\"" + options.forward_timeout + "\" is not a duration from 1s to 1h");
  }
  settings.forward_timeout = *timeout;
  return {};
}

Result<void> ReadAdminKey(const ServeOptions& options, Settings& settings) {
  std::string given = options.admin_key;
  // LocalStack's users have this key in their configuration.
  if (given.empty() && options.localstack && settings.ephemeral) given = "test:test";
  if (given.empty()) return {};
  if (!settings.ephemeral) return Wrong("admin-key", "is for --ephemeral only");
  if (!ReadKey(given, settings.admin_key)) return Wrong("admin-key", "is not ID:SECRET");
  return {};
}

Result<void> ReadWebhook(const ServeOptions& options, Settings& settings) {
  WebhookOptions& webhook = settings.webhook;
  webhook.settings = options.webhook;
  webhook.settings.account_id = settings.account_id;
  webhook.settings.partition = settings.partition;
  webhook.manifests = options.manifests;
  webhook.validate_refuses = options.webhook_validate_refuses;
  if (options.webhook_listen.empty()) return {};
  ROLECALL_TRY(const ListenAddress address, ReadListenAddress("webhook-listen", options.webhook_listen));
  webhook.host = address.host;
  webhook.port = address.port;
  webhook.threads = settings.threads;
  if (options.webhook_tls_cert.empty() != options.webhook_tls_key.empty()) {
    return Wrong(options.webhook_tls_cert.empty() ? "webhook-tls-cert" : "webhook-tls-key",
                 "--webhook-tls-cert and --webhook-tls-key go together");
  }
  webhook.tls_cert = options.webhook_tls_cert;
  webhook.tls_key = options.webhook_tls_key;
  if (!webhook.tls_cert.empty()) return {};
  if (settings.data_dir.empty()) {
    return Wrong("webhook-listen",
                 "without a data directory there is no place for its own certificates: name "
                 "--webhook-tls-cert and --webhook-tls-key");
  }
  webhook.cert_dir = JoinPath(settings.data_dir, "webhook");
  webhook.cert_names = CertificateNames(options.webhook_names, address.host);
  return {};
}

// A cookie that goes over the network in the clear lets in whoever hears it.
Result<void> ReadConsole(const ServeOptions& options, Settings& settings) {
  settings.console = options.console;
  if (!options.console || !options.tls_cert.empty()) return {};
  const std::string& host = settings.host;
  if (host == "127.0.0.1" || host == "::1" || host == "[::1]" || host == "localhost") return {};
  return Wrong("console",
               "without --tls-cert the page is for this machine alone: listen on 127.0.0.1, ::1 or localhost");
}

}  // namespace

Result<Settings> ReadOptions(const ServeOptions& options) {
  Settings settings;
  ROLECALL_RETURN_IF_ERROR(ReadListen(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadStore(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadAccount(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadRegions(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadHosts(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadBounds(options, settings));
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return Wrong(options.tls_cert.empty() ? "tls-cert" : "tls-key", "--tls-cert and --tls-key go together");
  }
  settings.tls_cert = options.tls_cert;
  settings.tls_key = options.tls_key;
  ROLECALL_RETURN_IF_ERROR(ReadConsole(options, settings));
  settings.issuers = options.issuers;
  for (std::string& issuer : settings.issuers) {
    if (issuer.find("://") == std::string::npos) issuer = "https://" + issuer;
  }
  // Nobody asks this name: the server knows the keys, and IAM takes no issuer with a port.
  if (settings.issuers.empty()) settings.issuers.push_back("https://oidc.rolecall.internal");
  ROLECALL_RETURN_IF_ERROR(ReadOidcKeys(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadPrivateIssuers(options, settings));
  settings.oidc_kubeconfigs = options.oidc_kubeconfigs;
  settings.token_review = options.token_review;
  if (options.token_review && !options.kubernetes && options.oidc_kubeconfigs.empty()) {
    return Wrong("token-review", "goes with --kubernetes or --oidc-kubeconfig");
  }
  if (options.kubernetes) settings.kubernetes = kube::ClusterChoice{options.kubeconfig, options.kube_context};
  ROLECALL_RETURN_IF_ERROR(ReadClusters(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadKeyRotation(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadJwtSigners(options, settings));
  settings.explain_denials = options.explain_denials;
  settings.ephemeral = options.ephemeral || options.localstack;
  settings.localstack = options.localstack;
  ROLECALL_RETURN_IF_ERROR(ReadFollow(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadCells(options, settings));
  settings.in_container = options.in_container;
  ROLECALL_RETURN_IF_ERROR(ReadAdminKey(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadForward(options, settings));
  ROLECALL_RETURN_IF_ERROR(ReadImds(options, settings));
  if (options.threads < 0 || options.threads > 256) return Wrong("threads", "is not a number from 0 to 256");
  unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  settings.threads = options.threads > 0 ? options.threads : static_cast<int>(std::max(2u, processors));
  std::optional<std::chrono::seconds> keep = ParseWholeSeconds(options.audit_keep);
  if (!keep) return Wrong("audit-keep", "\"" + options.audit_keep + "\" is not a duration like 2160h");
  settings.audit_keep = *keep;
  ROLECALL_TRY(settings.farewell, ReadShutdownDelay(options.shutdown_delay));
  settings.webhook.farewell = settings.farewell;
  ROLECALL_RETURN_IF_ERROR(ReadWebhook(options, settings));
  Result<std::vector<services::RateLimit>> limits = services::ReadRateLimits(options.rate_limits);
  if (!limits.ok()) return Wrong("rate-limit", limits.error().message);
  settings.rate_limits = *std::move(limits);
  if (!options.source_rate_limit.empty()) {
    Result<services::RateLimit> limit = services::ReadSourceLimit(options.source_rate_limit);
    if (!limit.ok()) return Wrong("source-rate-limit", limit.error().message);
    settings.source_rate_limit = *std::move(limit);
  }
  Result<services::rotation::Targets> functions = services::rotation::ReadTargets(options.rotation_functions);
  if (!functions.ok()) return Wrong("rotation-function", functions.error().message);
  settings.rotation_functions = *std::move(functions);
  settings.search_path = options.search_path;
  return settings;
}

}  // namespace rolecall::server
