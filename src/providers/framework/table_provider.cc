#include "providers/framework/table_provider.h"

#include <optional>
#include <utility>

#include "providers/framework/plan_rules.h"
#include "providers/framework/state_object.h"

namespace rolecall::providers {

using value::Value;

TableProvider::TableProvider(std::string source, engine::BlockSchema configuration, ResourceTable resources,
                             DataSourceTable data_sources)
    : source_(std::move(source)), resources_(std::move(resources)), data_sources_(std::move(data_sources)) {
  schema_.configuration = std::move(configuration);
  for (const auto& entry : resources_) schema_.resources[entry.first] = entry.second->schema();
  for (const auto& entry : data_sources_) schema_.data_sources[entry.first] = entry.second->schema();
}

const Resource* TableProvider::FindResource(const std::string& type, diag::Diagnostics& diagnostics) const {
  auto found = resources_.find(type);
  if (found != resources_.end()) return found->second.get();
  diagnostics.AddError("unknown-resource-type", "Unknown resource type " + type,
                       "The provider " + source_ + " of rolecall has no such resource type.");
  return nullptr;
}

void TableProvider::Report(const std::string& type, const Error& error, diag::Diagnostics& diagnostics) const {
  std::string name = source_.substr(source_.rfind('/') + 1);
  diagnostics.AddError(name + "-" + ErrorCodeName(error.code), type + ": " + error.message, "");
}

void TableProvider::ValidateConfiguration(const Value&, diag::Diagnostics&) {}
void TableProvider::Configure(const Value&, diag::Diagnostics&) {}

void TableProvider::ValidateResource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return;
  Problems problems;
  resource->Validate(Object(resource->type(), config), problems);
  ReportProblems(problems, diagnostics);
}

void TableProvider::ValidateDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  auto found = data_sources_.find(type);
  if (found == data_sources_.end()) return;
  Problems problems;
  found->second->Validate(Object(found->second->type(), config), problems);
  ReportProblems(problems, diagnostics);
}

Value TableProvider::UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                                  diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return Value();
  std::optional<Object> state = ReadStateObject(*resource, type, version, json, diagnostics);
  if (!state) return Value::Null(resource->type());
  resource->Upgrade(version, *state);
  return state->ToValue();
}

engine::ResourceState TableProvider::Read(const std::string& type, const engine::ResourceState& current,
                                          diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return current;
  Object state(resource->type(), current.value);
  Result<bool> exists = resource->Read(state);
  if (!exists.ok()) {
    Report(type, exists.error(), diagnostics);
    return current;
  }
  if (!*exists) return {Value::Null(resource->type()), ""};
  return {state.ToValue(), current.private_bytes};
}

engine::PlannedResource TableProvider::Plan(const std::string& type, const engine::ResourceState& prior,
                                            const Value& proposed, const Value& config,
                                            diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return {prior.value, {}, prior.private_bytes};
  if (proposed.IsNull()) return {Value::Null(resource->type()), {}, prior.private_bytes};
  Object configured(resource->type(), config);
  std::optional<Object> before;
  if (!prior.value.IsNull()) before.emplace(resource->type(), prior.value);
  Object planned = before ? PlanUpdate(*resource, *before, configured) : PlanCreate(*resource, configured);
  Result<void> adjusted = resource->Plan(before ? &*before : nullptr, configured, planned);
  if (!adjusted.ok()) Report(type, adjusted.error(), diagnostics);
  engine::PlannedResource out{planned.ToValue(), {}, prior.private_bytes};
  if (before) {
    for (const std::string& name : ReplacingAttributes(*resource, *before, planned)) {
      out.requires_replace.push_back({value::AttributeStep{name}});
    }
  }
  return out;
}

engine::ResourceState TableProvider::Apply(const std::string& type, const engine::ResourceState& prior,
                                           const engine::PlannedResource& planned, const Value&,
                                           const engine::Cancellation& cancellation, diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return prior;
  if (planned.planned.IsNull()) {
    Result<void> deleted = resource->Delete(cancellation, Object(resource->type(), prior.value));
    if (deleted.ok()) return {Value::Null(resource->type()), ""};
    Report(type, deleted.error(), diagnostics);
    return prior;
  }
  Object state(resource->type(), planned.planned);
  state.ForgetUnknown();
  bool is_new = prior.value.IsNull();
  Result<void> done =
      is_new ? resource->Create(cancellation, state) : resource->Update(Object(resource->type(), prior.value), state);
  if (done.ok()) return {state.ToValue(), planned.private_bytes};
  Report(type, done.error(), diagnostics);
  return is_new ? engine::ResourceState{Value::Null(resource->type()), ""} : prior;
}

std::vector<engine::ImportedResource> TableProvider::Import(const std::string& type, const std::string& id,
                                                            diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return {};
  Object state(resource->type(), Value::Null(resource->type()));
  Result<void> imported = resource->Import(id, state);
  if (imported.ok()) return {{type, {state.ToValue(), ""}}};
  Report(type, imported.error(), diagnostics);
  return {};
}

Value TableProvider::ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  auto found = data_sources_.find(type);
  if (found == data_sources_.end()) {
    diagnostics.AddError("unknown-data-source", "Unknown data source type " + type, "");
    return Value();
  }
  Object state(found->second->type(), config);
  Result<void> read = found->second->Read(state);
  if (!read.ok()) Report("data." + type, read.error(), diagnostics);
  return state.ToValue();
}

}  // namespace rolecall::providers
