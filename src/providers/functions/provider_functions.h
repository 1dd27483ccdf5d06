// Functions of the providers that are built in, as the real ones have them: provider::aws::arn_parse and the like need
// no plugin.
//
//   const std::map<std::string, value::Function> table = BuiltInFunctions("hashicorp/aws");
//   auto result = table.at("arn_parse").Call(arguments);
//
// Pure, but for local's direxists, which looks at the disk. Threads: any.
#ifndef ROLECALL_PROVIDERS_FUNCTIONS_PROVIDER_FUNCTIONS_H_
#define ROLECALL_PROVIDERS_FUNCTIONS_PROVIDER_FUNCTIONS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "value/function.h"

namespace rolecall::providers::functions {

// By their own names; none: the provider has none, or is not built in.
std::map<std::string, value::Function> BuiltInFunctions(const std::string& source);

// Internal to the folder. An error that blames no argument, as most of the providers' do.
inline value::FunctionError Failed(std::string message) { return {std::move(message), std::nullopt, {}}; }
void AddAwsFunctions(std::map<std::string, value::Function>& table);
void AddTimeFunctions(std::map<std::string, value::Function>& table);
void AddTerraformFunctions(std::map<std::string, value::Function>& table);
void AddLocalFunctions(std::map<std::string, value::Function>& table);

}  // namespace rolecall::providers::functions

#endif  // ROLECALL_PROVIDERS_FUNCTIONS_PROVIDER_FUNCTIONS_H_
