#include "plugin/client/plugin_provider.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include "engine/provider/ephemeral.h"
#include "engine/provider/movable.h"
#include "engine/provider/schema_value.h"
#include "json/document.h"
#include "plugin/client/call.h"
#include "plugin/client/plan_checks.h"
#include "plugin/wire/messages.h"
#include "value/infinite_number.h"
#include "value/json.h"

namespace rolecall::plugin {
namespace {

using engine::BlockSchema;
using engine::ResourceSchema;
using engine::ResourceState;
using value::Value;

// Terraform 0.11 and older wrote attributes flat: `tags.%`, `list.0`.
bool IsFlat(const json::Node& root) {
  bool is_flat = false;
  for (const json::Member& member : root.members) {
    if (!member.value.IsString()) return false;
    is_flat = is_flat || member.name.find('.') != std::string::npos;
  }
  return is_flat;
}

void SetRawState(const std::string& json, wire::RawState& state) {
  const json::ParseResult parsed = json::Parse(json, {});
  if (!parsed.error.empty() || !IsFlat(parsed.root)) return state.set_json(json);
  for (const json::Member& member : parsed.root.members) (*state.mutable_flatmap())[member.name] = member.value.text;
}

void Capabilities(wire::ClientCapabilities& capabilities) { capabilities.set_write_only_attributes_allowed(true); }

// The process of one configuration of a provider: all that speak for it share it.
struct Running {
  std::mutex mutex;
  std::unique_ptr<PluginProcess> process;
  std::atomic<bool> stopped{false};
};

class PluginProvider final : public engine::Provider,
                             public engine::MovableResources,
                             public engine::EphemeralResources {
 public:
  // `meta` null: nothing is said by a module.
  PluginProvider(std::shared_ptr<Package> package, std::shared_ptr<Running> running, std::optional<Value> meta)
      : package_(std::move(package)), running_(std::move(running)), meta_(std::move(meta)) {}

  std::string source() const override { return package_->facts().source; }
  const engine::ProviderSchema& schema() const override { return package_->Everything(); }
  const ResourceSchema* FindResource(const std::string& type) const override { return package_->FindResource(type); }
  const ResourceSchema* FindDataSource(const std::string& type) const override {
    return package_->FindDataSource(type);
  }
  const ResourceSchema* FindEphemeral(const std::string& type) const override { return package_->FindEphemeral(type); }
  std::vector<std::string> ResourceTypes() const override { return package_->ResourceTypes(); }
  std::vector<std::string> DataSourceTypes() const override { return package_->DataSourceTypes(); }
  std::vector<std::string> EphemeralTypes() const override { return package_->EphemeralTypes(); }
  const BlockSchema& ConfigurationSchema() const override { return package_->Configuration(); }
  const BlockSchema* ModuleMetaSchema() const override { return package_->ModuleMeta(); }
  std::unique_ptr<Provider> ForModule(const Value& meta) override {
    return std::make_unique<PluginProvider>(package_, running_, meta);
  }
  bool UpgradesAlways(const std::string&) const override { return true; }

  void ValidateConfiguration(const Value& configuration, diag::Diagnostics& diagnostics) override {
    wire::ValidateProvider::Request request;
    *request.mutable_config() = Dynamic(configuration, engine::ImpliedType(ConfigurationSchema()));
    // What it prepares is not used today: hosts and providers agreed to send the configuration as it is.
    (void)Ask<wire::ValidateProvider::Response>(kValidateProvider, request, diagnostics);
  }
  void ValidateResource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    ValidateObject(kValidateResource, type, FindResource(type), config, diagnostics);
  }
  void ValidateDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    ValidateObject(kValidateDataSource, type, FindDataSource(type), config, diagnostics);
  }

