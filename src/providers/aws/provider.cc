#include "providers/aws/provider.h"

#include <utility>

#include "providers/aws/configuration.h"
#include "providers/aws/framework/identity.h"
#include "providers/aws/framework/region_names.h"
#include "providers/framework/applied_shape.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

bool HasTags(const Object& object) { return object.Has("tags") && object.Has("tags_all"); }

// What was just made or changed may not be seen for a while.
Result<void> ReadAfterWrite(const BasicResource<Call>& resource, const Call& call, Object& state) {
  Backoff backoff(call, kPropagationTimeout);
  for (;;) {
    Object fresh = state;
    ROLECALL_TRY(bool exists, resource.Read(call, fresh));
    if (exists) {
      state = std::move(fresh);
      return {};
    }
    if (backoff.Wait()) continue;
    return Error{ErrorCode::kNotFound, "reading " + (state.Has("id") ? state.Text("id") : std::string("it")) +
                                           " after it was written: couldn't find resource"};
  }
}

}  // namespace

AwsProvider::AwsProvider(const Dependencies& dependencies, ConfiguredProvider provider,
                         BasicResourceTable<Call> resources, BasicDataSourceTable<Call> data_sources,
                         BasicDataSourceTable<Call> ephemeral)
    : ResourceProvider(kSource, aws::ConfigurationSchema(provider.behaviour), std::move(resources),
                       std::move(data_sources), std::move(ephemeral)),
      dependencies_(dependencies),
      provider_(std::move(provider)) {}

const engine::BlockSchema* AwsProvider::ModuleMetaSchema() const {
  static const engine::BlockSchema kSchema{
      .attributes = {{"user_agent", {.type = value::Type::List(value::Type::String()), .optional = true}}},
      .blocks = {}};
  return &kSchema;
}

void AwsProvider::ValidateConfiguration(const Value& configuration, diag::Diagnostics& diagnostics) {
  Problems problems;
  aws::ValidateConfiguration(Object(engine::ImpliedType(schema().configuration), configuration), problems);
  ReportProblems(problems, diagnostics);
}

void AwsProvider::Configure(const Value& configuration, diag::Diagnostics& diagnostics) {
  Object config(engine::ImpliedType(schema().configuration), configuration);
  Result<void> configured = ConfigureProvider(config, dependencies_, provider_);
  if (configured.ok()) return;
  provider_.client.reset();
  Report("provider", configured.error(), diagnostics);
}

std::optional<engine::ResourceIdentity> AwsProvider::IdentityOf(const std::string& type, const Value& object) const {
  const IdentityKind* kind = FindIdentityKind(provider_.behaviour, type);
  if (kind == nullptr || object.IsNull()) return std::nullopt;
  return MakeIdentity(*kind, {provider_.account_id, provider_.region}, Object(object));
}

std::optional<std::string> AwsProvider::ImportIdOf(const std::string& type, const Value& identity,
                                                   diag::Diagnostics& diagnostics) const {
  const IdentityKind* kind = FindIdentityKind(provider_.behaviour, type);
  if (kind == nullptr) return engine::Provider::ImportIdOf(type, identity, diagnostics);
  const Result<std::string> id = ImportIdOfIdentity(*kind, {provider_.account_id, provider_.region}, identity);
  if (id.ok()) return *id;
  diagnostics.AddError("invalid-import-identity", "Invalid import identity argument", id.error().message);
  return std::nullopt;
}

// An object may lie in another region than the provider's (from version 6 on).
std::optional<Call> AwsProvider::CallFor(const Object& object, const engine::Cancellation* cancellation,
                                         diag::Diagnostics& diagnostics) {
  if (provider_.client == nullptr) {
    diagnostics.AddError("provider-not-configured", "The AWS provider is not configured",
                         "Its configuration depends on something that is not known yet or is in error.");
    return std::nullopt;
  }
  std::string region = object.Has("region") ? object.Text("region") : "";
  if (region.empty() || region == provider_.region || !IsRegionName(region)) return Call{provider_, cancellation};
  std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<api::Client>& client = regional_clients_[region];
  if (client == nullptr) {
    api::ClientOptions options = provider_.client->options();
    options.region = region;
    client = std::make_unique<api::Client>(
        options, api::ClientDependencies{*provider_.http, *provider_.credentials, provider_.clock, provider_.random,
                                         provider_.sleeper});
  }
  return Call{provider_, cancellation, client.get()};
}

Result<void> AwsProvider::PlanShared(const Object* prior, const Object& config, Object& planned) const {
  Result<void> tagged;
  if (HasTags(planned)) tagged = PlanTags(provider_.tags, provider_.behaviour, prior, planned);
  if (planned.Has("region") && planned.IsUnknown("region") && config.Get("region").IsNull()) {
    planned.SetText("region", provider_.region);
  }
  return tagged;
}

// Tags that could not be planned ("known after apply"), all or some, are known by now.
void AwsProvider::FillAllTags(Object& state) const {
  if (!HasTags(state)) return;
  state.SetTextMap("tags_all", provider_.tags.AllOf(state.TextMap("tags")));
}

AwsProvider::Attempt AwsProvider::Create(const Type& resource, const Call& call, const Object& config,
                                         Object state) const {
  FillAllTags(state);
  Result<void> outcome = resource.Create(call, config, state);
  // A few types have no id: they exist when they were made.
  bool exists = state.Has("id") ? !state.Text("id").empty() : outcome.ok();
  if (!exists) return {Value::Null(resource.type()), outcome};
  if (outcome.ok()) outcome = ReadAfterWrite(resource, call, state);
  return {state.ToValue(), outcome};
}

AwsProvider::Attempt AwsProvider::Update(const Type& resource, const Call& call, const Object& prior,
                                         const Object& config, Object state) const {
  FillAllTags(state);
  Result<void> outcome = resource.Update(call, prior, config, state);
  if (outcome.ok()) {
    outcome = ReadAfterWrite(resource, call, state);
    return {state.ToValue(), outcome};
  }
  // Part of it may be done: what is there now is the truth.
  Object now = prior;
  Result<bool> exists = resource.Read(call, now);
  return {exists.ok() && *exists ? now.ToValue() : prior.ToValue(), outcome};
}

Value AwsProvider::Settled(const Value& made, const Value& planned) const { return AppliedShape(made, planned); }

// "ID@REGION".
std::string AwsProvider::ReadImportId(const std::string& id, Object& state) const {
  std::size_t at = id.rfind('@');
  if (!state.Has("region") || at == std::string::npos || !IsRegionName(id.substr(at + 1))) return id;
  state.SetText("region", id.substr(at + 1));
  return id.substr(0, at);
}

// What the SDK keeps for an object without timeouts: JSON's null.
std::string AwsProvider::NewPrivateBytes() const { return "null"; }

}  // namespace rolecall::providers::aws
