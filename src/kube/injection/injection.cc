#include "kube/injection/injection.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <set>

#include "base/text.h"
#include "json/pointer.h"
#include "kube/injection/session_name.h"
#include "kube/injection/skip_list.h"

namespace rolecall::kube {
namespace {

using SkipList = std::set<std::string, std::less<>>;

constexpr std::int64_t kJitter = 7200;  // seconds that a default expiration is shortened by at most
constexpr std::string_view kCaFile = "ca.crt";

// Where and how the token gets into the containers.
struct TokenVolume {
  std::string name, mount_path, file_name, audience;
  std::int64_t expiration = 0;
  std::string env_path;     // the token as a container of this pod's operating system names it
  std::string ca_env_path;  // the CA bundle beside it
};

// As Go's path.Clean: no empty parts, no "." and, where it can be told, no "..".
std::string CleanPath(std::string_view path) {
  const bool is_rooted = path.starts_with('/');
  std::vector<std::string_view> kept;
  for (const std::string_view part : Split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      kept.push_back(part);
    } else if (!kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!is_rooted) {
      kept.push_back(part);
    }
  }
  std::string clean;
  for (const std::string_view part : kept) {
    if (is_rooted || !clean.empty()) clean += '/';
    clean += part;
  }
  return clean.empty() ? (is_rooted ? "/" : ".") : clean;
}

std::string EnvPath(std::string_view mount_path, std::string_view file_name, bool windows) {
  std::string path = CleanPath(std::string(mount_path) + "/" + std::string(file_name));
  if (!windows) return path;
  for (char& c : path) {
    if (c == '/') c = '\\';
  }
  return "C:" + path;
}

std::string_view WithoutLastSlashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// A container in a warning: names that Kubernetes would not take are not repeated.
std::string NameOf(const ContainerView& container) {
  constexpr std::size_t kMaxName = 63;
  return std::string(container.name.size() <= kMaxName ? container.name : "(of too long a name)");
}

std::string VariableJson(std::string_view name, std::string_view text) {
  std::string json = R"({"name":)";
  AppendJsonText(json, name);
  json += R"(,"value":)";
  AppendJsonText(json, text);
  json += '}';
  return json;
}

std::string VolumeJson(const TokenVolume& volume, const WebhookSettings& settings) {
  std::string json = R"({"name":)";
  AppendJsonText(json, volume.name);
  json += R"(,"projected":{"sources":[{"serviceAccountToken":{)";
  if (!volume.audience.empty()) {
    json += R"("audience":)";
    AppendJsonText(json, volume.audience);
    json += ',';
  }
  json += R"("expirationSeconds":)" + std::to_string(volume.expiration) + R"(,"path":)";
  AppendJsonText(json, volume.file_name);
  json += "}}";
  if (!settings.ca_bundle_config_map.empty()) {
    json += R"(,{"configMap":{"name":)";
    AppendJsonText(json, settings.ca_bundle_config_map);
    json += R"(,"items":[{"key":"ca.crt","path":"ca.crt"}]}})";
  }
  return json + "]}}";
}

// One injection, as it is made.
class Injector {
 public:
  Injector(const PodView& pod, const std::string& space, const WebhookSettings& settings, Random& random,
           InjectionResult& result)
      : pod_(pod), space_(space), settings_(settings), random_(random), result_(result) {}

  void Run() {
    if (!IsSelected()) return;
    SetVolume();
    ReadSkipList();
    if (!is_web()) PatchLabel();
    PatchVolumes();
    PatchContainers(pod_.init_containers, "/spec/initContainers/");
    PatchContainers(pod_.containers, "/spec/containers/");
    PatchFsGroup();
  }

 private:
  bool is_web() const { return result_.identity.method == IdentityMethod::kWebIdentity; }

  void Warn(std::string text) {
    if (result_.warnings.size() < kMaxWarnings) result_.warnings.push_back(std::move(text));
  }

  const std::string_view* PodAnnotation(std::string_view name) const {
    return FindText(pod_.annotations, settings_.annotation_prefix + "/" + std::string(name));
  }

  bool IsSelected() {
    if (settings_.pod_selector.Selects([&](std::string_view key) { return FindText(pod_.labels, key); })) return true;
    result_.identity.method = IdentityMethod::kNone;
    result_.identity.reason = "the pod's labels are not those that --pod-selector selects";
    result_.identity.reason_code = "not_selected";
    return false;
  }

  std::int64_t Expiration() {
    std::int64_t seconds = result_.identity.token_expiration;
    if (const std::string_view* own = PodAnnotation("token-expiration"); own != nullptr && !own->empty()) {
      std::vector<std::string> warnings;
      seconds = TokenLife(*own, seconds, "the pod's annotation " + settings_.annotation_prefix + "/token-expiration",
                          warnings);
      for (std::string& warning : warnings) Warn(std::move(warning));
    }
    if (!is_web() && seconds == kDefaultTokenExpiration) {
      seconds -= static_cast<std::int64_t>(random_.Below(kJitter + 1));
    }
    return seconds;
  }

