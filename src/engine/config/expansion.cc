#include "engine/config/expansion.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/placeholder.h"
#include "base/shell.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/show_value.h"
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

// A word of a command line, as a POSIX shell reads it.
std::string ShellWord(const std::string& text) {
  constexpr std::string_view kSpecial = "|&;<>(){}[]$`\\\"'*?!#~=%";
  if (text.find_first_of(" \n\t") != std::string::npos) return ShellQuoted(text);
  std::string word;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) word += '\\';
    word += c;
  }
  return word;
}

// What makes one argument's value into instances, and what it says where that is not possible.
class Expander {
 public:
  Expander(const RepetitionArguments& arguments, const hcl::Scope& scope, UnknownKeys unknown,
           diag::Diagnostics& diagnostics)
      : arguments_(arguments), scope_(scope), unknown_(unknown), diagnostics_(diagnostics) {}

  std::optional<std::vector<Repetition>> Count(const hcl::Expression& expression) {
    argument_ = "count";
    std::optional<Value> given = Evaluate(expression);
    if (!given) return std::nullopt;
    const value::Conversion converted = value::Convert(*given, Type::Number());
    if (!converted.ok()) {
      diagnostics_.AddError("invalid-count", "Incorrect value type",
                            "Invalid expression value: " + converted.error().Text() + ".", expression.range);
      return std::nullopt;
    }
    // How many there are tells little of a sensitive value, and is seen anyway.
    if (converted->HasMarkDeep(kEphemeral)) return RefuseConfidential(expression, kEphemeral);
    const Value number = converted->UnmarkDeep();
    if (number.IsKnown() && number.IsNull()) {
      return Refuse(expression, "The given \"count\" argument value is null. An integer is required.");
    }
    if (!number.IsKnown()) return AnyCount(expression);
    const auto count = number.AsNumber().ToInt64();
    if (!count) {
      return Unsuitable(expression,
                        "value must be a whole number, between -9223372036854775808 and 9223372036854775807");
    }
    if (*count < 0) return Unsuitable(expression, "must be greater than or equal to zero");
    if (*count > kMaxInstances) return Unsuitable(expression, "must be at most " + std::to_string(kMaxInstances));
    std::vector<Repetition> repetitions;
    for (long long i = 0; i < *count; ++i) repetitions.push_back({.key = i, .each_value = Value(), .is_count = true});
    return repetitions;
  }

  std::optional<std::vector<Repetition>> Enabled(const hcl::Expression& expression) {
    argument_ = "enabled";
    because_ = hcl::Because::kOther;
    const std::optional<Value> given = Evaluate(expression);
    if (!given) return std::nullopt;
    const std::size_t before = diagnostics_.size();
    if (given->HasMark(value::kSensitive)) {
      because_ = hcl::Because::kUnknown;
      Refuse(expression,
             "Sensitive values, or values derived from sensitive values, cannot be used in \"enabled\" arguments. If "
             "used, the sensitive value would be exposed by whether an instance is present.");
    }
    because_ = hcl::Because::kOther;
    if (given->HasMark(kEphemeral)) Unsuitable(expression, "the given value is ephemeral");
    const Value plain = given->UnmarkDeep();
    if (plain.IsKnown() && plain.IsNull()) Unsuitable(expression, "the given value is null");
    if (!plain.IsKnown() && unknown_ == UnknownKeys::kRefuse) {
      because_ = hcl::Because::kUnknown;
      Refuse(expression,
             "The given \"enabled\" argument value is derived from a value that won't be known until the apply phase, "
             "so Rolecall cannot determine whether an instance of this object is declared or not.");
    }
    if (diagnostics_.size() > before) return std::nullopt;
    const value::Conversion flag = value::Convert(plain, Type::Bool());
    if (!flag.ok()) return Unsuitable(expression, flag.error().Text());
    return std::vector<Repetition>(!flag->IsKnown() || flag->AsBool() ? 1 : 0);
  }

