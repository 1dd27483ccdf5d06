#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

const std::pair<std::string, std::string> kAnn{"UserName", "ann"},
    kCodeCommit{"ServiceName", "codecommit.amazonaws.com"};
const std::string kOne = "ServiceSpecificCredential/";

class IamServiceCredentials : public IamTest {
 protected:
  IamServiceCredentials() { CreateUser("ann"); }
  Reply Create(const QueryParameterList& more = {kCodeCommit}) {
    QueryParameterList parameters{kAnn};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return Ask("CreateServiceSpecificCredential", parameters);
  }
  Reply With(const std::string& action, const std::string& id, const std::string& user = "ann") {
    QueryParameterList parameters{{"UserName", user}, {"ServiceSpecificCredentialId", id}};
    if (action.starts_with("Update")) parameters.emplace_back("Status", "Inactive");
    return Ask(action, parameters);
  }
};

TEST_F(IamServiceCredentials, ShowTheirPasswordOnceAndAreNotKeptWithIt) {
  Reply made = Create();
  ASSERT_EQ(made.Outcome(), "200");
  EXPECT_EQ(made.At(kOne + "ServiceUserName"), "ann-at-054000737513");
  EXPECT_EQ(made.At(kOne + "ServiceName"), "codecommit.amazonaws.com");
  EXPECT_EQ(made.At(kOne + "Status"), "Active");
  EXPECT_EQ(made.At(kOne + "UserName"), "ann");
  EXPECT_TRUE(made.At(kOne + "ServiceSpecificCredentialId").starts_with("ACCA"));
  const std::string password = made.At(kOne + "ServicePassword");
  EXPECT_EQ(password.size(), 44u);
  Reply listed = Ask("ListServiceSpecificCredentials", {kAnn});
  EXPECT_EQ(listed.At("ServiceSpecificCredentials/member/ServiceUserName"), "ann-at-054000737513");
  EXPECT_EQ(listed.body.find(password), std::string::npos);
  EXPECT_EQ(Create().At(kOne + "ServiceUserName"), "ann+1-at-054000737513");
  EXPECT_EQ(Create().Outcome(), "409 LimitExceeded: Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2");
  EXPECT_EQ(Create({{"ServiceName", "cassandra.amazonaws.com"}}).Outcome(), "200");
}

TEST_F(IamServiceCredentials, OfApiKeysHaveAnAliasASecretAndAnEnd) {
  Reply made = Create({{"ServiceName", "bedrock.amazonaws.com"}, {"CredentialAgeDays", "30"}});
  ASSERT_EQ(made.Outcome(), "200");
  const std::string alias = made.At(kOne + "ServiceCredentialAlias"),
                    secret = made.At(kOne + "ServiceCredentialSecret");
  EXPECT_TRUE(alias.starts_with("BedrockAPIKey-")) << alias;
  EXPECT_TRUE(secret.starts_with("ABSK")) << secret;
  EXPECT_TRUE(Base64Decode(secret.substr(4))->starts_with(alias + ":"));
  EXPECT_EQ(made.At(kOne + "ExpirationDate"), "2026-12-18T11:06:40Z");
  EXPECT_EQ(made.At(kOne + "ServicePassword"), "(none)");
  clock().Advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(Ask("ListServiceSpecificCredentials", {kAnn}).At("ServiceSpecificCredentials/member/Status"), "Expired");
  EXPECT_EQ(Create({kCodeCommit, {"CredentialAgeDays", "30"}}).error_code, "InvalidInput");
}

TEST_F(IamServiceCredentials, OfOtherServicesAreRefused) {
  EXPECT_EQ(Create({{"ServiceName", "lambda.amazonaws.com"}}).Outcome(),
            "404 NoSuchEntity: No such service lambda.amazonaws.com is supported for Service Specific Credentials");
  EXPECT_EQ(Ask("CreateServiceSpecificCredential", {{"UserName", "none"}, kCodeCommit}).Outcome(),
            "404 NoSuchEntity: The user with name none cannot be found.");
}

