#include "providers/aws/framework/json_value.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

TEST(JsonValue, MembersAreFoundByTheirCamelCaseName) {
  boost::json::object json = boost::json::parse(R"({"roleArn":"arn","port":8,"on":true})").as_object();
  EXPECT_EQ(FromJsonMember(json, "role_arn", Type::String()).AsString(), "arn");
  EXPECT_TRUE(FromJsonMember(json, "port", Type::Number()).Same(Value::Int(8)));
  EXPECT_TRUE(FromJsonMember(json, "on", Type::Bool()).AsBool());
  EXPECT_TRUE(FromJsonMember(json, "port", Type::String()).IsNull());
  EXPECT_TRUE(FromJsonMember(json, "absent", Type::Bool()).IsNull());
}

TEST(JsonValue, OneObjectIsAListOfOne) {
  Type item = Type::Object({{"a", Type::String()}});
  boost::json::value one = boost::json::parse(R"({"a":"x"})");
  boost::json::value two = boost::json::parse(R"([{"a":"x"},{"a":"y"}])");
  EXPECT_EQ(FromJson(&one, Type::List(item)).size(), 1u);
  EXPECT_EQ(FromJson(&two, Type::Set(item)).size(), 2u);
  EXPECT_EQ(FromJson(nullptr, Type::List(item)).size(), 0u);
  EXPECT_TRUE(FromJson(nullptr, item).IsNull());
  EXPECT_EQ(FromJson(&one, Type::Map(Type::String())).Get("a").AsString(), "x");
  EXPECT_TRUE(FromJson(&one, Type::Dynamic()).IsNull());
}

}  // namespace
}  // namespace rolecall::providers::aws
