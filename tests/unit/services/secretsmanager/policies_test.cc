// Resource policies of secrets; tags; GetRandomPassword.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using ::testing::ElementsAre;

constexpr char kOtherAccountReads[] =
    R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"secretsmanager:GetSecretValue","Resource":"*"})";
constexpr char kEverybodyReads[] =
    R"({"Effect":"Allow","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"})";

class SecretsPolicies : public SecretsTest {
 protected:
  SecretsPolicies() { arn_ = NewSecret("app"); }
  Reply Put(const std::string& document, bj::object more = {}) {
    more["SecretId"] = "app";
    more["ResourcePolicy"] = document;
    return Ask("PutResourcePolicy", more);
  }
  static std::string EverybodyIf(const std::string& condition) {
    return testing::PolicyDocument(
        R"({"Effect":"Allow","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*","Condition":{)" +
        condition + "}}");
  }
  Reply Validate(const std::string& document) {
    return Ask("ValidateResourcePolicy", {{"SecretId", "app"}, {"ResourcePolicy", document}});
  }
  std::string arn_;
};

TEST_F(SecretsPolicies, APolicyIsAnsweredAsItWasPutUntilItIsDeleted) {
  const Reply none = Ask("GetResourcePolicy", {{"SecretId", "app"}});
  EXPECT_EQ(none.At("ARN"), arn_);
  EXPECT_EQ(none.At("ResourcePolicy"), "(none)");
  const std::string document = testing::PolicyDocument(kOtherAccountReads);
  const Reply put = Put(document);
  EXPECT_EQ(put.At("ARN"), arn_);
  EXPECT_EQ(put.At("Name"), "app");
  EXPECT_EQ(bj::parse(Ask("GetResourcePolicy", {{"SecretId", "app"}}).At("ResourcePolicy")), bj::parse(document));
  EXPECT_EQ(Ask("DeleteResourcePolicy", {{"SecretId", "app"}}).At("ARN"), arn_);
  EXPECT_EQ(Ask("GetResourcePolicy", {{"SecretId", "app"}}).At("ResourcePolicy"), "(none)");
}

TEST_F(SecretsPolicies, AnotherAccountNeedsThePolicyOfTheSecretAndItsOwn) {
  const Caller other = NewUser("ann", testing::Allow("secretsmanager:*"), testing::kOtherAccount);
  ExpectDenied(AskAs(other, "GetSecretValue", {{"SecretId", arn_}}), "secretsmanager:GetSecretValue");
  ASSERT_EQ(Put(testing::PolicyDocument(kOtherAccountReads)).status, 200);
  // Both allow; what it is encrypted with does not (kms_test.cc).
  EXPECT_EQ(AskAs(other, "GetSecretValue", {{"SecretId", arn_}}).error_code, "InvalidRequestException");
  ExpectDenied(AskAs(other, "DescribeSecret", {{"SecretId", arn_}}), "secretsmanager:DescribeSecret");
  const Caller bare = NewUser("bob", "", testing::kOtherAccount);
  ExpectDenied(AskAs(bare, "GetSecretValue", {{"SecretId", arn_}}), "secretsmanager:GetSecretValue");
}

TEST_F(SecretsPolicies, ADenyBeatsTheCallersOwnPolicies) {
  ASSERT_EQ(Put(testing::PolicyDocument(
                    R"({"Effect":"Deny","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"})"))
                .status,
            200);
  ExpectDenied(AskAs(NewUser("ann", testing::kEverything), "GetSecretValue", {{"SecretId", "app"}}),
               "secretsmanager:GetSecretValue");
}

TEST_F(SecretsPolicies, APolicyIsCheckedBeforeItIsStored) {
  ExpectError(Put("no json"), 400, "MalformedPolicyDocumentException", "This resource policy contains a syntax error.");
  ExpectError(
      Put(testing::PolicyDocument(
          R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/none"},"Action":"secretsmanager:*","Resource":"*"})")),
      400, "MalformedPolicyDocumentException", "This resource policy contains an unsupported principal.");
  EXPECT_EQ(Put(testing::PolicyDocument(kOtherAccountReads) + std::string(20480, ' ')).error_code,
            "ValidationException");
  EXPECT_EQ(Ask("GetResourcePolicy", {{"SecretId", "app"}}).At("ResourcePolicy"), "(none)");
}

