#include "plugin/client/plan_checks.h"

#include <map>
#include <utility>

namespace rolecall::plugin {
namespace {

using engine::BlockSchema;
using engine::NestedBlockSchema;
using engine::Nesting;
using value::Value;

bool HasContent(const Value& value) { return value.IsKnown() && !value.IsNull(); }

class PlanCheck {
 public:
  void Block(const BlockSchema& block, const Value& prior, const Value& config, const Value& planned,
             const std::string& at) {
    if (!HasContent(planned) || !HasContent(config)) return;
    for (const auto& [name, attribute] : block.attributes) {
      const Value old = HasContent(prior) ? prior.Get(name) : Value::Null(attribute.type);
      Attribute(attribute, old, config.Get(name), planned.Get(name), at + "." + name);
    }
    for (const auto& [name, nested] : block.blocks) {
      const Value& wanted = config.Get(name);
      const Value old = HasContent(prior) ? prior.Get(name) : Value::Null(wanted.type());
      Nested(nested, old, wanted, planned.Get(name), at + "." + name);
    }
  }
  std::vector<std::string> Take() { return std::move(wrong_); }

 private:
  void Attribute(const engine::AttributeSchema& attribute, const Value& prior, const Value& config,
                 const Value& planned, const std::string& at) {
    if (attribute.write_only) {
      if (!planned.IsNull()) wrong_.push_back(at + ": planned value for write-only attribute is not null");
      return;
    }
    if (planned.Same(config)) return;
    const bool is_kept = planned.Same(prior) && !prior.IsNull() && !config.IsNull();
    if (is_kept) return;
    if (attribute.computed && config.IsNull()) return;
    if (!config.IsWhollyKnown()) return;  // what it will be may be planned in any way
    if (attribute.nested != nullptr && HasContent(config) && HasContent(planned)) {
      return Nested(*attribute.nested, prior, config, planned, at);
    }
    if (config.IsNull()) {
      wrong_.push_back(at + ": planned value for a non-computed attribute");
    } else {
      wrong_.push_back(at + ": planned value does not match config value" + (prior.IsNull() ? "" : " nor prior value"));
    }
  }

  void Nested(const NestedBlockSchema& nested, const Value& prior, const Value& config, const Value& planned,
              const std::string& at) {
    if (!config.IsWhollyKnown() || !planned.IsKnown()) return;
    if (planned.IsNull() != config.IsNull()) {
      wrong_.push_back(at + (config.IsNull() ? ": planned for existence, but config wants absence"
                                             : ": planned for absence, but config wants existence"));
      return;
    }
    if (config.IsNull()) return;
    if (nested.nesting == Nesting::kSingle) return Block(*nested.block, prior, config, planned, at);
    if (planned.size() != config.size()) {
      wrong_.push_back(at + ": block count in plan (" + std::to_string(planned.size()) +
                       ") disagrees with count in config (" + std::to_string(config.size()) + ")");
      return;
    }
    if (nested.nesting == Nesting::kSet) return;  // which element became which cannot be told
    if (nested.nesting == Nesting::kMap) return Members(nested, prior, config, planned, at);
    for (std::size_t i = 0; i < config.size(); ++i) {
      const bool has_old = HasContent(prior) && i < prior.size();
      Block(*nested.block, has_old ? prior.elements()[i] : Value::Null(config.type().element()), config.elements()[i],
            planned.elements()[i], at + "[" + std::to_string(i) + "]");
    }
  }

  void Members(const NestedBlockSchema& nested, const Value& prior, const Value& config, const Value& planned,
               const std::string& at) {
    for (const auto& [key, wanted] : config.members()) {
      const Value* found = planned.Find(key);
      const Value* old = HasContent(prior) ? prior.Find(key) : nullptr;
      if (found == nullptr) {
        wrong_.push_back(at + ": block key \"" + key + "\" from config is not present in plan");
      } else {
        Block(*nested.block, old ? *old : Value::Null(wanted.type()), wanted, *found, at + "[\"" + key + "\"]");
      }
    }
  }

