// ResourceProvider: the one way from engine/provider/provider.h to tables of resources and data sources. It finds the
// type, turns values into objects, plans by rules, calls the type, and reports errors.
//
// A provider derives from it and makes the context of each call (CallFor). What it does to all of its types stands in
// the hooks: planning tags, reading after writing, regions in import ids. TableProvider (table_provider.h) needs none.
// Not here: retries, sessions, anything that only one provider does.
// Threads: as engine/provider/provider.h says; hooks are called from several threads at once.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_PROVIDER_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_PROVIDER_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/ephemeral.h"
#include "engine/provider/provider.h"
#include "providers/framework/plan_rules.h"
#include "providers/framework/resource.h"
#include "providers/framework/state_object.h"

namespace rolecall::providers {

template <typename Context>
class ResourceProvider : public engine::Provider, public engine::EphemeralResources {
 public:
  // Ephemeral resources are read as data sources are: none that is built in has anything to renew or to close.
  ResourceProvider(std::string source, engine::BlockSchema configuration, BasicResourceTable<Context> resources,
                   BasicDataSourceTable<Context> data_sources, BasicDataSourceTable<Context> ephemeral = {})
      : source_(std::move(source)),
        resources_(std::move(resources)),
        data_sources_(std::move(data_sources)),
        ephemeral_(std::move(ephemeral)) {
    schema_.configuration = std::move(configuration);
    for (const auto& entry : resources_) schema_.resources[entry.first] = entry.second->schema();
    for (const auto& entry : data_sources_) schema_.data_sources[entry.first] = entry.second->schema();
    for (const auto& entry : ephemeral_) schema_.ephemeral_resources[entry.first] = entry.second->schema();
  }

  // From now on `subject` ("TYPE", "data.TYPE", "ephemeral.TYPE") warns whenever it is validated.
  void Deprecate(const std::string& subject, std::string summary, std::string message) {
    deprecated_[subject] = {std::move(summary), std::move(message)};
  }

