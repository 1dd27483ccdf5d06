#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <ostream>
#include <set>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/encoding.h"
#include "base/periodic.h"
#include "http/client.h"
#include "http/inherited_sockets.h"
#include "http/server.h"
#include "partition/own_partition.h"
#include "server/buffered_random.h"
#include "server/cells/cells.h"
#include "server/cluster/cluster_link.h"
#include "server/console/console_service.h"
#include "server/data_directory.h"
#include "server/first_start.h"
#include "server/idle_memory.h"
#include "server/issuer_keys/key_sources.h"
#include "server/jwt_signer/jwt_signer.h"
#include "server/jwt_signer/signer_socket.h"
#include "server/localstack_pages.h"
#include "server/observe/audit.h"
#include "server/observe/metrics.h"
#include "server/open_directory.h"
#include "server/pipeline.h"
#include "server/plane_reports.h"
#include "server/replication/follower_credentials.h"
#include "server/replication/following.h"
#include "server/replication/log_pages.h"
#include "server/resealing.h"
#include "server/run.h"
#include "server/token_service.h"
#include "server/webhook/webhook_endpoint.h"
#include "services/ec2/ec2.h"
#include "services/eks/eks.h"
#include "services/eks/pod_identity.h"
#include "services/forward/forward.h"
#include "services/iam/api/iam.h"
#include "services/kms/kms.h"
#include "services/kms/maintenance.h"
#include "services/organizations/organizations.h"
#include "services/outbound/outbound_tokens.h"
#include "services/s3/s3.h"
#include "services/secretsmanager/secretsmanager.h"
#include "services/ssm/ssm.h"
#include "services/sts/sts.h"
#include "services/sts/trust_preview.h"
#include "web/metrics_history.h"

namespace rolecall::server {
namespace {

constexpr int kMostDamageTold = 100;
constexpr std::chrono::seconds kAwayAfter{10};
constexpr std::size_t kMaxCertificateBytes = 64u << 10;
// Longer than the API server keeps a connection that it sends reviews on, 90 s (server/webhook/webhook_endpoint.cc).
constexpr std::chrono::seconds kIdle(100);

// Texts from outside are in it: nothing that could end the line or move a terminal.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text;
}

// The long-lived objects in the order in which they are made; they go in the opposite one.
class RunningPlane final : public Plane {
 public:
  RunningPlane(Settings settings, Dependencies dependencies)
      : settings_(std::move(settings)), dependencies_(std::move(dependencies)), random_(dependencies_.random) {}
  ~RunningPlane() override { Stop(); }

