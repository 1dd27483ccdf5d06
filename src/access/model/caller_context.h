// The condition keys that are known of a request before it is made: of who asks, and of what it is for.
//
//   policy::Context context = CallerContext(role);
//   AddResourceKeys(model, "secretsmanager:GetSecretValue", arn, "eu-central-1", context);
//
// What is not known is left out; whether it then is absent or the request's to decide says policy/explain/judge.h.
// Requests are taken to be made over TLS, as all of AWS's SDKs make them. Pure.
#ifndef ROLECALL_ACCESS_MODEL_CALLER_CONTEXT_H_
#define ROLECALL_ACCESS_MODEL_CALLER_CONTEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "access/model/identity_model.h"
#include "policy/decide/request.h"

namespace rolecall::access {

// `session`: the session's name, where it is known who chose it; else aws:userid is left out.
policy::Context CallerContext(const Role& role, std::string_view session = {});
policy::Context CallerContext(const Member& user);
// aws:TokenIssueTime of a session that is made at `now` (Unix seconds; 0: not known, and left out).
void AddIssueTime(std::int64_t now, policy::Context& context);
policy::Principal CallerPrincipal(const Role& role);
policy::Principal CallerPrincipal(const Member& user);

// aws:ResourceAccount, aws:RequestedRegion, aws:SecureTransport, kms:CallerAccount. `region`: of a resource whose ARN
// has none; may be empty.
void AddResourceKeys(const IdentityModel& model, std::string_view action, const std::string& resource,
                     std::string_view region, policy::Context& context);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_CALLER_CONTEXT_H_