TEST_F(SecretsPolicies, PublicPoliciesAreBlockedIfAsked) {
  const char* const publics[] = {
      kEverybodyReads, R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"secretsmanager:*","Resource":"*"})",
      R"({"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"secretsmanager:*","Resource":"*"})"};
  for (const char* statement : publics) {
    EXPECT_EQ(Put(testing::PolicyDocument(statement), {{"BlockPublicPolicy", true}}).error_code,
              "PublicPolicyException")
        << statement;
  }
  EXPECT_EQ(Put(testing::PolicyDocument(kEverybodyReads)).status, 200);
  // Conditions that exclude nobody, or that a caller satisfies at will.
  const char* const open[] = {R"("StringLike":{"aws:PrincipalArn":"*"})",
                              R"("ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/app"})",
                              R"("StringLike":{"aws:PrincipalAccount":"*"})",
                              R"("StringLike":{"aws:PrincipalOrgID":"o-*"})",
                              R"("StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"})",
                              R"("StringNotEquals":{"aws:PrincipalAccount":"111122223333"})",
                              R"("ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-1/*"})",
                              R"("StringEquals":{"aws:PrincipalOrgID":["o-1","${aws:PrincipalOrgID}"]})",
                              R"("StringLike":{"aws:userid":"*:session"})",
                              R"("StringEquals":{"aws:PrincipalTag/team":"a"})",
                              R"("StringEquals":{"aws:UserAgent":"mine"})",
                              R"("Bool":{"aws:SecureTransport":"true"})",
                              R"("Null":{"aws:PrincipalArn":"false"})",
                              R"("IpAddress":{"aws:SourceIp":"0.0.0.0/0"})",
                              R"("IpAddress":{"aws:SourceIp":["192.0.2.0/24","128.0.0.0/1"]})",
                              R"("IpAddress":{"aws:SourceIp":"2001::/16"})",
                              R"("NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"})"};
  for (const char* condition : open) {
    EXPECT_EQ(Put(EverybodyIf(condition), {{"BlockPublicPolicy", true}}).error_code, "PublicPolicyException")
        << condition;
  }
  const char* const closed[] = {R"("StringEquals":{"aws:PrincipalAccount":["111122223333","054000737513"]})",
                                R"("ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/app"})",
                                R"("StringEquals":{"aws:SourceVpce":"vpce-1"},"Bool":{"aws:SecureTransport":"true"})",
                                R"("IpAddress":{"aws:SourceIp":"192.0.2.0/24"})"};
  for (const char* condition : closed) {
    EXPECT_EQ(Put(EverybodyIf(condition), {{"BlockPublicPolicy", true}}).status, 200) << condition;
  }
  const char* const limited[] = {
      kOtherAccountReads,
      R"({"Effect":"Deny","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"})",
      R"({"Effect":"Allow","Principal":"*","Action":"secretsmanager:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}})"};
  for (const char* statement : limited) {
    EXPECT_EQ(Put(testing::PolicyDocument(statement), {{"BlockPublicPolicy", true}}).status, 200) << statement;
  }
}

TEST_F(SecretsPolicies, ThatPublicPoliciesAreBlockedIsACondition) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"secretsmanager:PutResourcePolicy","Resource":"*","Condition":{"Bool":{"secretsmanager:BlockPublicPolicy":"true"}}})");
  bj::object input{{"SecretId", "app"}, {"ResourcePolicy", testing::PolicyDocument(kOtherAccountReads)}};
  ExpectDenied(AskAs(user, "PutResourcePolicy", input), "secretsmanager:PutResourcePolicy");
  input["BlockPublicPolicy"] = true;
  EXPECT_EQ(AskAs(user, "PutResourcePolicy", input).status, 200);
}

TEST_F(SecretsPolicies, ValidatingStoresNothing) {
  const Reply good = Validate(testing::PolicyDocument(kOtherAccountReads));
  EXPECT_EQ(good.At("PolicyValidationPassed"), "true");
  EXPECT_TRUE(good.json.at("ValidationErrors").as_array().empty());
  for (const std::string& bad : {std::string("no json"), testing::PolicyDocument(kEverybodyReads)}) {
    const Reply wrong = Validate(bad);
    EXPECT_EQ(wrong.status, 200);
    EXPECT_EQ(wrong.At("PolicyValidationPassed"), "false");
    EXPECT_EQ(wrong.json.at("ValidationErrors").as_array().size(), 1u);
    EXPECT_NE(wrong.At("ValidationErrors/ErrorMessage"), "(none)");
  }
  EXPECT_EQ(Ask("GetResourcePolicy", {{"SecretId", "app"}}).At("ResourcePolicy"), "(none)");
  const bj::object without_secret{{"ResourcePolicy", testing::PolicyDocument(kOtherAccountReads)}};
  EXPECT_EQ(Ask("ValidateResourcePolicy", without_secret).At("PolicyValidationPassed"), "true");
  ExpectDenied(AskAs(NewUser("ann"), "ValidateResourcePolicy", without_secret),
               "secretsmanager:ValidateResourcePolicy");
}

class SecretsTags : public SecretsTest {
 protected:
  SecretsTags() { NewSecret("app"); }
  Reply Tag(const std::vector<std::pair<std::string, std::string>>& tags) { return TagAs(Root(), tags); }
  Reply TagAs(const Caller& caller, const std::vector<std::pair<std::string, std::string>>& tags) {
    bj::array list;
    for (const auto& [key, value] : tags) list.emplace_back(bj::object{{"Key", key}, {"Value", value}});
    return AskAs(caller, "TagResource", {{"SecretId", "app"}, {"Tags", list}});
  }
  std::vector<std::string> Values() { return Ask("DescribeSecret", {{"SecretId", "app"}}).All("Tags/Value"); }
};

TEST_F(SecretsTags, AreAddedReplacedAndTakenAway) {
  EXPECT_EQ(Tag({{"a", "1"}, {"b", "2"}}).status, 200);
  EXPECT_EQ(Tag({{"b", "two"}, {"c", "3"}}).status, 200);
  EXPECT_THAT(Values(), ElementsAre("1", "two", "3"));
  EXPECT_EQ(Ask("UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{"a", "c", "none"}}}).status, 200);
  EXPECT_THAT(Values(), ElementsAre("two"));
  // A secret that had tags is described with an empty list.
  EXPECT_EQ(Ask("UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{"b"}}}).status, 200);
  EXPECT_EQ(bj::serialize(Ask("DescribeSecret", {{"SecretId", "app"}}).json.at("Tags")), "[]");
}

// Conditions of policies do not mind the case of a tag's key: two that differ by it alone would be one to them.
TEST_F(SecretsTags, KeysAreUniqueWhateverTheirCase) {
  const std::string duplicate = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
  ExpectError(Tag({{"team", "a"}, {"Team", "b"}}), 400, "InvalidParameterException", duplicate);
  ExpectError(Tag({{"team", "a"}, {"team", "b"}}), 400, "InvalidParameterException", duplicate);
  ASSERT_EQ(Tag({{"team", "a"}}).status, 200);
  ExpectError(Tag({{"TEAM", "b"}}), 400, "InvalidParameterException", duplicate);
  EXPECT_THAT(Values(), ElementsAre("a"));
  ExpectError(
      Ask("CreateSecret", {{"Name", "new"},
                           {"ClientRequestToken", kFirst},
                           {"Tags", bj::array{bj::object{{"Key", "a"}, {"Value", "1"}}, bj::object{{"Key", "A"}}}}}),
      400, "InvalidParameterException", duplicate);
  ExpectNotFound(Ask("DescribeSecret", {{"SecretId", "new"}}));
}

TEST_F(SecretsTags, KeysOfAwsAreReserved) {
  for (const char* key : {"aws:cloudformation:stack-name", "AWS:x", "aws:"}) {
    EXPECT_EQ(Tag({{key, "v"}}).error_code, "InvalidParameterException") << key;
    EXPECT_EQ(Ask("UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{key}}}).error_code,
              "InvalidParameterException")
        << key;
  }
  EXPECT_EQ(Tag({{"awsome", "v"}}).status, 200);
}

TEST_F(SecretsTags, ASecretHasAtMost50) {
  std::vector<std::pair<std::string, std::string>> fifty;
  for (int i = 0; i < 50; ++i) fifty.emplace_back("k" + std::to_string(i), "v");
  ASSERT_EQ(Tag(fifty).status, 200);
  EXPECT_EQ(Tag({{"k0", "again"}}).status, 200);
  const Reply refused = Tag({{"one-more", "v"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.error_code, "InvalidParameterException");
  EXPECT_EQ(Values().size(), 50u);
  fifty.emplace_back("one-more", "v");
  EXPECT_EQ(Tag(fifty).error_code, "ValidationException");
}

TEST_F(SecretsTags, HaveBounds) {
  EXPECT_EQ(Tag({{std::string(128, 'k'), std::string(256, 'v')}}).status, 200);
  EXPECT_EQ(Tag({{std::string(129, 'k'), "v"}}).error_code, "ValidationException");
  EXPECT_EQ(Tag({{"k", std::string(257, 'v')}}).error_code, "ValidationException");
  EXPECT_EQ(Tag({{"", "v"}}).error_code, "ValidationException");
  EXPECT_EQ(Values().size(), 1u);
}

TEST_F(SecretsTags, OfRequestAndSecretAreConditions) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":["secretsmanager:TagResource","secretsmanager:UntagResource"],"Resource":"*","Condition":{"StringEquals":{"secretsmanager:ResourceTag/team":"a"},"ForAllValues:StringEquals":{"aws:TagKeys":["env"]}}})");
  ExpectDenied(TagAs(user, {{"env", "dev"}}), "secretsmanager:TagResource");
  ASSERT_EQ(Tag({{"team", "a"}}).status, 200);
  EXPECT_EQ(TagAs(user, {{"env", "dev"}}).status, 200);
  ExpectDenied(TagAs(user, {{"team", "b"}}), "secretsmanager:TagResource");
  const auto untag = [&](const char* key) {
    return AskAs(user, "UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{key}}});
  };
  ExpectDenied(untag("team"), "secretsmanager:UntagResource");
  EXPECT_EQ(untag("env").status, 200);
}

TEST_F(SecretsTags, ADeletedSecretIsNotChanged) {
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).status, 200);
  ExpectMarked(Tag({{"a", "1"}}));
  ExpectMarked(Ask("UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{"a"}}}));
  ExpectMarked(
      Ask("PutResourcePolicy", {{"SecretId", "app"}, {"ResourcePolicy", testing::PolicyDocument(kOtherAccountReads)}}));
  ExpectMarked(Ask("DeleteResourcePolicy", {{"SecretId", "app"}}));
  ExpectMarked(
      Ask("UpdateSecretVersionStage", {{"SecretId", "app"}, {"VersionStage", "mine"}, {"MoveToVersionId", kFirst}}));
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
