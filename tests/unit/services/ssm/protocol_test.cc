// What all operations share: their names, the JSON of requests, how a denial reads.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using SsmProtocol = SsmTest;

Names NamesOfTheModel() {
  std::ifstream file(std::string(ROLECALL_SOURCE_DIR) + "/tests/unit/services/ssm/operations.txt");
  Names names;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) names.push_back(line);
  }
  return names;
}

// Served, or refused with a text that says so: never "no such operation".
TEST_F(SsmProtocol, AllOperationsOfTheModelAreKnown) {
  EXPECT_EQ(NamesOfTheModel().size(), 154u);
  int served = 0;
  for (const std::string& name : NamesOfTheModel()) {
    const Reply reply = Ask(name, {});
    EXPECT_EQ(reply.audit.operation, name);
    if (reply.status == 501) {
      EXPECT_EQ(reply.Outcome(), "501 NotImplemented: ssm:" + name +
                                     " is not served here: of Systems Manager there is Parameter Store.");
    } else {
      ++served;
      EXPECT_NE(reply.error_code, "UnknownOperationException") << name;
    }
  }
  EXPECT_EQ(served, 13);
}

TEST_F(SsmProtocol, OperationsThatDoNotExistAreUnknown) {
  for (const char* target : {"AmazonSSM.GetSecret", "AmazonSSM.", "GetParameter", "", "TrentService.Decrypt"}) {
    const Reply unknown = AskJson(*service_, Root(), target, "{}");
    EXPECT_EQ(unknown.Outcome(), "400 UnknownOperationException: ") << target;
    EXPECT_EQ(unknown.Header("x-amzn-ErrorType"), "UnknownOperationException");
  }
}

// With one slash between "parameter" and the name, whether the name has one or not.
TEST_F(SsmProtocol, ADenialNamesTheParametersArn) {
  Put("/app/db");
  const Caller ann = NewUser("ann");
  const auto denial = [](const std::string& action, const std::string& resource) {
    return "400 AccessDeniedException: User: arn:aws:iam::054000737513:user/ann is not authorized to perform: ssm:" +
           action + " on resource: " + resource + " because no identity-based policy allows the ssm:" + action +
           " action";
  };
  EXPECT_EQ(AskAs(ann, "GetParameter", {{"Name", "/app/db"}}).Outcome(),
            denial("GetParameter", std::string(kArnPrefix) + "/app/db"));
  EXPECT_EQ(AskAs(ann, "GetParameter", {{"Name", "none:3"}}).Outcome(),
            denial("GetParameter", std::string(kArnPrefix) + "/none"));
  EXPECT_EQ(AskAs(ann, "GetParametersByPath", {{"Path", "/app/"}}).Outcome(),
            denial("GetParametersByPath", std::string(kArnPrefix) + "/app"));
  EXPECT_EQ(AskAs(ann, "GetParametersByPath", {{"Path", "/"}}).Outcome(),
            denial("GetParametersByPath", std::string(kArnPrefix) + "/"));
  EXPECT_EQ(AskAs(ann, "DescribeParameters", {}).Outcome(), denial("DescribeParameters", "*"));
}

TEST_F(SsmProtocol, WhoMayNotAskForANameDoesNotLearnWhetherItExists) {
  Put("/app/a");
  const Caller user = NewUser("ann", testing::Allow("ssm:GetParameter", std::string(kArnPrefix) + "/app/*"));
  EXPECT_EQ(AskAs(user, "GetParameter", {{"Name", "/app/a"}}).At("Parameter/Value"), "one");
  ExpectNotFound(AskAs(user, "GetParameter", {{"Name", "/app/none"}}));
  ExpectDenied(AskAs(user, "GetParameter", {{"Name", "/lib/none"}}), "ssm:GetParameter");
}

TEST_F(SsmProtocol, AnonymousCallersAreNobody) {
  Put("/a");
  EXPECT_EQ(AskAs(Anonymous(), "GetParameter", {{"Name", "/a"}}).error_code, "MissingAuthenticationTokenException");
  EXPECT_EQ(AskAs(Anonymous(), "SendCommand", {}).error_code, "MissingAuthenticationTokenException");
}

TEST_F(SsmProtocol, ARequestIsAJsonObject) {
  for (const char* body : {"{", "[]", "\"text\"", "{} {}"}) {
    EXPECT_EQ(AskJson(*service_, Root(), "AmazonSSM.DescribeParameters", body).error_code, "SerializationException");
  }
  EXPECT_EQ(AskJson(*service_, Root(), "AmazonSSM.DescribeParameters", "").status, 200);
}

TEST_F(SsmProtocol, MembersHaveTheirTypesAndBounds) {
  EXPECT_EQ(Ask("GetParameter", {{"Name", 5}}).error_code, "SerializationException");
  EXPECT_EQ(Ask("GetParameter", {{"Name", "/a"}, {"WithDecryption", "yes"}}).error_code, "SerializationException");
  EXPECT_EQ(Ask("GetParameters", {{"Names", "/a"}}).error_code, "SerializationException");
  ExpectValidation(Ask("GetParameter", {}),
                   "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be "
                   "null");
  ExpectValidation(Ask("GetParameters", {{"Names", bj::array{}}}),
                   "1 validation error detected: Value '[]' at 'names' failed to satisfy constraint: Member must have "
                   "length greater than or equal to 1");
  ExpectValidation(Ask("DescribeParameters", {{"MaxResults", 51}}),
                   "1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must "
                   "have value less than or equal to 50");
  ExpectValidation(Ask("GetParametersByPath", {{"Path", "/"}, {"MaxResults", 11}}),
                   "1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must "
                   "have value less than or equal to 10");
}

TEST_F(SsmProtocol, TheAuditLogHasNamesAndNeverValues) {
  const Reply put = Ask("PutParameter", {{"Name", "/a"},
                                         {"Value", "hidden"},
                                         {"Type", "SecureString"},
                                         {"AllowedPattern", "hid.*"},
                                         {"Tags", bj::array{bj::object{{"Key", "k"}, {"Value", "v"}}}}});
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(put.audit.parameters, (Parameters{{"name", "/a"}, {"type", "SecureString"}}));
  EXPECT_EQ(Ask("GetParameters", {{"Names", bj::array{"/a", "/b"}}}).audit.parameters,
            (Parameters{{"names", R"(["/a","/b"])"}}));
  // What failed is not repeated either.
  const Reply wrong = Ask("PutParameter", {{"Name", "/a"}, {"Value", ""}, {"Type", "String"}});
  EXPECT_EQ(wrong.error_message.find("hidden"), std::string::npos);
}

TEST_F(SsmProtocol, RegionsAndAccountsAreWorldsOfTheirOwn) {
  Put("/a");
  set_region("eu-west-1");
  ExpectNotFound(Ask("GetParameter", {{"Name", "/a"}}));
  // An ARN of another region is none of this one.
  ExpectNotFound(Ask("GetParameter", {{"Name", std::string(kArnPrefix) + "/a"}}));
  Put("/a", "two");
  set_region(testing::kRegion);
  EXPECT_EQ(Value("/a"), "one");
  ExpectNotFound(AskAs(Root(testing::kOtherAccount), "GetParameter", {{"Name", "/a"}}));
  ExpectDenied(AskAs(Root(testing::kOtherAccount), "GetParameter", {{"Name", std::string(kArnPrefix) + "/a"}}),
               "ssm:GetParameter");
  EXPECT_EQ(AskAs(Root(testing::kOtherAccount), "DescribeParameters", {}).All("Parameters/Name"), Names{});
}

}  // namespace
}  // namespace rolecall::services::ssm
