// AssumeRoot: who may be whose root, and what that root may do.
#include "services/authorize.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

constexpr char kMember[] = "222233334444";
constexpr char kRootArn[] = "arn:aws:iam::222233334444:root";
constexpr char kUnlock[] = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
constexpr char kAudit[] = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";

class AssumeRootTest : public StsTest {
 protected:
  AssumeRootTest() {
    EXPECT_TRUE(directory().EnsureAccount(kMember).ok());
    Organize({"RootSessions"});
  }
  void Organize(std::vector<std::string> features) {
    Write([&](directory::Transaction& transaction) {
      transaction.Put(directory::Organization{
          .id = "o-a1b2c3d4e5", .account = kAccount, .root_id = "r-ab12", .iam_features = std::move(features)});
      for (const char* account : {kAccount, kMember}) {
        transaction.Put(
            directory::MemberAccount{.account = account, .organization = "o-a1b2c3d4e5", .parent = "r-ab12"});
      }
    });
  }
  Reply Assume(const Caller& caller, const std::string& target = kMember, const std::string& task = kUnlock,
               const QueryParameterList& more = {}) {
    QueryParameterList parameters{{"TargetPrincipal", target}, {"TaskPolicyArn.arn", task}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return AskSts(caller, "AssumeRoot", parameters);
  }
  Caller Admin() { return NewUser("admin", Allow("sts:AssumeRoot")); }
  bool May(const Caller& caller, const std::string& action, const std::string& resource = "arn:aws:s3:::b") {
    const http::Request request{.method = "GET", .target = "/"};
    return services::Decide(MakeCall(request, caller), {.action = action, .resource = resource}).allowed();
  }
};

TEST_F(AssumeRootTest, TheSessionIsRootForItsTaskAlone) {
  const Reply reply = Assume(Admin());
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.At("Credentials/Expiration"), FormatIso8601(clock().Now() + std::chrono::seconds(900)));
  const Caller root = SessionIn(reply);
  EXPECT_EQ(AskSts(root, "GetCallerIdentity").At("Arn"), kRootArn);
  EXPECT_TRUE(May(root, "s3:DeleteBucketPolicy"));
  EXPECT_FALSE(May(root, "s3:DeleteBucket"));
  EXPECT_FALSE(May(root, "iam:GetLoginProfile"));
  EXPECT_FALSE(May(root, "sts:AssumeRole"));
  auto of_no_task = std::make_shared<directory::Session>(*root.session);
  of_no_task->session_policy_arns = {"arn:aws:iam::aws:policy/root-task/Gone"};
  Caller without = root;
  without.session = of_no_task;
  EXPECT_FALSE(May(without, "s3:DeleteBucketPolicy"));
  const Caller auditor = SessionIn(Assume(Admin(), kRootArn, kAudit));
  EXPECT_TRUE(May(auditor, "iam:ListAccessKeys", kRootArn));
  EXPECT_FALSE(May(auditor, "iam:ListAccessKeys", "arn:aws:iam::" + std::string(kMember) + ":user/ann"));
  EXPECT_FALSE(May(auditor, "iam:CreateAccessKey"));
  EXPECT_FALSE(May(auditor, "s3:DeleteBucketPolicy"));
}

TEST_F(AssumeRootTest, OnlyTheManagementAccountOfTheMemberMayAndOnlyIfItIsSwitchedOn) {
  const std::string denied = "AccessDenied";
  EXPECT_EQ(Assume(NewUser("ann")).error_code, denied);
  EXPECT_EQ(Assume(Root()).error_code, denied);
  EXPECT_EQ(Assume(Admin(), kAccount).error_code, denied);
  EXPECT_EQ(Assume(Admin(), kOtherAccount).error_code, denied);
  EXPECT_EQ(Assume(NewUser("eve", Allow("sts:AssumeRoot"), kMember), kAccount).error_code, denied);
  EXPECT_EQ(Assume(NewUser("mallory", Allow("sts:AssumeRoot"), kOtherAccount)).error_code, denied);
  Organize({});
  EXPECT_EQ(Assume(Admin()).error_code, denied);
}

TEST_F(AssumeRootTest, TheTaskIsOneOfAwssAndACondition) {
  for (const char* task :
       {"arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/S3UnlockBucketPolicy",
        "arn:aws:iam::054000737513:policy/root-task/S3UnlockBucketPolicy"}) {
    EXPECT_EQ(Assume(Admin(), kMember, task).error_code, "ValidationError") << task;
  }
  const Caller limited = NewUser(
      "lim",
      R"({"Effect":"Allow","Action":"sts:AssumeRoot","Resource":"*","Condition":{"ArnEquals":{"sts:TaskPolicyArn":")" +
          std::string(kAudit) + R"("}}})");
  EXPECT_EQ(Assume(limited, kMember, kAudit).Outcome(), "200");
  EXPECT_EQ(Assume(limited, kMember, kUnlock).error_code, "AccessDenied");
  EXPECT_EQ(Assume(Admin(), "arn:aws:iam::222233334444:user/x").error_code, "ValidationError");
  EXPECT_EQ(Assume(Admin(), kMember, kUnlock, {{"DurationSeconds", "901"}}).error_code, "ValidationError");
  EXPECT_EQ(AskSts(Admin(), "AssumeRoot", {{"TargetPrincipal", kMember}}).error_code, "ValidationError");
}

}  // namespace
}  // namespace rolecall::services::sts
