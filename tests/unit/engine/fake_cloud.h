// FakeCloud: a provider whose objects live in a map, for the engine's tests.
//
// Types: aws_thing (name replaces when it changes; policy, tags update in place; secret is sensitive; arn, id computed;
// a list block "rule" with "port"), data aws_who (account_id; of an optional "seed"), ephemeral aws_token (secret; of
// an optional "seed").
#ifndef ROLECALL_TESTS_UNIT_ENGINE_FAKE_CLOUD_H_
#define ROLECALL_TESTS_UNIT_ENGINE_FAKE_CLOUD_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/provider/ephemeral.h"
#include "engine/provider/provider.h"
#include "value/json.h"

namespace rolecall::engine::testing {

struct FakeCloud {
  std::mutex mutex;
  std::map<std::string, value::Value> things;  // by id
  std::vector<std::string> log;                // "create a", "update a", "delete a", "read a", "configure REGION"
  std::set<std::string> failing;               // names whose create or update, seeds whose read fails
  std::set<std::string> undeletable;
  // Providers that break their contract, by names (half_deletable: by ids): a created object has an unknown arn; there
  // is none; a deletion fails half-way, with an unknown policy left; the planned policy is another one at each plan.
  std::set<std::string> vague, vanishing, half_deletable, fickle;
  int plans = 0;
  // Of ephemeral resources, by seeds: how long one is good for after it was opened or renewed, and which cannot be
  // renewed or closed.
  std::map<std::string, std::chrono::seconds> good_for;
  std::set<std::string> unrenewable, unclosable;
  Time now;
  bool hears_modules = false;      // `provider_meta` is supported: a "name", and each call is logged "… for NAME"
  std::function<void()> on_apply;  // before anything is done

  int Count(const std::string& prefix) {
    std::lock_guard<std::mutex> lock(mutex);
    int count = 0;
    for (const std::string& line : log) count += line.starts_with(prefix) ? 1 : 0;
    return count;
  }
  long Place(const std::string& line) {
    std::lock_guard<std::mutex> lock(mutex);
    for (std::size_t i = 0; i < log.size(); ++i)
      if (log[i] == line) return static_cast<long>(i);
    return -1;
  }
};

class FakeProvider final : public Provider, public EphemeralResources {
 public:
  explicit FakeProvider(FakeCloud& cloud, std::string module = "") : cloud_(cloud), module_(std::move(module)) {
    AttributeSchema optional{.type = value::Type::String(), .optional = true};
    AttributeSchema computed{.type = value::Type::String(), .computed = true};
    schema_.configuration.attributes["region"] = optional;
    BlockSchema tags;
    tags.attributes["tags"] = {.type = value::Type::Map(value::Type::String()), .optional = true};
    schema_.configuration.blocks["default_tags"] = {Nesting::kList, std::make_shared<BlockSchema>(tags), 0, 1, false};
    BlockSchema& thing = schema_.resources["aws_thing"].block;
    thing.attributes["id"] = computed;
    thing.attributes["arn"] = computed;
    thing.attributes["name"] = {.type = value::Type::String(), .required = true};
    thing.attributes["policy"] = optional;
    thing.attributes["tags"] = {.type = value::Type::Map(value::Type::String()), .optional = true};
    thing.attributes["secret"] = {.type = value::Type::String(), .optional = true, .sensitive = true};
    BlockSchema rule;
    rule.attributes["port"] = {.type = value::Type::Number(), .required = true};
    thing.blocks["rule"] = {Nesting::kList, std::make_shared<BlockSchema>(rule), 0, 0, false};
    BlockSchema& who = schema_.data_sources["aws_who"].block;
    who.attributes["id"] = computed;
    who.attributes["account_id"] = computed;
    who.attributes["seed"] = optional;
    BlockSchema& token = schema_.ephemeral_resources["aws_token"].block;
    token.attributes["seed"] = optional;
    token.attributes["secret"] = {.type = value::Type::String(), .computed = true, .sensitive = true};
  }

