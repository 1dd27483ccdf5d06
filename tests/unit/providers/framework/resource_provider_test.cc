// The dispatch from the engine's calls to a table of types.
#include "providers/framework/resource_provider.h"

#include <gtest/gtest.h>

#include "providers/framework/schema_build.h"
#include "providers/framework/table_provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers {
namespace {

using value::Value;

// What the type below was told, and what it is to answer.
struct FakeService {
  bool is_configured = true;
  bool exists = true;
  std::string refusal;
  std::vector<std::string> calls;

  Result<void> Told(const std::string& what) {
    calls.push_back(what);
    if (refusal.empty()) return {};
    return Error{ErrorCode::kUnavailable, refusal};
  }
};
struct Context {
  FakeService* service;
  bool may_cancel;
};

engine::BlockSchema BoxSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["label"] = TextAttribute(Use::kOptional);
  block.attributes["size"] = TextAttribute(Use::kRequired);
  return block;
}

class Box final : public BasicResource<Context> {
 public:
  Box() : BasicResource(BoxSchema(), {{"size", ForceNew()}}, /*version=*/2) {}
  void Validate(const Object& config, Problems& problems) const override {
    if (config.Text("size") == "huge") problems.push_back({"size", "too big"});
    if (config.Text("label") == "huge") problems.push_back({"", "no such boxes"});
  }
  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (planned.Text("label") == "wrong") return Error{ErrorCode::kInvalidArgument, "a wrong label"};
    if (prior == nullptr && !planned.IsSet("label")) planned.SetText("label", "new");
    return {};
  }
  Result<void> Create(const Context& call, const Object& config, Object& state) const override {
    state.SetText("id", "box-" + config.Text("size"));
    return call.service->Told(call.may_cancel ? "create" : "create for ever");
  }
  Result<bool> Read(const Context& call, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(call.service->Told("read"));
    state.SetText("label", "as it is");
    return call.service->exists;
  }
  Result<void> Update(const Context& call, const Object& prior, const Object&, Object& state) const override {
    return call.service->Told("update " + prior.Text("label") + " to " + state.Text("label"));
  }
  Result<void> Delete(const Context& call, const Object& state) const override {
    return call.service->Told("delete " + state.Text("id"));
  }
  Result<void> Import(const std::string& id, Object& state) const override {
    if (id == "no") return Error{ErrorCode::kInvalidArgument, "no such id"};
    state.SetText("id", id);
    return {};
  }
  void Upgrade(std::int64_t from, Object& state) const override {
    if (from < 2) state.SetText("label", "of version " + std::to_string(from));
  }
};

class BoxData final : public BasicDataSource<Context> {
 public:
  BoxData() : BasicDataSource(BoxSchema()) {}
  void Validate(const Object& config, Problems& problems) const override {
    if (config.Text("size") == "huge") problems.push_back({"size", "too big"});
  }
  Result<void> Read(const Context& call, Object& state) const override {
    state.SetText("id", "found");
    return call.service->Told("look");
  }
};

class BoxProvider final : public ResourceProvider<Context> {
 public:
  BoxProvider(FakeService& service, BasicResourceTable<Context> resources, BasicDataSourceTable<Context> data_sources)
      : ResourceProvider("acme/box", {}, std::move(resources), std::move(data_sources)), service_(service) {}
  void ValidateConfiguration(const Value&, diag::Diagnostics&) override {}
  void Configure(const Value&, diag::Diagnostics&) override {}

 private:
  std::optional<Context> CallFor(const Object&, const engine::Cancellation* cancellation,
                                 diag::Diagnostics& diagnostics) override {
    if (service_.is_configured) return Context{&service_, cancellation != nullptr};
    diagnostics.AddError("no", "not configured", "");
    return std::nullopt;
  }
  FakeService& service_;
};

class ResourceProviderTest : public ProviderHarness {
 protected:
  ResourceProviderTest() {
    BasicResourceTable<Context> resources;
    resources.emplace("box", std::make_unique<Box>());
    BasicDataSourceTable<Context> data_sources;
    data_sources.emplace("box", std::make_unique<BoxData>());
    Use(std::make_unique<BoxProvider>(service_, std::move(resources), std::move(data_sources)));
  }
  Object Sized(const std::string& size, const std::string& label = "") {
    Object config = Empty("box");
    config.SetText("size", size);
    config.SetTextOrNull("label", label);
    return config;
  }
  engine::ResourceState ApplyTo(const Value& prior, const Object& config) {
    return provider_->Apply("box", {prior, "kept"}, Plan("box", prior, config), config.ToValue(), switch_,
                            diagnostics_);
  }
  FakeService service_;
};

