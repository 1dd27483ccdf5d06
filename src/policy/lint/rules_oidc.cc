// Rules about trust in token providers.
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

constexpr LintRule kOidcRules[] = {
    {"trust-oidc-no-sub", FindingSeverity::kError, FixKind::kSuggested,
     "Every service account of the cluster can assume the role",
     "The statement trusts the cluster's token provider, but no condition on the issuer's :sub says which "
     "service account is meant. Every pod of the cluster can get such a token. AWS checks this only for issuers "
     "that many customers share, not for EKS and self-hosted ones.",
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}
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
    {"trust-oidc-sub-any", FindingSeverity::kError, FixKind::kSuggested,
     "The pattern of subjects matches service accounts everywhere",
     "A pattern such as \"*\" or \"system:serviceaccount:*\" lets every service account of the cluster in, one with "
     "a leading star those of every namespace.",
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"},
      "StringLike": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:*"}
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"},
      "StringLike": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:read*"
      }
    }
  }
})"},
    {"trust-oidc-namespace-wildcard", FindingSeverity::kWarning, FixKind::kSuggested,
     "The pattern of subjects matches other namespaces",
     "A wildcard in the namespace, or a pattern that ends before the second colon, also matches namespaces that "
     "somebody else can create.",
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"},
      "StringLike": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:*:reader"}
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"},
      "StringLike": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:read*"
      }
    }
  }
})"},
    {"trust-oidc-serviceaccount-wildcard", FindingSeverity::kWarning, FixKind::kSuggested,
     "Any service account of the namespace can assume the role",
     "Whoever may create a pod in the namespace can use the role. That may be meant; naming the service account "
     "is safer.",
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"},
      "StringLike": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:*"}
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
    {"trust-oidc-wildcard-without-like", FindingSeverity::kError, FixKind::kSuggested,
     "A wildcard subject under StringEquals",
     "StringEquals knows no wildcards: no token has a star in its subject, so nobody can assume the role. "
     "StringLike is the operator with wildcards; see what it would let in before you change it.",
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:read*",
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
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"},
      "StringLike": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:read*"
      }
    }
  }
})"},
    {"trust-oidc-like-without-wildcard", FindingSeverity::kHint, FixKind::kSafe, "StringLike without a wildcard",
     "StringEquals says the same and cannot be widened by accident.", ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringLike": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader"
      },
      "StringEqualsIgnoreCase": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader"
      },
      "StringEqualsIgnoreCase": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}
    }
  }
})"},
    {"trust-oidc-no-aud", FindingSeverity::kWarning, FixKind::kSuggested, "The audience of the tokens is not checked",
     "Without a condition on the issuer's :aud, a token that was made for another of the provider's client ids "
     "is good for this role too.",
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader"
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
    {"trust-oidc-aud-unknown", FindingSeverity::kError, FixKind::kSafe, "An audience that the provider does not have",
     "STS accepts only tokens for the provider's client ids. A condition on another audience, often a misspelt "
     "sts.amazonaws.com, never matches. --fix corrects near misses.",
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazon.com"
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
    {"trust-oidc-issuer-mismatch", FindingSeverity::kError, FixKind::kSuggested,
     "The condition is about another issuer",
     "The condition keys name another issuer than the provider of the statement, as when a trust policy is "
     "copied from another cluster. Tokens have the keys of their own issuer only: positive operators never "
     "match, and IfExists, ForAllValues and negated ones are always true and open the role.",
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
        "oidc.eks.eu-central-1.amazonaws.com/id/TEST:sub": "system:serviceaccount:secrets:reader",
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
    {"trust-oidc-key-form", FindingSeverity::kError, FixKind::kSafe, "A condition key in a form that no token has",
     "The key is the issuer as the provider's ARN has it, without https://, without a slash at the end, with "
     "its path, then a colon and the claim.",
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
        "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
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
    {"trust-oidc-swapped-claims", FindingSeverity::kError, FixKind::kSuggested, "Subject and audience are swapped",
     "A subject stands under :aud, or the audience under :sub. No token matches.", ExampleKind::kTrust,
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "sts.amazonaws.com",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "system:serviceaccount:secrets:reader"
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
    {"trust-oidc-provider-missing", FindingSeverity::kError, FixKind::kSuggested, "The account has no such provider",
     "STS answers that no OpenIDConnect provider is found. Often the cluster was rebuilt and has a new issuer, "
     "or the ARN was put together wrongly.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/OLD"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/OLD:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/OLD:aud": "sts.amazonaws.com"
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
    {"trust-oidc-provider-account", FindingSeverity::kError, FixKind::kSuggested,
     "The provider is of another account than the role",
     "STS looks for the issuer of a token among the providers of the role's account. For access across accounts "
     "make the provider there too, or chain roles.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::444455556666:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
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
    {"trust-oidc-multi-issuer", FindingSeverity::kWarning, FixKind::kSuggested, "One statement for several issuers",
     "Conditions are joined by AND, and a token has the keys of its own issuer only. A statement with several "
     "providers lets in the tokens of one of them at most. Write one statement for each cluster.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": [
        "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/MAIN",
        "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/TEST"
      ]
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
  "Statement": [
    {
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
    },
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/TEST"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "oidc.eks.eu-central-1.amazonaws.com/id/TEST:sub": "system:serviceaccount:secrets:reader",
          "oidc.eks.eu-central-1.amazonaws.com/id/TEST:aud": "sts.amazonaws.com"
        }
      }
    }
  ]
})"},
    {"trust-oidc-ifexists", FindingSeverity::kError, FixKind::kSuggested, "IfExists on the subject",
     "An operator with IfExists is true for a request without the key, as it is when the key names another "
     "issuer or is misspelt. StringEquals is not.",
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
      "StringEqualsIfExists": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader"
      },
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}
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
    {"trust-oidc-forallvalues", FindingSeverity::kError, FixKind::kSuggested, "ForAllValues on the subject",
     "ForAllValues is true for a request without the key. The subject has one value: StringEquals is the "
     "operator.",
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
      "ForAllValues:StringEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader"
      },
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}
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
    {"trust-oidc-negated-only", FindingSeverity::kError, FixKind::kSuggested,
     "The subject is limited by exclusion only",
     "A negated operator lets in every service account but those that are listed, also those that will be "
     "created.",
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
      "StringNotEquals": {
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader"
      },
      "StringEquals": {"oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com"}
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
    {"trust-oidc-unknown-claim", FindingSeverity::kError, FixKind::kSuggested, "A claim that is no condition key",
     "Of a token STS makes only the keys sub, aud, oaud, azp, amr and email. A condition on another claim never "
     "matches.",
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets:reader",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud": "sts.amazonaws.com",
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:groups": "admins"
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
    {"trust-oidc-sub-form", FindingSeverity::kError, FixKind::kNone, "The subject is of no service account",
     "The subject of a service account's token is system:serviceaccount:NAMESPACE:NAME, in lower case.",
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
        "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub": "system:serviceaccount:secrets/reader",
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
    {"trust-oidc-shared-issuer", FindingSeverity::kError, FixKind::kNone,
     "An issuer that many customers share, without the condition that AWS asks for",
     "Everybody can have tokens of this issuer. AWS refuses to store the trust policy unless it says whose "
     "tokens are meant.",
     ExampleKind::kTrust,
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
      "StringLike": {"token.actions.githubusercontent.com:sub": "*"}
    }
  }
})",
     R"({
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {
      "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {
      "StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:example/app:ref:refs/heads/main"
      }
    }
  }
})"},
};

}  // namespace

std::span<const LintRule> OidcLintRules() { return kOidcRules; }

}  // namespace rolecall::policy
