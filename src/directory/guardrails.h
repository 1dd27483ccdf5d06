// Guardrails: what an account's organization means for requests of its principals and on its resources. Made of the
// organization's records whenever they change, not for requests.
//
//   if (const Guardrails* rails = snapshot.guardrails.Find(account).get()) {
//     inputs.scps = rails->ForPrincipals(); inputs.rcps = rails->ForResources();
//     context.Set("aws:PrincipalOrgID", rails->organization);
//   }
//
// Source: AWS Organizations User Guide, "SCP evaluation", "RCP evaluation": at each level from the root to the account
// a policy must allow; nothing of it concerns the management account.
#ifndef ROLECALL_DIRECTORY_GUARDRAILS_H_
#define ROLECALL_DIRECTORY_GUARDRAILS_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/engine.h"

namespace rolecall::directory {

struct Guardrails {
  std::string organization;  // "o-a1b2c3d4e5"
  std::string path;          // "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"
  bool is_management = false;
  // By level, from the root down. None: the type of policy is not enabled.
  std::vector<policy::PolicySet> service_control, resource_control;

  std::span<const policy::PolicySet> ForPrincipals() const { return OfMember(service_control); }
  std::span<const policy::PolicySet> ForResources() const { return OfMember(resource_control); }

 private:
  std::span<const policy::PolicySet> OfMember(const std::vector<policy::PolicySet>& levels) const {
    return is_management ? std::span<const policy::PolicySet>() : std::span<const policy::PolicySet>(levels);
  }
};

inline constexpr std::string_view kServiceControl = "SERVICE_CONTROL_POLICY";
inline constexpr std::string_view kResourceControl = "RESOURCE_CONTROL_POLICY";

// AWS's own policies, which every organization has.
struct AwsOrganizationPolicy {
  std::string_view id, name, type, description, text;
  std::string arn() const;
};
inline constexpr std::string_view kFullAccessId = "p-FullAWSAccess", kResourceFullAccessId = "p-RCPFullAWSAccess";
std::span<const AwsOrganizationPolicy> AwsOrganizationPolicies();
// Null: no policy of AWS's has that id.
const AwsOrganizationPolicy* FindAwsOrganizationPolicy(std::string_view id);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_GUARDRAILS_H_
