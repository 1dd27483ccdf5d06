#include <set>

#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using services::testing::kEverything;

constexpr char kTwo[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","SQS:SendMessage"],"Resource":"*"},{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]})";
const std::string kServices = "ServicesLastAccessed/member/";

class IamLastAccessed : public IamTest {
 protected:
  IamLastAccessed() {
    CreateUser("ann");
    Do("PutUserPolicy", {{"UserName", "ann"}, {"PolicyName", "i"}, {"PolicyDocument", kTwo}});
  }
  std::string Generate(const std::string& resource) {
    return Ask("GenerateServiceLastAccessedDetails", {{"Arn", Arn(resource)}}).At("JobId");
  }
  Reply Details(const std::string& job) { return Ask("GetServiceLastAccessedDetails", {{"JobId", job}}); }
  Reply Entities(const std::string& job, const std::string& service) {
    return Ask("GetServiceLastAccessedDetailsWithEntities", {{"JobId", job}, {"ServiceNamespace", service}});
  }
  std::string IdOf(const std::string& user) { return snapshot()->users.Find(directory::NameKey(kAccount, user))->id; }
};

TEST_F(IamLastAccessed, ListsWhatIsAllowedWithItsLastUse) {
  directory().NoteServiceUse(IdOf("ann"), "s3", "eu-central-1");
  directory().NoteServiceUse(IdOf("ann"), "ec2", "eu-central-1");
  const std::string job = Generate("user/ann");
  EXPECT_EQ(job.size(), 36u);
  Reply details = Details(job);
  ASSERT_EQ(details.Outcome(), "200");
  EXPECT_EQ(details.At("JobStatus"), "COMPLETED");
  EXPECT_EQ(details.At("JobType"), "SERVICE_LEVEL");
  EXPECT_EQ(details.All(kServices + "ServiceNamespace"), (Names{"s3", "sqs"}));
  EXPECT_EQ(details.All(kServices + "ServiceName"), (Names{"Amazon S3", "Amazon SQS"}));
  EXPECT_EQ(details.All(kServices + "LastAuthenticated"), Names{"2026-11-18T11:06:40Z"});
  EXPECT_EQ(details.All(kServices + "LastAuthenticatedEntity"), Names{Arn("user/ann")});
  EXPECT_EQ(details.All(kServices + "LastAuthenticatedRegion"), Names{"eu-central-1"});
  EXPECT_EQ(details.All(kServices + "TotalAuthenticatedEntities"), (Names{"1", "0"}));
}

TEST_F(IamLastAccessed, OfAGroupAndAPolicyIsThatOfTheirMembers) {
  for (const char* user : {"bob", "eve"}) CreateUser(user);
  CreateGroup("g");
  Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "bob"}});
  Do("AddUserToGroup", {{"GroupName", "g"}, {"UserName", "ann"}});
  Do("CreatePolicy", {{"PolicyName", "p"}, {"PolicyDocument", kTwo}});
  Do("AttachGroupPolicy", {{"GroupName", "g"}, {"PolicyArn", kPolicyArn}});
  ASSERT_EQ(CreateRole("app").status, 200);
  Do("AttachRolePolicy", {{"RoleName", "app"}, {"PolicyArn", kPolicyArn}});
  directory().NoteServiceUse(IdOf("ann"), "s3", "eu-central-1");
  clock().Advance(std::chrono::hours(1));
  directory().NoteServiceUse(IdOf("bob"), "s3", "us-east-1");
  directory().NoteServiceUse(IdOf("eve"), "s3", "us-east-1");
  const std::string of_group = Generate("group/g"), of_policy = Generate("policy/p");
  Reply details = Details(of_group);
  EXPECT_EQ(details.At(kServices + "LastAuthenticatedEntity"), Arn("user/bob"));
  EXPECT_EQ(details.At(kServices + "TotalAuthenticatedEntities"), "2");
  const std::string names = "EntityDetailsList/member/EntityInfo/Name";
  EXPECT_EQ(Entities(of_group, "s3").All(names), (Names{"bob", "ann"}));
  Reply entities = Entities(of_policy, "s3");
  EXPECT_EQ(entities.All(names), (Names{"bob", "ann", "app"}));
  EXPECT_EQ(entities.All("EntityDetailsList/member/EntityInfo/Type"), (Names{"USER", "USER", "ROLE"}));
  EXPECT_EQ(entities.All("EntityDetailsList/member/LastAuthenticated").size(), 2u);
  EXPECT_EQ(Entities(of_policy, "ec2").All(names), Names{}) << "not allowed by it";
}

