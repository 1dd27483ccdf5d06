#include "services/json_call.h"

#include <boost/json.hpp>

#include "services/json_input.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services {
namespace {

namespace bj = boost::json;

class JsonCall : public testing::ServiceFixture {
 protected:
  static http::Request RequestOf(const std::string& target, const std::string& body) {
    return {.method = "POST", .target = "/", .headers = {{"X-Amz-Target", target}}, .body = body};
  }
};

TEST_F(JsonCall, TheTargetSaysServiceAndOperation) {
  const http::Request request = RequestOf("AmazonSSM.GetParameter", "");
  Call call = MakeCall(request, Root());
  EXPECT_EQ(ReadTarget(call, "secretsmanager.").error().code, "UnknownOperationException");
  EXPECT_EQ(call.audit.operation, "");
  EXPECT_EQ(*ReadTarget(call, "AmazonSSM."), "GetParameter");
  EXPECT_EQ(call.audit.operation, "GetParameter");
}

TEST_F(JsonCall, TheBodyIsAnObjectWithinItsBound) {
  const auto read = [&](const std::string& body) {
    const http::Request request = RequestOf("", body);
    const Checked<bj::value> value = ReadJsonBody(MakeCall(request, Root()), 10);
    return value.ok() ? bj::serialize(*value) : value.error().code;
  };
  EXPECT_EQ(read(""), "{}");
  EXPECT_EQ(read("{\"a\":1}"), "{\"a\":1}");
  for (const char* wrong : {"[]", "1", "{", "{}{}"}) EXPECT_EQ(read(wrong), "SerializationException") << wrong;
  EXPECT_EQ(read("{\"a\":12345}"), "RequestTooLargeException");
}

TEST_F(JsonCall, TheAuditHasWhatItsListNames) {
  Call::Audit audit;
  constexpr std::string_view kAudited[] = {"Name", "Names", "Count", "Thing"};
  NoteParameters(
      bj::object{{"Name", "n"}, {"Names", {"a", "b"}}, {"Value", "hidden"}, {"Count", 3}, {"Thing", bj::object{}}},
      kAudited, audit);
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(audit.parameters, (Parameters{{"name", "n"}, {"names", R"(["a","b"])"}, {"count", "3"}}));
}

TEST_F(JsonCall, DenialsHaveStatus400AndTheirOwnName) {
  const http::Request request = RequestOf("", "");
  Call call = MakeCall(request, Root());
  const http::Response denied = AnswerJson(call, aws::ErrorShape{403, "AccessDenied", "no"});
  EXPECT_EQ(denied.status, 400);
  EXPECT_EQ(denied.headers.Get("x-amzn-ErrorType"), "AccessDeniedException");
  EXPECT_EQ(call.audit.error_code, "AccessDeniedException");
  EXPECT_EQ(AsJsonError({400, "Other", "x"}).code, "Other");
  EXPECT_EQ(AnswerJson(call, bj::object{{"a", 1}}).body, "{\"a\":1}");
}

TEST(JsonInputTest, SecretMembersAreNotRepeated) {
  const bj::object body{{"Value", "hidden"}, {"Name", "shown"}};
  JsonInput input(body);
  (void)input.Text("Value", {.min = 1, .max = 3, .secret = true});
  (void)input.Text("Name", {.min = 1, .max = 3});
  EXPECT_EQ(
      input.Refusal()->message,
      "2 validation errors detected: Value at 'value' failed to satisfy constraint: Member must have length less "
      "than or equal to 3; Value 'shown' at 'name' failed to satisfy constraint: Member must have length less than "
      "or equal to 3");
}

}  // namespace
}  // namespace rolecall::services
