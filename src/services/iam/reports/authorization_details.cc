// GetAccountAuthorizationDetails: users, groups, roles and policies of the account with all that decides what they may.
// One order over the four lists, so that a page may end anywhere; only what is on the page is written out.
#include <algorithm>
#include <functional>

#include "directory/managed_policies.h"
#include "directory/principals.h"
#include "partition/own_partition.h"
#include "services/iam/lookup.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"
#include "services/page_token.h"

namespace rolecall::services::iam::reports {
namespace {

using directory::Group;
using directory::ManagedPolicy;
using directory::Role;
using directory::Snapshot;
using directory::User;

constexpr std::size_t kDefaultDetails = 100;

// The lists, in the order of the pages.
enum List { kUserList, kGroupList, kRoleList, kPolicyList, kLists };
constexpr std::string_view kListNames[kLists] = {"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"};

struct Entry {
  std::string key;  // the list's digit, then the name or ARN
  List list;
  std::function<void(aws::XmlWriter&)> write;
};

void WriteInlinePolicies(aws::XmlWriter& xml, std::string_view name,
                         const std::vector<directory::InlinePolicy>& policies) {
  xml.Open(name);
  for (const directory::InlinePolicy& policy : policies) {
    xml.Open("member").Text("PolicyName", policy.name);
    xml.Text("PolicyDocument", EncodeDocument(policy.policy.text)).Close();
  }
  xml.Close();
}

void WriteAttached(aws::XmlWriter& xml, const Snapshot& snapshot, const std::vector<std::string>& arns) {
  xml.Open("AttachedManagedPolicies");
  for (const std::string& arn : arns) {
    auto policy = directory::FindPolicy(snapshot, arn);
    if (policy == nullptr) continue;
    xml.Open("member").Text("PolicyName", policy->name).Text("PolicyArn", arn).Close();
  }
  xml.Close();
}

void WriteUserDetail(aws::XmlWriter& xml, const Snapshot& snapshot, const User& user) {
  WriteUser(xml, user, Detail::kFull);
  WriteInlinePolicies(xml, "UserPolicyList", user.inline_policies);
  WriteStrings(xml, "GroupList", user.groups);
  WriteAttached(xml, snapshot, user.attached);
}

void WriteGroupDetail(aws::XmlWriter& xml, const Snapshot& snapshot, const Group& group) {
  WriteGroup(xml, group);
  WriteInlinePolicies(xml, "GroupPolicyList", group.inline_policies);
  WriteAttached(xml, snapshot, group.attached);
}

// The newest use of a service by the role's sessions.
void WriteRoleLastUsed(aws::XmlWriter& xml, const Snapshot& snapshot, const Role& role) {
  std::shared_ptr<const directory::ServiceUse> newest;
  for (const auto& use : snapshot.service_uses.Sorted(role.id + "/")) {
    if (newest == nullptr || newest->at < use->at) newest = use;
  }
  xml.Open("RoleLastUsed");
  if (newest != nullptr) xml.Text("LastUsedDate", FormatIso8601(newest->at)).Text("Region", newest->region);
  xml.Close();
}

void WriteRoleDetail(aws::XmlWriter& xml, const Snapshot& snapshot, const Role& role) {
  xml.Text("Path", role.path).Text("RoleName", role.name).Text("RoleId", role.id).Text("Arn", role.arn());
  xml.Text("CreateDate", FormatIso8601(role.created));
  xml.Text("AssumeRolePolicyDocument",
           EncodeDocument(directory::ShowPrincipals(role.trust.text, policy::DocumentKind::kTrust, snapshot)));
  xml.Open("InstanceProfileList");
  for (const auto& profile : snapshot.instance_profiles.Sorted(role.account + "/")) {
    if (profile->role_name != role.name) continue;
    xml.Open("member");
    WriteProfile(xml, *profile, snapshot, Detail::kFull);
    xml.Close();
  }
  xml.Close();
  WriteInlinePolicies(xml, "RolePolicyList", role.inline_policies);
  WriteAttached(xml, snapshot, role.attached);
  if (!role.boundary_arn.empty()) {
    xml.Open("PermissionsBoundary").Text("PermissionsBoundaryType", "Policy");
    xml.Text("PermissionsBoundaryArn", role.boundary_arn).Close();
  }
  WriteTags(xml, role.tags);
  WriteRoleLastUsed(xml, snapshot, role);
}

void WritePolicyDetail(aws::XmlWriter& xml, const ManagedPolicy& policy, directory::PolicyUse use) {
  WritePolicy(xml, policy, use, Detail::kListed);
  if (!policy.description.empty()) xml.Text("Description", policy.description);
  xml.Open("PolicyVersionList");
  for (auto version = policy.versions.rbegin(); version != policy.versions.rend(); ++version) {
    xml.Open("member").Text("Document", EncodeDocument(directory::DocumentText(policy, version->number)));
    xml.Text("VersionId", "v" + std::to_string(version->number));
    xml.Bool("IsDefaultVersion", version->number == policy.default_version);
    xml.Text("CreateDate", FormatIso8601(version->created)).Close();
  }
  xml.Close();
}

// No filter: everything.
bool IsWanted(const std::vector<std::string>& filter, std::string_view kind) {
  return filter.empty() || std::find(filter.begin(), filter.end(), kind) != filter.end();
}

std::vector<Entry> EntriesOf(const Call& call) {
  const std::vector<std::string> filter = call.parameters.List("Filter");
  const Snapshot& snapshot = *call.snapshot;
  const std::string& account = call.caller.account;
  const std::string own = account + "/";
  std::vector<Entry> entries;
  const auto add = [&](List list, const auto& records, auto write) {
    for (const auto& record : records) {
      entries.push_back({std::to_string(list) + record->key(), list,
                         [&snapshot, record, write](aws::XmlWriter& xml) { write(xml, snapshot, *record); }});
    }
  };
  if (IsWanted(filter, "User")) add(kUserList, snapshot.users.Sorted(own), &WriteUserDetail);
  if (IsWanted(filter, "Group")) add(kGroupList, snapshot.groups.Sorted(own), &WriteGroupDetail);
  if (IsWanted(filter, "Role")) add(kRoleList, snapshot.roles.Sorted(own), &WriteRoleDetail);
  const auto write_policy = [&account](aws::XmlWriter& xml, const Snapshot& in, const ManagedPolicy& policy) {
    WritePolicyDetail(xml, policy, in.policy_uses.Of(account, policy.arn()));
  };
  if (IsWanted(filter, "AWSManagedPolicy")) {
    add(kPolicyList, directory::AwsPolicies(), write_policy);
  }
  if (IsWanted(filter, "LocalManagedPolicy")) {
    add(kPolicyList, snapshot.policies.Sorted(partition::OwnArn() + "iam::" + account + ":"), write_policy);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  return entries;
}

// The page's first entry.
Checked<std::size_t> StartOf(const Call& call, const std::vector<Entry>& entries) {
  if (!call.parameters.Has("Marker")) return std::size_t{0};
  const std::optional<std::string> after = services::PlaceOfToken(call, call.parameters.Get("Marker"));
  if (!after.has_value()) return ValidationError("Invalid Marker.");
  const auto at = std::upper_bound(entries.begin(), entries.end(), *after,
                                   [](const std::string& key, const Entry& entry) { return key < entry.key; });
  return static_cast<std::size_t>(at - entries.begin());
}

OperationResult GetAccountAuthorizationDetails(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  const std::vector<Entry> entries = EntriesOf(call);
  ROLECALL_TRY(const std::size_t start, StartOf(call, entries));
  const auto wanted = static_cast<std::size_t>(
      services::ParseInteger(call.parameters.Get("MaxItems")).value_or(static_cast<long long>(kDefaultDetails)));
  const std::size_t end = std::min(entries.size(), start + wanted);
  aws::XmlWriter xml;
  std::size_t at = start;
  for (int list = 0; list < kLists; ++list) {
    xml.Open(kListNames[list]);
    for (; at < end && entries[at].list == list; ++at) {
      xml.Open("member");
      entries[at].write(xml);
      xml.Close();
    }
    xml.Close();
  }
  xml.Bool("IsTruncated", end < entries.size());
  if (end < entries.size()) xml.Text("Marker", services::PageToken(call, entries[end - 1].key));
  return xml.Take();
}

}  // namespace

void AddAuthorizationDetails(Table& table) {
  const ParameterRule filter{
      .name = "Filter", .values = "User|Role|Group|LocalManagedPolicy|AWSManagedPolicy", .list = true};
  table.push_back({"GetAccountAuthorizationDetails", &GetAccountAuthorizationDetails, {filter, kMarker, kMaxItems}});
}

}  // namespace rolecall::services::iam::reports
