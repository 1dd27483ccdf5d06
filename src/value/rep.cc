// Making values, and reading their content.
#include "value/rep.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "value/text.h"

namespace rolecall::value {
namespace {

const Marks& NoMarks() {
  static const Marks none;
  return none;
}

Type TypeOfObject(const std::map<std::string, Value>& attributes) {
  std::map<std::string, Type> types;
  for (const auto& [name, attribute] : attributes) types.emplace_hint(types.end(), name, attribute.type());
  return Type::Object(std::move(types));
}

// Whether both are the same one. Not whether they are equal, which may take long.
bool IsSame(const Type& a, const Type& b) {
  if (a.kind() != b.kind()) return false;
  if (a.IsCollection()) return &a.element() == &b.element();
  if (a.IsObject()) return &a.attributes() == &b.attributes();
  return a.IsTuple() ? &a.elements() == &b.elements() : true;
}

// The types of the objects that a thread made last: thousands of the same attributes have one type among them. Large
// objects are no records, and have nobody to share with.
class ObjectTypes {
 public:
  Type Of(const std::map<std::string, Value>& attributes) {
    if (attributes.empty() || attributes.size() > kMostAttributes) return TypeOfObject(attributes);
    const std::hash<std::string_view> hash;
    const std::size_t place =
        hash(attributes.begin()->first) + 31 * hash(attributes.rbegin()->first) + attributes.size();
    Type& recent = recent_[place % recent_.size()];
    if (!IsOf(recent, attributes)) recent = TypeOfObject(attributes);
    return recent;
  }

