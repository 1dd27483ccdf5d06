// A provider's functions as functions of the language.
//
//   for (auto& [name, function] : FunctionsOf(package)) table["provider::" + local_name + "::" + name] = function;
//
// They are called in a process without configuration, started with the first call; the package is kept alive by them.
// What cannot be read of the provider's answer is left out. Any thread.
#ifndef ROLECALL_PLUGIN_CLIENT_PROVIDER_FUNCTIONS_H_
#define ROLECALL_PLUGIN_CLIENT_PROVIDER_FUNCTIONS_H_

#include <map>
#include <memory>
#include <string>

#include "plugin/client/package.h"
#include "value/function.h"

namespace rolecall::plugin {

std::map<std::string, value::Function> FunctionsOf(const std::shared_ptr<Package>& package);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_PROVIDER_FUNCTIONS_H_
