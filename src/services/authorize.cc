#include "services/authorize.h"

#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/explain/explain.h"
#include "policy/explain/message.h"
#include "services/authorization_message.h"
#include "services/organization_rules.h"

namespace rolecall::services {
namespace {

using directory::Session;

// What applies to the caller, owned for the time of one decision.
struct CallerPolicies {
  policy::PolicySet identity, boundary, session;
  bool has_boundary = false, has_session = false;
};

// Of AssumeRoot, which alone limits root: GetSessionToken's sessions of root have no policies.
bool IsAssumedRoot(const Session& session) {
  return session.kind == Session::Kind::kUser && session.user_name.empty() && session.has_session_policies;
}

void AddSessionPolicies(const Call& call, CallerPolicies& policies) {
  const Session& session = *call.caller.session;
  // A federated user has what its session policies give, of what its maker has: without any, nothing.
  policies.has_session = session.has_session_policies || session.kind == Session::Kind::kFederatedUser;
  if (call.caller.session_policy != nullptr) policies.session.push_back(call.caller.session_policy);
  // Managed ones are read live: a change of their default version reaches sessions that exist.
  bool all_found = true;
  for (const std::string& arn : session.session_policy_arns) {
    auto compiled = directory::FindCompiledPolicy(*call.snapshot, arn);
    all_found = all_found && compiled != nullptr;
    if (compiled != nullptr) policies.session.push_back(std::move(compiled));
  }
  // The policies of root's tasks do nothing but deny: what they leave is root's. Without its policy a task allows
  // nothing.
  if (!IsAssumedRoot(session) || !all_found) return;
  if (auto all =
          directory::FindCompiledPolicy(*call.snapshot, partition::OwnArn() + "iam::aws:policy/AdministratorAccess")) {
    policies.session.push_back(std::move(all));
  }
}

CallerPolicies PoliciesOf(const Call& call) {
  CallerPolicies policies;
  const Caller& caller = call.caller;
  const std::string* boundary = nullptr;
  if (caller.role != nullptr) {
    policies.identity = IdentityPolicies(*call.snapshot, *caller.role);
    boundary = &caller.role->boundary_arn;
  } else if (caller.user != nullptr) {
    policies.identity = IdentityPolicies(*call.snapshot, *caller.user);
    boundary = &caller.user->boundary_arn;
  }
  if (boundary != nullptr && !boundary->empty()) {
    policies.has_boundary = true;
    policies.boundary = BoundaryPolicies(*call.snapshot, *boundary);
  }
  if (caller.session != nullptr) AddSessionPolicies(call, policies);
  // Root has no identity policies: a federated user that it made is limited by the session alone.
  if (caller.kind == Caller::Kind::kFederatedUser && caller.user == nullptr) policies.identity = policies.session;
  return policies;
}

// Whose SERVICE:ResourceTag/… the resource has: its own, also where another service acts on it (STS on IAM's roles).
std::string TaggingService(const Question& question) {
  const std::optional<policy::Arn> arn = policy::ParseArn(question.resource);
  return std::string(arn.has_value() ? arn->service : question.action.substr(0, question.action.find(':')));
}

std::string_view ServiceOf(std::string_view action) { return action.substr(0, action.find(':')); }

// What temporary credentials of GetSessionToken and GetFederationToken may not do, whatever policies say.
std::optional<aws::ErrorShape> RefuseSession(const Call& call, std::string_view action) {
  const Session* session = call.caller.session.get();
  if (session == nullptr || session->kind == Session::Kind::kRole || IsAssumedRoot(*session)) return std::nullopt;
  const std::string_view service = ServiceOf(action);
  const bool federated = session->kind == Session::Kind::kFederatedUser;
  if (service == "iam" && (federated || !session->mfa_at.has_value())) {
    return aws::ErrorShape{403, "InvalidClientTokenId", "The security token included in the request is invalid"};
  }
  if (service == "sts" && action != "sts:GetCallerIdentity" && (federated || action.substr(4, 10) != "AssumeRole")) {
    // TagSession and SetSourceIdentity come with an AssumeRole that was allowed.
    if (!federated && (action == "sts:TagSession" || action == "sts:SetSourceIdentity")) return std::nullopt;
    if (action == "sts:GetScopedCredentials") return std::nullopt;  // which gives no more than there is
    return aws::ErrorShape{403, "AccessDenied",
                           "Cannot call " + std::string(action.substr(4)) + " with session credentials"};
  }
  return std::nullopt;
}

policy::Request MakeRequest(const Call& call, const Question& question) {
  policy::Context context = GlobalContext(call);
  AddQuestionContext(question, context);
  const std::string& owner = question.resource_account.empty() ? call.own_account() : question.resource_account;
  context.Set("aws:ResourceAccount", owner);
  AddResourceOrganization(*call.snapshot, owner, context);
  return policy::Request(call.caller.ToPrincipal(), question.action, question.resource, owner, std::move(context));
}

policy::PolicyInputs InputsOf(const Call& call, const CallerPolicies& policies, const Question& question,
                              const policy::Request& request) {
  policy::PolicyInputs inputs;
  inputs.identity = &policies.identity;
  if (policies.has_boundary) inputs.boundary = &policies.boundary;
  if (policies.has_session) inputs.session = &policies.session;
  inputs.resource = question.resource_policy;
  // As an endpoint's policies, they limit whatever else is allowed.
  if (!call.caller.scope_down_policies.empty()) inputs.endpoint = &call.caller.scope_down_policies;
  inputs.scps = ServiceControlOf(*call.snapshot, call.caller.account);
  if (question.without_resource_control) return inputs;
  inputs.rcps = ResourceControlOf(*call.snapshot, request.resource_account(), request.lower_service());
  return inputs;
}

// There are no endpoints here: what their layer says is said of the policies of GetScopedCredentials.
policy::Decision DecideOn(const policy::PolicyInputs& inputs, const policy::Request& request) {
  policy::Decision decision = policy::Decide(inputs, request);
  if (decision.layer == policy::Layer::kEndpoint) decision.layer = policy::Layer::kSession;
  return decision;
}

void AddPrincipal(const Caller& caller, policy::Context& context) {
  context.Set("aws:userid", caller.user_id);
  context.Set("aws:PrincipalAccount", caller.account);
  switch (caller.kind) {
    case Caller::Kind::kAnonymous: break;
    case Caller::Kind::kRoot: context.Set("aws:PrincipalType", "Account"); break;
    case Caller::Kind::kUser:
      context.Set("aws:PrincipalType", "User");
      context.Set("aws:username", caller.user->name);
      break;
    case Caller::Kind::kRoleSession: context.Set("aws:PrincipalType", "AssumedRole"); break;
    case Caller::Kind::kFederatedUser: context.Set("aws:PrincipalType", "FederatedUser"); break;
  }
  context.Set("aws:PrincipalArn", caller.role != nullptr ? caller.role->arn() : caller.arn);
  for (auto& tag : caller.Tags()) context.Set("aws:PrincipalTag/" + tag.first, tag.second);
}

void AddSession(const Session& session, Time now, policy::Context& context) {
  context.Set("aws:TokenIssueTime", FormatIso8601(session.issued));
  context.Set("aws:MultiFactorAuthPresent", session.mfa_at.has_value() ? "true" : "false");
  if (session.mfa_at.has_value()) {
    context.Set("aws:MultiFactorAuthAge", std::to_string(UnixSeconds(now) - UnixSeconds(*session.mfa_at)));
  }
  if (IsAssumedRoot(session)) context.Set("aws:AssumedRoot", "true");
  if (!session.source_identity.empty()) context.Set("aws:SourceIdentity", session.source_identity);
  if (!session.source_instance_arn.empty()) {
    context.Set("ec2:SourceInstanceARN", session.source_instance_arn);
    context.Set("ec2:RoleDelivery", session.role_delivery);
  }
  if (!session.federated_provider.empty()) context.Set("aws:FederatedProvider", session.federated_provider);
}

// EC2's form of a denial: a sentence of its own, and the encoded message at the end.
void AddEncodedMessage(const Call& call, const policy::Decision& decision, const policy::Request& request,
                       aws::ErrorShape& denial) {
  denial.code = "UnauthorizedOperation";
  denial.message = "You are not authorized to perform this operation. " + denial.message;
  const std::string encoded = EncodeMessage(call, decision, request);
  if (!encoded.empty()) denial.message += ". Encoded authorization failure message: " + encoded;
}

}  // namespace

policy::Context RequestContext(const Call& call) {
  policy::Context context;
  if (!call.request.peer_address.empty()) context.Set("aws:SourceIp", call.request.peer_address);
  context.Set("aws:CurrentTime", FormatIso8601(call.now));
  context.Set("aws:EpochTime", std::to_string(UnixSeconds(call.now)));
  context.Set("aws:SecureTransport", call.request.tls ? "true" : "false");
  context.Set("aws:RequestedRegion", call.region);
  context.Set("aws:ViaAWSService", "false");
  if (const std::string* agent = call.request.headers.Find("user-agent")) context.Set("aws:UserAgent", *agent);
  if (const std::string* referer = call.request.headers.Find("referer")) context.Set("aws:Referer", *referer);
  return context;
}

policy::Context GlobalContext(const Call& call) {
  policy::Context context = RequestContext(call);
  if (call.caller.anonymous()) {
    context.Set("aws:PrincipalType", "Anonymous");
    return context;
  }
  context.Set("aws:PrincipalIsAWSService", "false");
  AddPrincipal(call.caller, context);
  AddPrincipalOrganization(*call.snapshot, call.caller.account, context);
  if (call.caller.session != nullptr) AddSession(*call.caller.session, call.now, context);
  return context;
}

void AddQuestionContext(const Question& question, policy::Context& context) {
  std::vector<std::string> tag_keys;
  if (question.request_tags != nullptr) {
    for (const auto& tag : *question.request_tags) {
      context.Set("aws:RequestTag/" + tag.first, tag.second);
      tag_keys.push_back(tag.first);
    }
  }
  if (question.tag_keys != nullptr) {
    tag_keys.insert(tag_keys.end(), question.tag_keys->begin(), question.tag_keys->end());
  }
  if (!tag_keys.empty()) context.SetMultiple("aws:TagKeys", std::move(tag_keys));
  if (question.resource_tags != nullptr) {
    const std::string service = TaggingService(question);
    for (const auto& tag : *question.resource_tags) {
      context.Set("aws:ResourceTag/" + tag.first, tag.second);
      context.Set(service + ":ResourceTag/" + tag.first, tag.second);
    }
  }
  for (const ContextKey& key : question.context) {
    if (key.multivalued || key.values.size() > 1) {
      context.SetMultiple(key.key, key.values);
    } else if (!key.values.empty()) {
      context.Set(key.key, key.values.front());
    }
  }
}

policy::Decision Decide(const Call& call, const Question& question) {
  if (RefuseSession(call, question.action).has_value()) return policy::Decision();
  const CallerPolicies policies = PoliciesOf(call);
  const policy::Request request = MakeRequest(call, question);
  return DecideOn(InputsOf(call, policies, question, request), request);
}

namespace {

bool IsOfOneOrganization(const policy::Context& context) {
  const policy::Context::Entry* const caller = context.Find("aws:PrincipalOrgID");
  const policy::Context::Entry* const owner = context.Find("aws:ResourceOrgID");
  return caller != nullptr && owner != nullptr && caller->values == owner->values;
}

}  // namespace

void AddDetail(const Call& call, const policy::PolicyInputs& inputs, const policy::Request& request,
               aws::ErrorShape& denial) {
  if (call.explain_denials) denial.message += " (explained: " + policy::DenialDetail(inputs, request) + ")";
}

std::string NoteOfCell(const Call& call, std::string_view resource) {
  if (call.cell_of == nullptr) return "";
  const std::optional<policy::Arn> arn = policy::ParseArn(resource);
  const std::string cell = arn ? (*call.cell_of)(arn->account) : "";
  if (cell.empty()) return "";
  return " (the account " + std::string(arn->account) + " is in another cell, " + cell + ": nothing goes over cells)";
}

std::optional<aws::ErrorShape> Authorize(Call& call, const Question& question) {
  call.audit.resources.push_back(question.resource);
  if (auto refused = RefuseSession(call, question.action)) {
    call.audit.decisions.push_back("these session credentials may not use the service");
    return refused;
  }
  const policy::Request request = MakeRequest(call, question);
  const CallerPolicies policies = PoliciesOf(call);
  const policy::PolicyInputs inputs = InputsOf(call, policies, question, request);
  const policy::Decision decision = DecideOn(inputs, request);
  call.audit.decisions.push_back(question.action + ": " + policy::InternalReason(decision));
  if (decision.allowed()) return std::nullopt;
  aws::ErrorShape denial{
      403, "AccessDenied",
      policy::AccessDeniedMessage(decision, request, question.shown_resource.value_or(request.resource()),
                                  IsOfOneOrganization(request.context()))};
  denial.message += NoteOfCell(call, question.resource);
  if (EncodesDenials(request.lower_service())) AddEncodedMessage(call, decision, request, denial);
  AddDetail(call, inputs, request, denial);
  return denial;
}

}  // namespace rolecall::services
