#include "providers/aws/framework/json_answer.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace rolecall::providers::aws {
namespace {

const boost::json::value& Answer() {
  static const boost::json::value kAnswer =
      boost::json::parse(R"({"Name":"n","Count":3,"List":["a",1,"b"],"Tags":[{"Key":"k","Value":"v"},{"Key":"l"}]})");
  return kAnswer;
}

TEST(JsonAnswers, MembersAreReadByTheirKind) {
  EXPECT_EQ(JsonText(Answer(), "Name"), "n");
  EXPECT_EQ(JsonText(Answer(), "Count"), "");
  EXPECT_EQ(JsonText(Answer(), "None"), "");
  EXPECT_EQ(JsonText(boost::json::value("text"), "Name"), "");
  EXPECT_EQ(JsonTexts(Answer(), "List"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(JsonTexts(Answer(), "Name").empty());
  EXPECT_EQ(JsonList(Answer(), "List").size(), 3u);
  EXPECT_TRUE(JsonList(Answer(), "None").empty());
}

TEST(JsonAnswers, TagsAreKeysAndValues) {
  EXPECT_EQ(TagsFromJson(Answer()), (Tags{{"k", "v"}, {"l", ""}}));
  EXPECT_EQ(boost::json::serialize(TagsAsJson({{"k", "v"}})), R"([{"Key":"k","Value":"v"}])");
  EXPECT_TRUE(TagsFromJson(Answer(), "Others").empty());
}

}  // namespace
}  // namespace rolecall::providers::aws