  std::string source() const override { return "hashicorp/aws"; }
  const ProviderSchema& schema() const override { return schema_; }
  const BlockSchema* ModuleMetaSchema() const override {
    static const BlockSchema kMeta{.attributes = {{"name", {.optional = true}}}, .blocks = {}};
    return cloud_.hears_modules ? &kMeta : nullptr;
  }
  std::unique_ptr<Provider> ForModule(const value::Value& meta) override {
    return std::make_unique<FakeProvider>(cloud_, meta.Get("name").AsString());
  }
  void ValidateConfiguration(const value::Value&, diag::Diagnostics&) override {}
  void ValidateResource(const std::string&, const value::Value& config, diag::Diagnostics& diagnostics) override {
    const value::Value& name = config.Get("name");
    if (name.IsKnown() && !name.IsNull() && name.AsString().empty())
      diagnostics.AddError("invalid-name", "Invalid name", "name must not be empty");
  }
  void ValidateDataSource(const std::string&, const value::Value&, diag::Diagnostics&) override {}
  void Configure(const value::Value& configuration, diag::Diagnostics&) override {
    const value::Value& region = configuration.Get("region");
    Log("configure " + (region.IsKnown() && !region.IsNull() ? region.AsString() : "?"));
  }
  value::Value UpgradeState(const std::string&, std::int64_t, const std::string&, diag::Diagnostics&) override {
    return value::Value::Null(ImpliedType(schema_.resources["aws_thing"].block));
  }

  ResourceState Read(const std::string&, const ResourceState& current, diag::Diagnostics&) override {
    const std::string id = current.value.Get("id").AsString();
    Log("read " + id);
    LogModule("read");
    std::lock_guard<std::mutex> lock(cloud_.mutex);
    auto found = cloud_.things.find(id);
    if (found == cloud_.things.end()) return {value::Value::Null(current.value.type()), ""};
    return {found->second, current.private_bytes};
  }

  PlannedResource Plan(const std::string&, const ResourceState& prior, const value::Value& proposed,
                       const value::Value& config, diag::Diagnostics&) override {
    LogModule("plan");
    if (proposed.IsNull()) return {proposed, {}, prior.private_bytes};
    PlannedResource planned{proposed, {}, "private"};
    std::map<std::string, value::Value> members = proposed.members();
    if (prior.value.IsNull()) {
      members["id"] = value::Value::Unknown(value::Type::String());
      members["arn"] = value::Value::Unknown(value::Type::String());
    } else if (!config.Get("name").Same(prior.value.Get("name"))) {
      planned.requires_replace.push_back({value::AttributeStep{"name"}});
    }
    if (const value::Value& name = members["name"]; name.IsKnown() && cloud_.fickle.contains(name.AsString())) {
      members["policy"] = value::Value::String("plan " + std::to_string(++cloud_.plans));
    }
    planned.planned = value::Value::Object(std::move(members));
    return planned;
  }

  ResourceState Apply(const std::string&, const ResourceState& prior, const PlannedResource& planned,
                      const value::Value&, const Cancellation&, diag::Diagnostics& diagnostics) override {
    if (cloud_.on_apply) cloud_.on_apply();
    LogModule("apply");
    std::lock_guard<std::mutex> lock(cloud_.mutex);
    if (planned.planned.IsNull()) return Delete(prior, diagnostics);
    const std::string name = planned.planned.Get("name").AsString();
    bool is_create = prior.value.IsNull();
    cloud_.log.push_back((is_create ? "create " : "update ") + name);
    if (cloud_.failing.count(name) > 0) {
      diagnostics.AddError("cloud", "The cloud refused", "no " + name + " today");
      if (is_create && name != "half") return {prior.value, ""};
    }
    std::map<std::string, value::Value> members = planned.planned.members();
    if (is_create && cloud_.vanishing.contains(name)) return {prior.value, ""};
    if (is_create) {
      std::string id = "id-" + name + (cloud_.things.count("id-" + name) ? "-2" : "");
      members["id"] = value::Value::String(id);
      members["arn"] = value::Value::String("arn:" + id);
    }
    value::Value object = value::Value::Object(std::move(members));
    cloud_.things[object.Get("id").AsString()] = object;
    if (cloud_.vague.contains(name)) object = With(object, "arn", value::Value::Unknown(value::Type::String()));
    return {object, planned.private_bytes};
  }

  std::vector<ImportedResource> Import(const std::string& type, const std::string& id, diag::Diagnostics&) override {
    std::map<std::string, value::Value> members;
    const value::Type object = ImpliedType(schema_.resources["aws_thing"].block);
    for (const auto& [name, attribute] : object.attributes()) members[name] = value::Value::Null(attribute);
    members["rule"] = value::Value::List(object.attributes().at("rule").element(), {});
    members["id"] = value::Value::String(id);
    return {{type, {value::Value::Object(std::move(members)), ""}}};
  }

