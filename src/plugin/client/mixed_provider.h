// MixedProvider: one provider of which a part is built in and the rest is the real one's.
//
//   std::unique_ptr<engine::Provider> provider = MakeMixedProvider(std::move(native), std::move(plugin));
//
// A type that `native` has is its; every other is the plugin's. Both are configured alike; the plugin only when one of
// its types is first asked for, so that a configuration (alias) of built-in types alone starts no process. The
// configuration has the plugin's schema: what is set in it and `native` does not know is refused, as it would be
// without the plugin. Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_PLUGIN_CLIENT_MIXED_PROVIDER_H_
#define ROLECALL_PLUGIN_CLIENT_MIXED_PROVIDER_H_

#include <memory>

#include "engine/provider/provider.h"

namespace rolecall::plugin {

std::unique_ptr<engine::Provider> MakeMixedProvider(std::unique_ptr<engine::Provider> native,
                                                    std::unique_ptr<engine::Provider> plugin);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_MIXED_PROVIDER_H_