  Result<void> Open() {
    ROLECALL_RETURN_IF_ERROR(ReadClusters());
    ROLECALL_RETURN_IF_ERROR(OpenDirectory());
    ROLECALL_TRY(issuers_, OpenIssuers(*directory_, settings_.issuers));
    log_pages_ = MakeLogPages();
    outbound_ = std::make_unique<services::outbound::OutboundTokens>(*directory_, settings_.key_rotation.every);
    for (const services::oidc::Issuer& issuer : issuers_) keys_->AddEmbedded(issuer.url(), issuer.public_keys());
    for (const auto& [issuer, place] : settings_.oidc_keys) keys_->AddConfigured(issuer, place);
    ROLECALL_RETURN_IF_ERROR(OpenClusters());
    ROLECALL_TRY(webhook_, WebhookEndpoint::Open(
                               settings_.webhook,
                               {dependencies_.clock, random_, dependencies_.files, metrics_,
                                [this](const std::string& text) { Warn(text); }, Sources()},
                               [this](const kube::ServiceAccountName& name) { return IsAssociated(name); },
                               [this](const kube::RoleQuestion& question) { return Judge(question); }));
    if (!settings_.ephemeral) {
      ROLECALL_TRY(audit_, Audit::Open({.data_dir = settings_.data_dir,
                                        .keep = settings_.audit_keep,
                                        .metrics = metrics_,
                                        .warn = [this](const std::string& text) { Warn(text); },
                                        .feed = &feed_}));
    }
    ROLECALL_RETURN_IF_ERROR(OpenCells());
    ROLECALL_TRY(PipelineParts parts, MakeParts());
    pipeline_ = std::make_unique<Pipeline>(std::move(parts));
    if (http::HasInherited()) webhook_->WaitUntilSynced(std::chrono::seconds(10));
    ROLECALL_RETURN_IF_ERROR(Listen());
    ROLECALL_RETURN_IF_ERROR(ListenForInstance());
    ROLECALL_RETURN_IF_ERROR(ListenForSigning());
    ROLECALL_RETURN_IF_ERROR(webhook_->Start());
    ROLECALL_RETURN_IF_ERROR(WriteRootCredentials());
    following_->Start(*directory_);
    rotation_ = std::make_unique<Periodic>(std::chrono::minutes(60), [this] {
      if (directory_->store().read_only()) return;
      Result<void> rotated = directory_->RotateSessionKeys();
      if (!rotated.ok()) Warn("session keys: " + rotated.error().message);
      Result<void> maintained = services::kms::Maintain(*directory_, dependencies_.clock.Now(), random_);
      if (!maintained.ok()) Warn("KMS's keys: " + maintained.error().message);
    });
    watch_ = std::make_unique<Periodic>(std::chrono::seconds(1), [this] { Watch(); });
    if (settings_.store != StoreKind::kMemory && !settings_.follow.has_value()) {
      resealing_ = std::make_unique<Resealing>(
          *directory_, metrics_,
          [this](const std::atomic<bool>& stop) {
            return ReadMasterKeySource(settings_.master_key, dependencies_.files, settings_.data_dir, stop);
          },
          [this](const std::string& text) { Warn(text); });
    }
    key_maker_ = std::thread([this] { RotateIssuerKeys(); });
    if (settings_.key_rotation.every.count() > 0) {
      key_rotation_ = std::make_unique<Periodic>(std::chrono::minutes(10), [this] { RotateIssuerKeys(); });
    }
    return {};
  }

  std::uint16_t port() const override { return server_->port(); }
  std::string credentials_file() const override {
    return settings_.data_dir.empty() ? "" : JoinPath(settings_.data_dir, "credentials");
  }
  std::string endpoint() const override {
    std::string host = settings_.host;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "[::]" || host == "::") host = "[::1]";
    return (settings_.tls_cert.empty() ? "http://" : "https://") + host + ":" + std::to_string(port());
  }
  std::string ReadyLine() const override {
    std::string line =
        "rolecall: ready on " + endpoint() + " account " + settings_.account_id + " region " + settings_.region;
    if (settings_.follow.has_value()) {
      line += " follows " + settings_.follow->url;
    } else if (!settings_.data_dir.empty()) {
      line += " credentials " + credentials_file();
    }
    if (imds_server_ != nullptr) {
      line += " instance-metadata http://" + settings_.imds_host + ":" + std::to_string(imds_server_->port());
    }
    if (webhook_->port() != 0) {
      line += " webhook https://" + settings_.webhook.host + ":" + std::to_string(webhook_->port());
    }
    if (cells_ != nullptr) line += " cell " + cells_->name();
    for (const JwtSignerSetting& signer : settings_.jwt_signers) line += " jwt-signer unix:" + signer.path;
    // What others wait for who have started LocalStack.
    if (settings_.localstack) line += "\nReady.";
    return line;
  }

  void Reload() override {
    if (audit_ != nullptr) audit_->Reopen();
    if (resealing_ != nullptr) resealing_->ReadKeysAgain();
    webhook_->Reload();
    if (cells_ == nullptr) return;
    const Result<void> read = cells_->Reload();
    if (!read.ok()) Warn("--cells (what was there stays): " + read.error().message);
  }

  void Stop() override {
    rotation_.reset();
    key_rotation_.reset();
    if (rotation_functions_ != nullptr) rotation_functions_->Stop();
    watch_.reset();
    resealing_.reset();
    kubernetes_.reset();
    cluster_links_.clear();
    stopping_.store(true);
    if (key_maker_.joinable()) key_maker_.join();
    if (pipeline_ != nullptr) pipeline_->StartDraining();
    feed_.Stop();
    if (webhook_ != nullptr) webhook_->Stop();
    signer_sockets_.clear();
    for (const auto& agent : agents_) agent->Stop();
    if (imds_server_ != nullptr) imds_server_->Stop();
    if (server_ != nullptr) server_->Stop();
    if (following_ != nullptr) following_->Stop();
    audit_.reset();
  }

