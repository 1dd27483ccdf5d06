// Each call of the engine as the plugin sees it, and what the engine sees of its answer.
#include "plugin/client/plugin_provider.h"

#include "engine/provider/attribute_place.h"
#include "plugin/client/catalogue.h"
#include "tests/unit/plugin/client/plugin_provider_fixture.h"

namespace rolecall::plugin {
namespace {

using engine::PlannedResource;
using engine::ResourceState;
using value::Type;
using value::Value;

Value Known(const std::string& text) { return Value::String(text); }

void AddError(google::protobuf::RepeatedPtrField<wire::Diagnostic>* list, const std::string& summary) {
  wire::Diagnostic& one = *list->Add();
  one.set_severity(wire::Diagnostic::ERROR);
  one.set_summary(summary);
}

class PluginProviderTest : public PluginProviderFixture {
 protected:
  bool Reported(const std::string& words) const { return Problems().find(words) != std::string::npos; }
  Value ValueIn(const wire::DynamicValue& message, const Type& type = kFile) {
    const auto value = ValueOf(message, type);
    EXPECT_TRUE(value.ok());
    return value.ok() ? *value : Value();
  }
  void AnswerPlan(const Value& planned, bool is_legacy = false) {
    plugin_.On<wire::PlanResourceChange>(kPlan, [=](const auto&, auto& response) {
      *response.mutable_planned_state() = Dynamic(planned, kFile);
      response.set_legacy_type_system(is_legacy);
    });
  }
  void AnswerApply(const Value& state) {
    plugin_.On<wire::ApplyResourceChange>(kApply, [=](const auto&, auto& response) {
      *response.mutable_new_state() = Dynamic(state, kFile);
      response.set_private_("kept");
    });
  }
  PlannedResource Plan(const Value& proposed) {
    return provider().Plan("test_file", {Value::Null(kFile), ""}, proposed, proposed, problems_);
  }
  ResourceState Apply(const Value& planned) {
    return provider().Apply("test_file", {Value::Null(kFile), ""}, {.planned = planned, .private_bytes = "p"}, planned,
                            Never(), problems_);
  }
};

TEST_F(PluginProviderTest, IsConfiguredWithWhatTheDirectorySays) {
  wire::Configure::Request seen;
  plugin_.On<wire::Configure>(kConfigure, [&](const auto& request, auto&) { seen = request; });
  provider().Configure(Value::Object({{"region", Known("eu-west-1")}}), problems_);
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(ValueIn(seen.config(), Type::Object({{"region", Type::String()}})).Get("region").AsString(), "eu-west-1");
  EXPECT_TRUE(seen.client_capabilities().write_only_attributes_allowed());
  EXPECT_FALSE(seen.client_capabilities().deferral_allowed());
}

TEST_F(PluginProviderTest, WhatItSaysOfConfigurationsIsReported) {
  plugin_.On<wire::ValidateProvider>(kValidateProvider, [](const auto&, auto& response) {
    AddError(response.mutable_diagnostics(), "No such region");
    response.mutable_diagnostics(0)->mutable_attribute()->add_steps()->set_attribute_name("region");
  });
  provider().ValidateConfiguration(Value::Object({{"region", Known("x")}}), problems_);
  EXPECT_EQ(Problems(), "No such region: \n");
  const auto* place = dynamic_cast<const engine::AttributePlace*>(problems_.list()[0].place.get());
  ASSERT_NE(place, nullptr);
  EXPECT_EQ(value::PathText(place->path), ".region");
}

TEST_F(PluginProviderTest, ResourcesAndDataAreValidatedByTheirOwnCalls) {
  plugin_.On<wire::ValidateObject>(kValidateResource, [](const auto& request, auto& response) {
    AddError(response.mutable_diagnostics(), "resource " + request.type_name());
  });
  plugin_.On<wire::ValidateObject>(kValidateDataSource, [](const auto& request, auto& response) {
    AddError(response.mutable_diagnostics(), "data " + request.type_name());
    response.mutable_diagnostics(0)->set_severity(wire::Diagnostic::WARNING);
  });
  provider().ValidateResource("test_file", File(Value::Null(Type::String())), problems_);
  provider().ValidateDataSource("test_file", Value::Object({{"id", Value::Null(Type::String())}, {"name", Known("a")}}),
                                problems_);
  EXPECT_EQ(Problems(), "resource test_file: \ndata test_file: \n");
  EXPECT_EQ(problems_.list()[1].severity, diag::Severity::kWarning);
}

TEST_F(PluginProviderTest, ReadsWithItsPrivateBytes) {
  plugin_.On<wire::ReadResource>(kRead, [](const auto& request, auto& response) {
    *response.mutable_new_state() = request.current_state();
    response.set_private_(request.private_() + "+read");
  });
  const ResourceState read = provider().Read("test_file", {File(Known("1")), "mine"}, problems_);
  EXPECT_EQ(read.value.Get("id").AsString(), "1");
  EXPECT_EQ(read.private_bytes, "mine+read");
}

TEST_F(PluginProviderTest, AStateIsUpgradedByTheProvider) {
  wire::UpgradeResourceState::Request seen;
  plugin_.On<wire::UpgradeResourceState>(kUpgradeState, [&](const auto& request, auto& response) {
    seen = request;
    response.mutable_upgraded_state()->set_json(R"({"id":"1","name":"new","password":null})");
  });
  const Value value = provider().UpgradeState("test_file", 3, R"({"id":"1"})", problems_);
  EXPECT_EQ(value.Get("name").AsString(), "new");
  EXPECT_EQ(seen.version(), 3);
  EXPECT_EQ(seen.raw_state().json(), R"({"id":"1"})");
  provider().UpgradeState("test_file", 0, R"({"tags.%":"1","tags.a":"b"})", problems_);
  EXPECT_EQ(seen.raw_state().flatmap().at("tags.a"), "b");
}

TEST_F(PluginProviderTest, WriteOnlyValuesAreConfigurationAndNothingElse) {
  wire::PlanResourceChange::Request seen;
  plugin_.On<wire::PlanResourceChange>(kPlan, [&](const auto& request, auto& response) {
    seen = request;
    *response.mutable_planned_state() = request.proposed_new_state();
    response.set_planned_private("planned");
    response.add_requires_replace()->add_steps()->set_attribute_name("name");
  });
  const PlannedResource planned = Plan(File(Value::Unknown(Type::String()), "a", Known("secret")));
  EXPECT_EQ(Problems(), "");
  EXPECT_TRUE(ValueIn(seen.proposed_new_state()).Get("password").IsNull());
  EXPECT_EQ(ValueIn(seen.config()).Get("password").AsString(), "secret");
  EXPECT_FALSE(planned.planned.Get("id").IsKnown());
  EXPECT_EQ(planned.private_bytes, "planned");
  ASSERT_EQ(planned.requires_replace.size(), 1u);
  EXPECT_EQ(value::PathText(planned.requires_replace[0]), ".name");
  EXPECT_TRUE(planned.is_checked);
}

TEST_F(PluginProviderTest, APlanThatChangesWhatIsConfiguredIsItsBug) {
  AnswerPlan(File(Value::Unknown(Type::String()), "another"));
  Plan(File(Value::Unknown(Type::String())));
  EXPECT_TRUE(Reported("Provider produced invalid plan")) << Problems();
  EXPECT_TRUE(Reported("registry.terraform.io/hashicorp/test"));
}

TEST_F(PluginProviderTest, ProvidersOfTheOldSdkMayDoSo) {
  AnswerPlan(File(Value::Unknown(Type::String()), "another"), true);
  EXPECT_EQ(Plan(File(Value::Unknown(Type::String()))).planned.Get("name").AsString(), "another");
  EXPECT_EQ(Problems(), "");
}

TEST_F(PluginProviderTest, AnObjectThatIsWantedMustBePlanned) {
  for (const bool is_legacy : {false, true}) {
    problems_ = {};
    AnswerPlan(Value::Null(kFile), is_legacy);
    Plan(File(Value::Unknown(Type::String())));
    EXPECT_TRUE(Reported("test_file: planned for absence, but config wants existence")) << Problems();
    problems_ = {};
    AnswerPlan(Value::Unknown(kFile), is_legacy);
    Plan(File(Value::Unknown(Type::String())));
    EXPECT_TRUE(Reported("test_file: planned value is not known")) << Problems();
  }
}

TEST_F(PluginProviderTest, WhatIsReadIsKnown) {
  plugin_.On<wire::ReadResource>(kRead, [](const auto&, auto& response) {
    *response.mutable_new_state() = Dynamic(File(Value::Unknown(Type::String())), kFile);
  });
  EXPECT_TRUE(provider().Read("test_file", {File(Known("1")), ""}, problems_).value.IsNull());
  EXPECT_TRUE(Reported("produced an invalid value for test_file: it is not wholly known.")) << Problems();
}

TEST_F(PluginProviderTest, InfiniteNumbersAreRefused) {
  auto& type = (*plugin_.schema.mutable_resource_schemas())["test_file"];
  wire::Schema schema;
  ASSERT_TRUE(schema.ParseFromString(type));
  wire::Attribute6 size = Attribute("size", R"(["list","number"])");
  size.set_computed(true);
  schema.mutable_block()->add_attributes(size.SerializeAsString());
  type = schema.SerializeAsString();
  plugin_.On<wire::ApplyResourceChange>(kApply, [](const auto&, auto& response) {
    const Value sizes = Value::List(Type::Number(), {Value::Number(value::Number::PositiveInfinity())});
    std::map<std::string, Value> members = File(Known("1")).members();
    members.emplace("size", sizes);
    const Value object = Value::Object(std::move(members));
    *response.mutable_new_state() = Dynamic(object, object.type());
  });
  const Type sized = engine::ImpliedType(provider().FindResource("test_file")->block);
  EXPECT_TRUE(provider()
                  .Apply("test_file", {Value::Null(sized), ""}, {.planned = Value::Unknown(sized)}, Value::Null(sized),
                         Never(), problems_)
                  .value.IsNull());
  EXPECT_TRUE(Reported("produced an invalid value for test_file: it has an infinite number.")) << Problems();
}

TEST_F(PluginProviderTest, DestroysArePlannedByThoseThatAskForIt) {
  EXPECT_TRUE(Plan(Value::Null(kFile)).planned.IsNull());
  EXPECT_EQ(plugin_.calls(), std::vector<std::string>{"GetProviderSchema"}) << "the others are not asked";
}

TEST_F(PluginProviderTest, ADestroyThatLeavesSomethingIsABug) {
  plugin_.schema.mutable_server_capabilities()->set_plan_destroy(true);
  AnswerPlan(File(Known("1")));
  Plan(Value::Null(kFile));
  EXPECT_TRUE(Reported("planned a non-null destroy value for test_file")) << Problems();
}

TEST_F(PluginProviderTest, AppliesWhatWasPlanned) {
  wire::ApplyResourceChange::Request seen;
  plugin_.On<wire::ApplyResourceChange>(kApply, [&](const auto& request, auto& response) {
    seen = request;
    *response.mutable_new_state() = Dynamic(File(Known("17")), kFile);
    response.set_private_("kept");
  });
  const ResourceState made = Apply(File(Value::Unknown(Type::String())));
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(made.value.Get("id").AsString(), "17");
  EXPECT_EQ(made.private_bytes, "kept");
  EXPECT_EQ(seen.planned_private(), "p");
}

TEST_F(PluginProviderTest, AResultThatWasNotPlannedIsItsBugAndIsKept) {
  AnswerApply(File(Known("1"), "another"));
  const ResourceState made = Apply(File(Value::Unknown(Type::String())));
  EXPECT_TRUE(Reported("Provider produced inconsistent result after apply")) << Problems();
  EXPECT_TRUE(Reported(".name"));
  EXPECT_EQ(made.value.Get("name").AsString(), "another") << "what there is must be known";
}

TEST_F(PluginProviderTest, AFailedApplyKeepsWhatThePluginSaysThereIs) {
  plugin_.On<wire::ApplyResourceChange>(kApply, [](const auto&, auto& response) {
    *response.mutable_new_state() = Dynamic(File(Known("half")), kFile);
    AddError(response.mutable_diagnostics(), "The disk is full");
  });
  EXPECT_EQ(Apply(File(Value::Unknown(Type::String()))).value.Get("id").AsString(), "half");
  EXPECT_EQ(Problems(), "The disk is full: \n");
}

TEST_F(PluginProviderTest, AnAppliedObjectThatIsNotAnsweredForIsWhatItWas) {
  plugin_.Fail(kApply, server::GrpcStatus::kInternal, "it broke");
  const ResourceState prior{File(Known("old")), "was"};
  const ResourceState made = provider().Apply("test_file", prior, {.planned = File(Known("old"), "b")},
                                              File(Known("old"), "b"), Never(), problems_);
  EXPECT_EQ(made.value.Get("id").AsString(), "old");
  EXPECT_EQ(made.private_bytes, "was");
  EXPECT_TRUE(
      Reported("Plugin error: The provider \"registry.terraform.io/hashicorp/test\" failed to answer the call "
               "ApplyResourceChange: it broke"))
      << Problems();
}

TEST_F(PluginProviderTest, ADeferredAnswerIsNoAnswer) {
  plugin_.On<wire::ReadResource>(kRead, [](const auto&, auto& response) {
    *response.mutable_new_state() = Dynamic(Value::Null(kFile), kFile);
    response.mutable_deferred()->set_reason(1);
  });
  EXPECT_EQ(provider().Read("test_file", {File(Known("1")), ""}, problems_).value.Get("id").AsString(), "1");
  EXPECT_TRUE(Reported("Provider deferred changes when not allowed")) << Problems();
}

TEST_F(PluginProviderTest, AnswersThatAreNoValuesOfTheTypeAreReported) {
  plugin_.On<wire::ReadResource>(
      kRead, [](const auto&, auto& response) { response.mutable_new_state()->set_msgpack("\xc1"); });
  EXPECT_TRUE(provider().Read("test_file", {File(Known("1")), ""}, problems_).value.IsNull());
  EXPECT_TRUE(Reported("Provider produced invalid object")) << Problems();
  EXPECT_TRUE(Reported("an invalid value for test_file: the MessagePack is cut off or not well-formed")) << Problems();
}

TEST_F(PluginProviderTest, ImportsSeveralAndLeavesOutWhatItDoesNotHave) {
  plugin_.On<wire::ImportResourceState>(kImport, [](const auto& request, auto& response) {
    for (const char* type : {"test_file", "test_unknown"}) {
      auto& one = *response.add_imported_resources();
      one.set_type_name(type);
      *one.mutable_state() = Dynamic(File(Known(request.id())), kFile);
    }
  });
  const auto imported = provider().Import("test_file", "x17", problems_);
  ASSERT_EQ(imported.size(), 1u);
  EXPECT_EQ(imported[0].state.value.Get("id").AsString(), "x17");
}

TEST_F(PluginProviderTest, ReadsDataSources) {
  const Type type = Type::Object({{"id", Type::String()}, {"name", Type::String()}});
  plugin_.On<wire::ReadDataSource>(kReadDataSource, [&](const auto&, auto& response) {
    *response.mutable_state() = Dynamic(Value::Object({{"id", Known("d")}, {"name", Known("a")}}), type);
  });
  const Value config = Value::Object({{"id", Value::Null(Type::String())}, {"name", Known("a")}});
  EXPECT_EQ(provider().ReadDataSource("test_file", config, problems_).Get("id").AsString(), "d");
}

TEST_F(PluginProviderTest, APluginThatIsGoneDidNotRespond) {
  provider();
  plugin_.Die();
  provider().Read("test_file", {File(Known("1")), ""}, problems_);
  EXPECT_TRUE(Reported("Plugin did not respond") || Reported("Failed to start a provider")) << Problems();
}

class NoProviders final : public engine::ProviderCatalogue {
 public:
  std::vector<std::string> sources() const override { return {"hashicorp/null"}; }
  std::unique_ptr<engine::Provider> Make(const std::string&, const std::string&) const override { return nullptr; }
};

class PluginCatalogueTest : public ::testing::Test {
 protected:
  PluginCatalogueTest() { catalogue_.Install(plugin_.Facts(), Part::kAll); }
  FakePlugin plugin_;
  const NoProviders native_;
  PluginCatalogue catalogue_{native_, Surroundings{}};
};

TEST_F(PluginCatalogueTest, APluginTakesItsSourcesPlaceAndTheOthersAreBuiltIn) {
  ASSERT_TRUE(catalogue_.LoadSchemas().ok());
  EXPECT_EQ(catalogue_.sources(), (std::vector<std::string>{"hashicorp/null", "hashicorp/test"}));
  EXPECT_TRUE(catalogue_.Has("hashicorp/test"));
  EXPECT_EQ(catalogue_.Make("hashicorp/null", ""), nullptr);
  const auto provider = catalogue_.Make("registry.terraform.io/hashicorp/test", "");
  ASSERT_NE(provider, nullptr) << "as states name it";
  EXPECT_EQ(provider->source(), "hashicorp/test");
  EXPECT_TRUE(catalogue_.IsWhole("hashicorp/test"));
  EXPECT_FALSE(catalogue_.IsWhole("hashicorp/null")) << "what is built in may be a part";
  EXPECT_EQ(catalogue_.Make("another.example.com/hashicorp/test", ""), nullptr);
}

TEST_F(PluginCatalogueTest, SaysWhoseSchemaCannotBeHad) {
  plugin_.Die();
  const auto loaded = catalogue_.LoadSchemas();
  ASSERT_FALSE(loaded.ok());
  EXPECT_NE(loaded.error().message.find("Could not load the schema for provider registry.terraform.io/hashicorp/test"),
            std::string::npos);
}

TEST_F(PluginCatalogueTest, FunctionsAreCalledInTheProvider) {
  plugin_.On<wire::CallFunction>(kCallFunction, [](const auto& request, auto& response) {
    const std::string text = ValueOf(request.arguments(0), Type::String())->AsString();
    if (text == "bad") {
      response.mutable_error()->set_text("not that");
      response.mutable_error()->set_function_argument(0);
      return;
    }
    *response.mutable_result() = Dynamic(Value::String(request.name() + " " + text), Type::String());
  });
  ASSERT_TRUE(catalogue_.LoadSchemas().ok());
  auto functions = catalogue_.Functions("hashicorp/test");
  ASSERT_EQ(functions.count("shout"), 1u);
  const auto good = functions.at("shout").Call(std::vector<Value>{Known("hi")});
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good->AsString(), "shout hi");
  const auto bad = functions.at("shout").Call(std::vector<Value>{Known("bad")});
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().message, "not that");
  EXPECT_EQ(bad.error().argument, 0u);
  EXPECT_TRUE(catalogue_.Functions("hashicorp/other").empty());
  // What is not known is not sent.
  const auto later = functions.at("shout").Call(std::vector<Value>{Value::Unknown(Type::String())});
  ASSERT_TRUE(later.ok());
  EXPECT_FALSE(later->IsKnown());
}

