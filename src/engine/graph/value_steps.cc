// The steps of variables, locals, outputs, module calls, provider configurations and check blocks.
#include <utility>

#include "engine/graph/passed_over.h"
#include "engine/graph/walk.h"
#include "engine/provider/attribute_place.h"
#include "engine/provider/config_decoder.h"
#include "engine/provider/schema_value.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/show_value.h"
#include "value/convert.h"
#include "value/infinite_number.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

// A step that does one thing for each instance of its module and reports for its node.
class InstanceStep : public Step {
 public:
  InstanceStep(Walk& walk, const Module& module, NodeId id) : walk_(walk), module_(module), id_(std::move(id)) {}

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    if (*rules_kind() != '\0') walk_.checks.Declare(rules_kind(), id_.Text());
    for (const ModuleAddress& instance : InstancesOf(walk_, module_)) Do(instance, diagnostics);
    walk_.log.Add(id_, diagnostics);
    return diagnostics.HasErrors() ? -1 : 0;
  }

 protected:
  virtual void Do(const ModuleAddress& instance, diag::Diagnostics& diagnostics) = 0;
  // Of what CheckResult's kind the node's rules are. Empty: it has none.
  virtual const char* rules_kind() const { return ""; }

  // What a check rule of the node came to.
  void Note(const ModuleAddress& instance, const RuleResult& outcome) {
    walk_.checks.Add(rules_kind(), id_.Text(), NodeId{id_.kind, instance, id_.name}.Text(), outcome);
  }

  Walk& walk_;
  const Module& module_;
  const NodeId id_;
};

class VariableStep final : public InstanceStep {
 public:
  VariableStep(Walk& walk, const Module& module, const Variable& variable)
      : InstanceStep(walk, module, {NodeKind::kVariable, module.path, variable.name}), variable_(variable) {}

 protected:
  const char* rules_kind() const override { return variable_.validations.empty() ? "" : "var"; }
  void Do(const ModuleAddress& instance, diag::Diagnostics& diagnostics) override {
    ValueOrigin origin;
    origin.module = instance.Text();
    std::optional<Value> given = instance.IsRoot() ? RootValue(origin) : CallValue(instance, origin.range, diagnostics);
    const diag::Range& range = origin.range.has_place() ? origin.range : variable_.range;
    Value value = Value::Unknown(value::WithoutOptional(variable_.constraint.type));
    if (walk_.validating && instance.IsRoot()) {
      if (variable_.sensitive) value = value.Mark(value::kSensitive);
    } else if (!diagnostics.HasErrors()) {
      value = FitVariable(variable_, given, origin, diagnostics);
    }
    if (!variable_.ephemeral && value.HasMarkDeep(kEphemeral)) {
      diagnostics.AddError("ephemeral-value", "Variable does not allow ephemeral value",
                           "The value used for the variable \"" + variable_.name +
                               "\" is ephemeral, but it is not configured to allow one.",
                           range);
    }
    if (variable_.ephemeral) value = value.Mark(kEphemeral);
    walk_.evaluator.SetVariable(instance, variable_.name, value);
    if (!diagnostics.HasErrors()) {
      // What a user gave is told with the variable, not with where it was given.
      const diag::Range& place = instance.IsRoot() ? variable_.range : range;
      for (const CheckRule& rule : variable_.validations) Validate(rule, instance, place, diagnostics);
    }
    if (walk_.validating) Forget(instance);
  }

 private:
  // What this call gives is checked, but the module is validated for whatever callers may give: a module that is
  // switched off by a variable must not fail for the arguments that it therefore does without.
  void Forget(const ModuleAddress& instance) {
    Value any = Value::Unknown(value::WithoutOptional(variable_.constraint.type));
    if (variable_.sensitive) any = any.Mark(value::kSensitive);
    if (variable_.ephemeral) any = any.Mark(kEphemeral);
    walk_.evaluator.SetVariable(instance, variable_.name, std::move(any));
  }

  std::optional<Value> RootValue(ValueOrigin& origin) const {
    auto found = walk_.variables.find(variable_.name);
    if (found == walk_.variables.end()) return std::nullopt;
    origin.range = found->second.range;
    origin.source = found->second.source;
    return found->second.value;
  }

  std::optional<Value> CallValue(const ModuleAddress& instance, diag::Range& range, diag::Diagnostics& diagnostics) {
    const ModuleCall& call = module_.parent->calls.find(module_.path.steps.back().name)->second;
    auto argument = call.arguments.find(variable_.name);
    if (argument == call.arguments.end()) return std::nullopt;
    const hcl::Expression& expression = *argument->second->expression;
    range = expression.range;
    std::optional<Repetition> repetition = walk_.evaluator.expansions().OfInstance(instance);
    return walk_.evaluator.Evaluate(expression, *module_.parent, instance.Parent(), repetition ? &*repetition : nullptr,
                                    diagnostics);
  }

