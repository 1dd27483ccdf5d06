#include "access/explain/question.h"

#include "access/explain/assumed_role.h"
#include "access/model/secret_arn.h"

namespace rolecall::access {

void ChooseRole(const IdentityModel& model, ExplainQuestion& question) {
  if (!question.account) return;
  const auto& [namespace_name, name] = *question.account;
  const ServiceAccount* account = model.FindServiceAccount(namespace_name, name);
  if (account != nullptr) {
    question.role_arn = account->role_arn;
  } else if (model.service_accounts.empty()) {
    AssumedRole assumed = RoleMeantFor(model, *question.account);
    question.role_arn = std::move(assumed.arn);
    question.role_source = std::move(assumed.source);
    question.no_role_reason = "no manifest is given, and no role's trust policy is for " + namespace_name + "/" + name;
  }
}

void CompleteToken(const IdentityModel& model, const kube::WebhookSettings& settings, const std::string& issuer,
                   ExplainQuestion& question) {
  if (question.token.given || !question.account) return;
  const auto& [namespace_name, name] = *question.account;
  const ServiceAccount* account = model.FindServiceAccount(namespace_name, name);
  std::string audience = settings.token_audience;
  std::int64_t lifetime = settings.token_expiration;
  if (account != nullptr && !account->audience.empty()) audience = account->audience;
  if (account != nullptr && account->token_expiration) lifetime = *account->token_expiration;
  std::string from = issuer;
  if (from.empty()) from = AssumedIssuer(model, model.FindRole(question.role_arn), question.issuer_source);
  question.token = InjectedToken(*question.account, from, audience, lifetime, question.now);
}

void CompleteResource(const IdentityModel& model, ExplainQuestion& question) {
  CompletedArn secret = CompleteSecretArn(model, question.action, question.resource);
  question.resource = std::move(secret.arn);
  if (!secret.remark.empty()) question.remarks.push_back(std::move(secret.remark));
}

ExplainQuestion QuestionAbout(const IdentityModel& model, const kube::ServiceAccountName& account,
                              const std::string& action, const std::string& resource,
                              const kube::WebhookSettings& settings, std::int64_t now) {
  ExplainQuestion question;
  question.model = &model;
  question.account = account;
  question.action = action;
  question.resource = resource;
  question.region = model.region;
  question.now = now;
  question.annotation_prefix = settings.annotation_prefix;
  ChooseRole(model, question);
  CompleteToken(model, settings, "", question);
  CompleteResource(model, question);
  return question;
}

}  // namespace rolecall::access
