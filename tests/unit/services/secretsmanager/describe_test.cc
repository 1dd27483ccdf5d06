// DescribeSecret, ListSecrets, ListSecretVersionIds, BatchGetSecretValue.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bj::object Tag(const char* key, const char* value) { return {{"Key", key}, {"Value", value}}; }

class SecretsDescribe : public SecretsTest {
 protected:
  std::vector<std::string> List(bj::object input = {}) { return Ask("ListSecrets", input).All("SecretList/Name"); }
  std::vector<std::string> Filtered(const char* key, bj::array values) {
    return List({{"Filters", bj::array{bj::object{{"Key", key}, {"Values", std::move(values)}}}}});
  }
};

TEST_F(SecretsDescribe, ADescriptionTellsAllButTheValue) {
  const std::string arn = NewSecret(
      "app", "one", {{"Description", "d"}, {"KmsKeyId", "k"}, {"Tags", bj::array{Tag("team", "a"), Tag("env", "")}}});
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(described.At("ARN"), arn);
  EXPECT_EQ(described.At("Name"), "app");
  EXPECT_EQ(described.At("Description"), "d");
  EXPECT_EQ(described.At("KmsKeyId"), "k");
  EXPECT_THAT(described.All("Tags/Key"), ElementsAre("team", "env"));
  EXPECT_THAT(described.All("Tags/Value"), ElementsAre("a", ""));
  EXPECT_THAT(described.All(std::string("VersionIdsToStages/") + kSecond), ElementsAre("AWSCURRENT"));
  EXPECT_THAT(described.All(std::string("VersionIdsToStages/") + kFirst), ElementsAre("AWSPREVIOUS"));
  EXPECT_EQ(described.json.at("CreatedDate").as_double(), testing::kNow);
  EXPECT_EQ(described.body.find("two"), std::string::npos);
}

TEST_F(SecretsDescribe, WhatIsNotSetIsLeftOut) {
  NewSecret("app");
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  for (const char* member : {"Description", "KmsKeyId", "Tags", "DeletedDate", "LastAccessedDate", "RotationEnabled",
                             "LastRotatedDate", "OwningService"}) {
    EXPECT_FALSE(described.json.as_object().contains(member)) << member;
  }
}

TEST_F(SecretsDescribe, RotationIsDescribedWhereItWasSetUp) {
  NewSecret("app");
  Write([&](directory::Transaction& transaction) {
    directory::SecretRecord secret = *transaction.snapshot().secrets.Sorted().front();
    secret.rotation.enabled = true;
    secret.rotation.lambda_arn = "arn:aws:lambda:eu-central-1:054000737513:function:rotate";
    secret.rotation.last_rotated = clock().Now();
    secret.owning_service = "rds";
    transaction.Put(std::move(secret));
  });
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(described.At("RotationEnabled"), "true");
  EXPECT_EQ(described.At("RotationLambdaARN"), "arn:aws:lambda:eu-central-1:054000737513:function:rotate");
  EXPECT_EQ(described.json.at("LastRotatedDate").as_double(), testing::kNow);
  EXPECT_EQ(described.At("OwningService"), "rds");
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"secretsmanager:DescribeSecret","Resource":"*","Condition":{"ArnEquals":{"secretsmanager:resource/AllowRotationLambdaArn":"arn:aws:lambda:eu-central-1:054000737513:function:rotate"}}})");
  EXPECT_EQ(AskAs(user, "DescribeSecret", {{"SecretId", "app"}}).status, 200);
  NewSecret("plain");
  ExpectDenied(AskAs(user, "DescribeSecret", {{"SecretId", "plain"}}), "secretsmanager:DescribeSecret");
}