  static constexpr std::string_view kValidation = "validation";  // the head of a rule's block

  void Validate(const CheckRule& rule, const ModuleAddress& instance, const diag::Range& range,
                diag::Diagnostics& diagnostics) {
    std::vector<const hcl::Traversal*> references;
    if (rule.condition) hcl::AppendReferences(*rule.condition, references);
    if (rule.error_message) hcl::AppendReferences(*rule.error_message, references);
    hcl::Scope scope = walk_.evaluator.ScopeFor(module_, instance, references);
    diag::Diagnostics problems;
    RuleResult outcome = EvaluateRule(rule, scope, "Invalid value for variable", diag::Severity::kError, problems);
    // The value is what is wrong, not the rule.
    for (diag::Diagnostic& problem : problems.list()) {
      if (outcome.status != CheckStatus::kFail || problem.code != "check-failed") continue;
      problem.subject = range;
      problem.detail += "\n\nThis was checked by the validation rule at " + std::string(rule.range.file_name()) + ":" +
                        std::to_string(rule.range.start.line) + "," + std::to_string(rule.range.start.column) + "-" +
                        std::to_string(rule.range.start.column + static_cast<int>(kValidation.size())) + ".";
    }
    diagnostics.Append(problems);
    Note(instance, outcome);
  }

  const Variable& variable_;
};

class LocalStep final : public InstanceStep {
 public:
  LocalStep(Walk& walk, const Module& module, const Local& local)
      : InstanceStep(walk, module, {NodeKind::kLocal, module.path, local.name}), local_(local) {}

 protected:
  void Do(const ModuleAddress& instance, diag::Diagnostics& diagnostics) override {
    Value value = walk_.evaluator.Evaluate(*local_.value, module_, instance, nullptr, diagnostics);
    walk_.evaluator.SetLocal(instance, local_.name, std::move(value));
  }

 private:
  const Local& local_;
};

class OutputStep final : public InstanceStep {
 public:
  OutputStep(Walk& walk, const Module& module, const Output& output)
      : InstanceStep(walk, module, {NodeKind::kOutput, module.path, output.name}), output_(output) {}

 protected:
  const char* rules_kind() const override { return output_.preconditions.empty() ? "" : "output_value"; }
  void Do(const ModuleAddress& instance, diag::Diagnostics& diagnostics) override {
    for (const CheckRule& rule : output_.preconditions) Precondition(rule, instance, diagnostics);
    if (output_.value == nullptr || diagnostics.HasErrors()) return;
    const Value* const known = instance.IsRoot() ? Known() : nullptr;
    Value value =
        known != nullptr ? *known : walk_.evaluator.Evaluate(*output_.value, module_, instance, nullptr, diagnostics);
    bool is_exposed = instance.IsRoot() && !output_.sensitive && value.HasMarkDeep(value::kSensitive);
    if (is_exposed) {
      diagnostics.AddError("sensitive-output", "Output refers to sensitive values",
                           "To reduce the risk of accidentally exporting sensitive data that was intended to be only "
                           "internal, Rolecall requires that any root module output containing sensitive data be "
                           "explicitly marked as sensitive, to confirm your intent.\n\nIf you do intend to export this "
                           "data, annotate the output value as sensitive by adding the following argument:\n"
                           "    sensitive = true",
                           output_.range);
      return;
    }
    CheckEphemeral(value, instance, diagnostics);
    if (!walk_.validating && instance.IsRoot() && value::HasInfiniteNumber(value.UnmarkDeep())) {
      diagnostics.AddError("infinite-number", "Failed to serialize output value",
                           "An error occurred while serializing output value \"" + output_.name +
                               "\": cannot serialize infinity as JSON.",
                           output_.value->range);
    }
    // One that failed is no part of a plan, and nobody looks at it.
    if (!walk_.validating && diagnostics.HasErrors()) return;
    if (output_.sensitive) value = value.Mark(value::kSensitive);
    if (output_.ephemeral) value = value.Mark(kEphemeral);
    walk_.evaluator.SetOutput(instance, output_.name, std::move(value));
  }

 private:
  // Null: the plan does not know it.
  const Value* Known() const {
    if (walk_.known_outputs == nullptr) return nullptr;
    const auto found = walk_.known_outputs->find(output_.name);
    return found == walk_.known_outputs->end() ? nullptr : &found->second;
  }

