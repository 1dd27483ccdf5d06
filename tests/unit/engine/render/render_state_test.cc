#include "engine/render/render_state.h"

#include <gtest/gtest.h>

#include "engine/render/render_progress.h"
#include "engine/render/render_value.h"
#include "tests/unit/engine/render/test_schemas.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

TEST(RenderValue, PrintsEveryKindAsTheConsoleDoes) {
  EXPECT_EQ(RenderValue(Str("a\"b")), "\"a\\\"b\"");
  EXPECT_EQ(RenderValue(Value::Int(5)), "5");
  EXPECT_EQ(RenderValue(Value::Bool(false)), "false");
  EXPECT_EQ(RenderValue(Value()), "null");
  EXPECT_EQ(RenderValue(Value::Null(Type::String())), "tostring(null)");
  EXPECT_EQ(RenderValue(Value::Null(Type::List(Type::String()))), "tolist(null) /* of string */");
  EXPECT_EQ(RenderValue(Value::Unknown(Type::Number())), "(known after apply)");
  EXPECT_EQ(RenderValue(Str("x").Mark(value::kSensitive)), "(sensitive value)");
  EXPECT_EQ(RenderValue(Value::Tuple({})), "[]");
  EXPECT_EQ(RenderValue(Value::Object({{"a", Value::Tuple({Value::Int(1), Str("b")})}})),
            "{\n  \"a\" = [\n    1,\n    \"b\",\n  ]\n}");
  EXPECT_EQ(RenderValue(Strings({"a"})), "tolist([\n  \"a\",\n])");
  EXPECT_EQ(RenderValue(StringSet({"a"})), "toset([\n  \"a\",\n])");
  EXPECT_EQ(RenderValue(Tags({{"k", Str("v")}})), "tomap({\n  \"k\" = \"v\"\n})");
}

TEST(RenderValue, TextsOfSeveralLinesBecomeHeredocsWithAFreeMarker) {
  EXPECT_EQ(RenderValue(Str("a\nb")), "<<EOT\na\nb\nEOT");
  EXPECT_EQ(RenderValue(Str("a\n EOT\n")), "<<EOT_\na\n EOT\n\nEOT_");
  EXPECT_EQ(RenderValue(Value::Tuple({Str("a\nb")})), "[\n  <<-EOT\n  a\n  b\n  EOT,\n]");
}

State SomeState() {
  State state;
  Instance instance;
  instance.attributes =
      R"({"id":"i","name":"n","policy":null,"note":null,"size":1,"on":null,"secret":"hush","list":["a"],"set":[],)"
      R"("tags":{"k":"v"},"objects":null,"rule":[{"port":1,"text":"t"}],"entry":[]})";
  instance.tainted = true;
  state.PutInstance({"", ResourceMode::kManaged, "test_thing", "a"}, "provider[\"registry.terraform.io/acme/test\"]",
                    instance);
  Instance foreign;
  foreign.attributes = R"({"id":"f","n":[1]})";
  foreign.index = 0LL;
  state.PutInstance({"module.m", ResourceMode::kManaged, "other_thing", "b"},
                    "provider[\"registry.opentofu.org/else/other\"]", foreign);
  state.outputs["name"] = {"\"x\"", "\"string\"", false, "", {}};
  state.outputs["token"] = {"\"hush\"", "\"string\"", true, "", {}};
  return state;
}

TEST(RenderState, ShowsEveryObjectAndHidesSecrets) {
  const ThingCatalogue catalogue;
  const Schemas schemas(catalogue);
  EXPECT_EQ(RenderState(SomeState(), schemas, RenderStyle()), R"(# test_thing.a: (tainted)
resource "test_thing" "a" {
    id     = "i"
    list   = [
        "a",
    ]
    name   = "n"
    secret = (sensitive value)
    set    = []
    size   = 1
    tags   = {
        "k" = "v"
    }

    rule {
        port = 1
        text = "t"
    }
}


# module.m.other_thing.b[0]:
resource "other_thing" "b" {
    id = "f"
    n  = [
        1,
    ]
}


Outputs:

name = "x"
token = (sensitive value)
)");
}

// An empty line more before each module, and none at all for those without anything above them.
TEST(RenderState, SetsModulesOff) {
  const ThingCatalogue catalogue;
  const Schemas schemas(catalogue);
  const auto objects = [&](const std::vector<std::string>& modules) {
    State state;
    for (const std::string& module : modules) {
      Instance instance;
      instance.attributes = R"({"id":"f"})";
      state.PutInstance({module, ResourceMode::kManaged, "other", "b"},
                        "provider[\"registry.opentofu.org/else/other\"]", instance);
    }
    return RenderState(state, schemas, RenderStyle());
  };
  const std::string body = "resource \"other\" \"b\" {\n    id = \"f\"\n}\n";
  EXPECT_EQ(objects({"", "module.m", "module.m.module.n"}),
            "# other.b:\n" + body + "\n\n# module.m.other.b:\n" + body + "\n\n# module.m.module.n.other.b:\n" + body);
  EXPECT_EQ(objects({"module.a", "module.b"}), "# module.a.other.b:\n" + body + "# module.b.other.b:\n" + body);
}

// Like attributes, by their types: a map's keys are quoted, an object's names are not, and what is null in it is not
// there.
TEST(RenderState, ShowsOutputsAsItShowsAttributes) {
  State state;
  state.outputs["map"] = {R"({"a":["x"]})", R"(["map",["list","string"]])", false, "", {}};
  state.outputs["object"] = {R"({"a":null})", R"(["object",{"a":"string"}])", false, "", {}};
  const ThingCatalogue catalogue;
  EXPECT_EQ(RenderState(state, Schemas(catalogue), RenderStyle()),
            "\n\nOutputs:\n\nmap = {\n    \"a\" = [\n        \"x\",\n    ]\n}\nobject = {}\n");
}

