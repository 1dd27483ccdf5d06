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

Value CreatedAttribute(const Rule& rule, const engine::AttributeSchema& attribute, const Value& configured) {
  if (attribute.write_only) return Value::Null(attribute.type);
  if (!configured.IsNull()) return Normalized(rule, configured);
  if (rule.otherwise) return *rule.otherwise;
  if (attribute.computed) return Value::Unknown(attribute.type);
  return configured;
}

Value UpdatedAttribute(const Rule& rule, const engine::AttributeSchema& attribute, const Value& prior,
                       const Value& configured) {
  if (attribute.write_only) return Value::Null(attribute.type);
  Value wanted = configured.IsNull() && rule.otherwise ? *rule.otherwise : Normalized(rule, configured);
  if (wanted.IsNull()) return attribute.computed || IsZero(prior) ? prior : wanted;
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

Value MergedBlock(const engine::BlockSchema& schema, const Value& prior, const Value& configured);

// The blocks that are configured; where one differs from what is only by null against "", 0 or false, or leaves out
// what is computed, the prior value stays. Of a set's blocks it is not known which was which: all or none.
Value MergedBlocks(const engine::NestedBlockSchema& nested, const Value& prior, const Value& configured) {
  if (!IsCollectionOfObjects(prior) || !IsCollectionOfObjects(configured)) return configured;
  if (SameButForZeros(configured, prior)) return prior;
  bool is_list = nested.nesting == engine::Nesting::kList && prior.size() == configured.size();
  if (!is_list) return configured;
  const std::vector<Value>& before = prior.elements();
  std::vector<Value> merged = configured.elements();
  for (std::size_t i = 0; i < merged.size(); ++i) merged[i] = MergedBlock(*nested.block, before[i], merged[i]);
  return Value::List(configured.type().element(), std::move(merged));
}

Value MergedBlock(const engine::BlockSchema& schema, const Value& prior, const Value& configured) {
  if (!configured.IsKnown() || configured.IsNull() || prior.IsNull()) return configured;
  static const Rule kNone;
  std::map<std::string, Value> members;
  for (const auto& attribute : schema.attributes) {
    members.emplace(attribute.first, UpdatedAttribute(kNone, attribute.second, prior.Get(attribute.first),
                                                      configured.Get(attribute.first)));
  }
  for (const auto& nested : schema.blocks) {
    members.emplace(nested.first, MergedBlocks(nested.second, prior.Get(nested.first), configured.Get(nested.first)));
  }
  return Value::Object(std::move(members));
}

}  // namespace

Object PlanCreate(const ResourceType& resource, const Object& config) {
  Object planned(resource.type(), config.ToValue());
  for (const auto& entry : resource.schema().block.attributes) {
    planned.Set(entry.first, CreatedAttribute(RuleOf(resource, entry.first), entry.second, config.Get(entry.first)));
  }
  for (const auto& entry : resource.schema().block.blocks) {
    if (entry.second.computed && IsAbsentBlock(config.Get(entry.first))) planned.SetUnknown(entry.first);
  }
  return planned;
}

Object PlanUpdate(const ResourceType& resource, const Object& prior, const Object& config) {
  Object planned(resource.type(), config.ToValue());
  for (const auto& entry : resource.schema().block.attributes) {
    const std::string& name = entry.first;
    planned.Set(name, UpdatedAttribute(RuleOf(resource, name), entry.second, prior.Get(name), config.Get(name)));
  }
  for (const auto& entry : resource.schema().block.blocks) {
    bool keeps_prior = entry.second.computed || IsAbsentBlock(prior.Get(entry.first));
    bool is_absent = IsAbsentBlock(config.Get(entry.first));
    if (is_absent && !keeps_prior) continue;
    planned.Set(entry.first, is_absent ? prior.Get(entry.first)
                                       : MergedBlocks(entry.second, prior.Get(entry.first), config.Get(entry.first)));
  }
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

void PlanWholeCollections(Object& planned, const Type& type) {
  for (const auto& [name, attribute] : type.attributes()) {
    const Value& value = planned.Get(name);
    if (value.IsKnown() && !value.IsWhollyKnown()) planned.Set(name, WithWholeCollections(value));
  }
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
