// Authorization: may the caller of a call do this? Every operation asks, before it does or tells anything.
//
//   ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "iam:CreateRole", .resource = arn, .request_tags = &tags}));
//   ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "secretsmanager:GetSecretValue", .resource = secret->arn(),
//                                      .resource_account = secret->account, .resource_tags = &secret->tags,
//                                      .resource_policy = secret->resource_policy.compiled().get(),
//                                      .context = {{"secretsmanager:SecretId", {secret->arn()}}}}));
//
// Nothing: allowed. Otherwise AccessDenied (403) with AWS's sentence; the decision's own reason goes to call.audit.
// The context holds the global keys of the request and of the caller, the tag keys from what is given here, and
// `context`. Services add the keys of their own there.
#ifndef ROLECALL_SERVICES_AUTHORIZE_H_
#define ROLECALL_SERVICES_AUTHORIZE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/wire/shapes.h"
#include "directory/tags.h"
#include "policy/decide/engine.h"
#include "services/call.h"

namespace rolecall::services {

struct ContextKey {
  std::string key;
  std::vector<std::string> values;
  bool multivalued = false;
};

struct Question {
  std::string action;                              // "iam:CreateRole"
  std::string resource = "*";                      // ARN
  std::string resource_account = {};               // owner; empty: the caller's own
  std::optional<std::string> shown_resource = {};  // what a denial names instead; "": no resource
  const directory::Tags* resource_tags = nullptr;  // aws:ResourceTag/… (and the resource's SERVICE:ResourceTag/…)
  const directory::Tags* request_tags = nullptr;   // aws:RequestTag/…, aws:TagKeys
  const std::vector<std::string>* tag_keys = nullptr;       // aws:TagKeys of Untag…
  const policy::CompiledPolicy* resource_policy = nullptr;  // or the role's trust policy
  std::vector<ContextKey> context = {};
  bool without_resource_control = false;  // what resource control policies do not reach, though its service takes them
};

std::optional<aws::ErrorShape> Authorize(Call& call, const Question& question);

// The same as a plain decision, without audit (for listings that leave out what may not be seen, simulations, traces).
policy::Decision Decide(const Call& call, const Question& question);

// What `serve --explain-denials` adds to the text of a denial that these inputs gave; nothing without it.
void AddDetail(const Call& call, const policy::PolicyInputs& inputs, const policy::Request& request,
               aws::ErrorShape& denial);

// What a denial says when the resource's account is in another cell: nothing goes over cells, whatever policies say. ""
// where it is not, so that nobody learns more than whose cell an account is in.
std::string NoteOfCell(const Call& call, std::string_view resource);

// The global condition keys of the request alone: aws:SourceIp, aws:CurrentTime, ….
policy::Context RequestContext(const Call& call);
// The global condition keys of the request and the caller: aws:SourceIp, aws:CurrentTime, aws:PrincipalArn ….
policy::Context GlobalContext(const Call& call);
// Adds aws:RequestTag/…, aws:TagKeys, aws:ResourceTag/… and the question's own keys.
void AddQuestionContext(const Question& question, policy::Context& context);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_AUTHORIZE_H_
