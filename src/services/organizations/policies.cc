// Service and resource control policies as documents. What they may be: AWS Organizations User Guide, "SCP syntax",
// "RCP syntax".
#include <algorithm>
#include <boost/json.hpp>

#include "base/random.h"
#include "base/text.h"
#include "policy/document/document.h"
#include "policy/reference/service_reference.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tree.h"
#include "services/tag_rules.h"
#include "services/write.h"

namespace rolecall::services::organizations {
namespace {

using directory::OrganizationPolicy;

constexpr std::size_t kMostPolicies = 1000;  // of each type
constexpr std::size_t kMostContent = 5120;   // characters
constexpr std::size_t kPolicyNameLength = 128, kDescriptionLength = 512;

aws::ErrorShape Malformed() {
  return Refused("MalformedPolicyDocumentException",
                 "The provided policy document does not meet the requirements of the specified policy type.");
}

// Actions of services that take resource control policies, not "*" alone.
bool IsControlledAction(std::string_view action) {
  const std::string service = LowerAscii(action.substr(0, action.find(':')));
  const policy::ServiceName* found = policy::FindServiceName(service);
  return action.find(':') != action.npos && found != nullptr && found->resource_control;
}

bool IsGoodResourceControl(const policy::Statement& statement) {
  const bool everybody = statement.has_principal && !statement.not_principal && statement.principals.size() == 1 &&
                         statement.principals.front().value == "*";
  return statement.effect == policy::Effect::kDeny && everybody && !statement.not_action &&
         std::all_of(statement.actions.begin(), statement.actions.end(),
                     [](const policy::Text& action) { return IsControlledAction(action.value); });
}

bool IsGoodContent(std::string_view content, bool controls_resources) {
  const auto kind = controls_resources ? policy::DocumentKind::kRcp : policy::DocumentKind::kScp;
  const policy::ParsedDocument parsed = policy::Parse(content, kind);
  if (parsed.malformed.has_value() || parsed.document.statements.empty()) return false;
  if (parsed.document.version != policy::Version::k2012) return false;
  return std::all_of(parsed.document.statements.begin(), parsed.document.statements.end(),
                     [controls_resources](const policy::Statement& statement) {
                       if (statement.actions.empty() || statement.resources.empty()) return false;
                       return controls_resources ? IsGoodResourceControl(statement) : !statement.has_principal;
                     });
}

std::optional<aws::ErrorShape> CheckContent(const std::string& content, bool controls_resources) {
  if (TagLength(content) > kMostContent) {
    return Constraint("POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the allowed size of a policy document.");
  }
  if (!IsGoodContent(content, controls_resources)) return Malformed();
  return std::nullopt;
}

void SetContent(OrganizationPolicy& policy, const std::string& content) {
  const auto kind = policy.controls_resources ? policy::DocumentKind::kRcp : policy::DocumentKind::kScp;
  policy.content = directory::MakeStoredPolicy(content, kind, policy.arn());
}

boost::json::object PolicyShape(const Policy& policy) {
  return {{"Policy", boost::json::object{{"PolicySummary", PolicySummary(policy)}, {"Content", policy.text}}}};
}

bool IsNameTaken(const std::vector<Policy>& policies, std::string_view name, std::string_view except) {
  return std::any_of(policies.begin(), policies.end(),
                     [&](const Policy& policy) { return policy.name == name && policy.id != except; });
}

aws::ErrorShape SamePolicyName() {
  return Refused("DuplicatePolicyException", "A policy with the specified name and type already exists.");
}

// Finds the policy that the input names, for an operation on it.
Checked<Policy> AskForPolicy(Call& call, Input& input, std::string_view operation, OrganizationPointer& organization) {
  const std::string id = input.Id("PolicyId", Form::kPolicy);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(organization, Managed(call, operation));
  std::optional<Policy> policy = FindPolicy(*call.snapshot, *organization, id);
  const std::string type = policy.has_value() ? policy->type : "";
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, operation, {id}, {.policy_type = type}));
  if (!policy.has_value()) return NoPolicy();
  return *std::move(policy);
}

aws::ErrorShape AwsOwn() {
  return InvalidInput("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified.");
}

}  // namespace

