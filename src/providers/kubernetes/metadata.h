// The block `metadata` that every object has: its schema, how it is planned, written, read and changed.
//
// Annotations and labels that Kubernetes itself sets (kubernetes.io but app.kubernetes.io and
// service.beta.kubernetes.io) are read only where the configuration names them; what ignore_annotations and
// ignore_labels match is not; of what data sources look up, all is. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_METADATA_H_
#define ROLECALL_PROVIDERS_KUBERNETES_METADATA_H_

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "providers/framework/object.h"
#include "providers/framework/resource_type.h"
#include "providers/kubernetes/configuration.h"

namespace rolecall::providers::kubernetes {

// `is_made`: of an object that the configuration makes; else of one that it looks up, whose name is given.
engine::NestedBlockSchema MetadataSchema(bool is_namespaced, bool is_made = true);
void CheckMetadata(const Object& config, bool is_namespaced, Problems& problems);
// What is computed and what has a default. `is_new`: nothing of it is known yet.
void PlanMetadata(bool is_new, bool is_namespaced, Object& planned);
// The attributes of it that differ and cannot be changed.
std::vector<std::string> ReplacingMetadata(const value::Value& prior, const value::Value& planned);

// The one block of it.
Object MetadataOf(const Object& state);
boost::json::object WriteMetadata(const Object& state);
// A merge patch for what changed in annotations and labels; empty: nothing did.
boost::json::object MetadataChanges(const Object& prior, const Object& state);
void ReadMetadata(const boost::json::value& object, const IgnoredKeys& ignored, bool is_namespaced, Object& state);
// For data sources.
void ReadWholeMetadata(const boost::json::value& object, bool is_namespaced, Object& state);

// A merge patch from one map of texts to another.
boost::json::object MapChanges(const std::map<std::string, std::string>& from,
                               const std::map<std::string, std::string>& to);

bool IsInternalKey(std::string_view key);

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_METADATA_H_
