#include "providers/aws/provider.h"

#include "providers/aws/configuration.h"
#include "providers/aws/framework/region_names.h"
#include "providers/framework/plan_rules.h"
#include "providers/framework/state_object.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

// What the SDK keeps for an object without timeouts: JSON's null.
constexpr const char* kNoPrivateData = "null";

void Report(const Error& error, diag::Diagnostics& diagnostics) {
  diagnostics.AddError(std::string("aws-") + ErrorCodeName(error.code), error.message, "");
}

Value NullOf(const Resource& resource) { return Value::Null(resource.type()); }

}  // namespace

AwsProvider::AwsProvider(const Dependencies& dependencies, Session session, ResourceTable resources,
                         DataSourceTable data_sources)
    : dependencies_(dependencies),
      session_(std::move(session)),
      resources_(std::move(resources)),
      data_sources_(std::move(data_sources)) {
  schema_.configuration = ConfigurationSchema(session_.behaviour);
  for (const auto& entry : resources_) schema_.resources[entry.first] = entry.second->schema();
  for (const auto& entry : data_sources_) schema_.data_sources[entry.first] = entry.second->schema();
}

const Resource* AwsProvider::FindResource(const std::string& type, diag::Diagnostics& diagnostics) const {
  auto found = resources_.find(type);
  if (found != resources_.end()) return found->second.get();
  diagnostics.AddError("unknown-resource-type", "Unknown resource type " + type,
                       "The provider hashicorp/aws of rolecall has no such resource type.");
  return nullptr;
}

bool AwsProvider::IsReady(diag::Diagnostics& diagnostics) const {
  if (session_.client != nullptr) return true;
  diagnostics.AddError("provider-not-configured", "The AWS provider is not configured",
                       "Its configuration depends on something that is not known yet or is in error.");
  return false;
}

// An object may lie in another region than the provider's (from version 6 on).
Call AwsProvider::CallFor(const Object& object, const engine::Cancellation* cancellation) {
  std::string region = object.Has("region") ? object.Text("region") : "";
  if (region.empty() || region == session_.region || !IsRegionName(region)) return {session_, cancellation};
  std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<api::Client>& client = regional_clients_[region];
  if (client == nullptr) {
    api::ClientOptions options = session_.client->options();
    options.region = region;
    client = std::make_unique<api::Client>(
        options, api::ClientDependencies{*session_.http, *session_.credentials, session_.clock, session_.random,
                                         session_.sleeper});
  }
  return {session_, cancellation, client.get()};
}

void AwsProvider::ValidateConfiguration(const Value& configuration, diag::Diagnostics& diagnostics) {
  Problems problems;
  aws::ValidateConfiguration(Object(engine::ImpliedType(schema_.configuration), configuration), problems);
  ReportProblems(problems, diagnostics);
}

void AwsProvider::ValidateResource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return;
  Problems problems;
  resource->Validate(Object(resource->type(), config), problems);
  ReportProblems(problems, diagnostics);
}

void AwsProvider::ValidateDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  auto found = data_sources_.find(type);
  if (found == data_sources_.end()) return;
  Problems problems;
  found->second->Validate(Object(found->second->type(), config), problems);
  ReportProblems(problems, diagnostics);
}

void AwsProvider::Configure(const Value& configuration, diag::Diagnostics& diagnostics) {
  Object config(engine::ImpliedType(schema_.configuration), configuration);
  Result<void> configured = ConfigureSession(config, dependencies_, session_);
  if (configured.ok()) return;
  session_.client.reset();
  Report(configured.error(), diagnostics);
}

Value AwsProvider::UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                                diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return Value();
  // None of our types has changed its meaning between versions.
  std::optional<Object> state = ReadStateObject(*resource, type, version, json, diagnostics);
  return state ? state->ToValue() : NullOf(*resource);
}

engine::ResourceState AwsProvider::Read(const std::string& type, const engine::ResourceState& current,
                                        diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr || !IsReady(diagnostics)) return current;
  Object state(resource->type(), current.value);
  Result<bool> exists = resource->Read(CallFor(state, nullptr), state);
  if (!exists.ok()) {
    Report(exists.error(), diagnostics);
    return current;
  }
  if (!*exists) return {NullOf(*resource), ""};
  return {state.ToValue(), current.private_bytes};
}

engine::PlannedResource AwsProvider::Plan(const std::string& type, const engine::ResourceState& prior,
                                          const Value& proposed, const Value& config, diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return {prior.value, {}, prior.private_bytes};
  if (proposed.IsNull()) return {NullOf(*resource), {}, prior.private_bytes};
  Object configured(resource->type(), config);
  std::optional<Object> before;
  if (!prior.value.IsNull()) before.emplace(resource->type(), prior.value);
  Object planned = before ? PlanUpdate(*resource, *before, configured) : PlanCreate(*resource, configured);
  const Object* before_or_null = before ? &*before : nullptr;
  Result<void> adjusted;
  if (planned.Has("tags") && planned.Has("tags_all")) {
    adjusted = PlanTags(session_.tags, session_.behaviour, before_or_null, planned);
  }
  if (planned.Has("region") && planned.IsUnknown("region") && configured.Get("region").IsNull()) {
    planned.SetText("region", session_.region);
  }
  if (adjusted.ok()) adjusted = resource->Plan(session_, before_or_null, configured, planned);
  if (!adjusted.ok()) Report(adjusted.error(), diagnostics);
  engine::PlannedResource out{planned.ToValue(), {}, before ? prior.private_bytes : kNoPrivateData};
  if (before) {
    for (const std::string& name : ReplacingAttributes(*resource, *before, planned)) {
      out.requires_replace.push_back({value::AttributeStep{name}});
    }
  }
  return out;
}

