#include "providers/framework/plan_rules.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace rolecall::providers {
namespace {

using value::Type;
using value::Value;

const Rule& RuleOf(const ResourceType& resource, const std::string& name) {
  static const Rule kNone;
  auto found = resource.rules().find(name);
  return found == resource.rules().end() ? kNone : found->second;
}

bool IsText(const Value& value) {
  return value.IsKnown() && !value.IsNull() && value.type().kind() == Type::Kind::kString;
}

// The SDK knows no null elements: an element of a map that is null is not there.
Value WithoutNullElements(const Value& map) {
  std::map<std::string, Value> kept;
  for (const auto& element : map.members()) {
    if (!element.second.IsKnown() || !element.second.IsNull()) kept.insert(element);
  }
  return kept.size() == map.size() ? map : Value::Map(map.type().element(), std::move(kept));
}

Value Normalized(const Rule& rule, const Value& configured) {
  bool is_map = configured.IsKnown() && !configured.IsNull() && configured.type().kind() == Type::Kind::kMap;
  if (is_map) return WithoutNullElements(configured);
  if (!rule.normalize || !IsText(configured)) return configured;
  return Value::String(rule.normalize(configured.AsString()));
}

// "", 0, false and empty collections: the SDK does not tell them from null.
bool IsZero(const Value& value) {
  if (!value.IsKnown()) return false;
  if (value.IsNull()) return true;
  switch (value.type().kind()) {
    case Type::Kind::kString: return value.AsString().empty();
    case Type::Kind::kNumber: return value.AsNumber().Sign() == 0;
    case Type::Kind::kBool: return !value.AsBool();
    default: return value.type().IsCollection() && value.size() == 0;
  }
}

// false or 0 beside nothing: the SDK compares them as "false" and "".
bool IsMissingScalar(const Value& wanted, const Value& prior) {
  const Type::Kind kind = wanted.type().kind();
  return prior.IsNull() && (kind == Type::Kind::kBool || kind == Type::Kind::kNumber);
}

bool IsAbsentBlock(const Value& value) { return value.IsKnown() && (value.IsNull() || value.size() == 0); }

bool IsEmptyText(const Value& value) { return IsText(value) && value.AsString().empty(); }

// What the SDK cannot tell from what is not configured at all, in something that is made.
bool IsLostToSdk(const Rule& rule, const engine::AttributeSchema& attribute, const Value& configured) {
  if (IsEmptyText(configured)) return attribute.computed && !rule.same;
  const Type::Kind kind = attribute.type.kind();
  return (kind == Type::Kind::kSet || kind == Type::Kind::kMap) && IsZero(configured);
}

Value CreatedAttribute(bool as_sdk, const Rule& rule, const engine::AttributeSchema& attribute,
                       const Value& configured) {
  if (attribute.write_only) return Value::Null(attribute.type);
  const bool is_given = !configured.IsNull() && !(as_sdk && IsLostToSdk(rule, attribute, configured));
  if (is_given) return Normalized(rule, configured);
  if (rule.otherwise) return *rule.otherwise;
  return attribute.computed ? Value::Unknown(attribute.type) : Value::Null(attribute.type);
}

Value EmptyCollection(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::kList: return Value::List(type.element(), {});
    case Type::Kind::kSet: return Value::Set(type.element(), {});
    case Type::Kind::kMap: return Value::Map(type.element(), {});
    default: return Value::Null(type);
  }
}

Value UpdatedAttribute(bool as_sdk, const Rule& rule, const engine::AttributeSchema& attribute, const Value& prior,
                       const Value& configured) {
  if (attribute.write_only) return Value::Null(attribute.type);
  Value wanted = configured.IsNull() && rule.otherwise ? *rule.otherwise : Normalized(rule, configured);
  if (wanted.IsNull() && (attribute.computed || IsZero(prior))) return prior;
  if (wanted.IsNull()) return as_sdk ? EmptyCollection(attribute.type) : wanted;
  if (as_sdk && attribute.computed && IsEmptyText(wanted) && IsText(prior)) return prior;
  // A flag or number that an imported state lacks is set, but nothing is replaced for it; a text or collection is empty
  // either way.
  if (IsZero(wanted) && IsZero(prior) && (rule.force_new || !IsMissingScalar(wanted, prior))) return prior;
  if (rule.same && IsText(prior) && IsText(wanted) && rule.same(prior.AsString(), wanted.AsString())) return prior;
  return wanted;
}

