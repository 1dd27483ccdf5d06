#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/explain/message.h"
#include "services/authorize.h"
#include "services/organization_rules.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"
#include "services/sts/web_token.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using directory::Session;

constexpr const char* kAction = "sts:AssumeRoleWithWebIdentity";

// One text for all reasons, also for a role that does not exist: strangers learn nothing but what they brought.
// Differs from AWS: what the token said follows AWS's sentence; whoever has the token knows it.
ErrorShape NotAuthorized(const WebIdentity& identity, std::string_view action = kAction) {
  return {403, "AccessDenied", "Not authorized to perform " + std::string(action) + PresentedText(identity)};
}

policy::Context TrustContext(const Call& call, const directory::Role& role, const WebIdentity& identity,
                             const std::string& session_name) {
  policy::Context context = services::RequestContext(call);
  services::Question question{
      .action = kAction, .resource = role.arn(), .resource_tags = &role.tags, .request_tags = &identity.tags};
  services::AddQuestionContext(question, context);
  // Not aws:PrincipalArn: a token's bearer has none.
  context.Set("aws:PrincipalType", "User");
  context.Set("aws:PrincipalAccount", identity.provider->account);
  context.Set("aws:userid", identity.provider_arn);
  context.Set("aws:FederatedProvider", identity.provider_arn);
  context.Set("aws:ResourceAccount", role.account);
  services::AddResourceOrganization(*call.snapshot, role.account, context);
  context.Set("sts:RoleSessionName", session_name);
  context.Set("sts:RoleAuthorizedByIdp", identity.role_is_listed ? "true" : "false");
  if (!identity.source_identity.empty()) context.Set("sts:SourceIdentity", identity.source_identity);
  if (!identity.transitive_tag_keys.empty()) {
    context.SetMultiple("sts:TransitiveTagKeys", identity.transitive_tag_keys);
  }
  const std::string prefix = identity.provider->url + ":";
  context.Set(prefix + "sub", identity.subject);
  context.Set(prefix + "aud", identity.audience);
  if (identity.audiences.size() == 1) {
    context.Set(prefix + "oaud", identity.audiences.front());
  } else {
    context.SetMultiple(prefix + "oaud", identity.audiences);
  }
  if (!identity.amr.empty()) context.SetMultiple(prefix + "amr", identity.amr);
  for (const auto& claim : identity.claims) context.Set(prefix + claim.first, claim.second);
  return context;
}

std::optional<ErrorShape> CheckTrust(Call& call, const directory::Role& role, const WebIdentity& identity,
                                     policy::Context context, const char* action) {
  const policy::Request request(policy::Principal::Federated(identity.provider_arn), action, role.arn(), role.account,
                                std::move(context));
  policy::PolicyInputs inputs;
  inputs.resource = role.trust.compiled().get();
  inputs.rcps = services::ResourceControlOf(*call.snapshot, role.account, request.lower_service());
  const policy::Decision decision = policy::Decide(inputs, request);
  call.audit.decisions.push_back(std::string(action) + ": " + policy::InternalReason(decision));
  if (decision.allowed()) return std::nullopt;
  ErrorShape denial = NotAuthorized(identity, action);
  services::AddDetail(call, inputs, request, denial);
  return denial;
}

std::optional<ErrorShape> Authorize(Call& call, const directory::Role& role, const WebIdentity& identity,
                                    const std::string& session_name) {
  policy::Context context = TrustContext(call, role, identity, session_name);
  if (identity.tags.empty() && identity.source_identity.empty()) {
    return CheckTrust(call, role, identity, std::move(context), kAction);
  }
  ROLECALL_RETURN_IF_ERROR(CheckTrust(call, role, identity, context, kAction));
  if (!identity.tags.empty()) ROLECALL_RETURN_IF_ERROR(CheckTrust(call, role, identity, context, "sts:TagSession"));
  if (!identity.source_identity.empty()) {
    ROLECALL_RETURN_IF_ERROR(CheckTrust(call, role, identity, context, "sts:SetSourceIdentity"));
  }
  return std::nullopt;
}

Session MakeSession(const Call& call, const directory::Role& role, const WebIdentity& identity, std::string name) {
  Session session;
  session.kind = Session::Kind::kRole;
  session.account = role.account;
  session.role_name = role.name;
  session.principal_id = role.id;
  session.session_name = std::move(name);
  session.tags = identity.tags;
  session.transitive_tag_keys = identity.transitive_tag_keys;
  session.source_identity = identity.source_identity;
  session.federated_provider = identity.provider_arn;
  session.issued = call.now;
  return session;
}

}  // namespace

OperationResult AssumeRoleWithWebIdentity(Call& call, TokenChecker& checker) {
  const std::string arn(call.parameters.Get("RoleArn"));
  ROLECALL_RETURN_IF_ERROR(CheckRoleArn(arn));
  if (call.parameters.Has("ProviderId")) {
    // Differs from AWS: Login with Amazon and Facebook, the only providers that are named so, are not here.
    return ErrorShape{400, "InvalidParameterValue", "The provider named by ProviderId is not supported."};
  }
  const std::string account(policy::ParseArn(arn)->account);
  call.audit.resources.push_back(arn);
  ROLECALL_TRY(WebIdentity identity,
               checker.Check(call.parameters.Get("WebIdentityToken"), account, arn, *call.snapshot, call.now));
  call.audit.identified = true;
  call.audit.parameters.emplace_back("webIdentitySubject", identity.subject);
  call.audit.parameters.emplace_back("webIdentityProvider", identity.provider_arn);
  const std::shared_ptr<const directory::Role> role = FindRoleByArn(*call.snapshot, arn);
  if (role == nullptr) {
    call.audit.decisions.push_back("the role does not exist");
    ErrorShape denial = NotAuthorized(identity);
    if (call.explain_denials) denial.message += " (explained: there is no role " + arn + ")";
    return denial;
  }
  const std::string name(call.parameters.Get("RoleSessionName"));
  ROLECALL_RETURN_IF_ERROR(Authorize(call, *role, identity, name));
  ROLECALL_TRY(std::int64_t seconds, RequestedSeconds(call, *role));
  Session session = MakeSession(call, *role, identity, name);
  session.expires = call.now + std::chrono::seconds(seconds);
  ROLECALL_RETURN_IF_ERROR(ReadSessionPolicies(call, role->account, session));
  ROLECALL_TRY(int packed, PackedSize(session));
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, std::move(session)));
  aws::XmlWriter xml;
  xml.Text("SubjectFromWebIdentityToken", identity.subject).Text("Audience", identity.audience);
  xml.Open("AssumedRoleUser").Text("AssumedRoleId", role->id + ":" + name);
  xml.Text("Arn", partition::OwnArn() + "sts::" + role->account + ":assumed-role/" + role->name + "/" + name).Close();
  xml.Text("Provider", identity.provider_arn);
  xml.Raw(CredentialsXml(made));
  xml.Number("PackedPolicySize", packed);
  if (!identity.source_identity.empty()) xml.Text("SourceIdentity", identity.source_identity);
  return xml.Take();
}

}  // namespace rolecall::services::sts
