// Schemas for rendering tests: one provider with one resource type that has every shape, and one data source.
#ifndef ROLECALL_TESTS_UNIT_ENGINE_RENDER_TEST_SCHEMAS_H_
#define ROLECALL_TESTS_UNIT_ENGINE_RENDER_TEST_SCHEMAS_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/plan/plan.h"
#include "engine/state/schemas.h"

namespace rolecall::engine {

inline std::shared_ptr<const BlockSchema> RuleBlock() {
  auto block = std::make_shared<BlockSchema>();
  block->attributes["port"].type = value::Type::Number();
  block->attributes["text"].type = value::Type::String();
  return block;
}

inline ProviderSchema ThingSchema() {
  using value::Type;
  ProviderSchema schema;
  BlockSchema& thing = schema.resources["test_thing"].block;
  for (const char* name : {"id", "name", "policy", "note"}) thing.attributes[name].type = Type::String();
  thing.attributes["id"].computed = true;
  thing.attributes["size"].type = Type::Number();
  thing.attributes["on"].type = Type::Bool();
  thing.attributes["secret"].type = Type::String();
  thing.attributes["secret"].sensitive = true;
  thing.attributes["list"].type = Type::List(Type::String());
  thing.attributes["set"].type = Type::Set(Type::String());
  thing.attributes["tags"].type = Type::Map(Type::String());
  thing.attributes["objects"].type = Type::List(Type::Object({{"a", Type::String()}, {"b", Type::Number()}}));
  thing.blocks["rule"] = {Nesting::kList, RuleBlock(), 0, 0, false};
  thing.blocks["entry"] = {Nesting::kSet, RuleBlock(), 0, 0, false};
  schema.data_sources["test_data"].block.attributes["id"].type = Type::String();
  return schema;
}

class ThingProvider final : public Provider {
 public:
  std::string source() const override { return "acme/test"; }
  const ProviderSchema& schema() const override { return schema_; }
  void ValidateConfiguration(const value::Value&, diag::Diagnostics&) override {}
  void ValidateResource(const std::string&, const value::Value&, diag::Diagnostics&) override {}
  void ValidateDataSource(const std::string&, const value::Value&, diag::Diagnostics&) override {}
  void Configure(const value::Value&, diag::Diagnostics&) override {}
  value::Value UpgradeState(const std::string&, std::int64_t, const std::string&, diag::Diagnostics&) override {
    return {};
  }
  ResourceState Read(const std::string&, const ResourceState& current, diag::Diagnostics&) override { return current; }
  PlannedResource Plan(const std::string&, const ResourceState&, const value::Value& proposed, const value::Value&,
                       diag::Diagnostics&) override {
    return {proposed, {}, ""};
  }
  ResourceState Apply(const std::string&, const ResourceState& prior, const PlannedResource&, const value::Value&,
                      const Cancellation&, diag::Diagnostics&) override {
    return prior;
  }
  std::vector<ImportedResource> Import(const std::string&, const std::string&, diag::Diagnostics&) override {
    return {};
  }
  value::Value ReadDataSource(const std::string&, const value::Value& config, diag::Diagnostics&) override {
    return config;
  }

 private:
  ProviderSchema schema_ = ThingSchema();
};

class ThingCatalogue final : public ProviderCatalogue {
 public:
  std::vector<std::string> sources() const override { return {"acme/test"}; }
  std::unique_ptr<Provider> Make(const std::string& source, const std::string&) const override {
    if (source != "acme/test") return nullptr;
    return std::make_unique<ThingProvider>();
  }
};

// The thing with these attributes; all others null, no blocks.
inline value::Value Thing(std::map<std::string, value::Value> given) {
  const ProviderSchema schema = ThingSchema();
  const BlockSchema& block = schema.resources.at("test_thing").block;
  std::map<std::string, value::Value> all;
  for (const auto& [name, attribute] : block.attributes) all[name] = value::Value::Null(attribute.type);
  const value::Type rule = ImpliedType(*RuleBlock());
  all["rule"] = value::Value::List(rule, {});
  all["entry"] = value::Value::Set(rule, {});
  for (auto& [name, value] : given) all[name] = value;
  return value::Value::Object(std::move(all));
}

inline value::Value Str(std::string text) { return value::Value::String(std::move(text)); }
inline value::Value Strings(std::vector<std::string> texts) {
  std::vector<value::Value> values;
  for (std::string& text : texts) values.push_back(Str(std::move(text)));
  return value::Value::List(value::Type::String(), std::move(values));
}
inline value::Value StringSet(std::vector<std::string> texts) {
  return value::Value::Set(value::Type::String(), Strings(std::move(texts)).elements());
}
inline value::Value Tags(std::map<std::string, value::Value> tags) {
  return value::Value::Map(value::Type::String(), std::move(tags));
}
inline value::Value Rule(int port, std::string text) {
  return value::Value::Object({{"port", value::Value::Int(port)}, {"text", Str(std::move(text))}});
}

inline ResourceChange ThingChange(Action action, value::Value before, value::Value after) {
  ResourceChange change;
  change.address.type = "test_thing";
  change.address.name = "a";
  change.provider.source = "acme/test";
  change.action = action;
  change.before = std::move(before);
  change.after = std::move(after);
  return change;
}

}  // namespace rolecall::engine

#endif  // ROLECALL_TESTS_UNIT_ENGINE_RENDER_TEST_SCHEMAS_H_