TEST_F(ResourceProviderTest, TheSchemaIsThatOfItsTypes) {
  EXPECT_EQ(provider_->source(), "acme/box");
  EXPECT_EQ(provider_->schema().resources.at("box").version, 2);
  EXPECT_EQ(provider_->schema().data_sources.size(), 1u);
}

TEST_F(ResourceProviderTest, ProblemsNameTheirAttributeOrTheWhole) {
  EXPECT_EQ(Validate("box", Sized("huge")), "Invalid value for \"size\": too big\n");
  EXPECT_EQ(Validate("box", Sized("small", "huge")), "Not supported: no such boxes\n");
  diagnostics_ = diag::Diagnostics();
  provider_->ValidateDataSource("box", Sized("huge").ToValue(), diagnostics_);
  provider_->ValidateDataSource("bag", Value(), diagnostics_);  // the engine has told that already
  EXPECT_EQ(Problems(), "Invalid value for \"size\": too big\n");
}

TEST_F(ResourceProviderTest, AnObjectIsPlannedMadeReadChangedAndRemoved) {
  Object planned = Wrap("box", Plan("box", Nothing("box"), Sized("small")).planned);
  EXPECT_TRUE(planned.IsUnknown("id"));
  EXPECT_EQ(planned.Text("label"), "new");
  Object state = Create("box", Sized("small"));
  EXPECT_EQ(state.Text("id"), "box-small");
  EXPECT_EQ(Wrap("box", Read("box", state)).Text("label"), "as it is");
  EXPECT_EQ(Replaces("box", state.ToValue(), Sized("large")), std::vector<std::string>{"size"});
  Apply("box", state.ToValue(), Sized("small", "red"));
  Destroy("box", state);
  EXPECT_EQ(service_.calls, (std::vector<std::string>{"create", "read", "update new to red", "delete box-small"}));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(ResourceProviderTest, WhatIsGoneIsNull) {
  service_.exists = false;
  EXPECT_TRUE(Read("box", Sized("small")).IsNull());
}

TEST_F(ResourceProviderTest, ARefusalLeavesWhatThereWas) {
  Object state = Sized("small", "old");
  service_.refusal = "the lid is stuck";
  EXPECT_TRUE(ApplyTo(Nothing("box"), Sized("small")).value.IsNull());
  EXPECT_TRUE(Wrap("box", ApplyTo(state.ToValue(), Sized("small", "new")).value).Text("label") == "old");
  EXPECT_TRUE(Read("box", state).Same(state.ToValue()));
  engine::ResourceState left = provider_->Apply("box", {state.ToValue(), "kept"}, {Nothing("box"), {}, ""},
                                                Nothing("box"), switch_, diagnostics_);
  EXPECT_TRUE(left.value.Same(state.ToValue()));
  EXPECT_EQ(left.private_bytes, "kept");
  EXPECT_EQ(diagnostics_.size(), 4u);
  EXPECT_EQ(diagnostics_.list()[0].code, "box-unavailable");
  EXPECT_EQ(diagnostics_.list()[0].summary, "box: the lid is stuck");
}

TEST_F(ResourceProviderTest, APlanThatIsRefusedIsAnError) {
  Plan("box", Nothing("box"), Sized("small", "wrong"));
  EXPECT_EQ(Problems(), "box: a wrong label: \n");
}

TEST_F(ResourceProviderTest, ADestroyIsPlannedWithoutTheType) {
  Object state = Sized("small");
  engine::PlannedResource planned =
      provider_->Plan("box", {state.ToValue(), "kept"}, Nothing("box"), Nothing("box"), diagnostics_);
  EXPECT_TRUE(planned.planned.IsNull());
  EXPECT_EQ(planned.private_bytes, "kept");
}

TEST_F(ResourceProviderTest, WithoutAContextNothingIsCalled) {
  service_.is_configured = false;
  Object state = Sized("small");
  EXPECT_TRUE(Read("box", state).Same(state.ToValue()));
  EXPECT_TRUE(ApplyTo(state.ToValue(), Sized("small", "red")).value.Same(state.ToValue()));
  EXPECT_TRUE(provider_->ReadDataSource("box", state.ToValue(), diagnostics_).Same(state.ToValue()));
  EXPECT_EQ(diagnostics_.size(), 3u);
  EXPECT_TRUE(service_.calls.empty());
}

TEST_F(ResourceProviderTest, DataIsReadAndItsErrorsSaySo) {
  Value found = provider_->ReadDataSource("box", Sized("small").ToValue(), diagnostics_);
  EXPECT_EQ(found.Get("id").AsString(), "found");
  service_.refusal = "dark";
  provider_->ReadDataSource("box", Sized("small").ToValue(), diagnostics_);
  EXPECT_EQ(Problems(), "data.box: dark: \n");
}

TEST_F(ResourceProviderTest, ImportsGiveWhatAReadNeeds) {
  EXPECT_EQ(Import("box", "box-1").Text("id"), "box-1");
  EXPECT_TRUE(provider_->Import("box", "no", diagnostics_).empty());
  EXPECT_EQ(Problems(), "box: no such id: \n");
}

TEST_F(ResourceProviderTest, OlderStatesAreRaisedAndNewerOnesRefused) {
  Value old = provider_->UpgradeState("box", 1, R"({"id":"a","gone":true})", diagnostics_);
  EXPECT_EQ(Wrap("box", old).Text("label"), "of version 1");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(provider_->UpgradeState("box", 3, "{}", diagnostics_).IsNull());
  EXPECT_NE(Problems().find("was written by a newer provider"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  EXPECT_TRUE(provider_->UpgradeState("box", 2, "[]", diagnostics_).IsNull());
  provider_->UpgradeState("box", 2, R"({"label":["a"]})", diagnostics_);
  EXPECT_EQ(diagnostics_.size(), 2u);
  EXPECT_NE(Problems().find("label: "), std::string::npos) << Problems();
}

TEST_F(ResourceProviderTest, TypesThatItDoesNotHaveAreNamedByEveryCall) {
  Value some = Sized("small").ToValue();
  provider_->ValidateResource("bag", some, diagnostics_);
  provider_->UpgradeState("bag", 0, "{}", diagnostics_);
  EXPECT_TRUE(provider_->Read("bag", {some, "p"}, diagnostics_).value.Same(some));
  EXPECT_TRUE(provider_->Plan("bag", {some, "p"}, some, some, diagnostics_).planned.Same(some));
  EXPECT_TRUE(provider_->Apply("bag", {some, "p"}, {}, some, switch_, diagnostics_).value.Same(some));
  EXPECT_TRUE(provider_->Import("bag", "x", diagnostics_).empty());
  EXPECT_EQ(diagnostics_.size(), 6u);
  for (const auto& one : diagnostics_.list()) {
    EXPECT_EQ(one.summary, "Unknown resource type bag");
    EXPECT_EQ(one.detail, "The provider acme/box of rolecall has no such resource type.");
  }
  provider_->ReadDataSource("bag", some, diagnostics_);
  EXPECT_EQ(diagnostics_.list().back().summary, "Unknown data source type bag");
}

// A type that says only how it is made lives in the state.
class Note final : public Resource {
 public:
  Note() : Resource(BoxSchema(), {}) {}
  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    state.SetText("id", call.IsCancelled() ? "cancelled" : "made");
    return {};
  }
};

class TableProviderTest : public ProviderHarness {
 protected:
  TableProviderTest() {
    ResourceTable resources;
    resources.emplace("note", std::make_unique<Note>());
    Use(std::make_unique<TableProvider>("acme/note", std::move(resources), DataSourceTable()));
  }
};

TEST_F(TableProviderTest, WhatIsOnlyInTheStateStaysUntilItIsDestroyed) {
  Object config = Empty("note");
  config.SetText("size", "a");
  Object state = Create("note", config);
  EXPECT_EQ(state.Text("id"), "made");
  EXPECT_TRUE(Read("note", state).Same(state.ToValue()));
  config.SetText("size", "b");
  Object changed = Apply("note", state.ToValue(), config);
  EXPECT_EQ(changed.Text("size"), "b");
  EXPECT_EQ(changed.Text("id"), "made");
  Destroy("note", changed);
  EXPECT_EQ(Import("note", "by-id").Text("id"), "by-id");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(TableProviderTest, TypesSeeThatTheUserWantsToStop) {
  switch_.cancelled = true;
  EXPECT_EQ(Create("note", Empty("note")).Text("id"), "cancelled");
}

}  // namespace
}  // namespace rolecall::providers
