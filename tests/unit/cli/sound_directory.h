// SoundDirectory: a configuration with a cluster's provider, a role for the service account shop/app and what it may
// do, and the service account's manifest. Everything in it is right; each test breaks or asks one thing.
#ifndef ROLECALL_TESTS_UNIT_CLI_SOUND_DIRECTORY_H_
#define ROLECALL_TESTS_UNIT_CLI_SOUND_DIRECTORY_H_

#include <string>

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {

inline constexpr char kSecretArn[] = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf";
inline constexpr char kRoleArn[] = "arn:aws:iam::111122223333:role/app";
inline constexpr char kServiceAccount[] =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  namespace: shop\n  annotations:\n"
    "    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/app\n";
inline constexpr char kPod[] =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  serviceAccountName: app\n"
    "  containers:\n  - name: main\n    image: example.com/web\n    env:\n    - name: GREETING\n      value: hello\n";

class SoundDirectory : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    WriteConfiguration("shop:app");
    Write("service-account.yaml", kServiceAccount);
  }

  void WriteConfiguration(const std::string& trusted, const std::string& issuer = "oidc.rolecall.internal",
                          const std::string& action = "secretsmanager:GetSecretValue") {
    Write("main.tf", R"(provider "aws" {
  region = "eu-central-1"
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url            = "https://)" +
                         issuer + R"("
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/)" +
                         issuer + R"(" }
      Condition = {
        StringEquals = {
          ")" + issuer + R"(:sub" = "system:serviceaccount:)" +
                         trusted + R"("
          ")" + issuer + R"(:aud" = "sts.amazonaws.com"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "app" {
  name = "read"
  role = aws_iam_role.app.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ")" + action +
                         R"("
      Resource = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/*"
    }]
  })
}
)");
  }

  // `more` are flags after the question.
  int Explain(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"explain", "--action", "secretsmanager:GetSecretValue", "--resource", kSecretArn};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }

  // The configuration, made on a plane of its own.
  void ApplyToPlane(std::vector<std::string> manifests = {}) {
    StartPlane(std::move(manifests));
    ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  }
};

}  // namespace rolecall::cli

#endif  // ROLECALL_TESTS_UNIT_CLI_SOUND_DIRECTORY_H_
