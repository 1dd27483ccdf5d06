// AssumeRoot: the management account acts as the root user of a member account, for one task.
//
// Source: STS API Reference, AssumeRoot; IAM User Guide, "Centrally manage root access for member accounts". The
// session is the account's root, and may do what AWS's policy of the task allows and no more.
#include <algorithm>

#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/authorize.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using directory::Session;

constexpr std::int64_t kRootSeconds = 900;

// The names of their policies, "arn:aws:iam::aws:policy/root-task/NAME".
constexpr std::string_view kTasks[] = {"IAMAuditRootUserCredentials", "IAMCreateRootUserPassword",
                                       "IAMDeleteRootUserCredentials", "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy"};

bool IsTask(std::string_view arn) {
  const std::string start = partition::OwnArn() + "iam::aws:policy/root-task/";
  return arn.starts_with(start) && std::ranges::count(kTasks, arn.substr(start.size())) > 0;
}

// "The member account principal ARN or account ID."
std::optional<std::string> AccountOfTarget(const std::string& target) {
  if (policy::IsAccountId(target)) return target;
  const std::optional<policy::Arn> arn = policy::ParseArn(target);
  if (!arn || arn->partition != partition::Own().name || arn->service != "iam" || arn->resource != "root" ||
      !policy::IsAccountId(arn->account)) {
    return std::nullopt;
  }
  return std::string(arn->account);
}

// The caller's account manages the organization that the target is a member of, and the feature is switched on.
bool MayActForMember(const directory::Snapshot& snapshot, const std::string& account, const std::string& target) {
  const auto member = snapshot.member_accounts.Find(target);
  const auto organization = member == nullptr ? nullptr : snapshot.organizations.Find(member->organization);
  return organization != nullptr && organization->account == account && target != account && !member->suspended &&
         std::ranges::count(organization->iam_features, "RootSessions") > 0;
}

ErrorShape NotAuthorizedForRoot(const Call& call, const std::string& resource) {
  return {403, "AccessDenied",
          "User: " + call.caller.arn + " is not authorized to perform: sts:AssumeRoot on resource: " + resource};
}

}  // namespace

OperationResult AssumeRoot(Call& call) {
  const std::string* task = call.parameters.Find("TaskPolicyArn.arn");
  const std::optional<std::string> target = AccountOfTarget(std::string(call.parameters.Get("TargetPrincipal")));
  if (!target.has_value()) {
    return ErrorShape{400, "ValidationError", std::string(call.parameters.Get("TargetPrincipal")) + " is invalid"};
  }
  if (task == nullptr || !IsTask(*task)) {
    return ErrorShape{400, "ValidationError", (task == nullptr ? "taskPolicyArn" : *task) + " is invalid"};
  }
  const std::string root = partition::OwnArn() + "iam::" + *target + ":root";
  if (call.caller.kind == services::Caller::Kind::kRoot) {
    return ErrorShape{403, "AccessDenied", "Root may not be assumed by root accounts."};
  }
  // The caller's own policies decide: a member has no say in what its management account does.
  ROLECALL_RETURN_IF_ERROR(services::Authorize(
      call, {.action = "sts:AssumeRoot", .resource = root, .context = {{"sts:TaskPolicyArn", {*task}}}}));
  if (!MayActForMember(*call.snapshot, call.caller.account, *target)) return NotAuthorizedForRoot(call, root);
  Session session;
  session.kind = Session::Kind::kUser;
  session.account = *target;
  session.has_session_policies = true;
  session.session_policy_arns = {*task};
  if (call.caller.session != nullptr) session.source_identity = call.caller.session->source_identity;
  session.issued = call.now;
  const std::int64_t seconds = services::ParseInteger(call.parameters.Get("DurationSeconds")).value_or(kRootSeconds);
  session.expires = call.now + std::chrono::seconds(seconds);
  const std::string source = session.source_identity;
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, std::move(session)));
  aws::XmlWriter xml;
  xml.Raw(CredentialsXml(made));
  if (!source.empty()) xml.Text("SourceIdentity", source);
  return xml.Take();
}

}  // namespace rolecall::services::sts
