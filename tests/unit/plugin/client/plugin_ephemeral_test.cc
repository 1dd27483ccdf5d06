// Ephemeral resources of a plugin: its four calls, with its private bytes.
#include <gtest/gtest.h>

#include <limits>

#include "engine/provider/ephemeral.h"
#include "plugin/client/plugin_provider.h"
#include "tests/unit/plugin/client/fake_plugin.h"

namespace rolecall::plugin {
namespace {

using value::Type;
using value::Value;

const Type kToken = Type::Object({{"id", Type::String()}, {"name", Type::String()}});

Value Token(const Value& id) { return Value::Object({{"id", id}, {"name", Value::String("a")}}); }

class PluginEphemeralTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto package = plugin_.MakePackage();
    ASSERT_TRUE(package->LoadSchema().ok());
    provider_ = MakePluginProvider(package);
  }
  engine::EphemeralResources& ephemeral() { return dynamic_cast<engine::EphemeralResources&>(*provider_); }
  std::string Problems() const {
    std::string text;
    for (const diag::Diagnostic& one : problems_.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  FakePlugin plugin_;
  diag::Diagnostics problems_;
  std::unique_ptr<engine::Provider> provider_;
  const Value config_ = Token(Value::Null(Type::String()));
};

TEST_F(PluginEphemeralTest, HaveTheirSchemas) {
  EXPECT_EQ(provider_->EphemeralTypes(), std::vector<std::string>{"test_token"});
  ASSERT_NE(provider_->FindEphemeral("test_token"), nullptr);
  EXPECT_TRUE(provider_->FindEphemeral("test_token")->block.attributes.at("name").required);
  EXPECT_EQ(provider_->FindEphemeral("test_file"), nullptr);
  EXPECT_EQ(provider_->schema().ephemeral_resources.size(), 1u);
}

TEST_F(PluginEphemeralTest, AreValidatedByTheirOwnCall) {
  plugin_.On<wire::ValidateObject>(kValidateEphemeral, [](const auto& request, auto& response) {
    wire::Diagnostic& one = *response.add_diagnostics();
    one.set_severity(wire::Diagnostic::ERROR);
    one.set_summary("No such " + request.type_name());
  });
  ephemeral().ValidateEphemeral("test_token", config_, problems_);
  EXPECT_EQ(Problems(), "No such test_token: \n");
}

TEST_F(PluginEphemeralTest, AreOpenedRenewedAndClosedWithTheProvidersBytes) {
  std::vector<std::string> seen;
  plugin_.On<wire::OpenEphemeralResource>(kOpen, [&](const auto& request, auto& response) {
    EXPECT_FALSE(request.client_capabilities().deferral_allowed());
    const auto config = ValueOf(request.config(), kToken);
    seen.push_back(config->Get("name").AsString());
    *response.mutable_result() = Dynamic(Token(Value::String("made")), kToken);
    response.set_private_("first");
    response.mutable_renew_at()->set_seconds(1'800'000'600);
    response.mutable_renew_at()->set_nanos(5'000'000);
  });
  plugin_.On<wire::RenewEphemeralResource>(kRenew, [&](const auto& request, auto& response) {
    seen.push_back("renew " + request.private_());
    if (request.private_() == "first") response.set_private_("second");
    if (request.private_() == "first") response.mutable_renew_at()->set_seconds(1'800'001'200);
  });
  plugin_.On<wire::CloseEphemeralResource>(kClose, [&](const auto& request, auto&) {
    seen.push_back("close " + request.type_name() + " " + request.private_());
  });
  const engine::OpenedResource opened = ephemeral().Open("test_token", config_, problems_);
  EXPECT_EQ(opened.result.Get("id").AsString(), "made");
  EXPECT_EQ(opened.private_bytes.Reveal(), "first");
  EXPECT_EQ(opened.renew_at, FromUnixSeconds(1'800'000'600) + std::chrono::milliseconds(5));
  const engine::RenewedResource once = ephemeral().Renew("test_token", opened.private_bytes, problems_);
  ASSERT_TRUE(once.private_bytes);
  EXPECT_EQ(once.private_bytes->Reveal(), "second");
  EXPECT_EQ(once.renew_at, FromUnixSeconds(1'800'001'200));
  const engine::RenewedResource again = ephemeral().Renew("test_token", *once.private_bytes, problems_);
  EXPECT_FALSE(again.private_bytes);
  EXPECT_FALSE(again.renew_at);
  ephemeral().Close("test_token", *once.private_bytes, problems_);
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(seen, (std::vector<std::string>{"a", "renew first", "renew second", "close test_token second"}));
}

TEST_F(PluginEphemeralTest, WhatIsNoTimeIsHarmless) {
  plugin_.On<wire::OpenEphemeralResource>(kOpen, [](const auto&, auto& response) {
    *response.mutable_result() = Dynamic(Token(Value::String("x")), kToken);
    response.mutable_renew_at()->set_seconds(std::numeric_limits<std::int64_t>::max());
  });
  EXPECT_TRUE(ephemeral().Open("test_token", config_, problems_).renew_at);
  EXPECT_EQ(Problems(), "");
}

TEST_F(PluginEphemeralTest, WhatIsDeferredOrBrokenIsNotOpen) {
  plugin_.On<wire::OpenEphemeralResource>(
      kOpen, [](const auto&, auto& response) { response.mutable_deferred()->set_reason(1); });
  ephemeral().Open("test_token", config_, problems_);
  EXPECT_NE(Problems().find("Provider deferred changes when not allowed"), std::string::npos);
  problems_ = diag::Diagnostics();
  plugin_.On<wire::OpenEphemeralResource>(
      kOpen, [](const auto&, auto& response) { response.mutable_result()->set_msgpack("\xc1"); });
  ephemeral().Open("test_token", config_, problems_);
  EXPECT_NE(Problems().find("Provider produced invalid object"), std::string::npos);
}

TEST_F(PluginEphemeralTest, OfAProviderThatIsGoneAreErrors) {
  plugin_.Fail(kClose, server::GrpcStatus::kInternal, "it broke");
  ephemeral().Close("test_token", Secret("p"), problems_);
  EXPECT_NE(Problems().find("failed to answer the call CloseEphemeralResource"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::plugin
