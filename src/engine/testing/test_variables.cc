#include "engine/testing/test_variables.h"

#include <utility>

#include "engine/planning/planner.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::engine {
namespace {

using value::Value;
using Members = std::map<std::string, Value>;

hcl::Scope ScopeOf(const Members& variables, const Value& runs, const hcl::FunctionTable& table) {
  hcl::Scope scope;
  scope.AllowVariables();
  scope.SetFunctions(&table);
  scope.Set("var", Value::Object(variables));
  scope.Set("run", runs);
  return scope;
}

class Reader {
 public:
  Reader(const Configuration& configuration, const RootVariables& globals, const Value& runs,
         const functions::Catalogue& functions)
      : table_(functions::MakeFunctionTable(functions)), runs_(runs) {
    for (const auto& [name, variable] : configuration.root->variables) {
      if (variable.default_value) known_[name] = *variable.default_value;
    }
    for (const auto& [name, given] : globals) known_[name] = given.value;
  }

  // What this block gives is known to the next.
  void Read(const std::string& file, const TestVariables& block, RootVariables& variables,
            diag::Diagnostics& diagnostics) {
    const hcl::Scope scope = ScopeOf(known_, runs_, table_);
    Members read;
    for (const auto& [name, attribute] : block) {
      GivenVariable given;
      given.value = hcl::Evaluate(*attribute->expression, scope, diagnostics);
      given.range = attribute->expression->range;
      given.source = file;
      read[name] = given.value;
      variables[name] = std::move(given);
    }
    for (auto& [name, value] : read) known_[name] = std::move(value);
  }

 private:
  const hcl::FunctionTable table_;
  const Value& runs_;
  Members known_;
};

}  // namespace

RootVariables TestVariablesOf(const TestFile& file, const TestRun& run, const Configuration& configuration,
                              const RootVariables& globals, const Value& runs, const functions::Catalogue& functions,
                              diag::Diagnostics& diagnostics) {
  RootVariables variables = globals;
  Reader reader(configuration, globals, runs, functions);
  reader.Read(file.name, file.variables, variables, diagnostics);
  reader.Read(file.name, run.variables, variables, diagnostics);
  return variables;
}

hcl::Scope TestScope(const RootVariables& variables, const Configuration& configuration, const Value& runs,
                     const hcl::FunctionTable& table) {
  Members known;
  for (const auto& [name, variable] : configuration.root->variables) {
    if (variable.default_value) known[name] = *variable.default_value;
  }
  for (const auto& [name, given] : variables) {
    const auto declared = configuration.root->variables.find(name);
    diag::Diagnostics told_elsewhere;
    known[name] = declared == configuration.root->variables.end()
                      ? given.value
                      : FitVariable(declared->second, given.value, {given.range, given.source, ""}, told_elsewhere);
  }
  return ScopeOf(known, runs, table);
}

Members OutputsOf(const State& state) {
  Members outputs;
  for (const auto& [name, output] : state.outputs) {
    const std::optional<Value> value = DecodeOutput(output);
    if (value) outputs[name] = output.sensitive ? value->Mark(value::kSensitive) : *value;
  }
  return outputs;
}

Value RunOutputs(const std::map<std::string, Members>& outputs) {
  Members runs;
  for (const auto& [name, members] : outputs) runs[name] = Value::Object(members);
  return Value::Object(std::move(runs));
}

}  // namespace rolecall::engine