// What a module says goes with each call about its objects, to the process that is there already.
TEST_F(PluginProviderTest, AModuleIsHeard) {
  const Type said = Type::Object({{"partner", Type::String()}});
  plugin_.schema.set_provider_meta(SchemaOf({Attribute("partner", R"("string")")}));
  std::vector<std::string> heard;
  const auto hear = [&](const wire::DynamicValue& meta) {
    const Value value = ValueIn(meta, said);
    heard.push_back(value.IsNull() ? "nothing" : value.Get("partner").AsString());
  };
  plugin_.On<wire::ReadResource>(kRead, [&](const auto& request, auto&) { hear(request.provider_meta()); });
  plugin_.On<wire::PlanResourceChange>(kPlan, [&](const auto& request, auto&) { hear(request.provider_meta()); });
  plugin_.On<wire::ApplyResourceChange>(kApply, [&](const auto& request, auto&) { hear(request.provider_meta()); });
  plugin_.On<wire::ReadDataSource>(kReadDataSource, [&](const auto& request, auto&) { hear(request.provider_meta()); });
  ASSERT_NE(provider().ModuleMetaSchema(), nullptr);
  const auto module = provider().ForModule(Value::Object({{"partner", Known("one")}}));
  const Value file = File(Known("1"));
  for (engine::Provider* const one : {module.get(), &provider()}) {
    one->Read("test_file", {file, ""}, problems_);
    one->Plan("test_file", {file, ""}, file, file, problems_);
    one->Apply("test_file", {file, ""}, {.planned = file, .private_bytes = ""}, file, Never(), problems_);
    one->ReadDataSource("test_file", file, problems_);
  }
  EXPECT_EQ(heard, (std::vector<std::string>{"one", "one", "one", "one", "nothing", "nothing", "nothing", "nothing"}));
}

TEST_F(PluginProviderTest, AProviderWithoutASchemaForModulesIsToldNothing) {
  bool was_told = true;
  plugin_.On<wire::ReadResource>(kRead, [&](const auto& request, auto&) { was_told = request.has_provider_meta(); });
  EXPECT_EQ(provider().ModuleMetaSchema(), nullptr);
  provider().Read("test_file", {File(Known("1")), ""}, problems_);
  EXPECT_FALSE(was_told);
}

}  // namespace
}  // namespace rolecall::plugin