TEST_F(SecretsDescribe, ListsShowTheCallersAccountAndRegion) {
  NewSecret("mine");
  AskAs(Root(testing::kOtherAccount), "CreateSecret",
        {{"Name", "theirs"}, {"SecretString", "x"}, {"ClientRequestToken", kFirst}});
  set_region("eu-west-1");
  NewSecret("elsewhere");
  EXPECT_THAT(List(), ElementsAre("elsewhere"));
  set_region(testing::kRegion);
  EXPECT_THAT(List(), ElementsAre("mine"));
  const Reply listed = Ask("ListSecrets", {});
  EXPECT_THAT(listed.All(std::string("SecretList/SecretVersionsToStages/") + kFirst), ElementsAre("AWSCURRENT"));
  EXPECT_EQ(listed.At("SecretList/SecretString"), "(none)");
  EXPECT_THAT(AskAs(Root(testing::kOtherAccount), "ListSecrets", {}).All("SecretList/Name"), ElementsAre("theirs"));
}

TEST_F(SecretsDescribe, ListsAreInPagesByTheTimeOfCreation) {
  for (const char* name : {"c", "a", "e", "b", "d"}) {
    NewSecret(name);
    clock().Advance(std::chrono::seconds(1));
  }
  EXPECT_THAT(List(), ElementsAre("c", "a", "e", "b", "d"));
  EXPECT_THAT(List({{"SortOrder", "desc"}}), ElementsAre("d", "b", "e", "a", "c"));
  std::vector<std::string> found;
  bj::object input{{"MaxResults", 2}};
  for (int page = 0; page < 3; ++page) {
    const Reply listed = Ask("ListSecrets", input);
    for (const std::string& name : listed.All("SecretList/Name")) found.push_back(name);
    EXPECT_EQ(listed.json.as_object().contains("NextToken"), page < 2);
    input["NextToken"] = listed.At("NextToken");
  }
  EXPECT_THAT(found, ElementsAre("c", "a", "e", "b", "d"));
}

TEST_F(SecretsDescribe, TokensThatNoPageGaveAreRefused) {
  NewSecret("app");
  for (const char* token : {"!", "=", "zzzz"}) {
    ExpectError(Ask("ListSecrets", {{"NextToken", token}}), 400, "InvalidNextTokenException",
                "Invalid NextToken provided.");
    EXPECT_EQ(Ask("ListSecretVersionIds", {{"SecretId", "app"}, {"NextToken", token}}).error_code,
              "InvalidNextTokenException");
  }
}

TEST_F(SecretsDescribe, ListsHaveOtherOrders) {
  for (const char* name : {"b", "a", "c"}) {
    NewSecret(name);
    clock().Advance(std::chrono::seconds(1));
  }
  ASSERT_EQ(Ask("UpdateSecret", {{"SecretId", "b"}, {"Description", "d"}}).status, 200);
  EXPECT_THAT(List({{"SortBy", "name"}}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(List({{"SortBy", "name"}, {"SortOrder", "desc"}}), ElementsAre("c", "b", "a"));
  EXPECT_THAT(List({{"SortBy", "last-changed-date"}}), ElementsAre("a", "c", "b"));
  ASSERT_EQ(Current("c"), "one");
  EXPECT_EQ(List({{"SortBy", "last-accessed-date"}, {"SortOrder", "desc"}}).front(), "c");
  ExpectError(Ask("ListSecrets", {{"SortOrder", "up"}}), 400, "ValidationException",
              "1 validation error detected: Value 'up' at 'sortOrder' failed to satisfy constraint: Member must "
              "satisfy enum value set: [asc, desc]");
}

TEST_F(SecretsDescribe, PagesNeitherRepeatNorLeaveOutASecretThatOthersGoBeside) {
  for (const char* name : {"a", "b", "c", "d"}) NewSecret(name);
  const Reply first = Ask("ListSecrets", {{"MaxResults", 2}});
  EXPECT_THAT(first.All("SecretList/Name"), ElementsAre("a", "b"));
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "a"}, {"ForceDeleteWithoutRecovery", true}}).status, 200);
  EXPECT_THAT(List({{"NextToken", first.At("NextToken")}}), ElementsAre("c", "d"));
}

TEST_F(SecretsDescribe, DeletedSecretsAreListedOnlyIfAskedFor) {
  NewSecret("kept");
  NewSecret("doomed");
  ASSERT_EQ(Ask("DeleteSecret", {{"SecretId", "doomed"}, {"RecoveryWindowInDays", 7}}).status, 200);
  EXPECT_THAT(List(), ElementsAre("kept"));
  EXPECT_THAT(List({{"IncludePlannedDeletion", true}}), ::testing::UnorderedElementsAre("kept", "doomed"));
  clock().Advance(std::chrono::days(7));
  EXPECT_THAT(List({{"IncludePlannedDeletion", true}}), ElementsAre("kept"));
}