  void SetVolume() {
    if (is_web()) {
      volume_.name = "aws-iam-token";
      volume_.mount_path = settings_.token_mount_path;
      volume_.file_name = "token";
    } else {
      volume_.name = settings_.container_credentials_volume_name;
      volume_.mount_path = settings_.container_credentials_mount_path;
      volume_.file_name = settings_.container_credentials_token_path;
    }
    volume_.audience = result_.identity.audience;
    volume_.expiration = Expiration();
    volume_.env_path = EnvPath(volume_.mount_path, volume_.file_name, pod_.is_windows);
    if (!settings_.ca_bundle_config_map.empty()) {
      volume_.ca_env_path = EnvPath(volume_.mount_path, kCaFile, pod_.is_windows);
    }
  }

  void ReadSkipList() {
    const std::string_view* const text = PodAnnotation("skip-containers");
    if (text == nullptr || text->empty()) return;
    std::optional<SkipList> names = ParseSkipList(*text);
    if (!names) {
      Warn("the pod's annotation " + settings_.annotation_prefix + "/skip-containers is " + Shown(*text) +
           ", no list of comma-separated values: no container is skipped");
    } else {
      skipped_ = *std::move(names);
    }
  }

  void PatchLabel() {
    constexpr std::string_view kLabel = "eks.amazonaws.com/pod-identity";  // not configurable upstream either
    const std::string_view* const label = FindText(pod_.labels, kLabel);
    if (label != nullptr && *label == "enabled") return;
    const std::string own = R"({"eks.amazonaws.com/pod-identity":"enabled"})";
    if (!pod_.has_metadata) {
      result_.patch.push_back({"/metadata", R"({"labels":)" + own + "}"});
    } else if (!pod_.has_labels) {
      result_.patch.push_back({"/metadata/labels", own});
    } else {
      result_.patch.push_back({"/metadata/labels/" + json::PointerToken(kLabel), R"("enabled")"});
    }
  }

  void PatchVolumes() {
    for (const VolumeView& volume : pod_.volumes) {
      if (volume.name != volume_.name) continue;
      if (!volume.is_token) Warn("the pod's own volume " + volume_.name + " holds no token: it stays as it is");
      return;
    }
    std::string json = VolumeJson(volume_, settings_);
    if (pod_.has_volumes) {
      result_.patch.push_back({"/spec/volumes/0", std::move(json)});
    } else {
      result_.patch.push_back({"/spec/volumes", "[" + json + "]"});
    }
  }

  void PatchContainers(const std::pmr::vector<ContainerView>& containers, std::string_view list) {
    for (std::size_t i = 0; i < containers.size() && !result_.is_too_large; ++i) {
      if (!skipped_.empty() && skipped_.contains(containers[i].name)) continue;
      PatchContainer(containers[i], std::string(list) + std::to_string(i));
    }
  }

  void PatchContainer(const ContainerView& container, const std::string& path) {
    const bool has_mount =
        std::ranges::any_of(container.mounts, [&](const MountView& mount) { return mount.volume == volume_.name; });
    const bool has_identity = HasIdentity(container);
    const bool has_region = container.Defines(Variable::kRegion) || container.Defines(Variable::kDefaultRegion);
    if (has_identity && has_region && container.Defines(Variable::kRegionalEndpoints)) return;
    const bool is_taken = !has_mount && IsTaken(container);
    AddVariables(container, has_identity, has_region);
    // Its file would lie beside the token.
    if (!is_taken) Add(container, Variable::kCaBundle, volume_.ca_env_path);
    AppendAll(path + "/env", container.has_env);
    if (has_mount || is_taken) return;
    std::string mount = R"({"name":)";
    AppendJsonText(mount, volume_.name);
    mount += R"(,"readOnly":true,"mountPath":)";
    AppendJsonText(mount, volume_.mount_path);
    items_.push_back(mount + "}");
    AppendAll(path + "/volumeMounts", !container.mounts.empty());
  }

  // Whether the container says itself who it is; told, unless it is what an earlier round has injected.
  bool HasIdentity(const ContainerView& container) {
    const Variable first = is_web() ? Variable::kRoleArn : Variable::kFullUri;
    const Variable second = is_web() ? Variable::kTokenFile : Variable::kAuthorizationTokenFile;
    if (!container.Defines(first) && !container.Defines(second)) return false;
    const std::string& own = is_web() ? result_.identity.role_arn : settings_.container_credentials_full_uri;
    if (container.ValueOf(first) == own && container.ValueOf(second) == volume_.env_path) return true;
    Warn("container " + NameOf(container) + " defines " +
         std::string(kube::NameOf(container.Defines(first) ? first : second)) +
         " itself: its identity is not injected");
    return true;
  }

