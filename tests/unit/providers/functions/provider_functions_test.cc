#include "providers/functions/provider_functions.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace rolecall::providers::functions {
namespace {

using value::FunctionResult;
using value::Value;

FunctionResult Call(const std::string& source, const std::string& name, std::vector<Value> arguments) {
  return BuiltInFunctions(source).at(name).Call(arguments);
}
FunctionResult Aws(const std::string& name, const std::string& text) {
  return Call("hashicorp/aws", name, {Value::String(text)});
}
long long Whole(const FunctionResult& result, const char* member) { return *result->Get(member).AsNumber().ToInt64(); }

TEST(ProviderFunctions, ArnsAreTakenApartAndPutTogether) {
  const auto parts = Aws("arn_parse", "arn:aws-cn:iam::444455556666:role/a:b");
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ(parts->Get("partition").AsString(), "aws-cn");
  EXPECT_EQ(parts->Get("service").AsString(), "iam");
  EXPECT_EQ(parts->Get("region").AsString(), "");
  EXPECT_EQ(parts->Get("account_id").AsString(), "444455556666");
  EXPECT_EQ(parts->Get("resource").AsString(), "role/a:b");
  const auto built = Call("hashicorp/aws", "arn_build",
                          {Value::String("aws"), Value::String("iam"), Value::String(""), Value::String("444455556666"),
                           Value::String("role/example")});
  EXPECT_EQ(built->AsString(), "arn:aws:iam::444455556666:role/example");
  EXPECT_EQ(Aws("arn_parse", "aws:arn").error().message, "arn: invalid prefix");
  EXPECT_EQ(Aws("arn_parse", "arn:aws:iam").error().message, "arn: not enough sections");
  EXPECT_FALSE(Aws("arn_parse", "arn:aws:iam").error().argument.has_value());
}

TEST(ProviderFunctions, PathsOfRolesAreTrimmed) {
  EXPECT_EQ(Aws("trim_iam_role_path", "arn:aws:iam::444455556666:role/with/path/example")->AsString(),
            "arn:aws:iam::444455556666:role/example");
  EXPECT_EQ(Aws("trim_iam_role_path", "arn:aws:iam::444455556666:role/example")->AsString(),
            "arn:aws:iam::444455556666:role/example");
  EXPECT_EQ(Aws("trim_iam_role_path", "arn:aws:s3:::role/x").error().message, "service must be \"iam\"");
  EXPECT_EQ(Aws("trim_iam_role_path", "arn:aws:iam:eu-west-1:1:role/x").error().message, "region must be empty");
  EXPECT_EQ(Aws("trim_iam_role_path", "arn:aws:iam::1:user/x").error().message, "resource must begin with \"role/\"");
}

TEST(ProviderFunctions, ProductsAreUserAgents) {
  const auto agent = [](const char* product, const char* version, const char* comment) {
    return Call("hashicorp/aws", "user_agent",
                {Value::String(product), Value::String(version), Value::String(comment)});
  };
  EXPECT_EQ(agent("p", "1", "c")->AsString(), "p/1 (c)");
  EXPECT_EQ(agent("p", "", "")->AsString(), "p");
  EXPECT_FALSE(agent("", "1", "").ok());
}

TEST(ProviderFunctions, TimesAreTakenApart) {
  const auto time = Call("hashicorp/time", "rfc3339_parse", {Value::String("2023-07-25T23:43:16Z")});
  ASSERT_TRUE(time.ok());
  EXPECT_EQ(Whole(time, "year"), 2023);
  EXPECT_EQ(Whole(time, "year_day"), 206);
  EXPECT_EQ(Whole(time, "weekday"), 2);
  EXPECT_EQ(Whole(time, "unix"), 1690328596);
  EXPECT_EQ(Whole(time, "iso_week"), 30);
  EXPECT_EQ(time->Get("month_name").AsString(), "July");
  EXPECT_EQ(time->Get("weekday_name").AsString(), "Tuesday");
  EXPECT_FALSE(Call("hashicorp/time", "rfc3339_parse", {Value::String("yesterday")}).ok());
  const auto unix = Call("hashicorp/time", "unix_timestamp_parse", {Value::Number(value::Number(1690328596LL))});
  EXPECT_EQ(unix->Get("rfc3339").AsString(), "2023-07-25T23:43:16Z");
  EXPECT_FALSE(Call("hashicorp/time", "unix_timestamp_parse", {Value::Number(value::Number::FromDouble(0.5))}).ok());
}

// ISO weeks at the turn of years: those that belong to the year before, and to the next.
TEST(ProviderFunctions, WeeksBelongToTheYearOfTheirThursday) {
  const auto week = [](const char* text) {
    const auto time = Call("hashicorp/time", "rfc3339_parse", {Value::String(text)});
    return std::to_string(Whole(time, "iso_year")) + "-W" + std::to_string(Whole(time, "iso_week"));
  };
  EXPECT_EQ(week("2021-01-03T00:00:00Z"), "2020-W53");
  EXPECT_EQ(week("2021-01-04T00:00:00Z"), "2021-W1");
  EXPECT_EQ(week("2024-12-30T00:00:00Z"), "2025-W1");
  EXPECT_EQ(week("2022-01-01T00:00:00Z"), "2021-W52");
}

TEST(ProviderFunctions, DurationsAreGivenInEveryUnit) {
  const auto duration = Call("hashicorp/time", "duration_parse", {Value::String("1h30m")});
  ASSERT_TRUE(duration.ok());
  EXPECT_EQ(duration->Get("hours").AsNumber().Text(), "1.5");
  EXPECT_EQ(Whole(duration, "minutes"), 90);
  EXPECT_EQ(Whole(duration, "nanoseconds"), 5'400'000'000'000);
  EXPECT_FALSE(Call("hashicorp/time", "duration_parse", {Value::String("soon")}).ok());
}

TEST(ProviderFunctions, DirectoriesAreThereOrNot) {
  const std::string here = std::filesystem::temp_directory_path().string();
  const auto exists = [](const std::string& path) {
    return Call("hashicorp/local", "direxists", {Value::String(path)});
  };
  EXPECT_TRUE(exists(here)->AsBool());
  EXPECT_FALSE(exists(here + "/no/such/folder")->AsBool());
  EXPECT_FALSE(exists("/bin/sh").ok());
}

TEST(ProviderFunctions, OthersHaveNone) { EXPECT_TRUE(BuiltInFunctions("hashicorp/random").empty()); }

FunctionResult Terraform(const std::string& name, Value argument) {
  return Call("builtin/terraform", name, {std::move(argument)});
}

TEST(ProviderFunctions, VariableFilesAreReadAndWritten) {
  const auto read = Terraform("decode_tfvars", Value::String("a = 1\nb = [\"x\"]\n"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(Whole(read, "a"), 1);
  EXPECT_EQ(Terraform("encode_tfvars", *read)->AsString(), "a = 1\nb = [\"x\"]\n");
  EXPECT_EQ(Terraform("decode_tfvars", Value::String("a = b")).error().message,
            "failed to decode tfvars content\n:0,4-5: Variables not allowed; Variables may not be used here.");
  EXPECT_EQ(Terraform("decode_tfvars", Value::String("a {}\n")).error().message,
            "failed to decode tfvars content\n:0,0-1: Unexpected \"a\" block; Blocks are not allowed here.");
  EXPECT_EQ(Terraform("decode_tfvars", Value::String("hunter2 x").Mark(value::kSensitive)).error().message,
            "failed to decode tfvars content");
  EXPECT_EQ(Terraform("encode_tfvars", Value::Tuple({})).error().message, "invalid input: must be an object");
  EXPECT_EQ(Terraform("encode_tfvars", Value::Object({{"a b", Value::Int(1)}})).error().message,
            "invalid input: object key: a b - must be a valid identifier");
}

TEST(ProviderFunctions, ValuesAreWrittenAsTheLanguageDoes) {
  EXPECT_EQ(Terraform("encode_expr", Value::Object({{"a", Value::Int(1)}}))->AsString(), "{\n  a = 1\n}");
  EXPECT_FALSE(Terraform("encode_expr", Value::Tuple({Value::Unknown(value::Type::String())}))->IsKnown());
  EXPECT_TRUE(Terraform("encode_expr", Value::String("x").Mark(value::kSensitive))->HasMark(value::kSensitive));
}

}  // namespace
}  // namespace rolecall::providers::functions
