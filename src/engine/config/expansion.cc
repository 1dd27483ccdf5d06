#include "engine/config/expansion.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/placeholder.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"
#include "value/convert.h"

// How it works. A Repetition is one instance: its key and what each.value is. Keys must be known when a plan is made,
// because they are part of addresses; values may be unknown. Validation knows no keys: there one Repetition without key
// stands for any (UnknownKeys::kAccept), with is_count or is_each saying what kind of key it would have. Sensitive and
// ephemeral values may not become keys of for_each: addresses are shown, and kept in the state. A number of instances
// is seen anyway, so `count` may be sensitive.
//
// Expansions keeps, for each call in each instance of its module, the repetitions in the order of their keys. The
// instances of a module are found by going down its path, one call after the other.
namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr long long kMaxInstances = 1'000'000;
constexpr const char* kUnknownAdvice =
    " depends on values that cannot be determined until apply, so it cannot be predicted how many instances there will "
    "be. Use keys that are known beforehand, with the unknown parts only in the values; or first apply only what this "
    "depends on, with -target.";

constexpr std::size_t kMostUnknownParts = 16;

// Where in the value something is not known: ".a", "[0].b", "" for the whole of it; and what it is.
void CollectUnknown(const Value& value, const std::string& path, std::vector<diag::ShownValue>& parts) {
  if (parts.size() >= kMostUnknownParts || value.IsMarkedDeep()) return;
  if (!value.IsKnown()) {
    const bool is_any = value.type().IsDynamic();
    parts.push_back({path, is_any ? "will be known only after apply"
                                  : "is a " + value.type().FriendlyName() + ", known only after apply"});
    return;
  }
  if (value.IsNull() || value.IsWhollyKnown()) return;
  const Type::Kind kind = value.type().kind();
  if (kind == Type::Kind::kObject || kind == Type::Kind::kMap) {
    for (const auto& [key, member] : value.members()) CollectUnknown(member, path + "." + key, parts);
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    CollectUnknown(value.elements()[i], path + "[" + std::to_string(i) + "]", parts);
  }
}

// What in the expression is not known: an error about that names it.
std::vector<diag::ShownValue> UnknownParts(const hcl::Expression& expression, const hcl::Scope& scope) {
  std::vector<diag::ShownValue> parts;
  std::set<std::string> seen;
  for (const hcl::Traversal* traversal : hcl::References(expression)) {
    const Value* root = scope.Find(traversal->root);
    if (root == nullptr) continue;
    diag::Diagnostics ignored;
    const Value value = hcl::FollowSteps(*root, traversal->steps, traversal->range, ignored);
    const std::string name = hcl::TraversalText(*traversal);
    if (!ignored.HasErrors() && seen.insert(name).second) CollectUnknown(value, name, parts);
  }
  return parts;
}

constexpr const char* kEphemeralAdvice =
    " is derived from an ephemeral value, which means that it cannot be kept between plan and apply. Use only "
    "non-ephemeral values to decide which instances there are.";

std::optional<std::vector<Repetition>> Count(const hcl::Expression& expression, const hcl::Scope& scope,
                                             UnknownKeys unknown, diag::Diagnostics& diagnostics) {
  auto refuse = [&](const std::string& detail) {
    diagnostics.AddError("invalid-count", "Invalid count argument", detail, expression.range);
    return std::nullopt;
  };
  diag::Diagnostics problems;
  Value given = hcl::Evaluate(expression, scope, problems);
  diagnostics.Append(problems);
  if (problems.HasErrors()) return std::nullopt;
  if (given.HasMarkDeep(kEphemeral)) return refuse("The given \"count\"" + std::string(kEphemeralAdvice));
  given = given.UnmarkDeep();  // how many there are tells little of a sensitive value, and is seen anyway
  if (given.IsNull() && given.IsKnown()) {
    return refuse("The given \"count\" argument value is null. An integer is required.");
  }
  value::Conversion number = value::Convert(given, Type::Number());
  if (!number.ok()) return refuse("The given \"count\" argument value is unsuitable: " + number.error().Text() + ".");
  if (!number->IsKnown()) {
    if (unknown == UnknownKeys::kRefuse) {
      refuse("The \"count\" value" + std::string(kUnknownAdvice));
      diagnostics.list().back().values = UnknownParts(expression, scope);
      return std::nullopt;
    }
    Repetition any;
    any.is_count = true;
    if (unknown == UnknownKeys::kStandIn) any.key = 0LL;
    return std::vector<Repetition>{any};
  }
  auto count = number->AsNumber().ToInt64();
  if (!count || *count < 0) {
    return refuse("The given \"count\" argument value is unsuitable: a whole number that is not negative is required.");
  }
  if (*count > kMaxInstances) return refuse("The given \"count\" argument value is too large.");
  std::vector<Repetition> repetitions;
  for (long long i = 0; i < *count; ++i) {
    Repetition one;
    one.key = i;
    one.is_count = true;
    repetitions.push_back(std::move(one));
  }
  return repetitions;
}

