// What the injection looks at in a pod, and nothing else of it: read from the pod's JSON in one pass.
//
//   PodViewReader reader(memory);
//   if (json.Next() == JsonReader::Kind::kObject) reader.Read(json);   // json is behind the pod then
//   if (!reader.mismatch().empty()) … a field is not of its type …
//
// Texts look into the JSON, or into the memory resource. What is null counts as missing, as for Go's reader; of members
// that stand there twice the last one counts. At most kMaxViewed containers, volumes, mounts and labels in all.
#ifndef ROLECALL_KUBE_INJECTION_POD_VIEW_H_
#define ROLECALL_KUBE_INJECTION_POD_VIEW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/injection/json_reader.h"

namespace rolecall::kube {

inline constexpr std::size_t kMaxViewed = 1u << 17;

// The variables that matter, in the order in which they are injected.
enum class Variable : std::uint8_t {
  kRegionalEndpoints,
  kDefaultRegion,
  kRegion,
  kEndpointUrl,
  kEndpointUrlSts,
  kCaBundle,
  kRoleArn,
  kTokenFile,
  kRoleSessionName,
  kFullUri,
  kAuthorizationTokenFile,
};
inline constexpr std::array<std::string_view, 11> kVariableNames = {
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CA_BUNDLE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
};
inline std::string_view NameOf(Variable variable) { return kVariableNames[static_cast<std::size_t>(variable)]; }

struct MountView {
  std::string_view volume, path;
};

struct ContainerView {
  explicit ContainerView(std::pmr::memory_resource* memory) : variables(memory), mounts(memory) {}

  bool Defines(Variable variable) const { return (defined >> static_cast<unsigned>(variable) & 1) != 0; }
  // "" if it is not defined, or comes from elsewhere (valueFrom). Of those defined twice the last one.
  std::string_view ValueOf(Variable variable) const;

  std::string_view name;
  bool has_env = false;       // a list with something in it
  std::uint16_t defined = 0;  // a bit for each Variable
  std::pmr::vector<std::pair<Variable, std::string_view>> variables;
  std::pmr::vector<MountView> mounts;
};

struct VolumeView {
  std::string_view name;
  bool is_token = false;  // projected, with a service account token
};

using TextPairs = std::pmr::vector<std::pair<std::string_view, std::string_view>>;
// The value of the last pair of that name; null if there is none.
const std::string_view* FindText(const TextPairs& pairs, std::string_view name);

struct PodView {
  explicit PodView(std::pmr::memory_resource* memory)
      : labels(memory), annotations(memory), volumes(memory), init_containers(memory), containers(memory) {}

  bool has_metadata = false, has_labels = false;
  std::string_view name, generate_name;
  TextPairs labels, annotations;

  bool has_spec = false;
  std::string_view service_account;
  bool is_windows = false;                                                         // by node selector or spec.os
  bool has_security_context = false, has_fs_group = false, runs_as_other = false;  // than root
  bool has_volumes = false;                                                        // a list, be it empty
  std::pmr::vector<VolumeView> volumes;
  std::pmr::vector<ContainerView> init_containers, containers;
};

class PodViewReader {
 public:
  explicit PodViewReader(std::pmr::memory_resource* memory) : memory_(memory), pod_(memory) {}

  // The object that comes next.
  void Read(JsonReader& json);
  const PodView& pod() const { return pod_; }
  // Of the first field that is not of its type: "spec.containers is no array". Empty: all are.
  const std::string& mismatch() const { return mismatch_; }

 private:
  using Kind = JsonReader::Kind;

  // Whether a value of that kind comes. If not, what comes is skipped; it is a mismatch unless it is null.
  bool Comes(JsonReader& json, Kind kind, std::string_view what);
  std::string_view Text(JsonReader& json, std::string_view what);
  bool MayViewMore();
  void ReadMetadata(JsonReader& json);
  void ReadSpec(JsonReader& json);
  void ReadSpecMember(JsonReader& json, std::string_view member);
  void ReadPairs(JsonReader& json, std::string_view what, TextPairs& pairs);
  void ReadNodeSelector(JsonReader& json);
  // Of the pod or a container.
  void ReadSecurityContext(JsonReader& json);
  void ReadVolumes(JsonReader& json);
  bool ReadProjected(JsonReader& json);
  void ReadContainers(JsonReader& json, std::string_view what, std::pmr::vector<ContainerView>& containers);
  void ReadContainer(JsonReader& json, ContainerView& container);
  void ReadEnv(JsonReader& json, ContainerView& container);
  void ReadVariable(JsonReader& json, ContainerView& container);
  void ReadMounts(JsonReader& json, ContainerView& container);

  std::pmr::memory_resource* memory_;
  PodView pod_;
  std::string mismatch_;
  std::size_t viewed_ = 0;
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_POD_VIEW_H_
