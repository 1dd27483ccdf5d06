// Import blocks and `import`: what is taken over, under which address, and what is refused.
#include <gtest/gtest.h>

#include "engine/planning/config_generator.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;
using value::Type;
using value::Value;

Value Text(const std::string& text) { return Value::String(text); }

class ImportsTest : public ::testing::Test {
 protected:
  void Exists(const std::string& id, const std::string& name) {
    const Type rule = Type::Object({{"port", Type::Number()}});
    shop_.cloud.things[id] = Value::Object(
        {{"id", Text(id)},
         {"arn", Text("arn:" + id)},
         {"name", Text(name)},
         {"policy", Text(R"({"Statement": [{"Action": ["a", "b"], "Sid": "x-${y}"}], "n": 1, "e": [], "o": {}})")},
         {"tags", Value::Map(Type::String(), {{"plain", Text("a\n\"b\"\t${c}")}, {"not plain", Text("")}})},
         {"secret", Text("hush")},
         {"rule", Value::List(rule, {Value::Object({{"port", Value::Int(80)}})})}});
  }
  Plan Planned(const std::string& text, PlanOptions options = {}) {
    EXPECT_TRUE(shop_.files.Write("main.tf", text, FileMode::kPublic).ok());
    return shop_.MakePlan(std::move(options));
  }
  // The error of a plan that fails.
  std::string Refusal(const std::string& text) {
    EXPECT_TRUE(Planned(text).errored) << text;
    return shop_.Errors();
  }

  Workshop shop_{Workshop::FileTexts{{"main.tf", ""}}};
};

constexpr char kThing[] = "resource \"aws_thing\" \"t\" { name = \"t\" }\n";

TEST_F(ImportsTest, KeysAnywhereInTheAddressMayBeExpressions) {
  Exists("id-a", "a");
  EXPECT_TRUE(
      shop_.files
          .Write("m/main.tf", "resource \"aws_thing\" \"t\" {\n  count = 1\n  name = \"a\"\n}\n", FileMode::kPublic)
          .ok());
  const Plan plan = Planned(
      "import {\n  for_each = { k = \"id-a\" }\n  to = module.m[each.key].aws_thing.t[1 - 1]\n  id = each.value\n}\n"
      "module \"m\" {\n  source = \"./m\"\n  for_each = { k = 1 }\n}\n");
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Workshop::Find(plan, "module.m[\"k\"].aws_thing.t[0]")->importing_id, "id-a");
}

TEST_F(ImportsTest, ForEachImportsUnderTheKeysOfTheBlock) {
  Exists("id-a", "a");
  Exists("id-b", "b");
  const Plan plan = Planned(
      "locals { ids = { a = \"id-a\", b = \"id-b\" } }\n"
      "import {\n  for_each = local.ids\n  to = aws_thing.t[each.key]\n  id = each.value\n}\n"
      "resource \"aws_thing\" \"t\" {\n  for_each = local.ids\n  name = each.key\n}\n");
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t[\"a\"]")->importing_id, "id-a");
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t[\"b\"]")->importing_id, "id-b");
  EXPECT_EQ(Count(plan).import, 2);
}

TEST_F(ImportsTest, ANumberIsAKeyToo) {
  Exists("id-a", "a");
  const Plan plan = Planned(
      "import {\n  for_each = { x = 1 }\n  to = aws_thing.t[each.value]\n  id = \"id-a\"\n}\n"
      "resource \"aws_thing\" \"t\" {\n  count = 2\n  name = \"a\"\n}\n");
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t[1]")->importing_id, "id-a");
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t[0]")->importing_id, "");
}

TEST_F(ImportsTest, WhatCannotBeImportedIsRefused) {
  EXPECT_NE(Refusal("import {\n  to = aws_thing.t\n  id = \"gone\"\n}\n" + std::string(kThing))
                .find("the provider detected that no object exists with the given id (\"gone\")"),
            std::string::npos);
  EXPECT_NE(Refusal("import {\n  to = aws_thing.t\n  id = \"\"\n}\n" + std::string(kThing))
                .find("The import ID value evaluates to an empty string"),
            std::string::npos);
  EXPECT_NE(Refusal("import {\n  to = aws_thing.none\n  id = \"x\"\n}\n" + std::string(kThing))
                .find("The configuration for the given import aws_thing.none does not exist"),
            std::string::npos);
  EXPECT_NE(
      Refusal("import {\n  to = aws_thing.t[true]\n  id = \"x\"\n}\n" + std::string(kThing)).find("Invalid address"),
      std::string::npos);
}

TEST_F(ImportsTest, TheCommandImportsOneObjectUnderAFreeAddress) {
  Exists("id-t", "t");
  ASSERT_FALSE(Planned(kThing).errored) << shop_.Errors();
  const auto import = [&](const std::string& address) {
    shop_.diagnostics = diag::Diagnostics();
    return shop_.engine->Import(*shop_.configuration, shop_.variables, shop_.state, *ParseResourceAddress(address),
                                "id-t", {}, shop_.diagnostics);
  };
  shop_.state = import("aws_thing.t");
  ASSERT_FALSE(shop_.diagnostics.HasErrors()) << shop_.Errors();
  EXPECT_NE(shop_.state.FindInstance(ParseResourceAddress("aws_thing.t")->StateKey(), {}), nullptr);
  import("aws_thing.t");
  EXPECT_NE(shop_.Errors().find("Rolecall is already managing a remote object for aws_thing.t"), std::string::npos)
      << shop_.Errors();
  import("aws_thing.t[0]");
  EXPECT_NE(shop_.Errors().find("The configuration for the given import aws_thing.t[0] does not exist"),
            std::string::npos)
      << shop_.Errors();
}