TEST_F(SecretsDescribe, FiltersChooseByEachAttribute) {
  NewSecret("app/db", "x", {{"Description", "The Main dataBase"}, {"Tags", bj::array{Tag("team", "core")}}});
  clock().Advance(std::chrono::seconds(1));
  NewSecret("lib/db", "x", {{"Description", "a cache"}, {"Tags", bj::array{Tag("owner", "team-b")}}});
  Write([&](directory::Transaction& transaction) {
    directory::SecretRecord secret =
        *transaction.snapshot().secrets.Find(directory::SecretKey(testing::kAccount, testing::kRegion, "lib/db"));
    secret.owning_service = "rds";
    transaction.Put(std::move(secret));
  });
  struct Case {
    const char* key;
    bj::array values;
    std::vector<std::string> found;
  };
  const std::vector<Case> cases{{"name", {"app"}, {"app/db"}},
                                {"name", {"db"}, {}},
                                {"name", {"App"}, {}},
                                {"name", {"app", "lib"}, {"app/db", "lib/db"}},
                                {"name", {"!app"}, {"lib/db"}},
                                {"name", {"!app", "!lib"}, {}},
                                {"name", {"lib", "app", "!app/d"}, {"lib/db"}},
                                {"description", {"the main"}, {"app/db"}},
                                {"description", {"main THE"}, {"app/db"}},
                                {"description", {"the data"}, {"app/db"}},
                                {"description", {"the cache"}, {}},
                                {"description", {"base"}, {"app/db"}},
                                {"description", {"!the"}, {"lib/db"}},
                                {"description", {"ain"}, {}},
                                {"tag-key", {"team"}, {"app/db"}},
                                {"tag-value", {"team"}, {"lib/db"}},
                                {"tag-value", {"CORE"}, {}},
                                {"primary-region", {"eu-central-1"}, {"app/db", "lib/db"}},
                                {"primary-region", {"us-"}, {}},
                                {"owning-service", {"rds"}, {"lib/db"}},
                                {"all", {"DB"}, {"app/db", "lib/db"}},
                                {"all", {"cache"}, {"lib/db"}},
                                {"all", {"core"}, {"app/db"}},
                                {"all", {"owner"}, {"lib/db"}},
                                {"all", {"main lib"}, {}},
                                {"all", {"main core"}, {"app/db"}},
                                {"all", {"eu-central"}, {"app/db", "lib/db"}},
                                {"all", {"!rds"}, {"app/db"}},
                                {"all", {"nothing"}, {}}};
  for (const Case& each : cases) {
    EXPECT_EQ(Filtered(each.key, each.values), each.found) << each.key << bj::serialize(each.values);
  }
}

TEST_F(SecretsDescribe, AllFiltersMustHold) {
  NewSecret("app/a", "x", {{"Description", "one"}});
  NewSecret("app/b", "x", {{"Description", "two"}});
  EXPECT_THAT(List({{"Filters", bj::array{bj::object{{"Key", "name"}, {"Values", bj::array{"app"}}},
                                          bj::object{{"Key", "description"}, {"Values", bj::array{"two"}}}}}}),
              ElementsAre("app/b"));
}

TEST_F(SecretsDescribe, FiltersHaveKnownKeysAndAtMostTenValues) {
  const Reply refused =
      Ask("ListSecrets", {{"Filters", bj::array{bj::object{{"Key", "colour"}, {"Values", bj::array{"red"}}}}}});
  ExpectError(refused, 400, "ValidationException",
              "1 validation error detected: Value 'colour' at 'filters.1.member.key' failed to satisfy constraint: "
              "Member must satisfy enum value set: [all, name, tag-key, description, tag-value, primary-region, "
              "owning-service]");
  ExpectError(Ask("ListSecrets", {{"Filters", bj::array{bj::object{{"Values", bj::array{"x"}}}}}}), 400,
              "InvalidParameterException", "Invalid filter key");
  ExpectError(Ask("ListSecrets", {{"Filters", bj::array{bj::object{{"Key", "name"}}}}}), 400,
              "InvalidParameterException", "Invalid filter values for key: name");
  bj::array eleven;
  for (int i = 0; i < 11; ++i) eleven.emplace_back("x");
  EXPECT_EQ(Ask("ListSecrets", {{"Filters", bj::array{bj::object{{"Key", "name"}, {"Values", eleven}}}}}).error_code,
            "ValidationException");
}

