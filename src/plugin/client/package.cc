#include "plugin/client/package.h"

#include <sys/stat.h>

#include <utility>

#include "base/file_system.h"
#include "crypto/digest.h"
#include "plugin/client/call.h"
#include "plugin/wire/messages.h"
#include "value/json.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kMaxCached = (256u << 20) + 1;  // what a plugin may answer, and the byte before it

using Read = std::map<std::string, std::unique_ptr<const engine::ResourceSchema>>;

}  // namespace

struct Package::Parts {
  std::once_flag once;
  std::optional<Error> problem;
  std::unique_ptr<PluginProcess> spare;  // gave the schemas and does nothing since
  std::string answer;                    // what the index points into
  int protocol = 0;
  SchemaIndex index;
  wire::ServerCapabilities capabilities;
  engine::ResourceSchema configuration;
  std::optional<engine::ResourceSchema> module_meta;
  mutable std::mutex mutex;
  mutable Read resources, data_sources, ephemeral;  // null: cannot be read
  mutable std::unique_ptr<engine::ProviderSchema> everything;
  mutable std::mutex identities_mutex;
  mutable std::optional<std::map<std::string, IdentitySchema>> identities;

  const engine::ResourceSchema* Find(const SchemaTable& table, Read& read, const std::string& type) const {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto known = read.find(type);
    if (known != read.end()) return known->second.get();
    const auto found = table.find(type);
    if (found == table.end()) return nullptr;
    Result<engine::ResourceSchema> schema = ReadSchema(found->second, protocol);
    auto& slot = read[type];
    if (schema.ok()) slot = std::make_unique<const engine::ResourceSchema>(*std::move(schema));
    return slot.get();
  }
};

Package::Package(PackageFacts facts, Surroundings surroundings)
    : facts_(std::move(facts)), surroundings_(std::move(surroundings)), parts_(std::make_unique<Parts>()) {}
Package::~Package() = default;

Result<std::unique_ptr<PluginProcess>> Package::Connect() {
  {
    const std::lock_guard<std::mutex> lock(parts_->mutex);
    if (parts_->spare != nullptr) return std::move(parts_->spare);
  }
  if (facts_.running) return PluginProcess::Attach(*facts_.running);
  Result<std::unique_ptr<PluginProcess>> process =
      PluginProcess::Start({.program = facts_.program,
                            .name = facts_.source.substr(facts_.source.rfind('/') + 1),
                            .environment = surroundings_.environment,
                            .clock = surroundings_.clock});
  if (!process.ok()) {
    return Error{process.error().code,
                 "failed to instantiate provider \"" + facts_.Text() + "\": " + process.error().message};
  }
  return process;
}

Result<std::unique_ptr<PluginProcess>> Package::ConnectReady() {
  ROLECALL_TRY(std::unique_ptr<PluginProcess> process, Connect());
  if (!parts_->capabilities.get_provider_schema_optional()) {
    ROLECALL_RETURN_IF_ERROR(process->Call(kGetSchema.Path(process->protocol()), "", {}));
  }
  return process;
}

// The program is known by where it lies, its size and when it changed: reading 700 MB to hash them takes longer than
// the program takes to start.
std::string Package::CacheFile(const char* ending) const {
  struct stat facts {};
  if (surroundings_.schema_cache.empty() || facts_.program.empty()) return "";
  if (stat(facts_.program.c_str(), &facts) != 0) return "";
  const std::string key = facts_.program + "|" + std::to_string(facts.st_size) + "|" +
                          std::to_string(facts.st_mtim.tv_sec) + "." + std::to_string(facts.st_mtim.tv_nsec) + "|" +
                          std::to_string(facts.st_ino) + "|" + std::to_string(facts.st_dev);
  return JoinPath(surroundings_.schema_cache, crypto::Sha256Hex(key) + ending);
}

Result<void> Package::LoadSchema() {
  std::call_once(parts_->once, [this] {
    const Result<void> loaded = Load();
    if (!loaded.ok()) parts_->problem = loaded.error();
  });
  if (parts_->problem) return *parts_->problem;
  return {};
}

