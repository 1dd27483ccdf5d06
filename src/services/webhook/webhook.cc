#include "services/webhook/webhook.h"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <utility>

#include "kube/admission.h"
#include "kube/identity_files.h"
#include "kube/manifest_files.h"

namespace rolecall::services::webhook {
namespace {

// How old the view of the manifest files may be.
constexpr std::chrono::seconds kReloadInterval(2);

http::Response Text(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(body)};
}

}  // namespace

Webhook::Webhook(kube::WebhookSettings settings, std::vector<std::string> manifests, const FileSystem& files,
                 const Clock& clock, Random& random, Associated associated)
    : settings_(std::move(settings)),
      manifests_(std::move(manifests)),
      files_(files),
      clock_(clock),
      random_(random),
      associated_(std::move(associated)),
      reads_files_(!manifests_.empty() || !settings_.container_credentials_config.empty()),
      source_(std::make_shared<kube::IdentitySource>()) {
  auto source = std::make_shared<kube::IdentitySource>();
  source->AlsoContainerCredentials(associated_);
  source_ = std::move(source);
}

Result<void> Webhook::Load() {
  std::vector<boost::json::value> objects;
  for (const std::string& path : manifests_) {
    ROLECALL_TRY(std::vector<boost::json::value> read, kube::ReadManifests(path, files_));
    std::move(read.begin(), read.end(), std::back_inserter(objects));
  }
  ROLECALL_TRY(kube::IdentitySource source, kube::ReadIdentities(objects, settings_, files_));
  source.AlsoContainerCredentials(associated_);
  const std::lock_guard lock(mutex_);
  source_ = std::make_shared<kube::IdentitySource>(std::move(source));
  loaded_ = clock_.Now();
  return {};
}

std::string Webhook::RoleOf(const kube::ServiceAccountName& account) {
  return kube::IdentityOf(account, *Source(), settings_).role_arn;
}

std::shared_ptr<const kube::IdentitySource> Webhook::Source() {
  {
    const std::lock_guard lock(mutex_);
    if (!reads_files_ || clock_.Now() - loaded_ < kReloadInterval) return source_;
    loaded_ = clock_.Now();
  }
  // A file that is being written or broken just now must not take identities away: the last good view stays.
  if (Result<void> loaded = Load(); !loaded.ok()) {
    const std::lock_guard lock(mutex_);
    return source_;
  }
  const std::lock_guard lock(mutex_);
  return source_;
}

http::Response Webhook::Handle(const http::Request& request) {
  if (request.method != "POST") return Text(405, "Only POST is possible here\n");
  if (request.headers.Get("Content-Type") != "application/json") {
    return Text(415, "Invalid Content-Type, expected `application/json`\n");
  }
  kube::ReviewAnswer answer = kube::Review(request.body, *Source(), settings_, random_);
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(answer.body)};
}

}  // namespace rolecall::services::webhook
