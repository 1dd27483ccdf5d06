#include "services/webhook/manifest_source.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <string_view>

#include "base/text.h"
#include "kube/manifest_files.h"
#include "kube/manifest_limits.h"
#include "kube/manifest_stream.h"

namespace rolecall::services::webhook {
namespace {

constexpr std::size_t kMaxList = 1 << 20;
constexpr int kRestFactor = 20;
// A look that waits for the processor for seconds says little of what looking costs.
constexpr std::chrono::seconds kLongestRest{10};

}  // namespace

ManifestSource::ManifestSource(Options options, kube::IdentityBoard::Section& section)
    : options_(std::move(options)), section_(section) {}

Result<void> ManifestSource::Look() {
  {
    const std::lock_guard lock(mutex_);
    if (options_.clock.Now() < not_before_) return {};
  }
  return LookNow();
}

Result<void> ManifestSource::LookNow() {
  const std::lock_guard lock(mutex_);
  const Time begin = options_.clock.Now();
  Result<void> first_problem;
  const auto note = [&](Result<void> result) {
    if (!result.ok() && first_problem.ok()) first_problem = std::move(result);
  };
  ReadFiles now;
  order_.clear();
  for (const std::string& path : options_.paths) note(LookAt(path, now));
  if (now.size() != read_.size()) has_changed_ = true;
  read_ = std::move(now);
  note(ReadList());
  const Time end = options_.clock.Now();
  // What was parsed does not count: it is not parsed again.
  not_before_ = has_changed_ ? end : end + std::min<Time::duration>((end - begin) * kRestFactor, kLongestRest);
  if (has_changed_) Publish();
  if (first_problem.ok()) section_.MarkSynced();
  return first_problem;
}

Result<void> ManifestSource::LookAt(const std::string& path, ReadFiles& now) {
  Result<std::vector<std::string>> names = kube::ManifestFilesAt(path, options_.files);
  if (!names.ok()) {
    // A directory that cannot be listed just now: what was in it stays.
    for (auto& [name, file] : read_) {
      if (name == path || name.starts_with(JoinPath(path, ""))) {
        order_.push_back(name);
        now[name] = std::move(file);
      }
    }
    return names.error();
  }
  Result<void> first_problem;
  for (const std::string& name : *names) {
    if (now.contains(name)) continue;
    const auto known = read_.find(name);
    ReadFile file;
    if (known != read_.end()) {
      file = std::move(known->second);
    } else {
      has_changed_ = true;
    }
    Result<void> result = ReadOne(name, file);
    if (!result.ok() && first_problem.ok()) first_problem = std::move(result);
    order_.push_back(name);
    now[name] = std::move(file);
  }
  return first_problem;
}

Result<void> ManifestSource::ReadOne(const std::string& name, ReadFile& file) {
  ROLECALL_TRY(const std::string text, options_.files.Read(name, kube::kMaxManifestBytes));
  const std::size_t hash = std::hash<std::string_view>()(text);
  if (hash == file.hash && text.size() == file.bytes && (file.is_good || !file.problem.empty())) {
    if (file.is_good) return {};
    return Error{ErrorCode::kInvalidArgument, file.problem};
  }
  file.hash = hash;
  file.bytes = text.size();
  // Only what is of use is kept, so that a file is in memory once, as text, and an object of it.
  ReadFile fresh;
  kube::IdentitySource scratch;
  const Result<void> read =
      kube::ReadManifestObjects(name, text, kube::ListsAre::kSplit, [&](boost::json::value object) {
        scratch.AddObject(object);
        scratch.ForEachAccount([&](const kube::ServiceAccountName& account, const kube::ServiceAccount& what) {
          fresh.accounts.emplace_back(account, what);
        });
        scratch.ClearAccounts();
        if (!options_.settings.watch_config_map) return;
        std::optional<std::string> config =
            kube::IdentitySource::ConfigOf(object, options_.settings.config_map_namespace);
        if (config) fresh.config_map = std::move(config);
      });
  Result<void> result = read;
  if (read.ok() && fresh.config_map && !scratch.SetConfigMap(*fresh.config_map)) {
    result = Error{ErrorCode::kInvalidArgument,
                   name + ": the ConfigMap's config is no JSON object of \"NAMESPACE/NAME\": {\"RoleARN\": …}"};
  }
  file.is_good = result.ok();
  file.problem = result.ok() ? "" : result.error().message;
  if (!result.ok()) return result;
  has_changed_ = true;
  file.accounts = std::move(fresh.accounts);
  file.config_map = std::move(fresh.config_map);
  return {};
}

Result<void> ManifestSource::ReadList() {
  const std::string& name = options_.settings.container_credentials_config;
  if (name.empty()) return {};
  ROLECALL_TRY(std::string text, options_.files.Read(name, kMaxList));
  if (Trim(text).empty()) text = R"({"identities":[]})";
  if (text == list_) return {};
  if (!kube::IdentitySource().SetContainerCredentials(text)) {
    return Error{ErrorCode::kInvalidArgument,
                 name + R"(: not of the form {"identities":[{"namespace":"NS","serviceAccount":"NAME"}]})"};
  }
  list_ = std::move(text);
  has_changed_ = true;
  return {};
}

void ManifestSource::Publish() {
  section_.Update([this](kube::IdentitySource& identities) {
    identities.ClearAccounts();
    identities.ClearConfigMap();
    for (const std::string& name : order_) {
      const ReadFile& file = read_.at(name);
      for (const auto& [account, what] : file.accounts) identities.Add(account, what);
      if (file.config_map) identities.SetConfigMap(*file.config_map);
    }
    if (!list_.empty()) identities.SetContainerCredentials(list_);
  });
  has_changed_ = false;
}

}  // namespace rolecall::services::webhook
