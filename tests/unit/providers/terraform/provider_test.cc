#include "providers/terraform/provider.h"

#include <gtest/gtest.h>

#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"

namespace rolecall::providers::terraform {
namespace {

using value::Type;
using value::Value;

class TerraformProviderTest : public testing::Test {
 protected:
  TerraformProviderTest() {
    context_.files = &files_;
    context_.environment = &environment_;
    context_.clock = &clock_;
    context_.random = &random_;
    provider_ = MakeTerraformProvider(context_);
  }
  static Value Data(Value id, Value input, Value output, Value triggers) {
    return Value::Object({{"id", id}, {"input", input}, {"output", output}, {"triggers_replace", triggers}});
  }
  static Value Nothing() { return Value::Null(Type::Dynamic()); }
  Value Remote(std::map<std::string, Value> given) {
    std::map<std::string, Value> all = {{"backend", Value::String("local")},
                                        {"config", Nothing()},
                                        {"defaults", Nothing()},
                                        {"outputs", Nothing()},
                                        {"workspace", Value::Null(Type::String())}};
    for (auto& [name, one] : given) all[name] = one;
    return Value::Object(std::move(all));
  }
  std::string Errors() const {
    std::string text;
    for (const diag::Diagnostic& one : diagnostics_.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  MemoryFileSystem files_;
  FakeEnvironment environment_;
  FakeClock clock_{FromUnixSeconds(1'800'000'000)};
  FakeRandom random_;
  engine::BackendContext context_;
  std::unique_ptr<engine::Provider> provider_;
  diag::Diagnostics diagnostics_;
};

constexpr const char* kState = R"({"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"l",
"outputs":{"arn":{"value":"arn:x","type":"string"},"list":{"value":["a"],"type":["list","string"],"sensitive":true}},
"resources":[],"check_results":null})";

TEST_F(TerraformProviderTest, DataIsUnknownUntilItIsMadeAndThenTheInput) {
  const Value proposed = Data(Value::Null(Type::String()), Value::Int(3), Nothing(), Nothing());
  const auto planned = provider_->Plan("terraform_data", {Nothing(), ""}, proposed, proposed, diagnostics_);
  EXPECT_FALSE(planned.planned.Get("id").IsKnown());
  EXPECT_FALSE(planned.planned.Get("output").IsKnown());
  EXPECT_EQ(planned.planned.Get("output").type(), Type::Number());
  class Never final : public engine::Cancellation {
    bool IsCancelled() const override { return false; }
  } never;
  const auto made = provider_->Apply("terraform_data", {Nothing(), ""}, planned, proposed, never, diagnostics_);
  EXPECT_TRUE(made.value.Get("output").Same(Value::Int(3)));
  EXPECT_EQ(made.value.Get("id").AsString().size(), 36u);
}

TEST_F(TerraformProviderTest, OnlyATriggerReplacesData) {
  const Value prior = Data(Value::String("id"), Value::Int(3), Value::Int(3), Value::String("t"));
  const auto plan = [&](Value input, Value triggers) {
    const Value proposed = Data(Value::String("id"), input, Value::Int(3), triggers);
    return provider_->Plan("terraform_data", {prior, ""}, proposed, proposed, diagnostics_);
  };
  EXPECT_TRUE(plan(Value::Int(3), Value::String("t")).planned.Same(prior));
  const auto changed = plan(Value::String("x"), Value::String("t"));
  EXPECT_TRUE(changed.requires_replace.empty());
  EXPECT_EQ(changed.planned.Get("output").type(), Type::String());
  EXPECT_FALSE(changed.planned.Get("output").IsKnown());
  const auto triggered = plan(Value::Int(3), Value::String("u"));
  EXPECT_EQ(triggered.requires_replace, std::vector<value::Path>({{value::AttributeStep{"triggers_replace"}}}));
  EXPECT_FALSE(triggered.planned.Get("id").IsKnown());
}

TEST_F(TerraformProviderTest, ARemoteStateGivesItsOutputsOverTheDefaults) {
  ASSERT_TRUE(files_.Write("other/s.tfstate", kState, FileMode::kPrivate).ok());
  const Value config =
      Remote({{"config", Value::Object({{"path", Value::String("other/s.tfstate")}})},
              {"defaults", Value::Object({{"arn", Value::String("default")}, {"extra", Value::Int(1)}})}});
  const Value read = provider_->ReadDataSource("terraform_remote_state", config, diagnostics_);
  ASSERT_TRUE(diagnostics_.empty()) << Errors();
  const Value outputs = read.Get("outputs");
  EXPECT_EQ(outputs.Get("arn").AsString(), "arn:x");
  EXPECT_TRUE(outputs.Get("extra").Same(Value::Int(1)));
  EXPECT_EQ(outputs.Get("list").type(), Type::List(Type::String()));
}

TEST_F(TerraformProviderTest, AnotherWorkspaceIsAnotherState) {
  ASSERT_TRUE(files_.Write("terraform.tfstate.d/blue/terraform.tfstate", kState, FileMode::kPrivate).ok());
  const Value config = Remote({{"workspace", Value::String("blue")}});
  EXPECT_EQ(provider_->ReadDataSource("terraform_remote_state", config, diagnostics_).Get("outputs").size(), 2u);
  EXPECT_TRUE(diagnostics_.empty()) << Errors();
}

TEST_F(TerraformProviderTest, AMissingStateIsAnError) {
  const Value read = provider_->ReadDataSource("terraform_remote_state", Remote({}), diagnostics_);
  EXPECT_TRUE(read.IsNull());
  EXPECT_NE(Errors().find("No stored state was found for the given workspace"), std::string::npos);
}

TEST_F(TerraformProviderTest, WrongBackendsAreFoundBeforeAnythingIsRead) {
  provider_->ValidateDataSource("terraform_remote_state", Remote({{"backend", Value::String("gcs")}}), diagnostics_);
  EXPECT_NE(Errors().find("\"gcs\" is not among them"), std::string::npos);
  diagnostics_ = {};
  provider_->ValidateDataSource("terraform_remote_state",
                                Remote({{"config", Value::Object({{"paht", Value::String("x")}})}}), diagnostics_);
  EXPECT_TRUE(diagnostics_.HasErrors());
  diagnostics_ = {};
  provider_->ValidateDataSource("terraform_remote_state", Remote({{"config", Value::String("x")}}), diagnostics_);
  EXPECT_NE(Errors().find("must be an object or a map"), std::string::npos);
}

TEST_F(TerraformProviderTest, DataIsReadFromTheStateAndImportedByItsId) {
  Value state = provider_->UpgradeState(
      "terraform_data", 0, R"({"id":"x","input":{"value":1,"type":"number"},"output":null,"triggers_replace":null})",
      diagnostics_);
  EXPECT_TRUE(diagnostics_.empty()) << Errors();
  EXPECT_EQ(state.Get("id").AsString(), "x");
  EXPECT_TRUE(provider_->Read("terraform_data", {state, ""}, diagnostics_).value.Same(state));
  auto imported = provider_->Import("terraform_data", "y", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(imported[0].state.value.Get("id").AsString(), "y");
  provider_->UpgradeState("terraform_data", 0, "[", diagnostics_);
  provider_->UpgradeState("terraform_other", 0, "{}", diagnostics_);
  EXPECT_NE(Errors().find("The state of terraform_data cannot be read"), std::string::npos);
  EXPECT_NE(Errors().find("The state of terraform_other cannot be read"), std::string::npos);
}

TEST_F(TerraformProviderTest, DataThatGoesIsOnlyForgotten) {
  class Never final : public engine::Cancellation {
    bool IsCancelled() const override { return false; }
  } never;
  Value type = Value::Null(engine::ImpliedType(provider_->schema().resources.at("terraform_data").block));
  auto planned = provider_->Plan("terraform_data", {Nothing(), ""}, type, type, diagnostics_);
  EXPECT_TRUE(planned.planned.IsNull());
  EXPECT_TRUE(provider_->Apply("terraform_data", {type, ""}, planned, type, never, diagnostics_).value.IsNull());
}

TEST_F(TerraformProviderTest, AStateThatCannotBeReadIsAnError) {
  ASSERT_TRUE(files_.Write("terraform.tfstate", "{", FileMode::kPrivate).ok());
  EXPECT_TRUE(provider_->ReadDataSource("terraform_remote_state", Remote({}), diagnostics_).IsNull());
  EXPECT_NE(Errors().find("Error loading the remote state"), std::string::npos);
  diagnostics_ = {};
  provider_->ReadDataSource("terraform_remote_state", Remote({{"workspace", Value::String("../up")}}), diagnostics_);
  EXPECT_NE(Errors().find("cannot be the name of a workspace"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::terraform
