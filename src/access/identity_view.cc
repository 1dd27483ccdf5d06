#include "access/identity_view.h"

#include <boost/json.hpp>

#include "aws/xml.h"
#include "http/message.h"
#include "policy/arn.h"

namespace rolecall::access {
namespace {

// Documents come percent-encoded (RFC 3986) in IAM's answers.
std::string Decoded(std::string_view text) { return http::PercentDecode(text).value_or(std::string(text)); }

// All pages of a listing: calls `take` with each answer.
Result<void> ForEachPage(aws::Client& client, std::string_view action, aws::QueryParameters parameters,
                         const std::function<void(const aws::XmlNode&)>& take) {
  constexpr int kMostPages = 1000;
  for (int page = 0; page < kMostPages; ++page) {
    aws::Outcome<aws::XmlNode> answer = client.Query(aws::kIam, action, parameters);
    if (!answer.ok()) return answer.error().ToError();
    take(*answer);
    if (answer->Get("IsTruncated") != "true") return {};
    std::erase_if(parameters, [](const auto& parameter) { return parameter.first == "Marker"; });
    parameters.emplace_back("Marker", answer->Get("Marker"));
  }
  return Error{ErrorCode::kResourceExhausted, "the answer of " + std::string(action) + " does not end"};
}

Result<std::string> FetchManagedDocument(aws::Client& client, const std::string& arn) {
  aws::Outcome<aws::XmlNode> policy = client.Query(aws::kIam, "GetPolicy", {{"PolicyArn", arn}});
  if (!policy.ok()) return policy.error().ToError();
  const aws::XmlNode* description = policy->Find("Policy");
  const std::string version(description != nullptr ? description->Get("DefaultVersionId") : "");
  aws::Outcome<aws::XmlNode> answer =
      client.Query(aws::kIam, "GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", version}});
  if (!answer.ok()) return answer.error().ToError();
  const aws::XmlNode* found = answer->Find("PolicyVersion");
  return Decoded(found != nullptr ? found->Get("Document") : "");
}

Result<void> FetchPolicies(aws::Client& client, RoleView& role) {
  std::vector<std::string> attached;
  ROLECALL_RETURN_IF_ERROR(
      ForEachPage(client, "ListAttachedRolePolicies", {{"RoleName", role.name}}, [&](const aws::XmlNode& page) {
        for (const aws::XmlNode* policy : page.List("AttachedPolicies"))
          attached.emplace_back(policy->Get("PolicyArn"));
      }));
  for (const std::string& arn : attached) {
    ROLECALL_TRY(std::string text, FetchManagedDocument(client, arn));
    role.policies.push_back({arn, std::move(text)});
  }
  std::vector<std::string> names;
  ROLECALL_RETURN_IF_ERROR(
      ForEachPage(client, "ListRolePolicies", {{"RoleName", role.name}}, [&](const aws::XmlNode& page) {
        for (const aws::XmlNode* name : page.List("PolicyNames")) names.push_back(name->text);
      }));
  for (const std::string& name : names) {
    aws::Outcome<aws::XmlNode> answer =
        client.Query(aws::kIam, "GetRolePolicy", {{"RoleName", role.name}, {"PolicyName", name}});
    if (!answer.ok()) return answer.error().ToError();
    role.policies.push_back({"inline policy " + name, Decoded(answer->Get("PolicyDocument"))});
  }
  return {};
}

}  // namespace

std::string AccountOf(std::string_view arn) {
  for (int colon = 0; colon < 4; ++colon) {
    const std::size_t at = arn.find(':');
    if (at == std::string_view::npos) return "";
    arn.remove_prefix(at + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

Result<std::optional<RoleView>> FetchRole(aws::Client& client, const std::string& role_arn) {
  const std::string name = role_arn.substr(role_arn.rfind('/') + 1);
  aws::Outcome<aws::XmlNode> answer = client.Query(aws::kIam, "GetRole", {{"RoleName", name}});
  if (!answer.ok()) {
    if (answer.error().Is("NoSuchEntity")) return std::optional<RoleView>();
    return answer.error().ToError();
  }
  const aws::XmlNode* found = answer->Find("Role");
  if (found == nullptr || found->Get("Arn") != role_arn) return std::optional<RoleView>();
  RoleView role;
  role.arn = role_arn;
  role.name = name;
  role.unique_id = std::string(found->Get("RoleId"));
  role.trust = Decoded(found->Get("AssumeRolePolicyDocument"));
  for (const aws::XmlNode* tag : found->List("Tags")) role.tags.emplace_back(tag->Get("Key"), tag->Get("Value"));
  if (const aws::XmlNode* boundary = found->Find("PermissionsBoundary")) {
    const std::string arn(boundary->Get("PermissionsBoundaryArn"));
    ROLECALL_TRY(std::string text, FetchManagedDocument(client, arn));
    role.boundary = NamedDocument{arn, std::move(text)};
  }
  ROLECALL_RETURN_IF_ERROR(FetchPolicies(client, role));
  return std::optional<RoleView>(std::move(role));
}

Result<std::vector<ProviderView>> FetchProviders(aws::Client& client) {
  aws::Outcome<aws::XmlNode> list = client.Query(aws::kIam, "ListOpenIDConnectProviders", {});
  if (!list.ok()) return list.error().ToError();
  std::vector<ProviderView> providers;
  for (const aws::XmlNode* entry : list->List("OpenIDConnectProviderList")) {
    const std::string arn(entry->Get("Arn"));
    aws::Outcome<aws::XmlNode> answer =
        client.Query(aws::kIam, "GetOpenIDConnectProvider", {{"OpenIDConnectProviderArn", arn}});
    if (!answer.ok()) return answer.error().ToError();
    ProviderView provider{arn, std::string(answer->Get("Url")), {}};
    for (const aws::XmlNode* id : answer->List("ClientIDList")) provider.client_ids.push_back(id->text);
    providers.push_back(std::move(provider));
  }
  return providers;
}

Result<std::string> FetchResourcePolicy(aws::Client& client, const std::string& resource_arn) {
  if (resource_arn.find(":secretsmanager:") == std::string::npos) return std::string();
  aws::Outcome<boost::json::value> answer =
      client.Json(aws::kSecretsManager, "GetResourcePolicy", {{"SecretId", resource_arn}});
  if (!answer.ok()) {
    // A secret that does not exist has no policy; the rest of the explanation still holds.
    if (answer.error().Is("ResourceNotFoundException")) return std::string();
    return answer.error().ToError();
  }
  const boost::json::object* object = answer->if_object();
  const boost::json::value* text = object != nullptr ? object->if_contains("ResourcePolicy") : nullptr;
  return text != nullptr && text->is_string() ? std::string(text->as_string()) : std::string();
}

}  // namespace rolecall::access