// What is kept begins with a byte for the protocol's version.
Result<void> Package::Load() {
  SystemFileSystem files;
  const std::string cached = CacheFile(".schema");
  if (!cached.empty() && files.Exists(cached)) {
    Result<std::string> kept = files.Read(cached, kMaxCached);
    if (kept.ok() && !kept->empty()) {
      const int protocol = static_cast<unsigned char>((*kept)[0]);
      kept->erase(0, 1);
      if ((protocol == 5 || protocol == 6) && Take(*std::move(kept), protocol).ok()) return {};
    }
  }
  ROLECALL_TRY(std::unique_ptr<PluginProcess> process, Connect());
  ROLECALL_TRY(std::string answer, process->Call(kGetSchema.Path(process->protocol()), "", {}));
  const std::string kept = std::string(1, static_cast<char>(process->protocol())) + answer;
  ROLECALL_RETURN_IF_ERROR(Take(std::move(answer), process->protocol()));
  {
    const std::lock_guard<std::mutex> lock(parts_->mutex);
    parts_->spare = std::move(process);
  }
  if (cached.empty()) return {};
  // Only a saving: what cannot be kept is asked for again.
  if (files.MakeDirectories(surroundings_.schema_cache, true).ok()) {
    (void)files.Write(cached, kept, FileMode::kPrivate);
  }
  return {};
}

Result<void> Package::Take(std::string answer, int protocol) {
  parts_->answer = std::move(answer);
  parts_->protocol = protocol;
  ROLECALL_TRY(parts_->index, SchemaIndex::Of(parts_->answer));
  const SchemaIndex& index = parts_->index;
  if (!index.diagnostics.empty()) {
    wire::Diagnostic problem;
    (void)problem.ParseFromArray(index.diagnostics.data(), static_cast<int>(index.diagnostics.size()));
    if (problem.severity() == wire::Diagnostic::ERROR) {
      return Error{ErrorCode::kInvalidArgument, problem.summary() + ": " + problem.detail()};
    }
  }
  (void)parts_->capabilities.ParseFromArray(index.capabilities.data(), static_cast<int>(index.capabilities.size()));
  ROLECALL_TRY(parts_->configuration, ReadSchema(index.provider, protocol));
  if (index.provider_meta.empty()) return {};
  ROLECALL_TRY(parts_->module_meta, ReadSchema(index.provider_meta, protocol));
  return {};
}

const engine::ResourceSchema* Package::FindResource(const std::string& type) const {
  return parts_->Find(parts_->index.resources, parts_->resources, type);
}
const engine::ResourceSchema* Package::FindDataSource(const std::string& type) const {
  return parts_->Find(parts_->index.data_sources, parts_->data_sources, type);
}
const engine::ResourceSchema* Package::FindEphemeral(const std::string& type) const {
  return parts_->Find(parts_->index.ephemeral_resources, parts_->ephemeral, type);
}
const engine::BlockSchema& Package::Configuration() const { return parts_->configuration.block; }
const engine::BlockSchema* Package::ModuleMeta() const {
  return parts_->module_meta ? &parts_->module_meta->block : nullptr;
}

namespace {

std::vector<std::string> NamesOf(const SchemaTable& table) {
  std::vector<std::string> names;
  for (const auto& [name, schema] : table) names.push_back(name);
  return names;
}

}  // namespace

std::vector<std::string> Package::ResourceTypes() const { return NamesOf(parts_->index.resources); }
std::vector<std::string> Package::DataSourceTypes() const { return NamesOf(parts_->index.data_sources); }
std::vector<std::string> Package::EphemeralTypes() const { return NamesOf(parts_->index.ephemeral_resources); }

// The provider's answer. One that knows no such call has no identities.
Result<std::string> Package::IdentitySchemas(PluginProcess& process) const {
  SystemFileSystem files;
  const std::string cached = CacheFile(".identities");
  if (!cached.empty() && files.Exists(cached)) {
    Result<std::string> kept = files.Read(cached, kMaxCached);
    if (kept.ok()) return kept;
  }
  Result<std::string> answer = process.Call(kIdentitySchemas.Path(process.protocol()), "", {});
  if (!answer.ok() && answer.error().code == ErrorCode::kUnimplemented) answer = std::string();
  if (!answer.ok() || cached.empty()) return answer;
  if (files.MakeDirectories(surroundings_.schema_cache, true).ok()) {
    (void)files.Write(cached, *answer, FileMode::kPrivate);
  }
  return answer;
}

