// Identities of a plugin's objects: with each answer, in the state, and to import by.
#include <algorithm>
#include <fstream>

#include "tests/unit/plugin/client/plugin_provider_fixture.h"

namespace rolecall::plugin {
namespace {

using engine::ResourceIdentity;
using engine::ResourceState;
using value::Type;
using value::Value;

const Type kIdentity = Type::Object({{"path", Type::String()}, {"size", Type::Number()}});

Value Identity(const std::string& path, Value size = Value::Null(Type::Number())) {
  return Value::Object({{"path", Value::String(path)}, {"size", std::move(size)}});
}
void Set(wire::ResourceIdentityData* data, const Value& identity) {
  *data->mutable_identity_data() = Dynamic(identity, kIdentity);
}

class PluginIdentityTest : public PluginProviderFixture {
 protected:
  PluginIdentityTest() { plugin_.OfferIdentities(); }
  static std::string PathIn(const wire::ResourceIdentityData& data) {
    const auto value = ValueOf(data.identity_data(), kIdentity);
    return value.ok() && !value->IsNull() ? value->Get("path").AsString() : "none";
  }
};

TEST_F(PluginIdentityTest, GoWithEveryCall) {
  std::vector<std::string> seen;
  plugin_.On<wire::ReadResource>(kRead, [&](const auto& request, auto& response) {
    seen.push_back("read " + PathIn(request.current_identity()));
    *response.mutable_new_state() = request.current_state();
    Set(response.mutable_new_identity(), Identity("/read"));
  });
  plugin_.On<wire::PlanResourceChange>(kPlan, [&](const auto& request, auto& response) {
    seen.push_back("plan " + PathIn(request.prior_identity()));
    *response.mutable_planned_state() = request.proposed_new_state();
    Set(response.mutable_planned_identity(), Identity("/plan", Value::Unknown(Type::Number())));
  });
  plugin_.On<wire::ApplyResourceChange>(kApply, [&](const auto& request, auto& response) {
    seen.push_back("apply " + PathIn(request.planned_identity()));
    *response.mutable_new_state() = request.planned_state();
    Set(response.mutable_new_identity(), Identity("/apply", Value::Int(7)));
  });
  const Value file = File(Value::String("1"));
  const ResourceState read =
      provider().Read("test_file", {file, "", ResourceIdentity{2, Identity("/before")}}, problems_);
  ASSERT_TRUE(read.identity);
  EXPECT_EQ(read.identity->schema_version, 2);
  const auto planned = provider().Plan("test_file", read, file, file, problems_);
  ASSERT_TRUE(planned.identity);
  EXPECT_FALSE(planned.identity->value.IsWhollyKnown());
  const ResourceState applied = provider().Apply("test_file", read, planned, file, Never(), problems_);
  ASSERT_TRUE(applied.identity);
  EXPECT_TRUE(applied.identity->value.Same(Identity("/apply", Value::Int(7))));
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(seen, (std::vector<std::string>{"read /before", "plan /read", "apply /plan"}));
}

TEST_F(PluginIdentityTest, StayWhereAnAnswerHasNone) {
  plugin_.On<wire::ReadResource>(
      kRead, [](const auto& request, auto& response) { *response.mutable_new_state() = request.current_state(); });
  const ResourceState current{File(Value::String("1")), "", ResourceIdentity{2, Identity("/kept")}};
  const ResourceState read = provider().Read("test_file", current, problems_);
  ASSERT_TRUE(read.identity);
  EXPECT_TRUE(read.identity->value.Same(Identity("/kept")));
}

TEST_F(PluginIdentityTest, ThatAreNotKnownInTheEndAreTheProvidersFault) {
  plugin_.On<wire::ReadResource>(kRead, [](const auto& request, auto& response) {
    *response.mutable_new_state() = request.current_state();
    Set(response.mutable_new_identity(), Identity("/x", Value::Unknown(Type::Number())));
  });
  provider().Read("test_file", {File(Value::String("1")), ""}, problems_);
  EXPECT_NE(Problems().find("Provider produced invalid identity"), std::string::npos);
}

TEST_F(PluginIdentityTest, OfTodaysVersionAreReadHereAndOlderOnesAreUpgraded) {
  plugin_.On<wire::UpgradeResourceIdentity>(kUpgradeIdentity, [](const auto& request, auto& response) {
    EXPECT_EQ(request.version(), 1);
    EXPECT_EQ(request.raw_identity().json(), R"({"old":"/x"})");
    Set(response.mutable_upgraded_identity(), Identity("/upgraded"));
  });
  const auto same = provider().UpgradeIdentity("test_file", 2, R"({"path":"/y","size":3})", problems_);
  ASSERT_TRUE(same);
  EXPECT_TRUE(same->value.Same(Identity("/y", Value::Int(3))));
  const auto older = provider().UpgradeIdentity("test_file", 1, R"({"old":"/x"})", problems_);
  ASSERT_TRUE(older);
  EXPECT_EQ(older->schema_version, 2);
  EXPECT_TRUE(older->value.Same(Identity("/upgraded")));
  EXPECT_FALSE(provider().UpgradeIdentity("test_other", 0, "{}", problems_));
  EXPECT_EQ(Problems(), "");
}

TEST_F(PluginIdentityTest, AreImportedBy) {
  plugin_.On<wire::ImportResourceState>(kImport, [](const auto& request, auto& response) {
    EXPECT_EQ(request.id(), "");
    auto& one = *response.add_imported_resources();
    one.set_type_name(request.type_name());
    *one.mutable_state() = Dynamic(File(Value::String(PathIn(request.identity()))), kFile);
    *one.mutable_identity() = request.identity();
  });
  EXPECT_TRUE(provider().ImportsByIdentity("test_file"));
  const auto imported =
      provider().ImportByIdentity("test_file", Value::Object({{"path", Value::String("/i")}}), problems_);
  EXPECT_EQ(Problems(), "");
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(imported[0].state.value.Get("id").AsString(), "/i");
  ASSERT_TRUE(imported[0].state.identity);
  EXPECT_TRUE(imported[0].state.identity->value.Same(Identity("/i")));
}

TEST_F(PluginIdentityTest, ThatDoNotFitAreRefused) {
  const auto refusal = [&](const std::string& type, std::map<std::string, Value> identity) {
    problems_ = diag::Diagnostics();
    EXPECT_TRUE(provider().ImportByIdentity(type, Value::Object(std::move(identity)), problems_).empty());
    return Problems();
  };
  EXPECT_NE(refusal("test_file", {}).find("The identity of test_file needs \"path\"."), std::string::npos);
  EXPECT_NE(refusal("test_file", {{"path", Value::String("/")}, {"x", Value::Int(1)}}).find("has no attribute \"x\""),
            std::string::npos);
  EXPECT_NE(refusal("test_file", {{"path", Value::String("/")}, {"size", Value::String("big")}})
                .find("does not take that for \"size\""),
            std::string::npos);
  EXPECT_NE(refusal("test_other", {{"path", Value::String("/")}}).find("cannot be imported by identity"),
            std::string::npos);
}

TEST_F(PluginIdentityTest, OfAProviderThatKnowsOfNoneAreNone) {
  FakePlugin old;
  const auto package = old.MakePackage();
  ASSERT_TRUE(package->LoadSchema().ok());
  const auto provider = MakePluginProvider(package);
  EXPECT_FALSE(provider->UpgradeIdentity("test_file", 0, "{}", problems_));
  EXPECT_EQ(Problems(), "");
}

TEST_F(PluginIdentityTest, AreAskedForOnceAProgram) {
  PackageFacts facts = plugin_.Facts();
  facts.program = plugin_.folder() + "/program";
  std::ofstream(facts.program) << "program";
  for (int run = 0; run < 2; ++run) {
    const auto package = std::make_shared<Package>(
        facts,
        Surroundings{
            .clock = nullptr, .environment = {}, .schema_cache = plugin_.folder() + "/cache", .terraform_version = ""});
    ASSERT_TRUE(package->LoadSchema().ok());
    const auto provider = MakePluginProvider(package);
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(provider->UpgradeIdentity("test_file", 2, R"({"path":"/y","size":null})", problems_));
    }
  }
  const std::vector<std::string> calls = plugin_.calls();
  EXPECT_EQ(std::count(calls.begin(), calls.end(), "GetResourceIdentitySchemas"), 1);
  EXPECT_EQ(Problems(), "");
}

}  // namespace
}  // namespace rolecall::plugin
