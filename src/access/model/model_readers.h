// Readers of the identity model (identity_model.h), one for each place where identity is written down.
//
// From plans and states everything of the types that this build knows is taken: aws_iam_role, aws_iam_policy,
// aws_iam_…_policy, aws_iam_…_policy_attachment, aws_iam_openid_connect_provider, users, groups, instance profiles,
// secrets and their policies, kubernetes_service_account. What is unknown in a plan is left empty and named in `gaps`;
// plan with access/offline/offline_plan.h to have names and ARNs predicted.
// Threads: any; nothing is shared.
#ifndef ROLECALL_ACCESS_MODEL_MODEL_READERS_H_
#define ROLECALL_ACCESS_MODEL_MODEL_READERS_H_

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/model/identity_model.h"
#include "aws/client/client.h"
#include "base/file_system.h"
#include "base/result.h"
#include "engine/config/configuration.h"
#include "engine/plan/plan.h"
#include "engine/state/schemas.h"
#include "engine/state/state.h"

namespace rolecall::access {

enum class PlanSide { kBefore, kAfter };

// What the plan's resources are before or after its apply. `configuration` (may be null) gives places; `files` (may be
// null) gives the texts of documents that file() reads, so that places in them are exact. `written` (may be null, and
// may be without places wanted) tells what of a role is configured and what was only found.
IdentityModel ModelFromPlan(const engine::Plan& plan, PlanSide side, const engine::Configuration* configuration,
                            const FileSystem* files, const engine::Configuration* written = nullptr);

// What will be, without places; nothing, and soon, if it would have gaps.
std::optional<IdentityModel> ModelWithoutGaps(const engine::Plan& plan, const engine::Configuration& written);
// The same of objects that may be better known than by their changes, in the order of a plan: what they will be.
struct PlannedObject {
  const engine::ResourceChange* change;
  value::Value after;
};
IdentityModel ModelFromObjects(const std::vector<PlannedObject>& objects, const engine::Configuration* configuration,
                               const FileSystem* files);

// `configuration` as above: the places of what is in the state and still in the configuration.
IdentityModel ModelFromState(const engine::State& state, const engine::Schemas& schemas,
                             const engine::Configuration* configuration);

// Everything of the account: GetAccountAuthorizationDetails where the endpoint has it, else lists.
Result<IdentityModel> ModelFromEndpoint(aws::Client& client);
// One role with its policies and boundary, added to `model`; nothing is added if there is no role of that name. True:
// it has the very ARN that was asked for (a name alone finds the role and answers false).
Result<bool> AddRoleFromEndpoint(aws::Client& client, const std::string& role_arn, IdentityModel& model);
// One user with its boundary, its policies and its groups with theirs; false, and nothing is added, if there is none.
Result<bool> AddUserFromEndpoint(aws::Client& client, const std::string& name, IdentityModel& model);
Result<void> AddProvidersFromEndpoint(aws::Client& client, IdentityModel& model);
// The resource's own policy, for the kinds that we know (secrets, buckets, keys, repositories of ECR); of a pattern
// those of all that may be meant, as below. A resource that does not exist has none.
Result<void> AddResourcePolicyFromEndpoint(aws::Client& client, const std::string& resource_arn, IdentityModel& model);
// The same of all kinds but secrets. What cannot be read is a policy that is not known, and a gap.
void AddOneResourcePolicyFromEndpoint(aws::Client& client, const std::string& resource_arn, IdentityModel& model);

// The policies of the account's secrets, keys and buckets. What cannot be read is named in `gaps`.
void AddResourcePoliciesFromEndpoint(aws::Client& client, IdentityModel& model);

// The service accounts of a manifest's text, with lines. `prefix` is the webhook's annotation prefix.
// kInvalidArgument: "FILE:LINE:COLUMN: what is wrong".
Result<void> AddManifestText(const std::string& file, const std::string& text, const std::string& prefix,
                             IdentityModel& model);
// Sets role, audience and expiration from `account.annotations`.
void ReadAnnotations(const std::string& prefix, ServiceAccount& account);
// Files, or all *.yaml, *.yml and *.json directly in a directory.
Result<void> AddManifests(const std::string& path, const FileSystem& files, const std::string& prefix,
                          IdentityModel& model);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_MODEL_READERS_H_
