#include "access/model/resource_value.h"

namespace rolecall::access {
namespace {

using value::Type;
using value::Value;

bool Has(const Value& value) { return value.IsKnown() && !value.IsNull(); }

bool IsText(const Value& value) { return Has(value) && value.type().kind() == Type::Kind::kString; }

bool IsSequence(const Value& value) {
  if (!Has(value)) return false;
  const Type::Kind kind = value.type().kind();
  return kind == Type::Kind::kList || kind == Type::Kind::kSet || kind == Type::Kind::kTuple;
}

bool HasMembers(const Value& value) {
  return Has(value) && (value.type().kind() == Type::Kind::kObject || value.type().kind() == Type::Kind::kMap);
}

}  // namespace

Value AttributeOf(const Value& object, std::string_view name) {
  if (!HasMembers(object)) return Value();
  const Value* found = object.Find(name);
  return found == nullptr ? Value() : found->Unmark();
}

std::string TextOf(const Value& value) {
  const Value plain = value.Unmark();
  return IsText(plain) ? plain.AsString() : std::string();
}

std::string TextAt(const Value& object, std::string_view name) { return TextOf(AttributeOf(object, name)); }

bool IsUnknownAt(const Value& object, std::string_view name) { return !AttributeOf(object, name).IsKnown(); }

std::optional<std::int64_t> NumberAt(const Value& object, std::string_view name) {
  const Value found = AttributeOf(object, name);
  if (!Has(found) || found.type().kind() != Type::Kind::kNumber) return std::nullopt;
  const auto number = found.AsNumber().ToInt64();
  if (!number) return std::nullopt;
  return *number;
}

std::vector<std::string> TextsAt(const Value& object, std::string_view name) {
  const Value found = AttributeOf(object, name);
  std::vector<std::string> texts;
  if (!IsSequence(found)) return texts;
  for (const Value& element : found.elements()) {
    const Value plain = element.Unmark();
    if (IsText(plain)) texts.push_back(plain.AsString());
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> TextMapAt(const Value& object, std::string_view name) {
  const Value found = AttributeOf(object, name);
  std::vector<std::pair<std::string, std::string>> texts;
  if (!HasMembers(found)) return texts;
  for (const auto& [key, member] : found.members()) {
    const Value plain = member.Unmark();
    if (IsText(plain)) texts.emplace_back(key, plain.AsString());
  }
  return texts;
}

std::vector<Value> BlocksAt(const Value& object, std::string_view name) {
  const Value found = AttributeOf(object, name);
  if (!IsSequence(found)) return {};
  std::vector<Value> blocks;
  for (const Value& element : found.elements()) blocks.push_back(element.Unmark());
  return blocks;
}

}  // namespace rolecall::access