TEST(RenderState, AnEmptyStateSaysSo) {
  const ThingCatalogue catalogue;
  const Schemas schemas(catalogue);
  EXPECT_EQ(RenderState(State(), schemas, {}), "The state file is empty. No resources are represented.\n");
}

TEST(RawOutput, PrintsPrimitivesOnly) {
  EXPECT_EQ(*RawOutput("a", {"\"x\"", "\"string\"", false, "", {}}), "x");
  EXPECT_EQ(*RawOutput("a", {"true", "\"bool\"", false, "", {}}), "true");
  EXPECT_FALSE(RawOutput("a", {"[1]", "[\"list\",\"number\"]", false, "", {}}).ok());
  EXPECT_FALSE(RawOutput("a", {"null", "\"string\"", false, "", {}}).ok());
  EXPECT_EQ(RawOutput("a", {"[1", "\"string\"", false, "", {}}).error().code, ErrorCode::kDataLoss);
}

TEST(TextProgress, SpeaksAsItsReadersExpect) {
  std::string said;
  TextProgress progress(RenderStyle(), [&said](const std::string& lines) { said += lines; });
  ResourceEvent event;
  event.address.type = "test_thing";
  event.address.name = "a";
  event.action = Action::kCreate;
  progress.Tell(Progress::kApplyStarted, event);
  event.elapsed = std::chrono::seconds(10);
  progress.Tell(Progress::kApplyProgress, event);
  event.elapsed = std::chrono::seconds(61);
  event.id = "i";
  progress.Tell(Progress::kApplyComplete, event);
  progress.Tell(Progress::kRefreshStarted, event);
  event.action = Action::kDelete;
  progress.Tell(Progress::kApplyStarted, event);
  progress.Tell(Progress::kApplyComplete, event);
  event.deposed = "0011aabb";
  progress.Tell(Progress::kApplyStarted, event);
  progress.Tell(Progress::kApplyComplete, event);
  EXPECT_EQ(said,
            "test_thing.a: Creating...\n"
            "test_thing.a: Still creating... [10s elapsed]\n"
            "test_thing.a: Creation complete after 1m1s [id=i]\n"
            "test_thing.a: Refreshing state... [id=i]\n"
            "test_thing.a: Destroying... [id=i]\n"
            "test_thing.a: Destruction complete after 1m1s\n"
            "test_thing.a (deposed object 0011aabb): Destroying... [id=i]\n"
            "test_thing.a: Destruction complete after 1m1s\n");
}

TEST(TextProgress, TellsOfEphemeralResourcesInTerraformsWords) {
  std::string said;
  TextProgress progress(RenderStyle(), [&said](const std::string& lines) { said += lines; });
  ResourceEvent event;
  event.address.mode = ResourceMode::kEphemeral;
  event.address.type = "test_token";
  event.address.name = "a";
  for (const auto action : {EphemeralAction::kOpen, EphemeralAction::kRenew, EphemeralAction::kClose}) {
    event.ephemeral = action;
    event.elapsed = std::chrono::seconds(0);
    progress.Tell(Progress::kEphemeralStarted, event);
    event.elapsed = std::chrono::seconds(10);
    progress.Tell(Progress::kEphemeralProgress, event);
    progress.Tell(Progress::kEphemeralComplete, event);
    progress.Tell(Progress::kEphemeralFailed, event);  // told by the diagnostics
  }
  event.text = "Configuration unknown";
  progress.Tell(Progress::kEphemeralDeferred, event);
  EXPECT_EQ(said,
            "ephemeral.test_token.a: Opening...\n"
            "ephemeral.test_token.a: Still opening... [10s elapsed]\n"
            "ephemeral.test_token.a: Open complete after 10s\n"
            "ephemeral.test_token.a: Renewing...\n"
            "ephemeral.test_token.a: Still renewing... [10s elapsed]\n"
            "ephemeral.test_token.a: Renew complete after 10s\n"
            "ephemeral.test_token.a: Closing...\n"
            "ephemeral.test_token.a: Still closing... [10s elapsed]\n"
            "ephemeral.test_token.a: Close complete after 10s\n"
            "ephemeral.test_token.a: Configuration unknown, deferring...\n");
}

TEST(ApplySummary, IsWhatMachinesParse) {
  EXPECT_EQ(ApplySummary({9, 0, 0, 0, 0}, false, {}),
            "\nApply complete! Resources: 9 added, 0 changed, 0 destroyed.\n");
  EXPECT_EQ(ApplySummary({0, 0, 9, 0, 0}, true, {}), "\nDestroy complete! Resources: 9 destroyed.\n");
}

TEST(RenderDifference, ShowsTwoValuesAsAPlanShowsAChange) {
  const auto number = [](int n) { return Value::Number(n); };
  EXPECT_EQ(RenderDifference(number(1), number(2), {}), "1 -> 2");
  EXPECT_EQ(RenderDifference(number(1), Value::Null(Type::Number()), {}), "1 -> null");
  EXPECT_EQ(RenderDifference(Value::Null(Type::String()), Str("a"), {}), "\"a\"");
  EXPECT_EQ(RenderDifference(Value::Object({{"a", number(1)}, {"b", Str("x")}}),
                             Value::Object({{"a", number(2)}, {"b", Str("x")}}), {}),
            "{\n      ~ a = 1 -> 2\n        # (1 unchanged attribute hidden)\n    }");
  const Value secret = Value::Object({{"a", Str("s3cret").WithMarks({value::kSensitive})}});
  EXPECT_EQ(RenderDifference(secret, Str("x"), {}).find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::engine
