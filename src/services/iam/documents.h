// Policy documents in IAM's requests: checked, and made ready to be stored. For this folder only.
//
// Sizes are quotas (quotas.h): TrustDocument checks its own; whoever stores an identity policy checks the one that
// applies, since that depends on where it goes.
#ifndef ROLECALL_SERVICES_IAM_DOCUMENTS_H_
#define ROLECALL_SERVICES_IAM_DOCUMENTS_H_

#include <string>

#include "directory/snapshot.h"
#include "policy/storable/validate.h"
#include "services/iam/entity.h"

namespace rolecall::services::iam {

// An identity policy: MalformedPolicyDocument if AWS would refuse it.
Checked<directory::StoredPolicy> IdentityDocument(const std::string& text, policy::WriteKind kind,
                                                  const std::string& name);
// A trust policy with its principals bound to ids.
Checked<directory::StoredPolicy> TrustDocument(const std::string& text, const std::string& role_name,
                                               const directory::Snapshot& snapshot);

// The managed policy of that ARN: the caller's or AWS's. `Invalid ARN:  Could not be parsed!`, NoSuchEntity.
Checked<std::shared_ptr<const directory::ManagedPolicy>> Attachable(const Call& call, const std::string& arn);
// The running operation on the managed policy of that ARN, with its tags.
Refusal AuthorizeOnPolicy(Call& call, const std::string& arn);
// Nothing if the ARN is one at all.
Refusal CheckPolicyArn(const std::string& arn);

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_DOCUMENTS_H_
