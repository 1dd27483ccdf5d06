// The part of conversion that looks at types only.
#include "value/conversion_types.h"

#include <algorithm>
#include <utility>

#include "value/conversion_rules.h"

namespace rolecall::value {
namespace {

std::vector<Type> AttributeTypes(const Type& object) {
  std::vector<Type> types;
  for (const auto& [name, type] : object.attributes()) types.push_back(type);
  return types;
}

std::vector<Type> PartTypes(const Type& structural) {
  return structural.IsTuple() ? structural.elements() : AttributeTypes(structural);
}

bool PrimitiveExists(const Type& from, const Type& to, bool is_unsafe) {
  return from == to || to.IsString() || (is_unsafe && from.IsString());
}

bool ObjectToObjectExists(const Type& from, const Type& to, bool is_unsafe) {
  return std::all_of(to.attributes().begin(), to.attributes().end(), [&](const auto& wanted) {
    const auto given = from.attributes().find(wanted.first);
    if (given == from.attributes().end()) return to.optional().count(wanted.first) != 0;
    return Exists(given->second, wanted.second, is_unsafe);
  });
}

bool TupleToTupleExists(const Type& from, const Type& to, bool is_unsafe) {
  return std::equal(from.elements().begin(), from.elements().end(), to.elements().begin(), to.elements().end(),
                    [&](const Type& given, const Type& wanted) { return Exists(given, wanted, is_unsafe); });
}

bool StructuralToCollectionExists(const Type& from, const Type& to, bool is_unsafe) {
  const std::vector<Type> parts = PartTypes(from);
  if (parts.empty()) return true;
  const auto element = CollectionElement(parts, to, is_unsafe);
  return element &&
         std::all_of(parts.begin(), parts.end(), [&](const Type& part) { return Exists(part, *element, is_unsafe); });
}

bool MapToObjectExists(const Type& from, const Type& to) {
  return std::all_of(to.attributes().begin(), to.attributes().end(), [&](const auto& wanted) {
    return to.optional().count(wanted.first) != 0 || Exists(from.element(), wanted.second, true);
  });
}

// The type of the parts of `in` where a collection of `out_element` is wanted.
Type ReplacedElement(const Type& in, const Type& out_element) {
  if (in.IsCollection()) return DynamicReplace(in.element(), out_element);
  if (!in.IsTuple() && !in.IsObject()) return out_element;
  const std::vector<Type> parts = PartTypes(in);
  const auto unified = parts.empty() ? std::nullopt : UnifyUnsafe(parts);
  return unified ? DynamicReplace(*unified, out_element) : out_element;
}

Type ReplacedObject(const Type& in, const Type& out) {
  std::map<std::string, Type> attributes = out.attributes();
  for (auto& [name, type] : attributes) {
    if (in.IsMap()) {
      type = DynamicReplace(in.element(), type);
    } else if (in.IsObject() && in.attributes().count(name) != 0) {
      type = DynamicReplace(in.attributes().at(name), type);
    }
  }
  return Type::Object(std::move(attributes));
}

Type ReplacedTuple(const Type& in, const Type& out) {
  if (!in.IsTuple() || in.elements().size() != out.elements().size()) return out;
  std::vector<Type> elements;
  for (std::size_t i = 0; i < out.elements().size(); ++i) {
    elements.push_back(DynamicReplace(in.elements()[i], out.elements()[i]));
  }
  return Type::Tuple(std::move(elements));
}

}  // namespace

bool Exists(const Type& from, const Type& to, bool is_unsafe) {
  if (to.IsDynamic() || from == to) return true;
  if (from.IsDynamic()) return is_unsafe;
  if (from.IsPrimitive() && to.IsPrimitive()) return PrimitiveExists(from, to, is_unsafe);
  if (from.IsObject() && to.IsObject()) return ObjectToObjectExists(from, to, is_unsafe);
  if (from.IsTuple() && to.IsTuple()) return TupleToTupleExists(from, to, is_unsafe);
  const bool from_sequence = from.IsList() || from.IsSet();
  if (from_sequence && to.IsList()) return Exists(from.element(), to.element(), is_unsafe);
  // A list's order and repetitions are lost in a set.
  if (from.IsList() && to.IsSet() && !is_unsafe) return false;
  if (from_sequence && to.IsSet()) return Exists(from.element(), to.element(), is_unsafe);
  if (from.IsMap() && to.IsMap()) return Exists(from.element(), to.element(), is_unsafe);
  if (from.IsTuple() && (to.IsList() || to.IsSet())) return StructuralToCollectionExists(from, to, is_unsafe);
  if (from.IsObject() && to.IsMap()) return StructuralToCollectionExists(from, to, is_unsafe);
  if (from.IsMap() && to.IsObject()) return is_unsafe && MapToObjectExists(from, to);
  return false;
}

std::optional<Type> CollectionElement(const std::vector<Type>& parts, const Type& collection, bool is_unsafe) {
  if (!collection.element().IsDynamic()) return collection.element();
  std::optional<Type> unified = is_unsafe ? UnifyUnsafe(parts) : Unify(parts);
  // Still dynamic: only right if all parts are.
  const bool is_open = unified && unified->IsDynamic() && !collection.IsMap();
  const bool all_open = std::all_of(parts.begin(), parts.end(), [](const Type& part) { return part.IsDynamic(); });
  if (is_open && !all_open) return std::nullopt;
  return unified;
}

bool ConversionExists(const Type& from, const Type& to, bool is_unsafe) { return Exists(from, to, is_unsafe); }

Type DynamicReplace(const Type& in, const Type& out) {
  if (in.IsDynamic()) return out;
  switch (out.kind()) {
    case Type::Kind::kDynamic: return in;
    case Type::Kind::kString:
    case Type::Kind::kNumber:
    case Type::Kind::kBool: return out;
    case Type::Kind::kList: return Type::List(ReplacedElement(in, out.element()));
    case Type::Kind::kSet: return Type::Set(ReplacedElement(in, out.element()));
    case Type::Kind::kMap: return Type::Map(ReplacedElement(in, out.element()));
    case Type::Kind::kObject: return ReplacedObject(in, out);
    case Type::Kind::kTuple: return ReplacedTuple(in, out);
  }
  return out;
}

Type WithoutOptional(const Type& type) {
  if (!type.HasOptional()) return type;
  switch (type.kind()) {
    case Type::Kind::kList: return Type::List(WithoutOptional(type.element()));
    case Type::Kind::kSet: return Type::Set(WithoutOptional(type.element()));
    case Type::Kind::kMap: return Type::Map(WithoutOptional(type.element()));
    case Type::Kind::kObject: {
      std::map<std::string, Type> attributes;
      for (const auto& [name, attribute] : type.attributes()) attributes.emplace(name, WithoutOptional(attribute));
      return Type::Object(std::move(attributes));
    }
    case Type::Kind::kTuple: {
      std::vector<Type> elements;
      for (const Type& element : type.elements()) elements.push_back(WithoutOptional(element));
      return Type::Tuple(std::move(elements));
    }
    default: return type;
  }
}

bool Conforms(const Type& given, const Type& wanted) {
  if (wanted.IsDynamic() || given == wanted) return true;
  if (given.kind() != wanted.kind()) return false;
  if (wanted.IsCollection()) return Conforms(given.element(), wanted.element());
  if (wanted.IsTuple()) {
    return std::equal(given.elements().begin(), given.elements().end(), wanted.elements().begin(),
                      wanted.elements().end(), Conforms);
  }
  if (!wanted.IsObject()) return true;
  return std::equal(given.attributes().begin(), given.attributes().end(), wanted.attributes().begin(),
                    wanted.attributes().end(),
                    [](const auto& a, const auto& b) { return a.first == b.first && Conforms(a.second, b.second); });
}

}  // namespace rolecall::value
