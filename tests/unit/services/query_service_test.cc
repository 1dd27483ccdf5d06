#include "services/query_service.h"

#include "services/write.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services {
namespace {

using testing::Reply;

class QueryServiceTest : public testing::ServiceFixture {
 protected:
  static OperationResult Echo(Call& call) { return "<Text>" + std::string(call.parameters.Get("Text")) + "</Text>"; }
  static OperationResult Nothing(Call&) { return std::string(); }
  static OperationResult Fail(Call&) { return aws::ErrorShape{409, "Sender", "as it was told"}; }
  // Writes an account, or refuses after it has written it.
  static OperationResult Put(Call& call) {
    const bool refuses = call.parameters.Has("Refuse");
    return Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
      directory::Account account;
      account.id = "999999999999";
      transaction.Put(std::move(account));
      if (refuses) return aws::ErrorShape{400, "Refused", "after all"};
      return std::string("<Done/>");
    });
  }

  Reply Get(const Caller& caller, const std::string& query) {
    return Send(service_, caller, {.method = "GET", .target = "/" + query});
  }
  bool Written() { return snapshot()->accounts.Find("999999999999") != nullptr; }

  QueryService service_{"test",
                        "https://test.example.com/doc/",
                        "2020-01-02",
                        {{"Echo", &Echo, {{.name = "Text", .required = true, .min = 1}}},
                         {"Nothing", &Nothing, {}, true, false},
                         {"Fail", &Fail, {}},
                         {"Put", &Put, {}}}};
};

TEST_F(QueryServiceTest, WrapsTheResultOfTheOperation) {
  Reply reply = AskQuery(service_, Root(), "Echo", {{"Text", "a b"}, {"Version", "2020-01-02"}});
  EXPECT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.xml.name, "EchoResult");
  EXPECT_EQ(service_.name(), "test");
  EXPECT_EQ(reply.At("Text"), "a b");
  EXPECT_EQ(reply.audit.operation, "Echo");
  EXPECT_NE(reply.body.find("xmlns=\"https://test.example.com/doc/\""), std::string::npos);
  EXPECT_NE(reply.body.find("<RequestId>request-1</RequestId>"), std::string::npos);
}

TEST_F(QueryServiceTest, ParametersAreText) {
  for (const char* text : {"%FF", "%C3%28", "%ED%A0%80", "a%00b", "%F5%80%80%80", "%C0%80"}) {
    EXPECT_EQ(Get(Root(), std::string("?Action=Echo&Text=") + text).error_code, "MalformedInput") << text;
    EXPECT_EQ(Get(Root(), std::string("?Action=Echo&Text=a&x") + text + "=1").error_code, "MalformedInput") << text;
  }
  EXPECT_EQ(Get(Root(), "?Action=Echo&Text=%C3%A4%F0%9F%98%80").At("Text"), "\u00e4\U0001F600");
}

TEST_F(QueryServiceTest, OperationsWithoutAResultAnswerMetadataAlone) {
  Reply reply = AskQuery(service_, Root(), "Nothing", {});
  EXPECT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(reply.xml.name, "ResponseMetadata");
}

TEST_F(QueryServiceTest, ReadsTheQueryStringIfThereIsNoBody) {
  EXPECT_EQ(Get(Root(), "?Action=Echo&Text=x%2By+z").At("Text"), "x+y z");
}

TEST_F(QueryServiceTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(Get(Root(), "?Action=%zz").Outcome(),
            "400 MalformedQueryString: The query string or body is not well-formed.");
  EXPECT_EQ(Get(Root(), "").error_code, "MissingAction");
  std::string many = "?Action=Nothing";
  for (int i = 0; i < 4096; ++i) many += "&a=b";
  EXPECT_EQ(Get(Root(), many).error_code, "MalformedQueryString");
}

TEST_F(QueryServiceTest, KnowsItsOperationsInItsVersionOnly) {
  EXPECT_EQ(AskQuery(service_, Root(), "echo", {}).Outcome(),
            "400 InvalidAction: Could not find operation echo for version 2020-01-02");
  EXPECT_EQ(AskQuery(service_, Root(), "Echo", {{"Version", "1999-01-01"}}).Outcome(),
            "400 InvalidAction: Could not find operation Echo for version 1999-01-01");
  EXPECT_EQ(AskQuery(service_, Root(), std::string(1000, 'x'), {}).error_message,
            "Could not find operation " + std::string(128, 'x') + " for version 2020-01-02");
}

TEST_F(QueryServiceTest, AnonymousCallersReachWhatTakesThem) {
  EXPECT_EQ(AskQuery(service_, Anonymous(), "Nothing", {}).Outcome(), "200");
  // Not even which parameters are wrong.
  EXPECT_EQ(AskQuery(service_, Anonymous(), "Echo", {}).Outcome(),
            "403 MissingAuthenticationToken: Request is missing Authentication Token");
}

TEST_F(QueryServiceTest, ErrorsOfParametersAndOperationsAreAnswered) {
  EXPECT_EQ(AskQuery(service_, Root(), "Echo", {}).error_code, "ValidationError");
  EXPECT_EQ(AskQuery(service_, Root(), "Fail", {}).Outcome(), "409 Sender: as it was told");
}

TEST_F(QueryServiceTest, AWriteThatIsRefusedWritesNothing) {
  EXPECT_EQ(AskQuery(service_, Root(), "Put", {{"Refuse", "1"}}).Outcome(), "400 Refused: after all");
  EXPECT_FALSE(Written());
  EXPECT_EQ(AskQuery(service_, Root(), "Put", {}).Outcome(), "200");
  EXPECT_TRUE(Written());
}

TEST_F(QueryServiceTest, AFailureOfTheStoreIsToldWithoutDetails) {
  store().Fail(store::FaultyStore::Operation::kCommit, "directory/", ErrorCode::kUnavailable, 1);
  EXPECT_EQ(AskQuery(service_, Root(), "Put", {}).Outcome(),
            "503 ServiceUnavailable: The service cannot store anything at the moment.");
  EXPECT_FALSE(Written());
}

using QueryServiceDeathTest = QueryServiceTest;

TEST_F(QueryServiceDeathTest, TwoOperationsOfOneNameAreABug) {
  const auto make = [](std::string_view second) {
    QueryService service("test", "", "2020-01-02", {{"Echo", &Echo, {}}, {"Fail", &Fail, {}}, {second, &Nothing, {}}});
  };
  make("Put");
  EXPECT_DEATH(make("Echo"), "query_service.cc");
}

TEST(InternalError, IsUnavailableOrAFailure) {
  for (ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kResourceExhausted}) {
    EXPECT_EQ(InternalError({code, "secret path"}).status, 503);
  }
  aws::ErrorShape failure = InternalError({ErrorCode::kDataLoss, "secret path"});
  EXPECT_EQ(failure.status, 500);
  EXPECT_EQ(failure.code, "ServiceFailure");
  EXPECT_EQ(failure.message.find("secret path"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::services
