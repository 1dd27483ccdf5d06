#include "kube/injection/pod_view.h"

#include <algorithm>

namespace rolecall::kube {
namespace {

// Where its name says that it is one of ours; the end if not. Most names do not begin with AWS_.
std::size_t IndexOfVariable(std::string_view name) {
  if (!name.starts_with("AWS_")) return kVariableNames.size();
  return static_cast<std::size_t>(std::ranges::find(kVariableNames, name) - kVariableNames.begin());
}

}  // namespace

std::string_view ContainerView::ValueOf(Variable variable) const {
  if (!Defines(variable)) return {};
  const auto found = std::find_if(variables.rbegin(), variables.rend(),
                                  [variable](const auto& pair) { return pair.first == variable; });
  return found->second;
}

const std::string_view* FindText(const TextPairs& pairs, std::string_view name) {
  const auto found =
      std::find_if(pairs.rbegin(), pairs.rend(), [name](const auto& pair) { return pair.first == name; });
  return found == pairs.rend() ? nullptr : &found->second;
}

bool PodViewReader::Comes(JsonReader& json, Kind kind, std::string_view what) {
  const Kind next = json.Next();
  if (next == kind) return true;
  json.Skip();
  if (next != Kind::kNull && next != Kind::kNone && mismatch_.empty()) {
    const std::string_view wanted = kind == Kind::kObject   ? "object"
                                    : kind == Kind::kArray  ? "array"
                                    : kind == Kind::kString ? "text"
                                                            : "value of its type";
    mismatch_ = std::string(what) + " is no " + std::string(wanted);
  }
  return false;
}

std::string_view PodViewReader::Text(JsonReader& json, std::string_view what) {
  return Comes(json, Kind::kString, what) ? json.ReadText() : std::string_view();
}

bool PodViewReader::MayViewMore() {
  if (++viewed_ <= kMaxViewed) return true;
  if (mismatch_.empty()) mismatch_ = "it holds more containers, volumes, mounts and labels than can be looked at";
  return false;
}

void PodViewReader::Read(JsonReader& json) {
  json.ReadObject([&](std::string_view member) {
    if (member == "metadata") return ReadMetadata(json);
    if (member == "spec") return ReadSpec(json);
    json.Skip();
  });
}

void PodViewReader::ReadMetadata(JsonReader& json) {
  pod_.has_metadata = Comes(json, Kind::kObject, "metadata");
  pod_.name = pod_.generate_name = {};
  pod_.has_labels = false;
  pod_.labels.clear();
  pod_.annotations.clear();
  if (!pod_.has_metadata) return;
  json.ReadObject([&](std::string_view member) {
    if (member == "name") {
      pod_.name = Text(json, "metadata.name");
    } else if (member == "generateName") {
      pod_.generate_name = Text(json, "metadata.generateName");
    } else if (member == "labels") {
      pod_.has_labels = json.Next() == Kind::kObject;
      ReadPairs(json, "metadata.labels", pod_.labels);
    } else if (member == "annotations") {
      ReadPairs(json, "metadata.annotations", pod_.annotations);
    } else {
      json.Skip();
    }
  });
}

void PodViewReader::ReadPairs(JsonReader& json, std::string_view what, TextPairs& pairs) {
  pairs.clear();
  if (!Comes(json, Kind::kObject, what)) return;
  json.ReadObject([&](std::string_view name) {
    const std::string_view text = Text(json, what);
    if (MayViewMore()) pairs.emplace_back(name, text);
  });
}

void PodViewReader::ReadSpec(JsonReader& json) {
  PodView fresh(memory_);
  fresh.has_metadata = pod_.has_metadata;
  fresh.has_labels = pod_.has_labels;
  fresh.name = pod_.name;
  fresh.generate_name = pod_.generate_name;
  fresh.labels.swap(pod_.labels);
  fresh.annotations.swap(pod_.annotations);
  pod_ = std::move(fresh);
  pod_.has_spec = Comes(json, Kind::kObject, "spec");
  if (!pod_.has_spec) return;
  json.ReadObject([&](std::string_view member) { ReadSpecMember(json, member); });
}

void PodViewReader::ReadSpecMember(JsonReader& json, std::string_view member) {
  if (member == "serviceAccountName") {
    pod_.service_account = Text(json, "spec.serviceAccountName");
  } else if (member == "containers") {
    ReadContainers(json, "spec.containers", pod_.containers);
  } else if (member == "initContainers") {
    ReadContainers(json, "spec.initContainers", pod_.init_containers);
  } else if (member == "volumes") {
    ReadVolumes(json);
  } else if (member == "nodeSelector") {
    ReadNodeSelector(json);
  } else if (member == "os") {
    // Differs from amazon-eks-pod-identity-webhook: it does not look at spec.os.
    if (!Comes(json, Kind::kObject, "spec.os")) return;
    json.ReadObject([&](std::string_view name) {
      if (name != "name") return void(json.Skip());
      pod_.is_windows |= Text(json, "spec.os.name") == "windows";
    });
  } else if (member == "securityContext") {
    pod_.has_security_context = Comes(json, Kind::kObject, "spec.securityContext");
    if (pod_.has_security_context) ReadSecurityContext(json);
  } else {
    json.Skip();
  }
}

void PodViewReader::ReadNodeSelector(JsonReader& json) {
  if (!Comes(json, Kind::kObject, "spec.nodeSelector")) return;
  json.ReadObject([&](std::string_view name) {
    const std::string_view text = Text(json, "spec.nodeSelector");
    const bool is_os = name == "kubernetes.io/os" || name == "beta.kubernetes.io/os";
    pod_.is_windows |= is_os && text == "windows";
  });
}

void PodViewReader::ReadSecurityContext(JsonReader& json) {
  json.ReadObject([&](std::string_view member) {
    const Kind kind = json.Next();
    if (member == "runAsNonRoot" && kind == Kind::kBool) {
      pod_.runs_as_other |= json.ReadBool();
      return;
    }
    const std::string_view written = json.Skip();
    if (member == "fsGroup") pod_.has_fs_group = kind == Kind::kNumber;  // containers have none
    if (member == "runAsUser" && kind == Kind::kNumber) pod_.runs_as_other |= written != "0";
  });
}

void PodViewReader::ReadVolumes(JsonReader& json) {
  pod_.volumes.clear();
  pod_.has_volumes = Comes(json, Kind::kArray, "spec.volumes");
  if (!pod_.has_volumes) return;
  json.ReadArray([&] {
    VolumeView volume;
    if (Comes(json, Kind::kObject, "a volume")) {
      json.ReadObject([&](std::string_view member) {
        if (member == "name") {
          volume.name = Text(json, "a volume's name");
        } else if (member == "projected" && json.Next() == Kind::kObject) {
          volume.is_token = ReadProjected(json);
        } else {
          json.Skip();
        }
      });
    }
    if (MayViewMore()) pod_.volumes.push_back(volume);
  });
}

// Whether one of the sources is a service account's token.
bool PodViewReader::ReadProjected(JsonReader& json) {
  bool is_token = false;
  json.ReadObject([&](std::string_view member) {
    if (member != "sources" || json.Next() != Kind::kArray) return void(json.Skip());
    json.ReadArray([&] {
      if (json.Next() != Kind::kObject) return void(json.Skip());
      json.ReadObject([&](std::string_view source) {
        is_token |= source == "serviceAccountToken";
        json.Skip();
      });
    });
  });
  return is_token;
}

void PodViewReader::ReadContainers(JsonReader& json, std::string_view what,
                                   std::pmr::vector<ContainerView>& containers) {
  containers.clear();
  if (!Comes(json, Kind::kArray, what)) return;
  json.ReadArray([&] {
    if (!MayViewMore()) return void(json.Skip());
    ReadContainer(json, containers.emplace_back(memory_));
  });
}

void PodViewReader::ReadContainer(JsonReader& json, ContainerView& container) {
  if (!Comes(json, Kind::kObject, "a container")) return;
  json.ReadObject([&](std::string_view member) {
    if (member == "name") {
      container.name = Text(json, "a container's name");
    } else if (member == "env") {
      ReadEnv(json, container);
    } else if (member == "volumeMounts") {
      ReadMounts(json, container);
    } else if (member == "securityContext" && json.Next() == Kind::kObject) {
      ReadSecurityContext(json);
    } else {
      json.Skip();
    }
  });
}

void PodViewReader::ReadEnv(JsonReader& json, ContainerView& container) {
  container.has_env = false;
  container.defined = 0;
  container.variables.clear();
  if (!Comes(json, Kind::kArray, "a container's env")) return;
  json.ReadArray([&] {
    container.has_env = true;
    ReadVariable(json, container);
  });
}

void PodViewReader::ReadVariable(JsonReader& json, ContainerView& container) {
  if (!Comes(json, Kind::kObject, "a variable")) return;
  std::string_view name, text;
  json.ReadObject([&](std::string_view member) {
    if (member == "name") {
      name = Text(json, "a variable's name");
    } else if (member == "value") {
      text = Text(json, "a variable's value");
    } else {
      json.Skip();
    }
  });
  const std::size_t index = IndexOfVariable(name);
  if (index == kVariableNames.size() || !MayViewMore()) return;
  container.defined = static_cast<std::uint16_t>(container.defined | 1u << index);
  container.variables.emplace_back(static_cast<Variable>(index), text);
}

void PodViewReader::ReadMounts(JsonReader& json, ContainerView& container) {
  container.mounts.clear();
  if (!Comes(json, Kind::kArray, "a container's volumeMounts")) return;
  json.ReadArray([&] {
    MountView mount;
    if (Comes(json, Kind::kObject, "a mount")) {
      json.ReadObject([&](std::string_view member) {
        if (member == "name") {
          mount.volume = Text(json, "a mount's name");
        } else if (member == "mountPath") {
          mount.path = Text(json, "a mount's mountPath");
        } else {
          json.Skip();
        }
      });
    }
    if (MayViewMore()) container.mounts.push_back(mount);
  });
}

}  // namespace rolecall::kube
