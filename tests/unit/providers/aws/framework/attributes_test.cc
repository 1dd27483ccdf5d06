// Attributes that many types have: names, policies, regions.
#include <gtest/gtest.h>

#include "providers/aws/framework/difference.h"
#include "providers/aws/framework/name_attribute.h"
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/region_names.h"

namespace rolecall::providers::aws {
namespace {

class AttributesTest : public testing::Test {
 protected:
  static Object With(const std::map<std::string, std::string>& texts) {
    value::Type type = value::Type::Object(
        {{"name", value::Type::String()}, {"name_prefix", value::Type::String()}, {"policy", value::Type::String()}});
    Object object(type, value::Value::Null(type));
    for (const auto& text : texts) object.SetText(text.first, text.second);
    return object;
  }
  static std::string Names(const std::map<std::string, std::string>& texts) {
    Problems problems;
    ValidateNames(With(texts), 8, 4, problems);
    std::string all;
    for (const Problem& problem : problems) all += problem.attribute + ": " + problem.text + "\n";
    return all;
  }
};

TEST_F(AttributesTest, NamesHaveALengthAndCharacters) {
  EXPECT_EQ(Names({{"name", "a+=,.@-_"}}), "");
  EXPECT_EQ(Names({{"name", "123456789"}}),
            "name: expected length of name to be in the range (1 - 8), got 123456789\n");
  EXPECT_EQ(Names({{"name_prefix", "a b"}}), "name_prefix: invalid value for name_prefix (must match [\\w+=,.@-])\n");
  EXPECT_EQ(Names({{"name", "a"}, {"name_prefix", "b"}}), "name: \"name\": conflicts with name_prefix\n");
}

TEST_F(AttributesTest, APolicyIsAnObjectOrAList) {
  auto problem = [](const char* policy) {
    Problems problems;
    ValidatePolicy(With({{"policy", policy}}), "policy", problems);
    return problems.empty() ? std::string() : problems[0].text;
  };
  EXPECT_EQ(problem("{}"), "");
  EXPECT_EQ(problem("[]"), "");
  EXPECT_EQ(problem("1"), "\"policy\" contains an invalid JSON policy: not a JSON object");
  EXPECT_NE(problem("{").find("contains an invalid JSON policy: line 1"), std::string::npos);
}

TEST_F(AttributesTest, ThePolicyOfTheStateStaysWhileItMeansTheSame) {
  EXPECT_EQ(PolicyToKeep(R"({"Statement": [{"Action":"a:b"}]})", R"({"Statement":[{"Action":["a:b"]}]})"),
            R"({"Statement":[{"Action":"a:b"}]})");
  EXPECT_EQ(PolicyToKeep(R"({"Statement":[]})", R"({"Statement":[{"Action":["a:b"]}]})"),
            R"({"Statement":[{"Action":["a:b"]}]})");
  Rule rule = PolicyRule(KeyOrder::kVersionFirst);
  EXPECT_EQ(rule.normalize(R"({"Statement":[], "Version":"2012-10-17"})"),
            R"({"Version":"2012-10-17","Statement":[]})");
  EXPECT_TRUE(rule.same("{}", ""));
  EXPECT_FALSE(rule.same("{", "{"));
}

TEST(Difference, IsWhatTheOtherListHasNot) {
  EXPECT_EQ(Difference({"a", "b", "c"}, {"b"}), (std::vector<std::string>{"a", "c"}));
}

TEST(RegionNames, NewRegionsAreRegionsToo) {
  EXPECT_TRUE(IsRegionName("eu-central-1"));
  EXPECT_TRUE(IsRegionName("xx-nowhere-9"));
  for (const char* wrong : {"moon", "eu-central", "-eu-central-1", "EU-central-1"}) EXPECT_FALSE(IsRegionName(wrong));
  EXPECT_EQ(RegionDescription("xx-nowhere-9"), "");
  EXPECT_EQ(S3HostedZone("xx-nowhere-9"), "");
  EXPECT_EQ(S3HostedZone("eu-central-1"), "Z21DNDUVLTQW6Q");
}

}  // namespace
}  // namespace rolecall::providers::aws
