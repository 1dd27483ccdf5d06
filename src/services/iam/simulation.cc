// SimulatePrincipalPolicy and SimulateCustomPolicy: the same engine, asked instead of acted on. And which context keys
// such a question needs.
//
// As AWS's simulator, it judges identity policies, the boundary, and the resource's policy if one is given: what a
// role's trust policy or a key's policy would have to allow is not missed. Answers come in pages (MaxItems, Marker); a
// page ends early, as AWS's may, before it costs more than kMostWork.
#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/decide/work.h"
#include "policy/document/arn.h"
#include "services/iam/context_keys.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"
#include "services/iam/simulation_input.h"
#include "services/organization_rules.h"
#include "services/page_token.h"

namespace rolecall::services::iam {
namespace {

// Of one answer, as WorkBound counts: some tenths of a second at the very most.
constexpr std::uint64_t kMostWork = std::uint64_t{1} << 28;
// To look for missing keys is about so much for each unit of the policies.
constexpr std::uint64_t kKeysWork = 64;
constexpr std::size_t kMostAnswer = std::size_t{4} << 20;  // bytes
constexpr std::size_t kDefaultResults = 100;

void WriteStatement(aws::XmlWriter& xml, const policy::Decision& decision) {
  xml.Open("MatchedStatements");
  if (decision.has_statement) {
    xml.Open("member").Text("SourcePolicyId", policy::NameOf(*decision.statement.compiled));
    xml.Text("SourcePolicyType", decision.layer == policy::Layer::kResource ? "Resource Policy" : "IAM Policy").Close();
  }
  xml.Close();
}

void WriteBoundary(const Simulation& simulation, const policy::Decision& decision, aws::XmlWriter& xml) {
  if (!simulation.has_boundary) return;
  xml.Open("PermissionsBoundaryDecisionDetail");
  xml.Bool("AllowedByPermissionsBoundary", !decision.BlockedBy(policy::Layer::kBoundary)).Close();
}

void WriteOrganizations(const Simulation& simulation, const policy::Decision& decision, aws::XmlWriter& xml) {
  if (simulation.service_control.empty()) return;
  xml.Open("OrganizationsDecisionDetail");
  xml.Bool("AllowedByOrganizations", !decision.BlockedBy(policy::Layer::kScp)).Close();
}

// With resources named, AWS repeats the decision for the resource, and what is missing stands only there.
void WriteResult(const Simulation& simulation, const policy::Request& request, const policy::Decision& decision,
                 aws::XmlWriter& xml) {
  const std::vector<std::string> missing =
      MissingKeys({&simulation.identity, &simulation.boundary}, simulation.resource_policy.compiled().get(), request);
  const std::string outcome(policy::OutcomeName(decision.outcome));
  xml.Text("EvalActionName", request.action()).Text("EvalResourceName", request.resource());
  xml.Text("EvalDecision", outcome);
  WriteStatement(xml, decision);
  WriteStrings(xml, "MissingContextValues", missing);
  WriteBoundary(simulation, decision, xml);
  WriteOrganizations(simulation, decision, xml);
  if (!simulation.names_resources) return;
  xml.Open("ResourceSpecificResults").Open("member").Text("EvalResourceName", request.resource());
  xml.Text("EvalResourceDecision", outcome);
  WriteStatement(xml, decision);
  WriteStrings(xml, "MissingContextValues", missing);
  WriteBoundary(simulation, decision, xml);
  xml.Close().Close();
}

policy::PolicyInputs InputsOf(const Simulation& simulation) {
  policy::PolicyInputs inputs;
  inputs.identity = &simulation.identity;
  if (simulation.has_boundary) inputs.boundary = &simulation.boundary;
  inputs.resource = simulation.resource_policy.compiled().get();
  inputs.resource_optional = true;
  inputs.scps = simulation.service_control;
  return inputs;
}

// Where a page begins: the number of the question, which the marker of the page before tells.
Checked<std::size_t> FirstQuestion(const Call& call, std::size_t count) {
  if (!call.parameters.Has("Marker")) return std::size_t{0};
  const std::optional<std::string> text = services::PlaceOfToken(call, call.parameters.Get("Marker"));
  const std::optional<std::size_t> number = text.has_value() ? ParseInt<std::size_t>(*text) : std::nullopt;
  if (!number.has_value() || *number >= count) return ValidationError("Invalid Marker.");
  return *number;
}

// The questions in their order: all resources of the first action, then of the next.
policy::Request QuestionOf(const Simulation& simulation, std::size_t number) {
  return policy::Request(simulation.principal, simulation.actions[number / simulation.resources.size()],
                         simulation.resources[number % simulation.resources.size()], simulation.resource_owner,
                         simulation.context);
}

// The results from `first` on, at most `most`; sets the number of the first that is not among them.
OperationResult Results(const Simulation& simulation, std::size_t first, std::size_t most, std::size_t& next) {
  const policy::PolicyInputs inputs = InputsOf(simulation);
  const std::uint64_t keys_work = kKeysWork * policy::WorkBound(inputs, policy::Request({}, "", "", "", {}));
  const std::size_t count = simulation.actions.size() * simulation.resources.size();
  std::string members;
  std::uint64_t work = 0;
  for (next = first; next < count && next - first < most; ++next) {
    const policy::Request request = QuestionOf(simulation, next);
    work += policy::WorkBound(inputs, request) + keys_work;
    if (work > kMostWork && next == first) {
      return aws::ErrorShape{409, "LimitExceeded",
                             "The policies and values of this simulation are too many to evaluate."};
    }
    if (work > kMostWork || members.size() > kMostAnswer) break;
    aws::XmlWriter xml;
    xml.Open("member");
    WriteResult(simulation, request, policy::Decide(inputs, request), xml);
    xml.Close();
    members += xml.Take();
  }
  return members;
}

OperationResult Run(const Call& call, Simulation simulation) {
  ROLECALL_RETURN_IF_ERROR(ReadInputs(call, simulation));
  const std::size_t count = simulation.actions.size() * simulation.resources.size();
  ROLECALL_TRY(const std::size_t first, FirstQuestion(call, count));
  const auto most = static_cast<std::size_t>(
      services::ParseInteger(call.parameters.Get("MaxItems")).value_or(static_cast<long long>(kDefaultResults)));
  std::size_t next = first;
  ROLECALL_TRY(const std::string members, Results(simulation, first, most, next));
  aws::XmlWriter xml;
  xml.Open("EvaluationResults").Raw(members).Close().Bool("IsTruncated", next < count);
  if (next < count) xml.Text("Marker", services::PageToken(call, std::to_string(next)));
  return xml.Take();
}

// CallerArn, or somebody of the account whom no policy names.
policy::Principal GivenCaller(const Call& call) {
  const std::string_view given = call.parameters.Get("CallerArn");
  if (!given.empty()) return policy::Principal::FromText(given);
  return policy::Principal::User(partition::OwnArn() + "iam::" + call.caller.account + ":user/simulation", "");
}

void TakeBoundary(const Call& call, const std::string& boundary_arn, Simulation& simulation) {
  if (boundary_arn.empty()) return;
  simulation.has_boundary = true;
  simulation.boundary = BoundaryPolicies(*call.snapshot, boundary_arn);
}

policy::PolicySet GroupPolicies(const directory::Snapshot& snapshot, const directory::Group& group) {
  directory::User member;  // of this group alone
  member.account = group.account;
  member.groups.push_back(group.name);
  return IdentityPolicies(snapshot, member);
}

template <typename T>
Checked<std::shared_ptr<const T>> FindSource(const Call& call, const std::string& arn, std::string_view name) {
  auto found = Find<T>(*call.snapshot, call.caller.account, std::string(name));
  if (found == nullptr || found->arn() != arn) return NotFound<T>(std::string(name));
  return found;
}

// The policies of the user, group or role of the caller's account that the ARN names.
Refusal TakeSource(const Call& call, const std::string& arn, Simulation& simulation) {
  const std::optional<policy::Arn> parsed = policy::ParseArn(arn);
  const std::string_view resource = parsed.has_value() && parsed->service == "iam" ? parsed->resource : "";
  const std::string_view name = policy::LastPathElement(resource);
  if (resource.starts_with("role/")) {
    ROLECALL_TRY(auto role, FindSource<directory::Role>(call, arn, name));
    simulation.principal = policy::Principal::RoleSession(arn, role->id, "simulation");
    simulation.identity = IdentityPolicies(*call.snapshot, *role);
    TakeBoundary(call, role->boundary_arn, simulation);
  } else if (resource.starts_with("user/")) {
    ROLECALL_TRY(auto user, FindSource<directory::User>(call, arn, name));
    simulation.principal = policy::Principal::User(arn, user->id);
    simulation.identity = IdentityPolicies(*call.snapshot, *user);
    simulation.context.Set("aws:username", user->name);
    TakeBoundary(call, user->boundary_arn, simulation);
  } else if (resource.starts_with("group/")) {
    ROLECALL_TRY(auto group, FindSource<directory::Group>(call, arn, name));
    simulation.principal = GivenCaller(call);
    simulation.identity = GroupPolicies(*call.snapshot, *group);
  } else {
    return InvalidInput("Invalid Entity Arn: " + arn + " does not clearly define entity type and name.");
  }
  return std::nullopt;
}

// The running operation on the user, group or role of that ARN, with its tags.
Refusal AuthorizeOnSource(Call& call, const std::string& arn) {
  const auto role = FindRoleByArn(*call.snapshot, arn);
  const auto user = FindUserByArn(*call.snapshot, arn);
  Question question = Ask(call, arn);
  if (role != nullptr) question.resource_tags = &role->tags;
  if (user != nullptr) question.resource_tags = &user->tags;
  return services::Authorize(call, question);
}

OperationResult SimulatePrincipalPolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicySourceArn"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnSource(call, arn));
  Simulation simulation;
  ROLECALL_RETURN_IF_ERROR(TakeSource(call, arn, simulation));
  simulation.service_control = ServiceControlOf(*call.snapshot, call.caller.account);
  if (call.parameters.Has("CallerArn")) simulation.principal = GivenCaller(call);
  return Run(call, std::move(simulation));
}

OperationResult SimulateCustomPolicy(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  Simulation simulation;
  simulation.principal = GivenCaller(call);
  return Run(call, std::move(simulation));
}

OperationResult ContextKeyNames(const policy::PolicySet& policies) {
  std::vector<std::string> names;
  for (const auto& policy : policies) {
    for (std::string& name : ContextKeysOf(policy::DocumentOf(*policy))) names.push_back(std::move(name));
  }
  aws::XmlWriter xml;
  WriteStrings(xml, "ContextKeyNames", WithoutRepeats(names));
  return xml.Take();
}

OperationResult GetContextKeysForCustomPolicy(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  ROLECALL_TRY(policy::PolicySet policies, ReadPolicies(call, "PolicyInputList"));
  return ContextKeyNames(policies);
}

OperationResult GetContextKeysForPrincipalPolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicySourceArn"));
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnSource(call, arn));
  Simulation simulation;
  ROLECALL_RETURN_IF_ERROR(TakeSource(call, arn, simulation));
  ROLECALL_TRY(policy::PolicySet more, ReadPolicies(call, "PolicyInputList"));
  simulation.identity.insert(simulation.identity.end(), more.begin(), more.end());
  return ContextKeyNames(simulation.identity);
}

}  // namespace

void AddSimulation(Table& table) {
  const ParameterRule source{.name = "PolicySourceArn", .required = true, .min = 20, .max = 2048};
  ParameterRule policies{
      .name = "PolicyInputList", .min = 1, .max = 131072, .charset = Charset::kDocument, .list = true};
  std::vector<ParameterRule> of_principal = SimulationRules(), of_custom = SimulationRules();
  of_principal.insert(of_principal.begin(), source);
  table.push_back({"GetContextKeysForPrincipalPolicy", &GetContextKeysForPrincipalPolicy, {source, policies}});
  policies.required = true;
  for (ParameterRule& rule : of_custom) {
    if (rule.name == policies.name) rule.required = true;
  }
  table.push_back({"SimulatePrincipalPolicy", &SimulatePrincipalPolicy, std::move(of_principal)});
  table.push_back({"SimulateCustomPolicy", &SimulateCustomPolicy, std::move(of_custom)});
  table.push_back({"GetContextKeysForCustomPolicy", &GetContextKeysForCustomPolicy, {policies}});
}

}  // namespace rolecall::services::iam
