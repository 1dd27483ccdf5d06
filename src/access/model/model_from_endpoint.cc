#include <boost/json.hpp>

#include "access/model/endpoint_reader.h"
#include "access/model/model_readers.h"

namespace rolecall::access {
namespace {

void AddDocuments(const aws::XmlNode& element, std::string_view list, std::vector<PolicyDocument>& inlines) {
  for (const aws::XmlNode* one : element.List(list)) {
    inlines.push_back(LiveDocument("inline policy " + std::string(one->Get("PolicyName")),
                                   DecodedDocument(one->Get("PolicyDocument"))));
  }
}

void AddAttached(const aws::XmlNode& element, std::vector<Attachment>& attached) {
  for (const aws::XmlNode* one : element.List("AttachedManagedPolicies")) {
    attached.push_back({std::string(one->Get("PolicyArn")), LiveOrigin()});
  }
}

void TakePolicy(const aws::XmlNode& element, IdentityModel& model) {
  const std::string arn(element.Get("Arn"));
  for (const aws::XmlNode* version : element.List("PolicyVersionList")) {
    if (version->Get("IsDefaultVersion") != "true") continue;
    ManagedPolicy policy{arn, std::string(element.Get("PolicyName")), {}, LiveOrigin()};
    policy.document = LiveDocument(arn, DecodedDocument(version->Get("Document")));
    model.policies.emplace(arn, std::move(policy));
  }
}

// One page of GetAccountAuthorizationDetails.
void TakeDetails(const aws::XmlNode& page, IdentityModel& model) {
  for (const aws::XmlNode* element : page.List("RoleDetailList")) {
    Role role = RoleFromXml(*element);
    AddDocuments(*element, "RolePolicyList", role.inline_policies);
    AddAttached(*element, role.attached);
    for (const aws::XmlNode* profile : element->List("InstanceProfileList")) {
      model.instance_profiles.push_back({std::string(profile->Get("Arn")),
                                         std::string(profile->Get("InstanceProfileName")),
                                         {role.name},
                                         LiveOrigin()});
    }
    model.roles.push_back(std::move(role));
  }
  for (const aws::XmlNode* element : page.List("UserDetailList")) {
    Member user = MemberFromXml(*element, "User");
    AddDocuments(*element, "UserPolicyList", user.inline_policies);
    AddAttached(*element, user.attached);
    for (const aws::XmlNode* group : element->List("GroupList")) user.groups.push_back(group->text);
    model.users.push_back(std::move(user));
  }
  for (const aws::XmlNode* element : page.List("GroupDetailList")) {
    Member group = MemberFromXml(*element, "Group");
    AddDocuments(*element, "GroupPolicyList", group.inline_policies);
    AddAttached(*element, group.attached);
    model.groups.push_back(std::move(group));
  }
  for (const aws::XmlNode* element : page.List("Policies")) TakePolicy(*element, model);
}

}  // namespace

Result<IdentityModel> ModelFromEndpoint(aws::Client& client) {
  IdentityModel model;
  const auto details = ForEachPage(client, "GetAccountAuthorizationDetails", {},
                                   [&](const aws::XmlNode& page) { TakeDetails(page, model); });
  if (!details.ok()) {
    if (!details.error().Is("InvalidAction")) return details.error().ToError();
    ROLECALL_RETURN_IF_ERROR(ReadAccountByLists(client, model));
  }
  ROLECALL_RETURN_IF_ERROR(AddProvidersFromEndpoint(client, model));
  model.roles_complete = true;
  for (const Role& role : model.roles) model.account_id = role.account;
  return model;
}

Result<bool> AddRoleFromEndpoint(aws::Client& client, const std::string& role_arn, IdentityModel& model) {
  aws::ServiceResult<aws::XmlNode> answer = client.Query(aws::kIam, "GetRole", {{"RoleName", NameOfArn(role_arn)}});
  if (!answer.ok()) {
    if (answer.error().Is("NoSuchEntity")) return false;
    return answer.error().ToError();
  }
  const aws::XmlNode* found = answer->Find("Role");
  if (found == nullptr) return false;
  // The name is there but path or account differ: it goes into the model, as the nearest.
  Role role = RoleFromXml(*found);
  if (!role.boundary_arn.empty()) ROLECALL_RETURN_IF_ERROR(AddManagedPolicy(client, role.boundary_arn, model));
  ROLECALL_RETURN_IF_ERROR(ReadPoliciesOf(client, "Role", role.name, role.inline_policies, role.attached, model));
  const bool same = role.arn == role_arn;
  model.account_id = role.account;
  model.roles.push_back(std::move(role));
  return same;
}

Result<bool> AddUserFromEndpoint(aws::Client& client, const std::string& name, IdentityModel& model) {
  aws::ServiceResult<aws::XmlNode> answer = client.Query(aws::kIam, "GetUser", {{"UserName", name}});
  if (!answer.ok()) {
    if (answer.error().Is("NoSuchEntity")) return false;
    return answer.error().ToError();
  }
  const aws::XmlNode* found = answer->Find("User");
  if (found == nullptr) return false;
  Member user = MemberFromXml(*found, "User");
  if (!user.boundary_arn.empty()) ROLECALL_RETURN_IF_ERROR(AddManagedPolicy(client, user.boundary_arn, model));
  ROLECALL_RETURN_IF_ERROR(ReadPoliciesOf(client, "User", user.name, user.inline_policies, user.attached, model));
  ROLECALL_RETURN_IF_ERROR(ReadGroupsOf(client, user.name, user.groups));
  for (const std::string& group_name : user.groups) {
    Member group;
    group.name = group_name;
    ROLECALL_RETURN_IF_ERROR(ReadPoliciesOf(client, "Group", group_name, group.inline_policies, group.attached, model));
    model.groups.push_back(std::move(group));
  }
  model.users.push_back(std::move(user));
  return true;
}

Result<void> AddProvidersFromEndpoint(aws::Client& client, IdentityModel& model) {
  aws::ServiceResult<aws::XmlNode> list = client.Query(aws::kIam, "ListOpenIDConnectProviders", {});
  if (!list.ok()) return list.error().ToError();
  for (const aws::XmlNode* entry : list->List("OpenIDConnectProviderList")) {
    const std::string arn(entry->Get("Arn"));
    aws::ServiceResult<aws::XmlNode> answer =
        client.Query(aws::kIam, "GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}});
    if (!answer.ok()) return answer.error().ToError();
    OidcProvider provider{arn, WithoutScheme(answer->Get("Url")), {}, LiveOrigin()};
    for (const aws::XmlNode* id : answer->List("ClientIDList")) provider.client_ids.push_back(id->text);
    model.providers.push_back(std::move(provider));
  }
  model.providers_complete = true;
  return {};
}

Result<void> AddResourcePolicyFromEndpoint(aws::Client& client, const std::string& resource_arn, IdentityModel& model) {
  if (resource_arn.find_first_of("*?") != std::string::npos) {
    AddResourcePoliciesFromEndpoint(client, model);  // any of them may be meant
    return {};
  }
  if (resource_arn.find(":secretsmanager:") == std::string::npos) {
    AddOneResourcePolicyFromEndpoint(client, resource_arn, model);
    return {};
  }
  aws::ServiceResult<boost::json::value> answer =
      client.Json(aws::kSecretsManager, "GetResourcePolicy", {{"SecretId", resource_arn}});
  if (!answer.ok()) {
    if (answer.error().Is("ResourceNotFoundException")) return {};
    return answer.error().ToError();
  }
  const boost::json::object* object = answer->if_object();
  const boost::json::value* text = object != nullptr ? object->if_contains("ResourcePolicy") : nullptr;
  if (text == nullptr || !text->is_string()) return {};
  model.resources.push_back({resource_arn, LiveDocument("policy of " + resource_arn, std::string(text->as_string()))});
  return {};
}

}  // namespace rolecall::access
