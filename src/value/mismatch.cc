// Why a type is not acceptable, in words.
#include <optional>

#include "json/document.h"
#include "value/conversion_rules.h"
#include "value/conversion_types.h"

namespace rolecall::value {
namespace {

std::string Required(const Type& want) { return want.FriendlyNameForConstraint() + " required"; }

// Whether naming both types would point at the wrong problem: of two primitive types the value may be what is wrong.
bool IsConfusing(const Type& got, const Type& want) {
  if (got.IsPrimitive() != want.IsPrimitive() || want == Type::String()) return false;
  const bool never_converts =
      (want == Type::Bool() && got == Type::Number()) || (want == Type::Number() && got == Type::Bool());
  return !never_converts && !(got.IsTuple() && want.IsObject());
}

std::string MissingAttributes(const std::vector<std::string>& names) {
  if (names.size() == 1) return "attribute " + json::Quoted(names[0]) + " is required";
  if (names.size() == 2) {
    return "attributes " + json::Quoted(names[0]) + " and " + json::Quoted(names[1]) + " are required";
  }
  std::string text = "attributes ";
  for (std::size_t i = 0; i + 1 < names.size(); ++i) text += json::Quoted(names[i]) + ", ";
  return text + "and " + json::Quoted(names.back()) + " are required";
}

std::string OfObjects(const Type& got, const Type& want) {
  std::vector<std::string> missing;
  std::string impossible;
  std::string doubtful;
  for (const auto& [name, wanted] : want.attributes()) {
    const auto given = got.attributes().find(name);
    if (given == got.attributes().end()) {
      if (want.optional().count(name) == 0) missing.push_back(name);
      continue;
    }
    const auto explain = [&] {
      return "attribute " + json::Quoted(name) + ": " + MismatchMessage(given->second, wanted);
    };
    if (impossible.empty() && !Exists(given->second, wanted, true)) impossible = explain();
    if (doubtful.empty() && !Exists(given->second, wanted, false)) doubtful = explain();
  }
  if (!missing.empty()) return MissingAttributes(missing);
  if (!impossible.empty()) return impossible;
  return doubtful.empty() ? "incorrect object attributes" : doubtful;
}

std::string OfStructural(const Type& got, const Type& want) {
  if (want.IsMap() != got.IsObject()) return Required(want);
  const Type& wanted = want.element();
  if (got.IsTuple()) {
    for (std::size_t i = 0; i < got.elements().size(); ++i) {
      if (Exists(got.elements()[i], wanted, true)) continue;
      return "element " + std::to_string(i) + ": " + MismatchMessage(got.elements()[i], wanted);
    }
  } else {
    for (const auto& [name, given] : got.attributes()) {
      if (!Exists(given, wanted, true)) return "element " + json::Quoted(name) + ": " + MismatchMessage(given, wanted);
    }
  }
  return "all elements must be " + wanted.FriendlyNameForConstraint();
}

std::string OfCollections(const Type& got, const Type& want) {
  if (want.IsMap() != got.IsMap()) return Required(want);
  const char* noun = want.IsList() ? "list" : (want.IsSet() ? "set" : "map");
  return std::string("incorrect ") + noun + " element type: " + MismatchMessage(got.element(), want.element());
}

}  // namespace

std::string MismatchMessage(const Type& got, const Type& want) {
  if (got.IsObject() && want.IsObject()) return OfObjects(got, want);
  const bool is_structural = got.IsTuple() || got.IsObject();
  if (want.IsCollection() && want.element().IsDynamic()) {
    if (got.IsTuple() && want.IsList()) return "all list elements must have the same type";
    if (got.IsTuple() && want.IsSet()) return "all set elements must have the same type";
    if (got.IsObject() && want.IsMap()) return "all map elements must have the same type";
  }
  if (is_structural && want.IsCollection()) return OfStructural(got, want);
  if (got.IsCollection() && want.IsCollection()) return OfCollections(got, want);
  if (!IsConfusing(got, want)) return want.FriendlyName() + " required, but have " + got.FriendlyName();
  return Required(want);
}

}  // namespace rolecall::value
