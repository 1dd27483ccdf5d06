// Tags of users, roles, managed policies, instance profiles and OIDC providers: the same claims of each.
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

struct Tagged {
  std::string kind;  // of the operations: "Role" of TagRole
  std::pair<std::string, std::string> name;
  friend void PrintTo(const Tagged& each, std::ostream* out) { *out << each.kind; }
};

class IamTags : public IamTest, public ::testing::WithParamInterface<Tagged> {
 protected:
  IamTags() {
    CreateUser("one");
    EXPECT_EQ(CreateRole("one").status, 200);
    EXPECT_EQ(CreatePolicy().status, 200);
    CreateProfile("one");
    CreateProvider();
  }

  Reply Tag(const std::vector<std::pair<std::string, std::string>>& tags) {
    QueryParameterList parameters = TagParameters(tags);
    parameters.push_back(GetParam().name);
    return Ask("Tag" + GetParam().kind, parameters);
  }
  Reply Untag(const Names& keys) {
    QueryParameterList parameters{GetParam().name};
    for (std::size_t i = 0; i < keys.size(); ++i) {
      parameters.emplace_back("TagKeys.member." + std::to_string(i + 1), keys[i]);
    }
    return Ask("Untag" + GetParam().kind, parameters);
  }
  // "k=v" of each.
  Names Tags() {
    Reply answered = Ask("List" + GetParam().kind + "Tags", {GetParam().name});
    Names keys = answered.All("Tags/member/Key"), values = answered.All("Tags/member/Value"), tags;
    for (std::size_t i = 0; i < keys.size(); ++i) tags.push_back(keys[i] + "=" + values[i]);
    return tags;
  }
};

TEST_P(IamTags, AreAddedReplacedAndRemoved) {
  ASSERT_EQ(Tag({{"team", "a"}, {"env", "dev"}}).Outcome(), "200");
  EXPECT_EQ(Tags(), (Names{"env=dev", "team=a"}));
  ASSERT_EQ(Tag({{"env", "prod"}}).Outcome(), "200");
  EXPECT_EQ(Tags(), (Names{"env=prod", "team=a"}));
  ASSERT_EQ(Untag({"team", "never-there"}).Outcome(), "200");
  EXPECT_EQ(Tags(), Names{"env=prod"});
}