TEST_F(IamServiceCredentials, AreSwitchedOffResetAndDeleted) {
  Reply made = Create();
  const std::string id = made.At(kOne + "ServiceSpecificCredentialId");
  EXPECT_EQ(With("UpdateServiceSpecificCredential", id).Outcome(), "200");
  Reply reset = With("ResetServiceSpecificCredential", id);
  EXPECT_EQ(reset.At(kOne + "Status"), "Inactive");
  EXPECT_EQ(reset.At(kOne + "ServiceSpecificCredentialId"), id);
  EXPECT_NE(reset.At(kOne + "ServicePassword"), made.At(kOne + "ServicePassword"));
  EXPECT_EQ(Ask("DeleteUser", {kAnn}).Outcome(),
            "409 DeleteConflict: Cannot delete entity, must remove referenced objects first.");
  EXPECT_EQ(With("DeleteServiceSpecificCredential", id).Outcome(), "200");
  EXPECT_EQ(Ask("DeleteUser", {kAnn}).Outcome(), "200");
}

// As AWS has answered.
TEST_F(IamServiceCredentials, WrongIdsAreNotRepeatedOrNotFound) {
  const std::string pattern =
      "400 ValidationError: 1 validation error detected: Value at 'serviceSpecificCredentialId' failed to satisfy "
      "constraint: Member must satisfy regular expression pattern: [\\w]+";
  const std::string missing = "404 NoSuchEntity: No such credential satisfiesregexbutstillinvalid exists";
  for (const char* action :
       {"UpdateServiceSpecificCredential", "ResetServiceSpecificCredential", "DeleteServiceSpecificCredential"}) {
    EXPECT_EQ(With(action, "totally-wrong-credential-id-with-hyphens").Outcome(), pattern) << action;
    EXPECT_EQ(With(action, "satisfiesregexbutstillinvalid").Outcome(), missing) << action;
    EXPECT_EQ(With(action, "satisfiesregexbutstillinvalid", "none").Outcome(),
              "404 NoSuchEntity: The user with name none cannot be found.")
        << action;
  }
  const QueryParameterList wrong{
      kAnn, {"ServiceSpecificCredentialId", "satisfiesregexbutstillinvalid"}, {"Status", "Off"}};
  EXPECT_EQ(Ask("UpdateServiceSpecificCredential", wrong).Outcome(),
            "400 ValidationError: 1 validation error detected: Value at 'status' failed to satisfy constraint: Member "
            "must satisfy enum value set");
}

TEST_F(IamServiceCredentials, AreListedByServiceAndOfEverybody) {
  CreateUser("bob");
  Create();
  Do("CreateServiceSpecificCredential", {{"UserName", "bob"}, {"ServiceName", "cassandra.amazonaws.com"}});
  const std::string users = "ServiceSpecificCredentials/member/UserName";
  EXPECT_EQ(Ask("ListServiceSpecificCredentials", {{"AllUsers", "true"}}).All(users).size(), 2u);
  EXPECT_EQ(Ask("ListServiceSpecificCredentials", {{"AllUsers", "true"}, kCodeCommit}).All(users), Names{"ann"});
  EXPECT_EQ(Ask("ListServiceSpecificCredentials", {{"AllUsers", "true"}, kAnn}).error_code, "InvalidInput");
  Caller only_ann = NewUser("reader", AllowDocument("iam:ListServiceSpecificCredentials", Arn("user/ann")));
  services::testing::ExpectDenied(AskAs(only_ann, "ListServiceSpecificCredentials", {{"AllUsers", "true"}}),
                                  "iam:ListServiceSpecificCredentials");
}

TEST_F(IamServiceCredentials, PoliciesSeeTheService) {
  Caller maker = NewUser(
      "maker",
      services::testing::PolicyDocument(
          R"({"Effect":"Allow","Action":"iam:CreateServiceSpecificCredential","Resource":"*","Condition":{"StringEquals":{"iam:ServiceSpecificCredentialServiceName":"codecommit.amazonaws.com"}}})"));
  EXPECT_EQ(AskAs(maker, "CreateServiceSpecificCredential", {kAnn, kCodeCommit}).Outcome(), "200");
  services::testing::ExpectDenied(
      AskAs(maker, "CreateServiceSpecificCredential", {kAnn, {"ServiceName", "bedrock.amazonaws.com"}}),
      "iam:CreateServiceSpecificCredential");
}

}  // namespace
}  // namespace rolecall::services::iam
