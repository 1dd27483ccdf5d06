#include "access/model/caller_context.h"

#include "access/model/resource_policy.h"
#include "base/clock.h"
#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

// Of sessions and users alike.
policy::Context IdentityContext(const std::string& arn, const char* type, const TagList& tags) {
  policy::Context context;
  context.Set("aws:PrincipalArn", arn);
  context.Set("aws:PrincipalAccount", AccountOf(arn));
  context.Set("aws:PrincipalType", type);
  context.Set("aws:PrincipalIsAWSService", "false");
  for (const auto& [key, text] : tags) context.Set("aws:PrincipalTag/" + key, text);
  return context;
}

constexpr const char* kSession = "session";  // stands for a name that nobody knows yet

}  // namespace

policy::Context CallerContext(const Role& role, std::string_view session) {
  policy::Context context = IdentityContext(role.arn, "AssumedRole", role.tags);
  if (!role.unique_id.empty() && !session.empty())
    context.Set("aws:userid", role.unique_id + ":" + std::string(session));
  return context;
}

policy::Context CallerContext(const Member& user) {
  policy::Context context = IdentityContext(user.arn, "User", user.tags);
  context.Set("aws:username", NameOfArn(user.arn));
  if (!user.unique_id.empty()) context.Set("aws:userid", user.unique_id);
  return context;
}

void AddIssueTime(std::int64_t now, policy::Context& context) {
  if (now > 0) context.Set("aws:TokenIssueTime", FormatIso8601(FromUnixSeconds(now)));
}

policy::Principal CallerPrincipal(const Role& role) {
  policy::Principal caller = policy::Principal::RoleSession(role.arn, role.unique_id, kSession);
  caller.has_boundary = !role.boundary_arn.empty();
  return caller;
}

policy::Principal CallerPrincipal(const Member& user) {
  policy::Principal caller = policy::Principal::User(user.arn, user.unique_id);
  caller.has_boundary = !user.boundary_arn.empty();
  return caller;
}

void AddResourceKeys(const IdentityModel& model, std::string_view action, const std::string& resource,
                     std::string_view region, policy::Context& context) {
  if (const std::string owner = OwnerOfResource(model, resource); !owner.empty()) {
    context.Set("aws:ResourceAccount", owner);
  }
  const auto arn = policy::ParseArn(resource);
  const std::string own_region = arn && arn->region != "*" ? std::string(arn->region) : std::string();
  if (!own_region.empty() || !region.empty()) {
    context.Set("aws:RequestedRegion", own_region.empty() ? std::string(region) : own_region);
  }
  context.Set("aws:SecureTransport", "true");
  if (!LowerAscii(action).starts_with("kms:")) return;
  if (const auto* account = context.Find("aws:PrincipalAccount")) {
    context.Set("kms:CallerAccount", account->values.front());
  }
}

}  // namespace rolecall::access
