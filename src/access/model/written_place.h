// Where a planned value is written: the attribute of a resource followed back through var.x (to the module call's
// argument), local.x and data.aws_iam_policy_document.x.json, to the expression that a person would edit.
//
//   WrittenPlace place = FindWritten(configuration, address, "assume_role_policy");
//   place.range …  place.file …  "" or the path of the file that file("…") reads whole
//
// Pure. The expression lives as long as the configuration.
#ifndef ROLECALL_ACCESS_MODEL_WRITTEN_PLACE_H_
#define ROLECALL_ACCESS_MODEL_WRITTEN_PLACE_H_

#include <string>

#include "access/model/identity_model.h"
#include "engine/config/configuration.h"

namespace rolecall::access {

struct WrittenPlace {
  const hcl::Expression* expression = nullptr;  // null: not found (a default, JSON syntax, a data block)
  const engine::Module* module = nullptr;       // that the expression is evaluated in
  diag::Range range;                            // no place: the resource is not in the configuration
  std::string file;                             // as the engine would open it
};

WrittenPlace FindWritten(const engine::Configuration& configuration, const engine::ResourceAddress& address,
                         std::string_view attribute);

// Whether the resource has the attribute, or a block of the name (also a dynamic one). Of JSON bodies nothing is told.
bool IsWritten(const hcl::Body& body, std::string_view name);
bool IsWrittenIn(const engine::Configuration& configuration, const engine::ResourceAddress& address,
                 std::string_view name);

// The same as an origin. `configuration` may be null. `file` (may be null) gets the file that is read whole.
Origin OriginOf(const engine::Configuration* configuration, const engine::ResourceAddress& address,
                std::string_view attribute, std::string* file);

// The path that file("${path.module}/x.json") means; "" if the expression is anything else.
std::string FileArgument(const hcl::Expression& expression, const engine::Module& module);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_WRITTEN_PLACE_H_
