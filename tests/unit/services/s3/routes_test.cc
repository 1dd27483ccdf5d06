// The table of operations: what is not served is refused, and never becomes something else.
#include "services/s3/routes.h"

#include <gmock/gmock.h>

#include <set>

#include "policy/reference/service_reference.h"
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

class S3Routes : public S3Test {
 protected:
  S3Routes() {
    NewBucket();
    NewObject("/state/key", "precious");
  }
  void ExpectAllThere() {
    EXPECT_EQ(Ask("HEAD", "/state").status, 200);
    EXPECT_EQ(Ask("GET", "/state/key").body, "precious");
    EXPECT_EQ(snapshot()->buckets.size(), 1u);
  }
};

TEST(S3RouteTable, NamesAreUniqueAndActionsAreS3s) {
  std::set<std::string> names;
  for (const Route& route : AllRoutes()) {
    EXPECT_TRUE(names.insert(route.name).second) << route.name;
    EXPECT_NE(std::string_view(route.action).find(':'), std::string_view::npos) << route.name;
    EXPECT_TRUE(route.run == nullptr || route.absent.status == 501) << route.name;
  }
  EXPECT_GT(names.size(), 95u);
}

TEST(S3RouteTable, ActionsAreThoseThatPoliciesMayName) {
  const policy::ServiceReference* s3 = policy::FindService("s3");
  ASSERT_NE(s3, nullptr);
  for (const Route& route : AllRoutes()) {
    const std::string_view action = route.action;
    EXPECT_TRUE(!action.starts_with("s3:") || s3->FindAction(action.substr(3)) != nullptr) << action;
  }
}

TEST_F(S3Routes, AnUnservedOperationIsRefusedOrSaysThatThereIsNothing) {
  for (const Route& route : AllRoutes()) {
    if (route.run != nullptr || std::string_view(route.name) == "PostObject") continue;
    std::string target = route.level == Level::kObject ? "/state/key?" : "/state?";
    target += std::string(route.marker) + (route.need == "?id" ? "&id=x" : "");
    http::Headers headers;
    if (route.need.starts_with("x-")) headers.Set(route.need, "/state/key");
    const Reply reply = Ask(route.method, target, "<a/>", headers);
    EXPECT_EQ(reply.status, route.absent.status) << route.name << reply.Outcome();
    const std::string_view code = reply.status == 501 ? "NotImplemented" : route.absent.code;
    EXPECT_EQ(reply.error_code, code) << route.name;
    EXPECT_EQ(reply.audit.operation, route.name);
    ExpectAllThere();
  }
}

TEST_F(S3Routes, UnservedOperationsOnBucketsThatAreNotThereAreNotFound) {
  ExpectError(Ask("PUT", "/none?metrics&id=x", "<a/>"), 404, "NoSuchBucket", "The specified bucket does not exist");
  EXPECT_EQ(snapshot()->buckets.Find("none"), nullptr);
}

TEST_F(S3Routes, ASubResourceThatIsNotKnownIsNeverThePlainOperation) {
  for (const char* method : {"GET", "PUT", "POST", "DELETE", "HEAD"}) {
    for (const char* target : {"/state?tomorrow", "/state?tomorrow=", "/state/key?tomorrow", "/state?Metrics"}) {
      EXPECT_GE(Ask(method, target, "x").status, 400) << method << target;
      ExpectAllThere();
    }
  }
  EXPECT_EQ(Ask("DELETE", "/state?tomorrow=1").error_code, "NotImplemented");
  EXPECT_EQ(Ask("PUT", "/state/key?tomorrow=1", "x").error_code, "NotImplemented");
  ExpectAllThere();
}

TEST_F(S3Routes, ParametersThatSayNothingToS3ArePassedOver) {
  EXPECT_EQ(Ask("GET", "/state/key?x-id=GetObject&cachebuster=1").body, "precious");
  EXPECT_EQ(Ask("PUT", "/state/other?x-id=PutObject", "x").status, 200);
}

TEST_F(S3Routes, HeadersThatStandInTheUrlAreNotPassedOver) {
  for (const char* header : {"x-amz-acl=public-read", "x-amz-object-lock-mode=COMPLIANCE", "X-Amz-Tagging=a%3Db",
                             "x-amz-server-side-encryption=aws%3Akms", "x-amz-copy-source=%2Fstate%2Fkey"}) {
    EXPECT_EQ(Ask("PUT", std::string("/state/new?") + header, "x").error_code, "NotImplemented") << header;
  }
  EXPECT_EQ(Ask("GET", "/state/key?x-amz-expected-bucket-owner=111122223333").error_code, "NotImplemented");
  EXPECT_EQ(Ask("GET", "/state/new").error_code, "NoSuchKey");
  EXPECT_EQ(Ask("PUT", "/state/new?x-id=PutObject&X-Amz-Expires=60&x-amz-sdk-checksum-algorithm=CRC32", "x").status,
            200);
}

TEST_F(S3Routes, DirectoryBucketsAreNotListedAsBuckets) {
  EXPECT_EQ(Ask("GET", "/?x-id=ListBuckets").status, 200);
  EXPECT_EQ(Ask("GET", "/?x-id=ListDirectoryBuckets").error_code, "NotImplemented");
}

TEST_F(S3Routes, TwoSubResourcesAtOnceAreNone) {
  ExpectError(Ask("DELETE", "/state?policy&tagging"), 400, "InvalidArgument",
              "Conflicting query string parameters: policy, tagging");
  ExpectError(Ask("PUT", "/state/key?acl&retention"), 400, "InvalidArgument",
              "Conflicting query string parameters: acl, retention");
  EXPECT_EQ(AskAs(NewUser("ann"), "DELETE", "/state?policy&tagging").status, 403);
  ExpectAllThere();
}

TEST_F(S3Routes, AMethodThatASubResourceDoesNotHaveIsNotAllowed) {
  for (const auto& [method, target] :
       {std::pair("POST", "/state?cors"), std::pair("DELETE", "/state?versioning"), std::pair("DELETE", "/state?acl"),
        std::pair("PUT", "/state?policyStatus"), std::pair("DELETE", "/state/key?retention"),
        std::pair("GET", "/state?retention"), std::pair("PUT", "/state/key?cors"), std::pair("HEAD", "/state?policy"),
        std::pair("PATCH", "/state/key"), std::pair("PUT", "/"), std::pair("DELETE", "/")}) {
    const Reply reply = Ask(method, target, "x");
    EXPECT_EQ(reply.status, 405) << method << target;
    EXPECT_EQ(reply.error_code, "MethodNotAllowed") << method << target;
    ExpectAllThere();
  }
  const Reply reply = Ask("POST", "/state?cors");
  ExpectError(reply, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
  EXPECT_EQ(reply.At("Method"), "POST");
  EXPECT_EQ(reply.At("ResourceType"), "CORS");
  EXPECT_EQ(reply.Header("Allow"), "GET, PUT, DELETE");
}

TEST_F(S3Routes, WhoMayNotIsNotToldWhatIsNotHere) {
  EXPECT_EQ(AskAs(Anonymous(), "DELETE", "/state?metrics&id=x").status, 403);
  EXPECT_EQ(AskAs(NewUser("ann"), "DELETE", "/state?tomorrow").status, 403);
}

}  // namespace
}  // namespace rolecall::services::s3
