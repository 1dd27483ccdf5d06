// What must be allowed before a request is sent on: the names of actions, resources, and roles that are passed.
#include "services/forward/questions.h"

#include <gmock/gmock.h>

#include <set>

#include "embedded/table.h"
#include "services/forward/cbor.h"
#include "services/forward/resources.h"

namespace rolecall::services::forward {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// "action resource" for each question; "?" before them where the resource is not known.
std::vector<std::string> Ask(std::string_view signing, const http::Request& request) {
  const Checked<Operation> operation = FindOperation(signing, request);
  if (!operation.ok()) return {"refused: " + operation.error().message};
  const Checked<Input> input = ReadInput(*operation, request.body);
  if (!input.ok()) return {"refused: " + input.error().message};
  std::vector<std::string> texts;
  const Asked asked = QuestionsOf(*operation, *input, request, {"eu-central-1", "054000737513"});
  if (!asked.is_resource_known) texts.emplace_back("?");
  for (const Question& question : asked.questions) texts.push_back(question.action + " " + question.resource);
  return texts;
}

http::Request Json(const std::string& target, const std::string& body) {
  return {.method = "POST", .target = "/", .headers = {{"X-Amz-Target", target}}, .body = body};
}
http::Request Rest(const std::string& method, const std::string& target, const std::string& body = "") {
  return {.method = method, .target = target, .body = body};
}

TEST(ForwardQuestions, NameTheResourceOfTheRequest) {
  EXPECT_THAT(Ask("dynamodb", Json("DynamoDB_20120810.GetItem", R"({"TableName":"orders"})")),
              ElementsAre("dynamodb:GetItem arn:aws:dynamodb:eu-central-1:054000737513:table/orders"));
  EXPECT_THAT(Ask("dynamodb", Json("DynamoDB_20120810.Query", R"({"TableName":"orders","IndexName":"by-day"})")),
              ElementsAre("dynamodb:Query arn:aws:dynamodb:eu-central-1:054000737513:table/orders/index/by-day"));
  EXPECT_THAT(Ask("sqs", Json("AmazonSQS.SendMessage", R"({"QueueUrl":"http://h:1/054000737513/jobs"})")),
              ElementsAre("sqs:SendMessage arn:aws:sqs:eu-central-1:054000737513:jobs"));
  EXPECT_THAT(Ask("lambda", Rest("POST", "/2015-03-31/functions/app/invocations", "any bytes")),
              ElementsAre("lambda:InvokeFunction arn:aws:lambda:eu-central-1:054000737513:function:app"));
  EXPECT_THAT(
      Ask("lambda", Rest("POST", "/2015-03-31/functions/054000737513%3Afunction%3Aapp/invocations?Qualifier=1")),
      ElementsAre("lambda:InvokeFunction arn:aws:lambda:eu-central-1:054000737513:function:app:1"));
  EXPECT_THAT(Ask("apigateway", Rest("DELETE", "/restapis/ab12")),
              ElementsAre("apigateway:DELETE arn:aws:apigateway:eu-central-1::/restapis/ab12"));
  EXPECT_THAT(Ask("states", Json("AWSStepFunctions.DescribeStateMachine",
                                 R"({"stateMachineArn":"arn:aws:states:eu-central-1:054000737513:stateMachine:s"})")),
              ElementsAre("states:DescribeStateMachine arn:aws:states:eu-central-1:054000737513:stateMachine:s"));
}

TEST(ForwardQuestions, OfSeveralResourcesAskForEach) {
  EXPECT_THAT(Ask("dynamodb", Json("DynamoDB_20120810.BatchGetItem", R"({"RequestItems":{"a":{},"b":{}}})")),
              UnorderedElementsAre("dynamodb:BatchGetItem arn:aws:dynamodb:eu-central-1:054000737513:table/a",
                                   "dynamodb:BatchGetItem arn:aws:dynamodb:eu-central-1:054000737513:table/b"));
  EXPECT_THAT(Ask("events", Json("AWSEvents.PutEvents", R"({"Entries":[{"EventBusName":"own"},{"Source":"x"}]})")),
              UnorderedElementsAre("events:PutEvents arn:aws:events:eu-central-1:054000737513:event-bus/own",
                                   "events:PutEvents arn:aws:events:eu-central-1:054000737513:event-bus/default"));
}

TEST(ForwardQuestions, WithoutAResourceAreForEverythingAndCounted) {
  EXPECT_THAT(Ask("glue", Json("AWSGlue.GetDatabase", R"({"Name":"x"})")), ElementsAre("?", "glue:GetDatabase *"));
  // Where AWS has no resource either nothing is unknown.
  EXPECT_THAT(Ask("sqs", Json("AmazonSQS.ListQueues", "{}")), ElementsAre("sqs:ListQueues *"));
}

TEST(ForwardQuestions, PassedRolesNeedPassRole) {
  const std::string body = R"({"FunctionName":"app","Role":"arn:aws:iam::054000737513:role/worker"})";
  EXPECT_THAT(Ask("lambda", Rest("POST", "/2015-03-31/functions", body)),
              ElementsAre("lambda:CreateFunction arn:aws:lambda:eu-central-1:054000737513:function:app",
                          "iam:PassRole arn:aws:iam::054000737513:role/worker"));
  EXPECT_THAT(Ask("ecs", Json("AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition",
                              R"({"family":"f","taskRoleArn":"arn:aws:iam::054000737513:role/worker"})")),
              Contains("iam:PassRole arn:aws:iam::054000737513:role/worker"));
}

TEST(ForwardQuestions, OfStatementsAreTheirVerbs) {
  EXPECT_THAT(Ask("dynamodb", Json("DynamoDB_20120810.ExecuteStatement", R"({"Statement":" delete FROM orders"})")),
              ElementsAre("?", "dynamodb:PartiQLDelete *"));
  EXPECT_THAT(Ask("dynamodb", Json("DynamoDB_20120810.ExecuteStatement", R"({"Statement":"/**/ x"})")).size(), 5u);
}

TEST(ForwardQuestions, OfABodyThatReadersUnderstandDifferentlyAreRefused) {
  for (const char* body : {R"({"TableName":"a","TableName":"b"})", R"({"a":{"x":1,"x":2}})", R"({"TableName":NaN})",
                           R"({"TableName":"a"} x)", "\xff"}) {
    EXPECT_THAT(Ask("dynamodb", Json("DynamoDB_20120810.GetItem", body)), ElementsAre(HasSubstr("refused"))) << body;
  }
  EXPECT_THAT(Ask("lambda", Rest("POST", "/2015-03-31/functions", R"({"Role":NaN})")),
              ElementsAre(HasSubstr("refused")));
}

http::Request S3(const std::string& method, const std::string& target, const http::Headers& headers = {},
                 const std::string& body = "") {
  return {.method = method, .target = target, .headers = headers, .body = body};
}

TEST(ForwardQuestions, OfS3AreItsActionsNotItsOperations) {
  EXPECT_THAT(Ask("s3", S3("GET", "/logs?list-type=2")), ElementsAre("s3:ListBucket arn:aws:s3:::logs"));
  EXPECT_THAT(Ask("s3", S3("HEAD", "/logs/a/b")), ElementsAre("s3:GetObject arn:aws:s3:::logs/a/b"));
  EXPECT_THAT(Ask("s3", S3("GET", "/logs/a?versionId=1")), ElementsAre("s3:GetObjectVersion arn:aws:s3:::logs/a"));
  EXPECT_THAT(Ask("s3", S3("GET", "/")), ElementsAre("s3:ListAllMyBuckets arn:aws:s3:::*"));
}

TEST(ForwardQuestions, OfS3AreAlsoWhatHeadersAndBodiesAskFor) {
  EXPECT_THAT(Ask("s3", S3("PUT", "/logs/a", {{"x-amz-copy-source", "/secret/k%2Fv?versionId=3"}})),
              ElementsAre("s3:PutObject arn:aws:s3:::logs/a", "s3:GetObjectVersion arn:aws:s3:::secret/k/v"));
  EXPECT_THAT(Ask("s3", S3("PUT", "/logs/a", {{"x-amz-acl", "public-read"}, {"x-amz-tagging", "a=b"}})),
              ElementsAre("s3:PutObject arn:aws:s3:::logs/a", "s3:PutObjectAcl arn:aws:s3:::logs/a",
                          "s3:PutObjectTagging arn:aws:s3:::logs/a"));
  EXPECT_THAT(Ask("s3", S3("POST", "/logs?delete", {},
                           "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>")),
              ElementsAre("s3:DeleteObject arn:aws:s3:::logs/a", "s3:DeleteObject arn:aws:s3:::logs/b"));
}

TEST(ForwardQuestions, TheTableOfResourcesNamesOperationsThatAre) {
  std::set<std::string_view> prefixes;
  for (const embedded::Row& row : embedded::ReadTable("api-resources.tsv", {"prefix", "operations", "resource"})) {
    bool is_known = false;
    for (const Api& api : ServiceTable::Get().apis()) {
      if (api.prefix != row[0]) continue;
      for (std::string_view name : api.operations) is_known = is_known || IsOneOfOperations(row[1], name);
      for (const PathOperation& path : api.paths) is_known = is_known || IsOneOfOperations(row[1], path.name);
    }
    EXPECT_TRUE(is_known) << row[0] << " " << row[1];
  }
}

TEST(Cbor, IsReadAsTheTreeOfJson) {
  // {"TableName": "a", "n": [1, true], "b": h'00'}
  const auto root = ReadCbor(std::string_view("\xa3\x69TableName\x61\x61\x61n\x82\x01\xf5\x61\x62\x41\x00", 22));
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->TextOf("TableName"), "a");
  EXPECT_EQ(root->Find("n")->items.size(), 2u);
  // Indefinite lengths.
  const auto open = ReadCbor(std::string_view("\xbf\x61x\x7f\x61\x61\x61\x62\xff\xff", 10));
  ASSERT_TRUE(open.has_value());
  EXPECT_EQ(open->TextOf("x"), "ab");
}

TEST(Cbor, ThatIsCutShortOrNestedTooDeepIsNotRead) {
  const std::string whole("\xa1\x61\x61\x61\x62");
  for (std::size_t size = 1; size < whole.size(); ++size) EXPECT_FALSE(ReadCbor(whole.substr(0, size)).has_value());
  EXPECT_FALSE(ReadCbor(whole + "x").has_value());
  EXPECT_FALSE(ReadCbor(std::string(1000, '\x81')).has_value());
  EXPECT_FALSE(ReadCbor("\x9b\xff\xff\xff\xff\xff\xff\xff\xff").has_value());
  EXPECT_FALSE(ReadCbor("\x61\x61").has_value());  // no map
}

}  // namespace
}  // namespace rolecall::services::forward
