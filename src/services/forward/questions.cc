#include "services/forward/questions.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "embedded/table.h"
#include "policy/document/arn.h"
#include "services/forward/resources.h"
#include "services/forward/s3_questions.h"

namespace rolecall::services::forward {
namespace {

using ActionTable = std::unordered_map<std::string, std::vector<std::string>>;

const ActionTable& OtherNames() {
  static const ActionTable table = [] {
    ActionTable made;
    for (const embedded::Row& row : embedded::ReadTable("event-actions.tsv", {"call", "actions"})) {
      made.emplace(row[0], embedded::Words(row[1]));
    }
    return made;
  }();
  return table;
}

// SELECT, INSERT, UPDATE or DELETE of a PartiQL statement.
std::string PartiQlAction(std::string_view statement) {
  const std::string_view text = Trim(statement);
  const std::string word = UpperAscii(text.substr(0, std::min(text.size(), text.find_first_of(" \t\r\n"))));
  for (std::string_view verb : {"Select", "Insert", "Update", "Delete"}) {
    if (word == UpperAscii(verb)) return "dynamodb:PartiQL" + std::string(verb);
  }
  return "";
}

// All four if a statement cannot be read: then all must be allowed.
std::vector<std::string> PartiQlActions(const Input& input) {
  std::vector<std::string> actions;
  for (const std::string& statement : input.Deep("Statement")) {
    std::string action = PartiQlAction(statement);
    if (action.empty()) {
      return {"dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"};
    }
    if (std::ranges::count(actions, action) == 0) actions.push_back(std::move(action));
  }
  return actions;
}

std::vector<std::string> ActionsOf(const Operation& operation, const Input& input, const http::Request& request) {
  const Api& api = *operation.api;
  // "apigateway:GET on /restapis": API Gateway's actions are methods, its resources paths.
  if (api.prefix == "apigateway") return {"apigateway:" + request.method};
  const std::string name(operation.name);
  for (std::string_view key : {api.name, api.prefix}) {
    auto found = OtherNames().find(std::string(key) + ":" + name);
    if (found != OtherNames().end()) return found->second;
  }
  if (api.name == "dynamodb" && (name.ends_with("Statement") || name == "ExecuteTransaction")) {
    std::vector<std::string> actions = PartiQlActions(input);
    if (!actions.empty()) return actions;
  }
  return {std::string(api.prefix) + ":" + name};
}

bool IsReading(std::string_view operation) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"Get", "List", "Describe", "BatchGet", "Query", "Scan", "Search", "Head"},
      [&](std::string_view start) { return operation.starts_with(start); });
}

// The service that acts with a role that is passed to it.
std::string PassedTo(const Api& api) {
  if (api.prefix == "ecs") return "ecs-tasks.amazonaws.com";
  return std::string(api.prefix) + ".amazonaws.com";
}

// A role in the request is passed: iam:PassRole on it. By its ARN, in what is called a role.
void AddPassedRoles(const Operation& operation, const Input& input, Asked& asked) {
  if (IsReading(operation.name)) return;
  std::vector<std::string_view> seen;
  for (const auto& [name, text] : input.Texts()) {
    if (LowerAscii(name).find("role") == std::string::npos) continue;
    const std::optional<policy::Arn> arn = policy::ParseArn(text);
    if (!arn || arn->service != "iam" || !arn->resource.starts_with("role/")) continue;
    if (std::ranges::count(seen, text) > 0) continue;
    seen.push_back(text);
    Question question{.action = "iam:PassRole", .resource = std::string(text)};
    question.resource_account = std::string(arn->account);
    question.context = {{"iam:PassedToService", {PassedTo(*operation.api)}}};
    asked.questions.push_back(std::move(question));
  }
}

std::string AccountOfArn(std::string_view resource) {
  const std::optional<policy::Arn> arn = policy::ParseArn(resource);
  return arn && policy::IsAccountId(arn->account) ? std::string(arn->account) : "";
}

}  // namespace

Asked QuestionsOf(const Operation& operation, const Input& input, const http::Request& request, const Place& place) {
  Asked asked;
  if (operation.protocol == aws::Protocol::kS3 && operation.api->name == "s3") {
    asked.questions = S3Questions(operation, input, request);
  } else {
    std::vector<std::string> resources = ResourcesOf(operation, input, request, place);
    if (resources.empty()) {
      asked.is_resource_known = false;
      resources = {"*"};
    }
    for (const std::string& action : ActionsOf(operation, input, request)) {
      for (const std::string& resource : resources) {
        Question question{.action = action, .resource = resource, .resource_account = AccountOfArn(resource)};
        // EC2 names no resource where there is none.
        if (resource == "*" && operation.protocol == aws::Protocol::kEc2) question.shown_resource = "";
        asked.questions.push_back(std::move(question));
      }
    }
  }
  AddPassedRoles(operation, input, asked);
  return asked;
}

}  // namespace rolecall::services::forward
