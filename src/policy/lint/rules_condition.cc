// Rules about conditions.
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

constexpr LintRule kConditionRules[] = {
    {"condition-unknown-operator", FindingSeverity::kError, FixKind::kSafe, "A condition operator that does not exist",
     "AWS refuses the policy. Names of operators are case sensitive. Only a name that is wrong in case alone is "
     "corrected by --fix.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "stringEquals": {"aws:PrincipalTag/team": "a"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalTag/team": "a"}
    }
  }
})"},
    {"condition-key-form", FindingSeverity::kError, FixKind::kSuggested, "A condition key without a service",
     "Keys are of the form service:name, such as aws:SourceIp. A name without a colon is in no request.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"PrincipalAccount": "111122223333"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalAccount": "111122223333"}
    }
  }
})"},
    {"condition-unknown-key", FindingSeverity::kWarning, FixKind::kSuggested, "A condition key that AWS does not have",
     "Requests never have the key, so that positive operators never match, and negated ones always do. Judged "
     "are the keys aws:, iam:, sts: and secretsmanager:.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalAccountId": "111122223333"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalAccount": "111122223333"}
    }
  }
})"},
    {"condition-type-mismatch", FindingSeverity::kError, FixKind::kSuggested,
     "An operator that cannot compare values of the key",
     "A number, date, address or ARN operator on a key of another type finds no value that it can read: it "
     "never matches, or always if it is negated.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "NumericEquals": {"aws:PrincipalTag/team": "7"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalTag/team": "7"}
    }
  }
})"},
    {"condition-arn-as-text", FindingSeverity::kHint, FixKind::kSuggested, "An ARN compared as text with wildcards",
     "StringLike lets a wildcard reach over the colons between the parts of an ARN; ArnLike keeps it inside its "
     "part.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/k8s-*"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/k8s-*"}
    }
  }
})"},
    {"condition-multivalued-scalar", FindingSeverity::kError, FixKind::kSuggested,
     "A plain operator on a key that holds a list",
     "For keys with several values, such as aws:TagKeys, an operator without ForAllValues: or ForAnyValue: "
     "never matches when the key is present, also when it is negated.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:TagRole",
    "Resource": "arn:aws:iam::111122223333:role/App",
    "Condition": {
      "StringEquals": {"aws:TagKeys": "team"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:TagRole",
    "Resource": "arn:aws:iam::111122223333:role/App",
    "Condition": {
      "ForAnyValue:StringEquals": {"aws:TagKeys": "team"}
    }
  }
})"},
    {"condition-set-on-single", FindingSeverity::kWarning, FixKind::kSuggested,
     "ForAnyValue or ForAllValues on a key with one value",
     "The key has at most one value, so the qualifier says nothing, except that ForAllValues is also true when "
     "the key is absent.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "ForAnyValue:StringEquals": {"aws:PrincipalAccount": "111122223333"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalAccount": "111122223333"}
    }
  }
})"},
    {"condition-forallvalues-allow", FindingSeverity::kWarning, FixKind::kSuggested,
     "ForAllValues allows when the key is absent",
     "ForAllValues is true for a request that does not have the key at all. In an Allow this opens what the "
     "condition seems to close.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:TagRole",
    "Resource": "arn:aws:iam::111122223333:role/App",
    "Condition": {
      "ForAllValues:StringEquals": {
        "aws:TagKeys": ["team"]
      }
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "iam:TagRole",
    "Resource": "arn:aws:iam::111122223333:role/App",
    "Condition": {
      "ForAllValues:StringEquals": {
        "aws:TagKeys": ["team"]
      },
      "Null": {"aws:TagKeys": "false"}
    }
  }
})"},
    {"condition-ifexists-allow", FindingSeverity::kHint, FixKind::kSuggested, "IfExists allows when the key is absent",
     "An operator with IfExists is true for a request that does not have the key. That may be meant; in an "
     "Allow it is worth a second look.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEqualsIfExists": {"aws:PrincipalTag/team": "a"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalTag/team": "a"}
    }
  }
})"},
    {"condition-deny-absent", FindingSeverity::kWarning, FixKind::kSuggested,
     "A negated Deny that also hits requests without the key",
     "A negated operator is true when the key is absent. A Deny such as NotIpAddress on aws:SourceIp therefore "
     "also denies calls that AWS services make on somebody's behalf and calls through VPC endpoints, which have "
     "no such key. Keys that every request has are not reported.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"},
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {
        "NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}
      }
    }
  ]
})",
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"},
    {
      "Effect": "Deny",
      "Action": "s3:*",
      "Resource": "*",
      "Condition": {
        "NotIpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}
      }
    }
  ]
})"},
    {"condition-wildcard-without-like", FindingSeverity::kError, FixKind::kSuggested,
     "A wildcard that is compared literally",
     "StringEquals knows no wildcards: the star stands for itself, and the condition never matches (or always, "
     "if it is negated). StringLike is the operator with wildcards.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringEquals": {"aws:PrincipalTag/team": "platform-*"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "StringLike": {"aws:PrincipalTag/team": "platform-*"}
    }
  }
})"},
    {"condition-address", FindingSeverity::kError, FixKind::kNone, "An address that matches nothing",
     "The value is no address or network, or an IPv6 network with bits set beyond its prefix.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "IpAddress": {"aws:SourceIp": "203.0.113.300"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "IpAddress": {"aws:SourceIp": "203.0.113.30"}
    }
  }
})"},
    {"condition-private-address", FindingSeverity::kWarning, FixKind::kSuggested,
     "aws:SourceIp is never a private address",
     "aws:SourceIp is the public address that a request comes from. Requests through a VPC endpoint have "
     "aws:VpcSourceIp instead.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}
    }
  }
})"},
    {"condition-value-form", FindingSeverity::kError, FixKind::kNone, "A value that the operator cannot read",
     "The value is no number, date, ARN, or true or false, as the operator needs it. It equals nothing.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "DateLessThan": {"aws:CurrentTime": "next summer"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "DateLessThan": {"aws:CurrentTime": "2026-06-21T00:00:00Z"}
    }
  }
})"},
};

}  // namespace

std::span<const LintRule> ConditionLintRules() { return kConditionRules; }

}  // namespace rolecall::policy
