// The operations of STS. For this folder only; sts.cc has the table, with each one's parameters.
//
// Each authorizes before it tells anything, but GetCallerIdentity, which needs no permission. AssumeRoleWithWebIdentity
// and AssumeRoleWithSAML alone take anonymous callers: their tokens are what says who they are.
#ifndef ROLECALL_SERVICES_STS_OPERATIONS_H_
#define ROLECALL_SERVICES_STS_OPERATIONS_H_

#include "services/query_service.h"
#include "services/sts/outbound_signer.h"
#include "services/sts/saml_token.h"
#include "services/sts/web_token.h"

namespace rolecall::services::sts {

using services::Call;
using services::OperationResult;

OperationResult AssumeRole(Call& call);
OperationResult AssumeRoleWithWebIdentity(Call& call, TokenChecker& checker);
OperationResult AssumeRoleWithSaml(Call& call, SamlChecker& checker);
OperationResult AssumeRoot(Call& call);
OperationResult GetCallerIdentity(Call& call);
OperationResult GetSessionToken(Call& call);
OperationResult GetFederationToken(Call& call);
OperationResult GetAccessKeyInfo(Call& call);
OperationResult GetWebIdentityToken(Call& call, OutboundSigner& signer);
OperationResult GetDelegatedAccessToken(Call& call);
OperationResult GetScopedCredentials(Call& call);
OperationResult DecodeAuthorizationMessage(Call& call);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_OPERATIONS_H_
