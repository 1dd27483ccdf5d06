// Rules about policies of every kind.
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

constexpr LintRule kDocumentRules[] = {
    {"policy-malformed", FindingSeverity::kError, FixKind::kNone, "The text is no policy",
     "AWS answers MalformedPolicyDocument, and nothing can be said about what the policy grants. The message "
     "names the first mistake and its place.",
     ExampleKind::kIdentity,
     R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*"}})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"policy-refused", FindingSeverity::kError, FixKind::kNone, "AWS refuses to store the policy",
     "The document can be read, but AWS does not take it when it is written. The message is the one that AWS "
     "answers with.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"policy-version", FindingSeverity::kError, FixKind::kSafe, "The policy is not of version 2012-10-17",
     "A policy without Version is of version 2008-10-17. IAM does not store such identity policies, and policy "
     "variables are plain text in it.",
     ExampleKind::kIdentity,
     R"({
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"policy-version-variables", FindingSeverity::kError, FixKind::kSuggested,
     "A policy variable in a policy that has none",
     "Policy variables such as ${aws:username} exist only in version 2012-10-17. In an older document (also one "
     "without Version) the text is compared as it stands, so nothing matches.",
     ExampleKind::kResource,
     R"({
  "Version": "2008-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/${aws:username}/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/${aws:username}/*"
  }
})"},
    {"policy-size", FindingSeverity::kError, FixKind::kNone, "The policy is longer than its quota",
     "IAM counts the characters of a document without white space: 6,144 for a managed policy, 2,048 for a "
     "session policy, 5,120 for a service control policy, 10,240 for all inline policies of a role together.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::reports/{{pad 6100}}/*"
    ]
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"policy-size-near", FindingSeverity::kWarning, FixKind::kNone, "The policy uses more than 80 % of its quota",
     "The next addition may be refused. See policy-size for the quotas.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": [
      "arn:aws:s3:::reports/{{pad 5000}}/*"
    ]
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"policy-duplicate-sid", FindingSeverity::kError, FixKind::kSafe, "Two statements have the same Sid",
     "AWS refuses a document in which a Sid stands twice.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    },
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
})",
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    },
    {
      "Sid": "Write",
      "Effect": "Allow",
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
})"},
    {"policy-empty-list", FindingSeverity::kError, FixKind::kNone, "An empty list",
     "A statement without actions, resources or principals is refused or applies to nothing; a condition "
     "without values never matches.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": []
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
})"},
    {"policy-variable-place", FindingSeverity::kError, FixKind::kNone, "A policy variable where none is filled in",
     "Variables are filled in only in Resource and NotResource and in the values of String and Arn operators. "
     "Anywhere else the text is compared as it stands.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*",
    "Condition": {
      "NumericEquals": {
        "s3:max-keys": "${aws:PrincipalTag/keys}"
      }
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
      "StringEquals": {
        "s3:prefix": "${aws:PrincipalTag/prefix}"
      }
    }
  }
})"},
    {"policy-variable-form", FindingSeverity::kError, FixKind::kSafe, "A policy variable that cannot be read",
     "A variable is ${key} or ${key, 'default'}, without blanks inside the braces. Another form never has a "
     "value, so that the statement does not match.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/${ aws:username }/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/${aws:username}/*"
  }
})"},
    {"policy-variable-multivalued", FindingSeverity::kError, FixKind::kNone,
     "A policy variable of a key with several values",
     "A key that holds a list has no single value to fill in, so that the statement never matches.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/${aws:TagKeys}/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/${aws:username}/*"
  }
})"},
    {"policy-redundant-action", FindingSeverity::kHint, FixKind::kSafe, "An action that another entry covers",
     "The entry has no effect. It makes the policy longer, and it suggests that the other entry is narrower "
     "than it is.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:Get*"],
    "Resource": "arn:aws:s3:::reports/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": "arn:aws:s3:::reports/*"
  }
})"},
    {"policy-redundant-resource", FindingSeverity::kHint, FixKind::kSafe, "A resource that another entry covers",
     "The entry has no effect: the wider one already matches all that it matches.", ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": ["arn:aws:s3:::reports/2026/*", "arn:aws:s3:::reports/*"]
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": ["arn:aws:s3:::reports/2026/*", "arn:aws:s3:::invoices/*"]
  }
})"},
    {"policy-redundant-principal", FindingSeverity::kHint, FixKind::kSafe, "A principal that is listed twice",
     "The second entry has no effect.", ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": ["arn:aws:iam::111122223333:role/ci", "arn:aws:iam::111122223333:role/ci"]
    },
    "Action": "sts:AssumeRole"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "AWS": ["arn:aws:iam::111122223333:role/ci", "arn:aws:iam::111122223333:role/cd"]
    },
    "Action": "sts:AssumeRole"
  }
})"},
    {"policy-redundant-statement", FindingSeverity::kHint, FixKind::kSafe, "A statement that another covers",
     "Every request that the statement is about is decided in the same way by the other statement: its actions, "
     "resources, principals and conditions are included in the other's.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::reports/*"
    },
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026/*"}
  ]
})",
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*"},
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/2026/*"}
  ]
})"},
    {"policy-dead-allow", FindingSeverity::kWarning, FixKind::kNone, "An Allow that a Deny takes back altogether",
     "A Deny of the same policy covers the whole statement, and a Deny always wins. The statement grants "
     "nothing.",
     ExampleKind::kIdentity,
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"},
    {"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}
  ]
})",
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"},
    {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
  ]
})"},
    {"confused-deputy", FindingSeverity::kWarning, FixKind::kSuggested, "A service that acts for anybody",
     "A service that is trusted without a condition on aws:SourceArn, aws:SourceAccount or aws:SourceOrgID may "
     "be told by another account to use this resource. Services that take roles of their own account only (EC2, "
     "Lambda, ECS, EKS and their like) are not reported in trust policies.",
     ExampleKind::kResource,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::trail/*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::trail/*",
    "Condition": {
      "StringEquals": {"aws:SourceAccount": "111122223333"}
    }
  }
})"},
    {"scp-allow-limited", FindingSeverity::kHint, FixKind::kNone,
     "An Allow of a service control policy that is more than a list of actions",
     "Until 2025 the Allow statements of service control policies could have neither conditions nor NotAction, "
     "NotResource or single resources. Where tools or partitions still hold to that, the policy is refused.",
     ExampleKind::kScp,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::reports"}
  ]
})"},
    {"rcp-form", FindingSeverity::kError, FixKind::kNone, "A resource control policy that is not of the form AWS takes",
     "Resource control policies only deny, and their principal is \"*\": RCPFullAWSAccess, which AWS attaches "
     "itself, is the one that allows.",
     ExampleKind::kRcp,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {
      "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    }
  }
})"},
};

}  // namespace

std::span<const LintRule> DocumentLintRules() { return kDocumentRules; }

}  // namespace rolecall::policy
