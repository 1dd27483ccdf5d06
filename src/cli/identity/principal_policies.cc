#include "cli/identity/principal_policies.h"

#include <functional>

#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "http/message.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"

namespace rolecall::cli {
namespace {

// What has policies in IAM, and the words of its calls.
struct Holder {
  std::string kind;  // "Role", "User", "Group"
  std::string name;
};

std::string Decoded(std::string_view text) { return PercentDecode(text).value_or(std::string(text)); }

class Fetcher {
 public:
  explicit Fetcher(aws::Client& client) : client_(client) {}

  Result<PrincipalPolicies> Fetch(const Holder& holder) {
    PrincipalPolicies policies;
    aws::ServiceResult<aws::XmlNode> answer =
        client_.Query(aws::kIam, "Get" + holder.kind, {{holder.kind + "Name", holder.name}});
    if (!answer.ok() && answer.error().Is("NoSuchEntity")) {
      return Error{ErrorCode::kNotFound, "the endpoint has no " + holder.kind + " " + holder.name};
    }
    if (!answer.ok()) return answer.error().ToError();
    if (const aws::XmlNode* found = answer->Find(holder.kind)) {
      policies.arn = found->Get("Arn");
      if (const aws::XmlNode* boundary = found->Find("PermissionsBoundary")) {
        ROLECALL_TRY(policies.boundary, Managed(std::string(boundary->Get("PermissionsBoundaryArn"))));
      }
    }
    ROLECALL_RETURN_IF_ERROR(AddAll(holder, policies.identity));
    if (holder.kind == "User") ROLECALL_RETURN_IF_ERROR(AddGroups(holder, policies.identity));
    return policies;
  }

 private:
  // All pages of a listing.
  Result<void> ForEachPage(const std::string& action, aws::QueryParameters parameters,
                           const std::function<void(const aws::XmlNode&)>& take) {
    constexpr int kMostPages = 1000;
    for (int page = 0; page < kMostPages; ++page) {
      aws::ServiceResult<aws::XmlNode> answer = client_.Query(aws::kIam, action, parameters);
      if (!answer.ok()) return answer.error().ToError();
      take(*answer);
      if (answer->Get("IsTruncated") != "true") return {};
      std::erase_if(parameters, [](const auto& parameter) { return parameter.first == "Marker"; });
      parameters.emplace_back("Marker", answer->Get("Marker"));
    }
    return Error{ErrorCode::kResourceExhausted, "the answer of " + action + " does not end"};
  }

  Result<policy::NamedPolicy> Managed(const std::string& arn) {
    aws::ServiceResult<aws::XmlNode> policy = client_.Query(aws::kIam, "GetPolicy", {{"PolicyArn", arn}});
    if (!policy.ok()) return policy.error().ToError();
    const aws::XmlNode* description = policy->Find("Policy");
    const std::string version(description != nullptr ? description->Get("DefaultVersionId") : "");
    aws::ServiceResult<aws::XmlNode> answer =
        client_.Query(aws::kIam, "GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", version}});
    if (!answer.ok()) return answer.error().ToError();
    const aws::XmlNode* found = answer->Find("PolicyVersion");
    return policy::NamedPolicy{arn, Decoded(found != nullptr ? found->Get("Document") : "")};
  }

  Result<void> AddAll(const Holder& holder, std::vector<policy::NamedPolicy>& policies) {
    const aws::QueryParameters who = {{holder.kind + "Name", holder.name}};
    std::vector<std::string> names, arns;
    ROLECALL_RETURN_IF_ERROR(ForEachPage("List" + holder.kind + "Policies", who, [&](const aws::XmlNode& page) {
      for (const aws::XmlNode* name : page.List("PolicyNames")) names.push_back(name->text);
    }));
    ROLECALL_RETURN_IF_ERROR(ForEachPage("ListAttached" + holder.kind + "Policies", who, [&](const aws::XmlNode& page) {
      for (const aws::XmlNode* policy : page.List("AttachedPolicies")) arns.emplace_back(policy->Get("PolicyArn"));
    }));
    for (const std::string& name : names) {
      aws::ServiceResult<aws::XmlNode> answer =
          client_.Query(aws::kIam, "Get" + holder.kind + "Policy", {who.front(), {"PolicyName", name}});
      if (!answer.ok()) return answer.error().ToError();
      policies.push_back({"inline policy " + name, Decoded(answer->Get("PolicyDocument"))});
    }
    for (const std::string& arn : arns) {
      ROLECALL_TRY(policy::NamedPolicy managed, Managed(arn));
      policies.push_back(std::move(managed));
    }
    return {};
  }

  Result<void> AddGroups(const Holder& user, std::vector<policy::NamedPolicy>& policies) {
    std::vector<std::string> groups;
    ROLECALL_RETURN_IF_ERROR(ForEachPage("ListGroupsForUser", {{"UserName", user.name}}, [&](const aws::XmlNode& page) {
      for (const aws::XmlNode* group : page.List("Groups")) groups.emplace_back(group->Get("GroupName"));
    }));
    for (const std::string& group : groups) ROLECALL_RETURN_IF_ERROR(AddAll({"Group", group}, policies));
    return {};
  }

  aws::Client& client_;
};

std::optional<Holder> HolderOf(const std::string& principal) {
  if (!policy::ParseArn(principal)) return Holder{"Role", principal.substr(principal.rfind('/') + 1)};
  const policy::Principal caller = policy::Principal::FromText(principal);
  if (caller.kind == policy::Principal::Kind::kRoleSession) return Holder{"Role", caller.role_name};
  if (caller.kind != policy::Principal::Kind::kUser) return std::nullopt;
  return Holder{"User", principal.substr(principal.rfind('/') + 1)};
}

}  // namespace

Result<std::optional<PrincipalPolicies>> FetchPrincipalPolicies(aws::Client& client, const std::string& principal) {
  const std::optional<Holder> holder = HolderOf(principal);
  if (!holder) return std::optional<PrincipalPolicies>();
  ROLECALL_TRY(PrincipalPolicies policies, Fetcher(client).Fetch(*holder));
  return std::optional<PrincipalPolicies>(std::move(policies));
}

}  // namespace rolecall::cli
