#include "policy/tighten/tighten.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/document/document.h"
#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string Event(const std::string& source, const std::string& name, const std::string& more,
                  const std::string& role = "arn:aws:iam::111122223333:role/team/app") {
  return R"({"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/app/s","sessionContext":{"sessionIssuer":{"arn":")" +
         role + R"("}}},"eventSource":")" + source + R"(.amazonaws.com","eventName":")" + name +
         R"(","awsRegion":"eu-central-1","eventType":"AwsApiCall","recipientAccountId":"111122223333")" +
         (more.empty() ? "" : "," + more) + "}";
}

// "ACTION on RESOURCE" of one event.
std::string Used(const std::string& source, const std::string& name, const std::string& more) {
  AccessLog log("app");
  Result<void> read = log.Read(Event(source, name, more));
  EXPECT_TRUE(read.ok());
  std::string text;
  for (const auto& [access, calls] : log.allowed()) text += access.action + " on " + access.resource + "\n";
  return text;
}

TEST(AccessLog, NamesActionsAsPoliciesDo) {
  const char* kObject = R"("requestParameters":{"bucketName":"b","key":"k"})";
  EXPECT_EQ(Used("s3", "HeadObject", kObject), "s3:GetObject on arn:aws:s3:::b/k\n");
  EXPECT_EQ(Used("s3", "GetObject", R"("requestParameters":{"bucketName":"b","key":"k","versionId":"1"})"),
            "s3:GetObjectVersion on arn:aws:s3:::b/k\n");
  EXPECT_EQ(Used("s3", "ListObjectsV2", R"("requestParameters":{"bucketName":"b"})"),
            "s3:ListBucket on arn:aws:s3:::b\n");
  EXPECT_EQ(Used("s3", "DeleteObjects", R"("requestParameters":{"bucketName":"b"})"),
            "s3:DeleteObject on arn:aws:s3:::b/*\n");
  EXPECT_EQ(Used("lambda", "GetFunction20150331v2", R"("requestParameters":{"functionName":"f"})"),
            "lambda:GetFunction on arn:aws:lambda:eu-central-1:111122223333:function:f\n");
  EXPECT_EQ(Used("monitoring", "GetMetricData", ""), "cloudwatch:GetMetricData on *\n");
  EXPECT_EQ(Used("sts", "GetCallerIdentity", ""), "");
  EXPECT_THAT(ActionsOf("kms", "ReEncrypt", false), ElementsAre("kms:ReEncryptFrom", "kms:ReEncryptTo"));
}

TEST(AccessLog, FindsResourcesInTheEventOrItsParameters) {
  EXPECT_EQ(Used("s3", "GetObject", R"("resources":[{"ARN":"arn:aws:s3:::b"},{"ARN":"arn:aws:s3:::b/k"}])"),
            "s3:GetObject on arn:aws:s3:::b/k\n");
  EXPECT_EQ(
      Used("secretsmanager", "GetSecretValue", R"("requestParameters":{"secretId":"main/db"})"),
      "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:111122223333:secret:main/db-??????\n");
  EXPECT_EQ(Used("sqs", "SendMessageBatch",
                 R"("requestParameters":{"queueUrl":"https://sqs.eu-central-1.amazonaws.com/444455556666/q"})"),
            "sqs:SendMessage on arn:aws:sqs:eu-central-1:444455556666:q\n");
  EXPECT_EQ(Used("ssm", "GetParameter", R"("requestParameters":{"name":"/a/b"})"),
            "ssm:GetParameter on arn:aws:ssm:eu-central-1:111122223333:parameter/a/b\n");
}

TEST(AccessLog, TakesTheDecisionsOfOurOwnServer) {
  const char* kMore =
      R"("resources":[{"ARN":"arn:aws:x:::\u00c3\u00a9"},{"ARN":"arn:aws:x:::b"}],"additionalEventData":{"decisions":["x:Make: allowed by identity","x:Tag: implicit deny in identity"]},"errorCode":"AccessDenied")";
  AccessLog log("app");
  ASSERT_TRUE(log.Read(Event("x", "Make", kMore)).ok());
  EXPECT_THAT(log.allowed(), ElementsAre(std::pair<const Access, std::size_t>({"x:Make", "arn:aws:x:::\u00e9"}, 1)));
  EXPECT_THAT(log.denied(), ElementsAre(std::pair<const Access, std::size_t>({"x:Tag", "arn:aws:x:::b"}, 1)));
}

TEST(AccessLog, PassesOverOtherRolesAndDeniedCalls) {
  const std::string mine = Event("sqs", "ListQueues", ""),
                    denied = Event("sqs", "CreateQueue", R"("errorCode":"AccessDenied")"),
                    other = Event("sqs", "DeleteQueue", "", "arn:aws:iam::111122223333:role/other");
  for (const char* role : {"app", "team/app", "arn:aws:iam::111122223333:role/team/app"}) {
    AccessLog log(role);
    ASSERT_TRUE(log.Read(mine + "\n" + denied + "\n\n" + other + "\n").ok());
    EXPECT_EQ(log.events(), 2u) << role;
    EXPECT_EQ(log.others(), 1u);
    EXPECT_THAT(log.allowed(), SizeIs(1));
    EXPECT_THAT(log.denied(), SizeIs(1));
    EXPECT_EQ(log.role_arn(), "arn:aws:iam::111122223333:role/team/app");
  }
  AccessLog log("eam/app");
  ASSERT_TRUE(log.Read(mine).ok());
  EXPECT_EQ(log.events(), 0u);
}

TEST(AccessLog, ReadsTrailFilesAndSaysWhatIsNoJson) {
  AccessLog log("app");
  ASSERT_TRUE(log.Read("{\"Records\": [\n" + Event("sqs", "ListQueues", "") + "\n]}").ok());
  EXPECT_EQ(log.events(), 1u);
  Result<void> bad = log.Read(Event("sqs", "ListQueues", "") + "\nnonsense\n");
  ASSERT_FALSE(bad.ok());
  EXPECT_THAT(bad.error().message, HasSubstr("line 2, column 1"));
  // The last line of a log that is being written.
  EXPECT_TRUE(log.Read(Event("sqs", "ListQueues", "") + "\n{\"userId").ok());
}

TEST(Tighten, GroupsActionsWithTheSameResources) {
  Result<TightPolicy> tight = Tighten({{{"s3:GetObject", "arn:aws:s3:::b/k"}, 3},
                                       {{"s3:PutObject", "arn:aws:s3:::b/k"}, 1},
                                       {{"s3:ListBucket", "arn:aws:s3:::b"}, 1}},
                                      {});
  ASSERT_TRUE(tight.ok());
  EXPECT_EQ(tight->json, R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetObject",
        "s3:PutObject"
      ],
      "Resource": "arn:aws:s3:::b/k"
    },
    {
      "Effect": "Allow",
      "Action": "s3:ListBucket",
      "Resource": "arn:aws:s3:::b"
    }
  ]
}
)");
  EXPECT_EQ(tight->proven, 3u);
  EXPECT_THAT(tight->notes, IsEmpty());
}

