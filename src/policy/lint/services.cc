// Statements that let AWS services in: on whose behalf do they come?
#include <algorithm>

#include "policy/decide/request.h"
#include "policy/lint/findings.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

// Keys that say for whom a service acts.
constexpr std::string_view kOrigins[] = {"aws:sourcearn",      "aws:sourceaccount", "aws:sourceorgid",
                                         "aws:sourceorgpaths", "sts:externalid",    "aws:principalorgid"};

// Services that take roles only from their own account: passing one needs iam:PassRole there.
constexpr std::string_view kOwnAccount[] = {
    "ec2.amazonaws.com",
    "ec2.amazonaws.com.cn",
    "lambda.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "ecs.amazonaws.com",
    "eks.amazonaws.com",
    "pods.eks.amazonaws.com",
    "eks-fargate-pods.amazonaws.com",
    "spotfleet.amazonaws.com",
    "autoscaling.amazonaws.com",
    "cloudformation.amazonaws.com",
    "codebuild.amazonaws.com",
    "codedeploy.amazonaws.com",
    "codepipeline.amazonaws.com",
    "elasticbeanstalk.amazonaws.com",
    "batch.amazonaws.com",
    "glue.amazonaws.com",
    "sagemaker.amazonaws.com",
    "ssm.amazonaws.com",
    "states.amazonaws.com",
    "rds.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "elasticmapreduce.amazonaws.com",
    "opsworks.amazonaws.com",
    "tasks.apprunner.amazonaws.com",
    "edgelambda.amazonaws.com",
};

}  // namespace

void LintServicePrincipals(LintRun& run) {
  const bool trust = run.document.kind == DocumentKind::kTrust;
  if (!trust && run.document.kind != DocumentKind::kResource) return;
  for (const Statement& statement : run.document.statements) {
    if (statement.effect != Effect::kAllow || statement.not_principal) continue;
    const bool limited = std::any_of(std::begin(kOrigins), std::end(kOrigins),
                                     [&statement](std::string_view key) { return HasCondition(statement, key); });
    if (limited) continue;
    for (const PrincipalText& principal : statement.principals) {
      if (principal.type != PrincipalType::kService) continue;
      const bool own =
          std::find(std::begin(kOwnAccount), std::end(kOwnAccount), principal.value) != std::end(kOwnAccount);
      if (trust && own) continue;
      Ask ask = AskFor(run, statement);
      ask.caller = Principal::Service(principal.value);
      ask.caller_text = principal.value;
      ask.context.Set("aws:SourceAccount", "999999999999");
      run.Add("confused-deputy", principal.span,
              principal.value + " may act here for anybody: also for other accounts that tell it to",
              "\"StringEquals\": {\"aws:SourceAccount\": \"ACCOUNT\"}, or aws:SourceArn")
          .demonstration = Show(run, ask, Outcome::kAllowed);
    }
  }
}

}  // namespace rolecall::policy