  void Configure(const Value& configuration, diag::Diagnostics& diagnostics) override {
    wire::Configure::Request request;
    request.set_terraform_version(package_->surroundings().terraform_version);
    *request.mutable_config() = Dynamic(configuration, engine::ImpliedType(ConfigurationSchema()));
    Capabilities(*request.mutable_client_capabilities());
    (void)Ask<wire::Configure::Response>(kConfigure, request, diagnostics);
  }

  Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                     diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindResource(type));
    wire::UpgradeResourceState::Request request;
    request.set_type_name(type);
    request.set_version(version);
    SetRawState(json, *request.mutable_raw_state());
    const auto response = Ask<wire::UpgradeResourceState::Response>(kUpgradeState, request, diagnostics);
    if (!response) return Value::Null(engine::ImpliedType(block));
    return Object(response->upgraded_state(), block, type, diagnostics);
  }

  ResourceState MoveState(const engine::SourceObject& source, const std::string& target_type,
                          diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindResource(target_type));
    wire::MoveResourceState::Request request;
    request.set_source_provider_address(source.provider);
    request.set_source_type_name(source.type);
    request.set_source_schema_version(source.schema_version);
    SetRawState(source.attributes, *request.mutable_source_state());
    request.set_target_type_name(target_type);
    request.set_source_private(source.private_bytes);
    if (!source.identity.empty()) {
      request.mutable_source_identity()->set_json(source.identity);
      request.set_source_identity_schema_version(source.identity_schema_version);
    }
    diag::Diagnostics problems;
    const auto response = Ask<wire::MoveResourceState::Response>(kMove, request, problems);
    const bool failed = problems.HasErrors();
    diagnostics.Append(problems);
    if (!response || failed) return {};
    return {Object(response->target_state(), block, target_type, diagnostics), response->target_private(),
            response->has_target_identity() ? IdentityFrom(response->target_identity(), target_type, false, diagnostics)
                                            : std::nullopt};
  }

  ResourceState Read(const std::string& type, const ResourceState& current, diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindResource(type));
    wire::ReadResource::Request request;
    request.set_type_name(type);
    *request.mutable_current_state() = Dynamic(current.value, engine::ImpliedType(block));
    request.set_private_(current.private_bytes);
    SetIdentity(current.identity, request, &wire::ReadResource::Request::mutable_current_identity);
    SetMeta(request);
    Capabilities(*request.mutable_client_capabilities());
    const auto response = Ask<wire::ReadResource::Response>(kRead, request, diagnostics);
    if (!response || Deferred(*response, type, diagnostics)) return current;
    ResourceState read{Object(response->new_state(), block, type, diagnostics), response->private_(), current.identity};
    if (response->has_new_identity()) read.identity = IdentityFrom(response->new_identity(), type, false, diagnostics);
    if (read.value.IsKnown() && read.value.IsNull()) read.identity.reset();
    return read;
  }

  engine::PlannedResource Plan(const std::string& type, const ResourceState& prior, const Value& proposed,
                               const Value& config, diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindResource(type));
    const value::Type implied = engine::ImpliedType(block);
    if (proposed.IsNull() && !package_->PlansDestroys()) {
      return {.planned = proposed, .requires_replace = {}, .private_bytes = prior.private_bytes, .is_checked = true};
    }
    wire::PlanResourceChange::Request request;
    request.set_type_name(type);
    *request.mutable_prior_state() = Dynamic(prior.value, implied);
    // Differs from OpenTofu, which proposes what is written only, too: a provider that answers what is proposed is
    // right.
    *request.mutable_proposed_new_state() = Dynamic(WithoutWriteOnly(block, proposed), implied);
    *request.mutable_config() = Dynamic(config, implied);
    request.set_prior_private(prior.private_bytes);
    SetIdentity(prior.identity, request, &wire::PlanResourceChange::Request::mutable_prior_identity);
    SetMeta(request);
    Capabilities(*request.mutable_client_capabilities());
    const auto response = Ask<wire::PlanResourceChange::Response>(kPlan, request, diagnostics);
    if (!response || Deferred(*response, type, diagnostics)) return {.planned = proposed, .is_checked = true};
    engine::PlannedResource planned{
        .planned = Object(response->planned_state(), block, type, diagnostics, kMayBeUnknown),
        .requires_replace = PathsOf(response->requires_replace()),
        .private_bytes = response->planned_private(),
        .is_checked = true,
        .may_depart = response->legacy_type_system(),
        .identity = prior.identity};
    if (response->has_planned_identity()) {
      planned.identity = IdentityFrom(response->planned_identity(), type, true, diagnostics);
    }
    // What is none, or is not known as a whole, cannot be applied, whatever the provider's SDK.
    if (!response->legacy_type_system() || !planned.planned.IsKnown() || planned.planned.IsNull()) {
      CheckPlan(type, block, prior.value, config, planned.planned, proposed.IsNull(), diagnostics);
    }
    return planned;
  }

  ResourceState Apply(const std::string& type, const ResourceState& prior, const engine::PlannedResource& planned,
                      const Value& config, const engine::Cancellation& cancellation,
                      diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindResource(type));
    const value::Type implied = engine::ImpliedType(block);
    wire::ApplyResourceChange::Request request;
    request.set_type_name(type);
    *request.mutable_prior_state() = Dynamic(prior.value, implied);
    *request.mutable_planned_state() = Dynamic(planned.planned, implied);
    *request.mutable_config() = Dynamic(config, implied);
    request.set_planned_private(planned.private_bytes);
    SetIdentity(planned.identity, request, &wire::ApplyResourceChange::Request::mutable_planned_identity);
    SetMeta(request);
    diag::Diagnostics problems;
    const auto response =
        Ask<wire::ApplyResourceChange::Response>(kApply, request, problems, [&] { StopIfCancelled(cancellation); });
    const bool failed = problems.HasErrors();
    diagnostics.Append(problems);
    if (!response) return failed ? prior : ResourceState{};
    ResourceState result{Object(response->new_state(), block, type, diagnostics, kMayBeUnknown), response->private_(),
                         prior.identity};
    if (response->has_new_identity()) {
      result.identity = IdentityFrom(response->new_identity(), type, false, diagnostics);
    }
    const bool is_known = result.value.IsWhollyKnown();  // else the engine says so
    if (!failed && is_known && !response->legacy_type_system()) {
      CheckResult(type, planned.planned, result.value, diagnostics);
    }
    return result;
  }

  std::vector<engine::ImportedResource> Import(const std::string& type, const std::string& id,
                                               diag::Diagnostics& diagnostics) override {
    wire::ImportResourceState::Request request;
    request.set_id(id);
    return AskImport(type, request, diagnostics);
  }

  bool ImportsByIdentity(const std::string&) const override { return true; }

  std::vector<engine::ImportedResource> ImportByIdentity(const std::string& type, const Value& identity,
                                                         diag::Diagnostics& diagnostics) override {
    const IdentitySchema* schema = Identity(type, diagnostics);
    if (schema == nullptr && !diagnostics.HasErrors()) (void)ImportIdOf(type, identity, diagnostics);  // it has none
    const std::optional<Value> fitting = schema ? FitIdentity(*schema, type, identity, diagnostics) : std::nullopt;
    if (!fitting) return {};
    wire::ImportResourceState::Request request;
    *request.mutable_identity()->mutable_identity_data() = Dynamic(*fitting, schema->type);
    return AskImport(type, request, diagnostics);
  }

  std::optional<engine::ResourceIdentity> UpgradeIdentity(const std::string& type, std::int64_t version,
                                                          const std::string& json,
                                                          diag::Diagnostics& diagnostics) override {
    const IdentitySchema* schema = Identity(type, diagnostics);
    if (schema == nullptr) return std::nullopt;
    if (version == schema->version) {
      auto value = value::FromJson(json, schema->type);
      if (value.ok()) return engine::ResourceIdentity{version, *std::move(value)};
    }
    wire::UpgradeResourceIdentity::Request request;
    request.set_type_name(type);
    request.set_version(version);
    request.mutable_raw_identity()->set_json(json);
    const auto response = Ask<wire::UpgradeResourceIdentity::Response>(kUpgradeIdentity, request, diagnostics);
    if (!response) return std::nullopt;
    return IdentityFrom(response->upgraded_identity(), type, false, diagnostics);
  }

  Value ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindDataSource(type));
    wire::ReadDataSource::Request request;
    request.set_type_name(type);
    *request.mutable_config() = Dynamic(config, engine::ImpliedType(block));
    SetMeta(request);
    Capabilities(*request.mutable_client_capabilities());
    const auto response = Ask<wire::ReadDataSource::Response>(kReadDataSource, request, diagnostics);
    if (!response || Deferred(*response, type, diagnostics)) return Value::Null(engine::ImpliedType(block));
    return Object(response->state(), block, type, diagnostics, kMayBeUnknown);
  }

  void ValidateEphemeral(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    ValidateObject(kValidateEphemeral, type, FindEphemeral(type), config, diagnostics);
  }

  engine::OpenedResource Open(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    const BlockSchema& block = Block(FindEphemeral(type));
    engine::OpenedResource opened{
        .result = Value::Null(engine::ImpliedType(block)), .renew_at = {}, .private_bytes = {}};
    wire::OpenEphemeralResource::Request request;
    request.set_type_name(type);
    *request.mutable_config() = Dynamic(config, engine::ImpliedType(block));
    Capabilities(*request.mutable_client_capabilities());
    auto response = Ask<wire::OpenEphemeralResource::Response>(kOpen, request, diagnostics);
    if (!response || Deferred(*response, type, diagnostics)) return opened;
    opened.private_bytes = TakePrivate(*response);
    opened.renew_at = RenewAt(*response);
    opened.result = Object(response->result(), block, type, diagnostics, kMayBeUnknown);
    Wipe(*response->mutable_result()->mutable_msgpack());
    Wipe(*response->mutable_result()->mutable_json());
    return opened;
  }

  engine::RenewedResource Renew(const std::string& type, const Secret& private_bytes,
                                diag::Diagnostics& diagnostics) override {
    wire::RenewEphemeralResource::Request request;
    request.set_type_name(type);
    request.set_private_(std::string(private_bytes.Reveal()));
    auto response = Ask<wire::RenewEphemeralResource::Response>(kRenew, request, diagnostics);
    Wipe(*request.mutable_private_());
    if (!response) return {};
    engine::RenewedResource renewed{.renew_at = RenewAt(*response), .private_bytes = {}};
    if (response->has_private_()) renewed.private_bytes = TakePrivate(*response);
    return renewed;
  }

  void Close(const std::string& type, const Secret& private_bytes, diag::Diagnostics& diagnostics) override {
    wire::CloseEphemeralResource::Request request;
    request.set_type_name(type);
    request.set_private_(std::string(private_bytes.Reveal()));
    (void)Ask<wire::CloseEphemeralResource::Response>(kClose, request, diagnostics);
    Wipe(*request.mutable_private_());
  }

 private:
  std::vector<engine::ImportedResource> AskImport(const std::string& type, wire::ImportResourceState::Request& request,
                                                  diag::Diagnostics& diagnostics) {
    request.set_type_name(type);
    Capabilities(*request.mutable_client_capabilities());
    const auto response = Ask<wire::ImportResourceState::Response>(kImport, request, diagnostics);
    std::vector<engine::ImportedResource> imported;
    if (!response || Deferred(*response, type, diagnostics)) return imported;
    for (const auto& one : response->imported_resources()) {
      const ResourceSchema* schema = FindResource(one.type_name());
      if (schema == nullptr) continue;  // of a type that it does not have: nothing can be read of it
      imported.push_back(
          {one.type_name(), {Object(one.state(), schema->block, one.type_name(), diagnostics), one.private_()}});
      if (!one.has_identity()) continue;
      imported.back().state.identity = IdentityFrom(one.identity(), one.type_name(), false, diagnostics);
    }
    return imported;
  }

  // Null: the type has none, or (with diagnostics) it cannot be found out.
  const IdentitySchema* Identity(const std::string& type, diag::Diagnostics& diagnostics) {
    PluginProcess* process = Process(diagnostics);
    if (process == nullptr) return nullptr;
    const Result<const IdentitySchema*> schema = package_->FindIdentity(type, *process);
    if (schema.ok()) return *schema;
    diagnostics.AddError("plugin", "Failed to obtain provider schema",
                         "Could not load the identity schemas of provider " + package_->facts().Text() + ": " +
                             schema.error().message + ".");
    return nullptr;
  }

  // `may_be_unknown`: it is planned only.
  std::optional<engine::ResourceIdentity> IdentityFrom(const wire::ResourceIdentityData& message,
                                                       const std::string& type, bool may_be_unknown,
                                                       diag::Diagnostics& diagnostics) {
    const IdentitySchema* schema = Identity(type, diagnostics);
    if (schema == nullptr) return std::nullopt;
    Result<Value> value = ValueOf(message.identity_data(), schema->type);
    if (value.ok() && value->IsKnown() && value->IsNull()) return std::nullopt;
    const bool is_finite = value.ok() && !value::HasInfiniteNumber(*value);
    if (is_finite && (may_be_unknown || value->IsWhollyKnown())) {
      return engine::ResourceIdentity{schema->version, *std::move(value)};
    }
    diagnostics.AddError("plugin", "Provider produced invalid identity",
                         "Provider \"" + package_->facts().Text() + "\" produced an invalid identity for " + type +
                             (!value.ok() ? value.error().message
                              : is_finite ? ": it is not wholly known"
                                          : ": it has an infinite number") +
                             ".\n\n" + kItsBug);
    return std::nullopt;
  }

  template <typename Request>
  static void SetIdentity(const std::optional<engine::ResourceIdentity>& identity, Request& request,
                          wire::ResourceIdentityData* (Request::*field)()) {
    if (!identity) return;
    *(request.*field)()->mutable_identity_data() = Dynamic(identity->value, identity->value.type());
  }

  // What the module says; null where it says nothing.
  template <typename Request>
  void SetMeta(Request& request) const {
    const BlockSchema* const schema = ModuleMetaSchema();
    if (schema == nullptr) return;
    const value::Type type = engine::ImpliedType(*schema);
    *request.mutable_provider_meta() = Dynamic(meta_ ? *meta_ : Value::Null(type), type);
  }

  template <typename Response>
  static Secret TakePrivate(Response& response) {
    return Secret(std::move(*response.mutable_private_()));
  }
  template <typename Response>
  static std::optional<Time> RenewAt(const Response& response) {
    if (!response.has_renew_at()) return std::nullopt;
    const std::int64_t latest = UnixSeconds(Time::max());
    const std::int64_t seconds = std::clamp<std::int64_t>(response.renew_at().seconds(), 0, latest - 1);
    return FromUnixSeconds(seconds) + std::chrono::microseconds(response.renew_at().nanos() / 1000);
  }

  // An unknown type is the engine's error before it is asked for; an empty schema keeps what is left of it harmless.
  static const BlockSchema& Block(const ResourceSchema* schema) {
    static const BlockSchema kNone;
    return schema == nullptr ? kNone : schema->block;
  }

  // The process, started if it is not. Null: reported.
  PluginProcess* Process(diag::Diagnostics& diagnostics) {
    const std::lock_guard<std::mutex> lock(running_->mutex);
    if (running_->process != nullptr) return running_->process.get();
    Result<std::unique_ptr<PluginProcess>> started = package_->ConnectReady();
    if (!started.ok()) {
      diagnostics.AddError("plugin", "Failed to start a provider", started.error().message);
      return nullptr;
    }
    running_->process = *std::move(started);
    return running_->process.get();
  }

  template <typename Response, typename Request>
  std::optional<Response> Ask(const CallName& name, const Request& request, diag::Diagnostics& diagnostics,
                              const std::function<void()>& waiting = {}) {
    PluginProcess* process = Process(diagnostics);
    if (process == nullptr) return std::nullopt;
    Result<Response> response = Call<Response>(*process, name, request, waiting);
    if (!response.ok()) {
      const bool is_gone = response.error().code == ErrorCode::kUnavailable;
      diagnostics.AddError("plugin", is_gone ? "Plugin did not respond" : "Plugin error",
                           "The provider \"" + package_->facts().Text() + "\" failed to answer the call " + name.in_6 +
                               ": " + response.error().message + ". The plugin logs may contain more details.");
      return std::nullopt;
    }
    AddDiagnostics(response->diagnostics(), diagnostics);
    return *std::move(response);
  }

  void ValidateObject(const CallName& name, const std::string& type, const ResourceSchema* schema, const Value& config,
                      diag::Diagnostics& diagnostics) {
    wire::ValidateObject::Request request;
    request.set_type_name(type);
    *request.mutable_config() = Dynamic(config, engine::ImpliedType(Block(schema)));
    if (name.in_6 == kValidateResource.in_6) Capabilities(*request.mutable_client_capabilities());
    (void)Ask<wire::ValidateObject::Response>(name, request, diagnostics);
  }

  // kMayBeUnknown: it is planned only, or the engine refuses what is not known.
  enum Knowledge { kIsKnown, kMayBeUnknown };
  // JSON has no infinite numbers: no state could keep one.
  Value Object(const wire::DynamicValue& message, const BlockSchema& block, const std::string& type,
               diag::Diagnostics& diagnostics, Knowledge knowledge = kIsKnown) const {
    const value::Type implied = engine::ImpliedType(block);
    Result<Value> value = ValueOf(message, implied);
    const bool is_finite = value.ok() && !value::HasInfiniteNumber(*value);
    if (is_finite && (knowledge == kMayBeUnknown || value->IsWhollyKnown())) {
      return Held(*std::move(value), block, type, diagnostics);
    }
    diagnostics.AddError("plugin", "Provider produced invalid object",
                         "Provider \"" + package_->facts().Text() + "\" produced an invalid value for " + type +
                             (!value.ok() ? value.error().message
                              : is_finite ? ": it is not wholly known"
                                          : ": it has an infinite number") +
                             ".\n\n" + kItsBug);
    return Value::Null(implied);
  }

  // What is written only must come back from nobody, and is kept nowhere.
  static Value Held(const Value& value, const BlockSchema& block, const std::string& type,
                    diag::Diagnostics& diagnostics) {
    const std::vector<std::string> held = WriteOnlyIn(block, value);
    for (const std::string& place : held) {
      diagnostics.AddError("plugin", "Invalid provider response",
                           "Resource type \"" + type + "\" returned an actual value for the write-only attribute \"" +
                               place + "\" while it is meant to be nil. This is an issue in the provider SDK.");
    }
    return held.empty() ? value : WithoutWriteOnly(block, value);
  }

  // Hosts that allow no deferral get none; one that is sent all the same must not pass for an answer.
  template <typename Response>
  bool Deferred(const Response& response, const std::string& type, diag::Diagnostics& diagnostics) const {
    if (!response.has_deferred()) return false;
    diagnostics.AddError("plugin", "Provider deferred changes when not allowed",
                         "Provider \"" + package_->facts().Text() + "\" deferred its answer for " + type +
                             ", which this program does not support.");
    return true;
  }

  void CheckPlan(const std::string& type, const BlockSchema& block, const Value& prior, const Value& config,
                 const Value& planned, bool is_destroy, diag::Diagnostics& diagnostics) const {
    if (diagnostics.HasErrors()) return;
    if (is_destroy) {
      if (planned.IsKnown() && planned.IsNull()) return;
      return diagnostics.AddError("plugin", "Provider produced invalid plan",
                                  "Provider \"" + package_->facts().Text() +
                                      "\" planned a non-null destroy value for " + type + ".\n\n" + kItsBug);
    }
    for (const std::string& wrong : WrongInPlan(block, prior, config, planned)) {
      diagnostics.AddError("plugin", "Provider produced invalid plan",
                           "Provider \"" + package_->facts().Text() + "\" planned an invalid value for " + type +
                               wrong + ".\n\n" + kItsBug);
    }
  }

  void CheckResult(const std::string& type, const Value& planned, const Value& result,
                   diag::Diagnostics& diagnostics) const {
    if (diagnostics.HasErrors()) return;
    const std::optional<value::Path> broken = engine::FirstBrokenPromise(planned, result);
    if (!broken) return;
    diagnostics.AddError(
        "plugin", "Provider produced inconsistent result after apply",
        "When applying changes to " + type + ", provider \"" + package_->facts().Text() +
            "\" produced an unexpected new value: " +
            (result.IsKnown() && result.IsNull() ? "Root object was present, but now absent"
                                                 : value::PathText(*broken) + ": is not what was planned") +
            ".\n\n" + kItsBug);
  }

  // Asks running calls to stop, once.
  void StopIfCancelled(const engine::Cancellation& cancellation) {
    if (!cancellation.IsCancelled() || running_->stopped.exchange(true)) return;
    (void)running_->process->Call(kStop.Path(running_->process->protocol()), "", {});
  }

  static constexpr const char* kItsBug =
      "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
  const std::shared_ptr<Package> package_;
  const std::shared_ptr<Running> running_;
  const std::optional<Value> meta_;
};

}  // namespace

std::unique_ptr<engine::Provider> MakePluginProvider(std::shared_ptr<Package> package) {
  return std::make_unique<PluginProvider>(std::move(package), std::make_shared<Running>(), std::nullopt);
}

}  // namespace rolecall::plugin
