#include <condition_variable>
#include <iterator>
#include <mutex>
#include <ostream>
#include <thread>

#include "crypto/aead.h"
#include "http/client.h"
#include "http/server.h"
#include "server/audit_log.h"
#include "server/buffered_random.h"
#include "server/data_directory.h"
#include "server/first_start.h"
#include "server/key_sources.h"
#include "server/metrics.h"
#include "server/pipeline.h"
#include "server/run.h"
#include "server/token_service.h"
#include "services/iam/api/iam.h"
#include "services/s3/s3.h"
#include "services/secretsmanager/secretsmanager.h"
#include "services/sts/sts.h"
#include "store/store.h"

namespace rolecall::server {
namespace {

// Runs a function every so often until it goes.
class Periodic {
 public:
  Periodic(std::chrono::minutes every, std::function<void()> action)
      : thread_([this, every, action = std::move(action)] {
          std::unique_lock lock(mutex_);
          while (!stopped_.wait_for(lock, every, [this] { return stopping_; })) action();
        }) {}
  ~Periodic() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

// The long-lived objects in the order in which they are made; they go in the opposite one.
class RunningPlane final : public Plane {
 public:
  RunningPlane(Settings settings, Dependencies dependencies)
      : settings_(std::move(settings)), dependencies_(dependencies), random_(dependencies.random) {}
  ~RunningPlane() override { Stop(); }

  Result<void> Open() {
    ROLECALL_RETURN_IF_ERROR(OpenDirectory());
    ROLECALL_TRY(issuers_, OpenIssuers(*directory_, settings_.issuers));
    for (const services::oidc::Issuer& issuer : issuers_) keys_->AddEmbedded(issuer.url(), issuer.public_keys());
    for (const auto& [issuer, place] : settings_.oidc_keys) keys_->AddConfigured(issuer, place);
    webhook_ = std::make_unique<services::webhook::Webhook>(settings_.webhook, settings_.manifests, dependencies_.files,
                                                            dependencies_.clock, random_);
    ROLECALL_RETURN_IF_ERROR(webhook_->Load());
    if (!settings_.ephemeral) {
      AuditLog::Options options{.path = JoinPath(settings_.data_dir, "audit.log"),
                                .warn = [this](const std::string& text) { Warn(text); }};
      ROLECALL_TRY(audit_, AuditLog::Open(std::move(options)));
    }
    pipeline_ = std::make_unique<Pipeline>(MakeParts());
    ROLECALL_RETURN_IF_ERROR(Listen());
    ROLECALL_RETURN_IF_ERROR(WriteRootCredentials());
    rotation_ = std::make_unique<Periodic>(std::chrono::minutes(60), [this] {
      Result<void> rotated = directory_->RotateSessionKeys();
      if (!rotated.ok()) Warn("session keys: " + rotated.error().message);
    });
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
    if (!settings_.data_dir.empty()) line += " credentials " + credentials_file();
    return line;
  }

  void Stop() override {
    rotation_.reset();
    if (pipeline_ != nullptr) pipeline_->StartDraining();
    if (server_ != nullptr) server_->Stop();
    audit_.reset();
  }

 private:
  Result<void> OpenDirectory() {
    if (!settings_.data_dir.empty()) {
      ROLECALL_TRY(data_directory_, DataDirectory::Open(dependencies_.files, settings_.data_dir));
    }
    bool in_memory = settings_.store == StoreKind::kMemory;
    const std::string where = in_memory ? "memory:" : "sqlite:" + JoinPath(settings_.data_dir, "rolecall.db");
    ROLECALL_TRY(std::unique_ptr<store::Store> store, store::OpenStore(where));
    Secret master_key;
    if (in_memory) {
      master_key = crypto::MakeAeadKey(random_);
    } else {
      ROLECALL_TRY(master_key, directory::LoadMasterKey(dependencies_.files, settings_.data_dir, random_));
    }
    ROLECALL_TRY(directory_,
                 directory::Directory::Open(std::move(store), std::move(master_key), random_, dependencies_.clock));
    ROLECALL_RETURN_IF_ERROR(directory_->EnsureAccount(settings_.account_id));
    if (settings_.admin_key.access_key_id.empty()) return {};
    return EnsureAdministrator(*directory_, settings_.account_id, settings_.admin_key);
  }

  PipelineParts MakeParts() {
    std::vector<std::unique_ptr<services::Service>> services;
    services.push_back(services::iam::api::MakeIam());
    services.push_back(services::sts::MakeSts(*keys_));
    services.push_back(services::secretsmanager::MakeSecretsManager());
    services.push_back(services::s3::MakeS3());
    services.push_back(std::make_unique<TokenService>(issuers_));
    PipelineParts parts{settings_.account_id,
                        settings_.region,
                        dependencies_.clock,
                        random_,
                        *directory_,
                        std::move(services),
                        issuers_,
                        *webhook_,
                        metrics_,
                        audit_.get(),
                        [this](const std::string& text) { Warn(text); }};
    if (settings_.ephemeral) parts.reset = [this] { return Reset(); };
    return parts;
  }

  Result<void> Listen() {
    http::ServerOptions options;
    options.host = settings_.host;
    options.port = settings_.port;
    options.threads = settings_.threads;
    options.tls_cert_file = settings_.tls_cert;
    options.tls_key_file = settings_.tls_key;
    options.max_body_bytes = (64u << 20) + (1u << 20);  // the largest object, and the framing of its chunks
    ROLECALL_TRY(server_, http::Server::Start(std::move(options), [this](const http::Request& request) {
                   return pipeline_->Handle(request);
                 }));
    return {};
  }

  Result<void> WriteRootCredentials() {
    if (settings_.data_dir.empty()) return {};
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

  void Warn(const std::string& text) {
    std::lock_guard lock(warn_mutex_);
    dependencies_.err << "rolecall: " << text << std::endl;
  }

  const Settings settings_;
  Dependencies dependencies_;
  BufferedRandom random_;
  std::mutex warn_mutex_;
  std::mutex reset_mutex_;
  Metrics metrics_;
  http::CurlClient http_{http::ClientOptions{}};
  std::unique_ptr<KeySources> keys_ = std::make_unique<KeySources>(dependencies_.clock, dependencies_.files, http_);
  std::unique_ptr<DataDirectory> data_directory_;
  std::unique_ptr<directory::Directory> directory_;
  std::vector<services::oidc::Issuer> issuers_;
  std::unique_ptr<services::webhook::Webhook> webhook_;
  std::unique_ptr<AuditLog> audit_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Periodic> rotation_;
};

}  // namespace

Result<std::unique_ptr<Plane>> Plane::Start(const ServeOptions& options, Dependencies dependencies) {
  ROLECALL_TRY(Settings settings, ReadOptions(options));
  auto plane = std::make_unique<RunningPlane>(std::move(settings), dependencies);
  ROLECALL_RETURN_IF_ERROR(plane->Open());
  return std::unique_ptr<Plane>(std::move(plane));
}

}  // namespace rolecall::server