// What was just made may not be seen for a while.
void AwsProvider::ReadAfterWrite(const Resource& resource, const Call& call, Object& state,
                                 diag::Diagnostics& diagnostics) const {
  Patience patience(call, kPropagationTimeout);
  for (;;) {
    Object fresh = state;
    Result<bool> exists = resource.Read(call, fresh);
    if (exists.ok() && *exists) {
      state = std::move(fresh);
      return;
    }
    if (!exists.ok()) return Report(exists.error(), diagnostics);
    if (!patience.WaitMore()) {
      return Report({ErrorCode::kNotFound, "reading " + (state.Has("id") ? state.Text("id") : std::string("it")) +
                                               " after it was written: couldn't find resource"},
                    diagnostics);
    }
  }
}

engine::ResourceState AwsProvider::Create(const Resource& resource, const Call& call, const Object& config,
                                          Object state, diag::Diagnostics& diagnostics) const {
  state.ForgetUnknown();
  Result<void> created = resource.Create(call, config, state);
  if (!created.ok()) Report(created.error(), diagnostics);
  // A few types have no id: they exist when they were made.
  bool exists = state.Has("id") ? !state.Text("id").empty() : created.ok();
  if (!exists) return {NullOf(resource), ""};
  if (created.ok()) ReadAfterWrite(resource, call, state, diagnostics);
  return {state.ToValue(), kNoPrivateData};
}

engine::ResourceState AwsProvider::Update(const Resource& resource, const Call& call,
                                          const engine::ResourceState& prior, const Object& config, Object state,
                                          diag::Diagnostics& diagnostics) const {
  state.ForgetUnknown();
  Object before(resource.type(), prior.value);
  Result<void> updated = resource.Update(call, before, config, state);
  if (!updated.ok()) {
    Report(updated.error(), diagnostics);
    // Part of it may be done: what is there now is the truth.
    Object now = before;
    Result<bool> exists = resource.Read(call, now);
    return {exists.ok() && *exists ? now.ToValue() : prior.value, prior.private_bytes};
  }
  ReadAfterWrite(resource, call, state, diagnostics);
  return {state.ToValue(), prior.private_bytes};
}

engine::ResourceState AwsProvider::Apply(const std::string& type, const engine::ResourceState& prior,
                                         const engine::PlannedResource& planned, const Value& config,
                                         const engine::Cancellation& cancellation, diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr || !IsReady(diagnostics)) return prior;
  bool is_delete = planned.planned.IsNull();
  Object state(resource->type(), is_delete ? prior.value : planned.planned);
  if (!is_delete && state.Has("tags") && state.Has("tags_all") && !state.IsSet("tags_all")) {
    state.SetTextMap("tags_all", session_.tags.AllOf(state.TextMap("tags")));
  }
  Call call = CallFor(state, &cancellation);
  if (is_delete) {
    Result<void> deleted = resource->Delete(call, state);
    if (deleted.ok()) return {NullOf(*resource), ""};
    Report(deleted.error(), diagnostics);
    return prior;
  }
  Object configured(resource->type(), config);
  if (prior.value.IsNull()) return Create(*resource, call, configured, std::move(state), diagnostics);
  return Update(*resource, call, prior, configured, std::move(state), diagnostics);
}

std::vector<engine::ImportedResource> AwsProvider::Import(const std::string& type, const std::string& id,
                                                          diag::Diagnostics& diagnostics) {
  const Resource* resource = FindResource(type, diagnostics);
  if (resource == nullptr) return {};
  Object state(resource->type(), NullOf(*resource));
  std::string own_id = id;
  std::size_t at = id.rfind('@');
  if (state.Has("region") && at != std::string::npos && IsRegionName(id.substr(at + 1))) {
    state.SetText("region", id.substr(at + 1));
    own_id.resize(at);
  }
  Result<void> imported = resource->Import(own_id, state);
  if (imported.ok()) return {{type, {state.ToValue(), kNoPrivateData}}};
  Report(imported.error(), diagnostics);
  return {};
}

Value AwsProvider::ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  auto found = data_sources_.find(type);
  if (found == data_sources_.end()) {
    diagnostics.AddError("unknown-data-source", "Unknown data source type " + type, "");
    return Value();
  }
  Object state(found->second->type(), config);
  if (!IsReady(diagnostics)) return state.ToValue();
  Result<void> read = found->second->Read(CallFor(state, nullptr), state);
  if (!read.ok()) Report(read.error(), diagnostics);
  return state.ToValue();
}

}  // namespace rolecall::providers::aws
