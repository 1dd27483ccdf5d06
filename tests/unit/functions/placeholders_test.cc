// Unknown parts of texts and keys as placeholders, where a scope allows them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/placeholder.h"
#include "functions/catalogue.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/placeholder_values.h"
#include "hcl/syntax/parser.h"

namespace rolecall::functions {
using hcl::Evaluate;
using hcl::HasPlaceholderDeep;
using hcl::ParsedExpression;
using hcl::ParseExpression;
using hcl::RestorePlaceholders;
using hcl::Scope;
using hcl::WithoutPlaceholders;
namespace {

using value::Type;
using value::Value;

class Placeholders : public ::testing::Test {
 protected:
  Placeholders() : catalogue_(MakeCatalogue(Options())) {
    for (const auto& [name, function] : catalogue_) table_[name] = &function;
    scope_.SetFunctions(&table_);
    scope_.Set("local", Value::Object({{"text", Value::Unknown(Type::String())},
                                       {"any", Value::Unknown(Type::Dynamic())},
                                       {"list", Value::Unknown(Type::List(Type::String()))},
                                       {"known", Value::String("k")}}));
    scope_.AllowPlaceholders();
  }

  Value Of(const std::string& source) {
    diag::Diagnostics diagnostics;
    parsed_.push_back(ParseExpression("test", source, diagnostics));
    const Value value = Evaluate(*parsed_.back().root, scope_, diagnostics);
    for (const diag::Diagnostic& one : diagnostics.list()) ADD_FAILURE() << source << ": " << one.summary << one.detail;
    return value;
  }
  std::string TextOf(const std::string& source) {
    const Value value = Of(source);
    return value.IsKnown() && value.type() == Type::String() ? value.AsString() : "(no text)";
  }

  Catalogue catalogue_;
  hcl::FunctionTable table_;
  Scope scope_;
  std::vector<ParsedExpression> parsed_;
};

TEST_F(Placeholders, StandInTemplatesKeysAndWhatIsMadeOfTexts) {
  EXPECT_EQ(TextOf(R"("a-${local.text}-b")"), "a-@unknown.local.text@-b");
  const std::string json =
      TextOf(R"(jsonencode({ "${local.any}:sub" = local.text, list = local.list, k = local.known }))");
  EXPECT_THAT(json, ::testing::StartsWith("{\"@unknown.local.any@:sub\":\"@unknown."));
  EXPECT_THAT(json, ::testing::HasSubstr("\"k\":\"k\""));
  EXPECT_THAT(json, ::testing::HasSubstr("\"list\":\"@unknown."));
}

TEST_F(Placeholders, GoThroughFunctionsThatOnlyJoinTexts) {
  EXPECT_EQ(TextOf(R"(replace(local.text, "https://", ""))"), "@unknown.local.text@");
  EXPECT_EQ(TextOf(R"(format("%s:%s", "a", local.any))"), "a:@unknown.local.any@");
  EXPECT_EQ(TextOf(R"(join(",", concat(["a"], ["${local.text}x"])))"), "a,@unknown.local.text@x");
  EXPECT_EQ(TextOf(R"(element(split("/", "a/${local.text}"), 1))"), "@unknown.local.text@");
}

TEST_F(Placeholders, DecideNothing) {
  for (const char* source :
       {R"("${local.text}x" == "y")", R"("${local.text}x" != "y")", R"(length("${local.text}x"))",
        R"(upper("${local.text}x"))", R"(contains(["${local.text}x"], "y"))", R"("${local.text}x" == "y" ? 1 : 2)",
        R"(regex("a", "${local.text}x"))", R"(split("/", "${local.text}x"))", R"(can(regex("a", "${local.text}x")))",
        R"(startswith("${local.text}x", "a"))", R"({ a = 1 }["${local.text}x"])", R"({ "${local.text}x" = 1 }["a"])",
        R"({ "${local.text}x" = 1 }.a)", R"(jsondecode("${local.text}x"))", R"(provider::aws::arn_parse("x"))"}) {
    EXPECT_FALSE(Of(source).IsKnown()) << source;
  }
}

TEST_F(Placeholders, AreNotMadeWithoutTheScopesLeave) {
  Scope plain;
  plain.SetFunctions(&table_);
  plain.Set("local", Value::Object({{"text", Value::Unknown(Type::String())}}));
  diag::Diagnostics diagnostics;
  parsed_.push_back(ParseExpression("test", R"("a-${local.text}")", diagnostics));
  EXPECT_FALSE(Evaluate(*parsed_.back().root, plain, diagnostics).IsKnown());
}

TEST_F(Placeholders, ComeBackWhereAPlanLeavesSomethingUnknown) {
  const Value proposed = Value::Object({{"a", Value::String(Placeholder("x"))}, {"b", Value::String("b")}});
  const Value asked = WithoutPlaceholders(proposed);
  EXPECT_FALSE(asked.Get("a").IsKnown());
  EXPECT_TRUE(RestorePlaceholders(asked, proposed).Same(proposed));
  EXPECT_TRUE(HasPlaceholderDeep(proposed));
  EXPECT_FALSE(HasPlaceholderDeep(asked));
}

}  // namespace
}  // namespace rolecall::functions
