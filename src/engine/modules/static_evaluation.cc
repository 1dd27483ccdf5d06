#include "engine/modules/static_evaluation.h"

#include <utility>

#include "engine/config/references.h"
#include "engine/config/variables.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

Value Nothing() { return Value::Unknown(Type::Dynamic()); }

Value Refuse(const std::string& summary, const std::string& detail, const diag::Range& range,
             diag::Diagnostics& diagnostics) {
  diagnostics.AddError("static-evaluation", summary, detail, range);
  return Nothing();
}

}  // namespace

StaticEvaluation::StaticEvaluation(const FileSystem& files, const Configuration& configuration,
                                   const LoadOptions& options)
    : configuration_(configuration),
      options_(options),
      functions_(functions::MakeCatalogue({.files = &files, .pure_only = true})),
      table_(functions::MakeFunctionTable(functions_)) {}

std::optional<Value> StaticEvaluation::RootValue(const std::string& name) {
  if (!given_) given_ = options_.variables ? options_.variables(configuration_) : std::map<std::string, Value>();
  const auto found = given_->find(name);
  return found == given_->end() ? std::nullopt : std::optional<Value>(found->second);
}

Value StaticEvaluation::VariableValue(const Module& module, const std::string& name, const hcl::Traversal& traversal,
                                      const std::string& asker, diag::Diagnostics& diagnostics) {
  const auto declared = module.variables.find(name);
  if (declared == module.variables.end()) return Nothing();  // reported with the other references
  std::optional<Value> value;
  if (module.parent == nullptr) {
    value = RootValue(name);
  } else {
    const ModuleCall& call = module.parent->calls.find(module.path.steps.back().name)->second;
    const auto argument = call.arguments.find(name);
    if (argument != call.arguments.end()) {
      value = Evaluate(*module.parent, *argument->second->expression, asker, diagnostics);
    }
  }
  if (!value && !declared->second.default_value) {
    return Refuse("Variable not set",
                  "The variable \"" + name + "\" has no value and no default, and " + asker +
                      " needs it before anything else is done. Use -var or -var-file.",
                  traversal.range, diagnostics);
  }
  return FitVariable(declared->second, value, traversal.range, diagnostics);
}

Value StaticEvaluation::LocalValue(const Module& module, const std::string& name, const hcl::Traversal& traversal,
                                   const std::string& asker, diag::Diagnostics& diagnostics) {
  const auto declared = module.locals.find(name);
  if (declared == module.locals.end()) return Nothing();
  const NodeId id{NodeKind::kLocal, module.path, name};
  if (!in_progress_.insert(id).second) {
    return Refuse("Circular reference", "The local value \"" + name + "\" depends on itself.", traversal.range,
                  diagnostics);
  }
  Value value = Evaluate(module, *declared->second.value, asker, diagnostics);
  in_progress_.erase(id);
  return value;
}

Value StaticEvaluation::Evaluate(const Module& module, const hcl::Expression& expression, const std::string& asker,
                                 diag::Diagnostics& diagnostics) {
  const std::optional<hcl::Scope> scope = ScopeFor(module, expression, asker, diagnostics);
  return scope ? hcl::Evaluate(expression, *scope, diagnostics) : Nothing();
}

std::optional<std::vector<Repetition>> StaticEvaluation::Each(const Module& module, const hcl::Expression& for_each,
                                                              const std::string& asker,
                                                              diag::Diagnostics& diagnostics) {
  const std::optional<hcl::Scope> scope = ScopeFor(module, for_each, asker, diagnostics);
  if (!scope) return std::nullopt;
  return EvaluateRepetition({.for_each = &for_each}, *scope, UnknownKeys::kRefuse, diagnostics);
}

std::optional<hcl::Scope> StaticEvaluation::ScopeFor(const Module& module, const hcl::Expression& expression,
                                                     const std::string& asker, diag::Diagnostics& diagnostics) {
  std::map<std::string, Value> variables, locals;
  diag::Diagnostics problems;
  for (const hcl::Traversal* traversal : hcl::References(expression)) {
    if (!CheckReference(*traversal, module, {}, problems)) continue;
    const Subject subject = SubjectOf(*traversal);
    switch (subject.kind) {
      case Subject::Kind::kVariable:
        variables[subject.name] = VariableValue(module, subject.name, *traversal, asker, problems);
        break;
      case Subject::Kind::kLocal:
        locals[subject.name] = LocalValue(module, subject.name, *traversal, asker, problems);
        break;
      case Subject::Kind::kPath:
      case Subject::Kind::kTerraform: break;
      case Subject::Kind::kModule:
      case Subject::Kind::kResource:
      case Subject::Kind::kEach:
      case Subject::Kind::kCount:
      case Subject::Kind::kSelf:
      case Subject::Kind::kInvalid:
        Refuse("Dynamic value in static context",
               "Unable to use " + hcl::TraversalText(*traversal) + " in static context, which is required by " + asker +
                   ": it is needed before anything but variables and locals has a value.",
               traversal->range, problems);
    }
  }
  const bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  hcl::Scope scope;
  scope.AllowVariables();
  scope.SetFunctions(&table_);
  scope.Set("var", Value::Object(std::move(variables)));
  scope.Set("local", Value::Object(std::move(locals)));
  scope.Set("path", Value::Object({{"module", Value::String(module.directory)},
                                   {"root", Value::String(configuration_.directory)},
                                   {"cwd", Value::String(".")}}));
  const Value terraform =
      Value::Object({{"workspace", Value::String(options_.workspace)}, {"applying", Value::Bool(false)}});
  scope.Set("terraform", terraform);
  scope.Set("tofu", terraform);
  return scope;
}

std::optional<std::string> StaticEvaluation::Text(const Module& module, const hcl::Expression& expression,
                                                  const std::string& asker, diag::Diagnostics& diagnostics) {
  diag::Diagnostics problems;
  const Value given = Evaluate(module, expression, asker, problems);
  const bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  const auto refuse = [&](const std::string& why) {
    Refuse("Unsuitable value", "The value of " + asker + " " + why + ".", expression.range, diagnostics);
    return std::nullopt;
  };
  if (given.IsMarkedDeep()) return refuse("is sensitive or ephemeral, but it is written to files and messages");
  if (!given.IsKnown()) return refuse("cannot be known yet");
  const value::Conversion text = value::Convert(given, Type::String());
  if (!text.ok() || text->IsNull()) return refuse("must be a string");
  return text->AsString();
}

}  // namespace rolecall::engine
