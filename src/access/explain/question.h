// What a question about a service account takes from the model: its role, the token that would be injected, the whole
// ARN of a secret.
//
//   ExplainQuestion question = QuestionAbout(model, {"apps", "web"}, "s3:GetObject", arn, settings, now);
//   ExplainAnswer answer = Explain(question);
//
// Pure; the model must outlive the question.
#ifndef ROLECALL_ACCESS_EXPLAIN_QUESTION_H_
#define ROLECALL_ACCESS_EXPLAIN_QUESTION_H_

#include <cstdint>
#include <string>

#include "access/explain/answer.h"
#include "kube/webhook_settings.h"

namespace rolecall::access {

ExplainQuestion QuestionAbout(const IdentityModel& model, const kube::ServiceAccountName& account,
                              const std::string& action, const std::string& resource,
                              const kube::WebhookSettings& settings, std::int64_t now);

// The parts of it, for who has some already. The role of the annotation, else the one that is meant for the account.
void ChooseRole(const IdentityModel& model, ExplainQuestion& question);
// The token that the webhook would inject; `issuer`: if it is known.
void CompleteToken(const IdentityModel& model, const kube::WebhookSettings& settings, const std::string& issuer,
                   ExplainQuestion& question);
// `question.resource` with the characters that AWS chooses, if it is a secret without them.
void CompleteResource(const IdentityModel& model, ExplainQuestion& question);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_QUESTION_H_
