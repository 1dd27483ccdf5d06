// Modules with instances and provider configurations, interruption, and saving.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

TEST(EngineModules, ForEachModulesGiveAnObjectOfOutputs) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "module \"m\" {\n  for_each = { a = \"1\", b = \"2\" }\n  source = \"./m\"\n  name = each.key\n}\n"
       "output \"all\" { value = module.m }\noutput \"one\" { value = module.m[\"b\"].id }\n"},
      {"m/main.tf",
       "variable \"name\" {}\nresource \"aws_thing\" \"t\" {\n  count = 2\n  name = \"${var.name}${count.index}\"\n}\n"
       "output \"id\" { value = aws_thing.t[1].id }\n"}});
  ApplyResult result = shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.added, 4);
  EXPECT_EQ(result.state.outputs["all"].value_json, R"({"a":{"id":"id-a1"},"b":{"id":"id-b1"}})");
  EXPECT_EQ(result.state.outputs["one"].value_json, R"("id-b1")");
  EXPECT_FALSE(shop.MakePlan().HasChanges());
  ASSERT_TRUE(shop.files
                  .Write("main.tf",
                         "module \"m\" {\n  for_each = { b = \"2\" }\n  source = \"./m\"\n  name = each.key\n}\n",
                         FileMode::kPublic)
                  .ok());
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Count(plan).destroy, 2);
  EXPECT_EQ(Workshop::Find(plan, "module.m[\"a\"].aws_thing.t[0]")->reason, ActionReason::kDeleteBecauseNoModule);
  EXPECT_EQ(shop.Apply(plan).destroyed, 2);
  EXPECT_TRUE(shop.state.outputs.empty());
}

TEST(EngineModules, InstancesThatAreNotTargetedDoNotExistForExpressions) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "module \"m\" {\n  for_each = { a = \"1\", b = \"2\" }\n  source = \"./m\"\n  name = each.key\n}\n"
       "output \"all\" { value = { for k, m in module.m : k => m.id } }\n"},
      {"m/main.tf",
       "variable \"name\" {}\nresource \"aws_thing\" \"t\" {\n  count = 3\n  name = \"${var.name}${count.index}\"\n}\n"
       "output \"id\" { value = try(aws_thing.t[1].id, \"none\") }\n"}});
  PlanOptions options;
  options.targets = {*ParseTarget("module.m[\"b\"].aws_thing.t[1]")};
  ApplyResult result = shop.PlanAndApply(options);
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(result.state.outputs["all"].value_json, R"({"a":"none","b":"id-b1"})");
  EXPECT_FALSE(shop.MakePlan(options).HasChanges());
}

TEST(EngineModules, MovedModuleKeepsItsObjects) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "module \"a\" { source = \"./m\" }\n"},
                                    {"m/main.tf", "resource \"aws_thing\" \"t\" { name = \"t\" }\n"}});
  shop.PlanAndApply();
  ASSERT_TRUE(shop.files
                  .Write("main.tf",
                         "module \"b\" {\n  count = 1\n  source = \"./m\"\n}\n"
                         "moved {\n  from = module.a\n  to = module.b[0]\n}\n",
                         FileMode::kPublic)
                  .ok());
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(plan.changes[0].address.Text(), "module.b[0].aws_thing.t");
  EXPECT_EQ(plan.changes[0].action, Action::kNoOp);
  EXPECT_EQ(plan.changes[0].previous_address->Text(), "module.a.aws_thing.t");
}

TEST(EngineModules, ProvidersArePassedByNameAndInherited) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "provider \"aws\" { region = \"default\" }\nprovider \"aws\" {\n  alias = \"w\"\n  region = \"west\"\n}\n"
       "module \"m\" {\n  source = \"./m\"\n  providers = { aws.x = aws.w }\n}\n"},
      {"m/main.tf",
       "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n"
       "      configuration_aliases = [aws.x]\n    }\n  }\n}\n"
       "resource \"aws_thing\" \"t\" {\n  provider = aws.x\n  name = \"t\"\n}\n"
       "resource \"aws_thing\" \"u\" { name = \"u\" }\n"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(shop.cloud.Count("configure west"), 1);
  EXPECT_EQ(shop.cloud.Count("configure default"), 1);
  EXPECT_EQ(Workshop::Find(plan, "module.m.aws_thing.t")->provider.Text(),
            "provider[\"registry.opentofu.org/hashicorp/aws\"].w");
  EXPECT_EQ(Workshop::Find(plan, "module.m.aws_thing.u")->provider.Text(),
            "provider[\"registry.opentofu.org/hashicorp/aws\"]");
}

TEST(EngineModules, AliasThatNobodyPassesIsRefused) {
  Workshop shop(
      Workshop::FileTexts{{"main.tf", "provider \"aws\" {\n  alias = \"w\"\n}\nmodule \"m\" { source = \"./m\" }\n"},
                          {"m/main.tf", "resource \"aws_thing\" \"t\" {\n  provider = aws.w\n  name = \"t\"\n}\n"}});
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_NE(shop.Errors().find("Provider configuration not present"), std::string::npos) << shop.Errors();
}