  value::Value ReadDataSource(const std::string&, const value::Value& config, diag::Diagnostics& diagnostics) override {
    Log("data");
    LogModule("data");
    const value::Value& seed = config.Get("seed");
    if (seed.IsKnown() && !seed.IsNull() && cloud_.failing.count(seed.AsString()) > 0) {
      diagnostics.AddError("read-failed", "Read failed", seed.AsString());
      return value::Value::Null(config.type());
    }
    return value::Value::Object({{"id", value::Value::String("054000737513")},
                                 {"account_id", value::Value::String("054000737513")},
                                 {"seed", config.Get("seed")}});
  }

  void ValidateEphemeral(const std::string&, const value::Value& config, diag::Diagnostics& diagnostics) override {
    const value::Value& seed = config.Get("seed");
    if (seed.IsKnown() && !seed.IsNull() && seed.AsString().empty()) {
      diagnostics.AddError("invalid-seed", "Invalid seed", "seed must not be empty");
    }
  }
  OpenedResource Open(const std::string&, const value::Value& config, diag::Diagnostics& diagnostics) override {
    const std::string seed = config.Get("seed").IsNull() ? "none" : config.Get("seed").AsString();
    Log("open " + seed);
    if (cloud_.failing.contains(seed)) diagnostics.AddError("cloud", "The cloud refused", "no token of " + seed);
    const value::Value secret = cloud_.vague.contains(seed) ? value::Value::Unknown(value::Type::String())
                                                            : value::Value::String("s3cret-" + seed);
    return {value::Value::Object({{"seed", config.Get("seed")}, {"secret", secret}}), RenewAt(seed), Secret(seed)};
  }
  RenewedResource Renew(const std::string&, const Secret& private_bytes, diag::Diagnostics& diagnostics) override {
    const std::string seed(private_bytes.Reveal());
    Log("renew " + seed);
    if (cloud_.unrenewable.contains(seed)) diagnostics.AddError("cloud", "The cloud forgot", "nothing of " + seed);
    return {RenewAt(seed), Secret(seed)};
  }
  void Close(const std::string&, const Secret& private_bytes, diag::Diagnostics& diagnostics) override {
    const std::string seed(private_bytes.Reveal());
    Log("close " + seed);
    if (cloud_.unclosable.contains(seed)) diagnostics.AddError("cloud", "The cloud holds on", "to " + seed);
  }

 private:
  std::optional<Time> RenewAt(const std::string& seed) const {
    std::lock_guard<std::mutex> lock(cloud_.mutex);
    const auto found = cloud_.good_for.find(seed);
    return found == cloud_.good_for.end() ? std::nullopt : std::optional<Time>(cloud_.now + found->second);
  }
  void Log(const std::string& line) {
    std::lock_guard<std::mutex> lock(cloud_.mutex);
    cloud_.log.push_back(line);
  }
  void LogModule(const std::string& call) {
    if (!module_.empty()) Log(call + " for " + module_);
  }
  static value::Value With(const value::Value& object, const std::string& name, value::Value member) {
    std::map<std::string, value::Value> members = object.members();
    members[name] = std::move(member);
    return value::Value::Object(std::move(members));
  }
  ResourceState Delete(const ResourceState& prior, diag::Diagnostics& diagnostics) {
    const std::string id = prior.value.Get("id").AsString();
    if (cloud_.undeletable.count(id) > 0) {
      diagnostics.AddError("cloud", "The cloud refused", "cannot delete " + id);
      return {value::Value::Null(prior.value.type()), ""};
    }
    if (cloud_.half_deletable.contains(id)) {
      diagnostics.AddError("cloud", "The cloud gave up", "half of " + id + " is left");
      return {With(prior.value, "policy", value::Value::Unknown(value::Type::String())), ""};
    }
    cloud_.log.push_back("delete " + id);
    cloud_.things.erase(id);
    return {value::Value::Null(prior.value.type()), ""};
  }

  FakeCloud& cloud_;
  const std::string module_;  // what it says; empty: nothing
  ProviderSchema schema_;
};

class FakeCatalogue final : public ProviderCatalogue {
 public:
  explicit FakeCatalogue(FakeCloud& cloud) : cloud_(cloud) {}
  std::vector<std::string> sources() const override { return {"hashicorp/aws"}; }
  std::unique_ptr<Provider> Make(const std::string& source, const std::string&) const override {
    if (source != "hashicorp/aws") return nullptr;
    return std::make_unique<FakeProvider>(cloud_);
  }
  bool IsWhole(const std::string&) const override { return is_whole; }

  bool is_whole = false;

 private:
  FakeCloud& cloud_;
};

}  // namespace rolecall::engine::testing

#endif  // ROLECALL_TESTS_UNIT_ENGINE_FAKE_CLOUD_H_
