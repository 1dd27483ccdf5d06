// The operations of STS. For this folder only.
#ifndef ROLECALL_SERVICES_STS_OPERATIONS_H_
#define ROLECALL_SERVICES_STS_OPERATIONS_H_

#include "services/query_service.h"
#include "services/sts/key_source.h"

namespace rolecall::services::sts {

using services::Call;
using services::OperationResult;

OperationResult AssumeRole(Call& call);
OperationResult AssumeRoleWithWebIdentity(Call& call, KeySource& keys);
OperationResult GetCallerIdentity(Call& call);
OperationResult GetSessionToken(Call& call);
OperationResult GetFederationToken(Call& call);
OperationResult GetAccessKeyInfo(Call& call);
OperationResult DecodeAuthorizationMessage(Call& call);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_OPERATIONS_H_