Answer CreatePolicy(Call& call, Input& input) {
  const std::string type = ReadPolicyType(input, "Type"), name = input.Required("Name", kPolicyNameLength);
  const std::string description = input.Text("Description", kDescriptionLength);
  const std::string content = input.Required("Content", 100000);
  const directory::Tags tags = input.Tags("Tags");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "CreatePolicy"));
  OrganizationPolicy policy;
  policy.organization = organization->id;
  policy.account = organization->account;
  policy.id = "p-" + LowerAscii(RandomBase32(call.random, 8));
  policy.controls_resources = type == directory::kResourceControl;
  policy.name = name;
  policy.description = description;
  policy.tags = tags;
  const Details details{.policy_type = type, .request_tags = &tags};
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "CreatePolicy", {}, details));
  if (!tags.empty()) ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "TagResource", {}, details));
  ROLECALL_RETURN_IF_ERROR(CheckContent(content, policy.controls_resources));
  SetContent(policy, content);
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    if (snapshot.organizations.Find(organization->id) == nullptr) return NotInUse();
    const std::vector<Policy> others = PoliciesOfType(snapshot, *organization, type);
    if (IsNameTaken(others, name, "")) return SamePolicyName();
    if (others.size() > kMostPolicies) {
      return Constraint("POLICY_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of policies.");
    }
    transaction.Put(policy);
    return PolicyShape(*FindPolicy(snapshot, *organization, policy.id));
  });
}

Answer DescribePolicy(Call& call, Input& input) {
  OrganizationPointer organization;
  ROLECALL_TRY(const Policy policy, AskForPolicy(call, input, "DescribePolicy", organization));
  return PolicyShape(policy);
}

Answer UpdatePolicy(Call& call, Input& input) {
  const std::string name = input.Text("Name", kPolicyNameLength), content = input.Text("Content", 100000);
  const std::string description = input.Text("Description", kDescriptionLength);
  const bool describes = input.Has("Description");
  OrganizationPointer organization;
  ROLECALL_TRY(const Policy asked, AskForPolicy(call, input, "UpdatePolicy", organization));
  if (asked.of_aws) return AwsOwn();
  const bool controls_resources = asked.type == directory::kResourceControl;
  if (!content.empty()) ROLECALL_RETURN_IF_ERROR(CheckContent(content, controls_resources));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    const auto current = snapshot.organization_policies.Find(organization->id + "/" + asked.id);
    if (current == nullptr) return NoPolicy();
    if (IsNameTaken(PoliciesOfType(snapshot, *organization, asked.type), name, asked.id)) return SamePolicyName();
    OrganizationPolicy changed = *current;
    if (!name.empty()) changed.name = name;
    if (describes) changed.description = description;
    if (!content.empty()) SetContent(changed, content);
    transaction.Put(std::move(changed));
    return PolicyShape(*FindPolicy(snapshot, *organization, asked.id));
  });
}

Answer DeletePolicy(Call& call, Input& input) {
  OrganizationPointer organization;
  ROLECALL_TRY(const Policy asked, AskForPolicy(call, input, "DeletePolicy", organization));
  if (asked.of_aws) return AwsOwn();
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    const directory::Snapshot& snapshot = transaction.snapshot();
    const auto current = snapshot.organization_policies.Find(organization->id + "/" + asked.id);
    if (current == nullptr) return NoPolicy();
    const std::vector<Node> nodes = AllNodes(snapshot, *organization);
    const bool used = std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
      return std::find(node.attached.begin(), node.attached.end(), asked.id) != node.attached.end();
    });
    if (used) {
      return Refused("PolicyInUseException",
                     "The policy is attached to one or more entities. You must detach it from all roots, OUs, and "
                     "accounts before performing this operation.");
    }
    transaction.Delete(*current);
    return boost::json::object{};
  });
}

Answer ListPolicies(Call& call, Input& input) {
  const std::string type = ReadPolicyType(input, "Filter");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(OrganizationPointer organization, Managed(call, "ListPolicies"));
  ROLECALL_RETURN_IF_ERROR(Allowed(call, *organization, "ListPolicies", {}, {.policy_type = type}));
  std::vector<Item> items;
  for (const Policy& policy : PoliciesOfType(*call.snapshot, *organization, type)) {
    items.push_back({policy.id, PolicySummary(policy)});
  }
  return Page(call, input, "Policies", std::move(items));
}

}  // namespace rolecall::services::organizations