TEST_F(SecretsDescribe, VersionsAreListedWithTheirStages) {
  const std::string arn = NewSecret("app");
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  clock().Advance(std::chrono::seconds(1));
  ASSERT_EQ(PutValue("app", kThird, "three").status, 200);
  ASSERT_EQ(Current("app"), "three");
  const Reply listed = Ask("ListSecretVersionIds", {{"SecretId", "app"}});
  EXPECT_EQ(listed.At("ARN"), arn);
  EXPECT_EQ(listed.At("Name"), "app");
  EXPECT_THAT(listed.All("Versions/VersionId"), ElementsAre(kSecond, kThird));
  EXPECT_THAT(listed.All("Versions/VersionStages"), ElementsAre("AWSPREVIOUS", "AWSCURRENT"));
  EXPECT_EQ(listed.json.at("Versions").at(1).at("CreatedDate").as_double(), testing::kNow + 1);
  EXPECT_EQ(listed.json.at("Versions").at(1).at("LastAccessedDate").as_double(), testing::kNow / 86400 * 86400);
  EXPECT_FALSE(listed.json.at("Versions").at(0).as_object().contains("LastAccessedDate"));
  const Reply first =
      Ask("ListSecretVersionIds", {{"SecretId", "app"}, {"IncludeDeprecated", true}, {"MaxResults", 2}});
  EXPECT_THAT(first.All("Versions/VersionId"), ElementsAre(kFirst, kSecond));
  const Reply rest = Ask("ListSecretVersionIds",
                         {{"SecretId", "app"}, {"IncludeDeprecated", true}, {"NextToken", first.At("NextToken")}});
  EXPECT_THAT(rest.All("Versions/VersionId"), ElementsAre(kThird));
  EXPECT_EQ(rest.At("NextToken"), "(none)");
}

using SecretsBatch = SecretsTest;

TEST_F(SecretsBatch, ValuesAndErrorsComeTogether) {
  const std::string a = NewSecret("a", "one");
  NewSecret("b", "two");
  const Reply got = Ask("BatchGetSecretValue", {{"SecretIdList", bj::array{"a", "none", "b"}}});
  EXPECT_EQ(got.status, 200);
  EXPECT_THAT(got.All("SecretValues/SecretString"), ElementsAre("one", "two"));
  EXPECT_EQ(got.At("SecretValues/ARN"), a);
  EXPECT_THAT(got.All("Errors/SecretId"), ElementsAre("none"));
  EXPECT_THAT(got.All("Errors/ErrorCode"), ElementsAre("ResourceNotFoundException"));
  EXPECT_THAT(got.All("Errors/Message"), ElementsAre("Secrets Manager can't find the specified secret."));
}

