#include "engine/entry/engine.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;
using value::Value;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Engine, ADirectoryThatIsNotThereGivesNoConfiguration) {
  Workshop shop(Workshop::FileTexts{{"main.tf", ""}});
  diag::Diagnostics diagnostics;
  EXPECT_EQ(shop.MakeEngine()->Load("elsewhere", diagnostics), nullptr);
  EXPECT_TRUE(diagnostics.HasErrors());
}

TEST(Engine, TellsTheSchemasOfItsProviders) {
  Workshop shop(Workshop::FileTexts{{"main.tf", ""}});
  const auto engine = shop.MakeEngine();
  EXPECT_NE(engine->schemas().Find("hashicorp/aws", "", ResourceMode::kManaged, "aws_thing"), nullptr);
  EXPECT_EQ(engine->schemas().Find("hashicorp/aws", "", ResourceMode::kData, "aws_thing"), nullptr);
}

std::string Dot(Workshop& shop) {
  shop.Load();
  return shop.engine->DescribeGraph(*shop.configuration, shop.diagnostics);
}

TEST(DescribeGraph, DrawsWhatWaitsForWhat) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf", "variable \"name\" {}\nlocals { n = var.name }\nresource \"aws_thing\" \"a\" { name = local.n }\n"}});
  const std::string dot = Dot(shop);
  EXPECT_SAYS(dot, "\"[root] aws_thing.a (expand)\" -> \"[root] local.n (expand)\"");
  EXPECT_SAYS(dot, "\"[root] local.n (expand)\" -> \"[root] var.name\"");
  EXPECT_TRUE(shop.diagnostics.empty()) << shop.Errors();
}

TEST(DescribeGraph, OfAWrongConfigurationIsEmptyAndSaysWhy) {
  Workshop undeclared(Workshop::FileTexts{{"main.tf", "output \"o\" { value = local.nope }\n"}});
  EXPECT_EQ(Dot(undeclared), "");
  EXPECT_SAYS(undeclared.Errors(), "Reference to undeclared local value");
  Workshop circle(Workshop::FileTexts{{"main.tf", "locals {\n  a = local.b\n  b = local.a\n}\n"}});
  EXPECT_EQ(Dot(circle), "");
  EXPECT_SAYS(circle.Errors(), "Cycle: local.a (expand), local.b (expand): \n");
  Workshop module(Workshop::FileTexts{{"main.tf", "module \"m\" {\n  source = \"./m\"\n  x = module.m.o\n}\n"},
                                      {"m/m.tf", "variable \"x\" {}\noutput \"o\" { value = var.x }\n"}});
  EXPECT_EQ(Dot(module), "");
  EXPECT_SAYS(module.Errors(), "module.m.output.o (expand)");
  EXPECT_SAYS(module.Errors(), "module.m.var.x (expand, reference), module.m.var.x (expand, input)");
}

std::string Validated(std::map<std::string, std::string> files) {
  Workshop shop(std::move(files));
  shop.Load();
  shop.engine->Validate(*shop.configuration, shop.diagnostics);
  return shop.Errors();
}

TEST(Validate, AsksTheProviderAndConfiguresNone) {
  Workshop shop(
      Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"a\" { name = \"\" }\ndata \"aws_who\" \"w\" {}\n"}});
  shop.Load();
  shop.engine->Validate(*shop.configuration, shop.diagnostics);
  EXPECT_EQ(shop.Errors(), "main.tf:1 aws_thing.a Invalid name: name must not be empty\n");
  EXPECT_EQ(shop.cloud.Count("configure"), 0);
}

TEST(Validate, RepeatedBlocksStandForAnyInstance) {
  EXPECT_EQ(
      Validated({{"main.tf",
                  "variable \"n\" { type = number }\n"
                  "resource \"aws_thing\" \"many\" {\n  count = var.n\n  name = \"t-${count.index}\"\n}\n"
                  "resource \"aws_thing\" \"each\" {\n  for_each = toset([\"x\", \"y\"])\n  name = each.value\n}\n"
                  "output \"names\" { value = [aws_thing.many[*].name, aws_thing.each[\"x\"].id] }\n"}}),
      "");
}

// By the schemas: also where the object has instances, which are not known yet; each name once.
TEST(Validate, AttributesThatNoTypeHasAreTold) {
  const std::string things =
      "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
      "resource \"aws_thing\" \"n\" {\n  count = 2\n  name = \"n${count.index}\"\n}\n"
      "resource \"aws_thing\" \"e\" {\n  for_each = { x = 1 }\n  name = each.key\n}\n";
  for (const char* wrong : {"aws_thing.a.zzzzzz", "aws_thing.n[0].zzzzzz", "aws_thing.e[\"x\"].zzzzzz"}) {
    const std::string errors = Validated(
        {{"main.tf", things + "resource \"aws_thing\" \"q\" {\n  count = " + wrong + "\n  name = \"q\"\n}\n"}});
    EXPECT_EQ(errors,
              "main.tf:11  Unsupported attribute: This object has no argument, nested block, or exported attribute "
              "named \"zzzzzz\".\n")
        << wrong;
  }
  EXPECT_EQ(
      Validated({{"main.tf", things + "output \"o\" { value = [aws_thing.n[*].name, aws_thing.e[\"x\"].id] }\n"}}), "");
}

