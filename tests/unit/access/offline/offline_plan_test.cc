#include "access/offline/offline_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "access/model/model_readers.h"
#include "access/model/resource_policy.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::access {
namespace {

using testing::Directory;

constexpr const char* kMain = R"(provider "aws" {
  region = "eu-central-1"
}

data "aws_caller_identity" "current" {}

resource "aws_iam_policy" "app" {
  name   = "App"
  path   = "/k8s/"
  policy = file("${path.module}/app.json")
}

module "role" {
  source      = "./role"
  account_id  = data.aws_caller_identity.current.account_id
  policy_arns = [aws_iam_policy.app.arn]
}
)";
constexpr const char* kPlannedRole = R"(variable "account_id" {}
variable "policy_arns" {
  type = list(string)
}

resource "aws_iam_role" "this" {
  name = "App"
  path = "/k8s/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::${var.account_id}:oidc-provider/oidc.example.com/id/A" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = { for index, arn in var.policy_arns : index => arn }
  role       = aws_iam_role.this.name
  policy_arn = each.value
}

resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://oidc.example.com/id/A"
  client_id_list = ["sts.amazonaws.com"]
}
)";
constexpr const char* kPolicy = R"({
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:secretsmanager:eu-central-1:054000737513:secret:k8s/*" }
  ]
}
)";

const Directory::FileTexts kGood = {{"main.tf", kMain}, {"app.json", kPolicy}, {"role/main.tf", kPlannedRole}};

TEST(PlanOffline, PredictsWhatAwsWillChooseAndJoinsIt) {
  Directory directory(kGood);
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  const Role* role = planned->model.FindRole("arn:aws:iam::054000737513:role/k8s/App");
  ASSERT_NE(role, nullptr);
  ASSERT_EQ(role->attached.size(), 1u);
  EXPECT_EQ(role->attached[0].policy_arn, "arn:aws:iam::054000737513:policy/k8s/App");
  ASSERT_EQ(planned->model.IdentityPolicies(*role).size(), 1u);
  EXPECT_NE(role->trust.text.find("arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A"), std::string::npos);
  ASSERT_NE(planned->model.FindProvider("oidc.example.com/id/A", "054000737513"), nullptr);
}

TEST(PlanOffline, FindsTheAccountInTheDirectorysOwnArns) {
  Directory directory(kGood);
  auto planned = directory.Plan();
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->account_source, "app.json");
  EXPECT_FALSE(planned->model.account_is_placeholder);
  directory.files["app.json"] = R"({"Version":"2012-10-17","Statement":[]})";
  planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  EXPECT_TRUE(planned->model.account_is_placeholder);
  EXPECT_NE(planned->model.FindRole("arn:aws:iam::000000000000:role/k8s/App"), nullptr);
  directory.account_id = "123456789012";
  planned = directory.Plan();
  ASSERT_TRUE(planned);
  EXPECT_NE(planned->model.FindRole("arn:aws:iam::123456789012:role/k8s/App"), nullptr);
}

TEST(PlanOffline, KnowsWhereEverythingIsWritten) {
  Directory directory(kGood);
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned);
  const Role* role = planned->model.FindRoleByName("App");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(role->trust.origin.Text(), "role/main.tf:9 (module.role.aws_iam_role.this)");
  const PolicyDocument* policy = planned->model.IdentityPolicies(*role).at(0);
  EXPECT_EQ(policy->origin.PlaceText(), "main.tf:10");
  EXPECT_EQ(policy->file, "app.json");
  EXPECT_EQ(policy->text, kPolicy);
  // Through the module's variable, back to the call.
  EXPECT_EQ(role->attached[0].origin.address, "module.role.aws_iam_role_policy_attachment.this[\"0\"]");
}

TEST(PlanOffline, SaysWhatIsMissingInsteadOfGuessing) {
  Directory directory(kGood);
  directory.files["vars.tf"] = "variable \"cluster\" {}\n";
  EXPECT_FALSE(directory.Plan());
  EXPECT_NE(directory.Errors().find("No value for required variable"), std::string::npos);
}

TEST(PlanOffline, ReadsAwssOwnPoliciesByNameAndArn) {
  Directory directory(kGood);
  directory.files["data.tf"] = R"(data "aws_iam_policy" "logs" {
  name = "AWSLambdaBasicExecutionRole"
}
data "aws_iam_policy" "read" {
  arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_role_policy_attachment" "logs" {
  role       = module.role.name
  policy_arn = data.aws_iam_policy.logs.arn
}
resource "aws_iam_role_policy_attachment" "read" {
  role       = module.role.name
  policy_arn = data.aws_iam_policy.read.name == "ReadOnlyAccess" ? data.aws_iam_policy.read.arn : ""
}
)";
  directory.files["role/out.tf"] = "output \"name\" {\n  value = aws_iam_role.this.name\n}\n";
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  const Role* role = planned->model.FindRoleByName("App");
  ASSERT_NE(role, nullptr);
  std::set<std::string> names;
  for (const PolicyDocument* document : planned->model.IdentityPolicies(*role)) names.insert(document->name);
  EXPECT_EQ(names,
            (std::set<std::string>{"arn:aws:iam::054000737513:policy/k8s/App", "arn:aws:iam::aws:policy/ReadOnlyAccess",
                                   "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}));
}

TEST(PlanOffline, OfNothingAtAllThereIsNoPlan) {
  Directory directory(Directory::FileTexts{{"notes.txt", "no configuration"}});
  EXPECT_FALSE(directory.Plan().has_value());
  ASSERT_TRUE(directory.diagnostics.HasErrors());
  EXPECT_EQ(directory.diagnostics.list().front().summary, "No configuration files") << "every promise would hold of it";
}

TEST(PlanOffline, AsksNobody) {
  Directory directory(kGood);
  directory.files["data.tf"] = R"(data "aws_iam_policy" "boundary" {
  arn = "arn:aws:iam::054000737513:policy/boundary"
}
)";
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  EXPECT_EQ(directory.requests(), 0);
  ASSERT_FALSE(planned->model.gaps.empty());
  EXPECT_NE(planned->model.gaps[0].find("aws_iam_policy"), std::string::npos);
}

// What a state remembers of data sources answers them; the account in it is the caller's.
TEST(PlanOffline, TheStateAnswersForDataSourcesThatItRemembers) {
  Directory directory(kGood);
  directory.files["app.json"] = R"({"Version":"2012-10-17","Statement":[]})";
  engine::Instance caller;
  caller.attributes = R"({"account_id":"111122223333","arn":"arn:aws:iam::111122223333:root","id":"111122223333",)"
                      R"("user_id":"111122223333"})";
  directory.state.PutInstance({"", engine::ResourceMode::kData, "aws_caller_identity", "current"},
                              "provider[\"registry.opentofu.org/hashicorp/aws\"]", caller);
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  EXPECT_EQ(planned->account_source, "the state");
  EXPECT_NE(planned->model.FindRole("arn:aws:iam::111122223333:role/k8s/App"), nullptr);
  EXPECT_EQ(directory.requests(), 0);
}

TEST(PlanOffline, TheProvidersOwnSettingsTellTheAccount) {
  Directory directory(kGood);
  directory.files["app.json"] = R"({"Version":"2012-10-17","Statement":[]})";
  const auto with = [&](const std::string& setting) {
    directory.files["main.tf"] = std::string(kMain).replace(0, 16, "provider \"aws\" {\n" + setting);
    const auto planned = directory.Plan();
    EXPECT_TRUE(planned) << directory.Errors();
    return planned ? planned->model.account_id : "";
  };
  EXPECT_EQ(with("  allowed_account_ids = [\"444455556666\"]\n"), "444455556666");
  EXPECT_EQ(with("  assume_role {\n    role_arn = \"arn:aws:iam::777788889999:role/deploy\"\n  }\n"), "777788889999");
}

TEST(PlanOffline, NamesThatAwsChoosesArePredictedEachAnotherOne) {
  Directory directory(kGood);
  directory.files["prefix.tf"] =
      "resource \"aws_iam_policy\" \"p\" {\n  count = 2\n  name_prefix = \"p-\"\n  policy = \"{}\"\n}\n";
  directory.files["prefix.tf"].replace(directory.files["prefix.tf"].find("\"{}\""), 4,
                                       "jsonencode({ Version = \"2012-10-17\", Statement = [] })");
  const auto planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  std::set<std::string> names;
  for (const auto& [arn, policy] : planned->model.policies) {
    if (policy.name.starts_with("p-")) names.insert(policy.name);
  }
  EXPECT_EQ(names.size(), 2u);
}

TEST(PlanOffline, ImportsAreSaidToBeUnknown) {
  Directory directory(kGood);
  directory.files["import.tf"] = "import {\n  to = aws_iam_policy.app\n  id = \"x\"\n}\n";
  const auto planned = directory.Plan();
  if (planned) {
    ASSERT_FALSE(planned->model.gaps.empty());
    EXPECT_NE(planned->model.gaps[0].find("will be known only when it is imported"), std::string::npos);
  } else {
    EXPECT_NE(directory.Errors(), "");
  }
}

TEST(PlanOffline, EachBucketIsOfTheAccountOfItsProvider) {
  testing::Directory directory(testing::Directory::FileTexts{{"main.tf", R"(
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
provider "aws" {
  alias  = "hub"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::444455556666:role/deployer" }
}
locals { anybody = { Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*" }] } }
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
resource "aws_s3_bucket_policy" "own" {
  bucket = "own"
  policy = jsonencode(local.anybody)
}
resource "aws_s3_bucket_policy" "hub" {
  provider = aws.hub
  bucket   = "hub"
  policy   = jsonencode(local.anybody)
}
)"}});
  const std::optional<OfflinePlan> planned = directory.Plan();
  ASSERT_TRUE(planned) << directory.Errors();
  EXPECT_EQ(planned->model.account_id, "111122223333") << "that of the roles";
  EXPECT_EQ(OwnerOfResource(planned->model, "arn:aws:s3:::own/key"), "111122223333");
  EXPECT_EQ(OwnerOfResource(planned->model, "arn:aws:s3:::hub/key"), "444455556666");
}

}  // namespace
}  // namespace rolecall::access
