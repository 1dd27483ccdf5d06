#include "engine/graph/instance_config.h"

#include <utility>

#include "engine/graph/passed_over.h"
#include "engine/provider/attribute_place.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"
#include "value/convert.h"
#include "value/infinite_number.h"

namespace rolecall::engine {
namespace {

using value::Value;

bool Exists(const Value& object) { return object.IsKnown() && !object.IsNull(); }

value::Path PathOf(const hcl::Traversal& traversal) {
  value::Path path{value::AttributeStep{traversal.root}};
  for (const hcl::TraversalStep& step : traversal.steps) {
    if (step.IsAttribute()) {
      path.push_back(value::AttributeStep{step.name});
    } else if (step.key.IsKnown() && step.key.type() == value::Type::String()) {
      path.push_back(value::IndexStep{step.key.AsString()});
    } else if (step.key.IsKnown() && step.key.type() == value::Type::Number()) {
      path.push_back(value::IndexStep{static_cast<long long>(step.key.AsNumber().ToInt64().value_or(-1))});
    }
  }
  return path;
}

bool IsWriteOnly(const BlockSchema& block, const value::Path& path) {
  const BlockSchema* within = &block;
  for (const value::Step& step : path) {
    const auto* name = std::get_if<value::AttributeStep>(&step);
    if (name == nullptr) continue;
    if (auto attribute = within->attributes.find(name->name); attribute != within->attributes.end()) {
      if (attribute->second.write_only || attribute->second.nested == nullptr) return attribute->second.write_only;
      within = attribute->second.nested->block.get();
      continue;
    }
    auto nested = within->blocks.find(name->name);
    if (nested == within->blocks.end()) return false;
    within = nested->second.block.get();
  }
  return false;
}

// Ephemeral values may go into write-only attributes only: all others are kept in plan and state.
bool CheckEphemeral(const BlockSchema& schema, const ResourceAddress& address, const diag::Range& range,
                    const Value& marked, diag::Diagnostics& diagnostics) {
  if (!marked.HasMarkDeep(kEphemeral)) return true;
  bool good = true;
  for (const auto& [path, marks] : marked.UnmarkDeepWithPaths().second) {
    if (marks.count(kEphemeral) == 0 || IsWriteOnly(schema, path)) continue;
    good = false;
    AddObjectError(address, "ephemeral-value", "Ephemeral value used in non-ephemeral context",
                   "Attribute \"" + value::PathText(path) +
                       "\" is referencing an ephemeral value but ephemeral values can be referenced only by other "
                       "ephemeral attributes or by write-only ones.",
                   range, diagnostics);
  }
  return good;
}

}  // namespace

void ResourceTarget::SetSchema(const ResourceSchema* found) {
  schema = found;
  if (found != nullptr) nothing = value::Value::Null(ImpliedType(found->block));
}

void FindSchema(const Walk& walk, ResourceTarget& target) {
  ResolvedProvider resolved = ResolveProvider(*target.module, *target.block);
  target.provider_version = WantedVersion(walk.configuration, resolved.requirement);
  const std::string& source = resolved.requirement.source;
  target.provider = walk.schemas.FindProvider(source, target.provider_version);
  target.SetSchema(walk.schemas.Find(source, target.provider_version, target.block->mode, target.block->type));
}

namespace {

std::optional<ResolvedProvider> WithAlias(const Walk& walk, const ResolvedProvider& family, const std::string& alias) {
  const Module* module = walk.configuration.Find(family.module);
  const auto block = module->providers.find({family.name.local_name, alias});
  if (block == module->providers.end()) return std::nullopt;
  ResolvedProvider instance = family;
  instance.name.alias = alias;
  instance.block = &block->second;
  return instance;
}

// The module instance that the key is of: the one of the call that passes the provider, or the resource's own.
ModuleAddress KeyedModule(const ResolvedProvider& family, const ResourceAddress& address) {
  ModuleAddress module = address.module;
  if (family.key_child != nullptr) module.steps.resize(family.key_child->path.steps.size());
  return module;
}

Value ProviderKeyValue(const Walk& walk, const ResolvedProvider& family, const ResourceAddress& address,
                       const Repetition& repetition, diag::Diagnostics& diagnostics) {
  if (family.key->expression == nullptr) return Value::String(family.key->fixed);
  const ModuleAddress keyed = KeyedModule(family, address);
  const bool is_call = family.key_child != nullptr;
  std::optional<Repetition> of_call;
  if (is_call) of_call = walk.evaluator.expansions().OfInstance(keyed);
  const Repetition* each = is_call ? (of_call ? &*of_call : nullptr) : &repetition;
  return walk.evaluator.Evaluate(*family.key->expression, *family.key_module, is_call ? keyed.Parent() : keyed, each,
                                 diagnostics);
}

// Empty: it will do.
std::string WhyNoKey(const Value& key, const value::Conversion& text, const ResourceAddress& address) {
  if (key.HasMark(value::kSensitive)) return "A provider instance key must not be derived from a sensitive value.";
  if (key.HasMark(kEphemeral)) return "A provider instance key must not be derived from an ephemeral value.";
  if (key.IsKnown() && key.IsNull()) return "A provider instance key must not be null.";
  if (!key.IsKnown()) {
    return "The provider instance key for " + address.Text() +
           " depends on values that cannot be determined until apply, and so no provider instance can be selected to "
           "create a plan for this resource instance.";
  }
  return text.ok() ? "" : "The given instance key is unsuitable: " + text.error().Text() + ".";
}

}  // namespace

std::optional<ResolvedProvider> SelectProvider(const Walk& walk, const ResolvedProvider& family,
                                               const ResourceAddress& address, const Repetition& repetition,
                                               diag::Diagnostics& diagnostics) {
  if (family.key == nullptr) return std::nullopt;  // reported with the graph
  diag::Diagnostics problems;
  const Value key = ProviderKeyValue(walk, family, address, repetition, problems);
  const bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  const value::Conversion text = value::Convert(key.UnmarkDeep(), value::Type::String());
  if (const std::string wrong = WhyNoKey(key, text, address); !wrong.empty()) {
    AddObjectError(address, "provider-instance", "Invalid provider instance key", wrong, family.key->range,
                   diagnostics);
    return std::nullopt;
  }
  const std::string alias = InstanceAlias(family.name.alias, text->AsString());
  std::optional<ResolvedProvider> instance = WithAlias(walk, family, alias);
  if (instance) return instance;
  ProviderReference missing{family.name.local_name, alias};
  AddObjectError(address, "provider-instance", "Provider instance not present",
                 "The provider configuration " + family.name.Text() + " has no instance " + missing.Text() +
                     ": its for_each has no such key.",
                 family.key->range, diagnostics);
  return std::nullopt;
}

std::optional<ResolvedProvider> FindInstanceProvider(const Walk& walk, const ResolvedProvider& family,
                                                     const ResourceAddress& address, const std::string& provider,
                                                     diag::Diagnostics& diagnostics) {
  std::optional<ResolvedProvider> instance = WithAlias(walk, family, ProviderAlias(provider));
  if (instance && !instance->IsFamily()) return instance;
  AddObjectError(
      address, "provider-instance", "Provider instance not present",
      "To work with " + address.Text() + " its original provider instance at " +
          (provider.empty() ? family.Address().Text() : provider) +
          " is required, but it has been removed. This occurs when an element is removed from the provider "
          "configuration's for_each collection while objects created by that the associated provider instance still "
          "exist in the state. Re-add the for_each element to destroy " +
          address.Text() +
          ", after which you can remove the provider configuration again.\n\nThis is commonly caused by using the same "
          "for_each collection both for a resource (or its containing module) and its associated provider "
          "configuration. To successfully remove an instance of a resource it must be possible to remove the "
          "corresponding element from the resource's for_each collection while retaining the corresponding element in "
          "the provider's for_each collection.",
      {}, diagnostics);
  return std::nullopt;
}

std::optional<InstanceConfig> ConfigureInstance(const Walk& walk, const ResourceTarget& target,
                                                const ResourceAddress& address, const Repetition& repetition,
                                                diag::Diagnostics& diagnostics) {
  hcl::Scope scope = walk.evaluator.ScopeFor(*target.module, address.module, target.references);
  repetition.Define(scope);
  diag::Diagnostics problems;
  Value marked = target.decoder->Decode(target.block->body, scope, problems);
  if (walk.predicting) PassOverUnsupported(problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  const bool is_kept = target.block->mode != ResourceMode::kEphemeral;
  if (is_kept && !CheckEphemeral(target.schema->block, address, target.block->range, marked, diagnostics)) {
    return std::nullopt;
  }
  auto [plain, sensitive] = TakeSensitive(marked);
  if (value::HasInfiniteNumber(plain)) {
    AddObjectError(
        address, "infinite-number", "Failed to serialize value",
        "failed to encode " + address.Text() + ": failed to serialize value: cannot serialize infinity as JSON",
        target.block->range, diagnostics);
    return std::nullopt;
  }
  return InstanceConfig{std::move(plain), std::move(sensitive)};
}

bool CheckConditions(Walk& walk, const ResourceTarget& target, const ResourceAddress& address,
                     const Repetition& repetition, const std::vector<CheckRule>& rules, const Value* self,
                     diag::Diagnostics& diagnostics) {
  bool good = true;
  for (const CheckRule& rule : rules) {
    std::vector<const hcl::Traversal*> references;
    if (rule.condition) hcl::AppendReferences(*rule.condition, references);
    if (rule.error_message) hcl::AppendReferences(*rule.error_message, references);
    hcl::Scope scope = walk.evaluator.ScopeFor(*target.module, address.module, references);
    repetition.Define(scope);
    if (self != nullptr) scope.Set("self", *self);
    const char* summary = self ? "Resource postcondition failed" : "Resource precondition failed";
    const diag::Severity severity = walk.before_destroy ? diag::Severity::kWarning : diag::Severity::kError;
    RuleResult outcome = EvaluateRule(rule, scope, summary, severity, diagnostics);
    const bool failed = outcome.status == CheckStatus::kFail && !walk.before_destroy;
    good = good && !failed && outcome.status != CheckStatus::kError;
    walk.checks.Add("resource", target.config_address.Text(), address.Text(), outcome);
  }
  return good;
}

Value IgnoreChanges(const Lifecycle& lifecycle, const Value& prior, const Value& config, const BlockSchema* schema) {
  if (!Exists(prior)) return config;
  if (lifecycle.ignore_all) return schema == nullptr ? prior : WithoutComputed(*schema, prior);
  Value result = config;
  for (const hcl::Traversal& ignored : lifecycle.ignore_changes) result = WithPriorAt(result, prior, PathOf(ignored));
  return result;
}

std::optional<PlannedResource> AskProvider(const ResourceTarget& target, const ResourceAddress& address,
                                           const ResourceState& prior, const Value& config,
                                           diag::Diagnostics& diagnostics) {
  Value proposed = ProposedNew(target.schema->block, prior.value, config);
  diag::Diagnostics problems;
  PlannedResource planned = target.provider->Plan(address.type, prior, proposed, config, problems);
  bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return std::nullopt;
  // Again: what is ignored is so for defaults of the provider as well.
  if (target.block != nullptr && planned.may_depart) {
    planned.planned = IgnoreChanges(target.block->lifecycle, prior.value, planned.planned);
  }
  if (planned.is_checked) return planned;
  for (const std::string& wrong : PlanViolations(target.schema->block, prior.value, config, planned.planned)) {
    failed = true;
    AddObjectError(
        address, "invalid-plan", "Provider produced invalid plan",
        "The provider's plan for " + address.Text() + " is not valid: " + wrong + ". This is a bug in this program.",
        {}, diagnostics);
  }
  if (failed) return std::nullopt;
  return planned;
}

std::vector<value::Path> MarksIn(const Value& object, const std::vector<value::Path>& marked) {
  std::vector<value::Path> found;
  for (const value::Path& path : marked) {
    if (ValueAt(object, path)) found.push_back(path);
  }
  return found;
}

void AddObjectError(const ResourceAddress& address, const std::string& code, const std::string& summary,
                    const std::string& detail, const diag::Range& range, diag::Diagnostics& diagnostics) {
  diag::Diagnostic error;
  error.code = code;
  error.summary = summary;
  error.detail = detail;
  error.address = address.Text();
  error.subject = range;
  diagnostics.Add(std::move(error));
}

void NameObject(const ResourceAddress& address, const hcl::Body* body, diag::Diagnostics& diagnostics) {
  if (body == nullptr) return NameObject(address, diag::Range(), diagnostics);
  for (diag::Diagnostic& one : diagnostics.list()) {
    if (one.code == "forgotten") continue;  // names its object itself
    // What has a place is about the text there. A failed condition is looked for by its object's name (test files).
    if (one.address.empty() && (!one.subject.has_place() || one.code == "check-failed")) one.address = address.Text();
    if (!one.subject.has_place()) one.subject = PlaceOf(one, *body);
  }
}

void NameObject(const ResourceAddress& address, const diag::Range& range, diag::Diagnostics& diagnostics) {
  for (diag::Diagnostic& one : diagnostics.list()) {
    if (one.code == "forgotten") continue;
    if (one.address.empty() && (!one.subject.has_place() || one.code == "check-failed")) one.address = address.Text();
    if (!one.subject.has_place()) one.subject = range;
  }
}

}  // namespace rolecall::engine