class Sink final : public StateSink {
 public:
  Result<void> StateChanged(const State& state) override {
    ++calls;
    most = std::max(most, state.resources().size());
    if (calls > allowed) return Error{ErrorCode::kUnavailable, "the bucket is gone"};
    return {};
  }
  int calls = 0;
  int allowed = 1000;
  std::size_t most = 0;
};

TEST(EngineSaving, EveryChangeIsSaved) {
  Workshop shop(Workshop::FileTexts{{"main.tf",
                                     "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
                                     "resource \"aws_thing\" \"b\" { name = aws_thing.a.name }\n"}});
  Sink sink;
  shop.sink = &sink;
  shop.PlanAndApply();
  EXPECT_EQ(sink.most, 2u);
  EXPECT_GE(sink.calls, 3);
}

TEST(EngineSaving, LostStoreStopsTheApply) {
  Workshop shop(Workshop::FileTexts{{"main.tf",
                                     "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
                                     "resource \"aws_thing\" \"b\" { name = aws_thing.a.name }\n"}});
  Sink sink;
  sink.allowed = 0;
  shop.sink = &sink;
  ApplyResult result = shop.PlanAndApply();
  EXPECT_NE(shop.Errors().find("the bucket is gone"), std::string::npos) << shop.Errors();
  EXPECT_EQ(result.added, 1);
  EXPECT_EQ(result.state.resources().size(), 1u);
}

TEST(EngineSaving, InterruptBeginsNothingNew) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "resource \"aws_thing\" \"a\" { name = \"a\" }\n"}});
  Plan plan = shop.MakePlan();
  Interrupt interrupt;
  interrupt.Raise();
  ApplyOptions options;
  options.interrupt = &interrupt;
  ApplyResult result = shop.engine->Apply(*shop.configuration, plan, options, shop.diagnostics);
  EXPECT_EQ(result.added, 0);
  EXPECT_NE(shop.Errors().find("Interrupted"), std::string::npos);
  EXPECT_FALSE(interrupt.IsCancelled());
  interrupt.Raise();
  EXPECT_TRUE(interrupt.IsCancelled());
}

TEST(EngineSaving, TargetedDestroyTakesDependentsAlong) {
  Workshop shop(Workshop::FileTexts{{"main.tf",
                                     "resource \"aws_thing\" \"a\" { name = \"a\" }\n"
                                     "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n  policy = aws_thing.a.id\n}\n"
                                     "resource \"aws_thing\" \"c\" { name = \"c\" }\n"}});
  shop.PlanAndApply();
  PlanOptions options;
  options.mode = PlanMode::kDestroy;
  options.targets = {*ParseTarget("aws_thing.a")};
  Plan plan = shop.MakePlan(options);
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Count(plan).destroy, 2);
  shop.Apply(plan);
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(shop.state.resources().size(), 1u);
}

TEST(EngineSaving, CheckResultsGoToTheState) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "output \"o\" {\n  value = 1\n  precondition {\n    condition = path.root != 1\n    error_message = \"m\"\n  "
       "}\n}\n"
       "check \"c\" {\n  assert {\n    condition = path.root == 1\n    error_message = \"never\"\n  }\n}\n"}});
  ApplyResult result = shop.PlanAndApply();
  EXPECT_EQ(result.state.check_results,
            R"([{"object_kind":"check","config_addr":"check.c","status":"fail","objects":[{"object_addr":"check.c",)"
            R"("status":"fail","failure_messages":["never"]}]},{"object_kind":"output","config_addr":"output.o",)"
            R"("status":"pass","objects":[{"object_addr":"output.o","status":"pass"}]}])");
}

// A message is trimmed, and one that cannot be had is none; what has rules and no objects is told without any.
TEST(EngineSaving, CheckResultsHaveTheMessagesThatThereAre) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "resource \"aws_thing\" \"none\" {\n  count = 0\n  name = \"n\"\n  lifecycle {\n    precondition {\n"
       "      condition = path.root == \"\"\n      error_message = \"m\"\n    }\n  }\n}\n"
       "check \"c\" {\n  assert {\n    condition = path.root == 1\n    error_message = \"  \"\n  }\n"
       "  assert {\n    condition = path.root == 2\n    error_message = \" said \\n\"\n  }\n}\n"}});
  const ApplyResult result = shop.PlanAndApply();
  EXPECT_EQ(result.state.check_results,
            R"([{"object_kind":"resource","config_addr":"aws_thing.none","status":"pass","objects":null},)"
            R"({"object_kind":"check","config_addr":"check.c","status":"fail","objects":[{"object_addr":"check.c",)"
            R"("status":"fail","failure_messages":["said"]}]}])");
}

}  // namespace
}  // namespace rolecall::engine