bool IsCollectionOfObjects(const Value& value) {
  return value.IsKnown() && !value.IsNull() && value.type().IsCollection() &&
         value.type().element().kind() == Type::Kind::kObject;
}

bool SameButForZeros(const Value& a, const Value& b);

bool ElementsSameButForZeros(const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  bool is_set = a.type().kind() == Type::Kind::kSet;
  const std::vector<Value>& left = a.elements();
  const std::vector<Value>& right = b.elements();
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto same = [&](const Value& other) { return SameButForZeros(left[i], other); };
    if (is_set ? std::none_of(right.begin(), right.end(), same) : !same(right[i])) return false;
  }
  return true;
}

bool SameButForZeros(const Value& a, const Value& b) {
  if (a.Same(b) || (IsZero(a) && IsZero(b))) return true;
  if (!a.IsKnown() || !b.IsKnown() || a.IsNull() || b.IsNull()) return false;
  if (IsCollectionOfObjects(a) && IsCollectionOfObjects(b)) return ElementsSameButForZeros(a, b);
  if (a.type().kind() != Type::Kind::kObject || b.type().kind() != Type::Kind::kObject) return false;
  for (const auto& member : a.members()) {
    if (!SameButForZeros(member.second, b.Get(member.first))) return false;
  }
  return true;
}

Value CreatedBlock(const engine::BlockSchema& schema, const Value& configured);

Value CreatedBlocks(const engine::NestedBlockSchema& nested, const Value& configured) {
  if (!IsCollectionOfObjects(configured) || configured.type().IsMap()) return configured;
  std::vector<Value> made = configured.elements();
  for (Value& block : made) block = CreatedBlock(*nested.block, block);
  return configured.type().IsSet() ? Value::Set(configured.type().element(), std::move(made))
                                   : Value::List(configured.type().element(), std::move(made));
}

// Only of the SDK.
Value CreatedBlock(const engine::BlockSchema& schema, const Value& configured) {
  if (!configured.IsKnown() || configured.IsNull()) return configured;
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : schema.attributes) {
    members.emplace(name, CreatedAttribute(true, {}, attribute, configured.Get(name)));
  }
  for (const auto& [name, nested] : schema.blocks) {
    members.emplace(name, CreatedBlocks(nested, configured.Get(name)));
  }
  return Value::Object(std::move(members));
}

Value MergedBlock(bool as_sdk, const engine::BlockSchema& schema, const Value& prior, const Value& configured);

// Whether the block that was may be the configured one: all that is configured, but for what is nothing, is as it was.
bool MayBe(const engine::BlockSchema& schema, const Value& configured, const Value& prior) {
  return std::all_of(schema.attributes.begin(), schema.attributes.end(), [&](const auto& entry) {
    const Value& wanted = configured.Get(entry.first);
    return (entry.second.computed && wanted.IsNull()) || SameButForZeros(wanted, prior.Get(entry.first));
  });
}

// A list's blocks are told by their place, a set's by what is configured of them; others are made.
// What is not of the SDK has a prior block for each.
std::vector<Value> BlocksAfter(bool as_sdk, const engine::NestedBlockSchema& nested, const Value& prior,
                               const Value& configured) {
  const std::vector<Value>& before = prior.elements();
  std::vector<bool> used(before.size(), false);
  std::vector<Value> merged = configured.elements();
  for (std::size_t i = 0; i < merged.size(); ++i) {
    std::size_t old = configured.type().IsSet() ? 0 : i;
    while (configured.type().IsSet() && old < before.size() &&
           (used[old] || !MayBe(*nested.block, merged[i], before[old]))) {
      ++old;
    }
    const bool is_new = old >= before.size();
    merged[i] =
        is_new ? CreatedBlock(*nested.block, merged[i]) : MergedBlock(as_sdk, *nested.block, before[old], merged[i]);
    if (!is_new) used[old] = true;
  }
  return merged;
}

// The blocks that are configured; where one differs from what is only by null against "", 0 or false, or leaves out
// what is computed, the prior value stays.
Value MergedBlocks(bool as_sdk, const engine::NestedBlockSchema& nested, const Value& prior, const Value& configured) {
  const bool can_be_compared = IsCollectionOfObjects(prior) && IsCollectionOfObjects(configured);
  if (!can_be_compared) return as_sdk ? CreatedBlocks(nested, configured) : configured;
  if (SameButForZeros(configured, prior)) return prior;
  const Type& type = configured.type();
  if (type.IsMap() || (!as_sdk && (type.IsSet() || prior.size() != configured.size()))) return configured;
  std::vector<Value> blocks = BlocksAfter(as_sdk, nested, prior, configured);
  return type.IsSet() ? Value::Set(type.element(), std::move(blocks)) : Value::List(type.element(), std::move(blocks));
}

