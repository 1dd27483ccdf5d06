#include "kube/injection.h"

#include <boost/json.hpp>
#include <filesystem>
#include <optional>
#include <set>

#include "json/pointer.h"

namespace rolecall::kube {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr const char* kRegionalEndpoints = "AWS_STS_REGIONAL_ENDPOINTS";
constexpr const char* kEndpointUrlSts = "AWS_ENDPOINT_URL_STS";
constexpr const char* kDefaultRegion = "AWS_DEFAULT_REGION";
constexpr const char* kRegion = "AWS_REGION";
constexpr const char* kRoleArn = "AWS_ROLE_ARN";
constexpr const char* kTokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE";
constexpr const char* kFullUri = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kAuthorizationTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr std::int64_t kJitter = 7200;  // seconds that a default expiration is shortened by at most

const value* At(const value* parent, std::string_view name) {
  const object* members = parent != nullptr ? parent->if_object() : nullptr;
  return members != nullptr ? members->if_contains(name) : nullptr;
}

std::string TextAt(const value* parent, std::string_view name) {
  const value* found = At(parent, name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

const array* ListAt(const value* parent, std::string_view name) {
  const value* found = At(parent, name);
  return found != nullptr ? found->if_array() : nullptr;
}

bool HasNamed(const array* list, std::string_view name) {
  if (list == nullptr) return false;
  for (const value& item : *list) {
    const value* its_name = At(&item, "name");
    if (its_name != nullptr && its_name->is_string() && its_name->get_string() == name) return true;
  }
  return false;
}

// A container in a warning: names that Kubernetes would not take are not repeated.
std::string NameOf(const value& container) {
  constexpr std::size_t kMaxName = 63;
  const std::string name = TextAt(&container, "name");
  return name.size() <= kMaxName ? name : "(of too long a name)";
}

void Warn(InjectionResult& result, std::string text) {
  if (result.warnings.size() < kMaxWarnings) result.warnings.push_back(std::move(text));
}

// Where and how the token gets into the containers.
struct TokenVolume {
  std::string name, mount_path, file_name, audience;
  std::int64_t expiration = 0;
  std::string env_path;  // the file as a container of this pod's operating system names it
};

bool IsWindows(const value* spec) {
  const value* selector = At(spec, "nodeSelector");
  if (TextAt(selector, "kubernetes.io/os") == "windows" || TextAt(selector, "beta.kubernetes.io/os") == "windows") {
    return true;
  }
  // Differs from amazon-eks-pod-identity-webhook: it does not look at spec.os.
  return TextAt(At(spec, "os"), "name") == "windows";
}

std::string EnvPath(const std::string& mount_path, const std::string& file_name, bool windows) {
  std::string path = (std::filesystem::path(mount_path) / file_name).lexically_normal().generic_string();
  if (!windows) return path;
  for (char& c : path) {
    if (c == '/') c = '\\';
  }
  return "C:" + path;
}

std::int64_t Expiration(const value& pod, const PodIdentity& identity, const WebhookSettings& settings,
                        Random& random) {
  const std::string own =
      TextAt(At(At(&pod, "metadata"), "annotations"), settings.annotation_prefix + "/token-expiration");
  std::int64_t seconds = identity.token_expiration;
  if (!own.empty()) seconds = ParseTokenExpiration(own).value_or(seconds);
  if (identity.method == IdentityMethod::kContainerCredentials && seconds == kDefaultTokenExpiration) {
    seconds -= static_cast<std::int64_t>(random.Below(kJitter + 1));
  }
  return seconds;
}

TokenVolume VolumeFor(const value& pod, const PodIdentity& identity, const WebhookSettings& settings, Random& random) {
  TokenVolume volume;
  if (identity.method == IdentityMethod::kContainerCredentials) {
    volume.name = settings.container_credentials_volume_name;
    volume.mount_path = settings.container_credentials_mount_path;
    volume.file_name = settings.container_credentials_token_path;
  } else {
    volume.name = "aws-iam-token";
    volume.mount_path = settings.token_mount_path;
    volume.file_name = "token";
  }
  volume.audience = identity.audience;
  volume.expiration = Expiration(pod, identity, settings, random);
  volume.env_path = EnvPath(volume.mount_path, volume.file_name, IsWindows(At(&pod, "spec")));
  return volume;
}

// One record of comma-separated values (RFC 4180 quotes, first line only), as the annotation is read upstream.
// A bare quote makes the whole record unreadable: then nothing is skipped.
std::optional<std::set<std::string>> ParseRecord(std::string_view text) {
  std::set<std::string> names;
  text = text.substr(text.find_first_not_of("\r\n") == std::string_view::npos ? text.size()
                                                                              : text.find_first_not_of("\r\n"));
  std::size_t at = 0;
  while (true) {
    std::string field;
    if (at < text.size() && text[at] == '"') {
      for (++at;; ++at) {
        if (at >= text.size()) return std::nullopt;
        if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"') {
          field += text[at++];
        } else if (text[at] == '"') {
          ++at;
          break;
        } else {
          field += text[at];
        }
      }
      if (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r') return std::nullopt;
    } else {
      while (at < text.size() && text[at] != ',' && text[at] != '\n') {
        if (text[at] == '"') return std::nullopt;
        field += text[at++];
      }
      if (field.ends_with('\r')) field.pop_back();
    }
    names.insert(std::move(field));
    if (at >= text.size() || text[at] != ',') return names;
    ++at;
  }
}

std::set<std::string> SkippedContainers(const value& pod, const WebhookSettings& settings) {
  const std::string text =
      TextAt(At(At(&pod, "metadata"), "annotations"), settings.annotation_prefix + "/skip-containers");
  if (text.empty()) return {};
  return ParseRecord(text).value_or(std::set<std::string>());
}

object Variable(std::string_view name, std::string_view text) { return {{"name", name}, {"value", text}}; }

// The environment to add to one container; nothing if the container is complete already and stays untouched.
std::optional<array> EnvironmentFor(const value& container, const PodIdentity& identity, const TokenVolume& volume,
                                    const WebhookSettings& settings, InjectionResult& result) {
  const array* env = ListAt(&container, "env");
  const bool has_region = HasNamed(env, kRegion) || HasNamed(env, kDefaultRegion);
  const bool has_regional = HasNamed(env, kRegionalEndpoints);
  const bool web = identity.method == IdentityMethod::kWebIdentity;
  const char* first = web ? kRoleArn : kFullUri;
  const char* second = web ? kTokenFile : kAuthorizationTokenFile;
  const bool has_identity = HasNamed(env, first) || HasNamed(env, second);
  if (has_identity) {
    Warn(result, "container " + NameOf(container) + " defines " + (HasNamed(env, first) ? first : second) +
                     " itself: its identity is not injected");
  }
  if (has_identity && has_region && has_regional) return std::nullopt;
  array added;
  if (identity.regional_sts && !has_regional) added.push_back(Variable(kRegionalEndpoints, "regional"));
  if (!settings.default_region.empty() && !has_region) {
    added.push_back(Variable(kDefaultRegion, settings.default_region));
    added.push_back(Variable(kRegion, settings.default_region));
  }
  if (!settings.sts_endpoint_url.empty() && web && !HasNamed(env, kEndpointUrlSts)) {
    added.push_back(Variable(kEndpointUrlSts, settings.sts_endpoint_url));
  }
  if (!has_identity) {
    added.push_back(Variable(first, web ? identity.role_arn : settings.container_credentials_full_uri));
    added.push_back(Variable(second, volume.env_path));
  }
  return added;
}

// The names and texts of a flat object, and about what is around them.
std::size_t SizeOf(const value& item) {
  std::size_t bytes = 2;
  for (const auto& [name, member] : item.as_object()) {
    bytes += name.size() + 6 + (member.is_string() ? member.get_string().size() : 5);
  }
  return bytes;
}

// Appends `items` to the list at `path`, which `existing` says is there (an empty or absent one is made).
void AppendAll(InjectionResult& result, const std::string& path, const array* existing, array items) {
  constexpr std::size_t kAroundOperation = 40;  // {"op":"add","path":"…","value":…},
  const bool is_new = existing == nullptr || existing->empty();
  for (const value& item : items) {
    result.added_bytes += SizeOf(item) + (is_new ? 1 : path.size() + kAroundOperation);
  }
  if (result.added_bytes > kMaxAddedBytes) result.is_too_large = true;
  if (items.empty() || result.is_too_large) return;
  if (is_new) {
    result.added_bytes += path.size() + kAroundOperation;
    result.patch.push_back({path, std::move(items)});
    return;
  }
  for (value& item : items) result.patch.push_back({path + "/-", std::move(item)});
}

void PatchContainer(const value& container, const std::string& path, const PodIdentity& identity,
                    const TokenVolume& volume, const WebhookSettings& settings, InjectionResult& result) {
  std::optional<array> env = EnvironmentFor(container, identity, volume, settings, result);
  if (!env) return;
  AppendAll(result, path + "/env", ListAt(&container, "env"), *std::move(env));
  const array* mounts = ListAt(&container, "volumeMounts");
  if (HasNamed(mounts, volume.name)) return;
  if (mounts != nullptr) {
    for (const value& mount : *mounts) {
      if (TextAt(&mount, "mountPath") == volume.mount_path) {
        Warn(result, "container " + NameOf(container) + " already mounts something at " + volume.mount_path +
                         ": the API server will refuse the pod");
      }
    }
  }
  AppendAll(result, path + "/volumeMounts", mounts,
            {object{{"name", volume.name}, {"readOnly", true}, {"mountPath", volume.mount_path}}});
}

void PatchContainers(const value* spec, const char* list_name, const std::set<std::string>& skipped,
                     const PodIdentity& identity, const TokenVolume& volume, const WebhookSettings& settings,
                     InjectionResult& result) {
  const array* containers = ListAt(spec, list_name);
  if (containers == nullptr) return;
  for (std::size_t i = 0; i < containers->size() && !result.is_too_large; ++i) {
    if (skipped.count(TextAt(&(*containers)[i], "name")) != 0) continue;
    PatchContainer((*containers)[i], "/spec/" + std::string(list_name) + "/" + std::to_string(i), identity, volume,
                   settings, result);
  }
}

void PatchVolumes(const value* spec, const TokenVolume& volume, JsonPatch& patch) {
  const array* volumes = ListAt(spec, "volumes");
  if (HasNamed(volumes, volume.name)) return;
  object token{{"audience", volume.audience}, {"expirationSeconds", volume.expiration}, {"path", volume.file_name}};
  if (volume.audience.empty()) token.erase("audience");
  const object added{{"name", volume.name},
                     {"projected", object{{"sources", array{object{{"serviceAccountToken", token}}}}}}};
  if (volumes == nullptr) {
    patch.push_back({"/spec/volumes", array{added}});
  } else {
    patch.push_back({"/spec/volumes/0", added});
  }
}

void PatchLabels(const value& pod, JsonPatch& patch) {
  constexpr const char* kLabel = "eks.amazonaws.com/pod-identity";  // this prefix is not configurable upstream either
  const value* metadata = At(&pod, "metadata");
  const value* labels = At(metadata, "labels");
  if (metadata == nullptr || !metadata->is_object()) {
    patch.push_back({"/metadata", object{{"labels", object{{kLabel, "enabled"}}}}});
  } else if (labels == nullptr || !labels->is_object()) {
    patch.push_back({"/metadata/labels", object{{kLabel, "enabled"}}});
  } else {
    patch.push_back({"/metadata/labels/" + json::PointerToken(kLabel), "enabled"});
  }
}

}  // namespace

InjectionResult Inject(const value& pod, const std::string& space, const IdentitySource& source,
                       const WebhookSettings& settings, Random& random) {
  InjectionResult result;
  const value* spec = At(&pod, "spec");
  if (spec == nullptr || !spec->is_object()) {
    result.identity.reason = "the object is not a pod";
    return result;
  }
  const std::string account = TextAt(spec, "serviceAccountName");
  if (account.empty()) {
    result.identity.reason = "the pod names no service account";
    return result;
  }
  result.identity = IdentityOf({space, account}, source, settings);
  if (result.identity.method == IdentityMethod::kNone) return result;
  if (result.identity.method == IdentityMethod::kWebIdentity && !IsRoleArn(result.identity.role_arn)) {
    result.warnings.push_back("role-arn \"" + result.identity.role_arn + "\" does not look like the ARN of a role");
  }
  const TokenVolume volume = VolumeFor(pod, result.identity, settings, random);
  const std::set<std::string> skipped = SkippedContainers(pod, settings);
  if (result.identity.method == IdentityMethod::kContainerCredentials) PatchLabels(pod, result.patch);
  PatchVolumes(spec, volume, result.patch);
  PatchContainers(spec, "initContainers", skipped, result.identity, volume, settings, result);
  PatchContainers(spec, "containers", skipped, result.identity, volume, settings, result);
  return result;
}

}  // namespace rolecall::kube
