// Defaults of optional attributes, put into values before they are converted.
#include <map>
#include <optional>
#include <utility>

#include "hcl/evaluate/type_expression.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {
namespace {

using value::Type;
using value::Value;

const Defaults* ChildFor(const Defaults& defaults, const std::string& key) {
  const bool collection = defaults.type.IsCollection();
  const auto found = defaults.children.find(collection ? std::string() : key);
  return found == defaults.children.end() ? nullptr : found->second.get();
}

// All values as one type, or nothing: a default may have made elements of one collection differ.
std::optional<std::vector<Value>> AsOneType(const std::vector<Value>& values) {
  std::vector<Type> types;
  types.reserve(values.size());
  for (const Value& value : values) types.push_back(value.type());
  const std::optional<Type> type = value::UnifyUnsafe(types);
  if (!type) return std::nullopt;
  std::vector<Value> unified;
  for (const Value& value : values) {
    const value::Conversion converted = value::Convert(value, *type);
    if (!converted.ok()) return std::nullopt;
    unified.push_back(*converted);
  }
  return unified;
}

Value ApplyToSequence(const Value& value, const Defaults& defaults) {
  std::vector<Value> elements;
  for (const Value& element : value.elements()) {
    const Defaults* child = ChildFor(defaults, std::to_string(elements.size()));
    elements.push_back(child != nullptr ? ApplyDefaults(element, *child) : element);
  }
  if (value.type().kind() == Type::Kind::kTuple) return Value::Tuple(std::move(elements));
  if (elements.empty()) return value;
  const std::optional<std::vector<Value>> unified = AsOneType(elements);
  if (!unified) return Value::Tuple(std::move(elements));
  const Type type = unified->front().type();
  return value.type().kind() == Type::Kind::kSet ? Value::Set(type, *unified) : Value::List(type, *unified);
}

Value ApplyToMembers(const Value& value, const Defaults& defaults) {
  std::map<std::string, Value> members;
  for (const auto& [name, member] : value.members()) {
    const Defaults* child = ChildFor(defaults, name);
    members.emplace(name, child != nullptr ? ApplyDefaults(member, *child) : member);
  }
  for (const auto& [name, given] : defaults.values) {
    const auto found = members.find(name);
    if (found == members.end() || (found->second.IsKnown() && found->second.IsNull())) {
      const Defaults* child = ChildFor(defaults, name);
      members.insert_or_assign(name, child != nullptr ? ApplyDefaults(given, *child) : given);
    } else if (!found->second.IsKnown() && !found->second.type().IsDynamic() && given.IsKnown() && !given.IsNull()) {
      found->second = value::RefineNotNull(found->second);
    }
  }
  if (value.type().kind() == Type::Kind::kObject) return Value::Object(std::move(members));
  if (members.empty()) return value;
  std::vector<Value> values;
  for (const auto& entry : members) values.push_back(entry.second);
  const std::optional<std::vector<Value>> unified = AsOneType(values);
  if (!unified) return Value::Object(std::move(members));
  std::size_t at = 0;
  for (auto& entry : members) entry.second = (*unified)[at++];
  return Value::Map(unified->front().type(), std::move(members));
}

}  // namespace

Value ApplyDefaults(const Value& value, const Defaults& defaults) {
  if (!value.IsKnown() || value.IsNull()) return value;
  const value::Marks marks = value.marks();
  const Value plain = value.Unmark();
  switch (plain.type().kind()) {
    case Type::Kind::kList:
    case Type::Kind::kSet:
    case Type::Kind::kTuple: return ApplyToSequence(plain, defaults).WithMarks(marks);
    case Type::Kind::kMap:
    case Type::Kind::kObject: return ApplyToMembers(plain, defaults).WithMarks(marks);
    default: return value;
  }
}

}  // namespace rolecall::hcl