  // Ephemeral values leave a module only through outputs that say so, and never the root module: that is the state.
  void CheckEphemeral(const Value& value, const ModuleAddress& instance, diag::Diagnostics& diagnostics) {
    if (instance.IsRoot() && output_.ephemeral) {
      diagnostics.AddError("ephemeral-output", "Invalid output configuration",
                           "Root modules are not allowed to have outputs defined as ephemeral", output_.range);
    } else if (!output_.ephemeral && value.HasMarkDeep(kEphemeral)) {
      diagnostics.AddError("ephemeral-value", "Output does not allow ephemeral value",
                           "The value that was generated for the output is ephemeral, but it is not configured to "
                           "allow one.",
                           output_.value->range);
    }
  }

  void Precondition(const CheckRule& rule, const ModuleAddress& instance, diag::Diagnostics& diagnostics) {
    std::vector<const hcl::Traversal*> references;
    if (rule.condition) hcl::AppendReferences(*rule.condition, references);
    if (rule.error_message) hcl::AppendReferences(*rule.error_message, references);
    hcl::Scope scope = walk_.evaluator.ScopeFor(module_, instance, references);
    const diag::Severity severity = walk_.before_destroy ? diag::Severity::kWarning : diag::Severity::kError;
    RuleResult outcome = EvaluateRule(rule, scope, "Module output value precondition failed", severity, diagnostics);
    Note(instance, outcome);
  }

  const Output& output_;
};

// Belongs to the parent: does its work once for each instance of it.
class ExpandStep final : public InstanceStep {
 public:
  ExpandStep(Walk& walk, const Module& module)
      : InstanceStep(walk, *module.parent, {NodeKind::kExpand, module.path, ""}), call_(CallOf(module)) {}

 protected:
  void Do(const ModuleAddress& instance, diag::Diagnostics& diagnostics) override {
    std::vector<const hcl::Traversal*> references;
    if (call_.count) hcl::AppendReferences(*call_.count, references);
    if (call_.for_each) hcl::AppendReferences(*call_.for_each, references);
    if (call_.enabled) hcl::AppendReferences(*call_.enabled, references);
    hcl::Scope scope = walk_.evaluator.ScopeFor(module_, instance, references);
    auto unknown = walk_.validating   ? UnknownKeys::kAccept
                   : walk_.predicting ? UnknownKeys::kStandIn
                                      : UnknownKeys::kRefuse;
    // As in OpenTofu validation looks at no value of `enabled`.
    const RepetitionArguments arguments{call_.count, call_.for_each, walk_.validating ? nullptr : call_.enabled,
                                        instance.Child(call_.name, {}).Text()};
    auto repetitions = EvaluateRepetition(arguments, scope, unknown, diagnostics);
    if (!repetitions) return;
    if (walk_.validating && (call_.count || call_.for_each)) repetitions->assign(1, AnyInstance());
    walk_.evaluator.expansions().SetModule(instance, call_.name, *std::move(repetitions));
  }

 private:
  // Validation goes once through the module, whatever its keys are.
  Repetition AnyInstance() const {
    Repetition any;
    any.is_count = call_.count != nullptr;
    any.is_each = call_.for_each != nullptr;
    any.each_value = Value::Unknown(Type::Dynamic());
    return any;
  }
  static const ModuleCall& CallOf(const Module& module) {
    return module.parent->calls.find(module.path.steps.back().name)->second;
  }
  const ModuleCall& call_;
};

class ProviderStep final : public Step {
 public:
  ProviderStep(Walk& walk, const ResolvedProvider& resolved) : walk_(walk), resolved_(resolved) {}

  long long Prepare() override {
    diag::Diagnostics diagnostics;
    Configure(diagnostics);
    // Reported with the registry's host, which tells no two of them apart but is part of their order.
    const ProviderAddress address = resolved_.Address();
    walk_.log.Add({NodeKind::kProvider, address.module, address.alias, address.host + "/" + address.source},
                  diagnostics);
    return diagnostics.HasErrors() ? -1 : 0;
  }

 private:
  static bool IsEmpty(const hcl::Body& body) {
    diag::Diagnostics content;
    (void)hcl::DecodeContent(body, {}, content);
    return content.empty();
  }