  std::string source() const override { return source_; }
  const engine::ProviderSchema& schema() const override { return schema_; }
  void ValidateResource(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  void ValidateDataSource(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  value::Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                            diag::Diagnostics& diagnostics) override;
  engine::ResourceState Read(const std::string& type, const engine::ResourceState& current,
                             diag::Diagnostics& diagnostics) override;
  engine::PlannedResource Plan(const std::string& type, const engine::ResourceState& prior,
                               const value::Value& proposed, const value::Value& config,
                               diag::Diagnostics& diagnostics) override;
  engine::ResourceState Apply(const std::string& type, const engine::ResourceState& prior,
                              const engine::PlannedResource& planned, const value::Value& config,
                              const engine::Cancellation& cancellation, diag::Diagnostics& diagnostics) override;
  std::vector<engine::ImportedResource> Import(const std::string& type, const std::string& id,
                                               diag::Diagnostics& diagnostics) override;
  value::Value ReadDataSource(const std::string& type, const value::Value& config,
                              diag::Diagnostics& diagnostics) override;
  void ValidateEphemeral(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) override;
  engine::OpenedResource Open(const std::string& type, const value::Value& config,
                              diag::Diagnostics& diagnostics) override;
  engine::RenewedResource Renew(const std::string&, const Secret&, diag::Diagnostics&) override { return {}; }
  void Close(const std::string&, const Secret&, diag::Diagnostics&) override {}

 protected:
  using Type = BasicResource<Context>;
  // What is there after a change was tried (null: nothing), and whether it went well.
  struct Attempt {
    value::Value exists;
    Result<void> outcome;
  };

  // The context of a call about `object`. Nothing, with a diagnostic: the provider is not configured.
  virtual std::optional<Context> CallFor(const Object& object, const engine::Cancellation* cancellation,
                                         diag::Diagnostics& diagnostics) = 0;

  // Between the rules and the type's own Plan. `prior` null: to be created.
  virtual Result<void> PlanShared(const Object* /*prior*/, const Object& /*config*/, Object& /*planned*/) const {
    return {};
  }
  virtual Attempt Create(const Type& resource, const Context& call, const Object& config, Object state) const {
    Result<void> created = resource.Create(call, config, state);
    return {created.ok() ? state.ToValue() : value::Value::Null(resource.type()), created};
  }
  virtual Attempt Update(const Type& resource, const Context& call, const Object& prior, const Object& config,
                         Object state) const {
    Result<void> updated = resource.Update(call, prior, config, state);
    return {updated.ok() ? state.ToValue() : prior.ToValue(), updated};
  }
  // What the state keeps of what was made, beside what was planned (unknowns and all).
  virtual value::Value Settled(const value::Value& made, const value::Value& /*planned*/) const { return made; }
  // The part of an import id that is the type's; sets what the rest of it says.
  virtual std::string ReadImportId(const std::string& id, Object& /*state*/) const { return id; }
  // Kept beside an object that is made or imported, of a type of the SDK without timeouts.
  virtual std::string NewPrivateBytes() const { return ""; }
  // `config` null: imported; `prior` null: it is new.
  std::string PrivateBytes(const Type& resource, const Object* config, const std::string* prior) const {
    const Timeouts timeouts = resource.timeouts();
    if (!timeouts.empty()) return TimeoutsAsPrivate(timeouts, config);
    if (prior != nullptr) return *prior;
    return resource.plans_as_sdk() ? NewPrivateBytes() : "";
  }
  // How an error is told, `subject` being "TYPE", "data.TYPE" or "ephemeral.TYPE".
  virtual std::string ErrorSummary(const std::string& subject, const Error& error) const {
    return subject + ": " + error.message;
  }
  void Report(const std::string& subject, const Error& error, diag::Diagnostics& diagnostics) const {
    diagnostics.AddError(source_.substr(source_.rfind('/') + 1) + "-" + ErrorCodeName(error.code),
                         ErrorSummary(subject, error), "");
  }

 private:
  const Type* FindResource(const std::string& type, diag::Diagnostics& diagnostics) const;
  // What `type` of the table answers to the configuration; `subject` as above.
  value::Value ReadFrom(const BasicDataSourceTable<Context>& table, const std::string& type, const std::string& subject,
                        const value::Value& config, diag::Diagnostics& diagnostics);
  void ValidateFrom(const BasicDataSourceTable<Context>& table, const std::string& type, const std::string& subject,
                    const value::Value& config, diag::Diagnostics& diagnostics) const;
  void WarnOf(const std::string& subject, diag::Diagnostics& diagnostics) const {
    const auto found = deprecated_.find(subject);
    if (found != deprecated_.end()) diagnostics.AddWarning("deprecated", found->second.first, found->second.second);
  }

  std::string source_;
  BasicResourceTable<Context> resources_;
  BasicDataSourceTable<Context> data_sources_, ephemeral_;
  engine::ProviderSchema schema_;
  std::map<std::string, std::pair<std::string, std::string>> deprecated_;  // subject -> summary, message
};

template <typename Context>
const BasicResource<Context>* ResourceProvider<Context>::FindResource(const std::string& type,
                                                                      diag::Diagnostics& diagnostics) const {
  auto found = resources_.find(type);
  if (found != resources_.end()) return found->second.get();
  diagnostics.AddError("unknown-resource-type", "Unknown resource type " + type,
                       "The provider " + source_ + " of rolecall has no such resource type.");
  return nullptr;
}

template <typename Context>
void ResourceProvider<Context>::ValidateResource(const std::string& type, const value::Value& config,
                                                 diag::Diagnostics& diagnostics) {
  const Type* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return;
  WarnOf(type, diagnostics);
  Problems problems;
  resource->Validate(Object(resource->type(), config), problems);
  ReportProblems(problems, diagnostics);
}

template <typename Context>
void ResourceProvider<Context>::ValidateDataSource(const std::string& type, const value::Value& config,
                                                   diag::Diagnostics& diagnostics) {
  ValidateFrom(data_sources_, type, "data." + type, config, diagnostics);
}

template <typename Context>
void ResourceProvider<Context>::ValidateEphemeral(const std::string& type, const value::Value& config,
                                                  diag::Diagnostics& diagnostics) {
  ValidateFrom(ephemeral_, type, "ephemeral." + type, config, diagnostics);
}

template <typename Context>
void ResourceProvider<Context>::ValidateFrom(const BasicDataSourceTable<Context>& table, const std::string& type,
                                             const std::string& subject, const value::Value& config,
                                             diag::Diagnostics& diagnostics) const {
  const auto found = table.find(type);
  if (found == table.end()) return;
  WarnOf(subject, diagnostics);
  Problems problems;
  found->second->Validate(Object(found->second->type(), config), problems);
  ReportProblems(problems, diagnostics);
}

template <typename Context>
value::Value ResourceProvider<Context>::UpgradeState(const std::string& type, std::int64_t version,
                                                     const std::string& json, diag::Diagnostics& diagnostics) {
  const Type* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return value::Value();
  std::optional<Object> state = ReadStateObject(*resource, type, version, json, diagnostics);
  if (!state) return value::Value::Null(resource->type());
  resource->Upgrade(version, *state);
  return state->ToValue();
}

template <typename Context>
engine::ResourceState ResourceProvider<Context>::Read(const std::string& type, const engine::ResourceState& current,
                                                      diag::Diagnostics& diagnostics) {
  const Type* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return current;
  Object state(resource->type(), current.value);
  std::optional<Context> call = CallFor(state, nullptr, diagnostics);
  if (!call) return current;
  Result<bool> exists = resource->Read(*call, state);
  if (!exists.ok()) {
    Report(type, exists.error(), diagnostics);
    return current;
  }
  if (!*exists) return {value::Value::Null(resource->type()), ""};
  return {state.ToValue(), current.private_bytes};
}

template <typename Context>
engine::PlannedResource ResourceProvider<Context>::Plan(const std::string& type, const engine::ResourceState& prior,
                                                        const value::Value& proposed, const value::Value& config,
                                                        diag::Diagnostics& diagnostics) {
  const Type* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return {prior.value, {}, prior.private_bytes};
  if (proposed.IsNull()) return {value::Value::Null(resource->type()), {}, prior.private_bytes};
  Object configured(resource->type(), config);
  std::optional<Object> before;
  if (!prior.value.IsNull()) before.emplace(resource->type(), prior.value);
  const Object* before_or_null = before ? &*before : nullptr;
  Object planned = before ? PlanUpdate(*resource, *before, configured) : PlanCreate(*resource, configured);
  Result<void> adjusted = PlanShared(before_or_null, configured, planned);
  if (adjusted.ok()) adjusted = resource->Plan(before_or_null, configured, planned);
  if (!adjusted.ok()) Report(type, adjusted.error(), diagnostics);
  engine::PlannedResource out{
      planned.ToValue(), {}, PrivateBytes(*resource, &configured, before ? &prior.private_bytes : nullptr)};
  if (!before) return out;
  for (const std::string& name : ReplacingAttributes(*resource, *before, planned)) {
    out.requires_replace.push_back({value::AttributeStep{name}});
  }
  return out;
}

template <typename Context>
engine::ResourceState ResourceProvider<Context>::Apply(const std::string& type, const engine::ResourceState& prior,
                                                       const engine::PlannedResource& planned,
                                                       const value::Value& config,
                                                       const engine::Cancellation& cancellation,
                                                       diag::Diagnostics& diagnostics) {
  const Type* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return prior;
  bool is_delete = planned.planned.IsNull();
  Object state(resource->type(), is_delete ? prior.value : planned.planned);
  std::optional<Context> call = CallFor(state, &cancellation, diagnostics);
  if (!call) return prior;
  if (is_delete) {
    Result<void> deleted = resource->Delete(*call, state);
    if (deleted.ok()) return {value::Value::Null(resource->type()), ""};
    Report(type, deleted.error(), diagnostics);
    return prior;
  }
  state.ForgetUnknown();
  Object configured(resource->type(), config);
  Attempt attempt = prior.value.IsNull()
                        ? Create(*resource, *call, configured, std::move(state))
                        : Update(*resource, *call, Object(resource->type(), prior.value), configured, std::move(state));
  if (!attempt.outcome.ok()) Report(type, attempt.outcome.error(), diagnostics);
  if (attempt.outcome.ok()) attempt.exists = Settled(attempt.exists, planned.planned);
  return {attempt.exists, attempt.exists.IsNull() ? "" : planned.private_bytes};
}

template <typename Context>
std::vector<engine::ImportedResource> ResourceProvider<Context>::Import(const std::string& type, const std::string& id,
                                                                        diag::Diagnostics& diagnostics) {
  const Type* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return {};
  Object state(resource->type(), value::Value::Null(resource->type()));
  std::string own_id = ReadImportId(id, state);
  Result<void> imported = resource->Import(own_id, state);
  if (imported.ok()) return {{type, {state.ToValue(), PrivateBytes(*resource, nullptr, nullptr)}}};
  Report(type, imported.error(), diagnostics);
  return {};
}

template <typename Context>
value::Value ResourceProvider<Context>::ReadDataSource(const std::string& type, const value::Value& config,
                                                       diag::Diagnostics& diagnostics) {
  return ReadFrom(data_sources_, type, "data." + type, config, diagnostics);
}

template <typename Context>
engine::OpenedResource ResourceProvider<Context>::Open(const std::string& type, const value::Value& config,
                                                       diag::Diagnostics& diagnostics) {
  return {ReadFrom(ephemeral_, type, "ephemeral." + type, config, diagnostics), std::nullopt, Secret()};
}

template <typename Context>
value::Value ResourceProvider<Context>::ReadFrom(const BasicDataSourceTable<Context>& table, const std::string& type,
                                                 const std::string& subject, const value::Value& config,
                                                 diag::Diagnostics& diagnostics) {
  const auto found = table.find(type);
  if (found == table.end()) {
    const char* kind = &table == &ephemeral_ ? "ephemeral resource" : "data source";
    diagnostics.AddError("unknown-data-source", std::string("Unknown ") + kind + " type " + type, "");
    return value::Value();
  }
  Object state(found->second->type(), config);
  std::optional<Context> call = CallFor(state, nullptr, diagnostics);
  if (!call) return state.ToValue();
  Result<void> read = found->second->Read(*call, state);
  if (!read.ok()) Report(subject, read.error(), diagnostics);
  return state.ToValue();
}

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_PROVIDER_H_