  std::optional<std::vector<Repetition>> Each(const hcl::Expression& expression) {
    argument_ = "for_each";
    const std::optional<Value> given = Evaluate(expression);
    if (!given) return std::nullopt;
    const std::size_t before = diagnostics_.size();
    const Type& type = given->type();
    const bool is_set = type.IsSet();
    const Value plain = given->UnmarkDeep();
    const bool is_null = plain.IsKnown() && plain.IsNull();
    const bool is_unknown = !plain.IsKnown() || (is_set && !is_null && !plain.IsWhollyKnown());
    if (is_unknown && unknown_ == UnknownKeys::kRefuse) RefuseUnknown(expression, type);
    if (is_null) Unsuitable(expression, "the given \"for_each\" argument value is null");
    for (const char* mark : {value::kSensitive, kEphemeral}) {
      if (given->HasMark(mark) || (is_set && given->HasMarkDeep(mark))) RefuseConfidential(expression, mark);
    }
    CheckType(expression, plain, is_unknown || is_null);
    if (diagnostics_.size() > before) return std::nullopt;
    if (!plain.IsKnown()) return AnyEach();
    if (is_set) return OfSet(plain);
    if (type.IsTuple()) return OfTuple(*given);
    std::vector<Repetition> repetitions;
    for (const auto& [key, element] : given->members()) {
      repetitions.push_back({.key = key, .each_value = element, .is_each = true});
    }
    return repetitions;
  }

 private:
  std::optional<Value> Evaluate(const hcl::Expression& expression) {
    diag::Diagnostics problems;
    Value given = hcl::Evaluate(expression, scope_, problems);
    diagnostics_.Append(problems);
    if (problems.HasErrors()) return std::nullopt;
    return given;
  }

  // OpenTofu shows no values with what it says of `count`.
  std::nullopt_t Refuse(const hcl::Expression& expression, const std::string& detail) {
    diagnostics_.AddError("invalid-" + std::string(argument_ == "for_each" ? "for-each" : argument_),
                          "Invalid " + argument_ + " argument", detail, expression.range);
    if (argument_ != "count") diagnostics_.list().back().values = hcl::ShownValues(expression, scope_, because_);
    because_ = hcl::Because::kOther;
    return std::nullopt;
  }

  std::nullopt_t Unsuitable(const hcl::Expression& expression, const std::string& why) {
    return Refuse(expression, "The given \"" + argument_ + "\" argument value is unsuitable: " + why + ".");
  }

  std::nullopt_t RefuseConfidential(const hcl::Expression& expression, const std::string& mark) {
    std::string capital = mark;
    capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
    because_ = hcl::Because::kConfidential;
    return Refuse(expression, capital + " values, or values derived from " + mark + " values, cannot be used as " +
                                  argument_ + " arguments. If used, the " + mark +
                                  " value could be exposed as a resource instance key.");
  }

  std::optional<std::vector<Repetition>> AnyCount(const hcl::Expression& expression) {
    if (unknown_ == UnknownKeys::kRefuse) {
      const std::string& address = arguments_.address;
      return Refuse(expression,
                    "The \"count\" value depends on resource attributes that cannot be determined until apply, so "
                    "Rolecall cannot predict how many instances will be created.\n\nTo work around this, use the " +
                        (address.empty() ? std::string("-target option to first apply only the resources that the "
                                                       "count depends on")
                                         : "planning option -exclude=" + ShellWord(address) +
                                               " to first apply without this object") +
                        ", and then apply normally to converge.");
    }
    Repetition any;
    any.is_count = true;
    if (unknown_ == UnknownKeys::kStandIn) any.key = 0LL;
    return std::vector<Repetition>{any};
  }

  void RefuseUnknown(const hcl::Expression& expression, const Type& type) {
    const bool is_map = type.IsMap() || type.IsObject();
    const bool is_tuple = type.IsTuple() && arguments_.takes_tuples;
    const bool is_any = !is_map && !is_tuple && !type.IsSet();
    const char* kind = is_map ? "map includes keys" : (is_tuple ? "tuple includes values" : "set includes values");
    std::string detail =
        is_any
            ? "The \"for_each\" value includes keys or set values from resource attributes that cannot be determined "
              "until apply, and so Rolecall cannot determine what will identify the instances of this resource."
            : "The \"for_each\" " + std::string(kind) +
                  " derived from resource attributes that cannot be determined until apply, and so Rolecall cannot "
                  "determine the full set of keys that will identify the instances of this resource.";
    detail +=
        is_any || is_map
            ? "\n\nWhen working with unknown values in for_each, it's better to define the map keys statically in "
              "your configuration and place apply-time results only in the map values.\n\n"
            : "\n\nWhen working with unknown values in for_each, it's better to use a map value where the keys are "
              "defined statically in your configuration and where only the values contain apply-time results.\n\n";
    detail += arguments_.address.empty()
                  ? "Alternatively, you could use the -target option to first apply only the resources that for_each "
                    "depends on, and then apply normally to converge."
                  : "Alternatively, you could use the planning option -exclude=" + ShellWord(arguments_.address) +
                        " to first apply without this object, and then apply normally to converge.";
    because_ = hcl::Because::kUnknown;
    Refuse(expression, detail);
  }