  void Add(const ContainerView& container, Variable variable, std::string_view text) {
    if (!text.empty() && !container.Defines(variable)) items_.push_back(VariableJson(kube::NameOf(variable), text));
  }

  void AddVariables(const ContainerView& container, bool has_identity, bool has_region) {
    if (result_.identity.regional_sts) Add(container, Variable::kRegionalEndpoints, "regional");
    if (!has_region) {
      Add(container, Variable::kDefaultRegion, settings_.default_region);
      Add(container, Variable::kRegion, settings_.default_region);
    }
    Add(container, Variable::kEndpointUrl, settings_.endpoint_url);
    if (is_web()) Add(container, Variable::kEndpointUrlSts, settings_.sts_endpoint_url);
    if (has_identity) return;
    if (!is_web()) {
      Add(container, Variable::kFullUri, settings_.container_credentials_full_uri);
      Add(container, Variable::kAuthorizationTokenFile, volume_.env_path);
      return;
    }
    Add(container, Variable::kRoleArn, result_.identity.role_arn);
    Add(container, Variable::kTokenFile, volume_.env_path);
    if (settings_.role_session_name && !container.Defines(Variable::kRoleSessionName)) {
      items_.push_back(SessionNameJson(pod_, space_));
    }
  }

  bool IsTaken(const ContainerView& container) {
    const std::string_view wanted = WithoutLastSlashes(volume_.mount_path);
    const auto clashes = [&](const MountView& mount) { return WithoutLastSlashes(mount.path) == wanted; };
    if (!std::ranges::any_of(container.mounts, clashes)) return false;
    Warn("container " + NameOf(container) + " already mounts something at " + volume_.mount_path +
         ": the token is not mounted over it");
    return true;
  }

  void PatchFsGroup() {
    if (settings_.fs_group <= 0 || pod_.has_fs_group || !pod_.runs_as_other || pod_.is_windows) return;
    const std::string group = std::to_string(settings_.fs_group);
    if (pod_.has_security_context) {
      result_.patch.push_back({"/spec/securityContext/fsGroup", group});
    } else {
      result_.patch.push_back({"/spec/securityContext", R"({"fsGroup":)" + group + "}"});
    }
  }

  // Appends the items to the list at `path`; one that has nothing in it is made.
  void AppendAll(const std::string& path, bool exists) {
    constexpr std::size_t kAroundOperation = 40;  // {"op":"add","path":"…","value":…},
    if (!exists && !items_.empty()) result_.added_bytes += path.size() + kAroundOperation;
    for (const std::string& item : items_) {
      result_.added_bytes += item.size() + (exists ? path.size() + kAroundOperation : 1);
    }
    if (result_.added_bytes > kMaxAddedBytes) result_.is_too_large = true;
    if (!items_.empty() && !result_.is_too_large) {
      if (exists) {
        for (std::string& item : items_) result_.patch.push_back({path + "/-", std::move(item)});
      } else {
        std::string list;
        for (const std::string& item : items_) list += (list.empty() ? "[" : ",") + item;
        result_.patch.push_back({path, list + "]"});
      }
    }
    items_.clear();
  }

  const PodView& pod_;
  const std::string& space_;
  const WebhookSettings& settings_;
  Random& random_;
  InjectionResult& result_;
  TokenVolume volume_;
  SkipList skipped_;
  std::vector<std::string> items_;  // for the list that is appended to next, as JSON
};

void SetReason(InjectionResult& result, std::string_view code, std::string reason) {
  result.identity.reason_code = code;
  result.identity.reason = std::move(reason);
}

}  // namespace

InjectionResult Inject(const PodView& pod, const std::string& space, const IdentitySource& source,
                       const WebhookSettings& settings, Random& random) {
  InjectionResult result;
  if (!pod.has_spec) {
    SetReason(result, "not_a_pod", "the object is not a pod");
    return result;
  }
  if (pod.service_account.empty()) {
    SetReason(result, "no_service_account", "the pod names no service account");
    return result;
  }
  result.identity = IdentityOf({space, std::string(pod.service_account)}, source, settings);
  if (result.identity.method == IdentityMethod::kNone) return result;
  result.warnings = result.identity.warnings;
  Injector(pod, space, settings, random, result).Run();
  return result;
}

InjectionResult Inject(const boost::json::value& pod, const std::string& space, const IdentitySource& source,
                       const WebhookSettings& settings, Random& random) {
  const std::string text = boost::json::serialize(pod);
  std::pmr::monotonic_buffer_resource memory;
  JsonReader json(text, &memory);
  PodViewReader reader(&memory);
  if (json.Next() == JsonReader::Kind::kObject) reader.Read(json);
  if (!reader.mismatch().empty()) {
    InjectionResult result;
    SetReason(result, "unreadable", "the pod cannot be read: " + reader.mismatch());
    return result;
  }
  return Inject(reader.pod(), space, source, settings, random);
}

}  // namespace rolecall::kube
