#include <gtest/gtest.h>

#include "providers/null/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::null {
namespace {

class NullTest : public ProviderHarness {
 protected:
  NullTest() { Use(MakeNullProvider(random_)); }
  FakeRandom random_;
};

TEST_F(NullTest, ATriggerThatChangesMakesItAnew) {
  Object config = Empty("null_resource");
  config.SetTextMap("triggers", {{"a", "1"}});
  Object state = Create("null_resource", config);
  EXPECT_FALSE(state.Text("id").empty());
  EXPECT_TRUE(IsQuiet("null_resource", state, config));
  config.SetTextMap("triggers", {{"a", "2"}});
  EXPECT_EQ(Replaces("null_resource", state.ToValue(), config), std::vector<std::string>{"triggers"});
  EXPECT_NE(Create("null_resource", config).Text("id"), state.Text("id"));
}

TEST_F(NullTest, TheDataSourceGivesBackItsInputs) {
  value::Type type = engine::ImpliedType(provider_->schema().data_sources.at("null_data_source").block);
  Object config(type, value::Value::Null(type));
  config.SetTextMap("inputs", {{"a", "b"}});
  Object read(type, provider_->ReadDataSource("null_data_source", config.ToValue(), diagnostics_));
  EXPECT_EQ(read.TextMap("outputs").at("a"), "b");
  EXPECT_EQ(read.Text("has_computed_default"), "default");
  EXPECT_EQ(read.Text("id"), "static");
}

TEST_F(NullTest, TheDataSourceIsDeprecated) {
  const value::Type type = engine::ImpliedType(provider_->schema().data_sources.at("null_data_source").block);
  provider_->ValidateDataSource("null_data_source", value::Value::Null(type), diagnostics_);
  ASSERT_EQ(diagnostics_.list().size(), 1u);
  EXPECT_EQ(diagnostics_.list()[0].severity, diag::Severity::kWarning);
  EXPECT_EQ(diagnostics_.list()[0].summary, "Deprecated");
  diagnostics_ = {};
  provider_->ValidateResource("null_resource", Empty("null_resource").ToValue(), diagnostics_);
  EXPECT_TRUE(diagnostics_.list().empty());
}

}  // namespace
}  // namespace rolecall::providers::null
