#include "access/model/endpoint_reader.h"

#include "base/check.h"
#include "base/encoding.h"
#include "http/message.h"
#include "value/number.h"

namespace rolecall::access {
namespace {

// A listing that goes on for longer is no listing.
constexpr int kMostPages = 10000;

std::int64_t Number(std::string_view text, std::int64_t otherwise) {
  const auto number = value::Number::Parse(text);
  const auto integer = number ? number->ToInt64() : std::nullopt;
  return integer.value_or(otherwise);
}

}  // namespace

std::string DecodedDocument(std::string_view text) { return PercentDecode(text).value_or(std::string(text)); }

Origin LiveOrigin() {
  Origin origin;
  origin.kind = Origin::Kind::kEndpoint;
  return origin;
}

PolicyDocument LiveDocument(std::string name, std::string text) {
  PolicyDocument document;
  document.name = std::move(name);
  document.text = std::move(text);
  document.origin = LiveOrigin();
  return document;
}

aws::ServiceResult<aws::Done> ForEachPage(aws::Client& client, std::string_view action, aws::QueryParameters parameters,
                                          const std::function<void(const aws::XmlNode&)>& take) {
  for (int page = 0; page < kMostPages; ++page) {
    aws::ServiceResult<aws::XmlNode> answer = client.Query(aws::kIam, action, parameters);
    if (!answer.ok()) return answer.error();
    take(*answer);
    if (answer->Get("IsTruncated") != "true") return aws::Done{};
    std::erase_if(parameters, [](const auto& parameter) { return parameter.first == "Marker"; });
    parameters.emplace_back("Marker", answer->Get("Marker"));
  }
  return aws::ServiceError{.message = "the answer of " + std::string(action) + " does not end",
                           .kind = ErrorCode::kResourceExhausted};
}

Role RoleFromXml(const aws::XmlNode& element) {
  Role role;
  role.arn = std::string(element.Get("Arn"));
  role.name = std::string(element.Get("RoleName"));
  role.path = std::string(element.Get("Path"));
  role.account = AccountOf(role.arn);
  role.unique_id = std::string(element.Get("RoleId"));
  role.trust = LiveDocument("trust policy of " + role.name, DecodedDocument(element.Get("AssumeRolePolicyDocument")));
  for (const aws::XmlNode* tag : element.List("Tags")) role.tags.emplace_back(tag->Get("Key"), tag->Get("Value"));
  role.max_session_duration = Number(element.Get("MaxSessionDuration"), 3600);
  if (const aws::XmlNode* boundary = element.Find("PermissionsBoundary")) {
    role.boundary_arn = std::string(boundary->Get("PermissionsBoundaryArn"));
  }
  role.origin = LiveOrigin();
  return role;
}

Member MemberFromXml(const aws::XmlNode& element, std::string_view kind) {
  Member member;
  member.arn = std::string(element.Get("Arn"));
  member.name = std::string(element.Get(std::string(kind) + "Name"));
  member.path = std::string(element.Get("Path"));
  member.account = AccountOf(member.arn);
  member.unique_id = std::string(element.Get(std::string(kind) + "Id"));
  for (const aws::XmlNode* tag : element.List("Tags")) member.tags.emplace_back(tag->Get("Key"), tag->Get("Value"));
  if (const aws::XmlNode* boundary = element.Find("PermissionsBoundary")) {
    member.boundary_arn = std::string(boundary->Get("PermissionsBoundaryArn"));
  }
  member.origin = LiveOrigin();
  return member;
}

Result<void> AddManagedPolicy(aws::Client& client, const std::string& arn, IdentityModel& model) {
  if (model.policies.contains(arn)) return {};
  aws::ServiceResult<aws::XmlNode> policy = client.Query(aws::kIam, "GetPolicy", {{"PolicyArn", arn}});
  if (!policy.ok()) return policy.error().ToError();
  const aws::XmlNode* description = policy->Find("Policy");
  const std::string version(description != nullptr ? description->Get("DefaultVersionId") : "");
  aws::ServiceResult<aws::XmlNode> answer =
      client.Query(aws::kIam, "GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", version}});
  if (!answer.ok()) return answer.error().ToError();
  const aws::XmlNode* found = answer->Find("PolicyVersion");
  ManagedPolicy managed{arn, NameOfArn(arn), {}, LiveOrigin()};
  managed.document = LiveDocument(arn, DecodedDocument(found != nullptr ? found->Get("Document") : ""));
  model.policies.emplace(arn, std::move(managed));
  return {};
}

Result<void> ReadPoliciesOf(aws::Client& client, const std::string& kind, const std::string& name,
                            std::vector<PolicyDocument>& inlines, std::vector<Attachment>& attached,
                            IdentityModel& model) {
  const auto take_attached = [&](const aws::XmlNode& page) {
    for (const aws::XmlNode* policy : page.List("AttachedPolicies")) {
      attached.push_back({std::string(policy->Get("PolicyArn")), LiveOrigin()});
    }
  };
  const aws::QueryParameters who = {{kind + "Name", name}};
  if (const auto listed = ForEachPage(client, "ListAttached" + kind + "Policies", who, take_attached); !listed.ok()) {
    return listed.error().ToError();
  }
  for (const Attachment& attachment : attached) {
    ROLECALL_RETURN_IF_ERROR(AddManagedPolicy(client, attachment.policy_arn, model));
  }
  std::vector<std::string> names;
  const auto take_names = [&](const aws::XmlNode& page) {
    for (const aws::XmlNode* one : page.List("PolicyNames")) names.push_back(one->text);
  };
  if (const auto listed = ForEachPage(client, "List" + kind + "Policies", who, take_names); !listed.ok()) {
    return listed.error().ToError();
  }
  for (const std::string& policy : names) {
    aws::ServiceResult<aws::XmlNode> answer =
        client.Query(aws::kIam, "Get" + kind + "Policy", {{kind + "Name", name}, {"PolicyName", policy}});
    if (!answer.ok()) return answer.error().ToError();
    inlines.push_back(LiveDocument("inline policy " + policy, DecodedDocument(answer->Get("PolicyDocument"))));
  }
  return {};
}

Result<void> ReadGroupsOf(aws::Client& client, const std::string& user, std::vector<std::string>& groups) {
  const auto listed = ForEachPage(client, "ListGroupsForUser", {{"UserName", user}}, [&](const aws::XmlNode& page) {
    for (const aws::XmlNode* group : page.List("Groups")) groups.emplace_back(group->Get("GroupName"));
  });
  if (!listed.ok()) return listed.error().ToError();
  return {};
}

}  // namespace rolecall::access