std::optional<std::vector<Repetition>> Enabled(const hcl::Expression& expression, const hcl::Scope& scope,
                                               UnknownKeys unknown, diag::Diagnostics& diagnostics) {
  auto refuse = [&](const std::string& detail) {
    diagnostics.AddError("invalid-enabled", "Invalid enabled argument", detail, expression.range);
    return std::nullopt;
  };
  diag::Diagnostics problems;
  const Value given = hcl::Evaluate(expression, scope, problems);
  diagnostics.Append(problems);
  if (problems.HasErrors()) return std::nullopt;
  if (given.HasMarkDeep(kEphemeral)) return refuse("The given \"enabled\"" + std::string(kEphemeralAdvice));
  const value::Conversion flag = value::Convert(given.UnmarkDeep(), Type::Bool());
  if (!flag.ok()) return refuse("The given \"enabled\" argument value is unsuitable: " + flag.error().Text() + ".");
  if (flag->IsKnown() && flag->IsNull()) {
    return refuse("The given \"enabled\" argument value is unsuitable: it must not be null.");
  }
  if (!flag->IsKnown() && unknown == UnknownKeys::kRefuse) {
    return refuse("The \"enabled\" value" + std::string(kUnknownAdvice));
  }
  return std::vector<Repetition>(!flag->IsKnown() || flag->AsBool() ? 1 : 0);
}

std::optional<std::vector<Repetition>> EachOfSet(const Value& set, const hcl::Expression& expression,
                                                 UnknownKeys unknown, diag::Diagnostics& diagnostics) {
  std::vector<Repetition> repetitions;
  for (const Value& element : set.elements()) {
    std::string detail;
    if (!element.IsKnown() && unknown == UnknownKeys::kStandIn) {
      const std::string name = Placeholder("each.key-" + std::to_string(repetitions.size()));
      repetitions.push_back({.key = name, .each_value = Value::String(name), .is_each = true});
      continue;
    }
    if (!element.IsKnown()) {
      if (unknown == UnknownKeys::kAccept) continue;
      detail = "The \"for_each\" set" + std::string(kUnknownAdvice);
    } else if (element.IsNull()) {
      detail = "The given \"for_each\" argument value is unsuitable: \"for_each\" sets must not contain null values.";
    } else if (element.type() != Type::String()) {
      detail =
          "The given \"for_each\" argument value is unsuitable: \"for_each\" supports maps and sets of strings, but "
          "you have provided a set containing type " +
          element.type().FriendlyName() + ".";
    }
    if (!detail.empty()) {
      diagnostics.AddError("invalid-for-each", "Invalid for_each argument", detail, expression.range);
      return std::nullopt;
    }
    Repetition one;
    one.key = element.AsString();
    one.each_value = element;
    one.is_each = true;
    repetitions.push_back(std::move(one));
  }
  return repetitions;
}

