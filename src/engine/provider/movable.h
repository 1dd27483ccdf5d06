// MovableResources: what a provider implements too if objects of one type can become objects of another of its own
// types, when a `moved` block says so (MoveResourceState of Terraform's protocol).
//
//   if (auto* movable = dynamic_cast<MovableResources*>(provider)) {
//     ResourceState moved = movable->MoveState(source, "terraform_data", diagnostics);
//
// Nothing real changes. Errors go to the diagnostics: no such move, attributes that cannot be understood. Threads: as
// engine/provider/provider.h.
#ifndef ROLECALL_ENGINE_PROVIDER_MOVABLE_H_
#define ROLECALL_ENGINE_PROVIDER_MOVABLE_H_

#include <cstdint>
#include <string>

#include "diag/diagnostic.h"
#include "engine/provider/provider.h"

namespace rolecall::engine {

// An object as the state has it, of another type and maybe another provider.
struct SourceObject {
  std::string provider;  // "registry.opentofu.org/hashicorp/null"
  std::string type;
  std::int64_t schema_version = 0;
  std::string attributes;  // JSON
  std::string private_bytes;
  std::string identity = {};  // JSON; empty: none
  std::int64_t identity_schema_version = 0;
};

class MovableResources {
 public:
  virtual ~MovableResources() = default;
  // The object of that type, with the schema of today; a null value with diagnostics.
  virtual ResourceState MoveState(const SourceObject& source, const std::string& target_type,
                                  diag::Diagnostics& diagnostics) = 0;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_MOVABLE_H_
