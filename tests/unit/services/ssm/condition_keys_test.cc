// The condition keys of each action, as AWS's service reference lists them: whoever writes a Deny on one of them is
// heard. A key is shown to be set by a Deny that fires wherever the key is there at all.
#include <gmock/gmock.h>

#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

struct ActionKeys {
  const char* operation;
  const char* input;
  std::vector<const char*> keys;  // besides those of every action on a parameter
  bool on_parameter = true;
  friend void PrintTo(const ActionKeys& each, std::ostream* out) { *out << each.operation; }
};

class SsmConditionKeys : public SsmTest, public ::testing::WithParamInterface<ActionKeys> {
 protected:
  SsmConditionKeys() { Put("/app/db", "one", {{"Tags", bj::array{bj::object{{"Key", "team"}, {"Value", "a"}}}}}); }

  // Denied by a statement that holds wherever the request has this key.
  Reply AskUnlessKey(const std::string& key) {
    const Caller user =
        NewUser("u" + std::to_string(++number_),
                std::string(testing::kEverything) + R"(,{"Effect":"Deny","Action":"ssm:)" + GetParam().operation +
                    R"(","Resource":"*","Condition":{"Null":{")" + key + R"(":"false"}}})");
    return AskJson(*service_, user, std::string("AmazonSSM.") + GetParam().operation, GetParam().input);
  }
  int number_ = 0;
};

TEST_P(SsmConditionKeys, AreAllSet) {
  std::vector<std::string> keys(GetParam().keys.begin(), GetParam().keys.end());
  keys.emplace_back("aws:RequestedRegion");
  if (GetParam().on_parameter) {
    keys.emplace_back("aws:ResourceTag/team");
    keys.emplace_back("ssm:resourceTag/team");
  }
  for (const std::string& key : keys) {
    const Reply denied = AskUnlessKey(key);
    EXPECT_EQ(denied.error_code, "AccessDeniedException") << key << " of " << GetParam().operation;
    EXPECT_THAT(denied.error_message, ::testing::HasSubstr("with an explicit deny")) << key;
  }
  // The same statement on a key that nothing sets denies nothing.
  EXPECT_NE(AskUnlessKey("ssm:NoSuchKey").error_code, "AccessDeniedException") << GetParam().operation;
}

INSTANTIATE_TEST_SUITE_P(
    All, SsmConditionKeys,
    ::testing::Values(
        ActionKeys{"GetParameter", R"({"Name":"/app/db"})"}, ActionKeys{"GetParameters", R"({"Names":["/app/db"]})"},
        ActionKeys{"GetParameterHistory", R"({"Name":"/app/db"})"},
        ActionKeys{"GetParametersByPath", R"({"Path":"/app"})", {"ssm:Recursive"}, false},
        ActionKeys{"PutParameter",
                   R"({"Name":"/app/db","Value":"x","Overwrite":true,"Policies":"[{}]"})",
                   {"ssm:Overwrite", "ssm:Policies"}},
        ActionKeys{"DeleteParameter", R"({"Name":"/app/db"})"},
        ActionKeys{"DeleteParameters", R"({"Names":["/app/db"]})"}, ActionKeys{"DescribeParameters", "{}", {}, false},
        ActionKeys{"LabelParameterVersion", R"({"Name":"/app/db","Labels":["prod"]})"},
        ActionKeys{"UnlabelParameterVersion", R"({"Name":"/app/db","ParameterVersion":1,"Labels":["prod"]})"},
        ActionKeys{"AddTagsToResource",
                   R"({"ResourceType":"Parameter","ResourceId":"/app/db","Tags":[{"Key":"env","Value":"a"}]})",
                   {"aws:RequestTag/env", "aws:TagKeys"}},
        ActionKeys{"RemoveTagsFromResource",
                   R"({"ResourceType":"Parameter","ResourceId":"/app/db","TagKeys":["env"]})",
                   {"aws:TagKeys"}},
        ActionKeys{"ListTagsForResource", R"({"ResourceType":"Parameter","ResourceId":"/app/db"})"}),
    [](const auto& info) { return info.param.operation; });

class SsmConditions : public SsmTest {
 protected:
  Caller UserIf(const std::string& action, const std::string& condition) {
    return NewUser("u" + std::to_string(++number_), R"({"Effect":"Allow","Action":")" + action +
                                                        R"(","Resource":"*","Condition":{"StringEquals":{)" +
                                                        condition + "}}}");
  }
  int number_ = 0;
};

TEST_F(SsmConditions, OverwriteSaysWhatTheRequestSays) {
  Put("/a");
  const Caller maker = UserIf("ssm:PutParameter", R"("ssm:Overwrite":"false")");
  EXPECT_EQ(AskAs(maker, "PutParameter", {{"Name", "/b"}, {"Value", "x"}, {"Type", "String"}}).status, 200);
  ExpectDenied(AskAs(maker, "PutParameter", {{"Name", "/a"}, {"Value", "x"}, {"Overwrite", true}}), "ssm:PutParameter");
}

TEST_F(SsmConditions, RecursiveSaysWhatTheRequestSays) {
  Put("/a/b/c");
  const Caller reader = UserIf("ssm:GetParametersByPath", R"("ssm:Recursive":"false")");
  EXPECT_EQ(AskAs(reader, "GetParametersByPath", {{"Path", "/a"}}).status, 200);
  ExpectDenied(AskAs(reader, "GetParametersByPath", {{"Path", "/a"}, {"Recursive", true}}), "ssm:GetParametersByPath");
}

TEST_F(SsmConditions, TagsOfANewParameterAreOfTheRequest) {
  const bj::object tagged{{"Name", "/a"},
                          {"Value", "x"},
                          {"Type", "String"},
                          {"Tags", bj::array{bj::object{{"Key", "team"}, {"Value", "red"}}}}};
  const std::string both = R"(["ssm:PutParameter","ssm:AddTagsToResource"])";
  const auto if_team = [&](const char* team) {
    return NewUser(std::string("of-") + team,
                   R"({"Effect":"Allow","Action":)" + both +
                       R"(,"Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":")" + team + R"("}}})");
  };
  ExpectDenied(AskAs(if_team("blue"), "PutParameter", tagged), "ssm:PutParameter");
  // Tags need the permission to tag.
  ExpectDenied(AskAs(NewUser("ann", testing::Allow("ssm:PutParameter")), "PutParameter", tagged),
               "ssm:AddTagsToResource");
  EXPECT_EQ(AskAs(if_team("red"), "PutParameter", tagged).status, 200);
}

}  // namespace
}  // namespace rolecall::services::ssm
