// AWS's sentences for a refused request, and ours for the audit log.
//
//   Decision decision = Decide(inputs, request);
//   if (!decision.allowed()) … code AccessDenied, message AccessDeniedMessage(decision, request) …
//   log << InternalReason(decision);
//
// The caller learns which layer refused, and (where caller and resource belong together) the ARN of the policy that
// denied; no statement, no inline policy's name, and whoever comes with a token only that it was refused. All else is
// InternalReason's, and DenialDetail's (explain.h) where the operator wants it told. Pure.
#ifndef ROLECALL_POLICY_EXPLAIN_MESSAGE_H_
#define ROLECALL_POLICY_EXPLAIN_MESSAGE_H_

#include <string>
#include <string_view>

#include "policy/decide/engine.h"

namespace rolecall::policy {

// "User: ARN is not authorized to perform: A on resource: R because no identity-based policy allows the A action",
// "… with an explicit deny in an identity-based policy: arn:aws:iam::1…:policy/p". AssumeRoleWithWebIdentity and
// …WithSAML denials name nobody: "Not authorized to perform sts:AssumeRoleWithWebIdentity". The decision must be a
// denial.
std::string AccessDeniedMessage(const Decision& decision, const Request& request);
// The same for services that name the resource as the caller did ("" : not at all). `same_organization`: the caller's
// account and the resource's are of one organization.
std::string AccessDeniedMessage(const Decision& decision, const Request& request, std::string_view resource,
                                bool same_organization = false);

// For our own logs and audit: outcome, layer, policy name, statement number and Sid. Not for the caller.
std::string InternalReason(const Decision& decision);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_EXPLAIN_MESSAGE_H_
