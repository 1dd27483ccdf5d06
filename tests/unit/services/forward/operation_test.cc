// Which operation a request is; what could be read in two ways is refused.
#include "services/forward/operation.h"

#include <gmock/gmock.h>

namespace rolecall::services::forward {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

http::Request Json(const std::string& target) {
  return {.method = "POST", .target = "/", .headers = {{"X-Amz-Target", target}}, .body = "{}"};
}
http::Request Form(const std::string& body, const std::string& path = "/") {
  return {.method = "POST",
          .target = path,
          .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
          .body = body};
}
http::Request RestCall(const std::string& method, const std::string& target) {
  return {.method = method, .target = target};
}

std::string NameOf(std::string_view signing, const http::Request& request, std::string_view host_bucket = "") {
  Checked<Operation> operation = FindOperation(signing, request, host_bucket);
  return operation.ok() ? std::string(operation->api->name) + ":" + std::string(operation->name)
                        : "refused: " + operation.error().message;
}

TEST(ForwardOperation, IsReadOfTheTarget) {
  EXPECT_EQ(NameOf("dynamodb", Json("DynamoDB_20120810.GetItem")), "dynamodb:GetItem");
  EXPECT_EQ(NameOf("dynamodb", Json("DynamoDBStreams_20120810.GetRecords")), "dynamodbstreams:GetRecords");
  EXPECT_EQ(FindOperation("dynamodb", Json("DynamoDB_20120810.GetItem"))->protocol, aws::Protocol::kJson10);
  EXPECT_EQ(FindOperation("logs", Json("Logs_20140328.PutLogEvents"))->protocol, aws::Protocol::kJson11);
}

TEST(ForwardOperation, OfAnotherServiceThanTheSignaturesIsRefused) {
  EXPECT_THAT(NameOf("sqs", Json("DynamoDB_20120810.GetItem")), HasSubstr("no operation of the service"));
  EXPECT_THAT(NameOf("dynamodb", Json("DynamoDB_20120810.Nothing")), HasSubstr("no operation of the service"));
  EXPECT_THAT(NameOf("dynamodb", Json("GetItem")), HasSubstr("has no operation"));
  EXPECT_THAT(NameOf("nothing", Json("A.B")), HasSubstr("not known"));
}

TEST(ForwardOperation, SaidTwiceIsRefused) {
  http::Request request = Json("DynamoDB_20120810.ListTables");
  request.headers.Add("x-amz-target", "DynamoDB_20120810.DeleteTable");
  EXPECT_THAT(NameOf("dynamodb", request), HasSubstr("several X-Amz-Target"));
  request = Json("AmazonSQS.ListQueues");
  request.target = "/?Action=DeleteQueue";
  EXPECT_THAT(NameOf("sqs", request), HasSubstr("no query string"));
  request = Form("Action=ListQueues&Version=2012-11-05");
  request.target = "/?Action=DeleteQueue&Version=2012-11-05";
  EXPECT_THAT(NameOf("sqs", request), HasSubstr("in the query string and in the body"));
  EXPECT_THAT(NameOf("sqs", Form("Action=ListQueues&Version=2012-11-05&Action=DeleteQueue")), HasSubstr("twice"));
}

TEST(ForwardOperation, OfAFormIsItsActionAndVersion) {
  EXPECT_EQ(NameOf("sqs", Form("Action=SendMessage&Version=2012-11-05")), "sqs:SendMessage");
  EXPECT_EQ(NameOf("elasticloadbalancing", Form("Action=DescribeLoadBalancers&Version=2012-06-01")),
            "elb:DescribeLoadBalancers");
  EXPECT_EQ(NameOf("elasticloadbalancing", Form("Action=DescribeLoadBalancers&Version=2015-12-01")),
            "elbv2:DescribeLoadBalancers");
  EXPECT_EQ(NameOf("ec2", Form("Action=DescribeInstances&Version=2016-11-15")), "ec2:DescribeInstances");
  EXPECT_THAT(NameOf("sns", Form("Action=Nothing&Version=2010-03-31")),
              HasSubstr("Could not find operation Nothing for version 2010-03-31"));
  EXPECT_THAT(NameOf("sns", Form("Version=2010-03-31")), HasSubstr("no Action"));
  // A presigned GET.
  EXPECT_EQ(NameOf("sns", RestCall("GET", "/?Action=ListTopics&Version=2010-03-31&X-Amz-Signature=1")),
            "sns:ListTopics");
}

TEST(ForwardOperation, OfAQueueIsForTheQueueInThePath) {
  const Checked<Operation> operation =
      FindOperation("sqs", Form("Action=SendMessage&Version=2012-11-05", "/000000000000/jobs"));
  ASSERT_TRUE(operation.ok());
  EXPECT_THAT(operation->labels, ElementsAre(Pair("QueueUrl", "/000000000000/jobs")));
  EXPECT_THAT(NameOf("sns", Form("Action=ListTopics&Version=2010-03-31", "/x")), HasSubstr("goes to /"));
}

TEST(ForwardOperation, OfRestIsMethodAndPath) {
  const Checked<Operation> invoke = FindOperation("lambda", RestCall("POST", "/2015-03-31/functions/app/invocations"));
  ASSERT_TRUE(invoke.ok());
  EXPECT_EQ(invoke->name, "Invoke");
  EXPECT_TRUE(invoke->has_own_bytes);
  EXPECT_THAT(invoke->labels, ElementsAre(Pair("FunctionName", "app")));
  EXPECT_EQ(NameOf("lambda", RestCall("GET", "/2015-03-31/functions/")), "lambda:ListFunctions");
  EXPECT_EQ(NameOf("lambda", RestCall("GET", "/2015-03-31/functions")), "lambda:ListFunctions");
  EXPECT_EQ(NameOf("apigateway", RestCall("GET", "/v2/apis")), "apigatewayv2:GetApis");
  EXPECT_EQ(NameOf("route53", RestCall("POST", "/2013-04-01/hostedzone/Z1/rrset")), "route53:ChangeResourceRecordSets");
  // An ARN in a label, with slashes of its own.
  EXPECT_EQ(NameOf("apigateway", RestCall("GET", "/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fab")),
            "apigateway:GetTags");
}

TEST(ForwardOperation, OfAPathThatReadsDifferentlyOnceDecodedIsRefused) {
  EXPECT_THAT(NameOf("lambda", RestCall("GET", "/2015-03-31/functions/app%2Fpolicy")), HasSubstr("another operation"));
  EXPECT_THAT(NameOf("lambda", RestCall("GET", "/2015-03-31/functions/a/../b")), HasSubstr(". or .."));
  EXPECT_THAT(NameOf("lambda", RestCall("GET", "/2015-03-31/functions/a%2F%2e%2e%2Fb")), HasSubstr(". or .."));
  EXPECT_THAT(NameOf("lambda", RestCall("GET", "/2015-03-31//functions")), HasSubstr("empty segments"));
  EXPECT_THAT(NameOf("lambda", RestCall("GET", "/2015-03-31/functions/%ff")), HasSubstr("UTF-8"));
  EXPECT_THAT(NameOf("lambda", RestCall("PATCH", "/2015-03-31/functions/app")),
              HasSubstr("no operation of that method"));
}

TEST(ForwardOperation, OfS3IsPathQueryAndHeaders) {
  EXPECT_EQ(NameOf("s3", RestCall("GET", "/")), "s3:ListBuckets");
  EXPECT_EQ(NameOf("s3", RestCall("GET", "/logs?list-type=2&prefix=a")), "s3:ListObjectsV2");
  EXPECT_EQ(NameOf("s3", RestCall("GET", "/logs/?list-type=2")), "s3:ListObjectsV2");
  EXPECT_EQ(NameOf("s3", RestCall("GET", "/logs?location")), "s3:GetBucketLocation");
  EXPECT_EQ(NameOf("s3", RestCall("PUT", "/logs/a/b%20c")), "s3:PutObject");
  EXPECT_EQ(NameOf("s3", RestCall("PUT", "/logs/a?partNumber=1&uploadId=2")), "s3:UploadPart");
  http::Request copy = RestCall("PUT", "/logs/a");
  copy.headers.Add("x-amz-copy-source", "/other/b");
  EXPECT_EQ(NameOf("s3", copy), "s3:CopyObject");
  EXPECT_EQ(NameOf("s3", RestCall("DELETE", "/logs?metrics&id=1")), "s3:DeleteBucketMetricsConfiguration");
  EXPECT_EQ(NameOf("s3", RestCall("GET", "/a/key?acl"), "logs"), "s3:GetObjectAcl");
  EXPECT_THAT(FindOperation("s3", RestCall("GET", "/a//b/"), "logs")->labels,
              ElementsAre(Pair("Bucket", "logs"), Pair("Key", "a//b/")));
}

TEST(ForwardOperation, OfTwoSubresourcesIsRefused) {
  EXPECT_THAT(NameOf("s3", RestCall("GET", "/logs?acl&policy")), HasSubstr("several operations"));
  EXPECT_THAT(NameOf("s3", RestCall("PUT", "/logs/a?acl&uploadId=1&partNumber=1")), HasSubstr("several operations"));
  EXPECT_THAT(NameOf("s3", RestCall("GET", "/logs?list-type=2&list-type=3")), HasSubstr("twice"));
  EXPECT_THAT(NameOf("s3", RestCall("GET", "/logs/a/../../other/b")), HasSubstr(". or .."));
}

TEST(ForwardOperation, OfRpcIsItsPath) {
  http::Request request = RestCall("POST", "/service/GraniteServiceVersion20100801/operation/PutMetricData");
  request.headers.Add("smithy-protocol", "rpc-v2-cbor");
  EXPECT_EQ(NameOf("monitoring", request), "cloudwatch:PutMetricData");
  request.target = "/service/Other/operation/PutMetricData";
  EXPECT_THAT(NameOf("monitoring", request), HasSubstr("no operation of the service"));
}

TEST(ForwardOperation, ProtocolIsTheRequests) {
  EXPECT_EQ(ProtocolOfRequest("sqs", Json("AmazonSQS.ListQueues")), aws::Protocol::kJson10);
  EXPECT_EQ(ProtocolOfRequest("sqs", Form("Action=ListQueues")), aws::Protocol::kQuery);
  EXPECT_EQ(ProtocolOfRequest("ec2", Form("Action=DescribeInstances")), aws::Protocol::kEc2);
  EXPECT_EQ(ProtocolOfRequest("lambda", RestCall("GET", "/2015-03-31/functions")), aws::Protocol::kRestJson);
  EXPECT_EQ(ProtocolOfRequest("route53", RestCall("GET", "/2013-04-01/hostedzone")), aws::Protocol::kRestXml);
  EXPECT_EQ(ProtocolOfRequest("s3", RestCall("GET", "/")), aws::Protocol::kS3);
}

}  // namespace
}  // namespace rolecall::services::forward
