#include "value/infinite_number.h"

#include <algorithm>

namespace rolecall::value {

bool HasInfiniteNumber(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return false;
  if (value.type().IsNumber()) return value.AsNumber().IsInfinite();
  if (value.type().IsObject() || value.type().IsMap()) {
    return std::any_of(value.members().begin(), value.members().end(),
                       [](const auto& member) { return HasInfiniteNumber(member.second); });
  }
  if (value.type().IsTuple() || value.type().IsList() || value.type().IsSet()) {
    return std::any_of(value.elements().begin(), value.elements().end(), HasInfiniteNumber);
  }
  return false;
}

}  // namespace rolecall::value