TEST(Tighten, GeneralisesOnlyAboveTheCountAndSaysSo) {
  std::vector<std::string> notes;
  EXPECT_THAT(Generalized("a:b", {"arn:aws:s3:::b/x/1", "arn:aws:s3:::b/x/2", "arn:aws:s3:::c/1"}, 2, notes),
              SizeIs(3));
  EXPECT_THAT(notes, IsEmpty());
  EXPECT_THAT(Generalized("a:b", {"arn:aws:s3:::b/x/11", "arn:aws:s3:::b/x/12", "arn:aws:s3:::c/1"}, 1, notes),
              ElementsAre("arn:aws:s3:::b/x/*", "arn:aws:s3:::c/1"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("2 resources, more than 1, are taken together as arn:aws:s3:::b/x/*")));
}

TEST(Tighten, KeepsConditionsAndDeniesOfTodaysPolicies) {
  TightenOptions options;
  options.current = {{"p", R"({"Version": "2012-10-17", "Statement": [
      {"Sid": "A", "Effect": "Allow", "Action": ["s3:*", "sqs:SendMessage"], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
      {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"},
      {"Sid": "D", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]})"}};
  Result<TightPolicy> tight =
      Tighten({{{"s3:GetObject", "arn:aws:s3:::b/k"}, 1}, {{"s3:PutObject", "arn:aws:s3:::b/k"}, 1}, {{"x:Y", "*"}, 1}},
              options);
  ASSERT_TRUE(tight.ok()) << tight.error().message;
  EXPECT_FALSE(Parse(tight->json, DocumentKind::kIdentity).malformed);
  EXPECT_THAT(tight->json, HasSubstr(R"("Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::b/k",
      "Condition": {"Bool": {"aws:SecureTransport": "true"}})"));
  EXPECT_THAT(tight->json, HasSubstr(R"("Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::b/k"
    })"));  // allowed without condition too
  EXPECT_THAT(tight->json, HasSubstr(R"({"Sid": "D", "Effect": "Deny")"));
  EXPECT_THAT(tight->notes, ElementsAre(HasSubstr("x:Y on * is allowed by none of today's policies")));
  ASSERT_THAT(tight->unused, SizeIs(3));
  EXPECT_EQ(tight->unused[1].action, "sqs:SendMessage");
  EXPECT_THAT(tight->unused[1].used, IsEmpty());
  EXPECT_THAT(tight->unused[0].used, ElementsAre("s3:GetObject", "s3:PutObject"));
}

TEST(Tighten, NamesThatLookLikeVariablesStayNames) {
  Result<TightPolicy> tight = Tighten({{{"s3:GetObject", "arn:aws:s3:::b/${aws:username}"}, 1}}, {});
  ASSERT_TRUE(tight.ok()) << tight.error().message;
  EXPECT_THAT(tight->json, HasSubstr("b/${$}{aws:username}"));
}

TEST(Tighten, NothingAllowedIsNoPolicy) { EXPECT_EQ(Tighten({}, {}).error().code, ErrorCode::kNotFound); }

}  // namespace
}  // namespace rolecall::policy
