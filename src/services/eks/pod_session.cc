#include "services/eks/pod_session.h"

#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "base/random.h"
#include "partition/own_partition.h"
#include "policy/decide/engine.h"
#include "policy/document/arn.h"
#include "policy/explain/message.h"
#include "services/authorize.h"
#include "services/caller.h"
#include "services/eks/errors.h"
#include "services/organization_rules.h"

namespace rolecall::services::eks {
namespace {

using directory::PodIdentityAssociation;
using directory::Role;
using directory::Session;
using AssociationPtr = std::shared_ptr<const PodIdentityAssociation>;

constexpr std::chrono::hours kSessionTime{6};  // EKS User Guide: the agent's credentials
constexpr std::size_t kNameInSession = 11;     // of cluster and pod: the whole has 64 characters at most

// EKS User Guide, "List of session tags added by EKS Pod Identity"; all are transitive.
directory::Tags SessionTags(const Clusters& clusters, const Cluster& cluster, const PodToken& token) {
  directory::Tags tags{{"eks-cluster-arn", clusters.ArnOf(cluster.name)},
                       {"eks-cluster-name", cluster.name},
                       {"kubernetes-namespace", token.name_space},
                       {"kubernetes-service-account", token.service_account}};
  if (!token.pod_name.empty()) tags.emplace_back("kubernetes-pod-name", token.pod_name);
  if (!token.pod_uid.empty()) tags.emplace_back("kubernetes-pod-uid", token.pod_uid);
  return tags;
}

aws::ErrorShape Unauthorized() {
  return {400, "AccessDeniedException",
          "Unauthorized Exception! EKS does not have permissions to assume the associated role."};
}

Session MakePodSession(Call& call, const Clusters& clusters, const Cluster& cluster, const PodToken& token,
                       const PodIdentityAssociation& association, const Role& role) {
  Session session;
  session.kind = Session::Kind::kRole;
  session.account = role.account;
  session.role_name = role.name;
  session.principal_id = role.id;
  session.session_name = "eks-" + cluster.name.substr(0, kNameInSession) + "-" +
                         token.pod_name.substr(0, kNameInSession) + "-" + RandomUuid(call.random);
  if (!association.disable_session_tags) {
    session.tags = SessionTags(clusters, cluster, token);
    for (const auto& tag : session.tags) session.transitive_tag_keys.push_back(tag.first);
  }
  // "If you specify both a TargetRoleArn and a policy, the policy restrictions apply only to the target role's
  // permissions" (EKS API Reference).
  if (association.target_role_arn.empty() && !association.policy.empty()) {
    session.has_session_policies = true;
    session.session_policy = association.policy;
  }
  session.issued = call.now;
  session.expires = call.now + kSessionTime;
  return session;
}

// The service pods.eks.amazonaws.com before the role's trust policy.
bool IsTrusted(Call& call, const Clusters& clusters, const Cluster& cluster, const Role& role, const Session& session,
               const std::string& action, aws::ErrorShape& denial) {
  policy::Context context = RequestContext(call);
  AddQuestionContext(
      Question{.action = action, .resource = role.arn(), .resource_tags = &role.tags, .request_tags = &session.tags},
      context);
  context.Set("aws:PrincipalIsAWSService", "true");
  context.Set("aws:PrincipalServiceName", std::string(kPodAudience));
  context.Set("aws:SourceAccount", clusters.account);
  context.Set("aws:SourceArn", clusters.ArnOf(cluster.name));
  context.Set("aws:ResourceAccount", role.account);
  services::AddResourceOrganization(*call.snapshot, role.account, context);
  context.Set("sts:RoleSessionName", session.session_name);
  if (!session.transitive_tag_keys.empty()) context.SetMultiple("sts:TransitiveTagKeys", session.transitive_tag_keys);
  const policy::Request request(policy::Principal::Service(kPodAudience), action, role.arn(), role.account,
                                std::move(context));
  policy::PolicyInputs inputs;
  inputs.resource = role.trust.compiled().get();
  inputs.rcps = services::ResourceControlOf(*call.snapshot, role.account, request.lower_service());
  const policy::Decision decision = policy::Decide(inputs, request);
  call.audit.decisions.push_back(action + ": " + policy::InternalReason(decision));
  if (!decision.allowed()) AddDetail(call, inputs, request, denial);
  return decision.allowed();
}

std::optional<aws::ErrorShape> CheckPodTrust(Call& call, const Clusters& clusters, const Cluster& cluster,
                                             const Role& role, const Session& session) {
  aws::ErrorShape denial = Unauthorized();
  if (!IsTrusted(call, clusters, cluster, role, session, "sts:AssumeRole", denial)) return denial;
  if (session.tags.empty()) return std::nullopt;
  if (!IsTrusted(call, clusters, cluster, role, session, "sts:TagSession", denial)) return denial;
  return std::nullopt;
}

std::string SessionArn(const std::string& account, const std::string& role, const std::string& session) {
  return partition::OwnArn() + "sts::" + account + ":assumed-role/" + role + "/" + session;
}

// STS's AssumeRole by the first role's session, as any client of it would call.
http::Request TargetRequest(const Call& call, const PodIdentityAssociation& association, const std::string& session) {
  http::Request request{.method = "POST", .target = "/", .peer_address = call.request.peer_address};
  request.tls = call.request.tls;
  request.headers.Add("Content-Type", "application/x-www-form-urlencoded");
  request.body = "Action=AssumeRole&Version=2011-06-15&RoleArn=" + PercentEncode(association.target_role_arn) +
                 "&RoleSessionName=" + PercentEncode(session) + "&ExternalId=" + PercentEncode(association.external_id);
  if (!association.policy.empty()) request.body += "&Policy=" + PercentEncode(association.policy);
  return request;
}

Checked<PodSession> ReadTarget(const Call& call, const http::Response& answer, PodSession session) {
  const Result<aws::XmlNode> xml = aws::ParseXml(answer.body);
  const aws::ErrorShape unreadable{500, "InternalServerException", "The credentials cannot be read."};
  if (!xml.ok()) return unreadable;
  if (answer.status != 200) {
    const aws::XmlNode* error = xml->Find("Error");
    if (error == nullptr) return unreadable;
    const bool is_denial = error->Get("Code") == "AccessDenied";
    return aws::ErrorShape{400, is_denial ? "AccessDeniedException" : "InvalidRequestException",
                           "The target role cannot be assumed: " + std::string(error->Get("Message"))};
  }
  const aws::XmlNode* result = xml->Find("AssumeRoleResult");
  const aws::XmlNode* credentials = result != nullptr ? result->Find("Credentials") : nullptr;
  const aws::XmlNode* user = result != nullptr ? result->Find("AssumedRoleUser") : nullptr;
  if (user == nullptr || credentials == nullptr) return unreadable;
  std::string token(credentials->Get("SessionToken"));
  const Result<directory::OpenedSession> opened = call.directory.OpenSession(token);
  if (!opened.ok()) return unreadable;
  session.credentials = {std::string(credentials->Get("AccessKeyId")),
                         Secret(std::string(credentials->Get("SecretAccessKey"))), std::move(token),
                         opened->session.expires};
  session.session_arn = std::string(user->Get("Arn"));
  session.session_id = std::string(user->Get("AssumedRoleId"));
  session.role_arn = session.association->target_role_arn;
  return session;
}

Checked<PodSession> AssumeTarget(Call& call, services::Service& sts, PodSession session,
                                 const std::string& session_name) {
  aws::Claim claim;
  claim.access_key_id = session.credentials.access_key_id;
  claim.session_token = session.credentials.token;
  aws::AuthFailure failure;
  std::optional<FoundCaller> first = FindCaller(call.directory, *call.snapshot, claim, call.now, failure);
  if (!first.has_value()) return Unauthorized();
  const http::Request request = TargetRequest(call, *session.association, session_name);
  Call inner{request,       call.request_id, std::move(first->caller),
             call.snapshot, call.directory,  call.clock,
             call.random,   call.now,        call.region,
             call.account};
  inner.regions = call.regions;
  inner.explain_denials = call.explain_denials;
  const http::Response answer = sts.Handle(inner);
  for (std::string& decision : inner.audit.decisions) call.audit.decisions.push_back(std::move(decision));
  for (std::string& resource : inner.audit.resources) call.audit.resources.push_back(std::move(resource));
  return ReadTarget(call, answer, std::move(session));
}

AssociationPtr AssociationOf(const Call& call, const Clusters& clusters, const Cluster& cluster,
                             const PodToken& token) {
  return call.snapshot->pod_identities.Find(
      PodIdentityAssociation::Prefix(clusters.account, clusters.region, cluster.name) + token.name_space + "/" +
      token.service_account);
}

}  // namespace

Checked<PodSession> AssumeForPod(Call& call, const PodIdentityParts& parts, const Cluster& cluster,
                                 std::string_view text) {
  ROLECALL_TRY(PodToken token, CheckPodToken(text, cluster, parts.keys, call.now));
  call.audit.identified = true;
  call.audit.parameters.emplace_back("clusterName", cluster.name);
  call.audit.parameters.emplace_back("serviceAccount", token.name_space + "/" + token.service_account);
  const AssociationPtr association = AssociationOf(call, parts.clusters, cluster, token);
  if (association == nullptr) {
    return aws::ErrorShape{404, "ResourceNotFoundException",
                           "No pod identity association found for service account " + token.service_account +
                               " in namespace " + token.name_space + " of cluster " + cluster.name + "."};
  }
  call.audit.resources.push_back(association->role_arn);
  const std::shared_ptr<const Role> role = FindRoleByArn(*call.snapshot, association->role_arn);
  if (role == nullptr) return Unauthorized();
  Session session = MakePodSession(call, parts.clusters, cluster, token, *association, *role);
  ROLECALL_RETURN_IF_ERROR(CheckPodTrust(call, parts.clusters, cluster, *role, session));
  const std::string name = session.session_name;
  ROLECALL_TRY(directory::SessionCredentials credentials, IssueSession(call, std::move(session)));
  PodSession made{std::move(token),
                  association,
                  std::move(credentials),
                  association->role_arn,
                  SessionArn(role->account, role->name, name),
                  role->id + ":" + name};
  if (association->target_role_arn.empty()) return made;
  return AssumeTarget(call, parts.sts, std::move(made), name);
}

}  // namespace rolecall::services::eks