Result<const IdentitySchema*> Package::FindIdentity(const std::string& type, PluginProcess& process) const {
  const std::lock_guard<std::mutex> lock(parts_->identities_mutex);
  if (!parts_->identities) {
    ROLECALL_TRY(const std::string answer, IdentitySchemas(process));
    wire::GetResourceIdentitySchemas::Response response;
    if (!response.ParseFromString(answer)) {
      return Error{ErrorCode::kInvalidArgument, "the provider's identity schemas cannot be read"};
    }
    std::map<std::string, IdentitySchema> identities;
    for (const auto& [name, schema] : response.identity_schemas()) {
      ROLECALL_TRY(identities[name], ReadIdentitySchema(schema));
    }
    parts_->identities = std::move(identities);
  }
  const auto found = parts_->identities->find(type);
  return found == parts_->identities->end() ? nullptr : &found->second;
}

static value::Type TypeOr(const std::string& json, const value::Type& otherwise) {
  const auto type = value::TypeFromJson(json);
  return type.ok() ? *type : otherwise;
}

void Package::AddFunctions(engine::ProviderSchema& all) const {
  const auto parameter = [](const wire::Function::Parameter& from) {
    engine::FunctionParameterSchema to{.name = from.name(), .description = from.description()};
    to.type = TypeOr(from.type(), to.type);
    to.is_nullable = from.allow_null_value();
    return to;
  };
  for (const auto& [name, bytes] : Functions()) {
    wire::Function from;
    if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) continue;
    engine::FunctionSchema& to = all.functions[name];
    to.summary = from.summary();
    to.description = from.description();
    to.result = TypeOr(from.return_().type(), to.result);
    for (const auto& one : from.parameters()) to.parameters.push_back(parameter(one));
    if (from.has_variadic_parameter()) to.variadic = parameter(from.variadic_parameter());
  }
}

void Package::AddIdentities(engine::ProviderSchema& all) {
  const Result<std::unique_ptr<PluginProcess>> process = ConnectReady();
  if (!process.ok()) return;
  const Result<std::string> answer = IdentitySchemas(**process);
  wire::GetResourceIdentitySchemas::Response response;
  if (!answer.ok() || !response.ParseFromString(*answer)) return;
  for (const auto& [type, from] : response.identity_schemas()) {
    engine::IdentityAttributes& to = all.identities[type];
    to.version = from.version();
    for (const auto& one : from.identity_attributes()) {
      engine::IdentityAttributeSchema& attribute = to.attributes[one.name()];
      attribute.type = TypeOr(one.type(), attribute.type);
      attribute.description = one.description();
      attribute.is_required = one.required_for_import();
      attribute.is_optional = one.optional_for_import();
    }
  }
}

const engine::ProviderSchema& Package::Everything() {
  {
    const std::lock_guard<std::mutex> lock(parts_->mutex);
    if (parts_->everything != nullptr) return *parts_->everything;
  }
  auto all = std::make_unique<engine::ProviderSchema>();
  all->configuration = parts_->configuration.block;
  for (const std::string& name : ResourceTypes()) {
    if (const auto* schema = FindResource(name)) all->resources.emplace(name, *schema);
  }
  for (const std::string& name : DataSourceTypes()) {
    if (const auto* schema = FindDataSource(name)) all->data_sources.emplace(name, *schema);
  }
  for (const std::string& name : EphemeralTypes()) {
    if (const auto* schema = FindEphemeral(name)) all->ephemeral_resources.emplace(name, *schema);
  }
  AddFunctions(*all);
  AddIdentities(*all);
  const std::lock_guard<std::mutex> lock(parts_->mutex);
  if (parts_->everything == nullptr) parts_->everything = std::move(all);
  return *parts_->everything;
}

int Package::protocol() const { return parts_->protocol; }
bool Package::PlansDestroys() const { return parts_->capabilities.plan_destroy(); }
const SchemaTable& Package::Functions() const { return parts_->index.functions; }
bool Package::MovesStates() const { return parts_->capabilities.move_resource_state(); }

}  // namespace rolecall::plugin
