// SimulatePrincipalPolicy and SimulateCustomPolicy: the same engine, asked instead of acted on. And which context keys
// such a question needs.
#include <map>

#include "base/text.h"
#include "policy/document/arn.h"
#include "services/iam/documents.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

struct Simulation {
  policy::Principal principal;
  policy::PolicySet identity, boundary;
  bool has_boundary = false;
  directory::StoredPolicy resource_policy;
  policy::Context context;
};

Checked<policy::PolicySet> ReadPolicies(const Call& call, std::string_view parameter) {
  policy::PolicySet set;
  for (const std::string& text : call.parameters.List(parameter)) {
    policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kIdentity);
    if (parsed.malformed.has_value()) return InvalidInput(parsed.malformed->message);
    set.push_back(
        policy::Compile(std::move(parsed.document), std::string(parameter) + "." + std::to_string(set.size() + 1)));
  }
  return set;
}

void ReadContext(const Call& call, policy::Context& context) {
  for (std::size_t i = 1; i <= call.parameters.Count("ContextEntries"); ++i) {
    const std::string* key = call.parameters.Field("ContextEntries", i, "ContextKeyName");
    const std::string* type = call.parameters.Field("ContextEntries", i, "ContextKeyType");
    if (key == nullptr) continue;
    std::vector<std::string> values =
        call.parameters.List("ContextEntries.member." + std::to_string(i) + ".ContextKeyValues");
    const bool is_list = type != nullptr && type->size() > 4 && type->substr(type->size() - 4) == "List";
    if (is_list || values.size() > 1) {
      context.SetMultiple(*key, std::move(values));
    } else if (!values.empty()) {
      context.Set(*key, values.front());
    }
  }
}

void WriteStatement(aws::XmlWriter& xml, const policy::Decision& decision) {
  xml.Open("MatchedStatements");
  if (decision.has_statement) {
    xml.Open("member").Text("SourcePolicyId", policy::NameOf(*decision.statement.compiled));
    xml.Text("SourcePolicyType", decision.layer == policy::Layer::kResource ? "Resource Policy" : "IAM Policy").Close();
  }
  xml.Close();
}

std::string Evaluate(const Simulation& simulation, const std::string& action, const std::string& resource) {
  const policy::Request request(simulation.principal, action, resource, "", simulation.context);
  policy::PolicyInputs inputs;
  inputs.identity = &simulation.identity;
  if (simulation.has_boundary) inputs.boundary = &simulation.boundary;
  inputs.resource = simulation.resource_policy.compiled.get();
  const policy::Decision decision = policy::Decide(inputs, request);
  aws::XmlWriter xml;
  xml.Text("EvalActionName", action).Text("EvalResourceName", resource);
  xml.Text("EvalDecision", decision.allowed()                                   ? "allowed"
                           : decision.outcome == policy::Outcome::kExplicitDeny ? "explicitDeny"
                                                                                : "implicitDeny");
  WriteStatement(xml, decision);
  WriteStrings(xml, "MissingContextValues", {});
  if (simulation.has_boundary) {
    xml.Open("PermissionsBoundaryDecisionDetail");
    xml.Bool("AllowedByPermissionsBoundary", !decision.BlockedBy(policy::Layer::kBoundary)).Close();
  }
  return xml.Take();
}

OperationResult Run(const Call& call, Simulation simulation) {
  ReadContext(call, simulation.context);
  ROLECALL_TRY(policy::PolicySet boundary, ReadPolicies(call, "PermissionsBoundaryPolicyInputList"));
  if (!boundary.empty()) {
    simulation.boundary = std::move(boundary);
    simulation.has_boundary = true;
  }
  if (const std::string* text = call.parameters.Find("ResourcePolicy")) {
    policy::ParsedDocument parsed = policy::Parse(*text, policy::DocumentKind::kResource);
    if (parsed.malformed.has_value()) return InvalidInput(parsed.malformed->message);
    simulation.resource_policy = directory::MakeStoredPolicy(*text, policy::DocumentKind::kResource, "ResourcePolicy");
  }
  const std::vector<std::string> actions = call.parameters.List("ActionNames");
  std::vector<std::string> resources = call.parameters.List("ResourceArns");
  if (resources.empty()) resources.push_back("*");
  aws::XmlWriter xml;
  xml.Open("EvaluationResults");
  for (const std::string& action : actions) {
    if (action.find(':') == std::string::npos) return InvalidInput("Invalid Action: " + action);
    for (const std::string& resource : resources) {
      xml.Open("member").Raw(Evaluate(simulation, action, resource)).Close();
    }
  }
  xml.Close().Bool("IsTruncated", false);
  return xml.Take();
}

