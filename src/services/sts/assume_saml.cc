#include <algorithm>

#include "base/text.h"
#include "embedded/table.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/explain/message.h"
#include "services/authorize.h"
#include "services/organization_rules.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"
#include "services/sts/saml_token.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using directory::Session;

constexpr const char* kSamlAction = "sts:AssumeRoleWithSAML";

struct SamlKey {
  std::string key, attribute;
  bool several = false;
};

const std::vector<SamlKey>& SamlKeys() {
  static const auto* const kKeys = [] {
    auto* keys = new std::vector<SamlKey>();
    for (const embedded::Row& row : embedded::ReadTable("saml-keys.tsv", {"key", "attribute", "several"})) {
      keys->push_back({"saml:" + std::string(row[0]), std::string(row[1]), row[2] == "yes"});
    }
    return keys;
  }();
  return *kKeys;
}

ErrorShape NotAuthorizedBySaml(const char* action) {
  return {403, "AccessDenied", "Not authorized to perform " + std::string(action)};
}

// "Available keys for SAML-based AWS STS federation" (IAM User Guide).
void AddSamlKeys(const SamlIdentity& identity, policy::Context& context) {
  const saml::Assertion& assertion = identity.assertion;
  context.Set("saml:aud", assertion.recipient);
  context.Set("saml:iss", assertion.issuer);
  context.Set("saml:sub", assertion.subject);
  if (!identity.subject_type.empty()) context.Set("saml:sub_type", identity.subject_type);
  context.Set("saml:namequalifier", identity.name_qualifier);
  context.Set("saml:doc", identity.provider->account + "/" + identity.provider->name);
  for (const SamlKey& key : SamlKeys()) {
    const std::vector<std::string>* values = assertion.Find(key.attribute);
    if (values == nullptr || values->empty()) continue;
    if (key.several) {
      context.SetMultiple(key.key, *values);
    } else if (values->size() == 1) {
      context.Set(key.key, values->front());
    }
  }
}

policy::Context SamlContext(const Call& call, const directory::Role& role, const SamlIdentity& identity) {
  policy::Context context = services::RequestContext(call);
  services::AddQuestionContext(
      services::Question{
          .action = kSamlAction, .resource = role.arn(), .resource_tags = &role.tags, .request_tags = &identity.tags},
      context);
  // Not aws:PrincipalArn: an assertion's bearer has none.
  context.Set("aws:PrincipalType", "User");
  context.Set("aws:PrincipalAccount", identity.provider->account);
  context.Set("aws:userid", identity.provider->arn());
  context.Set("aws:FederatedProvider", identity.provider->arn());
  context.Set("aws:ResourceAccount", role.account);
  services::AddResourceOrganization(*call.snapshot, role.account, context);
  context.Set("sts:RoleSessionName", identity.session_name);
  if (!identity.source_identity.empty()) context.Set("sts:SourceIdentity", identity.source_identity);
  if (!identity.transitive_tag_keys.empty()) {
    context.SetMultiple("sts:TransitiveTagKeys", identity.transitive_tag_keys);
  }
  AddSamlKeys(identity, context);
  return context;
}

std::optional<ErrorShape> CheckSamlTrust(Call& call, const directory::Role& role, const SamlIdentity& identity) {
  std::vector<const char*> actions{kSamlAction};
  if (!identity.tags.empty()) actions.push_back("sts:TagSession");
  if (!identity.source_identity.empty()) actions.push_back("sts:SetSourceIdentity");
  const policy::Context context = SamlContext(call, role, identity);
  for (const char* action : actions) {
    const policy::Request request(policy::Principal::Federated(identity.provider->arn()), action, role.arn(),
                                  role.account, context);
    policy::PolicyInputs inputs;
    inputs.resource = role.trust.compiled().get();
    inputs.rcps = services::ResourceControlOf(*call.snapshot, role.account, request.lower_service());
    const policy::Decision decision = policy::Decide(inputs, request);
    call.audit.decisions.push_back(std::string(action) + ": " + policy::InternalReason(decision));
    if (decision.allowed()) continue;
    ErrorShape denial = NotAuthorizedBySaml(action);
    services::AddDetail(call, inputs, request, denial);
    return denial;
  }
  return std::nullopt;
}

