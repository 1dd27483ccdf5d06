#include "aws/wire/shapes.h"

#include <gtest/gtest.h>

#include "aws/wire/error_answer.h"

namespace rolecall::aws {
namespace {

const ErrorShape kNoRole{404, "NoSuchEntity", "The role with name <x> cannot be found.", {{"Role", "x"}}};

TEST(Shapes, AQueryAnswerWrapsItsResult) {
  const http::Response response = QueryResponse("GetRole", "urn:x", "<Role/>", "id-1");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.Get("content-type"), "text/xml");
  EXPECT_EQ(response.headers.Get("x-amzn-requestid"), "id-1");
  EXPECT_EQ(response.body,
            "<GetRoleResponse xmlns=\"urn:x\"><GetRoleResult><Role/></GetRoleResult>"
            "<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetRoleResponse>");
}

TEST(Shapes, AnAnswerOfNothingHasNoResult) {
  EXPECT_EQ(EmptyQueryResponse("TagRole", "urn:x", "id-1").body,
            "<TagRoleResponse xmlns=\"urn:x\"><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
            "</TagRoleResponse>");
}

TEST(Shapes, QueryErrorsSayWhoseFaultItIs) {
  const http::Response theirs = ErrorResponse(Protocol::kQuery, kNoRole, {"urn:x", "id-1"});
  EXPECT_EQ(theirs.status, 404);
  EXPECT_NE(theirs.body.find("<Type>Sender</Type><Code>NoSuchEntity</Code>"), std::string::npos);
  EXPECT_NE(theirs.body.find("<Role>x</Role>"), std::string::npos);
  const http::Response ours = ErrorResponse(Protocol::kQuery, {500, "ServiceFailure", ""}, {});
  EXPECT_NE(ours.body.find("<Type>Receiver</Type>"), std::string::npos);
}

TEST(Shapes, JsonAnswersNameTheirType) {
  EXPECT_EQ(JsonResponse("{\"a\":1}", "id-1").body, "{\"a\":1}");
  const http::Response json = ErrorResponse(Protocol::kJson11, kNoRole, {{}, "id-1"});
  EXPECT_EQ(json.headers.Get("content-type"), "application/x-amz-json-1.1");
  EXPECT_NE(json.body.find("\"__type\":\"NoSuchEntity\""), std::string::npos);
  const http::Response rest = ErrorResponse(Protocol::kRestJson, kNoRole, {});
  EXPECT_EQ(rest.headers.Get("content-type"), "application/json");
  EXPECT_EQ(rest.headers.Get("x-amzn-errortype"), "NoSuchEntity");
  EXPECT_EQ(rest.body.find("__type"), std::string::npos);
}

TEST(Shapes, S3AnswersADocumentWithADeclaration) {
  const http::Response response = S3XmlResponse("<A/>", "0123456789ABCDEF");
  EXPECT_EQ(response.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A/>");
  EXPECT_EQ(response.headers.Get("x-amz-request-id"), "0123456789ABCDEF");
}

TEST(Shapes, S3ErrorsOfHeadHaveNoBody) {
  const http::Response get = ErrorResponse(Protocol::kS3, {404, "NoSuchKey", "m"}, {{}, "id-1", "/b/k", false});
  EXPECT_NE(get.body.find("<Resource>/b/k</Resource>"), std::string::npos);
  const http::Response head = ErrorResponse(Protocol::kS3, {404, "NoSuchKey", "m"}, {{}, "id-1", "/b/k", true});
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.status, 404);
}

TEST(ErrorAnswer, ReadsEveryProtocol) {
  for (const Protocol protocol : {Protocol::kQuery, Protocol::kJson11, Protocol::kRestJson, Protocol::kS3}) {
    const ServiceError error = ReadErrorAnswer(ErrorResponse(protocol, kNoRole, {"urn:x", "id-1", "/x"}));
    EXPECT_EQ(error.status, 404);
    EXPECT_EQ(error.code, kNoRole.code);
    EXPECT_EQ(error.message, kNoRole.message);
    EXPECT_EQ(error.request_id, "id-1");
    EXPECT_EQ(error.kind, ErrorCode::kNotFound);
  }
}

ServiceError Read(int status, std::string body, http::Headers headers = {}) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return ReadErrorAnswer(response);
}

TEST(ErrorAnswer, CodesArePlain) {
  EXPECT_EQ(Read(400, R"({"__type":"com.amazonaws.x#NotFound"})").code, "NotFound");
  EXPECT_EQ(Read(400, R"({"message":"m"})", {{"x-amzn-errortype", "NotFound:http://x"}}).code, "NotFound");
  EXPECT_EQ(Read(400, R"({"code":"C","Message":"m"})").message, "m");
  EXPECT_EQ(Read(400, "<R><Errors><Error><Code>C</Code></Error></Errors><RequestID>r</RequestID></R>").code, "C");
  EXPECT_EQ(Read(400, "<R><Errors><Error><Code>C</Code></Error></Errors><RequestID>r</RequestID></R>").request_id, "r");
}

TEST(ErrorAnswer, WithoutABodyTheStatusIsTheCode) {
  const std::pair<int, const char*> codes[] = {{301, "MovedPermanently"},   {304, "NotModified"},
                                               {307, "TemporaryRedirect"},  {400, "BadRequest"},
                                               {401, "Unauthorized"},       {403, "Forbidden"},
                                               {404, "NotFound"},           {409, "Conflict"},
                                               {412, "PreconditionFailed"}, {429, "TooManyRequestsException"},
                                               {503, "ServiceUnavailable"}, {418, "Status418"}};
  for (const auto& [status, code] : codes) EXPECT_EQ(Read(status, "").code, code);
}

TEST(ErrorAnswer, TheStatusTellsTheKind) {
  EXPECT_EQ(Read(403, "").kind, ErrorCode::kPermissionDenied);
  EXPECT_EQ(Read(412, "").kind, ErrorCode::kConflict);
  EXPECT_EQ(Read(429, "").kind, ErrorCode::kResourceExhausted);
  EXPECT_EQ(Read(500, "").kind, ErrorCode::kUnavailable);
  EXPECT_EQ(Read(400, "").kind, ErrorCode::kInvalidArgument);
}

TEST(ErrorAnswer, ForeignBodiesAreQuotedInPart) {
  const ServiceError error = Read(502, std::string(1000, 'x'));
  EXPECT_EQ(error.code, "Status502");
  EXPECT_EQ(error.message, std::string(200, 'x'));
  for (const char* body :
       {"<html>", "<html></html>", "<R><Error><Message>m</Message></Error></R>", "{", "{}", "[1]", R"({"__type":7})"}) {
    EXPECT_EQ(Read(502, body).code, "Status502") << body;
  }
  EXPECT_EQ(Read(502, "<Error><Code>C</Code>" + std::string(2 << 20, ' ') + "</Error>").code, "Status502");
}

TEST(ServiceError, SaysWhatFailedWithAndWithoutAnAnswer) {
  ServiceError error = Read(404, "");
  error.operation = "IAM: GetRole";
  error.request_id = "r";
  error.message = "m";
  EXPECT_EQ(error.Text(),
            "operation error IAM: GetRole, https response error StatusCode: 404, RequestID: r, NotFound: m");
  EXPECT_TRUE(error.Is("NotFound"));
  error.status = 0;
  EXPECT_EQ(error.ToError().message, "operation error IAM: GetRole, m");
  EXPECT_EQ(error.ToError().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rolecall::aws