TEST(Validate, ACycleIsTheOnlyComplaint) {
  const std::string errors = Validated({{"main.tf",
                                         "resource \"aws_thing\" \"a\" { name = aws_thing.b.id }\n"
                                         "resource \"aws_thing\" \"b\" { name = aws_thing.a.id }\n"
                                         "resource \"aws_thing\" \"c\" { name = \"\" }\n"}});
  EXPECT_SAYS(errors, "aws_thing.a");
  EXPECT_SAYS(errors, ", aws_thing.");
  EXPECT_EQ(errors.find("Invalid name"), std::string::npos) << errors;
}

TEST(Validate, ComplaintsComeByKindThenByName) {
  const std::string errors =
      Validated({{"main.tf",
                  "output \"a\" { value = 1 + \"x\" }\nlocals {\n  z = 1 + \"x\"\n  b = 1 + \"x\"\n}\n"
                  "resource \"aws_thing\" \"q\" { name = 1 + \"x\" }\n"
                  "resource \"aws_thing\" \"p\" { name = 1 + \"x\" }\n"
                  "check \"c\" {\n  assert {\n    condition = var.v == 1 + \"x\"\n    error_message = \"no\"\n  }\n}\n"
                  "variable \"v\" { default = 1 }\n"}});
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < errors.size();) {
    if (errors.compare(at, 8, "main.tf:") == 0) lines.push_back(errors.substr(at + 8, errors.find(' ', at) - at - 8));
    at = std::min(errors.find('\n', at), errors.size() - 1) + 1;
  }
  // locals b, z; resources p, q; the output; the check.
  EXPECT_EQ(lines, (std::vector<std::string>{"4", "3", "7", "6", "1", "10"})) << errors;
}

Value Backend(Workshop& shop) {
  shop.Load();
  return shop.engine->BackendArguments(*shop.configuration, shop.variables, shop.diagnostics);
}

TEST(MakePlan, AnOutputThatFailsIsNoPartOfThePlan) {
  Workshop shop(std::map<std::string, std::string>{
      {"main.tf",
       "resource \"aws_thing\" \"t\" { name = \"t\" }\noutput \"good\" { value = 1 }\n"
       "output \"late\" { value = [1][length(aws_thing.t.name)] }\n"}});
  const Plan plan = shop.MakePlan();
  EXPECT_TRUE(plan.errored);
  EXPECT_NE(shop.Errors().find("Invalid index"), std::string::npos) << shop.Errors();
  EXPECT_EQ(plan.changes.size(), 1U);
  ASSERT_EQ(plan.outputs.size(), 1U);
  EXPECT_EQ(plan.outputs.front().name, "good");
}

TEST(BackendArguments, AreEmptyWithoutABlock) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "variable \"x\" { default = 1 }\n"}});
  EXPECT_TRUE(Backend(shop).Same(Value::Object({})));
}

TEST(BackendArguments, MayUseVariablesLocalsAndConstants) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "variable \"env\" { default = \"test\" }\nlocals { key = \"${var.env}/state\" }\n"
       "terraform {\n  backend \"s3\" {\n    bucket = \"b-${terraform.workspace}\"\n    key = local.key\n"
       "    assume_role {\n      role_arn = \"r\"\n    }\n  }\n}\n"
       "resource \"aws_thing\" \"unrelated\" { name = \"a\" }\n"}});
  const Value arguments = Backend(shop);
  ASSERT_TRUE(shop.diagnostics.empty()) << shop.Errors();
  EXPECT_EQ(arguments.Get("bucket").AsString(), "b-default");
  EXPECT_EQ(arguments.Get("key").AsString(), "test/state");
  EXPECT_EQ(arguments.Get("assume_role").Get("role_arn").AsString(), "r");
  EXPECT_TRUE(shop.cloud.log.empty());
}

TEST(BackendArguments, RepeatedBlocksAreATuple) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "terraform {\n  backend \"http\" {\n    header { name = \"a\" }\n    header { name = \"b\" }\n  }\n}\n"}});
  const Value headers = Backend(shop).Get("header");
  ASSERT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.elements()[1].Get("name").AsString(), "b");
}

TEST(BackendArguments, RefuseWhatTheStateDecides) {
  Workshop shop(Workshop::FileTexts{{"main.tf",
                                     "resource \"aws_thing\" \"a\" { name = \"a\" }\nlocals { a = 1 }\n"
                                     "terraform {\n  backend \"s3\" {\n    bucket = aws_thing.a.id\n  }\n}\n"}});
  Backend(shop);
  EXPECT_SAYS(shop.Errors(), "main.tf:5  Invalid reference in backend configuration");
}

TEST(BackendArguments, MustBeKnownAndMustNotGoRoundInACircle) {
  Workshop circle(Workshop::FileTexts{
      {"main.tf",
       "locals {\n  a = local.b\n  b = local.a\n}\nterraform {\n  backend \"s3\" {\n    bucket = local.a\n"
       "  }\n}\n"}});
  EXPECT_TRUE(Backend(circle).Same(Value::Object({})));
  EXPECT_SAYS(circle.Errors(), "Cycle");
  Workshop unknown(Workshop::FileTexts{{"main.tf",
                                        "resource \"aws_thing\" \"a\" { name = \"a\" }\nlocals { b = aws_thing.a.id }\n"
                                        "terraform {\n  backend \"s3\" {\n    bucket = local.b\n  }\n}\n"}});
  Backend(unknown);
  EXPECT_SAYS(unknown.Errors(), "Backend argument is not known");
}

}  // namespace
}  // namespace rolecall::engine
