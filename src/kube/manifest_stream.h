// Manifests read one object after the other, each gone before the next is made: for files with thousands of them.
//
//   ROLECALL_RETURN_IF_ERROR(ReadManifestObjects("all.yaml", text, ListsAre::kSplit, [&](boost::json::value object) {
//     identities.AddObject(object);
//   }));
//
// YAML or JSON, typed as kube/manifest.h says. Bounds: kMaxManifestBytes of text, 200,000 values in one object after
// aliases are followed, 128 levels. Any thread.
#ifndef ROLECALL_KUBE_MANIFEST_STREAM_H_
#define ROLECALL_KUBE_MANIFEST_STREAM_H_

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::kube {

// Whether the items of a List (a document with `items`) are given one by one, and the List itself not, or it is given
// as it is written.
enum class ListsAre { kWhole, kSplit };

// Empty documents are left out. kInvalidArgument: "FILE:LINE:COLUMN: what is wrong"; objects before that were given.
Result<void> ReadManifestObjects(const std::string& file, std::string_view text, ListsAre lists,
                                 const std::function<void(boost::json::value)>& take);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_MANIFEST_STREAM_H_