 private:
  Result<void> OpenDirectory() {
    if (!settings_.data_dir.empty()) {
      ROLECALL_TRY(data_directory_, DataDirectory::Open(dependencies_.files, settings_.data_dir));
    }
    ROLECALL_RETURN_IF_ERROR(MakeFollowing());
    partition::SetOwn(partition::OfRegion(settings_.region));
    ROLECALL_TRY(
        directory_,
        server::OpenDirectory(
            {.data_dir = settings_.data_dir,
             .in_memory = settings_.store == StoreKind::kMemory,
             .shared = settings_.shared_store,
             .master_key = settings_.master_key,
             .files = dependencies_.files,
             .random = random_,
             .clock = dependencies_.clock,
             .warn = [this](const std::string& text) { Warn(text); },
             .on_damage = [this](std::string_view key) { NoteDamage(key); },
             .follows = following_->is_follower(),
             .wrap = [this](std::unique_ptr<store::Store> store) { return following_->Wrap(std::move(store)); }}));
    metrics_.Set("rolecall_unreadable_records", directory_->unreadable().size());
    ROLECALL_RETURN_IF_ERROR(CheckPartition());
    if (following_->is_follower()) return CheckFollowed();
    ROLECALL_RETURN_IF_ERROR(directory_->EnsureAccount(settings_.account_id));
    if (settings_.admin_key.access_key_id.empty()) return {};
    return EnsureAdministrator(*directory_, settings_.account_id, settings_.admin_key);
  }

  // The planes that other accounts are at.
  Result<void> OpenCells() {
    if (settings_.cells.file.empty()) return {};
    Result<std::unique_ptr<Cells>> cells = Cells::Open({.setting = settings_.cells,
                                                        .account = settings_.account_id,
                                                        .files = dependencies_.files,
                                                        .metrics = metrics_,
                                                        .warn = [this](const std::string& text) { Warn(text); }});
    if (!cells.ok()) return Error{cells.error().code, "--cells: " + cells.error().message};
    cells_ = *std::move(cells);
    return {};
  }

  // Policies are stored under their ARNs, and name others by theirs: a store stays in the partition it was made in.
  Result<void> CheckPartition() {
    for (const auto& account : directory_->snapshot()->accounts.Sorted("")) {
      const std::string partition = account->partition.empty() ? "aws" : account->partition;
      if (partition == settings_.partition) continue;
      return Error{ErrorCode::kInvalidArgument, "--region " + settings_.region + " is in partition " +
                                                    settings_.partition + ", the accounts of this store are in " +
                                                    partition};
    }
    return {};
  }

  // Whom this node follows, if anybody.
  Result<void> MakeFollowing() {
    Following::Parts parts{
        .metrics = metrics_, .clock = dependencies_.clock, .warn = [this](const std::string& text) { Warn(text); }};
    if (settings_.follow.has_value()) {
      const FollowSetting& follow = *settings_.follow;
      ROLECALL_TRY(aws::Credentials credentials,
                   FollowerCredentials(dependencies_.files, settings_.environment, follow.credentials_file));
      parts.node = FollowedNode{
          follow.url,
          settings_.region,
          std::move(credentials),
          {.ca_file = follow.ca_file, .client_cert_file = follow.cert_file, .client_key_file = follow.key_file}};
    }
    following_ = std::make_unique<Following>(std::move(parts));
    return {};
  }

  Result<void> CheckFollowed() const {
    if (directory_->snapshot()->accounts.Find(settings_.account_id) != nullptr) return {};
    return Error{ErrorCode::kInvalidArgument, settings_.follow->url + " has no account " + settings_.account_id +
                                                  ": name its own with --account-id"};
  }

  std::unique_ptr<LogPages> MakeLogPages() {
    std::function<Result<std::uint64_t>()> promote;
    if (following_->is_follower()) {
      promote = [this]() -> Result<std::uint64_t> {
        Result<std::uint64_t> epoch = following_->Promote();
        if (!epoch.ok()) return epoch;
        const Result<void> written = WriteRootCredentials();
        if (!written.ok()) Warn("the root user's credentials: " + written.error().message);
        return epoch;
      };
    }
    return std::make_unique<LogPages>(following_->store(), !settings_.follower_ca.empty(), std::move(promote));
  }

