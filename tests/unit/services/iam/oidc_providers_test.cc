#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamOidcProviders : public IamTest {
 protected:
  Reply Create(QueryParameterList more) {
    if (more.empty() || more.front().first != "Url")
      more.insert(more.begin(), {"Url", "https://oidc.example.com/id/A1"});
    return Ask("CreateOpenIDConnectProvider", std::move(more));
  }
  Reply On(const std::string& action, QueryParameterList more = {}) {
    more.emplace_back("OpenIDConnectProviderArn", kProviderArn);
    return Ask(action, std::move(more));
  }
  static QueryParameterList List(const std::string& list, const Names& items) {
    QueryParameterList parameters;
    for (std::size_t i = 0; i < items.size(); ++i) {
      parameters.emplace_back(list + ".member." + std::to_string(i + 1), items[i]);
    }
    return parameters;
  }
};

TEST_F(IamOidcProviders, AreShownAsTheyWereMade) {
  QueryParameterList parameters = TagParameters({{"team", "a"}});
  parameters.emplace_back("ClientIDList.member.1", "sts.amazonaws.com");
  parameters.emplace_back("ThumbprintList.member.1", std::string(40, 'A'));
  Reply created = Create(parameters);
  ASSERT_EQ(created.Outcome(), "200");
  EXPECT_EQ(created.At("Tags/member/Key"), "team");
  Reply found = On("GetOpenIDConnectProvider");
  EXPECT_EQ(found.All("ClientIDList/member"), Names{"sts.amazonaws.com"});
  EXPECT_EQ(found.All("ThumbprintList/member"), Names{std::string(40, 'A')});
  EXPECT_EQ(found.At("CreateDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(found.At("Tags/member/Value"), "a");
  EXPECT_EQ(Ask("ListOpenIDConnectProviders").All("OpenIDConnectProviderList/member/Arn"), Names{kProviderArn});
}

TEST_F(IamOidcProviders, AreCreatedOnce) {
  CreateProvider();
  EXPECT_EQ(Create({}).Outcome(),
            "409 EntityAlreadyExists: Provider with url https://oidc.example.com/id/A1 already exists.");
}

TEST_F(IamOidcProviders, UrlsAreHttpsWithAHostAndNothingBehindThePath) {
  for (const char* url :
       {"http://a.example.com", "https://", "https:///path", "https://a b.example.com", "https://a.example.com?x=y",
        "https://a.example.com/p#f", "a.example.com", "https://user@a.example.com"}) {
    EXPECT_EQ(Create({{"Url", url}}).Outcome(), "400 ValidationError: Invalid Open ID Connect Provider URL") << url;
  }
  EXPECT_EQ(Create({{"Url", "https://a.example.com/realms/one"}}).At("OpenIDConnectProviderArn"),
            Arn("oidc-provider/a.example.com/realms/one"));
}

TEST_F(IamOidcProviders, AllThatIsWrongIsSaidAtOnce) {
  QueryParameterList parameters = List("ThumbprintList", {std::string(41, 'b')});
  parameters.push_back({"Url", "http://" + std::string(300, 'a')});
  parameters.push_back({"ClientIDList.member.1", std::string(256, 'c')});
  EXPECT_EQ(
      Ask("CreateOpenIDConnectProvider", parameters).Outcome(),
      "400 ValidationError: 3 validation errors detected: Value 'http://" + std::string(300, 'a') +
          "' at 'url' failed to satisfy constraint: Member must have length less than or equal to 255; Value '[" +
          std::string(256, 'c') +
          "]' at 'clientIDList' failed to satisfy constraint: Member must satisfy constraint: [Member must have "
          "length less than or equal to 255, Member must have length greater than or equal to 1]; Value '[" +
          std::string(41, 'b') +
          "]' at 'thumbprintList' failed to satisfy constraint: Member must satisfy constraint: [Member must have "
          "length less than or equal to 40, Member must have length greater than or equal to 40]");
}

TEST_F(IamOidcProviders, ThumbprintsAreFiveOfFortyHexDigits) {
  EXPECT_EQ(Create(List("ThumbprintList", Names(6, std::string(40, 'a')))).Outcome(),
            "400 InvalidInput: Thumbprint list must contain fewer than 5 entries.");
  for (const std::string& thumbprint : {std::string(39, 'a'), std::string(41, 'a')}) {
    EXPECT_EQ(Create(List("ThumbprintList", {thumbprint})).error_code, "ValidationError") << thumbprint;
  }
  EXPECT_EQ(Create(List("ThumbprintList", {std::string(40, 'g')})).error_code, "InvalidInput");
  EXPECT_EQ(On("UpdateOpenIDConnectProviderThumbprint").error_code, "ValidationError");  // the list is required
  ASSERT_EQ(Create(List("ThumbprintList", Names(5, std::string(40, 'f')))).Outcome(), "200");
  EXPECT_EQ(On("UpdateOpenIDConnectProviderThumbprint", List("ThumbprintList", {"x"})).error_code, "ValidationError");
  ASSERT_EQ(On("UpdateOpenIDConnectProviderThumbprint", List("ThumbprintList", {std::string(40, '0')})).Outcome(),
            "200");
  EXPECT_EQ(On("GetOpenIDConnectProvider").All("ThumbprintList/member"), Names{std::string(40, '0')});
}

TEST_F(IamOidcProviders, ClientsAreAddedOnceAndRemoved) {
  CreateProvider();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(On("AddClientIDToOpenIDConnectProvider", {{"ClientID", "vault"}}).Outcome(), "200");
  }
  EXPECT_EQ(On("GetOpenIDConnectProvider").All("ClientIDList/member"), (Names{"sts.amazonaws.com", "vault"}));
  // Removing what is not there is no error.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(On("RemoveClientIDFromOpenIDConnectProvider", {{"ClientID", "vault"}}).Outcome(), "200");
  }
  EXPECT_EQ(On("GetOpenIDConnectProvider").All("ClientIDList/member"), Names{"sts.amazonaws.com"});
}

TEST_F(IamOidcProviders, AProviderHasAHundredClientsOf255Characters) {
  Names clients;
  for (int i = 0; i < 101; ++i) clients.push_back("c" + std::to_string(i));
  EXPECT_EQ(Create(List("ClientIDList", clients)).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
  EXPECT_EQ(Create(List("ClientIDList", {std::string(256, 'c')})).error_code, "ValidationError");
  clients.pop_back();
  ASSERT_EQ(Create(List("ClientIDList", clients)).Outcome(), "200");
  EXPECT_EQ(On("AddClientIDToOpenIDConnectProvider", {{"ClientID", "one-more"}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
  EXPECT_EQ(On("GetOpenIDConnectProvider").All("ClientIDList/member").size(), 100u);
}

TEST_F(IamOidcProviders, AnAccountHasAHundred) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(Create({{"Url", "https://i" + std::to_string(i) + ".example.com"}}).status, 200);
  }
  EXPECT_EQ(Create({}).Outcome(), "409 LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100");
}

TEST_F(IamOidcProviders, AreGoneOnceTheyAreDeleted) {
  CreateProvider();
  EXPECT_EQ(On("DeleteOpenIDConnectProvider").Outcome(), "200");
  EXPECT_EQ(On("GetOpenIDConnectProvider").status, 404);
  EXPECT_EQ(Ask("ListOpenIDConnectProviders").All("OpenIDConnectProviderList/member"), Names());
}

}  // namespace
}  // namespace rolecall::services::iam
