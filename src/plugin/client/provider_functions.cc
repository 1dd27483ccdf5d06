#include "plugin/client/provider_functions.h"

#include <optional>
#include <utility>
#include <vector>

#include "plugin/client/call.h"
#include "plugin/wire/messages.h"
#include "value/json.h"

namespace rolecall::plugin {
namespace {

using value::FunctionError;
using value::FunctionResult;
using value::Parameter;
using value::Type;
using value::Value;

// The process that all functions of a package share.
class Caller {
 public:
  explicit Caller(std::shared_ptr<Package> package) : package_(std::move(package)) {}

  Result<wire::CallFunction::Response> Ask(const wire::CallFunction::Request& request) {
    ROLECALL_TRY(PluginProcess * process, Process());
    return Call<wire::CallFunction::Response>(*process, kCallFunction, request);
  }

 private:
  Result<PluginProcess*> Process() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (process_ == nullptr) {
      ROLECALL_TRY(process_, package_->ConnectReady());
    }
    return process_.get();
  }

  const std::shared_ptr<Package> package_;
  std::mutex mutex_;
  std::unique_ptr<PluginProcess> process_;
};

std::optional<Parameter> ParameterOf(const wire::Function::Parameter& from) {
  auto type = value::TypeFromJson(from.type());
  if (!type.ok()) return std::nullopt;
  return Parameter{.name = from.name(),
                   .type = *type,
                   .allow_null = from.allow_null_value(),
                   .allow_unknown = from.allow_unknown_values(),
                   .allow_dynamic = false,
                   .allow_marked = false};
}

// One function as the provider describes it.
struct Signature {
  std::string name;
  std::vector<Parameter> parameters;
  std::optional<Parameter> variadic;
  Type result;

  const Parameter* Find(std::size_t i) const {
    if (i < parameters.size()) return &parameters[i];
    return variadic ? &*variadic : nullptr;
  }
};

FunctionResult Answer(Caller& caller, const Signature& signature, value::Arguments arguments) {
  wire::CallFunction::Request request;
  request.set_name(signature.name);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter* parameter = signature.Find(i);
    // To a provider an argument with something unknown inside is unknown.
    const bool may_be_unknown = parameter != nullptr && parameter->allow_unknown;
    if (!may_be_unknown && !arguments[i].IsWhollyKnown()) return Value::Unknown(signature.result);
    *request.add_arguments() = Dynamic(arguments[i], parameter != nullptr ? parameter->type : Type::Dynamic());
  }
  const auto response = caller.Ask(request);
  if (!response.ok()) return FunctionError{response.error().message, std::nullopt, {}};
  if (response->has_error()) {
    FunctionError error{response->error().text(), std::nullopt, {}};
    const auto at = response->error().function_argument();
    // As in OpenTofu an error that names no argument is one of the first.
    if (at >= 0 && static_cast<std::size_t>(at) < arguments.size()) error.argument = static_cast<std::size_t>(at);
    return error;
  }
  Result<Value> value = ValueOf(response->result(), signature.result);
  if (!value.ok()) return FunctionError{"the provider's answer is not of its type" + value.error().message, {}, {}};
  return *std::move(value);
}

std::optional<value::Function> FunctionOf(const std::string& name, std::string_view bytes,
                                          const std::shared_ptr<Caller>& caller) {
  wire::Function from;
  if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  const auto result = value::TypeFromJson(from.return_().type());
  if (!result.ok()) return std::nullopt;
  Signature signature{name, {}, std::nullopt, *result};
  for (const auto& one : from.parameters()) {
    std::optional<Parameter> parameter = ParameterOf(one);
    if (!parameter) return std::nullopt;
    signature.parameters.push_back(*std::move(parameter));
  }
  if (from.has_variadic_parameter()) {
    signature.variadic = ParameterOf(from.variadic_parameter());
    if (!signature.variadic) return std::nullopt;
  }
  auto call = [caller, signature](value::Arguments arguments, const Type&) {
    return Answer(*caller, signature, arguments);
  };
  auto returns = value::Function::Returns(*result);
  if (signature.variadic) {
    return value::Function(name, from.summary(), signature.parameters, *signature.variadic, returns, call);
  }
  return value::Function(name, from.summary(), signature.parameters, returns, call);
}

}  // namespace

std::map<std::string, value::Function> FunctionsOf(const std::shared_ptr<Package>& package) {
  std::map<std::string, value::Function> functions;
  const auto caller = std::make_shared<Caller>(package);
  for (const auto& [name, bytes] : package->Functions()) {
    if (std::optional<value::Function> function = FunctionOf(name, bytes, caller)) {
      functions.emplace(name, *std::move(function));
    }
  }
  return functions;
}

}  // namespace rolecall::plugin
