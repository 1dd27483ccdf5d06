// A provider without configuration, asked as the engine asks it.
#ifndef ROLECALL_TESTS_UNIT_PROVIDERS_FRAMEWORK_HARNESS_H_
#define ROLECALL_TESTS_UNIT_PROVIDERS_FRAMEWORK_HARNESS_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/provider.h"
#include "providers/framework/object.h"

namespace rolecall::providers {

class Switch final : public engine::Cancellation {
 public:
  bool IsCancelled() const override { return cancelled; }
  bool cancelled = false;
};

class ProviderHarness : public testing::Test {
 protected:
  void Use(std::unique_ptr<engine::Provider> provider) { provider_ = std::move(provider); }

  value::Type TypeOf(const std::string& type) const {
    return engine::ImpliedType(provider_->schema().resources.at(type).block);
  }
  Object Empty(const std::string& type) const { return Object(TypeOf(type), value::Value::Null(TypeOf(type))); }
  value::Value Nothing(const std::string& type) const { return value::Value::Null(TypeOf(type)); }
  Object Wrap(const std::string& type, const value::Value& value) const { return Object(TypeOf(type), value); }

  engine::PlannedResource Plan(const std::string& type, const value::Value& prior, const Object& config) {
    return provider_->Plan(type, {prior, ""}, config.ToValue(), config.ToValue(), diagnostics_);
  }
  // The attributes that force a replacement.
  std::vector<std::string> Replaces(const std::string& type, const value::Value& prior, const Object& config) {
    std::vector<std::string> names;
    for (const value::Path& path : Plan(type, prior, config).requires_replace) {
      names.push_back(std::get<value::AttributeStep>(path.front()).name);
    }
    return names;
  }
  // Plans and applies; what exists then.
  Object Apply(const std::string& type, const value::Value& prior, const Object& config) {
    engine::PlannedResource planned = Plan(type, prior, config);
    return Wrap(type, provider_->Apply(type, {prior, ""}, planned, config.ToValue(), switch_, diagnostics_).value);
  }
  Object Create(const std::string& type, const Object& config) { return Apply(type, Nothing(type), config); }
  void Destroy(const std::string& type, const Object& prior) {
    provider_->Apply(type, {prior.ToValue(), ""}, {Nothing(type), {}, ""}, Nothing(type), switch_, diagnostics_);
  }
  // Null: it is gone.
  value::Value Read(const std::string& type, const Object& state) {
    return provider_->Read(type, {state.ToValue(), ""}, diagnostics_).value;
  }
  Object Import(const std::string& type, const std::string& id) {
    auto imported = provider_->Import(type, id, diagnostics_);
    return imported.empty() ? Empty(type) : Wrap(type, imported[0].state.value);
  }
  // Whether a plan of `config` over `state` changes nothing.
  bool IsQuiet(const std::string& type, const Object& state, const Object& config) {
    return Plan(type, state.ToValue(), config).planned.Same(state.ToValue());
  }
  std::string Validate(const std::string& type, const Object& config) {
    diagnostics_ = diag::Diagnostics();
    provider_->ValidateResource(type, config.ToValue(), diagnostics_);
    return Problems();
  }
  std::string Problems() const {
    std::string text;
    for (const auto& one : diagnostics_.list()) text += one.summary + ": " + one.detail + "\n";
    return text;
  }

  std::unique_ptr<engine::Provider> provider_;
  Switch switch_;
  diag::Diagnostics diagnostics_;
};

}  // namespace rolecall::providers

#endif  // ROLECALL_TESTS_UNIT_PROVIDERS_FRAMEWORK_HARNESS_H_