OperationResult SimulatePrincipalPolicy(Call& call) {
  const std::string arn(call.parameters.Get("PolicySourceArn"));
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, arn)));
  Simulation simulation;
  std::string boundary;
  if (auto role = FindRoleByArn(*call.snapshot, arn)) {
    simulation.principal = policy::Principal::RoleSession(arn, role->id, "simulation");
    simulation.identity = IdentityPolicies(*call.snapshot, *role);
    boundary = role->boundary_arn;
  } else if (auto user = FindUserByArn(*call.snapshot, arn)) {
    simulation.principal = policy::Principal::User(arn, user->id);
    simulation.identity = IdentityPolicies(*call.snapshot, *user);
    boundary = user->boundary_arn;
    simulation.context.Set("aws:username", user->name);
  } else {
    return NoSuchEntity("The entity with ARN " + arn + " cannot be found.");
  }
  if (!boundary.empty()) {
    simulation.has_boundary = true;
    simulation.boundary = BoundaryPolicies(*call.snapshot, boundary);
  }
  ROLECALL_TRY(policy::PolicySet more, ReadPolicies(call, "PolicyInputList"));
  simulation.identity.insert(simulation.identity.end(), more.begin(), more.end());
  return Run(call, std::move(simulation));
}

OperationResult SimulateCustomPolicy(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  Simulation simulation;
  const std::string account = call.caller.account;
  const std::string_view given = call.parameters.Get("CallerArn");
  simulation.principal = given.empty() ? policy::Principal::User("arn:aws:iam::" + account + ":user/simulation", "")
                                       : policy::Principal::FromText(given);
  ROLECALL_TRY(simulation.identity, ReadPolicies(call, "PolicyInputList"));
  return Run(call, std::move(simulation));
}

// The names in `${…}` of a text with policy variables, without default values: "${aws:username, 'nobody'}".
void AddVariables(std::string_view text, std::vector<std::string>& names) {
  for (std::size_t open; (open = text.find("${")) != std::string_view::npos;) {
    text.remove_prefix(open + 2);
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos) return;
    const std::string_view variable = text.substr(0, close);
    const std::string_view name = Trim(variable.substr(0, variable.find(',')));
    if (name.find(':') != std::string_view::npos) names.emplace_back(name);  // not ${*}, ${?}, ${$}
  }
}

// The context keys that a policy asks about: those of its conditions, and its variables.
std::vector<std::string> ContextKeysOf(const policy::Document& document) {
  std::vector<std::string> names;
  for (const policy::Statement& statement : document.statements) {
    for (const policy::Text& resource : statement.resources) AddVariables(resource.value, names);
    for (const policy::Condition& condition : statement.conditions) {
      names.push_back(condition.key);
      for (const policy::Text& value : condition.values) AddVariables(value.value, names);
    }
  }
  return names;
}

OperationResult GetContextKeysForCustomPolicy(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  std::map<std::string, std::string> by_folded_name;  // names ignore case; the first spelling is shown
  for (const std::string& text : call.parameters.List("PolicyInputList")) {
    const policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kIdentity);
    if (parsed.malformed.has_value()) return InvalidInput(parsed.malformed->message);
    for (const std::string& name : ContextKeysOf(parsed.document)) by_folded_name.emplace(LowerAscii(name), name);
  }
  std::vector<std::string> names;
  for (const auto& [folded, name] : by_folded_name) names.push_back(name);
  aws::XmlWriter xml;
  WriteStrings(xml, "ContextKeyNames", names);
  return xml.Take();
}

}  // namespace

void AddSimulation(Table& table) {
  const ParameterRule source{.name = "PolicySourceArn", .required = true, .min = 20, .max = 2048};
  table.push_back({"SimulatePrincipalPolicy", &SimulatePrincipalPolicy, {source, kMarker, kMaxItems}});
  table.push_back({"SimulateCustomPolicy", &SimulateCustomPolicy, {kMarker, kMaxItems}});
  table.push_back({"GetContextKeysForCustomPolicy", &GetContextKeysForCustomPolicy, {}});
}

}  // namespace rolecall::services::iam
