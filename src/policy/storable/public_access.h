// Whether a resource policy is public: what BlockPublicPolicy of S3 and of Secrets Manager refuses.
//
//   if (block_public_policy && IsPublic(parsed.document)) … refuse …
//
// Source: S3 User Guide, "The meaning of public"; Secrets Manager's API reference says "broad access" and asks the same
// analyser. What AWS's text leaves open is called public: less is granted. Pure.
#ifndef ROLECALL_POLICY_STORABLE_PUBLIC_ACCESS_H_
#define ROLECALL_POLICY_STORABLE_PUBLIC_ACCESS_H_

#include "policy/document/document.h"

namespace rolecall::policy {

// Whether one of its statements grants something to callers who are not a fixed set.
bool IsPublic(const Document& document);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_STORABLE_PUBLIC_ACCESS_H_
