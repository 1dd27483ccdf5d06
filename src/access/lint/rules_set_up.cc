// Rules about roles, providers and service accounts together.
#include "access/lint/rules.h"

namespace rolecall::access {
namespace {

using policy::ExampleKind;
using policy::FindingSeverity;
using policy::FixKind;
using policy::LintRule;

constexpr LintRule kSetUpRules[] = {
    {"role-annotation-unknown-role", FindingSeverity::kError, FixKind::kSuggested, "The annotated role does not exist",
     "No role of that ARN is among those that the directory makes, though it is of their account. The path "
     "belongs to the ARN, and case counts.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: writer
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/App
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-annotation-not-trusted", FindingSeverity::kError, FixKind::kSuggested,
     "The annotated role does not trust the service account",
     "Pods of the service account get the role's ARN, and STS denies it to them: the trust policy does not let "
     "the subject of their tokens in.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: writer
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-annotation-missing", FindingSeverity::kWarning, FixKind::kSuggested,
     "A role trusts a service account that is not annotated with it",
     "The service account is here, and the role is made for it, but without the annotation pods do not get it.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-annotation-account", FindingSeverity::kError, FixKind::kSuggested,
     "The annotation names a role of another account",
     "The directory's own roles and the cluster's provider are of one account, the annotated role is of "
     "another. STS then looks for the provider in the other account.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: writer
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::444455556666:role/k8s-main/App
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-annotation-client-id", FindingSeverity::kError, FixKind::kSuggested,
     "The provider does not take tokens for the annotated audience",
     "The audience of the service account's tokens is none of the client ids of the provider that the role "
     "trusts. STS answers that the audience is incorrect.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/audience: vault
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"trust-oidc-sub-unknown", FindingSeverity::kWarning, FixKind::kSuggested,
     "The trusted service account is not there",
     "No manifest has the service account that the role trusts, though there are manifests. A name or namespace "
     "may be misspelt, here or there.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:raeder"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-session-outlives-token", FindingSeverity::kHint, FixKind::kNone,
     "Sessions last longer than the tokens that they are made from",
     "The tokens of the service account were made short-lived, but the role lets a session last longer: whoever "
     "got hold of a token, or of the credentials, has access until the session ends. Nothing fails; it is for "
     "those who chose a short lifetime to limit that.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  max_session_duration = 43200
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
    eks.amazonaws.com/token-expiration: "900"
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  max_session_duration = 43200
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
### sa.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reader
  namespace: secrets
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/k8s-main/App
)"},
    {"role-inline-size", FindingSeverity::kError, FixKind::kNone,
     "The inline policies of the role are too long together",
     "All inline policies of a role may have 10,240 characters without white space. Managed policies have a "
     "quota of their own each.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
resource "aws_iam_role_policy" "p1" {
  name = "p1"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::reports/{{pad 7000}}/*"
    }
  })
}
resource "aws_iam_role_policy" "p2" {
  name = "p2"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::reports/{{pad 7000}}/*"
    }
  })
}
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
resource "aws_iam_role_policy" "p1" {
  name = "p1"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::reports/{{pad 100}}/*"
    }
  })
}
)"},
    {"role-policies-quota", FindingSeverity::kWarning, FixKind::kNone,
     "The role has more managed policies than the default quota allows",
     "The quota is 10 managed policies for a role; it can be raised to 20.", ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
resource "aws_iam_role_policy_attachment" "many" {
  count      = 11
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::111122223333:policy/p${count.index}"
}
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "app" {
  name = "App"
  path = "/k8s-main/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
      Condition = {
        StringEquals = {
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:sub" = "system:serviceaccount:secrets:reader"
          "oidc.eks.eu-central-1.amazonaws.com/id/MAIN:aud" = "sts.amazonaws.com"
        }
      }
    }
  })
}
resource "aws_iam_role_policy_attachment" "many" {
  count      = 3
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::111122223333:policy/p${count.index}"
}
)"},
    {"provider-no-client-id", FindingSeverity::kWarning, FixKind::kSuggested, "The provider has no client id for STS",
     "Tokens of service accounts are for sts.amazonaws.com unless they are annotated otherwise. A provider "
     "without that client id refuses them.",
     ExampleKind::kDirectory,
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["kubernetes"]
}
)",
     R"(### main.tf
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_iam_openid_connect_provider" "main" {
  url            = "https://oidc.eks.eu-central-1.amazonaws.com/id/MAIN"
  client_id_list = ["sts.amazonaws.com"]
}
)"},
};

}  // namespace

std::span<const LintRule> SetUpLintRules() { return kSetUpRules; }

}  // namespace rolecall::access
