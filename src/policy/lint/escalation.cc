// Rights that lead to all others. Whether the policy has them is asked of the engine, with resources that nobody
// names: so a policy that is limited to some resources, or by conditions, is not reported.
#include <algorithm>
#include <initializer_list>
#include <map>

#include "policy/decide/request.h"
#include "policy/lint/findings.h"
#include "policy/lint/inclusion.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr const char* kAnyRole = "arn:aws:iam::111122223333:role/rolecall-probe-7f3a";
constexpr const char* kAnyUser = "arn:aws:iam::111122223333:user/rolecall-probe-7f3a";
constexpr const char* kAnyGroup = "arn:aws:iam::111122223333:group/rolecall-probe-7f3a";
constexpr const char* kAnyPolicy = "arn:aws:iam::111122223333:policy/rolecall-probe-7f3a";
constexpr const char* kAnyFunction = "arn:aws:lambda:eu-central-1:111122223333:function:rolecall-probe-7f3a";

// One right is enough.
struct Single {
  const char* action;
  const char* resource;
  const char* means;
};

constexpr Single kSingles[] = {
    {"iam:CreatePolicyVersion", kAnyPolicy, "it can rewrite any policy, also its own"},
    {"iam:SetDefaultPolicyVersion", kAnyPolicy, "it can bring back an older, wider version of any policy"},
    {"iam:AttachRolePolicy", kAnyRole, "it can attach AdministratorAccess to any role"},
    {"iam:AttachUserPolicy", kAnyUser, "it can attach AdministratorAccess to any user"},
    {"iam:AttachGroupPolicy", kAnyGroup, "it can attach AdministratorAccess to any group"},
    {"iam:PutRolePolicy", kAnyRole, "it can write an inline policy into any role"},
    {"iam:PutUserPolicy", kAnyUser, "it can write an inline policy into any user"},
    {"iam:PutGroupPolicy", kAnyGroup, "it can write an inline policy into any group"},
    {"iam:UpdateAssumeRolePolicy", kAnyRole, "it can let itself assume any role"},
    {"iam:CreateAccessKey", kAnyUser, "it can make a key of any user"},
    {"iam:CreateLoginProfile", kAnyUser, "it can give any user a password"},
    {"iam:UpdateLoginProfile", kAnyUser, "it can change the password of any user"},
    {"iam:AddUserToGroup", kAnyGroup, "it can join any group"},
    {"iam:DeleteRolePermissionsBoundary", kAnyRole, "it can take the limits off any role"},
    {"iam:DeleteUserPermissionsBoundary", kAnyUser, "it can take the limits off any user"},
    {"sts:AssumeRole", kAnyRole, "it can become any role of the account that trusts the account"},
    {"lambda:UpdateFunctionCode", kAnyFunction, "it can run its own code with the role of any function"},
};

// iam:PassRole to the service, and these: the service then acts with a role of the caller's choice.
struct Passing {
  const char* service;
  std::initializer_list<const char*> actions;
};

const std::initializer_list<Passing>& Passings() {
  static const std::initializer_list<Passing> kPassings = {
      {"ec2.amazonaws.com", {"ec2:RunInstances"}},
      {"lambda.amazonaws.com", {"lambda:CreateFunction", "lambda:InvokeFunction"}},
      {"lambda.amazonaws.com", {"lambda:CreateFunction", "lambda:AddPermission"}},
      {"lambda.amazonaws.com", {"lambda:CreateFunction", "lambda:CreateEventSourceMapping"}},
      {"cloudformation.amazonaws.com", {"cloudformation:CreateStack"}},
      {"glue.amazonaws.com", {"glue:CreateDevEndpoint"}},
      {"glue.amazonaws.com", {"glue:CreateJob", "glue:StartJobRun"}},
      {"datapipeline.amazonaws.com", {"datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"}},
      {"sagemaker.amazonaws.com", {"sagemaker:CreateNotebookInstance"}},
      {"sagemaker.amazonaws.com", {"sagemaker:CreateTrainingJob"}},
      {"sagemaker.amazonaws.com", {"sagemaker:CreateProcessingJob"}},
      {"codebuild.amazonaws.com", {"codebuild:CreateProject", "codebuild:StartBuild"}},
      {"ecs-tasks.amazonaws.com", {"ecs:RegisterTaskDefinition", "ecs:RunTask"}},
      {"states.amazonaws.com", {"states:CreateStateMachine", "states:StartExecution"}},
  };
  return kPassings;
}

