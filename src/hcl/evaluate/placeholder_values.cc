#include "hcl/evaluate/placeholder_values.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/placeholder.h"

namespace rolecall::hcl {
namespace {

using value::Type;
using value::Value;

bool IsSequenceKind(Type::Kind kind) {
  return kind == Type::Kind::kList || kind == Type::Kind::kSet || kind == Type::Kind::kTuple;
}

Value SequenceLike(const Value& like, std::vector<Value> elements) {
  switch (like.type().kind()) {
    case Type::Kind::kList: return Value::List(like.type().element(), std::move(elements));
    case Type::Kind::kSet: return Value::Set(like.type().element(), std::move(elements));
    default: return Value::Tuple(std::move(elements));
  }
}

// Every unknown in the value as a text, named by `name`, or (not `is_whole`) by its place below it; marks stay.
Value FillUnknown(const Value& marked, const std::string& name, bool is_whole, bool everything) {
  const Value value = marked.Unmark();
  const auto inside = [&](const std::string& step) {
    return is_whole ? name : name + (name.empty() ? "" : ".") + step;
  };
  if (!value.IsKnown()) {
    const bool is_text = value.type().kind() == Type::Kind::kString;
    return (is_text || everything ? Value::String(Placeholder(name)) : value).WithMarks(marked.marks());
  }
  if (value.IsNull() || value.IsWhollyKnown()) return marked;
  const Type::Kind kind = value.type().kind();
  if (IsSequenceKind(kind)) {
    std::vector<Value> elements;
    for (std::size_t i = 0; i < value.size(); ++i) {
      elements.push_back(FillUnknown(value.elements()[i], inside(std::to_string(i)), is_whole, everything));
    }
    return SequenceLike(value, std::move(elements)).WithMarks(marked.marks());
  }
  std::map<std::string, Value> members;
  for (const auto& [key, member] : value.members()) {
    members.emplace(key, FillUnknown(member, inside(key), is_whole, everything));
  }
  Value made = kind == Type::Kind::kMap ? Value::Map(value.type().element(), std::move(members))
                                        : Value::Object(std::move(members));
  return made.WithMarks(marked.marks());
}

bool HasKeyWithPlaceholder(const Value& value) {
  return std::any_of(value.members().begin(), value.members().end(),
                     [](const auto& member) { return HasPlaceholder(member.first); });
}

bool HasMembersKind(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return false;
  return value.type().kind() == Type::Kind::kMap || value.type().kind() == Type::Kind::kObject;
}

}  // namespace

std::string SourceText(const Expression& expression) {
  const Span& span = expression.range;
  if (span.source == nullptr || span.end.byte > span.source->text.size() || span.start.byte >= span.end.byte) return "";
  std::string text = span.source->text.substr(span.start.byte, span.end.byte - span.start.byte);
  if (text.starts_with("${") && text.ends_with("}")) text = text.substr(2, text.size() - 3);
  return text;
}

bool HasPlaceholderDeep(const Value& marked) {
  const Value value = marked.Unmark();
  if (!value.IsKnown() || value.IsNull()) return false;
  if (value.type().kind() == Type::Kind::kString) return HasPlaceholder(value.AsString());
  if (IsSequenceKind(value.type().kind())) {
    return std::any_of(value.elements().begin(), value.elements().end(), HasPlaceholderDeep);
  }
  if (!HasMembersKind(value)) return false;
  return HasKeyWithPlaceholder(value) || std::any_of(value.members().begin(), value.members().end(),
                                                     [](const auto& one) { return HasPlaceholderDeep(one.second); });
}

Value WithPlaceholders(const Value& value, const std::string& name, bool everything) {
  if (value.IsWhollyKnown()) return value;
  // What is made of several is named by the place of the unknown in it.
  const bool is_reference = name.find_first_of("{}(),=\n ") == std::string::npos;
  return FillUnknown(value, is_reference ? name : "", is_reference, everything);
}

Value WithoutPlaceholders(const Value& value) {
  if (!HasPlaceholderDeep(value)) return value;
  if (HasMembersKind(value.Unmark()) && HasKeyWithPlaceholder(value.Unmark())) {
    return Value::Unknown(value.type()).WithMarks(value.DeepMarks());
  }
  if (HasMembersKind(value.Unmark())) {
    const Value plain = value.Unmark();
    std::map<std::string, Value> members;
    for (const auto& [key, member] : plain.members()) members.emplace(key, WithoutPlaceholders(member));
    Value made = plain.type().kind() == Type::Kind::kMap ? Value::Map(plain.type().element(), std::move(members))
                                                         : Value::Object(std::move(members));
    return made.WithMarks(value.marks());
  }
  if (IsSequenceKind(value.type().kind())) {
    const Value plain = value.Unmark();
    std::vector<Value> elements;
    for (const Value& element : plain.elements()) elements.push_back(WithoutPlaceholders(element));
    return SequenceLike(plain, std::move(elements)).WithMarks(value.marks());
  }
  return Value::Unknown(Type::String()).WithMarks(value.marks());
}

Value RestorePlaceholders(const Value& planned, const Value& proposed) {
  if (planned.IsWhollyKnown() || !HasPlaceholderDeep(proposed)) return planned;
  if (!planned.IsKnown()) return planned.type() == proposed.type() ? proposed : planned;
  if (HasMembersKind(planned) && HasMembersKind(proposed)) {
    std::map<std::string, Value> members = planned.members();
    for (auto& [key, member] : members) {
      if (const Value* old = proposed.Find(key)) member = RestorePlaceholders(member, *old);
    }
    return planned.type().kind() == Type::Kind::kMap ? Value::Map(planned.type().element(), std::move(members))
                                                     : Value::Object(std::move(members));
  }
  const bool is_sequence = IsSequenceKind(planned.type().kind()) && planned.type() == proposed.type();
  if (!is_sequence || planned.type().kind() == Type::Kind::kSet) return is_sequence ? proposed : planned;
  if (planned.size() != proposed.size()) return planned;
  std::vector<Value> elements;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    elements.push_back(RestorePlaceholders(planned.elements()[i], proposed.elements()[i]));
  }
  return SequenceLike(planned, std::move(elements));
}

}  // namespace rolecall::hcl