TEST_F(ImportsTest, ConfigurationIsGeneratedForWhatHasNone) {
  Exists("id-new", "new");
  const std::string imports =
      "import {\n  to = aws_thing.fresh\n  id = \"id-new\"\n}\n"
      "import {\n  to = aws_thing.t\n  id = \"id-new\"\n}\n"
      "import {\n  for_each = { a = 1 }\n  to = aws_thing.each[each.key]\n  id = \"x\"\n}\n" +
      std::string(kThing);
  ASSERT_TRUE(shop_.files.Write("main.tf", imports, FileMode::kPublic).ok());
  shop_.Load();
  const std::vector<ResourceAddress> missing = MissingImportTargets(*shop_.configuration);
  ASSERT_EQ(missing.size(), 1u) << "not those with a block, nor those with keys";
  EXPECT_EQ(missing[0].Text(), "aws_thing.fresh");
  EXPECT_EQ(StubText(*shop_.configuration, missing), "resource \"aws_thing\" \"fresh\" {}\n");

  ASSERT_TRUE(shop_.files.Write("generated.tf", StubText(*shop_.configuration, missing), FileMode::kPublic).ok());
  PlanOptions options;
  options.adopts = {missing.begin(), missing.end()};
  const Plan plan = Planned("import {\n  to = aws_thing.fresh\n  id = \"id-new\"\n}\n", options);
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  const std::string text = GeneratedText(*shop_.configuration, plan, missing, shop_.engine->schemas());
  EXPECT_EQ(text, R"(# __generated__ by Rolecall
# Please review these resources and move them into your main configuration files.

# __generated__ by Rolecall from "id-new"
resource "aws_thing" "fresh" {
  name = "new"
  policy = jsonencode({
    Statement = [
      {
        Action = ["a", "b"]
        Sid    = "x-$${y}"
      },
    ]
    e = []
    n = 1
    o = {}
  })
  tags = {
    "not plain" = ""
    plain       = "a\n\"b\"\t$${c}"
  }
  rule {
    port = 80
  }
}
)") << "no secrets, nothing that the provider computes";

  // What was generated is what exists: planning with it changes nothing.
  ASSERT_TRUE(shop_.files.Write("generated.tf", text, FileMode::kPublic).ok());
  const Plan again = shop_.MakePlan();
  ASSERT_FALSE(again.errored) << shop_.Errors();
  EXPECT_EQ(Count(again).import, 1);
}

TEST_F(ImportsTest, GeneratedConfigurationIsOfTheProviderThatTheImportNames) {
  Exists("id-new", "new");
  const std::string imports =
      "provider \"aws\" {\n  alias = \"west\"\n  region = \"w\"\n}\n"
      "import {\n  to = aws_thing.fresh\n  id = \"id-new\"\n  provider = aws.west\n}\n"
      "import {\n  to = aws_thing.plain\n  id = \"id-x\"\n  provider = aws\n}\n";
  ASSERT_TRUE(shop_.files.Write("main.tf", imports, FileMode::kPublic).ok());
  shop_.Load();
  const std::vector<ResourceAddress> missing = MissingImportTargets(*shop_.configuration);
  const std::string stubs = StubText(*shop_.configuration, missing);
  EXPECT_EQ(stubs,
            "resource \"aws_thing\" \"fresh\" {\n  provider = aws.west\n}\n"
            "resource \"aws_thing\" \"plain\" {}\n");

  PlanOptions options;
  options.adopts = {missing.front()};
  const Plan plan =
      Planned(imports.substr(0, imports.rfind("import")) + stubs.substr(0, stubs.rfind("resource")), options);
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_NE(GeneratedText(*shop_.configuration, plan, {missing.front()}, shop_.engine->schemas())
                .find("\"fresh\" {\n  provider = aws.west\n"),
            std::string::npos);
}

TEST_F(ImportsTest, TextThatOnlyLooksLikeJsonStaysText) {
  Exists("id-t", "t");
  std::map<std::string, Value> members = shop_.cloud.things["id-t"].members();
  members["policy"] = Text("{no json");
  shop_.cloud.things["id-t"] = Value::Object(members);
  PlanOptions options;
  options.adopts = {*ParseResourceAddress("aws_thing.t")};
  const Plan plan =
      Planned("import {\n  to = aws_thing.t\n  id = \"id-t\"\n}\nresource \"aws_thing\" \"t\" {}\n", options);
  ASSERT_FALSE(plan.errored) << shop_.Errors();
  EXPECT_NE(GeneratedText(*shop_.configuration, plan, {*options.adopts.begin()}, shop_.engine->schemas())
                .find("policy = \"{no json\""),
            std::string::npos);
}

TEST_F(ImportsTest, WhatIsNoInstanceIsNoTarget) {
  const std::string import = "import {\n  to = aws_thing.t\n  id = \"id-t\"\n}\n";
  EXPECT_TRUE(Planned(import + "resource \"aws_thing\" \"t\" {\n  count = 1\n  name  = \"t\"\n}\n").errored);
  EXPECT_NE(shop_.Errors().find("The configuration for the given import aws_thing.t does not exist"), std::string::npos)
      << shop_.Errors();
}

TEST_F(ImportsTest, WhatIsImportedIntoNothingIsWrongWhileAllGoesToo) {
  ASSERT_FALSE(Planned(kThing).errored);
  shop_.PlanAndApply();
  PlanOptions destroy;
  destroy.mode = PlanMode::kDestroy;
  EXPECT_FALSE(Planned(kThing, destroy).errored) << shop_.Errors();
  EXPECT_TRUE(Planned(std::string(kThing) + "import {\n  to = aws_thing.none\n  id = \"x\"\n}\n", destroy).errored);
  EXPECT_NE(shop_.Errors().find("Configuration for import target does not exist"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
