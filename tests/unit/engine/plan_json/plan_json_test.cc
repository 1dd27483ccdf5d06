#include "engine/plan_json/plan_json.h"

#include <gtest/gtest.h>

#include "engine/plan_json/text.h"
#include "hcl/evaluate/show_value.h"
#include "tests/unit/engine/render/test_schemas.h"

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::Type;
using value::Value;

TEST(JsonUnknown, MarksUnknownLeavesAndLeavesKnownMembersOut) {
  const Value value = Value::Object({{"known", Str("x")},
                                     {"unknown", Value::Unknown(Type::String())},
                                     {"list", Value::Tuple({Str("a"), Value::Unknown(Type::Number())})},
                                     {"map", Tags({{"k", Str("v")}})}});
  EXPECT_EQ(JsonUnknown(value), R"({"list":[false,true],"map":{},"unknown":true})");
  EXPECT_EQ(JsonKnown(value), R"({"known":"x","list":["a",null],"map":{"k":"v"}})");
  EXPECT_EQ(JsonUnknown(Value::Object({{"a", Str("x")}})), "{}");
}

TEST(JsonSensitive, HasTrueWhereAValueIsSensitive) {
  const Value value = Value::Object({{"a", Str("x")}, {"b", Value::Tuple({Str("y"), Str("z")})}});
  EXPECT_EQ(JsonSensitive(value, {{AttributeStep{"a"}}}), R"({"a":true,"b":[false,false]})");
  EXPECT_EQ(JsonSensitive(Value::Null(Type::Dynamic()), {}), "false");
  const Value unknowns = Value::Object({{"list", Value::Unknown(Type::List(Type::String()))},
                                        {"map", Value::Unknown(Type::Map(Type::String()))},
                                        {"text", Value::Unknown(Type::String())}});
  EXPECT_EQ(JsonSensitive(unknowns, {}), R"({"list":[],"map":{}})") << "of what has parts, parts may be sensitive";
}

class PlanJsonTest : public ::testing::Test {
 protected:
  static ResourceChange Created() {
    ResourceChange change = ThingChange(Action::kCreate, Value::Null(Type::Dynamic()),
                                        Value::Object({{"id", Value::Unknown(Type::String())}, {"name", Str("<n>")}}));
    change.address.module.steps = {{"m", std::string("k")}};
    change.address.key = 0LL;
    change.after_sensitive = {{AttributeStep{"name"}}};
    return change;
  }
  ThingCatalogue catalogue_;
  Schemas schemas_{catalogue_};
};

TEST_F(PlanJsonTest, HasEveryPartThatReadersLookFor) {
  Plan plan;
  plan.changes.push_back(Created());
  plan.outputs.push_back({"o", Action::kCreate, Value(), Value::Unknown(Type::String()), true, false, true});
  plan.variables.push_back({"v", Str("x"), false, true});
  plan.timestamp = "2026-11-23T18:11:14Z";
  EXPECT_EQ(
      PlanToJson(plan, nullptr, schemas_, "1.12.0"),
      R"({"format_version":"1.2","terraform_version":"1.12.0","variables":{"v":{"value":"x"}},)"
      R"("planned_values":{"outputs":{"o":{"sensitive":true}},"root_module":{"child_modules":[{"resources":[)"
      R"({"address":"module.m[\"k\"].test_thing.a[0]","mode":"managed","type":"test_thing","name":"a","index":0,)"
      R"("provider_name":"registry.opentofu.org/acme/test","schema_version":0,"values":{"name":"\u003cn\u003e"},)"
      R"("sensitive_values":{"name":true}}],"address":"module.m[\"k\"]"}]}},)"
      R"("resource_changes":[{"address":"module.m[\"k\"].test_thing.a[0]","module_address":"module.m[\"k\"]",)"
      R"("mode":"managed","type":"test_thing","name":"a","index":0,"provider_name":"registry.opentofu.org/acme/test",)"
      R"("change":{"actions":["create"],"before":null,"after":{"name":"\u003cn\u003e"},"after_unknown":{"id":true},)"
      R"("before_sensitive":false,"after_sensitive":{"name":true}}}],)"
      R"("output_changes":{"o":{"actions":["create"],"before":null,"after_unknown":true,)"
      R"("before_sensitive":true,"after_sensitive":true}},"timestamp":"2026-11-23T18:11:14Z","errored":false})");
}