// What the request or the assertion asks for, and not beyond the end of the session at the identity provider.
services::Checked<Time> SamlExpiration(const Call& call, const directory::Role& role, const SamlIdentity& identity) {
  ROLECALL_TRY(std::int64_t seconds, RequestedSeconds(call, role));
  if (!call.parameters.Has("DurationSeconds") && identity.session_seconds.has_value()) {
    seconds = std::min<std::int64_t>(*identity.session_seconds, role.max_session_seconds);
  }
  const Time expires = call.now + std::chrono::seconds(seconds);
  if (!identity.assertion.session_ends.has_value()) return expires;
  return std::min(expires, FromUnixSeconds(*identity.assertion.session_ends / 1000));
}

Session MakeSamlSession(const Call& call, const directory::Role& role, const SamlIdentity& identity) {
  Session session;
  session.kind = Session::Kind::kRole;
  session.account = role.account;
  session.role_name = role.name;
  session.principal_id = role.id;
  session.session_name = identity.session_name;
  session.tags = identity.tags;
  session.transitive_tag_keys = identity.transitive_tag_keys;
  session.source_identity = identity.source_identity;
  session.federated_provider = identity.provider->arn();
  session.issued = call.now;
  return session;
}

std::string SamlAnswer(const SamlIdentity& identity, const directory::Role& role, const std::string& credentials,
                       int packed) {
  aws::XmlWriter xml;
  xml.Text("Issuer", identity.assertion.issuer);
  xml.Open("AssumedRoleUser").Text("AssumedRoleId", role.id + ":" + identity.session_name);
  xml.Text("Arn",
           partition::OwnArn() + "sts::" + role.account + ":assumed-role/" + role.name + "/" + identity.session_name)
      .Close();
  xml.Raw(credentials);
  xml.Text("Subject", identity.assertion.subject).Text("NameQualifier", identity.name_qualifier);
  xml.Text("SubjectType", identity.subject_type).Number("PackedPolicySize", packed);
  xml.Text("Audience", identity.assertion.recipient);
  if (!identity.source_identity.empty()) xml.Text("SourceIdentity", identity.source_identity);
  return xml.Take();
}

}  // namespace

OperationResult AssumeRoleWithSaml(Call& call, SamlChecker& checker) {
  const std::string arn(call.parameters.Get("RoleArn")), provider(call.parameters.Get("PrincipalArn"));
  ROLECALL_RETURN_IF_ERROR(CheckRoleArn(arn));
  ROLECALL_RETURN_IF_ERROR(CheckRoleArn(provider));
  call.audit.resources.push_back(arn);
  ROLECALL_TRY(SamlIdentity identity, checker.Check(call, arn, provider));
  call.audit.identified = true;
  call.audit.parameters.emplace_back("samlSubject", identity.assertion.subject);
  call.audit.parameters.emplace_back("samlProvider", identity.provider->arn());
  const std::shared_ptr<const directory::Role> role = FindRoleByArn(*call.snapshot, arn);
  // A provider counts in its own account only.
  if (role == nullptr || role->account != identity.provider->account) {
    call.audit.decisions.push_back("there is no such role in the provider's account");
    return NotAuthorizedBySaml(kSamlAction);
  }
  ROLECALL_RETURN_IF_ERROR(CheckSamlTrust(call, *role, identity));
  Session session = MakeSamlSession(call, *role, identity);
  ROLECALL_TRY(session.expires, SamlExpiration(call, *role, identity));
  ROLECALL_RETURN_IF_ERROR(ReadSessionPolicies(call, role->account, session));
  ROLECALL_TRY(int packed, PackedSize(session));
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, std::move(session)));
  return SamlAnswer(identity, *role, CredentialsXml(made), packed);
}

}  // namespace rolecall::services::sts
