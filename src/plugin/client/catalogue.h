// PluginCatalogue: the providers that are built in, and those that are installed as plugins, as one catalogue.
//
//   PluginCatalogue catalogue(native, surroundings);
//   catalogue.Install({.host = …, .source = "hashicorp/random", .program = path}, Part::kAll);
//   ROLECALL_RETURN_IF_ERROR(catalogue.LoadSchemas());
//   engine::EngineContext context{.providers = &catalogue, …};
//
// Without a plugin a source is the built-in provider's; with one it is the plugin's, or both's (Part::kRest: what is
// built in stays so, and the plugin has the other types). Installing is done before the catalogue is used; one source
// may be installed again. Threads: Make from any.
#ifndef ROLECALL_PLUGIN_CLIENT_CATALOGUE_H_
#define ROLECALL_PLUGIN_CLIENT_CATALOGUE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/provider/provider.h"
#include "plugin/client/package.h"
#include "value/function.h"

namespace rolecall::plugin {

enum class Part { kAll, kRest };

class PluginCatalogue final : public engine::ProviderCatalogue {
 public:
  // `native` must outlive this.
  PluginCatalogue(const engine::ProviderCatalogue& native, Surroundings surroundings)
      : native_(native), surroundings_(std::move(surroundings)) {}

  void Install(const PackageFacts& facts, Part part);
  bool Has(const std::string& source) const { return installed_.count(source) > 0; }
  // Starts what has to be started for it. The first error.
  Result<void> LoadSchemas();

  // Functions of an installed provider, by their own names; none if it is not installed.
  std::map<std::string, value::Function> Functions(const std::string& source) const;

  std::vector<std::string> sources() const override;
  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override;
  bool IsWhole(const std::string& source) const override;
  const engine::ProviderCatalogue& native() const { return native_; }

 private:
  struct Installed {
    std::shared_ptr<Package> package;
    Part part = Part::kAll;
  };
  // By "NAMESPACE/TYPE", or with the host that it was installed from, as states name those that are of no public
  // registry. Null: there is none.
  const Installed* Find(const std::string& source) const;

  const engine::ProviderCatalogue& native_;
  const Surroundings surroundings_;
  std::map<std::string, Installed> installed_;
};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_CATALOGUE_H_