TEST_F(SecretsBatch, FiltersChooseToo) {
  NewSecret("app/a", "one");
  NewSecret("lib/b", "two");
  const bj::array filters{bj::object{{"Key", "name"}, {"Values", bj::array{"app"}}}};
  const Reply got = Ask("BatchGetSecretValue", {{"Filters", filters}});
  EXPECT_THAT(got.All("SecretValues/SecretString"), ElementsAre("one"));
  EXPECT_THAT(got.All("Errors"), IsEmpty());
  for (const bj::object& input :
       {bj::object{}, bj::object{{"SecretIdList", bj::array{"app/a"}}, {"Filters", filters}}}) {
    ExpectError(Ask("BatchGetSecretValue", input), 400, "InvalidParameterException",
                "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
}

TEST_F(SecretsBatch, TakesAtMostTwentySecrets) {
  bj::array ids;
  for (int i = 0; i < 21; ++i) ids.emplace_back("s" + std::to_string(i));
  EXPECT_EQ(Ask("BatchGetSecretValue", {{"SecretIdList", ids}}).error_code, "ValidationException");
  ids.pop_back();
  EXPECT_EQ(Ask("BatchGetSecretValue", {{"SecretIdList", ids}}).All("Errors/SecretId").size(), 20u);
}

TEST_F(SecretsBatch, FiltersGiveTwentyAPage) {
  for (int i = 10; i < 35; ++i) NewSecret("s" + std::to_string(i));
  const bj::array filters{bj::object{{"Key", "name"}, {"Values", bj::array{"s"}}}};
  const Reply first = Ask("BatchGetSecretValue", {{"Filters", filters}});
  EXPECT_EQ(first.All("SecretValues/Name").size(), 20u);
  const Reply rest = Ask("BatchGetSecretValue", {{"Filters", filters}, {"NextToken", first.At("NextToken")}});
  EXPECT_THAT(rest.All("SecretValues/Name"), ElementsAre("s30", "s31", "s32", "s33", "s34"));
  EXPECT_EQ(rest.At("NextToken"), "(none)");
  EXPECT_EQ(Ask("BatchGetSecretValue", {{"Filters", filters}, {"MaxResults", 3}}).All("SecretValues/Name").size(), 3u);
  ExpectError(Ask("BatchGetSecretValue", {{"SecretIdList", bj::array{"s10"}}, {"MaxResults", 1}}), 400,
              "InvalidParameterException",
              "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.");
  EXPECT_EQ(Ask("BatchGetSecretValue", {{"Filters", filters}, {"MaxResults", 21}}).error_code, "ValidationException");
}

TEST_F(SecretsBatch, ASecretWithoutAValueIsAnError) {
  ASSERT_EQ(Ask("CreateSecret", {{"Name", "empty"}, {"ClientRequestToken", kFirst}}).status, 200);
  const Reply got = Ask("BatchGetSecretValue", {{"SecretIdList", bj::array{"empty"}}});
  EXPECT_THAT(got.All("Errors/Message"),
              ElementsAre("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"));
}

TEST_F(SecretsBatch, EachSecretIsAuthorizedToo) {
  const std::string a = NewSecret("a", "one");
  NewSecret("b", "two");
  const std::string batch = testing::Allow("secretsmanager:BatchGetSecretValue");
  const bj::object input{{"SecretIdList", bj::array{"a", "b"}}};
  ExpectDenied(AskAs(NewUser("reader", testing::Allow("secretsmanager:GetSecretValue")), "BatchGetSecretValue", input),
               "secretsmanager:BatchGetSecretValue");
  const Caller user = NewUser("ann", batch + "," + testing::Allow("secretsmanager:GetSecretValue", a));
  ExpectError(AskAs(NewUser("bob"), "BatchGetSecretValue", input), 400, "AccessDeniedException",
              "User: arn:aws:iam::054000737513:user/bob is not authorized to perform: "
              "secretsmanager:BatchGetSecretValue because no identity-based policy allows the "
              "secretsmanager:BatchGetSecretValue action");
  const Reply got = AskAs(user, "BatchGetSecretValue", input);
  EXPECT_THAT(got.All("SecretValues/SecretString"), ElementsAre("one"));
  EXPECT_THAT(got.All("Errors/SecretId"), ElementsAre("b"));
  EXPECT_THAT(got.All("Errors/ErrorCode"), ElementsAre("AccessDeniedException"));
  EXPECT_THAT(got.All("Errors/Message"),
              ElementsAre("User: arn:aws:iam::054000737513:user/ann is not authorized to perform: "
                          "secretsmanager:GetSecretValue on resource: b because no identity-based policy allows the "
                          "secretsmanager:GetSecretValue action"));
  const bj::array filters{bj::object{{"Key", "name"}, {"Values", bj::array{"a"}}}};
  ExpectDenied(AskAs(user, "BatchGetSecretValue", {{"Filters", filters}}), "secretsmanager:ListSecrets");
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
