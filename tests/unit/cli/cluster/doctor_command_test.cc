// `doctor` as a whole command.
#include <boost/json.hpp>

#include "tests/unit/cli/fake_cluster.h"
#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kStore[] =
    "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: aws, namespace: shop}\n"
    "spec: {provider: {aws: {service: SecretsManager, auth: {jwt: {serviceAccountRef: {name: app, audiences: "
    "[vault]}}}}}}\n";

using DoctorCommand = SoundDirectory;

TEST_F(DoctorCommand, ASoundSetUpHasNothing) {
  EXPECT_EQ(Run({"doctor", "-dir=.", "service-account.yaml"}), kExitOk) << out() << err();
  EXPECT_THAT(out(), HasSubstr("0 errors, 0 warnings"));
}

TEST_F(DoctorCommand, WithoutAnAccountRolesAreNotJudgedAndThatIsSaid) {
  EXPECT_EQ(Run({"doctor", "service-account.yaml"}), kExitOk) << out() << err();
  EXPECT_THAT(err(), HasSubstr("Note: no account was looked at: roles and trust are not judged"));
}

TEST_F(DoctorCommand, FindingsAreToldInEveryFormAndFailFromTheSeverityThatIsAskedFor) {
  Write("store.yaml", kStore);
  const std::vector<std::string> doctor = {"doctor", "-dir=.", "service-account.yaml", "store.yaml"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), doctor.begin(), doctor.end());
    return Run(more);
  };
  EXPECT_EQ(with({}), kExitDifferent) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("store-audiences"), HasSubstr("repair: ")));
  EXPECT_EQ(with({"-json"}), kExitDifferent);
  const boost::json::value json = boost::json::parse(out());
  ASSERT_EQ(json.at("findings").as_array().size(), 1u) << out();
  EXPECT_EQ(json.at("findings").at(0).at("code"), "store-audiences");
  EXPECT_EQ(with({"-sarif"}), kExitDifferent);
  EXPECT_EQ(boost::json::parse(out()).at("runs").at(0).at("results").at(0).at("ruleId"), "store-audiences");
  EXPECT_EQ(with({"-ignore=store-audiences"}), kExitOk) << out();
  EXPECT_EQ(with({"-json", "-sarif"}), kExitError);
}

TEST_F(DoctorCommand, ThePlanesAccountIsRead) {
  ApplyToPlane();
  // The plane's own administrator may do everything, and lint says so.
  EXPECT_EQ(Run({"doctor", "-ignore=identity-admin", "service-account.yaml"}), kExitOk) << out() << err();
  Write("service-account.yaml",
        std::string(kServiceAccount).replace(std::string(kServiceAccount).find("role/app"), 8, "role/none"));
  EXPECT_EQ(Run({"doctor", "service-account.yaml"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("role-annotation-unknown-role"));
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Run({"doctor", "service-account.yaml"}), kExitError);
  EXPECT_EQ(out(), "");
}

TEST_F(DoctorCommand, TheMatrixHasServiceAccountsBesideRolesAndWhoTrustsWhom) {
  EXPECT_EQ(Run({"doctor", "-matrix", "-dir=.", "service-account.yaml"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(StartsWith("SERVICE ACCOUNT  ROLE"),
                           ContainsRegex("shop/app +arn:aws:iam::[0-9]+:role/app +trusted\n")));
  EXPECT_EQ(Run({"doctor", "-matrix", "-json", "-dir=.", "service-account.yaml"}), kExitOk) << err();
  const boost::json::value row = boost::json::parse(out()).at("rows").at(0);
  EXPECT_EQ(row.at("service_account"), "shop/app");
  EXPECT_EQ(row.at("verdict"), "trusted");
  EXPECT_EQ(Run({"doctor", "-matrix", "service-account.yaml"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("shop/app"), Not(HasSubstr("  trusted\n"))));
}

TEST_F(DoctorCommand, AClusterIsReadWithItsNotes) {
  FakeCluster cluster;
  Write("kubeconfig", cluster.Kubeconfig());
  cluster.Refuse("GET /api/v1/serviceaccounts", 403, "Forbidden", "serviceaccounts is forbidden");
  EXPECT_EQ(Run({"doctor", "-kubernetes=kubeconfig"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("serviceaccounts is forbidden"));
  cluster.List("/api/v1/serviceaccounts", "ServiceAccount", R"([{"metadata":{"name":"app","namespace":"shop"}}])");
  cluster.Refuse("GET /api/v1/pods", 403, "Forbidden", "pods is forbidden");
  EXPECT_EQ(Run({"doctor", "-kubernetes=kubeconfig"}), kExitOk) << out() << err();
  EXPECT_THAT(err(), AllOf(HasSubstr("Note: Pod objects cannot be read and are not judged: "),
                           HasSubstr("Note: the cluster's issuer is not known: "), Not(HasSubstr("hush"))));
  EXPECT_EQ(Run({"doctor", "-kubernetes=nowhere"}), kExitError);
}

TEST_F(DoctorCommand, InsideAContainerItsTokenIsTriedAndWhatGoesBeforeItIsFound) {
  ApplyToPlane();
  EXPECT_EQ(Run({"token", "mint", "--service-account", "shop/app"}), kExitOk) << err();
  Write("token", out());
  environment_.Set("AWS_ROLE_ARN", kRoleArn);
  environment_.Set("AWS_WEB_IDENTITY_TOKEN_FILE", "token");
  EXPECT_EQ(Run({"doctor", "-inside"}), kExitDifferent);
  EXPECT_THAT(out(), AllOf(HasSubstr("inside-keys-first"), Not(HasSubstr("AKIAIOSFODNN7EXAMPLE")),
                           Not(HasSubstr("inside-token-refused"))));
  environment_.Set("AWS_ACCESS_KEY_ID", "");
  EXPECT_EQ(Run({"doctor", "-inside"}), kExitOk) << out();
  environment_.Set("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/other");
  EXPECT_EQ(Run({"doctor", "-inside"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("inside-token-refused"));
}

TEST_F(DoctorCommand, ChecksAreListedWithTheirSeverity) {
  EXPECT_EQ(Run({"doctor", "-checks"}), kExitOk);
  EXPECT_THAT(out(), ContainsRegex("webhook-ignores +warning +Pods come without their role"));
}

TEST_F(DoctorCommand, WhatCannotBeLookedAtIsRefused) {
  EXPECT_EQ(Run({"doctor"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("name files, a cluster (-kubernetes) or an account (-dir, -state, -endpoint)"));
  EXPECT_EQ(Run({"doctor", "-inside", "service-account.yaml"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-inside looks at nothing else"));
  EXPECT_EQ(Run({"doctor", "nowhere"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("nowhere"));
  Write("main.tf", "resource {");
  EXPECT_EQ(Run({"doctor", "-dir=.", "service-account.yaml"}), kExitError);
  EXPECT_EQ(Run({"doctor", "-fail-on=never", "service-account.yaml"}), kExitError);
}

}  // namespace
}  // namespace rolecall::cli