TEST_P(IamTags, HaveTheCharactersAndLengthsOfAws) {
  const std::string pattern =
      " failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
  EXPECT_EQ(Tag({{"NOWAY!", "v"}}).Outcome(),
            "400 ValidationError: 1 validation error detected: Value 'NOWAY!' at 'tags.1.member.key'" + pattern + "+");
  EXPECT_EQ(
      Tag({{"k", "v"}, {"x", "NOWAY!"}}).Outcome(),
      "400 ValidationError: 1 validation error detected: Value 'NOWAY!' at 'tags.2.member.value'" + pattern + "*");
  EXPECT_EQ(Tag({{"team", "\xff"}}).error_code, "MalformedInput");  // no UTF-8
  EXPECT_EQ(Tag({{"k", std::string(257, 'v')}, {"", "v"}}).error_message.substr(0, 30),
            "2 validation errors detected: ");
  EXPECT_EQ(Tag({{"aWs:x", "v"}}).error_code, "InvalidInput");
  EXPECT_EQ(Tag({}).error_message,
            "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(Untag({}).error_code, "ValidationError");
  EXPECT_EQ(Untag({"NOWAY!"}).Outcome(),
            "400 ValidationError: 1 validation error detected: Value '[NOWAY!]' at 'tagKeys' failed to satisfy "
            "constraint: Member must satisfy constraint: [Member must satisfy regular expression pattern: "
            "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must have length less than or equal to 128, Member must have "
            "length greater than or equal to 1]");
  EXPECT_EQ(Untag({std::string(129, 'k')}).error_code, "ValidationError");
  EXPECT_EQ(Tags(), Names());
}

TEST_P(IamTags, AListWithAGapIsNotHalfRead) {
  QueryParameterList parameters{GetParam().name,
                                {"Tags.member.1.Key", "a"},
                                {"Tags.member.1.Value", "v"},
                                {"Tags.member.3.Key", "b"},
                                {"Tags.member.3.Value", "v"}};
  EXPECT_EQ(Ask("Tag" + GetParam().kind, parameters).error_code, "MalformedInput");
  EXPECT_EQ(Tags(), Names());
}

TEST_P(IamTags, KeysAreOneIgnoringCase) {
  ASSERT_EQ(Tag({{"Team", "a"}}).Outcome(), "200");
  ASSERT_EQ(Tag({{"TEAM", "b"}}).Outcome(), "200");
  EXPECT_EQ(Tags(), Names{"TEAM=b"});
  EXPECT_EQ(Tag({{"x", "1"}, {"X", "2"}}).Outcome(),
            "400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  EXPECT_EQ(Tags(), Names{"TEAM=b"});
}

TEST_P(IamTags, KeysOfAwsAreReserved) {
  for (const char* key : {"aws:team", "AWS:team"}) EXPECT_EQ(Tag({{key, "a"}}).error_code, "InvalidInput") << key;
  EXPECT_EQ(Tags(), Names());
}

TEST_P(IamTags, AThingHasFiftyAtMost) {
  std::vector<std::pair<std::string, std::string>> tags;
  for (int i = 0; i < 51; ++i) tags.emplace_back("k" + std::to_string(i), "v");
  EXPECT_EQ(
      Tag(tags).Outcome(),
      "400 ValidationError: 1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must "
      "have length less than or equal to 50");
  tags.pop_back();
  EXPECT_EQ(Tag(tags).Outcome(), "200");
  EXPECT_EQ(Tag({{"one-more", "v"}}).Outcome(), "409 LimitExceeded: The number of tags has reached the maximum limit.");
  EXPECT_EQ(Tag({{"k0", "replaced"}}).Outcome(), "200");
}

TEST_P(IamTags, LengthsAreChecked) {
  EXPECT_EQ(Tag({{"", "v"}}).error_code, "ValidationError");
  EXPECT_EQ(Tag({{"k", std::string(257, 'v')}, {std::string(129, 'k'), ""}}).error_message.substr(0, 28),
            "2 validation errors detected");
  EXPECT_EQ(Tag({{std::string(128, 'k'), std::string(256, 'v')}, {"empty", ""}}).Outcome(), "200");
}

TEST_P(IamTags, OfTheThingAreAConditionOfAskingForThem) {
  ASSERT_EQ(Tag({{"team", "a"}}).status, 200);
  Caller ann = NewUser(
      "ann",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:List*Tags","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}}]})");
  EXPECT_EQ(AskAs(ann, "List" + GetParam().kind + "Tags", {GetParam().name}).Outcome(), "200");
  ASSERT_EQ(Tag({{"team", "b"}}).status, 200);
  EXPECT_EQ(AskAs(ann, "List" + GetParam().kind + "Tags", {GetParam().name}).error_code, "AccessDenied");
}

TEST_P(IamTags, KeysThatAreRemovedAreACondition) {
  ASSERT_EQ(Tag({{"env", "dev"}, {"team", "a"}}).status, 200);
  Caller ann = NewUser(
      "ann",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:Untag*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"env"}}}]})");
  const auto untag = [&](const char* key) {
    return AskAs(ann, "Untag" + GetParam().kind, {GetParam().name, {"TagKeys.member.1", key}});
  };
  EXPECT_EQ(untag("team").error_code, "AccessDenied");
  EXPECT_EQ(untag("env").Outcome(), "200");
  EXPECT_EQ(Tags(), Names{"team=a"});
}

INSTANTIATE_TEST_SUITE_P(Kinds, IamTags,
                         ::testing::Values(Tagged{"User", {"UserName", "one"}}, Tagged{"Role", {"RoleName", "one"}},
                                           Tagged{"Policy", {"PolicyArn", kPolicyArn}},
                                           Tagged{"InstanceProfile", {"InstanceProfileName", "one"}},
                                           Tagged{"OpenIDConnectProvider", {"OpenIDConnectProviderArn", kProviderArn}}),
                         [](const auto& info) { return info.param.kind; });

}  // namespace
}  // namespace rolecall::services::iam