  void CheckType(const hcl::Expression& expression, const Value& plain, bool is_opaque) {
    const Type& type = plain.type();
    if (type.IsDynamic() || type.IsMap() || type.IsObject() || (type.IsTuple() && arguments_.takes_tuples)) return;
    if (!type.IsSet()) {
      const char* wanted = arguments_.takes_tuples ? "map, set of strings, or a tuple" : "map, or set of strings";
      Unsuitable(expression, "the \"for_each\" argument must be a " + std::string(wanted) +
                                 ", and you have provided a value of type " + type.FriendlyName());
      return;
    }
    if (type.element() != Type::String() && !type.element().IsDynamic()) {
      Unsuitable(expression, "\"for_each\" supports sets of strings, but you have provided a set containing type " +
                                 type.element().FriendlyName());
      return;
    }
    if (is_opaque) return;
    for (const Value& element : plain.elements()) {
      if (element.IsNull()) {
        Unsuitable(expression, "\"for_each\" sets must not contain null values");
        return;
      }
    }
  }

  std::vector<Repetition> AnyEach() const {
    Repetition any;
    any.is_each = true;
    if (unknown_ == UnknownKeys::kStandIn) any.key = Placeholder("each.key");
    any.each_value = Value::Unknown(Type::Dynamic());
    return {any};
  }

  // What is not known among the elements is passed over, or has a stand-in.
  std::vector<Repetition> OfSet(const Value& set) const {
    std::vector<Repetition> repetitions;
    for (const Value& element : set.elements()) {
      if (element.IsKnown()) {
        repetitions.push_back({.key = element.AsString(), .each_value = element, .is_each = true});
      } else if (unknown_ == UnknownKeys::kStandIn) {
        const std::string name = Placeholder("each.key-" + std::to_string(repetitions.size()));
        repetitions.push_back({.key = name, .each_value = Value::String(name), .is_each = true});
      }
    }
    return repetitions;
  }

  static std::vector<Repetition> OfTuple(const Value& tuple) {
    std::vector<Repetition> repetitions;
    for (const Value& element : tuple.elements()) {
      const auto index = static_cast<long long>(repetitions.size());
      repetitions.push_back({.key = index, .each_value = element, .is_each = true});
    }
    return repetitions;
  }

  const RepetitionArguments& arguments_;
  const hcl::Scope& scope_;
  const UnknownKeys unknown_;
  diag::Diagnostics& diagnostics_;
  std::string argument_;
  hcl::Because because_ = hcl::Because::kOther;  // of the next that is said
};

}  // namespace

void Repetition::Define(hcl::Scope& scope) const {
  if (is_each) {
    const auto* key_text = std::get_if<std::string>(&key);
    const auto* index = std::get_if<long long>(&key);  // of a tuple
    Value key_value = key_text ? Value::String(*key_text) : Value::Unknown(Type::String());
    if (index != nullptr) key_value = Value::Int(*index);
    scope.Set("each", Value::Object({{"key", std::move(key_value)}, {"value", each_value}}));
  }
  if (is_count) {
    const auto* index = std::get_if<long long>(&key);
    scope.Set("count", Value::Object({{"index", index ? Value::Int(*index) : Value::Unknown(Type::Number())}}));
  }
}

std::optional<std::vector<Repetition>> EvaluateRepetition(const RepetitionArguments& arguments, const hcl::Scope& scope,
                                                          UnknownKeys unknown, diag::Diagnostics& diagnostics) {
  Expander expander(arguments, scope, unknown, diagnostics);
  if (arguments.count != nullptr) return expander.Count(*arguments.count);
  if (arguments.for_each != nullptr) return expander.Each(*arguments.for_each);
  if (arguments.enabled != nullptr) return expander.Enabled(*arguments.enabled);
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
