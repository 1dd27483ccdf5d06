#include "providers/framework/applied_shape.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::providers {
namespace {

using value::Type;
using value::Value;

bool IsEmptyCollection(const Value& value) {
  return value.IsKnown() && !value.IsNull() && value.type().IsCollection() && value.size() == 0;
}

Value ShapedObject(const Value& made, const Value& planned) {
  std::map<std::string, Value> members = made.members();
  for (auto& [name, member] : members) member = AppliedShape(member, planned.Get(name));
  return Value::Object(std::move(members));
}

Value ShapedList(const Value& made, const Value& planned) {
  std::vector<Value> elements = made.elements();
  const std::vector<Value> wanted = planned.elements();
  if (elements.size() != wanted.size()) return made;
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = AppliedShape(elements[i], wanted[i]);
  return Value::List(made.type().element(), std::move(elements));
}

}  // namespace

Value AppliedShape(const Value& made, const Value& planned) {
  if (!planned.IsKnown() || !made.IsKnown()) return made;
  const bool both_are_nothing =
      (planned.IsNull() && IsEmptyCollection(made)) || (made.IsNull() && IsEmptyCollection(planned));
  if (both_are_nothing) return planned;
  if (planned.IsNull()) return made;
  const Type::Kind kind = planned.type().kind();
  // A set cannot be told element by element: what was planned whole was made.
  if (kind == Type::Kind::kSet) return planned.IsWhollyKnown() ? planned : made;
  if (kind == Type::Kind::kString) return made.IsNull() && planned.AsString().empty() ? planned : made;
  if (made.IsNull()) return made;
  if (kind == Type::Kind::kObject) return ShapedObject(made, planned);
  if (kind == Type::Kind::kList) return ShapedList(made, planned);
  return made;
}

}  // namespace rolecall::providers