  std::vector<std::string> wrong_;
};

Value CleanNested(const NestedBlockSchema& nested, const Value& value) {
  if (!HasContent(value)) return value;
  if (nested.nesting == Nesting::kSingle) return WithoutWriteOnly(*nested.block, value);
  if (nested.nesting == Nesting::kMap) {
    std::map<std::string, Value> members;
    for (const auto& [key, one] : value.members()) members.emplace(key, WithoutWriteOnly(*nested.block, one));
    return Value::Map(value.type().element(), std::move(members));
  }
  std::vector<Value> elements;
  for (const Value& one : value.elements()) elements.push_back(WithoutWriteOnly(*nested.block, one));
  return nested.nesting == Nesting::kSet ? Value::Set(value.type().element(), std::move(elements))
                                         : Value::List(value.type().element(), std::move(elements));
}

void AddWriteOnly(const BlockSchema& block, const Value& object, const std::string& at,
                  std::vector<std::string>& found);

void AddWriteOnlyInside(const NestedBlockSchema& nested, const Value& value, const std::string& at,
                        std::vector<std::string>& found) {
  if (!HasContent(value)) return;
  if (nested.nesting == Nesting::kSingle) return AddWriteOnly(*nested.block, value, at, found);
  if (nested.nesting == Nesting::kMap) {
    for (const auto& [key, one] : value.members()) AddWriteOnly(*nested.block, one, at + "[\"" + key + "\"]", found);
    return;
  }
  const auto place = [&](std::size_t i) {
    return at + (nested.nesting == Nesting::kSet ? "[...]" : "[" + std::to_string(i) + "]");
  };
  for (std::size_t i = 0; i < value.size(); ++i) AddWriteOnly(*nested.block, value.elements()[i], place(i), found);
}

void AddWriteOnly(const BlockSchema& block, const Value& object, const std::string& at,
                  std::vector<std::string>& found) {
  if (!HasContent(object)) return;
  for (const auto& [name, attribute] : block.attributes) {
    const Value& member = object.Get(name);
    if (attribute.write_only) {
      if (!member.IsKnown() || !member.IsNull()) found.push_back(at + "." + name);
    } else if (attribute.nested != nullptr) {
      AddWriteOnlyInside(*attribute.nested, member, at + "." + name, found);
    }
  }
  for (const auto& [name, nested] : block.blocks) AddWriteOnlyInside(nested, object.Get(name), at + "." + name, found);
}

bool HasWriteOnly(const BlockSchema& block) {
  for (const auto& [name, attribute] : block.attributes) {
    if (attribute.write_only) return true;
    if (attribute.nested != nullptr && HasWriteOnly(*attribute.nested->block)) return true;
  }
  for (const auto& [name, nested] : block.blocks) {
    if (HasWriteOnly(*nested.block)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> WrongInPlan(const BlockSchema& block, const Value& prior, const Value& config,
                                     const Value& planned) {
  if (!planned.IsKnown()) return {": planned value is not known"};
  if (planned.IsNull() && !config.IsNull()) return {": planned for absence, but config wants existence"};
  PlanCheck check;
  check.Block(block, prior, config, planned, "");
  return check.Take();
}

std::vector<std::string> WriteOnlyIn(const BlockSchema& block, const Value& object) {
  std::vector<std::string> found;
  if (HasWriteOnly(block)) AddWriteOnly(block, object, "", found);
  return found;
}

Value WithoutWriteOnly(const BlockSchema& block, const Value& object) {
  if (!HasContent(object) || !HasWriteOnly(block)) return object;
  std::map<std::string, Value> members = object.members();
  for (const auto& [name, attribute] : block.attributes) {
    Value& member = members.at(name);
    if (attribute.write_only) {
      member = Value::Null(attribute.type);
    } else if (attribute.nested != nullptr) {
      member = CleanNested(*attribute.nested, member);
    }
  }
  for (const auto& [name, nested] : block.blocks) members.at(name) = CleanNested(nested, members.at(name));
  return Value::Object(std::move(members));
}

}  // namespace rolecall::plugin
