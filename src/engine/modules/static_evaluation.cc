#include "engine/modules/static_evaluation.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "engine/config/references.h"
#include "engine/config/variables.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "hcl/syntax/start_range.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

void Refuse(const std::string& summary, const std::string& detail, const diag::Range& range,
            diag::Diagnostics& diagnostics) {
  diagnostics.AddError("static-evaluation", summary, detail, range);
}

// As messages name what belongs to a module.
std::string In(const Module& module, const std::string& name) {
  return module.path.IsRoot() ? name : module.path.Text() + "." + name;
}

// What there is no value of before a plan.
std::string DynamicName(const Subject& subject) {
  switch (subject.kind) {
    case Subject::Kind::kModule: {
      const std::string key = subject.has_module_key ? IndexKeyText(subject.module_key) : "";
      return "module." + subject.name + key + (subject.output.empty() ? "" : "." + subject.output);
    }
    case Subject::Kind::kResource: {
      const ResourceAddress address{{}, subject.mode, subject.type, subject.name, subject.resource_key};
      return address.Text();
    }
    case Subject::Kind::kEach: return "each." + subject.name;
    case Subject::Kind::kCount: return "count." + subject.name;
    case Subject::Kind::kSelf: return "self";
    case Subject::Kind::kVariable:
    case Subject::Kind::kLocal:
    case Subject::Kind::kPath:
    case Subject::Kind::kTerraform:
    case Subject::Kind::kInvalid: break;
  }
  return subject.name;
}

// Why a value may not be written to files and messages; null: it may.
const char* MarkProblem(const Value& given) {
  if (given.HasMarkDeep(value::kSensitive)) return "Sensitive";
  return given.IsMarkedDeep() ? "Ephemeral" : nullptr;
}

