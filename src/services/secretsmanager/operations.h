// The operations of Secrets Manager, by family of files. Each takes the call and its input and answers JSON, or
// refuses; each authorizes before it tells anything.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_OPERATIONS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_OPERATIONS_H_

#include <boost/json/object.hpp>

#include "services/call.h"
#include "services/checked.h"
#include "services/secretsmanager/input.h"

namespace rolecall::services::secretsmanager {

class Rotator;

using Answer = Checked<boost::json::object>;

// lifecycle.cc
Answer CreateSecret(Call& call, Input& input);
Answer UpdateSecret(Call& call, Input& input);
// delete.cc
Answer DeleteSecret(Call& call, Input& input);
Answer RestoreSecret(Call& call, Input& input);
// values.cc
Answer GetSecretValue(Call& call, Input& input);
Answer PutSecretValue(Call& call, Input& input);
Answer UpdateSecretVersionStage(Call& call, Input& input);
// batch.cc
Answer BatchGetSecretValue(Call& call, Input& input);
// describe.cc
Answer DescribeSecret(Call& call, Input& input);
Answer ListSecretVersionIds(Call& call, Input& input);
// list.cc
Answer ListSecrets(Call& call, Input& input);
// policies.cc
Answer GetResourcePolicy(Call& call, Input& input);
Answer PutResourcePolicy(Call& call, Input& input);
Answer DeleteResourcePolicy(Call& call, Input& input);
Answer ValidateResourcePolicy(Call& call, Input& input);
// tags.cc
Answer TagResource(Call& call, Input& input);
Answer UntagResource(Call& call, Input& input);
// password.cc
Answer GetRandomPassword(Call& call, Input& input);
// replicate.cc
Answer ReplicateSecretToRegions(Call& call, Input& input);
Answer RemoveRegionsFromReplication(Call& call, Input& input);
Answer StopReplicationToReplica(Call& call, Input& input);
// rotate.cc; a null rotator: there are no rotation functions
Answer RotateSecret(Call& call, Input& input, Rotator* rotator);
Answer CancelRotateSecret(Call& call, Input& input);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_OPERATIONS_H_
