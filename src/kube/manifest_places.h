// Manifests with the places of their values, for those who point at them.
//
//   ROLECALL_TRY(std::vector<PlacedManifest> manifests, ParsePlacedManifests("sa.yaml", text));
//   const ManifestPlace* place = manifests[0].Find("/metadata/annotations/eks.amazonaws.com~1role-arn");
//
// Bounds are those of ParseManifests; an alias has the place of its anchor. A value.
#ifndef ROLECALL_KUBE_MANIFEST_PLACES_H_
#define ROLECALL_KUBE_MANIFEST_PLACES_H_

#include <boost/json/value.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::kube {

// Byte offsets in the file's text. A key's or value's end is known only if it is written on one line as it is read
// (plain, or in quotes without escapes); else it equals the begin.
struct ManifestPlace {
  std::size_t key_begin = 0, key_end = 0;
  std::size_t begin = 0, end = 0;
};

struct PlacedManifest {
  boost::json::value value;
  std::map<std::string, ManifestPlace, std::less<>> places;  // by JSON Pointer

  // The place of the value, or of the nearest value around it; never null for a manifest that was parsed.
  const ManifestPlace* Find(std::string_view pointer) const;
};

Result<std::vector<PlacedManifest>> ParsePlacedManifests(const std::string& file, std::string_view text);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_MANIFEST_PLACES_H_
