// Package: one provider's program as it lies on this machine, and what all its processes share: the schemas.
//
//   auto package = std::make_shared<Package>(PackageFacts{…}, surroundings);
//   ROLECALL_TRY(std::unique_ptr<Connection> connection, package->Connect());
//   ROLECALL_RETURN_IF_ERROR(package->LoadSchema());
//   const engine::ResourceSchema* schema = package->FindResource("random_pet");   // read when first asked for
//
// The schemas are what the program answered once, kept under the program's size and time of change: a provider of a
// thousand types takes seconds of a processor to make its answer, and a plan of three needs not start it for that.
// Threads: any.
#ifndef ROLECALL_PLUGIN_CLIENT_PACKAGE_H_
#define ROLECALL_PLUGIN_CLIENT_PACKAGE_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/provider/provider.h"
#include "plugin/client/identity_schema.h"
#include "plugin/process/handshake.h"
#include "plugin/process/plugin_process.h"
#include "plugin/wire/schema_index.h"

namespace rolecall::plugin {

struct PackageFacts {
  std::string host;                  // "registry.terraform.io"
  std::string source;                // "hashicorp/random"
  std::string version;               // "3.7.2"; empty: not known (dev_overrides, reattached)
  std::string program;               // the executable; empty with `running`
  std::optional<Handshake> running;  // of TF_REATTACH_PROVIDERS
  std::string Text() const { return host + "/" + source; }
};

// What packages need of the world.
struct Surroundings {
  const Clock* clock = nullptr;
  std::map<std::string, std::string> environment;
  std::string schema_cache;       // a directory; empty: nothing is kept
  std::string terraform_version;  // told to providers
};

class Package {
 public:
  Package(PackageFacts facts, Surroundings surroundings);
  ~Package();

  const PackageFacts& facts() const { return facts_; }
  const Surroundings& surroundings() const { return surroundings_; }
  // Starts a process (or takes the running one, or that which gave the schemas), ready for any call.
  Result<std::unique_ptr<PluginProcess>> Connect();
  // The same; what some programs must be asked before they serve has been asked.
  Result<std::unique_ptr<PluginProcess>> ConnectReady();
  // Reads the schemas, from the cache or from a process. Once; the outcome stays.
  Result<void> LoadSchema();

  // After LoadSchema. Null: no such type, or its schema cannot be read (Problem() says so).
  const engine::ResourceSchema* FindResource(const std::string& type) const;
  const engine::ResourceSchema* FindDataSource(const std::string& type) const;
  const engine::ResourceSchema* FindEphemeral(const std::string& type) const;
  const engine::BlockSchema& Configuration() const;
  // What a `provider_meta` block may say. Null: the provider has none.
  const engine::BlockSchema* ModuleMeta() const;
  std::vector<std::string> ResourceTypes() const;
  std::vector<std::string> DataSourceTypes() const;
  std::vector<std::string> EphemeralTypes() const;
  // The identity of a type, asked of `process` with the first of them (or kept from an earlier run). Null: the type, or
  // the provider, has none. After LoadSchema.
  Result<const IdentitySchema*> FindIdentity(const std::string& type, PluginProcess& process) const;
  // All of it, read at last: for `providers schema`.
  const engine::ProviderSchema& Everything();
  // The protocol's version; capabilities.
  int protocol() const;
  bool PlansDestroys() const;
  bool MovesStates() const;
  const SchemaTable& Functions() const;

 private:
  struct Parts;
  Result<void> Load();
  Result<void> Take(std::string answer, int protocol);
  // In the cache of schemas; empty: nothing is kept.
  std::string CacheFile(const char* ending) const;
  Result<std::string> IdentitySchemas(PluginProcess& process) const;
  void AddFunctions(engine::ProviderSchema& all) const;
  // Left out where the program cannot be asked.
  void AddIdentities(engine::ProviderSchema& all);

  const PackageFacts facts_;
  const Surroundings surroundings_;
  const std::unique_ptr<Parts> parts_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_PACKAGE_H_
