// Rules about what policies grant.
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

constexpr LintRule kIdentityRules[] = {
    {"identity-admin", FindingSeverity::kError, FixKind::kNone, "Everything is allowed on everything",
     "The statement is AdministratorAccess. A workload hardly ever needs it.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"identity-action-star", FindingSeverity::kWarning, FixKind::kNone, "Every action is allowed",
     "The resources or conditions limit it, but the actions do not: also those that delete, and those that AWS "
     "adds.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"identity-service-star", FindingSeverity::kWarning, FixKind::kNone, "Every action of a service on every resource",
     "All of a service is seldom what a workload needs.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "dynamodb:GetItem",
    "Resource": "arn:aws:dynamodb:eu-central-1:111122223333:table/orders"
  }
})"},
    {"identity-resource-star", FindingSeverity::kWarning, FixKind::kNone,
     "An action that can be limited is allowed on every resource",
     "The action supports resources, and the statement has neither resources nor conditions. Actions that only "
     "list or describe are not reported.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})"},
    {"identity-notaction-allow", FindingSeverity::kWarning, FixKind::kNone, "Allow with NotAction",
     "The statement allows every action but those that are listed, of all services, also of those to come.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "NotAction": "s3:DeleteObject", "Resource": "arn:aws:s3:::reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"identity-notresource-allow", FindingSeverity::kWarning, FixKind::kNone, "Allow with NotResource",
     "The statement allows the actions on every resource but those that are listed.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"identity-passrole-star", FindingSeverity::kError, FixKind::kNone, "Any role can be passed to any service",
     "Whoever can pass a role to a service can act with the role. Name the roles, and the service with "
     "iam:PassedToService.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:PassRole",
    "Resource": "arn:aws:iam::111122223333:role/App",
    "Condition": {
      "StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}
    }
  }
})"},
    {"identity-escalation", FindingSeverity::kError, FixKind::kNone, "A right that leads to all others",
     "With this action on every resource the caller can give itself any right: rewrite a policy, attach one, "
     "change who may assume a role, make a key for somebody else.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:AttachRolePolicy"],
    "Resource": "arn:aws:iam::111122223333:role/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:AttachRolePolicy",
    "Resource": "arn:aws:iam::111122223333:role/k8s-main/App"
  }
})"},
    {"identity-passrole-escalation", FindingSeverity::kError, FixKind::kNone,
     "iam:PassRole together with a service that runs code",
     "Together these actions let the caller start something that acts with a role of its choice.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::111122223333:role/*"
    },
    {
      "Effect": "Allow",
      "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"],
      "Resource": "arn:aws:lambda:eu-central-1:111122223333:function:*"
    }
  ]
})",
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::111122223333:role/functions/*"
    },
    {
      "Effect": "Allow",
      "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"],
      "Resource": "arn:aws:lambda:eu-central-1:111122223333:function:*"
    }
  ]
})"},
    {"action-unknown-service", FindingSeverity::kWarning, FixKind::kSuggested, "No service has this prefix",
     "Most likely a typing error: the action matches nothing. A service that is newer than this program may be "
     "meant.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})"},
    {"action-unknown", FindingSeverity::kWarning, FixKind::kSuggested, "The service has no such action",
     "Most likely a typing error: the action matches nothing. Judged are the actions of IAM, STS, Secrets "
     "Manager, S3, KMS, SSM, Route 53, Elastic Load Balancing, and those of EC2 that begin with Describe; an "
     "action that is newer than this program may be meant.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValues",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})"},
    {"action-matches-nothing", FindingSeverity::kWarning, FixKind::kNone, "A pattern of actions that matches none",
     "No action of the service matches. Judged for the services of action-unknown.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:Fetch*", "Resource": "arn:aws:s3:::reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"resource-never-matches", FindingSeverity::kError, FixKind::kSuggested,
     "The action can never have one of the resources",
     "The action is about another type of resource than the statement lists (an object, where only a bucket is "
     "named), or it takes no resource at all, so that only \"*\" matches.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"resource-unused", FindingSeverity::kHint, FixKind::kSafe, "A resource that no action of the statement is about",
     "None of the statement's actions can have this resource: the entry has no effect.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:ListBucket"],
    "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]
  }
})"},
    {"resource-arn-parts", FindingSeverity::kError, FixKind::kNone, "An ARN without region or account",
     "ARNs of Secrets Manager, SSM and KMS have a region and an account. A pattern with an empty part matches "
     "none.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:::secret:k8s-main/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})"},
    {"secret-arn-suffix", FindingSeverity::kWarning, FixKind::kSafe, "A secret's ARN without its six random characters",
     "AWS appends a hyphen and six characters to the name of a secret. \"-??????\" matches them and no other "
     "secret; a star would also match secrets whose names begin so.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/db"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/db-??????"
  }
})"},
    {"secrets-other-cluster", FindingSeverity::kWarning, FixKind::kSuggested, "The secrets of another cluster",
     "The role is of one cluster, and the prefix of the secrets is the name of a sister cluster: most likely "
     "the policy was copied.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-test/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:k8s-main/*"
  }
})"},
};

}  // namespace

std::span<const LintRule> IdentityLintRules() { return kIdentityRules; }

}  // namespace rolecall::policy
