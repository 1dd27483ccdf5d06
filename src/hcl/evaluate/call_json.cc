#include "hcl/evaluate/call_json.h"

#include <vector>

#include "json/document.h"
#include "value/json.h"

namespace rolecall::hcl {
namespace {

std::string ParameterJson(const value::Parameter& parameter) {
  return "{\"name\":" + json::Quoted(parameter.name) + ",\"type\":" + value::TypeToJson(parameter.type) + "}";
}

}  // namespace

value::Type ResultType(const value::Function& function) {
  std::vector<value::Value> arguments;
  for (const value::Parameter& parameter : function.parameters()) {
    arguments.push_back(value::Value::Unknown(parameter.type));
  }
  if (function.variadic()) arguments.push_back(value::Value::Unknown(function.variadic()->type));
  const value::FunctionResult result = function.Call(arguments);
  return result.ok() ? result->type() : value::Type::Dynamic();
}

std::string CallJson(const std::string& called_as) { return "{\"called_as\":" + json::Quoted(called_as) + "}"; }

std::string CallJson(const std::string& called_as, const value::Function& function) {
  const std::size_t colons = called_as.rfind("::");
  const std::string name = colons == std::string::npos ? called_as : called_as.substr(colons + 2);
  std::string parameters;
  for (const value::Parameter& parameter : function.parameters()) {
    parameters += (parameters.empty() ? "" : ",") + ParameterJson(parameter);
  }
  std::string signature = "{\"name\":" + json::Quoted(name) + ",\"params\":[" + parameters + "]";
  if (function.variadic()) signature += ",\"variadic_param\":" + ParameterJson(*function.variadic());
  signature += ",\"return_type\":" + value::TypeToJson(ResultType(function)) + "}";
  return "{\"called_as\":" + json::Quoted(called_as) + ",\"signature\":" + signature + "}";
}

}  // namespace rolecall::hcl