  void Configure(diag::Diagnostics& diagnostics) {
    std::string version = WantedVersion(walk_.configuration, resolved_.requirement);
    std::unique_ptr<Provider> provider = walk_.schemas.catalogue().Make(resolved_.requirement.source, version);
    if (provider == nullptr) return;  // reported with the resources that need it
    if (resolved_.block != nullptr && resolved_.block->mock) {
      provider = std::make_unique<MockedProvider>(std::move(provider), *resolved_.block->mock);
      return walk_.providers.Add(ProviderNode(resolved_.Address()), std::move(provider));
    }
    hcl::Body empty;
    const hcl::Body& body = resolved_.block ? resolved_.block->body : empty;
    // What is not configured is not validated: it may be by the environment.
    if (walk_.validating && IsEmpty(body)) {
      return walk_.providers.Add(ProviderNode(resolved_.Address()), std::move(provider));
    }
    const Module* module = walk_.configuration.Find(resolved_.module);
    hcl::Scope scope = walk_.evaluator.ScopeFor(*module, resolved_.module, hcl::BodyReferences(body));
    if (resolved_.block != nullptr && resolved_.block->each) resolved_.block->each->Define(scope);
    ConfigDecoder decoder(provider->ConfigurationSchema());
    Value config = decoder.Decode(body, scope, diagnostics).UnmarkDeep();
    if (walk_.predicting) PassOverUnsupported(diagnostics);
    if (diagnostics.HasErrors()) return;
    diag::Diagnostics problems;
    provider->ValidateConfiguration(config, problems);
    if (!problems.HasErrors() && !walk_.validating) provider->Configure(config, problems);
    for (diag::Diagnostic& one : problems.list()) {
      if (one.subject.has_place()) continue;
      if (one.address.empty()) one.address = resolved_.Address().Text();
      if (resolved_.block != nullptr) one.subject = PlaceOf(one, body);
    }
    diagnostics.Append(problems);
    if (!diagnostics.HasErrors()) walk_.providers.Add(ProviderNode(resolved_.Address()), std::move(provider));
  }

  Walk& walk_;
  const ResolvedProvider resolved_;
};

class CheckStep final : public InstanceStep {
 public:
  CheckStep(Walk& walk, const Module& module, const CheckBlock& check)
      : InstanceStep(walk, module, {NodeKind::kCheck, module.path, check.name}), check_(check) {}

 protected:
  const char* rules_kind() const override { return "check"; }
  void Do(const ModuleAddress& instance, diag::Diagnostics& diagnostics) override {
    for (const CheckRule& rule : check_.asserts) {
      std::vector<const hcl::Traversal*> references;
      if (rule.condition) hcl::AppendReferences(*rule.condition, references);
      if (rule.error_message) hcl::AppendReferences(*rule.error_message, references);
      hcl::Scope scope = walk_.evaluator.ScopeFor(module_, instance, references);
      diag::Diagnostics problems;
      RuleResult outcome =
          EvaluateRule(rule, scope, "Check block assertion failed", diag::Severity::kWarning, problems);
      // A plan that is only looked at goes on: nothing else hangs on a check. Whether it holds is not for validation.
      for (diag::Diagnostic& problem : problems.list()) {
        if (walk_.predicting) problem.severity = diag::Severity::kWarning;
        if (!walk_.validating || problem.code != "check-failed") diagnostics.Add(problem);
      }
      if (outcome.status == CheckStatus::kUnknown && !walk_.validating && !walk_.predicting) {
        WarnOfUnknown(rule, scope, diagnostics);
      }
      Note(instance, outcome);
    }
  }

 private:
  static void WarnOfUnknown(const CheckRule& rule, const hcl::Scope& scope, diag::Diagnostics& diagnostics) {
    if (rule.condition == nullptr) return;
    diagnostics.AddWarning(
        "check-unknown", "Check block assertion known after apply",
        "The condition could not be evaluated at this time, a result will be known when this plan is "
        "applied.",
        rule.condition->range);
    diagnostics.list().back().values = hcl::ShownValues(*rule.condition, scope);
    diagnostics.list().back().comparison = hcl::ComparedIn(*rule.condition, scope);
  }

  const CheckBlock& check_;
};

}  // namespace

std::vector<ModuleAddress> InstancesOf(const Walk& walk, const Module& module) {
  return walk.evaluator.expansions().Instances(module.path);
}

std::unique_ptr<Step> MakeVariableStep(Walk& walk, const Module& module, const Variable& variable) {
  return std::make_unique<VariableStep>(walk, module, variable);
}
std::unique_ptr<Step> MakeLocalStep(Walk& walk, const Module& module, const Local& local) {
  return std::make_unique<LocalStep>(walk, module, local);
}
std::unique_ptr<Step> MakeOutputStep(Walk& walk, const Module& module, const Output& output) {
  return std::make_unique<OutputStep>(walk, module, output);
}
std::unique_ptr<Step> MakeExpandStep(Walk& walk, const Module& module) {
  return std::make_unique<ExpandStep>(walk, module);
}
std::unique_ptr<Step> MakeProviderStep(Walk& walk, const ResolvedProvider& resolved) {
  return std::make_unique<ProviderStep>(walk, resolved);
}
std::unique_ptr<Step> MakeCheckStep(Walk& walk, const Module& module, const CheckBlock& check) {
  return std::make_unique<CheckStep>(walk, module, check);
}

}  // namespace rolecall::engine