std::optional<std::vector<Repetition>> Each(const hcl::Expression& expression, const hcl::Scope& scope,
                                            UnknownKeys unknown, diag::Diagnostics& diagnostics) {
  auto refuse = [&](const std::string& detail) {
    diagnostics.AddError("invalid-for-each", "Invalid for_each argument", detail, expression.range);
    return std::nullopt;
  };
  diag::Diagnostics problems;
  Value given = hcl::Evaluate(expression, scope, problems);
  diagnostics.Append(problems);
  if (problems.HasErrors()) return std::nullopt;
  if (given.HasMarkDeep(kEphemeral)) return refuse("The given \"for_each\" value" + std::string(kEphemeralAdvice));
  if (given.HasMark(value::kSensitive)) {
    return refuse(
        "Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If "
        "used, the sensitive value could be exposed as a resource instance key.");
  }
  Type::Kind kind = given.type().kind();
  bool is_dynamic = kind == Type::Kind::kDynamic;
  if (given.IsKnown() && given.IsNull()) {
    return refuse(
        "The given \"for_each\" argument value is unsuitable: the given \"for_each\" argument value is null. A "
        "map, or set of strings is allowed.");
  }
  if (!is_dynamic && kind != Type::Kind::kMap && kind != Type::Kind::kObject && kind != Type::Kind::kSet) {
    return refuse(
        "The given \"for_each\" argument value is unsuitable: the \"for_each\" argument must be a map, or set "
        "of strings, and you have provided a value of type " +
        given.type().FriendlyName() + ".");
  }
  if (!given.IsKnown()) {
    if (unknown == UnknownKeys::kRefuse) {
      refuse("The \"for_each\" value" + std::string(kUnknownAdvice));
      diagnostics.list().back().values = UnknownParts(expression, scope);
      return std::nullopt;
    }
    Repetition any;
    any.is_each = true;
    if (unknown == UnknownKeys::kStandIn) any.key = Placeholder("each.key");
    any.each_value = Value::Unknown(Type::Dynamic());
    return std::vector<Repetition>{any};
  }
  if (kind == Type::Kind::kSet) {
    auto repetitions = EachOfSet(given, expression, unknown, diagnostics);
    if (!repetitions && !given.IsWhollyKnown()) diagnostics.list().back().values = UnknownParts(expression, scope);
    return repetitions;
  }
  std::vector<Repetition> repetitions;
  for (const auto& [key, element] : given.members()) {
    Repetition one;
    one.key = key;
    one.each_value = element;
    one.is_each = true;
    repetitions.push_back(std::move(one));
  }
  return repetitions;
}

}  // namespace

void Repetition::Define(hcl::Scope& scope) const {
  if (is_each) {
    const auto* key_text = std::get_if<std::string>(&key);
    Value key_value = key_text ? Value::String(*key_text) : Value::Unknown(Type::String());
    scope.Set("each", Value::Object({{"key", std::move(key_value)}, {"value", each_value}}));
  }
  if (is_count) {
    const auto* index = std::get_if<long long>(&key);
    scope.Set("count", Value::Object({{"index", index ? Value::Int(*index) : Value::Unknown(Type::Number())}}));
  }
}

std::optional<std::vector<Repetition>> EvaluateRepetition(const hcl::Expression* count, const hcl::Expression* for_each,
                                                          const hcl::Expression* enabled, const hcl::Scope& scope,
                                                          UnknownKeys unknown, diag::Diagnostics& diagnostics) {
  if (count != nullptr) return Count(*count, scope, unknown, diagnostics);
  if (for_each != nullptr) return Each(*for_each, scope, unknown, diagnostics);
  if (enabled != nullptr) return Enabled(*enabled, scope, unknown, diagnostics);
  return std::vector<Repetition>(1);
}

void Expansions::SetModule(const ModuleAddress& parent, const std::string& call, std::vector<Repetition> repetitions) {
  std::lock_guard<std::mutex> lock(mutex_);
  modules_[{parent, call}] = std::move(repetitions);
}

std::vector<ModuleAddress> Expansions::Instances(const ModuleAddress& config_path) const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<ModuleAddress> instances(1);
  for (const ModuleStep& step : config_path.steps) {
    std::vector<ModuleAddress> deeper;
    for (const ModuleAddress& parent : instances) {
      auto found = modules_.find({parent, step.name});
      if (found == modules_.end()) continue;
      for (const Repetition& one : found->second) deeper.push_back(parent.Child(step.name, one.key));
    }
    instances = std::move(deeper);
  }
  return instances;
}

std::vector<Repetition> Expansions::OfCall(const ModuleAddress& parent, const std::string& call) const {
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = modules_.find({parent, call});
  return found == modules_.end() ? std::vector<Repetition>() : found->second;
}

std::optional<Repetition> Expansions::OfInstance(const ModuleAddress& instance) const {
  if (instance.IsRoot()) return std::nullopt;
  std::lock_guard<std::mutex> lock(mutex_);
  auto found = modules_.find({instance.Parent(), instance.steps.back().name});
  if (found == modules_.end()) return std::nullopt;
  const InstanceKey& key = instance.steps.back().key;
  auto one = std::lower_bound(found->second.begin(), found->second.end(), key,
                              [](const Repetition& a, const InstanceKey& wanted) { return a.key < wanted; });
  if (one == found->second.end() || one->key != key) return std::nullopt;
  return *one;
}

}  // namespace rolecall::engine