TEST_F(PlanJsonTest, WhatNothingIsKnownOfHasNoPlannedValues) {
  Plan plan;
  plan.changes.push_back(Created());
  plan.changes[0].after =
      Value::Object({{"id", Value::Unknown(Type::String())}, {"name", Value::Unknown(Type::String())}});
  const std::string json = PlanToJson(plan, nullptr, schemas_, "1.12.0");
  EXPECT_EQ(json.substr(0, json.find("resource_changes")).find("\"values\""), std::string::npos);
}

TEST_F(PlanJsonTest, PlannedValuesStandInTheOrderOfTheirTexts) {
  Plan plan;
  for (const long long key : {2LL, 10LL}) {
    plan.changes.push_back(Created());
    plan.changes.back().address.module.steps = {};
    plan.changes.back().address.key = key;
  }
  const std::string json = PlanToJson(plan, nullptr, schemas_, "1.12.0");
  const std::size_t start = json.find("planned_values"), end = json.find("resource_changes");
  const std::string values = json.substr(start, end - start), changes = json.substr(end);
  EXPECT_LT(values.find("test_thing.a[10]"), values.find("test_thing.a[2]"));
  EXPECT_LT(changes.find("test_thing.a[2]"), changes.find("test_thing.a[10]"));
}

// As the walk leaves it: what is known is new, what is not known or goes is as it was.
TEST_F(PlanJsonTest, OutputsOfThePriorStateAreAsFarAsTheyAreKnown) {
  Plan plan;
  for (const char* name : {"goes", "known", "open"})
    plan.prior_state.outputs[name] = {"1", "\"number\"", false, "", {}};
  plan.outputs.push_back(
      {"goes", Action::kDelete, Value::Number(1), Value::Null(Type::Dynamic()), false, false, false});
  plan.outputs.push_back({"known", Action::kUpdate, Value::Number(1), Value::Number(2), false, false, false});
  plan.outputs.push_back(
      {"open", Action::kUpdate, Value::Number(1), Value::Unknown(Type::Number()), false, false, false});
  plan.outputs.push_back({"none", Action::kNoOp, Value(), Value::Null(Type::Number()), false, false, false});
  const std::string json = PlanToJson(plan, nullptr, schemas_, "1.12.0");
  EXPECT_NE(json.find(R"("prior_state":{"format_version":"1.0","terraform_version":"1.12.0","values":{"outputs":{)"
                      R"("goes":{"sensitive":false,"value":1,"type":"number"},)"
                      R"("known":{"sensitive":false,"value":2,"type":"number"},)"
                      R"("open":{"sensitive":false,"value":1,"type":"number"}})"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("none":{"sensitive":false,"type":"dynamic","value":null})"), std::string::npos) << json;
}

TEST_F(PlanJsonTest, DataThatTheApplyReadsIsNotInThePriorState) {
  Plan plan;
  ResourceChange change = ThingChange(Action::kRead, Value::Null(Type::Dynamic()),
                                      Value::Object({{"name", Value::Unknown(Type::String())}}));
  change.address.mode = ResourceMode::kData;
  Instance read;
  read.attributes = R"({"name":"of before"})";
  plan.prior_state.PutInstance(change.address.StateKey(), R"(provider["registry.opentofu.org/acme/test"])", read);
  change.reason = ActionReason::kReadBecauseDependencyPending;
  plan.changes.push_back(change);
  EXPECT_EQ(PlanToJson(plan, nullptr, schemas_, "1").find("prior_state"), std::string::npos);
  // What a check reads was read for this plan.
  plan.changes.front().reason = ActionReason::kReadBecauseCheckNested;
  EXPECT_NE(PlanToJson(plan, nullptr, schemas_, "1").find("of before"), std::string::npos);
}

TEST_F(PlanJsonTest, ARefreshPlansNothing) {
  Plan plan;
  plan.changes.push_back(
      ThingChange(Action::kNoOp, Value::Object({{"name", Str("a")}}), Value::Object({{"name", Str("a")}})));
  EXPECT_NE(PlanToJson(plan, nullptr, schemas_, "1").find("resource_changes"), std::string::npos);
  plan.mode = PlanMode::kRefreshOnly;
  const std::string json = PlanToJson(plan, nullptr, schemas_, "1");
  EXPECT_EQ(json.find("test_thing"), std::string::npos) << json;
}

TEST_F(PlanJsonTest, ReplacementsNameTheirOrderReasonAndPaths) {
  Plan plan;
  ResourceChange change =
      ThingChange(Action::kCreateThenDelete, Value::Object({{"name", Str("a")}}), Value::Object({{"name", Str("b")}}));
  change.reason = ActionReason::kReplaceBecauseCannotUpdate;
  change.requires_replace = {{AttributeStep{"name"}}};
  plan.changes.push_back(change);
  const std::string json = PlanToJson(plan, nullptr, schemas_, "1.12.0");
  EXPECT_NE(json.find(R"("actions":["create","delete"])"), std::string::npos);
  EXPECT_NE(json.find(R"("replace_paths":[["name"]])"), std::string::npos);
  EXPECT_NE(json.find(R"("action_reason":"replace_because_cannot_update")"), std::string::npos);
  EXPECT_NE(json.find(R"("after_unknown":{})"), std::string::npos);
}

TEST_F(PlanJsonTest, DataSourcesAreListedOnlyWhenReadDuringApply) {
  Plan plan;
  ResourceChange change =
      ThingChange(Action::kNoOp, Value::Object({{"id", Str("a")}}), Value::Object({{"id", Str("a")}}));
  change.address.mode = ResourceMode::kData;
  change.address.type = "test_data";
  plan.changes.push_back(change);
  EXPECT_EQ(PlanToJson(plan, nullptr, schemas_, "1").find("test_data"), std::string::npos);
  plan.changes[0].action = Action::kRead;
  EXPECT_NE(PlanToJson(plan, nullptr, schemas_, "1").find("\"actions\":[\"read\"]"), std::string::npos);
}

TEST_F(PlanJsonTest, StatesNestTheirModules) {
  State state;
  Instance instance;
  instance.attributes = R"({"id":"i","list":["a"]})";
  instance.tainted = true;
  instance.dependencies = {"test_thing.b"};
  state.PutInstance({"module.m.module.n", ResourceMode::kManaged, "foreign", "x"},
                    "provider[\"registry.terraform.io/else/other\"]", instance);
  state.outputs["o"] = {"1", "\"number\"", false, "", {}};
  EXPECT_EQ(StateToJson(state, schemas_, "1.12.0"),
            R"({"format_version":"1.0","terraform_version":"1.12.0","values":{"outputs":{"o":{"sensitive":false,)"
            R"("value":1,"type":"number"}},"root_module":{"child_modules":[{"address":"module.m","child_modules":[)"
            R"({"resources":[{"address":"module.m.module.n.foreign.x","mode":"managed","type":"foreign","name":"x",)"
            R"("provider_name":"registry.terraform.io/else/other","schema_version":0,"values":{"id":"i","list":["a"]},)"
            R"("sensitive_values":{"list":[false]},"depends_on":["test_thing.b"],"tainted":true}],)"
            R"("address":"module.m.module.n"}]}]}}})");
  EXPECT_EQ(StateToJson(State(), schemas_, "1.12.0"), R"({"format_version":"1.0"})");
}

TEST_F(PlanJsonTest, OutputsCarryTypeAndValue) {
  State state;
  state.outputs["o"] = {"[1, 2]", "[\"list\",\"number\"]", true, "", {}};
  EXPECT_EQ(OutputsToJson(state), R"({
  "o": {
    "sensitive": true,
    "type": [
      "list",
      "number"
    ],
    "value": [
      1,
      2
    ]
  }
})");
  EXPECT_EQ(OutputToJson(state.outputs["o"]), "[1,2]");
  EXPECT_EQ(OutputsToJson(State()), "{}");
}

TEST(DiagnosticToJson, CutsTheLineOutOfTheSource) {
  diag::SourceMap sources;
  sources.Add("main.tf", "a = 1\nb = foo\nc = 2\n");
  diag::Diagnostic diagnostic;
  diagnostic.summary = "Bad";
  diagnostic.detail = "It is.";
  diagnostic.subject = {std::make_shared<const std::string>("main.tf"), {2, 5, 10}, {2, 8, 13}};
  EXPECT_EQ(DiagnosticToJson(diagnostic, sources),
            R"({"severity":"error","summary":"Bad","detail":"It is.","range":{"filename":"main.tf",)"
            R"("start":{"line":2,"column":5,"byte":10},"end":{"line":2,"column":8,"byte":13}},)"
            R"("snippet":{"context":null,"code":"b = foo","start_line":2,"highlight_start_offset":4,)"
            R"("highlight_end_offset":7,"values":[]}})");
  diag::Diagnostics all;
  all.AddWarning("w", "Careful", "");
  EXPECT_EQ(ValidationToJson(all, sources),
            R"({
  "format_version": "1.0",
  "valid": true,
  "error_count": 0,
  "warning_count": 1,
  "diagnostics": [
    {
      "severity": "warning",
      "summary": "Careful",
      "detail": "",
      "code": "w"
    }
  ]
})");
}

