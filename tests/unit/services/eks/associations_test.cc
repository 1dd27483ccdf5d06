#include <set>

#include "tests/unit/services/eks/eks_fixture.h"

namespace rolecall::services::eks {
namespace {

constexpr char kList[] = "/clusters/main/pod-identity-associations";

TEST_F(EksTest, AClusterIsWhatTheOperatorSays) {
  const Reply reply = Ask(Root(), "GET", "/clusters/main");
  EXPECT_EQ(reply.At("cluster/arn"), kClusterArn);
  EXPECT_EQ(reply.At("cluster/status"), "ACTIVE");
  EXPECT_EQ(reply.At("cluster/identity/oidc/issuer"), kIssuer);
  EXPECT_EQ(reply.At("cluster/endpoint"), "https://api.example.com");
  EXPECT_EQ(reply.At("cluster/certificateAuthority/data"), "Q0E=");
  EXPECT_EQ(Ask(Root(), "GET", "/clusters").All("clusters"), std::vector<std::string>{"main"});
  EXPECT_EQ(Ask(Root(kOtherAccount), "GET", "/clusters").At("clusters"), "(none)");
  EXPECT_EQ(Ask(Root(), "GET", "/clusters/other").Outcome(),
            "404 ResourceNotFoundException: No cluster found for name: other.");
}

TEST_F(EksTest, WhatIsNotServedIsRefusedByNameAfterItsPermission) {
  EXPECT_EQ(Ask(Root(), "POST", "/clusters", {{"name", "x"}}).error_code, "NotImplemented");
  EXPECT_EQ(Ask(Root(), "DELETE", "/clusters/main").status, 501);
  services::testing::ExpectDenied(Ask(NewUser("ann"), "POST", "/clusters"), "eks:CreateCluster");
  EXPECT_EQ(Ask(Root(), "GET", "/nothing").status, 404);
  EXPECT_EQ(OperationNames().size(), 70u);
}

TEST_F(EksTest, AnAssociationIsMadeShownChangedAndDeleted) {
  const Reply made = Ask(Root(), "POST", kList, Association({{"tags", bj::object{{"team", "a"}}}}));
  ASSERT_EQ(made.Outcome(), "200");
  const std::string id = made.At("association/associationId");
  EXPECT_EQ(id.size(), 19u);
  EXPECT_TRUE(id.starts_with("a-"));
  EXPECT_EQ(made.At("association/associationArn"),
            "arn:aws:eks:eu-central-1:054000737513:podidentityassociation/main/" + id);
  EXPECT_EQ(made.At("association/tags/team"), "a");
  EXPECT_EQ(made.At("association/externalId"), "(none)");
  EXPECT_EQ(made.At("association/disableSessionTags"), "false");
  const std::string one = std::string(kList) + "/" + id;
  EXPECT_EQ(Ask(Root(), "GET", one).body, made.body);
  PutRole("other", kPodTrust);
  clock().Advance(std::chrono::seconds(5));
  const Reply changed = Ask(Root(), "POST", one, {{"roleArn", "arn:aws:iam::054000737513:role/other"}});
  EXPECT_EQ(changed.At("association/roleArn"), "arn:aws:iam::054000737513:role/other");
  EXPECT_NE(changed.At("association/modifiedAt"), changed.At("association/createdAt"));
  EXPECT_EQ(Ask(Root(), "DELETE", one).body, changed.body);
  EXPECT_EQ(Ask(Root(), "GET", one).error_code, "ResourceNotFoundException");
}

TEST_F(EksTest, AServiceAccountHasOneAssociation) {
  const std::string id = Associate({{"clientRequestToken", "t-1"}});
  EXPECT_EQ(Associate({{"clientRequestToken", "t-1"}}), id);
  EXPECT_EQ(Ask(Root(), "POST", kList, Association({{"clientRequestToken", "t-2"}})).Outcome(),
            "409 ResourceInUseException: Association already exists: " + id);
  EXPECT_EQ(
      Ask(Root(), "POST", kList, Association({{"clientRequestToken", "t-1"}, {"disableSessionTags", true}})).status,
      409);
}

TEST_F(EksTest, AssociationsAreListedByPages) {
  std::set<std::string> wanted;
  for (const char* account : {"a", "b", "c"}) wanted.insert(Associate({{"serviceAccount", account}}));
  Associate({{"namespace", "other"}});
  std::set<std::string> found;
  std::string token;
  for (int pages = 1;; ++pages) {
    const Reply page = Ask(Root(), "GET",
                           std::string(kList) + "?namespace=apps&maxResults=2" +
                               (token.empty() ? "" : "&nextToken=" + PercentEncode(token)));
    ASSERT_EQ(page.Outcome(), "200");
    for (const std::string& id : page.All("associations/associationId")) EXPECT_TRUE(found.insert(id).second);
    token = page.At("nextToken");
    if (token == "null") {
      EXPECT_EQ(pages, 2);
      break;
    }
  }
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(Ask(Root(), "GET", std::string(kList) + "?serviceAccount=b").All("associations/serviceAccount").size(), 1u);
  for (const char* query : {"?maxResults=0", "?maxResults=101", "?maxResults=x", "?nextToken=!"}) {
    EXPECT_EQ(Ask(Root(), "GET", kList + std::string(query)).error_code, "InvalidParameterException") << query;
  }
}

TEST_F(EksTest, WhatAnAssociationSaysIsChecked) {
  const auto code = [&](const bj::object& change) {
    return Ask(Root(), "POST", kList, Association(change)).error_code;
  };
  EXPECT_EQ(code({{"namespace", nullptr}}), "InvalidParameterException");
  EXPECT_EQ(code({{"namespace", "Apps"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"serviceAccount", "a/b"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"serviceAccount", 7}}), "SerializationException");
  EXPECT_EQ(code({{"roleArn", "app"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"roleArn", "arn:aws:iam::054000737513:role/none"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"roleArn", "arn:aws:iam::111122223333:role/app"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"targetRoleArn", "x"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"tags", bj::object{{"aws:x", "1"}}}}), "InvalidParameterException");
  EXPECT_EQ(code({{"policy", PolicyDocument(Allow("s3:*"))}}), "InvalidParameterException");
  EXPECT_EQ(code({{"policy", "{}"}, {"disableSessionTags", true}}), "InvalidParameterException");
  EXPECT_EQ(code({{"policy", PolicyDocument(Allow("s3:*"))}, {"disableSessionTags", true}}), "");
  http::Request deep = Request("POST", kList);
  deep.body = std::string(1000, '[');
  EXPECT_EQ(Send(*eks_, Root(), deep).error_code, "SerializationException");
  EXPECT_EQ(Ask(Root(), "POST", "/clusters/other/pod-identity-associations", Association()).error_code,
            "ResourceNotFoundException");
}

TEST_F(EksTest, WhoGivesARoleToPodsMustBeAllowedToPassIt) {
  const std::string create = Allow("eks:CreatePodIdentityAssociation");
  services::testing::ExpectDenied(Ask(NewUser("ann", create), "POST", kList, Association()), "iam:PassRole");
  const std::string pass = R"({"Effect":"Allow","Action":"iam:PassRole","Resource":")" + std::string(kRoleArn) +
                           R"(","Condition":{"StringEquals":{"iam:PassedToService":"pods.eks.amazonaws.com"}}})";
  EXPECT_EQ(Ask(NewUser("bob", create + "," + pass), "POST", kList, Association()).Outcome(), "200");
}

