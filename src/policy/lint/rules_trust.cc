// Rules about trust policies.
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

constexpr LintRule kTrustRules[] = {
    {"trust-version", FindingSeverity::kError, FixKind::kSafe, "The trust policy is not of version 2012-10-17",
     "AWS stores such a trust policy, but policy variables are plain text in it, and it is read differently "
     "from what most people expect.",
     ExampleKind::kTrust,
     R"({
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})"},
    {"trust-size", FindingSeverity::kError, FixKind::kNone, "The trust policy is longer than its quota",
     "A role's trust policy may have 2,048 characters without white space, and 4,096 at most when the quota is "
     "raised. Wildcards, one statement per cluster with a list of subjects, or a role per cluster make it "
     "shorter.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": [
          "system:serviceaccount:secrets:reader",
          "system:serviceaccount:secrets:{{pad 200}}",
          "system:serviceaccount:n0:{{pad 200}}",
          "system:serviceaccount:n1:{{pad 200}}",
          "system:serviceaccount:n2:{{pad 200}}",
          "system:serviceaccount:n3:{{pad 200}}",
          "system:serviceaccount:n4:{{pad 200}}",
          "system:serviceaccount:n5:{{pad 200}}",
          "system:serviceaccount:n6:{{pad 200}}",
          "system:serviceaccount:n7:{{pad 200}}",
          "system:serviceaccount:n8:{{pad 200}}"
        ],
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})"},
    {"trust-size-near", FindingSeverity::kWarning, FixKind::kNone, "The trust policy uses more than 80 % of its quota",
     "There is hardly room for one more cluster or service account. See trust-size.", ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": [
          "system:serviceaccount:secrets:reader",
          "system:serviceaccount:n0:{{pad 200}}",
          "system:serviceaccount:n1:{{pad 200}}",
          "system:serviceaccount:n2:{{pad 200}}",
          "system:serviceaccount:n3:{{pad 200}}",
          "system:serviceaccount:n4:{{pad 200}}",
          "system:serviceaccount:n5:{{pad 200}}"
        ],
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})"},
    {"trust-resource", FindingSeverity::kError, FixKind::kSafe, "A trust policy with Resource",
     "A trust policy is about the role that it belongs to. AWS refuses Resource and NotResource in it.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": "sts:AssumeRole",
    "Resource": "*"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": "sts:AssumeRole"
  }
})"},
    {"trust-notprincipal", FindingSeverity::kError, FixKind::kNone, "A trust policy with NotPrincipal",
     "AWS refuses NotPrincipal in trust policies: it would trust everybody who is not listed.", ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": "sts:AssumeRole"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": "sts:AssumeRole"
  }
})"},
    {"trust-principal-star", FindingSeverity::kError, FixKind::kNone, "Everybody can assume the role",
     "The principal is \"*\" and no condition says who of everybody is meant.", ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    }
  }
})"},
    {"trust-foreign-account", FindingSeverity::kWarning, FixKind::kSuggested, "A whole other account is trusted",
     "Every principal of the other account that its own policies let can assume the role, and nothing is asked "
     "of it. Name its role, or ask for an external id.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
    "Action": "sts:AssumeRole"
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringEquals": {"sts:ExternalId": "9f2c"}
    }
  }
})"},
    {"trust-action-principal", FindingSeverity::kError, FixKind::kSafe, "The action does not go with the principal",
     "Token providers use sts:AssumeRoleWithWebIdentity, SAML providers sts:AssumeRoleWithSAML, everybody else "
     "sts:AssumeRole. Any other pair never matches. --fix corrects a statement with one principal and one "
     "action.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"
      }
    }
  }
})"},
    {"trust-tagsession", FindingSeverity::kWarning, FixKind::kSuggested,
     "Conditions on session tags without sts:TagSession",
     "A request with session tags needs sts:TagSession too. Without it a request with tags is denied, and one "
     "without tags does not satisfy the condition.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": "sts:AssumeRole",
    "Condition": {
      "StringEquals": {"aws:RequestTag/team": "a"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": ["sts:AssumeRole", "sts:TagSession"],
    "Condition": {
      "StringEquals": {"aws:RequestTag/team": "a"}
    }
  }
})"},
    {"trust-tagsession-open", FindingSeverity::kHint, FixKind::kSuggested, "Anybody trusted can set any session tag",
     "Session tags become aws:PrincipalTag/KEY. Where policies rely on them, whoever assumes the role chooses "
     "his own rights unless the trust policy limits the tags.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": ["sts:AssumeRole", "sts:TagSession"]
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"},
    "Action": ["sts:AssumeRole", "sts:TagSession"],
    "Condition": {
      "StringEquals": {"aws:RequestTag/team": "a"}
    }
  }
})"},
};

}  // namespace

std::span<const LintRule> TrustLintRules() { return kTrustRules; }

}  // namespace rolecall::policy
