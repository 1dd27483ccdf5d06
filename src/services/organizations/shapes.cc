#include "services/organizations/shapes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/organizations/errors.h"
#include "services/page_token.h"

namespace rolecall::services::organizations {
namespace {

constexpr long long kPageSize = 20;  // AWS's most, and what it takes without MaxResults

constexpr std::string_view kOtherTypes[] = {"TAG_POLICY",
                                            "BACKUP_POLICY",
                                            "AISERVICES_OPT_OUT_POLICY",
                                            "CHATBOT_POLICY",
                                            "DECLARATIVE_POLICY_EC2",
                                            "SECURITYHUB_POLICY",
                                            "INSPECTOR_POLICY",
                                            "UPGRADE_ROLLOUT_POLICY",
                                            "BEDROCK_POLICY",
                                            "S3_POLICY",
                                            "NETWORK_SECURITY_DIRECTOR_POLICY"};

Policy PolicyOf(const directory::OrganizationPolicy& record) {
  return {record.id,
          record.arn(),
          record.name,
          record.description,
          std::string(record.controls_resources ? directory::kResourceControl : directory::kServiceControl),
          record.content.text,
          false,
          record.tags};
}

Policy PolicyOf(const directory::AwsOrganizationPolicy& aws) {
  return {std::string(aws.id),
          aws.arn(),
          std::string(aws.name),
          std::string(aws.description),
          std::string(aws.type),
          std::string(aws.text),
          true,
          {}};
}

}  // namespace

Answer Page(const Call& call, Input& input, std::string_view list, std::vector<Item> items) {
  const auto most = static_cast<std::size_t>(input.Number("MaxResults", 1, kPageSize, kPageSize));
  const std::string token = input.Text("NextToken", 100000);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  const std::optional<std::string> after = token.empty() ? std::string() : PlaceOfToken(call, token);
  if (!after.has_value()) return InvalidInput("INVALID_NEXT_TOKEN", "You provided an invalid NextToken.");
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
  auto at = std::upper_bound(items.begin(), items.end(), *after,
                             [](const std::string& key, const Item& item) { return key < item.key; });
  boost::json::array shown;
  std::string last;
  for (; at != items.end() && shown.size() < most; ++at) {
    last = at->key;
    shown.emplace_back(std::move(at->shape));
  }
  boost::json::object answer{{list, std::move(shown)}};
  if (at != items.end()) answer["NextToken"] = PageToken(call, last);
  return answer;
}

boost::json::object RootShape(const directory::Organization& organization) {
  boost::json::array types;
  for (const std::string& type : organization.policy_types) {
    types.push_back(boost::json::object{{"Type", type}, {"Status", "ENABLED"}});
  }
  return {{"Id", organization.root_id},
          {"Arn", organization.root_arn()},
          {"Name", "Root"},
          {"PolicyTypes", std::move(types)}};
}

boost::json::object UnitShape(const directory::Snapshot& snapshot, const directory::Organization& organization,
                              const Node& unit) {
  return {{"Id", unit.id}, {"Arn", unit.arn}, {"Name", unit.name}, {"Path", PathOf(snapshot, organization, unit)}};
}

boost::json::object AccountShape(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                 const directory::MemberAccount& account) {
  const std::optional<Node> node = FindNode(snapshot, organization, account.account);
  boost::json::array paths;
  if (node.has_value()) paths.emplace_back(PathOf(snapshot, organization, *node));
  return {{"Id", account.account},
          {"Arn", ArnOf(snapshot, organization, account.account)},
          {"Email", account.email},
          {"Name", account.name},
          {"Status", account.suspended ? "SUSPENDED" : "ACTIVE"},
          {"State", account.suspended ? "CLOSED" : "ACTIVE"},
          {"Paths", std::move(paths)},
          {"JoinedMethod", account.invited ? "INVITED" : "CREATED"},
          {"JoinedTimestamp", Seconds(account.joined)}};
}

boost::json::array TagsShape(const directory::Tags& tags) {
  boost::json::array list;
  for (const auto& [key, value] : tags) list.push_back(boost::json::object{{"Key", key}, {"Value", value}});
  return list;
}

double Seconds(Time time) { return static_cast<double>(UnixSeconds(time)); }

std::optional<Policy> FindPolicy(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                 std::string_view id) {
  if (const auto* aws = directory::FindAwsOrganizationPolicy(id)) return PolicyOf(*aws);
  const auto record = snapshot.organization_policies.Find(organization.id + "/" + std::string(id));
  return record == nullptr ? std::optional<Policy>() : PolicyOf(*record);
}

std::vector<Policy> PoliciesOfType(const directory::Snapshot& snapshot, const directory::Organization& organization,
                                   std::string_view type) {
  std::vector<Policy> policies;
  for (const auto& aws : directory::AwsOrganizationPolicies()) policies.push_back(PolicyOf(aws));
  for (const auto& record : snapshot.organization_policies.Sorted(organization.id + "/")) {
    policies.push_back(PolicyOf(*record));
  }
  std::erase_if(policies, [type](const Policy& policy) { return policy.type != type; });
  return policies;
}

boost::json::object PolicySummary(const Policy& policy) {
  return {{"Id", policy.id},     {"Arn", policy.arn},
          {"Name", policy.name}, {"Description", policy.description},
          {"Type", policy.type}, {"AwsManaged", policy.of_aws}};
}

std::string ReadPolicyType(Input& input, std::string_view member) {
  std::string type = input.Required(member, 128);
  if (type == directory::kServiceControl || type == directory::kResourceControl) return type;
  const bool known = std::find(std::begin(kOtherTypes), std::end(kOtherTypes), type) != std::end(kOtherTypes);
  // Differs from AWS: policies of management (tags, backups …) steer services that are not here.
  input.Refuse(known ? Refused("PolicyTypeNotAvailableForOrganizationException",
                               "Policies of type " + type + " are not served here.")
                     : InvalidInput("INVALID_ENUM", "You specified an invalid value."));
  return type;
}

}  // namespace rolecall::services::organizations