TEST_F(EksTest, ATargetRoleBringsAnExternalId) {
  const std::string id = Associate({{"targetRoleArn", "arn:aws:iam::111122223333:role/far"}});
  const std::string one = std::string(kList) + "/" + id;
  const std::string external = Ask(Root(), "GET", one).At("association/externalId");
  EXPECT_EQ(external.size(), 36u);
  EXPECT_EQ(Ask(Root(), "POST", one, {{"disableSessionTags", true}}).At("association/externalId"), external);
  EXPECT_EQ(Ask(Root(), "POST", one, {{"targetRoleArn", ""}}).At("association/externalId"), "(none)");
}

TEST_F(EksTest, TagsOfClustersAndAssociationsAreSetAndTakenAway) {
  const std::string association = "arn:aws:eks:eu-central-1:054000737513:podidentityassociation/main/" + Associate();
  for (const std::string& arn : {std::string(kClusterArn), association}) {
    const std::string target = "/tags/" + PercentEncode(arn);
    EXPECT_EQ(Ask(Root(), "POST", target, {{"tags", bj::object{{"team", "a"}, {"env", "x"}}}}).Outcome(), "200");
    EXPECT_EQ(Ask(Root(), "POST", target, {{"tags", bj::object{{"team", "b"}}}}).Outcome(), "200");
    EXPECT_EQ(Ask(Root(), "DELETE", target + "?tagKeys=env&tagKeys=none").Outcome(), "200");
    EXPECT_EQ(Ask(Root(), "GET", target).body, R"({"tags":{"team":"b"}})");
    // The tag is the resource's in conditions.
    const std::string allowed = R"({"Effect":"Allow","Action":"eks:*","Resource":"*","Condition":{"StringEquals":)"
                                R"({"aws:ResourceTag/team":"b"}}})";
    EXPECT_EQ(Ask(NewUser("u" + std::to_string(target.size()), allowed), "GET", target).Outcome(), "200");
  }
  EXPECT_EQ(Ask(Root(), "GET", "/clusters/main").At("cluster/tags/team"), "b");
  EXPECT_EQ(
      Ask(Root(), "GET", "/tags/" + PercentEncode("arn:aws:eks:eu-central-1:054000737513:cluster/none")).error_code,
      "NotFoundException");
  EXPECT_EQ(Ask(Root(), "GET", "/tags/x").error_code, "BadRequestException");
}

}  // namespace
}  // namespace rolecall::services::eks
