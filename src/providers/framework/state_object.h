// ReadStateObject: a resource's object as a state file keeps it (JSON), as a value of the type of today's schema.
// What the schema does not know is dropped; what it cannot be converted to is reported. Any thread.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_STATE_OBJECT_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_STATE_OBJECT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "diag/diagnostic.h"
#include "providers/framework/object.h"
#include "providers/framework/resource_type.h"

namespace rolecall::providers {

// `name` is the type's name, for errors. Nothing if it cannot be read at all.
std::optional<Object> ReadStateObject(const ResourceType& resource, const std::string& name, std::int64_t version,
                                      const std::string& json, diag::Diagnostics& diagnostics);

// "Invalid value for …", one for each; one without an attribute is about the whole block.
void ReportProblems(const Problems& problems, diag::Diagnostics& diagnostics);

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_STATE_OBJECT_H_
