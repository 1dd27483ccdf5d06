// Kubernetes manifests: YAML or JSON text with one or more documents, as JSON values and back.
//
// Plain scalars get the types that kubectl gives them (YAML 1.1 words such as `yes` are booleans); order is kept,
// comments are not. Bounds: 16 MiB of text, 200,000 nodes after aliases are followed, 128 levels.
#ifndef ROLECALL_KUBE_MANIFEST_H_
#define ROLECALL_KUBE_MANIFEST_H_

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kube/manifest_limits.h"

namespace rolecall::kube {

// Empty documents are left out. kInvalidArgument: "FILE:LINE:COLUMN: what is wrong".
Result<std::vector<boost::json::value>> ParseManifests(const std::string& file, std::string_view text);

// The documents as YAML, separated by "---".
std::string FormatManifests(const std::vector<boost::json::value>& documents);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_MANIFEST_H_