 private:
  static bool IsOf(const Type& type, const std::map<std::string, Value>& attributes) {
    return type.IsObject() && type.attributes().size() == attributes.size() &&
           std::equal(
               attributes.begin(), attributes.end(), type.attributes().begin(),
               [](const auto& a, const auto& b) { return IsSame(a.second.type(), b.second) && a.first == b.first; });
  }
  static constexpr std::size_t kMostAttributes = 64;
  std::array<Type, 64> recent_;
};

}  // namespace

bool Refinement::empty() const { return *this == Refinement(); }

bool Refinement::operator==(const Refinement& other) const {
  return not_null == other.not_null && string_prefix == other.string_prefix && number_min == other.number_min &&
         number_max == other.number_max && min_inclusive == other.min_inclusive &&
         max_inclusive == other.max_inclusive && length_min == other.length_min && length_max == other.length_max;
}

// Without content.
std::shared_ptr<Value::Rep> Value::Empty(Type type, State state) {
  auto rep = std::make_shared<Rep>();
  rep->type = std::move(type);
  rep->state = state;
  rep->wholly_known = state != State::kUnknown;
  return rep;
}

// Most attributes of most objects are one of these: there is one of each.
Value Value::OfPrimitive(const Type& type, State state) {
  static const auto make = [](State of) {
    return std::array<Value, 3>{Value(Empty(Type::String(), of)), Value(Empty(Type::Number(), of)),
                                Value(Empty(Type::Bool(), of))};
  };
  static const std::array<Value, 3> null = make(State::kNull), unknown = make(State::kUnknown);
  const std::size_t kind = type.IsString() ? 0 : type.IsNumber() ? 1 : 2;
  return state == State::kNull ? null[kind] : unknown[kind];
}

Value::Value() {
  static const std::shared_ptr<const Rep> null = std::make_shared<Rep>();
  rep_ = null;
}

Value Value::Null(Type type) {
  if (type.IsPrimitive()) return OfPrimitive(type, State::kNull);
  return Value(Empty(std::move(type), State::kNull));
}

Value Value::Unknown(Type type) {
  if (type.IsPrimitive()) return OfPrimitive(type, State::kUnknown);
  return Value(Empty(std::move(type), State::kUnknown));
}

Value Value::Unknown(Type type, Refinement refinement) {
  // Nothing can be said of a value whose type is not known: what would be refined may turn out to be null.
  if (type.IsDynamic() || refinement.empty()) return Unknown(std::move(type));
  auto rep = Empty(std::move(type), State::kUnknown);
  rep->content = std::make_shared<const Refinement>(std::move(refinement));
  return Value(std::move(rep));
}

Value Value::Known(Type type, Content content) {
  auto rep = std::make_shared<Rep>();
  rep->type = std::move(type);
  rep->state = State::kKnown;
  rep->content = std::move(content.content);
  const auto note = [&rep](const Value& part) {
    rep->deep_marked = rep->deep_marked || part.rep_->deep_marked;
    rep->wholly_known = rep->wholly_known && part.rep_->wholly_known;
  };
  if (const auto* elements = std::get_if<std::vector<Value>>(&rep->content)) {
    for (const Value& element : *elements) note(element);
  } else if (const auto* members = std::get_if<std::map<std::string, Value>>(&rep->content)) {
    for (const auto& [name, member] : *members) note(member);
  }
  return Value(std::move(rep));
}

Value Value::String(std::string text) { return Known(Type::String(), {Normalised(std::move(text))}); }
Value Value::Number(value::Number number) { return Known(Type::Number(), {std::move(number)}); }
Value Value::Int(long long number) { return Number(value::Number(number)); }

Value Value::Bool(bool flag) {
  static const Value yes = Known(Type::Bool(), {true});
  static const Value no = Known(Type::Bool(), {false});
  return flag ? yes : no;
}

Value Value::List(Type element, std::vector<Value> elements) {
  return Known(Type::List(std::move(element)), {std::move(elements)});
}

Value Value::Set(Type element, std::vector<Value> elements) {
  // A set cannot tell which of its elements are marked without giving them away, so that the marks are the set's.
  Marks marks;
  for (Value& member : elements) {
    if (!member.rep_->deep_marked) continue;
    marks.merge(member.DeepMarks());
    member = member.UnmarkDeep();
  }
  SortUnique(elements);
  const Value set = Known(Type::Set(std::move(element)), {std::move(elements)});
  return marks.empty() ? set : set.WithMarks(marks);
}

Value Value::Map(Type element, std::map<std::string, Value> elements) {
  return Known(Type::Map(std::move(element)), {std::move(elements)});
}

Value Value::Object(std::map<std::string, Value> attributes) {
  thread_local ObjectTypes types;
  Type type = types.Of(attributes);
  return Known(std::move(type), {std::move(attributes)});
}

Value Value::Tuple(std::vector<Value> elements) {
  std::vector<Type> types;
  types.reserve(elements.size());
  for (const Value& element : elements) types.push_back(element.type());
  return Known(Type::Tuple(std::move(types)), {std::move(elements)});
}

const Type& Value::type() const { return rep_->type; }
bool Value::IsNull() const { return rep_->state == State::kNull; }
bool Value::IsKnown() const { return rep_->state != State::kUnknown; }
bool Value::IsWhollyKnown() const { return rep_->wholly_known; }
bool Value::IsMarkedDeep() const { return rep_->deep_marked; }

const Refinement& Value::refinement() const {
  ROLECALL_CHECK(!IsKnown());
  static const Refinement nothing;
  const auto* known = std::get_if<std::shared_ptr<const Refinement>>(&rep_->content);
  return known != nullptr ? **known : nothing;
}

const std::string& Value::AsString() const {
  ROLECALL_CHECK(std::holds_alternative<std::string>(rep_->content));
  return std::get<std::string>(rep_->content);
}

const value::Number& Value::AsNumber() const {
  ROLECALL_CHECK(std::holds_alternative<value::Number>(rep_->content));
  return std::get<value::Number>(rep_->content);
}

bool Value::AsBool() const {
  ROLECALL_CHECK(std::holds_alternative<bool>(rep_->content));
  return std::get<bool>(rep_->content);
}

const std::vector<Value>& Value::elements() const {
  ROLECALL_CHECK(std::holds_alternative<std::vector<Value>>(rep_->content));
  return std::get<std::vector<Value>>(rep_->content);
}

const std::map<std::string, Value>& Value::members() const {
  using Members = std::map<std::string, Value>;
  ROLECALL_CHECK(std::holds_alternative<Members>(rep_->content));
  return std::get<Members>(rep_->content);
}

std::size_t Value::size() const {
  if (const auto* elements = std::get_if<std::vector<Value>>(&rep_->content)) return elements->size();
  return members().size();
}

const Value* Value::Find(std::string_view name) const {
  const auto& all = members();
  const auto found = all.find(std::string(name));
  return found == all.end() ? nullptr : &found->second;
}

const Value& Value::Get(std::string_view name) const {
  const Value* found = Find(name);
  ROLECALL_CHECK(found != nullptr);
  return *found;
}

const Marks& Value::marks() const { return rep_->marks != nullptr ? *rep_->marks : NoMarks(); }
bool Value::HasMark(std::string_view mark) const { return marks().count(std::string(mark)) != 0; }

}  // namespace rolecall::value