std::string MayNotBe(const std::string& kind, const std::string& what) {
  return kind + " values, or values derived from " + LowerAscii(kind) + " values, cannot be used as " + what + ".";
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

// Nothing without an error: none is given.
std::optional<Value> StaticEvaluation::GivenValue(const Module& module, const Variable& variable,
                                                  const std::string& name, diag::Diagnostics& diagnostics) {
  if (module.parent == nullptr) {
    std::optional<Value> value = RootValue(name);
    if (!value && !variable.default_value) {
      Refuse("Failed to request input from user for variable var." + name, "", variable.range, diagnostics);
    }
    return value;
  }
  const ModuleCall& call = module.parent->calls.find(module.path.steps.back().name)->second;
  const auto argument = call.arguments.find(name);
  if (argument != call.arguments.end()) {
    const Asker asker{In(module, "var." + name), argument->second->range};
    return Evaluate(*module.parent, *argument->second->expression, asker, diagnostics);
  }
  if (!variable.default_value) {
    Refuse("Missing required variable in module call", "", call.missing_range, diagnostics);
  }
  return std::nullopt;
}

std::optional<Value> StaticEvaluation::VariableValue(const Module& module, const std::string& name,
                                                     const hcl::Traversal& traversal, const Asker& asker,
                                                     diag::Diagnostics& diagnostics) {
  const auto declared = module.variables.find(name);
  if (declared == module.variables.end()) {
    Refuse("Undefined variable", "Undefined variable var." + name, traversal.range, diagnostics);
    return std::nullopt;
  }
  diag::Diagnostics problems;
  std::optional<Value> value = GivenValue(module, declared->second, name, problems);
  if (!problems.HasErrors()) {
    value = FitVariable(declared->second, value, {traversal.range, "", module.path.Text()}, problems);
  }
  if (value && declared->second.ephemeral) value = value->Mark("ephemeral");
  const bool failed = problems.HasErrors();
  if (failed) {
    Refuse("Unable to compute static value",
           asker.name + " depends on " + In(module, "var." + name) + " which is not available", asker.place, problems);
  }
  diagnostics.Append(problems);
  return failed ? std::nullopt : value;
}

std::optional<Value> StaticEvaluation::LocalValue(const Module& module, const std::string& name,
                                                  const hcl::Traversal& traversal, const Asker& asker,
                                                  diag::Diagnostics& diagnostics) {
  const auto declared = module.locals.find(name);
  if (declared == module.locals.end()) {
    Refuse("Undefined local", "Undefined local local." + name, traversal.range, diagnostics);
    return std::nullopt;
  }
  const Asker local{In(module, "local." + name), declared->second.range, &asker};
  for (const Asker* one = &asker; one != nullptr; one = one->next) {
    if (one->name != local.name) continue;
    Refuse("Circular reference", local.name + " is self referential", local.place, diagnostics);
    return std::nullopt;
  }
  std::optional<Value> value = Evaluate(module, *declared->second.value, local, diagnostics);
  if (!value) {
    Refuse("Unable to compute static value", asker.name + " depends on " + local.name + " which is not available",
           asker.place, diagnostics);
  }
  return value;
}

std::optional<Value> StaticEvaluation::Evaluate(const Module& module, const hcl::Expression& expression,
                                                const Asker& asker, diag::Diagnostics& diagnostics) {
  const std::optional<hcl::Scope> scope = ScopeFor(module, expression, asker, diagnostics);
  if (!scope) return std::nullopt;
  diag::Diagnostics problems;
  Value value = hcl::Evaluate(expression, *scope, problems);
  const bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  return failed ? std::nullopt : std::optional<Value>(std::move(value));
}

std::optional<std::vector<Repetition>> StaticEvaluation::Each(const Module& module, const hcl::Expression& for_each,
                                                              const std::string& asker,
                                                              diag::Diagnostics& diagnostics) {
  const std::optional<hcl::Scope> scope = ScopeFor(module, for_each, {In(module, asker), for_each.range}, diagnostics);
  if (!scope) return std::nullopt;
  return EvaluateRepetition({.for_each = &for_each}, *scope, UnknownKeys::kRefuse, diagnostics);
}

// Whether all that is named may be: variables, locals, and what is fixed.
bool StaticEvaluation::CheckNames(const Module& module, const hcl::Expression& expression, const Asker& asker,
                                  diag::Diagnostics& diagnostics) const {
  bool good = true;
  for (const hcl::Traversal* traversal : hcl::References(expression)) {
    const Subject subject = SubjectOf(*traversal);
    switch (subject.kind) {
      case Subject::Kind::kVariable:
      case Subject::Kind::kLocal: continue;
      case Subject::Kind::kTerraform:
        if (subject.name == "applying") {
          Refuse("Invalid attribute in static context",
                 "The applying attribute can not be used during static evaluation and is only valid in the plan and "
                 "apply phases of execution",
                 traversal->range, diagnostics);
          good = false;
          continue;
        }
        [[fallthrough]];
      case Subject::Kind::kPath:
      case Subject::Kind::kInvalid: good = CheckReference(*traversal, module, {}, diagnostics) && good; continue;
      case Subject::Kind::kModule:
      case Subject::Kind::kResource:
      case Subject::Kind::kEach:
      case Subject::Kind::kCount:
      case Subject::Kind::kSelf: break;
    }
    good = false;
    Refuse(subject.output.empty() ? "Dynamic value in static context" : "Module output not supported in static context",
           "Unable to use " + DynamicName(subject) + " in static context, which is required by " + asker.name,
           traversal->range, diagnostics);
  }
  return good;
}

std::optional<hcl::Scope> StaticEvaluation::ScopeFor(const Module& module, const hcl::Expression& expression,
                                                     const Asker& asker, diag::Diagnostics& diagnostics) {
  if (!CheckNames(module, expression, asker, diagnostics)) return std::nullopt;
  std::map<std::string, Value> variables, locals;
  bool failed = false;
  for (const hcl::Traversal* traversal : hcl::References(expression)) {
    const Subject subject = SubjectOf(*traversal);
    const bool is_variable = subject.kind == Subject::Kind::kVariable;
    if (!is_variable && subject.kind != Subject::Kind::kLocal) continue;
    auto& values = is_variable ? variables : locals;
    if (values.count(subject.name) > 0) continue;
    const auto value = is_variable ? VariableValue(module, subject.name, *traversal, asker, diagnostics)
                                   : LocalValue(module, subject.name, *traversal, asker, diagnostics);
    failed = failed || !value;
    values[subject.name] = value.value_or(Value::Unknown(Type::Dynamic()));
  }
  if (failed) return std::nullopt;
  hcl::Scope scope;
  scope.AllowVariables();
  scope.SetFunctions(&table_);
  scope.Set("var", Value::Object(std::move(variables)));
  scope.Set("local", Value::Object(std::move(locals)));
  scope.Set("path", Value::Object({{"module", Value::String(module.directory)},
                                   {"root", Value::String(configuration_.directory)},
                                   {"cwd", Value::String(".")}}));
  const Value terraform = Value::Object({{"workspace", Value::String(options_.workspace)}});
  scope.Set("terraform", terraform);
  scope.Set("tofu", terraform);
  return scope;
}

std::optional<std::string> StaticEvaluation::Text(const Module& module, const hcl::Expression& expression,
                                                  const std::string& asker, diag::Diagnostics& diagnostics) {
  const std::string name = In(module, asker);
  const std::optional<Value> given = Evaluate(module, expression, {name, expression.range}, diagnostics);
  if (!given) return std::nullopt;
  if (const char* kind = MarkProblem(*given)) {
    Refuse(std::string(kind) + " value not allowed", MayNotBe(kind, name), expression.range, diagnostics);
    return std::nullopt;
  }
  const value::Conversion text = value::Convert(*given, Type::String());
  if (text.ok() && text->IsKnown() && !text->IsNull()) return text->AsString();
  const std::string why = !text.ok()         ? text.error().message
                          : !text->IsKnown() ? "value must be known"
                                             : "null value is not allowed";
  Refuse("Unsuitable value type", "Unsuitable value: " + why, hcl::StartRange(expression), diagnostics);
  return std::nullopt;
}

std::optional<std::string> StaticEvaluation::Version(const Module& module, const hcl::Expression& expression,
                                                     const std::string& asker, diag::Diagnostics& diagnostics) {
  const std::optional<Value> given = Evaluate(module, expression, {In(module, asker), expression.range}, diagnostics);
  if (!given) return std::nullopt;
  const auto refuse = [&](const std::string& why) {
    diagnostics.AddError("invalid-version-constraint", "Invalid version constraint", why, expression.range);
    return std::nullopt;
  };
  if (const char* kind = MarkProblem(*given)) return refuse(MayNotBe(kind, "version arguments"));
  const value::Conversion text = value::Convert(*given, Type::String());
  if (!text.ok()) return refuse("A string value is required for version.");
  if (text->IsNull() || !text->IsKnown()) return "";
  const std::string constraint = text->AsString();
  if (constraint.empty() || !VersionSatisfies("0.0.0", constraint).ok()) {
    return refuse("This string does not use correct version constraint syntax.");
  }
  return constraint;
}

}  // namespace rolecall::engine
