#include "services/iam/simulation_input.h"

#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "policy/document/arn.h"
#include "policy/document/scalars.h"
#include "services/iam/rules.h"

namespace rolecall::services::iam {
namespace {

constexpr std::string_view kContextTypes =
    "string|stringList|numeric|numericList|boolean|booleanList|ip|ipList|binary|binaryList|date|dateList";

bool IsBoolean(std::string_view text) {
  return EqualsIgnoringAsciiCase(text, "true") || EqualsIgnoringAsciiCase(text, "false");
}

// Whether a text is a value of "numeric", "ip"….
bool IsOfType(std::string_view text, std::string_view type) {
  if (type == "numeric") return policy::ParseDecimal(text).has_value();
  if (type == "boolean") return IsBoolean(text);
  if (type == "ip") return policy::ParseRequestIp(text).has_value() || policy::ParseIpNetwork(text).has_value();
  if (type == "binary") return Base64Decode(text).has_value();
  if (type == "date") return policy::ParseDate(text).has_value();
  return true;
}

struct ContextEntry {
  std::string key;
  std::string type = "string";  // without "List"
  bool is_list = false;
  std::vector<std::string> values;
};

// The N-th, with what is wrong with it as a Query service says it.
ContextEntry ReadEntry(const Call& call, std::size_t index, std::vector<std::string>& complaints) {
  const std::string member = "contextEntries." + std::to_string(index) + ".member.";
  const std::string* key = call.parameters.Field("ContextEntries", index, "ContextKeyName");
  const std::string* type = call.parameters.Field("ContextEntries", index, "ContextKeyType");
  ContextEntry entry;
  entry.values = call.parameters.List("ContextEntries.member." + std::to_string(index) + ".ContextKeyValues");
  if (key != nullptr) {
    entry.key = *key;
    const ParameterRule rule{.name = "", .min = 5, .max = 256};
    for (auto& text : services::Complaints(member + "contextKeyName", *key, rule))
      complaints.push_back(std::move(text));
  } else {
    complaints.push_back("Value null at '" + member +
                         "contextKeyName' failed to satisfy constraint: Member must not be null");
  }
  if (type == nullptr) return entry;
  const ParameterRule rule{.name = "", .values = kContextTypes};
  for (auto& text : services::Complaints(member + "contextKeyType", *type, rule)) complaints.push_back(std::move(text));
  entry.is_list = type->ends_with("List");
  entry.type = entry.is_list ? type->substr(0, type->size() - 4) : *type;
  return entry;
}

Refusal AddEntry(ContextEntry entry, policy::Context& context) {
  for (const std::string& value : entry.values) {
    if (!IsOfType(value, entry.type)) {
      return InvalidInput("Invalid value for context key " + std::string(FirstCharacters(entry.key, 256)) +
                          ": it is not of type " + entry.type + ".");
    }
  }
  if (entry.is_list) {
    context.SetMultiple(entry.key, std::move(entry.values));
  } else if (entry.values.size() == 1) {
    context.Set(entry.key, entry.values.front());
  } else if (!entry.values.empty()) {
    return InvalidInput("Context key " + std::string(FirstCharacters(entry.key, 256)) +
                        " of a type that is no list has several values.");
  }
  return std::nullopt;
}

Refusal ReadContext(const Call& call, policy::Context& context) {
  std::vector<std::string> complaints;
  std::vector<ContextEntry> entries;
  for (std::size_t i = 1; i <= call.parameters.Count("ContextEntries"); ++i) {
    entries.push_back(ReadEntry(call, i, complaints));
  }
  if (Refusal wrong = services::ValidationErrors(complaints)) return wrong;
  for (ContextEntry& entry : entries) ROLECALL_RETURN_IF_ERROR(AddEntry(std::move(entry), context));
  return std::nullopt;
}

Refusal CheckPolicyText(const Call& call) {
  std::size_t total = call.parameters.Get("ResourcePolicy").size();
  for (const char* list : {"PolicyInputList", "PermissionsBoundaryPolicyInputList"}) {
    for (const std::string& text : call.parameters.List(list)) total += text.size();
  }
  if (total <= kMostPolicyText) return std::nullopt;
  return aws::ErrorShape{409, "LimitExceeded",
                         "Cannot exceed quota for the policies of a simulation: too many characters, at most " +
                             std::to_string(kMostPolicyText)};
}

// An account, or an ARN that names one.
Checked<std::string> ReadOwner(const Call& call) {
  const std::string_view text = call.parameters.Get("ResourceOwner");
  if (text.empty() || policy::IsAccountId(text)) return std::string(text);
  std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (arn.has_value() && policy::IsAccountId(arn->account)) return std::string(arn->account);
  return InvalidInput("Invalid ResourceOwner: " + std::string(FirstCharacters(text, 256)));
}

Refusal ReadQuestions(const Call& call, Simulation& simulation) {
  simulation.actions = call.parameters.List("ActionNames");
  for (const std::string& action : simulation.actions) {
    if (action.find(':') == std::string::npos) return InvalidInput("Invalid Action: " + action);
  }
  simulation.resources = call.parameters.List("ResourceArns");
  simulation.names_resources = !simulation.resources.empty();
  if (simulation.resources.empty()) simulation.resources.push_back("*");
  return std::nullopt;
}

}  // namespace

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

Refusal ReadInputs(const Call& call, Simulation& simulation) {
  ROLECALL_RETURN_IF_ERROR(CheckPolicyText(call));
  ROLECALL_RETURN_IF_ERROR(ReadQuestions(call, simulation));
  ROLECALL_RETURN_IF_ERROR(ReadContext(call, simulation.context));
  ROLECALL_TRY(policy::PolicySet more, ReadPolicies(call, "PolicyInputList"));
  simulation.identity.insert(simulation.identity.end(), more.begin(), more.end());
  ROLECALL_TRY(policy::PolicySet boundary, ReadPolicies(call, "PermissionsBoundaryPolicyInputList"));
  if (!boundary.empty()) {
    simulation.boundary = std::move(boundary);
    simulation.has_boundary = true;
  }
  ROLECALL_TRY(simulation.resource_owner, ReadOwner(call));
  if (const std::string* text = call.parameters.Find("ResourcePolicy")) {
    policy::ParsedDocument parsed = policy::Parse(*text, policy::DocumentKind::kResource);
    if (parsed.malformed.has_value()) return InvalidInput(parsed.malformed->message);
    simulation.resource_policy = directory::MakeStoredPolicy(*text, policy::DocumentKind::kResource, "ResourcePolicy");
  }
  return std::nullopt;
}

std::vector<ParameterRule> SimulationRules() {
  const ParameterRule document{.name = "PolicyInputList", .min = 1, .max = 131072, .charset = Charset::kDocument};
  ParameterRule policies = document;
  policies.list = true;
  ParameterRule boundary = policies;
  boundary.name = "PermissionsBoundaryPolicyInputList";
  boundary.most_members = 1;
  ParameterRule resource_policy = document;
  resource_policy.name = "ResourcePolicy";
  return {policies,
          boundary,
          resource_policy,
          {.name = "ActionNames", .required = true, .min = 3, .max = 128, .list = true},
          {.name = "ResourceArns", .min = 1, .max = 2048, .list = true},
          {.name = "ContextEntries", .structures = true},
          {.name = "CallerArn", .min = 1, .max = 2048},
          {.name = "ResourceOwner", .min = 1, .max = 2048},
          {.name = "ResourceHandlingOption", .min = 1, .max = 64},
          kMarker,
          kMaxItems};
}

}  // namespace rolecall::services::iam
