// terraform_data: keeps a value in the state, and is replaced when another value changes. Internal to the folder.
//
// Not a Resource of framework/: its attributes have any type, which differs between objects, so there are no rules to
// plan by. No errors: nothing of it can be refused. Pure but for `random` (the id of a new one); one thread at a time.
#ifndef ROLECALL_PROVIDERS_TERRAFORM_TERRAFORM_DATA_H_
#define ROLECALL_PROVIDERS_TERRAFORM_TERRAFORM_DATA_H_

#include <string>

#include "base/random.h"
#include "engine/provider/movable.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::terraform {

engine::ResourceSchema DataSchema();
engine::PlannedResource PlanData(const engine::ResourceState& prior, const value::Value& proposed);
engine::ResourceState ApplyData(const engine::PlannedResource& planned, Random& random);
engine::ImportedResource ImportData(const std::string& id);
// What a null_resource is as a terraform_data: its id stays, its triggers become triggers_replace.
engine::ResourceState MoveToData(const engine::SourceObject& source, const std::string& target_type,
                                 diag::Diagnostics& diagnostics);

}  // namespace rolecall::providers::terraform

#endif  // ROLECALL_PROVIDERS_TERRAFORM_TERRAFORM_DATA_H_