  // Why nothing can be changed here; "": it can.
  std::string ReadsOnly() const {
    const store::Store& store = directory_->store();
    if (following_->store().fenced()) return "there is a newer control plane";
    if (store.read_only()) return "this node follows " + settings_.follow->url;
    return directory_->staleness() > kAwayAfter ? "the store is away" : "";
  }

  std::string NotFresh() const {
    const bool is_bounded = settings_.max_staleness.count() > 0;
    return is_bounded && directory_->staleness() > settings_.max_staleness ? "what is known here is too old" : "";
  }

  // Keys of issuers that another node made.
  void TakeIssuerKeys() {
    if (!directory_->store().shared()) return;
    std::unique_lock lock(key_mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return;  // keys are being made: the next second
    for (services::oidc::Issuer& issuer : issuers_) {
      const Result<bool> changed = TakeStoredKeys(*directory_, issuer);
      if (changed.ok() && *changed) keys_->AddEmbedded(issuer.url(), issuer.public_keys());
    }
  }

  // Whose keys are fetched with a CA, a token or a kubeconfig; and the cluster that the webhook is of.
  Result<void> OpenClusters() {
    std::set<std::string> configured;
    for (const auto& [issuer, place] : settings_.oidc_keys) configured.insert(issuer);
    for (const PrivateIssuer& issuer : settings_.private_issuers) {
      configured.insert(issuer.issuer);
      keys_->AddFetched(issuer.issuer, issuer.keys_url.empty() ? issuer.issuer : issuer.keys_url,
                        [this, issuer](std::chrono::milliseconds time) {
                          return FetchPrivateKeys(issuer, dependencies_.files, time);
                        });
    }
    const Environment& environment =
        dependencies_.environment == nullptr ? own_environment_ : *dependencies_.environment;
    const ClusterAround around{environment, dependencies_.files, dependencies_.clock, random_,
                               [this](const std::string& text) { Warn(text); }};
    for (const std::string& kubeconfig : settings_.oidc_kubeconfigs) {
      ROLECALL_TRY(auto link, ClusterLink::Open({kubeconfig, ""}, around));
      link->ReadKeys(*keys_, configured, settings_.token_review);
      cluster_links_.push_back(std::move(link));
    }
    if (!settings_.kubernetes.has_value()) return {};
    ROLECALL_TRY(kubernetes_, ClusterLink::Open(*settings_.kubernetes, around));
    kubernetes_->ReadKeys(*keys_, configured, settings_.token_review);
    return {};
  }

  // What the webhook knows beside manifests.
  std::function<void(kube::IdentityBoard&)> Sources() {
    if (kubernetes_ == nullptr) return {};
    return [this](kube::IdentityBoard& board) { kubernetes_->WatchIdentities(board, settings_.webhook.settings); };
  }

  // Pages for everybody, beside the pipeline's own.
  std::optional<http::Response> AnswerPage(const http::Request& request) {
    if (std::optional<http::Response> document = outbound_->Answer(request)) return document;
    return localstack_ == nullptr ? std::nullopt : localstack_->Answer(request);
  }

  Result<PipelineParts> MakeParts() {
    std::vector<std::unique_ptr<services::Service>> services;
    services.push_back(services::iam::api::MakeIam());
    services.push_back(services::sts::MakeSts(*keys_, *outbound_));
    services::Service& sts = *services.back();
    services.push_back(services::eks::MakeEks(clusters_));
    services.push_back(services::eks::MakeEksAuth({clusters_, *keys_, sts}));
    services.push_back(services::eks::MakeAgent({clusters_, *keys_, sts}));
    services.push_back(services::secretsmanager::MakeSecretsManager(MakeSecretsSettings()));
    services.push_back(services::ssm::MakeSsm());
    services.push_back(services::organizations::MakeOrganizations());
    services.push_back(services::kms::MakeKms());
    if (settings_.forward.For("ec2").empty()) services.push_back(services::ec2::MakeEc2());
    if (!settings_.forward.named.contains("s3")) services.push_back(services::s3::MakeS3());
    ConsoleService* const console = AddConsole(services);
    services.push_back(std::make_unique<TokenService>(issuers_, &reports_, log_pages_.get(), console));
    ROLECALL_RETURN_IF_ERROR(AddForwarded(services));
    if (settings_.localstack) MakeLocalstackPages(services);
    reports_.set_facts(FactsOf(services));
    PipelineParts parts{settings_.account_id,
                        services::Regions(settings_.regions, settings_.regions.size() == 1),
                        dependencies_.clock,
                        random_,
                        *directory_,
                        std::move(services),
                        issuers_,
                        webhook_->webhook(),
                        metrics_,
                        audit_.get(),
                        [this](const std::string& text) { Warn(text); }};
    parts.feed = &feed_;
    parts.cells = cells_.get();
    parts.hosts = settings_.hosts;
    parts.explain_denials = settings_.explain_denials;
    parts.more_pages = [this](const http::Request& request) { return AnswerPage(request); };
    parts.rate_limits = settings_.rate_limits;
    parts.source_rate_limit = settings_.source_rate_limit;
    parts.trusted_peers = settings_.trusted_peers;
    if (settings_.ephemeral) parts.reset = [this] { return Reset(); };
    parts.not_ready = [this] {
      const std::string stale = NotFresh();
      return stale.empty() ? webhook_->NotReady() : stale;
    };
    parts.reads_only = [this] { return ReadsOnly(); };
    parts.max_staleness = settings_.max_staleness;
    parts.can_write = [this] { return directory_->store().writable(); };
    return parts;
  }

  // The page of --console; null: there is none.
  ConsoleService* AddConsole(std::vector<std::unique_ptr<services::Service>>& services) {
    if (!settings_.console || !dependencies_.console_pages) return nullptr;
    ConsoleService::Parts parts{.hosts = settings_.hosts,
                                .plane = [this](http::Request& request) { return pipeline_->Handle(request); },
                                .make_pages = dependencies_.console_pages,
                                .endpoint = [this] { return endpoint(); },
                                .history = [this] { return history_.Json(); }};
    auto console = std::make_unique<ConsoleService>(std::move(parts), random_);
    ConsoleService* const made = console.get();
    services.push_back(std::move(console));
    return made;
  }

  // What is not served here, if there is somebody to send it to.
  Result<void> AddForwarded(std::vector<std::unique_ptr<services::Service>>& services) {
    if (settings_.forward.empty()) return {};
    services::forward::ForwardSettings forward{.targets = settings_.forward,
                                               .credentials = settings_.forward_credentials,
                                               .timeout = settings_.forward_timeout};
    for (const auto& own : services) forward.own.emplace_back(own->name());
    forward.on_unknown_resource = [this](std::string_view service) {
      metrics_.Count("rolecall_forwarded_unknown_resources_total", "service", service);
    };
    ROLECALL_TRY(auto forwarded, services::forward::MakeForwarded(forward));
    for (auto& service : forwarded) services.push_back(std::move(service));
    return {};
  }

  PlaneReports::Facts FactsOf(const std::vector<std::unique_ptr<services::Service>>& services) const {
    PlaneReports::Facts facts{.account = settings_.account_id, .region = settings_.region};
    facts.store = settings_.store == StoreKind::kMemory   ? "memory"
                  : settings_.store == StoreKind::kShared ? settings_.shared_store.url
                                                          : settings_.data_dir;
    if (audit_ != nullptr) facts.audit_log = JoinPath(settings_.data_dir, "audit.log");
    for (const auto& service : services) {
      (service->is_forwarded() ? facts.forwarded : facts.services).emplace_back(service->name());
    }
    facts.started = dependencies_.clock.Now();
    return facts;
  }

  void MakeLocalstackPages(const std::vector<std::unique_ptr<services::Service>>& services) {
    LocalstackPages::Facts facts{.session_id = RandomUuid(random_), .started = dependencies_.clock.Now()};
    for (const auto& service : services) {
      if (service->name() == "rolecall" || service->name() == ConsoleService::kName) continue;
      (service->is_forwarded() ? facts.available : facts.running).emplace_back(service->name());
    }
    facts.in_container = settings_.in_container;
    localstack_ = std::make_unique<LocalstackPages>(std::move(facts), dependencies_.clock);
  }

  services::secretsmanager::Settings MakeSecretsSettings() {
    services::secretsmanager::Settings secrets;
    if (settings_.rotation_functions.empty()) return secrets;
    rotation_functions_ = std::make_unique<services::rotation::ConfiguredFunctions>(
        services::rotation::FunctionSettings{.targets = settings_.rotation_functions,
                                             .endpoint = [this] { return endpoint(); },
                                             .search_path = settings_.search_path},
        http_);
    secrets.rotation = std::make_unique<services::rotation::Parts>(
        services::rotation::Parts{*directory_, dependencies_.clock, random_, *rotation_functions_,
                                  [this](const std::string& text) { Warn(text); }});
    return secrets;
  }

  Result<void> Listen() {
    http::ServerOptions options;
    options.host = settings_.host;
    options.port = settings_.port;
    options.threads = settings_.threads;
    options.lanes = LaneSlots(settings_.threads);
    options.waiting_lanes = WaitingLanes();
    options.memory_bytes = static_cast<std::size_t>(settings_.buffer_memory) << 20;
    options.max_connections = settings_.max_connections;
    options.max_connections_per_peer = settings_.max_connections_per_peer;
    options.trusted_peers = settings_.trusted_peers;
    options.idle_timeout = kIdle;
    options.farewell = settings_.farewell;
    options.tls_cert_file = settings_.tls_cert;
    options.tls_key_file = settings_.tls_key;
    options.client_ca_file = settings_.follower_ca;
    http::RaiseOpenFilesLimit();
    ROLECALL_TRY(server_, http::Server::Start(options, pipeline_->MakeApplication()));
    options.tls_cert_file.clear();  // SDKs ask the agent's addresses in plain HTTP
    options.tls_key_file.clear();
    options.client_ca_file.clear();
    for (const ListenAddress& address : settings_.pod_identity_listen) {
      options.host = address.host;
      options.port = address.port;
      ROLECALL_TRY(std::unique_ptr<http::Server> agent,
                   http::Server::Start(options, pipeline_->MakeAgentApplication()));
      agents_.push_back(std::move(agent));
    }
    return {};
  }

  // Whether the role could be assumed by the tokens of one of the clusters at least.
  kube::RoleVerdict Judge(const kube::RoleQuestion& question) const {
    using services::sts::PreviewVerdict;
    const auto snapshot = directory_->snapshot();
    kube::RoleVerdict verdict;
    for (const services::eks::Cluster& cluster : clusters_.list) {
      const services::sts::Preview preview = services::sts::PreviewTrust(
          *snapshot, {cluster.issuer, "system:serviceaccount:" + question.account.first + ":" + question.account.second,
                      question.audience, question.role_arn});
      if (preview.verdict == PreviewVerdict::kAssumable) return {kube::RoleVerdict::Kind::kYes, ""};
      const bool is_sure = preview.verdict == PreviewVerdict::kRefused;
      if (verdict.why.empty() || !is_sure) {
        verdict = {is_sure ? kube::RoleVerdict::Kind::kNo : kube::RoleVerdict::Kind::kUnknown, preview.why};
      }
    }
    return verdict;
  }

  // In any of the clusters: the webhook is not told which one asks.
  bool IsAssociated(const kube::ServiceAccountName& name) const {
    const auto snapshot = directory_->snapshot();
    return std::ranges::any_of(clusters_.list, [&](const services::eks::Cluster& cluster) {
      return snapshot->pod_identities.Find(
                 directory::PodIdentityAssociation::Prefix(clusters_.account, clusters_.region, cluster.name) +
                 name.first + "/" + name.second) != nullptr;
    });
  }

  Result<void> ReadClusters() {
    clusters_.account = settings_.account_id;
    clusters_.region = settings_.region;
    for (const ClusterSetting& setting : settings_.clusters) {
      services::eks::Cluster cluster = setting.cluster;
      if (!setting.ca_file.empty()) {
        ROLECALL_TRY(std::string pem, dependencies_.files.Read(setting.ca_file, kMaxCertificateBytes));
        cluster.certificate_authority = Base64Encode(pem);
      }
      clusters_.list.push_back(std::move(cluster));
    }
    return {};
  }

  // The instance metadata service, where only the instance should reach it.
  Result<void> ListenForInstance() {
    if (settings_.imds_host.empty()) return {};
    imds_ = std::make_unique<services::imds::InstanceMetadata>(
        settings_.instance, *directory_, dependencies_.clock, random_,
        [this](const services::imds::Delivery& delivery) { pipeline_->RecordDelivery(delivery); });
    http::ServerOptions options;
    options.host = settings_.imds_host;
    options.port = settings_.imds_port;
    options.max_connections = 256;
    options.max_body_bytes = 1024;
    options.memory_bytes = 4u << 20;
    ROLECALL_TRY(imds_server_, http::Server::Start(std::move(options),
                                                   [this](http::Request& request) { return imds_->Handle(request); }));
    return {};
  }

  // Where API servers have their service account tokens signed.
  Result<void> ListenForSigning() {
    for (const JwtSignerSetting& setting : settings_.jwt_signers) {
      const auto issuer = std::ranges::find(issuers_, setting.issuer, &services::oidc::Issuer::url);
      ROLECALL_CHECK(issuer != issuers_.end());
      metrics_.Count("rolecall_signed_tokens_total", "outcome", "signed", 0);
      JwtSigner::Record record{.can = [this] { return pipeline_->CanRecord(); },
                               .write = [this](const AskedToken& asked) { NoteSignature(asked); }};
      auto signer = std::make_shared<const JwtSigner>(*issuer, dependencies_.clock, std::move(record));
      Result<std::unique_ptr<SignerSocket>> socket = SignerSocket::Open(
          {.path = setting.path, .owner = setting.owner, .warn = [this](const std::string& text) { Warn(text); }},
          [signer](const GrpcPeer& peer, std::string_view method, std::string_view message) {
            return signer->Answer(peer, method, message);
          });
      if (!socket.ok()) return Error{socket.error().code, "--jwt-signer: " + socket.error().message};
      signer_sockets_.push_back(*std::move(socket));
    }
    return {};
  }

  void NoteSignature(const AskedToken& asked) {
    metrics_.Count("rolecall_signed_tokens_total", "outcome", asked.refusal.empty() ? "signed" : "refused");
    pipeline_->RecordSignature(asked);
  }

  // A node that follows has the other's root key: it lies in one place only.
  Result<void> WriteRootCredentials() {
    if (settings_.data_dir.empty() || directory_->store().read_only()) return {};
    ROLECALL_TRY(directory::AccessKey root, directory_->EnsureRootKey(settings_.account_id));
    return WriteCredentials(dependencies_.files, credentials_file(),
                            {root.id, root.secret, settings_.region, endpoint()});
  }

  Result<void> Reset() {
    std::lock_guard lock(reset_mutex_);
    ROLECALL_RETURN_IF_ERROR(directory_->Reset());
    ROLECALL_RETURN_IF_ERROR(directory_->EnsureAccount(settings_.account_id));
    if (settings_.admin_key.access_key_id.empty()) return {};
    return EnsureAdministrator(*directory_, settings_.account_id, settings_.admin_key);
  }

  // At the first start issuers get their RSA keys so, or when that was cut short; with --issuer-key-rotation new ones.
  void RotateIssuerKeys() {
    std::lock_guard lock(key_mutex_);
    for (services::oidc::Issuer& issuer : issuers_) {
      if (stopping_.load()) return;
      const Result<bool> changed = RotateKeys(*directory_, issuer, settings_.key_rotation);
      if (!changed.ok()) {
        Warn("keys of " + issuer.url() + " (it goes on with those it has): " + changed.error().message);
      }
      if (changed.ok() && *changed) keys_->AddEmbedded(issuer.url(), issuer.public_keys());
    }
    if (directory_->store().read_only()) return;
    const Result<void> rotated = outbound_->Rotate();
    if (!rotated.ok()) Warn("keys of outbound tokens: " + rotated.error().message);
  }

  // Once a second: whether what must be written can be. After a failure the store is tried, so that it is ready again
  // when there is room, whether anybody asks or not.
  void Watch() {
    if (std::exchange(has_just_started_, false)) GiveBackStartMemory();
    TakeIssuerKeys();
    LookBack();
    Result<void> written = directory_->store().CheckWritable();
    if (std::exchange(could_write_, written.ok()) != written.ok()) {
      Warn(written.ok() ? "the store can be written again" : "the store cannot be written: " + written.error().message);
    }
    metrics_.Set("rolecall_store_writable", written.ok() ? 1 : 0);
    metrics_.Set("rolecall_audit_writable", audit_ == nullptr || audit_->CanRecord() ? 1 : 0);
  }

  // For the page: what happened since the last reading.
  void LookBack() {
    if (!settings_.console) return;
    const std::int64_t now = UnixSeconds(dependencies_.clock.Now());
    if (now - looked_back_ < web::MetricsHistory::kEvery.count()) return;
    looked_back_ = now;
    history_.Add(now, metrics_.Text());
  }

  void NoteDamage(std::string_view key) {
    metrics_.Count("rolecall_damaged_values_total", "place", key.starts_with("s3/") ? "objects" : "records");
    if (damage_told_.fetch_add(1) >= kMostDamageTold) return;
    Warn("a stored value is damaged and not given out: " + std::string(key.substr(0, 300)));
  }

  void Warn(const std::string& text) {
    std::lock_guard lock(warn_mutex_);
    dependencies_.err << "rolecall: " << OneLine(text) << std::endl;
  }

  const Settings settings_;
  Dependencies dependencies_;
  BufferedRandom random_;
  std::mutex warn_mutex_;
  std::mutex reset_mutex_;
  std::atomic<int> damage_told_{0};
  Metrics metrics_;
  web::MetricsHistory history_;
  std::int64_t looked_back_ = 0;  // of Watch
  http::CurlClient http_{http::ClientOptions{}};
  std::unique_ptr<KeySources> keys_ =
      std::make_unique<KeySources>(dependencies_.clock, dependencies_.files, http_,
                                   KeySources::Options{.waiting_in_all = std::max(1, settings_.threads / 2),
                                                       .warn = [this](const std::string& text) { Warn(text); }});
  std::unique_ptr<DataDirectory> data_directory_;
  std::unique_ptr<Following> following_;
  std::unique_ptr<directory::Directory> directory_;
  std::vector<services::oidc::Issuer> issuers_;
  std::unique_ptr<LogPages> log_pages_;
  std::unique_ptr<services::outbound::OutboundTokens> outbound_;
  services::eks::Clusters clusters_;
  const SystemEnvironment own_environment_;
  std::vector<std::unique_ptr<ClusterLink>> cluster_links_;  // whose keys are read
  std::unique_ptr<WebhookEndpoint> webhook_;
  std::unique_ptr<ClusterLink> kubernetes_;  // of -kubernetes; feeds the webhook
  AuditFeed feed_;
  PlaneReports reports_{feed_, issuers_, [this] { return pipeline_ == nullptr ? "starting" : pipeline_->NotReady(); }};
  std::unique_ptr<Audit> audit_;
  std::unique_ptr<LocalstackPages> localstack_;
  std::unique_ptr<services::rotation::ConfiguredFunctions> rotation_functions_;
  std::unique_ptr<Cells> cells_;  // null: all accounts are here
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<http::Server> server_;
  std::vector<std::unique_ptr<http::Server>> agents_;  // of EKS Pod Identity
  std::unique_ptr<services::imds::InstanceMetadata> imds_;
  std::unique_ptr<http::Server> imds_server_;
  std::vector<std::unique_ptr<SignerSocket>> signer_sockets_;
  std::unique_ptr<Periodic> rotation_;
  std::mutex key_mutex_;  // of those who make issuers' keys
  std::unique_ptr<Periodic> key_rotation_;
  bool could_write_ = true, has_just_started_ = true;  // of Watch
  std::atomic<bool> stopping_{false};
  std::thread key_maker_;
  std::unique_ptr<Periodic> watch_;
  std::unique_ptr<Resealing> resealing_;
};

}  // namespace

Result<std::unique_ptr<Plane>> Plane::Start(const ServeOptions& options, Dependencies dependencies) {
  ROLECALL_TRY(Settings settings, ReadOptions(options));
  auto plane = std::make_unique<RunningPlane>(std::move(settings), std::move(dependencies));
  ROLECALL_RETURN_IF_ERROR(plane->Open());
  return std::unique_ptr<Plane>(std::move(plane));
}

}  // namespace rolecall::server
