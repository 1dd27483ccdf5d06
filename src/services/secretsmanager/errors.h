// The errors of Secrets Manager, with AWS's codes and texts. All have status 400, AccessDeniedException too.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_ERRORS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_ERRORS_H_

#include <string>

#include "aws/wire/shapes.h"

namespace rolecall::services::secretsmanager {

aws::ErrorShape Validation(std::string message);
aws::ErrorShape InvalidRequest(std::string message);
aws::ErrorShape InvalidParameter(std::string message);
aws::ErrorShape LimitExceeded(std::string message);
aws::ErrorShape ResourceExists(std::string message);
aws::ErrorShape MalformedPolicy(std::string message);

// A name or an id with characters that no name has.
aws::ErrorShape InvalidName();
// "Secrets Manager can't find the specified secret."
aws::ErrorShape NotFound();
// "… secret value for WHAT": "staging label: AWSPREVIOUS", "VersionId: …".
aws::ErrorShape NoValue(const std::string& what);
// Where a secret is needed that is not marked for deletion.
aws::ErrorShape MarkedForDeletion();
// A change of a replica.
aws::ErrorShape NotOnReplica();
// A call without the token that SDKs send.
aws::ErrorShape TokenNeeded();
// A token that another value has.
aws::ErrorShape TokenInUse(const std::string& token, const std::string& secret_arn);
// A NextToken that no page gave.
aws::ErrorShape BadNextToken();
// The key of a secret may not be used.
aws::ErrorShape KmsDenied();
// It is AWS's own key of another account than the caller's.
aws::ErrorShape DefaultKeyElsewhere();
// The key of a secret is not there, or in no state to be used: DecryptionFailure, EncryptionFailure.
aws::ErrorShape KeyFailure(bool decrypting);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_ERRORS_H_
