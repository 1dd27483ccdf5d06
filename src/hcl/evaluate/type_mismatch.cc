#include "hcl/evaluate/type_mismatch.h"

#include <optional>

namespace rolecall::hcl {
namespace {

using value::Type;

std::optional<std::string> ObjectMismatch(const Type& true_type, const Type& false_type) {
  const auto& in_true = true_type.attributes();
  const auto& in_false = false_type.attributes();
  for (const auto& [name, type] : in_true) {
    const auto other = in_false.find(name);
    if (other == in_false.end()) {
      return "The 'true' value includes object attribute \"" + name + "\", which is absent in the 'false' value";
    }
    if (type != other->second) {
      return "Type mismatch for object attribute \"" + name + "\": " + DescribeMismatch(type, other->second);
    }
  }
  for (const auto& entry : in_false) {
    if (in_true.count(entry.first) > 0) continue;
    return "The 'false' value includes object attribute \"" + entry.first + "\", which is absent in the 'true' value";
  }
  return std::nullopt;
}

std::optional<std::string> TupleMismatch(const Type& true_type, const Type& false_type) {
  const auto& in_true = true_type.elements();
  const auto& in_false = false_type.elements();
  if (in_true.size() != in_false.size()) {
    return "The 'true' tuple has length " + std::to_string(in_true.size()) + ", but the 'false' tuple has length " +
           std::to_string(in_false.size());
  }
  for (std::size_t i = 0; i < in_true.size(); ++i) {
    if (in_true[i] == in_false[i]) continue;
    return "Type mismatch for tuple element " + std::to_string(i) + ": " + DescribeMismatch(in_true[i], in_false[i]);
  }
  return std::nullopt;
}

std::optional<std::string> CollectionMismatch(const Type& true_type, const Type& false_type) {
  const Type::Kind element = true_type.element().kind();
  const bool structural = element == Type::Kind::kObject || element == Type::Kind::kTuple;
  if (!structural || element != false_type.element().kind()) return std::nullopt;
  const char* noun = true_type.kind() == Type::Kind::kList  ? "list"
                     : true_type.kind() == Type::Kind::kSet ? "set"
                                                            : "map";
  return std::string("Mismatched ") + noun +
         " element types: " + DescribeMismatch(true_type.element(), false_type.element());
}

}  // namespace

std::string DescribeMismatch(const Type& true_type, const Type& false_type) {
  std::optional<std::string> inside;
  if (true_type.kind() == false_type.kind()) {
    if (true_type.kind() == Type::Kind::kObject) inside = ObjectMismatch(true_type, false_type);
    if (true_type.kind() == Type::Kind::kTuple) inside = TupleMismatch(true_type, false_type);
    if (true_type.IsCollection()) inside = CollectionMismatch(true_type, false_type);
  }
  if (inside) return *inside;
  const std::string true_name = true_type.FriendlyName();
  const std::string false_name = false_type.FriendlyName();
  if (true_name == false_name) {
    return "At least one deeply-nested attribute or element is not compatible across both the 'true' and the 'false' "
           "value";
  }
  return "The 'true' value is " + true_name + ", but the 'false' value is " + false_name;
}

}  // namespace rolecall::hcl
