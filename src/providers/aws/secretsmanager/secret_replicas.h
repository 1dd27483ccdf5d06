// The replica blocks of aws_secretsmanager_secret: a secret's copies in other regions. Their keys may be left out, and
// their status is AWS's word: so a block that changes is partly unknown in the plan.
//
// Errors are whole sentences for the user. Waits for nothing: a replica that is not in sync yet is read as such.
// Internal to the folder. Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_SECRET_REPLICAS_H_
#define ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_SECRET_REPLICAS_H_

#include <map>
#include <string>

#include "providers/aws/secretsmanager/calls.h"

namespace rolecall::providers::aws {

engine::NestedBlockSchema ReplicaBlock();

// Keys (may be "") by region.
using Replicas = std::map<std::string, std::string>;
Replicas ConfiguredReplicas(const Object& secret);
boost::json::array ReplicasAsJson(const Replicas& replicas);

// What is computed of the blocks is kept where nothing changes, else unknown.
void PlanReplicas(const Object* prior, const Object& config, Object& planned);
void ReadReplicas(const boost::json::value& description, Object& secret);
Result<void> UpdateReplicas(const Call& call, const std::string& secret, const Replicas& before, const Replicas& after,
                            bool overwrite);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_SECRETSMANAGER_SECRET_REPLICAS_H_
