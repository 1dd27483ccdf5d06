#include "kube/manifest_places.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "json/pointer.h"
#include "kube/json_patch.h"
#include "kube/manifest.h"
#include "yaml/load.h"

namespace rolecall::kube {
namespace {

constexpr int kMaxPlaceDepth = 128;

class Placer {
 public:
  explicit Placer(std::string_view text) : text_(text) {}

  // ParseManifests has bounded the number of nodes and their depth.
  void Place(const YAML::Node& node, const std::string& pointer, std::size_t key_begin, std::size_t key_end,
             PlacedManifest& manifest, int depth) {
    ManifestPlace place{key_begin, key_end, OffsetOf(node), 0};
    place.end = EndOf(node, place.begin);
    manifest.places[pointer] = place;
    if (depth > kMaxPlaceDepth) return;
    if (node.IsSequence()) {
      for (std::size_t i = 0; i < node.size(); ++i) {
        Place(node[i], pointer + "/" + std::to_string(i), 0, 0, manifest, depth + 1);
      }
    } else if (node.IsMap()) {
      for (const auto& entry : node) {
        const std::size_t begin = OffsetOf(entry.first);
        Place(entry.second, pointer + "/" + json::PointerToken(entry.first.Scalar()), begin, EndOf(entry.first, begin),
              manifest, depth + 1);
      }
    }
  }

 private:
  // Positions of a node that is empty are unknown (-1).
  std::size_t OffsetOf(const YAML::Node& node) const {
    const int position = node.Mark().pos;
    return position < 0 ? 0 : std::min(static_cast<std::size_t>(position), text_.size());
  }

  std::size_t EndOf(const YAML::Node& node, std::size_t begin) const {
    if (!node.IsScalar()) return begin;
    const std::string& scalar = node.Scalar();
    if (text_.compare(begin, scalar.size(), scalar) == 0 && !scalar.empty()) return begin + scalar.size();
    const bool quote = begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'');
    if (quote && text_.compare(begin + 1, scalar.size(), scalar) == 0 &&
        text_.substr(begin + 1 + scalar.size(), 1) == text_.substr(begin, 1)) {
      return begin + scalar.size() + 2;
    }
    return begin;
  }

  std::string_view text_;
};

}  // namespace

const ManifestPlace* PlacedManifest::Find(std::string_view pointer) const {
  for (;;) {
    const auto found = places.find(pointer);
    if (found != places.end()) return &found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return nullptr;
    pointer = pointer.substr(0, slash);
  }
}

Result<std::vector<PlacedManifest>> ParsePlacedManifests(const std::string& file, std::string_view text) {
  ROLECALL_TRY(std::vector<boost::json::value> values, ParseManifests(file, text));
  std::vector<PlacedManifest> manifests;
  try {
    for (const YAML::Node& node : yaml::LoadAll(std::string(text))) {
      if (!node.IsMap() && !node.IsSequence() && !node.IsScalar()) continue;  // ParseManifests leaves null out
      if (manifests.size() == values.size()) break;
      if (node.IsScalar() && values[manifests.size()].is_null()) continue;
      PlacedManifest& manifest = manifests.emplace_back();
      manifest.value = std::move(values[manifests.size() - 1]);
      Placer(text).Place(node, "", 0, 0, manifest, 0);
    }
  } catch (const YAML::Exception& error) {
    return Error{ErrorCode::kInvalidArgument, file + ": " + error.msg};
  }
  return manifests;
}

}  // namespace rolecall::kube
