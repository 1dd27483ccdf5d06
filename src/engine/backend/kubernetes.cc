#include "engine/backend/kubernetes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <utility>

#include "base/encoding.h"
#include "gzip/gzip.h"

namespace rolecall::engine {
namespace {

namespace bj = boost::json;

constexpr const char* kStateKey = "tfstate";
constexpr const char* kSuffixLabel = "tfstateSecretSuffix";
constexpr const char* kWorkspaceLabel = "tfstateWorkspace";
constexpr const char* kManagedLabel = "app.kubernetes.io/managed-by";
constexpr const char* kLockAnnotation = "app.terraform.io/lock-info";
constexpr const char* kLeaseApi = "/apis/coordination.k8s.io/v1";

// The member of nested objects; null if one is not there.
const bj::value* At(const bj::value& object, std::initializer_list<std::string_view> names) {
  const bj::value* at = &object;
  for (const std::string_view name : names) {
    at = at != nullptr && at->is_object() ? at->as_object().if_contains(name) : nullptr;
  }
  return at;
}

std::string TextAt(const bj::value& object, std::initializer_list<std::string_view> names) {
  const bj::value* at = At(object, names);
  return at != nullptr && at->is_string() ? std::string(at->as_string()) : "";
}

// The object under that name, made if it is not there.
bj::object& ObjectIn(bj::object& parent, std::string_view name) {
  bj::value& member = parent[name];
  if (!member.is_object()) member = bj::object();
  return member.as_object();
}

// RFC 1123, as the API server wants names of Secrets.
bool IsSubdomain(const std::string& name) {
  if (name.empty() || name.size() > 253) return false;
  char last = '.';
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!is_letter && c != '-' && c != '.') return false;
    if (c == '.' && (last == '.' || last == '-')) return false;
    if (c == '-' && last == '.') return false;
    last = c;
  }
  return last != '-' && last != '.';
}

Error ApiError(const kube::ApiFailure& failure, const std::string& doing) {
  return {failure.error.code, doing + ": " + failure.error.message};
}

}  // namespace

Result<std::string> KubernetesBackend::SecretName(const std::string& workspace) const {
  std::string name = std::string(kStateKey) + "-" + workspace + "-" + options_.suffix;
  if (IsSubdomain(name)) return name;
  return Error{
      ErrorCode::kInvalidArgument,
      "the secret name " + name +
          " is invalid: it must consist of lower case letters, digits, \"-\" and \".\", and begin and end with "
          "a letter or digit.\nThis is a requirement for Kubernetes secret names. The workspace name and "
          "secret_suffix must adhere to Kubernetes naming conventions."};
}

std::string KubernetesBackend::SecretPath(const std::string& name) const {
  return kube::ObjectPath("/api/v1", options_.namespace_name, "secrets", name);
}

std::string KubernetesBackend::LeasePath(const std::string& name) const {
  return kube::ObjectPath(kLeaseApi, options_.namespace_name, "leases", name);
}

bj::value KubernetesBackend::NewObject(const std::string& api, const std::string& kind, const std::string& name,
                                       const std::string& workspace) const {
  bj::object labels = {
      {kStateKey, "true"}, {kSuffixLabel, options_.suffix}, {kWorkspaceLabel, workspace}, {kManagedLabel, "terraform"}};
  for (const auto& [label, text] : options_.labels) labels[label] = text;
  return {{"apiVersion", api},
          {"kind", kind},
          {"metadata", {{"name", name}, {"namespace", options_.namespace_name}, {"labels", std::move(labels)}}}};
}

Result<std::optional<bj::value>> KubernetesBackend::Find(const std::string& path) {
  kube::ApiResult<bj::value> found = api_->Get(path);
  if (found.ok()) return std::optional<bj::value>(*std::move(found));
  if (found.error().status == 404) return std::optional<bj::value>();
  return ApiError(found.error(), "Reading from Kubernetes");
}

Result<void> KubernetesBackend::Put(const std::string& path, const bj::value& object, const std::string& doing) {
  const auto put = api_->Ask({.method = "PUT", .path = path, .body = bj::serialize(object)});
  if (!put.ok()) return ApiError(put.error(), doing);
  return {};
}

Result<void> KubernetesBackend::Delete(const std::string& path) {
  ROLECALL_TRY(const std::optional<bj::value> there, Find(path));
  if (!there) return {};
  if (TextAt(*there, {"metadata", "labels", kStateKey}) != "true") {
    return Error{ErrorCode::kConflict, path + " does not have the label \"tfstate\": it is no state's."};
  }
  const auto done = api_->Delete(path);
  if (!done.ok() && done.error().status != 404) return ApiError(done.error(), "Deleting the workspace's state");
  return {};
}