TEST_F(IamLastAccessed, EverythingIsAllowedByAStarAndAllButOneByNotAction) {
  const auto listed = [&](const std::string& statement) {
    Do("PutUserPolicy",
       {{"UserName", "ann"}, {"PolicyName", "i"}, {"PolicyDocument", services::testing::PolicyDocument(statement)}});
    const Reply details = Ask("GetServiceLastAccessedDetails", {{"JobId", Generate("user/ann")}, {"MaxItems", "1000"}});
    const Names all = details.All(kServices + "ServiceNamespace");
    return std::set<std::string>(all.begin(), all.end());
  };
  const std::set<std::string> all = listed(kEverything);
  EXPECT_GT(all.size(), 400u);
  const std::set<std::string> but_iam = listed(R"({"Effect":"Allow","NotAction":["iam:*","s3:Get*"],"Resource":"*"})");
  EXPECT_EQ(but_iam.size(), all.size() - 1);
  EXPECT_EQ(but_iam.count("iam"), 0u);
  EXPECT_EQ(but_iam.count("s3"), 1u);
}

TEST_F(IamLastAccessed, AnEntityThatIsGoneFailsItsReport) {
  const std::string job = Generate("user/ann");
  Do("DeleteUserPolicy", {{"UserName", "ann"}, {"PolicyName", "i"}});
  Do("DeleteUser", {{"UserName", "ann"}});
  Reply details = Details(job);
  EXPECT_EQ(details.At("JobStatus"), "FAILED");
  EXPECT_EQ(details.At("Error/Code"), "NoSuchEntity");
}

TEST_F(IamLastAccessed, JobsAreTheAccountsOwnAndRunOut) {
  const std::string job = Generate("user/ann");
  const std::string missing = "404 NoSuchEntity: The job with id " + job + " cannot be found.";
  EXPECT_EQ(AskAs(Root(services::testing::kOtherAccount), "GetServiceLastAccessedDetails", {{"JobId", job}}).Outcome(),
            missing);
  clock().Advance(std::chrono::hours(169));
  EXPECT_EQ(Details(job).Outcome(), missing);
  EXPECT_EQ(snapshot()->access_jobs.size(), 1u);
  Generate("user/ann");
  EXPECT_EQ(snapshot()->access_jobs.size(), 1u) << "the old one is forgotten";
}

TEST_F(IamLastAccessed, WhatDoesNotExistHasNoReport) {
  const auto outcome = [&](const std::string& arn) {
    return Ask("GenerateServiceLastAccessedDetails", {{"Arn", arn}}).Outcome();
  };
  EXPECT_EQ(outcome(Arn("user/none")),
            "404 NoSuchEntity: The entity with ARN " + Arn("user/none") + " cannot be found.");
  EXPECT_EQ(outcome(Arn("user/x/ann")).substr(0, 3), "404");
  EXPECT_EQ(outcome(Arn("oidc-provider/x.example")),
            "400 InvalidInput: Invalid ARN: " + Arn("oidc-provider/x.example"));
  EXPECT_EQ(outcome("hello-hello-hello-hello"), "400 InvalidInput: Invalid ARN: hello-hello-hello-hello");
}

}  // namespace
}  // namespace rolecall::services::iam
