// Explain: may this service account (or role, or user) do that, and if not, which link of the chain fails first?
//
//   ExplainQuestion question;
//   question.model = &model;                                       // identity_model.h, from wherever
//   question.account = {{"external-secrets", "aws-secretsmanager"}};
//   question.action = "secretsmanager:GetSecretValue"; …
//   ExplainAnswer answer = Explain(question);
//   std::optional<Fix> fix = FindFix(question, answer, trial);     // fix.h
//
// The chain, in the order in which things happen: the service account's annotation, the role, the OIDC provider, the
// token, the role's trust policy, the session, the permissions, the resource's policy. Every verdict about a policy
// comes from the engine that decides requests. Pure: what it judges was read before.
#ifndef ROLECALL_ACCESS_EXPLAIN_EXPLAIN_H_
#define ROLECALL_ACCESS_EXPLAIN_EXPLAIN_H_

#include <string>

#include "access/explain/answer.h"

namespace rolecall::access {

ExplainAnswer Explain(const ExplainQuestion& question);

struct Fix;  // fix.h

// For people and for machines (one line). `fix` may be null.
std::string ToText(const ExplainQuestion& question, const ExplainAnswer& answer, const Fix* fix, bool color);
std::string ToJson(const ExplainQuestion& question, const ExplainAnswer& answer, const Fix* fix);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_EXPLAIN_H_
