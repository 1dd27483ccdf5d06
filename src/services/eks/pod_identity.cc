#include "services/eks/pod_identity.h"

#include "base/text.h"
#include "policy/document/arn.h"
#include "services/authorize.h"
#include "services/eks/answers.h"
#include "services/eks/errors.h"
#include "services/eks/operations.h"
#include "services/eks/pod_session.h"
#include "services/eks/request.h"

namespace rolecall::services::eks {
namespace {

namespace bj = boost::json;

constexpr std::string_view kAssumePath = "/clusters/{clusterName}/assume-role-for-pod-identity";
constexpr std::size_t kMaxTokenBytes = 20000;

// AssumeRoleForPodIdentity's answer (EKS Auth API Reference).
bj::object AuthAnswer(const PodSession& session) {
  return {{"subject",
           bj::object{{"namespace", session.token.name_space}, {"serviceAccount", session.token.service_account}}},
          {"audience", bj::string_view(kPodAudience.data(), kPodAudience.size())},
          {"podIdentityAssociation",
           bj::object{{"associationArn", session.association->arn()}, {"associationId", session.association->id}}},
          {"assumedRoleUser", bj::object{{"arn", session.session_arn}, {"assumeRoleId", session.session_id}}},
          {"credentials", bj::object{{"accessKeyId", session.credentials.access_key_id},
                                     {"secretAccessKey", session.credentials.secret.Reveal()},
                                     {"sessionToken", session.credentials.token},
                                     {"expiration", UnixSeconds(session.credentials.expires)}}}};
}

// What SDKs read at AWS_CONTAINER_CREDENTIALS_FULL_URI.
bj::object AgentAnswer(const PodSession& session) {
  const std::optional<policy::Arn> arn = policy::ParseArn(session.session_arn);
  return {{"AccessKeyId", session.credentials.access_key_id},
          {"SecretAccessKey", session.credentials.secret.Reveal()},
          {"Token", session.credentials.token},
          {"AccountId", std::string(arn.has_value() ? arn->account : "")},
          {"RoleArn", session.role_arn},
          {"Expiration", FormatIso8601(session.credentials.expires)}};
}

class EksAuth final : public services::Service {
 public:
  explicit EksAuth(PodIdentityParts parts) : parts_(parts) {}
  std::string_view name() const override { return "eks-auth"; }
  aws::Protocol protocol() const override { return aws::Protocol::kRestJson; }

  http::Response Handle(services::Call& call) override {
    const auto path = MatchPath(kAssumePath, call.request.path());
    if (!path.has_value() || call.request.method != "POST") {
      return RefuseJson(call, {404, "UnknownOperationException", "There is no such operation of EKS Auth."});
    }
    call.audit.operation = "AssumeRoleForPodIdentity";
    if (call.caller.anonymous()) return RefuseJson(call, MissingAuthentication(protocol()));
    const Checked<PodSession> session = Assume(call, path->find("clusterName")->second);
    return session.ok() ? AnswerJson(call, AuthAnswer(*session)) : RefuseJson(call, session.error());
  }

 private:
  Checked<PodSession> Assume(Call& call, const std::string& name) {
    const directory::Tags tags = TagsOfCluster(*call.snapshot, parts_.clusters, name);
    ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "eks-auth:AssumeRoleForPodIdentity",
                                              .resource = parts_.clusters.ArnOf(name),
                                              .resource_account = parts_.clusters.account,
                                              .resource_tags = &tags}));
    const Cluster* cluster = parts_.clusters.Find(name);
    if (cluster == nullptr) return NoCluster(name);
    EksRequest request{call, parts_.clusters};
    ROLECALL_TRY(request.body, ReadBody(call.request.body));
    ROLECALL_TRY(std::string token, request.Required("token"));
    return AssumeForPod(call, parts_, *cluster, token);
  }

  const PodIdentityParts parts_;
};

// Errors as the agents tell them: {"code", "message"}, which SDKs repeat.
http::Response RefuseAgent(Call& call, aws::ErrorShape error) {
  error.more.emplace_back("code", error.code);
  return RefuseJson(call, std::move(error));
}

class Agent final : public services::Service {
 public:
  explicit Agent(PodIdentityParts parts) : parts_(parts) {}
  std::string_view name() const override { return "rolecall-pod-identity"; }
  aws::Protocol protocol() const override { return aws::Protocol::kRestJson; }

  http::Response Handle(services::Call& call) override {
    call.audit.operation = "AssumeRoleForPodIdentity";
    if (call.request.method != "GET") {
      return RefuseAgent(call, {405, "MethodNotAllowed", "Only GET is possible here."});
    }
    const std::string token(Trim(call.request.headers.Get("Authorization")));
    if (token.empty()) return RefuseAgent(call, InvalidRequest("Service account token cannot be empty"));
    if (token.size() > kMaxTokenBytes) return RefuseAgent(call, InvalidRequest("The token is too long"));
    const Checked<PodSession> session = Assume(call, token);
    return session.ok() ? AnswerJson(call, AgentAnswer(*session)) : RefuseAgent(call, session.error());
  }

 private:
  // A node's agent knows its cluster; here the token's issuer says which it is. Of several with one issuer the first
  // that has an association for the service account.
  Checked<PodSession> Assume(Call& call, const std::string& token) {
    const std::string issuer = IssuerOf(token);
    std::optional<aws::ErrorShape> refused;
    for (const Cluster& cluster : parts_.clusters.list) {
      if (cluster.issuer != issuer) continue;
      Checked<PodSession> session = AssumeForPod(call, parts_, cluster, token);
      if (session.ok() || session.error().code != "ResourceNotFoundException") return session;
      refused = session.error();
    }
    if (refused.has_value()) return *refused;
    return aws::ErrorShape{400, "InvalidTokenException",
                           "The token provided is invalid: no cluster here has its issuer."};
  }

  const PodIdentityParts parts_;
};

}  // namespace

std::unique_ptr<services::Service> MakeEksAuth(PodIdentityParts parts) { return std::make_unique<EksAuth>(parts); }

std::unique_ptr<services::Service> MakeAgent(PodIdentityParts parts) { return std::make_unique<Agent>(parts); }

}  // namespace rolecall::services::eks