Value MergedBlock(bool as_sdk, const engine::BlockSchema& schema, const Value& prior, const Value& configured) {
  if (!configured.IsKnown() || configured.IsNull() || prior.IsNull()) return configured;
  static const Rule kNone;
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : schema.attributes) {
    members.emplace(name, UpdatedAttribute(as_sdk, kNone, attribute, prior.Get(name), configured.Get(name)));
  }
  for (const auto& [name, nested] : schema.blocks) {
    members.emplace(name, MergedBlocks(as_sdk, nested, prior.Get(name), configured.Get(name)));
  }
  return Value::Object(std::move(members));
}

// Attributes that are all known, as most are, are not looked into.
void PlanWholeCollections(Object& planned, const Type& type) {
  for (const auto& [name, attribute] : type.attributes()) {
    const Value& value = planned.Get(name);
    if (value.IsKnown() && !value.IsWhollyKnown()) planned.Set(name, WithWholeCollections(value));
  }
}

}  // namespace

Object PlanCreate(const ResourceType& resource, const Object& config) {
  const bool as_sdk = resource.plans_as_sdk();
  Object planned(resource.type(), config.ToValue());
  for (const auto& [name, attribute] : resource.schema().block.attributes) {
    planned.Set(name, CreatedAttribute(as_sdk, RuleOf(resource, name), attribute, config.Get(name)));
  }
  for (const auto& [name, nested] : resource.schema().block.blocks) {
    if (nested.computed && IsAbsentBlock(config.Get(name))) {
      planned.SetUnknown(name);
    } else if (as_sdk) {
      planned.Set(name, CreatedBlocks(nested, config.Get(name)));
    }
  }
  if (as_sdk) PlanWholeCollections(planned, resource.type());
  return planned;
}

Object PlanUpdate(const ResourceType& resource, const Object& prior, const Object& config) {
  const bool as_sdk = resource.plans_as_sdk();
  Object planned(resource.type(), config.ToValue());
  for (const auto& [name, attribute] : resource.schema().block.attributes) {
    planned.Set(name, UpdatedAttribute(as_sdk, RuleOf(resource, name), attribute, prior.Get(name), config.Get(name)));
  }
  for (const auto& [name, nested] : resource.schema().block.blocks) {
    bool keeps_prior = nested.computed || IsAbsentBlock(prior.Get(name));
    bool is_absent = IsAbsentBlock(config.Get(name));
    if (is_absent && !keeps_prior) continue;
    planned.Set(name, is_absent ? prior.Get(name) : MergedBlocks(as_sdk, nested, prior.Get(name), config.Get(name)));
  }
  if (as_sdk) PlanWholeCollections(planned, resource.type());
  return planned;
}

Value WithWholeCollections(const Value& planned) {
  if (planned.IsWhollyKnown() || !planned.IsKnown()) return planned;
  const Type& type = planned.type();
  if (type.IsObject()) {
    std::map<std::string, Value> members = planned.members();
    for (auto& [name, member] : members) member = WithWholeCollections(member);
    return Value::Object(std::move(members));
  }
  if (!IsCollectionOfObjects(planned)) return type.IsCollection() ? Value::Unknown(type) : planned;
  if (type.IsMap()) return planned;
  std::vector<Value> elements = planned.elements();
  for (Value& element : elements) element = WithWholeCollections(element);
  return type.IsSet() ? Value::Set(type.element(), std::move(elements))
                      : Value::List(type.element(), std::move(elements));
}

std::vector<std::string> ReplacingAttributes(const ResourceType& resource, const Object& prior, const Object& planned) {
  std::vector<std::string> names;
  for (const auto& [name, rule] : resource.rules()) {
    if (prior.Get(name).Same(planned.Get(name))) continue;
    const bool is_forced = rule.force_new || (rule.force_unknown && planned.IsUnknown(name));
    if (is_forced || (rule.replaces && rule.replaces(prior.Text(name), planned.Text(name)))) names.push_back(name);
  }
  return names;
}

}  // namespace rolecall::providers
