#include "policy/managed/aws_managed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "policy/document/document.h"

namespace rolecall::policy {
namespace {

const partition::Partition& Aws() { return *partition::Find("aws"); }

const AwsManagedPolicy& The(std::string_view name) {
  for (const AwsManagedPolicy& policy : AwsManagedPolicies(Aws())) {
    if (policy.name == name) return policy;
  }
  ADD_FAILURE() << name;
  return AwsManagedPolicies(Aws()).front();
}

bool Allows(const AwsManagedPolicy& policy, const char* action, const char* resource) {
  const PolicySet identity{CompiledAwsPolicy(policy)};
  PolicyInputs inputs;
  inputs.identity = &identity;
  const Principal ann = Principal::User("arn:aws:iam::054000737513:user/ann", "");
  return Decide(inputs, Request(ann, action, resource, "054000737513", {})).allowed();
}

TEST(AwsManaged, EveryPolicyIsFoundByItsWholeArnAlone) {
  std::set<std::string> arns;
  for (const AwsManagedPolicy& policy : AwsManagedPolicies(Aws())) {
    EXPECT_EQ(FindAwsManagedPolicy(policy.arn()), &policy);
    EXPECT_TRUE(arns.insert(policy.arn()).second);
    EXPECT_TRUE(policy.path.starts_with('/') && policy.path.ends_with('/')) << policy.name;
    EXPECT_LE(policy.created, policy.updated) << policy.name;
  }
  EXPECT_GT(arns.size(), 1500U);
  EXPECT_EQ(The("AWSLambdaBasicExecutionRole").arn(),
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
  for (const char* wrong :
       {"", "AdministratorAccess", "arn:aws:iam::aws:policy/", "arn:aws:iam::aws:policy/administratoraccess",
        "arn:aws:iam::aws:policy/service-role/AdministratorAccess",
        "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole", "arn:aws:iam::111122223333:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/AdministratorAccess/"}) {
    EXPECT_EQ(FindAwsManagedPolicy(wrong), nullptr) << wrong;
  }
}

TEST(AwsManaged, EachPartitionHasItsOwn) {
  const partition::Partition& china = *partition::Find("aws-cn");
  const AwsManagedPolicy* role = FindAwsManagedPolicy("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(role->arn(), "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole");
  EXPECT_EQ(FindAwsManagedPolicyNamed(china, "AWSLambdaRole"), role);
  EXPECT_EQ(AwsManagedPolicies(china).size(), AwsManagedPolicies(Aws()).size());
  EXPECT_NE(FindAwsManagedPolicy("arn:aws:iam::aws:policy/service-role/AWSLambdaRole"), role);
  EXPECT_EQ(FindAwsManagedPolicy("arn:aws-moon:iam::aws:policy/service-role/AWSLambdaRole"), nullptr);
  EXPECT_EQ(NameOf(*CompiledAwsPolicy(*role)), role->arn());
  const AwsManagedPolicy* eks = FindAwsManagedPolicyNamed(china, "AmazonEKS_CNI_Policy");
  ASSERT_NE(eks, nullptr);
  EXPECT_NE(AwsPolicyText(The("AmazonEKS_CNI_Policy")).find("arn:aws:"), std::string::npos);
  EXPECT_NE(AwsPolicyText(*eks).find("arn:aws-cn:"), std::string::npos);
  for (const AwsPolicyVersion& version : AwsPolicyVersions(*eks)) {
    EXPECT_EQ(AwsPolicyText(*eks, version.number)->find("arn:aws:"), std::string::npos) << version.number;
  }
}

TEST(AwsManaged, EveryDocumentParsesAndIsCompiledOnce) {
  for (const AwsManagedPolicy& policy : AwsManagedPolicies(Aws())) {
    ASSERT_FALSE(Parse(AwsPolicyText(policy), DocumentKind::kIdentity).malformed.has_value()) << policy.name;
  }
  const AwsManagedPolicy& admin = The("AdministratorAccess");
  EXPECT_EQ(CompiledAwsPolicy(admin).get(), CompiledAwsPolicy(admin).get());
  EXPECT_EQ(NameOf(*CompiledAwsPolicy(admin)), "arn:aws:iam::aws:policy/AdministratorAccess");
}

TEST(AwsManaged, DocumentsAreAwssOwn) {
  const AwsManagedPolicy& admin = The("AdministratorAccess");
  EXPECT_EQ(AwsPolicyText(admin),
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})");
  EXPECT_EQ(admin.default_version, 1);
  EXPECT_EQ(FormatIso8601(admin.created), "2015-02-06T18:39:46Z");
  EXPECT_EQ(admin.description, "Provides full access to AWS services and resources.");
  EXPECT_TRUE(Allows(admin, "iam:CreateUser", "arn:aws:iam::054000737513:user/bob"));
  const AwsManagedPolicy& read_only = The("ReadOnlyAccess");
  EXPECT_TRUE(Allows(read_only, "s3:GetObject", "arn:aws:s3:::b/k"));
  EXPECT_FALSE(Allows(read_only, "s3:PutObject", "arn:aws:s3:::b/k"));
  EXPECT_FALSE(Allows(read_only, "secretsmanager:GetSecretValue",
                      "arn:aws:secretsmanager:eu-central-1:054000737513:secret:a-a1B2c3"));
  EXPECT_FALSE(Allows(The("PowerUserAccess"), "iam:CreateUser", "arn:aws:iam::054000737513:user/bob"));
  EXPECT_TRUE(Allows(The("PowerUserAccess"), "iam:ListRoles", "*"));
  EXPECT_FALSE(Allows(The("AWSDenyAll"), "s3:GetObject", "arn:aws:s3:::b/k"));
}

TEST(AwsManaged, EveryOlderVersionThatIsListedHasADocument) {
  for (const char* name :
       {"AmazonS3ReadOnlyAccess", "ReadOnlyAccess", "AmazonEKSClusterPolicy", "AdministratorAccess"}) {
    const AwsManagedPolicy& policy = The(name);
    const std::vector<AwsPolicyVersion> versions = AwsPolicyVersions(policy);
    EXPECT_EQ(versions.front().number, policy.default_version);
    EXPECT_EQ(versions.back().number, 1);
    for (std::size_t i = 0; i < versions.size(); ++i) {
      const std::optional<std::string> text = AwsPolicyText(policy, versions[i].number);
      ASSERT_TRUE(text.has_value()) << name << " v" << versions[i].number;
      EXPECT_FALSE(Parse(*text, DocumentKind::kIdentity).malformed.has_value()) << name << " v" << versions[i].number;
      if (i == 0) continue;
      EXPECT_LT(versions[i].number, versions[i - 1].number);
      EXPECT_LE(versions[i].created, versions[i - 1].created);
    }
    EXPECT_EQ(AwsPolicyText(policy, policy.default_version), AwsPolicyText(policy));
    EXPECT_EQ(AwsPolicyText(policy, policy.default_version + 1), std::nullopt);
    EXPECT_EQ(AwsPolicyText(policy, 0), std::nullopt);
  }
  EXPECT_EQ(
      AwsPolicyText(The("AmazonS3ReadOnlyAccess"), 1),
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]})");
}

}  // namespace
}  // namespace rolecall::policy
