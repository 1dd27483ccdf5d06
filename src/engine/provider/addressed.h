// AddressedDataSources: what a provider implements too if the answer of a data source depends on where its block
// stands, not only on what it says: terraform_remote_state, whose encryption is chosen by the block's name.
//
//   Value read = ReadDataSourceAt(*provider, address.Text(), type, config, diagnostics);
#ifndef ROLECALL_ENGINE_PROVIDER_ADDRESSED_H_
#define ROLECALL_ENGINE_PROVIDER_ADDRESSED_H_

#include <string>

#include "diag/diagnostic.h"
#include "engine/provider/provider.h"
#include "value/value.h"

namespace rolecall::engine {

class AddressedDataSources {
 public:
  virtual ~AddressedDataSources() = default;
  // As Provider::ReadDataSource. `address`: "module.m.data.terraform_remote_state.a[0]".
  virtual value::Value ReadDataSourceAt(const std::string& address, const std::string& type, const value::Value& config,
                                        diag::Diagnostics& diagnostics) = 0;
};

inline value::Value ReadDataSourceAt(Provider& provider, const std::string& address, const std::string& type,
                                     const value::Value& config, diag::Diagnostics& diagnostics) {
  auto* const addressed = dynamic_cast<AddressedDataSources*>(&provider);
  return addressed != nullptr ? addressed->ReadDataSourceAt(address, type, config, diagnostics)
                              : provider.ReadDataSource(type, config, diagnostics);
}

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_ADDRESSED_H_
