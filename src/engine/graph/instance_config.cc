#include "engine/graph/instance_config.h"

#include <utility>

#include "engine/graph/infinite_number.h"
#include "engine/graph/passed_over.h"
#include "engine/provider/mocked_provider.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"

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

void FindSchema(const Walk& walk, ResourceTarget& target) {
  ResolvedProvider resolved = ResolveProvider(*target.module, target.block->provider);
  target.provider_version = WantedVersion(walk.configuration, resolved.requirement);
  const std::string& source = resolved.requirement.source;
  target.provider = walk.schemas.FindProvider(source, target.provider_version);
  target.schema = walk.schemas.Find(source, target.provider_version, target.block->mode, target.block->type);
}

void StandIn(ResourceTarget& target) {
  if (target.provider == nullptr || target.block == nullptr || !target.block->overridden) return;
  ProviderMock mock;
  const bool is_data = target.block->mode == ResourceMode::kData;
  (is_data ? mock.data_sources : mock.resources)[target.block->type] = *target.block->overridden;
  target.stand_in = std::make_unique<MockedProvider>(*target.provider, std::move(mock));
  target.provider = target.stand_in.get();
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
  if (!CheckEphemeral(target.schema->block, address, target.block->range, marked, diagnostics)) return std::nullopt;
  auto [plain, sensitive] = TakeSensitive(marked);
  if (HasInfiniteNumber(plain)) {
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
    RuleResult outcome = EvaluateRule(rule, scope, summary, diag::Severity::kError, diagnostics);
    good = good && outcome.status != CheckStatus::kFail && outcome.status != CheckStatus::kError;
    walk.checks.Add("resource", target.config_address.Text(), address.Text(), outcome);
  }
  return good;
}

Value IgnoreChanges(const Lifecycle& lifecycle, const Value& prior, const Value& config) {
  if (!Exists(prior)) return config;
  if (lifecycle.ignore_all) return prior;
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

void NameObject(const ResourceAddress& address, const diag::Range& range, diag::Diagnostics& diagnostics) {
  for (diag::Diagnostic& one : diagnostics.list()) {
    if (one.address.empty()) one.address = address.Text();
    if (!one.subject.has_place()) one.subject = range;
  }
}

}  // namespace rolecall::engine
