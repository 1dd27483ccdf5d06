// Whether a resource policy gives "broad access": what BlockPublicPolicy refuses.
//
// AWS, "The meaning of public" (S3's user guide; Secrets Manager asks the same analyser): an Allow for everybody is
// public unless a condition limits it to fixed values of a key that says who or from where: principal, account,
// organization, source, network. Conditions that hold for everybody (StringLike "*"), that hold where the key is
// absent (…IfExists, ForAllValues, negated operators), or whose keys a caller can set at will, limit nothing.
// What is not known to limit counts as public. Pure.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_PUBLIC_POLICY_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_PUBLIC_POLICY_H_

#include "policy/document/document.h"

namespace rolecall::services::secretsmanager {

bool IsPublic(const policy::Document& document);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_PUBLIC_POLICY_H_