Result<std::vector<std::string>> KubernetesBackend::Workspaces() {
  std::set<std::string> names;
  std::string from;
  do {
    const auto page = api_->Get(SecretPath() + "?labelSelector=tfstate%3Dtrue&limit=500" +
                                (from.empty() ? "" : "&continue=" + PercentEncode(from)));
    if (!page.ok()) return ApiError(page.error(), "Listing the workspaces");
    const bj::value* items = At(*page, {"items"});
    for (const bj::value& item : items != nullptr && items->is_array() ? items->as_array() : bj::array()) {
      const std::string name = TextAt(item, {"metadata", "labels", kWorkspaceLabel});
      const bool is_ours = TextAt(item, {"metadata", "labels", kSuffixLabel}) == options_.suffix;
      if (is_ours && !name.empty() && name != kDefaultWorkspace) names.insert(name);
    }
    from = TextAt(*page, {"metadata", "continue"});
  } while (!from.empty() && names.size() < 100'000);
  std::vector<std::string> all = {kDefaultWorkspace};
  all.insert(all.end(), names.begin(), names.end());
  return all;
}

Result<void> KubernetesBackend::DeleteWorkspace(const std::string& workspace) {
  if (workspace == kDefaultWorkspace) {
    return Error{ErrorCode::kInvalidArgument, "The workspace \"default\" cannot be deleted."};
  }
  ROLECALL_TRY(const std::string name, SecretName(workspace));
  ROLECALL_RETURN_IF_ERROR(Delete(SecretPath(name)));
  return Delete(LeasePath("lock-" + name));
}

Result<std::optional<StoredState>> KubernetesBackend::Read(const std::string& workspace) {
  ROLECALL_TRY(const std::string name, SecretName(workspace));
  ROLECALL_TRY(const std::optional<bj::value> secret, Find(SecretPath(name)));
  const std::string text = secret ? TextAt(*secret, {"data", kStateKey}) : "";
  if (text.empty()) return std::optional<StoredState>();
  const std::optional<std::string> packed = Base64Decode(text);
  if (!packed) return Error{ErrorCode::kDataLoss, "The state in the Secret \"" + name + "\" is not base64."};
  Result<std::string> bytes = gzip::Unpack(*packed, kMaxStateBytes);
  if (!bytes.ok()) {
    return Error{ErrorCode::kDataLoss, "The state in the Secret is damaged, or larger than 256 MiB unpacked."};
  }
  return std::optional<StoredState>(StoredState{*std::move(bytes), TextAt(*secret, {"metadata", "resourceVersion"})});
}

Result<void> KubernetesBackend::Write(const std::string& workspace, std::string_view bytes) {
  ROLECALL_TRY(const std::string name, SecretName(workspace));
  ROLECALL_TRY(const std::string packed, gzip::Pack(bytes));
  ROLECALL_TRY(std::optional<bj::value> secret, Find(SecretPath(name)));
  const bool is_new = !secret;
  if (is_new) {
    secret = NewObject("v1", "Secret", name, workspace);
    ObjectIn(secret->as_object()["metadata"].as_object(), "annotations")["encoding"] = "gzip";
  }
  ObjectIn(secret->as_object(), "data")[kStateKey] = Base64Encode(packed);
  if (!is_new) return Put(SecretPath(name), *secret, "Writing the state");
  const auto made = api_->Create(SecretPath(), *secret);
  if (!made.ok()) return ApiError(made.error(), "Writing the state");
  return {};
}

LockAttempt KubernetesBackend::HeldBy(const bj::value& lease, const LockInfo& info) const {
  LockAttempt attempt;
  attempt.acquired = TextAt(lease, {"spec", "holderIdentity"}) == info.id;
  if (attempt.acquired) {
    attempt.id = info.id;
    return attempt;
  }
  attempt.reason = "the state is already locked by another client";
  const Result<LockInfo> holder = ParseLockInfo(TextAt(lease, {"metadata", "annotations", kLockAnnotation}));
  if (holder.ok()) attempt.holder = *holder;
  return attempt;
}

Result<LockAttempt> KubernetesBackend::TryLock(const std::string& workspace, LockInfo info) {
  ROLECALL_TRY(const std::string name, SecretName(workspace));
  const std::string lease_name = "lock-" + name;
  LockAttempt attempt;
  attempt.acquired = true;
  attempt.id = info.id;
  ROLECALL_TRY(std::optional<bj::value> lease, Find(LeasePath(lease_name)));
  if (lease && !TextAt(*lease, {"spec", "holderIdentity"}).empty()) return HeldBy(*lease, info);
  const bool is_new = !lease;
  if (is_new) lease = NewObject("coordination.k8s.io/v1", "Lease", lease_name, workspace);
  bj::object& metadata = ObjectIn(lease->as_object(), "metadata");
  ObjectIn(metadata, "annotations")[kLockAnnotation] = FormatLockInfo(info);
  ObjectIn(lease->as_object(), "spec")["holderIdentity"] = info.id;
  const auto taken = is_new
                         ? api_->Create(LeasePath(), *lease)
                         : api_->Ask({.method = "PUT", .path = LeasePath(lease_name), .body = bj::serialize(*lease)});
  if (taken.ok()) return attempt;
  if (taken.error().status != 409) return ApiError(taken.error(), "Writing the state lock");
  // Somebody was faster.
  ROLECALL_TRY(lease, Find(LeasePath(lease_name)));
  return HeldBy(lease ? *lease : bj::value(), info);
}

Result<void> KubernetesBackend::Unlock(const std::string& workspace, const std::string& id) {
  ROLECALL_TRY(const std::string name, SecretName(workspace));
  ROLECALL_TRY(std::optional<bj::value> lease, Find(LeasePath("lock-" + name)));
  const std::string holder = lease ? TextAt(*lease, {"spec", "holderIdentity"}) : "";
  if (holder.empty()) return Error{ErrorCode::kNotFound, "The state is not locked."};
  if (holder != id) {
    const Result<LockInfo> info = ParseLockInfo(TextAt(*lease, {"metadata", "annotations", kLockAnnotation}));
    return Error{ErrorCode::kConflict, "The lock has another id than \"" + id + "\"." +
                                           (info.ok() ? "\n" + DescribeLock(*info) : std::string())};
  }
  ObjectIn(lease->as_object(), "spec").erase("holderIdentity");
  ObjectIn(ObjectIn(lease->as_object(), "metadata"), "annotations").erase(kLockAnnotation);
  return Put(LeasePath("lock-" + name), *lease, "Removing the state lock");
}

}  // namespace rolecall::engine