Ask ProbeOf(const LintRun& run, std::string action, std::string resource) {
  Ask ask;
  ask.caller_text = RoleOf(run);
  ask.caller = Principal::RoleSession(ask.caller_text, "AROAEXAMPLEEXAMPLE123", "example");
  ask.action = std::move(action);
  ask.resource = std::move(resource);
  return ask;
}

std::string AnyResource(const std::string& action) {
  const std::string service = action.substr(0, action.find(':'));
  if (service == "lambda") return kAnyFunction;
  return "arn:aws:" + service + ":eu-central-1:111122223333:rolecall-probe/7f3a";
}

// The entry that grants the action on the resource; null if a NotAction does.
const Text* EntryFor(const LintRun& run, std::string_view action, std::string_view resource) {
  for (const Statement& statement : run.document.statements) {
    if (statement.effect != Effect::kAllow || statement.not_action) continue;
    const bool covers = statement.not_resource ||
                        std::any_of(statement.resources.begin(), statement.resources.end(),
                                    [resource](const Text& text) { return ResourceCovers(text.value, resource); });
    if (!covers) continue;
    for (const Text& entry : statement.actions) {
      if (ActionCovers(entry.value, action)) return &entry;
    }
  }
  return nullptr;
}

bool IsAllOfAdmin(const Text& entry) { return entry.value == "*" || entry.value == "*:*"; }

void LintSingles(LintRun& run) {
  std::map<const Text*, std::vector<const Single*>> found;
  for (const Single& single : kSingles) {
    const Text* entry = EntryFor(run, single.action, single.resource);
    if (entry == nullptr || IsAllOfAdmin(*entry)) continue;
    if (Decided(run, ProbeOf(run, single.action, single.resource)) == Outcome::kAllowed) {
      found[entry].push_back(&single);
    }
  }
  for (const auto& [entry, singles] : found) {
    const Single& first = *singles.front();
    std::string message = entry->value + " on every resource lets the caller give itself any right: ";
    message += first.means;
    if (singles.size() > 1) message += " (and " + std::to_string(singles.size() - 1) + " ways more)";
    run.Add("identity-escalation", entry->span, std::move(message), "name the resources, or add conditions")
        .demonstration = Show(run, ProbeOf(run, first.action, first.resource), Outcome::kAllowed);
  }
}

void LintPassings(LintRun& run) {
  const Text* entry = EntryFor(run, "iam:PassRole", kAnyRole);
  if (entry == nullptr || IsAllOfAdmin(*entry)) return;
  for (const Passing& passing : Passings()) {
    Ask pass = ProbeOf(run, "iam:PassRole", kAnyRole);
    pass.context.Set("iam:PassedToService", passing.service);
    if (Decided(run, pass) != Outcome::kAllowed) continue;
    std::string names;
    bool all = true;
    for (const char* action : passing.actions) {
      const Text* used = EntryFor(run, action, AnyResource(action));
      all = all && used != nullptr && !IsAllOfAdmin(*used) &&
            Decided(run, ProbeOf(run, action, AnyResource(action))) == Outcome::kAllowed;
      names += std::string(names.empty() ? "" : ", ") + action;
    }
    if (!all) continue;
    run.Add("identity-passrole-escalation", entry->span,
            "with iam:PassRole and " + names + " the caller can act with any role that trusts " + passing.service,
            "name the roles that may be passed")
        .demonstration = Show(run, pass, Outcome::kAllowed);
    return;
  }
}

}  // namespace

void LintEscalation(LintRun& run) {
  if (run.compiled == nullptr) return;
  LintSingles(run);
  LintPassings(run);
}

}  // namespace rolecall::policy
