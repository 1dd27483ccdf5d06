// References: what a traversal in an expression means, and whether it can mean anything in its module.
//
//   Subject subject = SubjectOf(traversal);                       // aws_iam_role.a["x"].arn: a resource, key and rest
//   if (!CheckReference(traversal, module, {.each = true}, diagnostics)) …
//
// Looks at names only: nothing is evaluated, and indices that are expressions are not looked into. Pure; any thread.
#ifndef ROLECALL_ENGINE_CONFIG_REFERENCES_H_
#define ROLECALL_ENGINE_CONFIG_REFERENCES_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/node_id.h"
#include "hcl/syntax/traversal.h"

namespace rolecall::engine {

struct Subject {
  enum class Kind { kVariable, kLocal, kModule, kResource, kPath, kTerraform, kEach, kCount, kSelf, kInvalid };
  Kind kind = Kind::kInvalid;
  std::string name;        // of the variable, local, module call or resource; the attribute of path and terraform
  std::string output;      // kModule: the output, if it is named directly
  InstanceKey module_key;  // kModule: the instance, if it is named directly
  bool has_module_key = false;
  ResourceMode mode = ResourceMode::kManaged;
  std::string type;                      // kResource
  InstanceKey resource_key;              // kResource: the instance, if it is named directly
  std::vector<hcl::TraversalStep> rest;  // kResource: the steps after name (and key)
};

Subject SubjectOf(const hcl::Traversal& traversal);

// False for a name that path, terraform and tofu do not have.
bool IsKnownName(const Subject& subject);

// The variable, local or resource block of the module that is meant; nothing for everything else.
std::optional<NodeId> NodeOf(const Module& module, const Subject& subject);

// Which special names are defined at a place.
struct ReferenceContext {
  bool each = false, count = false, self = false;
  std::set<std::string> extra_roots;  // further root names (console)
  bool repetition = false;            // count, for_each: may name the block itself
};

// Reports a name that is not declared in the module ("Reference to undeclared …", with "did you mean"). False: it did.
bool CheckReference(const hcl::Traversal& traversal, const Module& module, const ReferenceContext& context,
                    diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_REFERENCES_H_