TEST(DiagnosticToJson, NamesTheBlockAroundTheLine) {
  diag::SourceMap sources;
  sources.Add("main.tf", "resource \"a\" \"b\" {\n  c = 1\n}\n");
  diag::Diagnostic diagnostic;
  diagnostic.subject = {std::make_shared<const std::string>("main.tf"), {2, 3, 19}, {2, 8, 24}};
  EXPECT_NE(DiagnosticToJson(diagnostic, sources).find(R"("context":"resource \"a\" \"b\"","code":"  c = 1",)"),
            std::string::npos);
}

TEST(DiagnosticToJson, HasTheCallThatFailedAndHowTheSidesOfAConditionDiffer) {
  diag::SourceMap sources;
  sources.Add("main.tf", "a = f(1) == 2\n");
  diag::Diagnostic diagnostic;
  diagnostic.subject = {std::make_shared<const std::string>("main.tf"), {1, 5, 4}, {1, 14, 13}};
  diagnostic.values = {{"", "while calling f(x)", [] { return "{\"called_as\":\"f\"}"; }}};
  diagnostic.comparison = std::make_shared<hcl::ComparedValues>(Value::Tuple({Str("x")}), Str("y"));
  const std::string json = DiagnosticToJson(diagnostic, sources);
  EXPECT_NE(json.find(R"("values":[],"function_call":{"called_as":"f"}})"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("difference":{"before":["x"],"after":"y","after_unknown":false,"before_sensitive":[false],)"
                      R"("after_sensitive":false})"),
            std::string::npos)
      << json;
  const Value secret = Value::Tuple({Str("s3cret").WithMarks({value::kSensitive})});
  diagnostic.comparison = std::make_shared<hcl::ComparedValues>(secret, Str("y"));
  EXPECT_EQ(DiagnosticToJson(diagnostic, sources).find("difference"), std::string::npos);
}

TEST(DiagnosticToJson, ToleratesPlacesOutsideOfTheText) {
  diag::SourceMap sources;
  sources.Add("main.tf", "a");
  diag::Diagnostic diagnostic;
  diagnostic.subject = {std::make_shared<const std::string>("main.tf"), {9, 1, 900}, {9, 2, 800}};
  EXPECT_NE(DiagnosticToJson(diagnostic, sources).find("\"snippet\""), std::string::npos);
}

class JsonProgressTest : public ::testing::Test {
 protected:
  FakeClock clock_{FromUnixSeconds(1'800'000'000)};
  std::string said_;
  JsonProgress progress_{clock_, [this](const std::string& line) { said_ += line; }};
};

TEST_F(JsonProgressTest, EveryLineIsOneObject) {
  ResourceEvent event;
  event.address.type = "test_thing";
  event.address.name = "a";
  event.address.key = std::string("k");
  event.action = Action::kCreate;
  event.id = "i";
  event.elapsed = std::chrono::seconds(2);
  progress_.Tell(Progress::kApplyComplete, event);
  EXPECT_EQ(said_,
            R"({"@level":"info","@message":"test_thing.a[\"k\"]: Creation complete after 2s [id=i]",)"
            R"("@module":"tofu.ui","@timestamp":"2027-01-15T08:00:00.000Z","hook":{"resource":{)"
            R"("addr":"test_thing.a[\"k\"]","module":"","resource":"test_thing.a[\"k\"]","implied_provider":"test",)"
            R"("resource_type":"test_thing","resource_name":"a","resource_key":"k"},"action":"create",)"
            R"("id_key":"id","id_value":"i","elapsed_seconds":2},"type":"apply_complete"})"
            "\n");
}

TEST_F(JsonProgressTest, EventsHaveTheirTypesAndWords) {
  ResourceEvent event;
  event.address.type = "test_thing";
  event.address.name = "a";
  event.id = "i";
  event.elapsed = std::chrono::seconds(2);
  const auto tell = [&](Progress what, Action action) {
    said_.clear();
    event.action = action;
    progress_.Tell(what, event);
    if (said_.empty()) return std::string("silence");
    const auto member = [&](const std::string& name) {
      const std::size_t at = said_.find("\"" + name + "\":\"");
      if (at == std::string::npos) return std::string("-");
      const std::size_t begin = at + name.size() + 4;
      return said_.substr(begin, said_.find('"', begin) - begin);
    };
    const bool has_time = said_.find("elapsed_seconds") != std::string::npos;
    return member("type") + ", " + member("action") + (has_time ? ", 2 s: " : ": ") + member("@message");
  };
  EXPECT_EQ(tell(Progress::kRefreshStarted, Action::kNoOp),
            "refresh_start, -: test_thing.a: Refreshing state... [id=i]");
  EXPECT_EQ(tell(Progress::kRefreshComplete, Action::kNoOp),
            "refresh_complete, -: test_thing.a: Refresh complete [id=i]");
  EXPECT_EQ(tell(Progress::kReadStarted, Action::kRead), "apply_start, read: test_thing.a: Refreshing...");
  EXPECT_EQ(tell(Progress::kReadComplete, Action::kRead),
            "apply_complete, read, 2 s: test_thing.a: Refresh complete after 2s [id=i]");
  EXPECT_EQ(tell(Progress::kApplyStarted, Action::kUpdate), "apply_start, update: test_thing.a: Modifying... [id=i]");
  EXPECT_EQ(tell(Progress::kApplyProgress, Action::kDelete),
            "apply_progress, delete, 2 s: test_thing.a: Still destroying... [id=i, 2s elapsed]");
  EXPECT_EQ(tell(Progress::kApplyFailed, Action::kCreate),
            "apply_errored, create, 2 s: test_thing.a: Creation errored after 2s");
  for (const Progress what : {Progress::kImportPreparing, Progress::kImportStarted, Progress::kImportComplete}) {
    EXPECT_EQ(tell(what, Action::kNoOp), "silence");
  }
}

TEST_F(JsonProgressTest, EphemeralResourcesHaveOpenTofusEvents) {
  ResourceEvent event;
  event.address.mode = ResourceMode::kEphemeral;
  event.address.type = "test_token";
  event.address.name = "a";
  event.ephemeral = EphemeralAction::kOpen;
  progress_.Tell(Progress::kEphemeralStarted, event);
  EXPECT_NE(said_.find(R"("@message":"ephemeral.test_token.a: Opening...")"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("hook":{"resource":{"addr":"ephemeral.test_token.a",)"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("Msg":"Opening..."},"type":"ephemeral_action_started"})"), std::string::npos) << said_;
  said_.clear();
  event.ephemeral = EphemeralAction::kClose;
  progress_.Tell(Progress::kEphemeralProgress, event);
  progress_.Tell(Progress::kEphemeralFailed, event);
  EXPECT_EQ(said_, "");
  progress_.Tell(Progress::kEphemeralComplete, event);
  EXPECT_NE(said_.find(R"("@message":"ephemeral.test_token.a: Close complete")"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("Msg":"Close complete"},"type":"ephemeral_action_complete"})"), std::string::npos) << said_;
}

TEST_F(JsonProgressTest, EveryKindOfChangeHasItsWords) {
  const std::pair<Action, const char*> kinds[] = {{Action::kCreate, "Plan to create\",\"@module"},
                                                  {Action::kUpdate, "Plan to update\",\"@module"},
                                                  {Action::kDelete, "Plan to delete\",\"@module"},
                                                  {Action::kRead, "Plan to read\",\"@module"},
                                                  {Action::kCreateThenDelete, "Plan to replace\",\"@module"},
                                                  {Action::kForget, "Plan to remove\",\"@module"}};
  for (const auto& [action, words] : kinds) {
    said_.clear();
    Plan plan;
    plan.changes.push_back(ThingChange(action, Value::Object({}), Value::Object({})));
    progress_.PlanChanges(plan);
    EXPECT_NE(said_.find(words), std::string::npos) << said_;
  }
}

TEST_F(JsonProgressTest, MovesImportsAndDriftAreChangesOfTheirOwn) {
  Plan plan;
  plan.changes.push_back(ThingChange(Action::kNoOp, Value::Object({}), Value::Object({})));
  plan.changes.push_back(plan.changes[0]);
  plan.changes[0].previous_address = plan.changes[0].address;
  plan.changes[0].previous_address->name = "before";
  plan.changes[1].importing_id = "i-1";
  DriftChange drift;
  drift.address = plan.changes[0].address;
  drift.action = Action::kDelete;
  plan.drift.push_back(drift);
  progress_.PlanChanges(plan);
  EXPECT_NE(said_.find("Plan to move"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("previous_resource":{"addr":"test_thing.before")"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("action":"move"})"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("action":"import","importing":{"id":"i-1"}},"type":"planned_change")"), std::string::npos)
      << said_;
  said_.clear();
  plan.changes[1].importing_identity = "{\"name\":\"a\"}";
  progress_.PlanChanges(plan);
  EXPECT_NE(said_.find(R"("importing":{"identity":{"name":"a"}})"), std::string::npos) << said_;
  EXPECT_NE(said_.find("Drift detected (delete)"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("type":"resource_drift")"), std::string::npos) << said_;
}

TEST_F(JsonProgressTest, ChangedOutputsAreToldWithoutValues) {
  Plan plan;
  plan.outputs.push_back({"new", Action::kCreate, Value(), Str("hush"), true, false, true});
  plan.outputs.push_back({"same", Action::kNoOp, Str("x"), Str("x"), false, false, false});
  progress_.PlanChanges(plan);
  EXPECT_NE(said_.find(R"("@message":"Outputs: 2")"), std::string::npos) << said_;
  EXPECT_NE(said_.find(
                R"("outputs":{"new":{"sensitive":true,"action":"create"},"same":{"sensitive":false,"action":"noop"}})"),
            std::string::npos)
      << said_;
  EXPECT_EQ(said_.find("hush"), std::string::npos);
}

TEST_F(JsonProgressTest, TheEndIsASummaryAndProblemsAreDiagnostics) {
  progress_.Version("1.2.3");
  EXPECT_NE(said_.find(R"("tofu":"1.2.3","ui":"1.2","type":"version")"), std::string::npos) << said_;
  progress_.ApplySummary({.added = 1, .changed = 2, .destroyed = 3}, false);
  EXPECT_NE(said_.find("Apply complete! Resources: 1 added, 2 changed, 3 destroyed."), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("changes":{"add":1,"change":2,"import":0,"remove":3,"forget":0,"operation":"apply"})"),
            std::string::npos)
      << said_;
  said_.clear();
  diag::Diagnostics problems;
  problems.AddError("e", "Wrong", "It is.");
  problems.AddWarning("w", "Odd", "");
  for (const diag::Diagnostic& one : problems.list()) progress_.Diagnostic(one, {});
  EXPECT_NE(said_.find(R"("@level":"error","@message":"Error: Wrong")"), std::string::npos) << said_;
  EXPECT_NE(said_.find(R"("@level":"warn","@message":"Warning: Odd")"), std::string::npos) << said_;
}

TEST(JsonPaths, NameAttributesAndIndices) {
  EXPECT_EQ(JsonPaths({{AttributeStep{"a"}, value::IndexStep{0}}, {AttributeStep{"m"}, value::IndexStep{"k"}}}),
            R"([["a",0],["m","k"]])");
}

TEST(JsonChecks, NameWhatWasCheckedAndWhatItSaid) {
  CheckResult resource{.kind = "resource", .address = "module.m.aws_thing.t", .status = CheckStatus::kFail};
  resource.objects.push_back({"module.m.aws_thing.t[0]", CheckStatus::kFail, {"too small"}});
  CheckResult output{.kind = "output_value", .address = "module.m.output.id", .status = CheckStatus::kPass};
  CheckResult check{.kind = "check", .address = "check.health", .status = CheckStatus::kUnknown};
  EXPECT_EQ(JsonChecks({resource}),
            R"([{"address":{"to_display":"module.m.aws_thing.t","kind":"resource","mode":"managed",)"
            R"("type":"aws_thing","name":"t","module":"module.m"},"status":"fail","instances":[{"address":)"
            R"({"to_display":"module.m.aws_thing.t[0]","module":"module.m","instance_key":0},"status":"fail",)"
            R"("problems":[{"message":"too small"}]}]}])");
  EXPECT_EQ(JsonChecks({output, check}),
            R"([{"address":{"to_display":"module.m.output.id","kind":"output_value","name":"id",)"
            R"("module":"module.m"},"status":"pass"},{"address":{"to_display":"check.health","kind":"check",)"
            R"("name":"health"},"status":"unknown"}])");
}

TEST_F(JsonProgressTest, PlansAreChangesAndASummary) {
  Plan plan;
  plan.changes.push_back(ThingChange(Action::kNoOp, Value::Object({}), Value::Object({})));
  plan.changes.push_back(ThingChange(Action::kDeleteThenCreate, Value::Object({}), Value::Object({})));
  plan.changes[1].reason = ActionReason::kReplaceBecauseTainted;
  progress_.PlanChanges(plan);
  EXPECT_NE(said_.find(R"("action":"replace","reason":"tainted"},"type":"planned_change"})"), std::string::npos)
      << said_;
  EXPECT_NE(said_.find(R"("@message":"Plan: 1 to add, 0 to change, 1 to destroy.")"), std::string::npos);
  EXPECT_NE(said_.find(R"("changes":{"add":1,"change":0,"import":0,"remove":1,"forget":0,"operation":"plan"})"),
            std::string::npos);
  EXPECT_EQ(std::count(said_.begin(), said_.end(), '\n'), 2);
}

TEST_F(JsonProgressTest, SensitiveOutputsHaveNoValue) {
  State state;
  state.outputs["open"] = {"1", "\"number\"", false, "", {}};
  state.outputs["shut"] = {"\"hush\"", "\"string\"", true, "", {}};
  progress_.Outputs(state);
  EXPECT_EQ(said_.find("hush"), std::string::npos);
  EXPECT_NE(said_.find(R"("open":{"sensitive":false,"type":"number","value":1})"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
