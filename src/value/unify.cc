// Unification: the type that several types convert to.
#include <algorithm>
#include <array>
#include <utility>

#include "value/conversion_rules.h"
#include "value/conversion_types.h"

namespace rolecall::value {
namespace {

using Kind = Type::Kind;
using Types = std::vector<Type>;

// How many of each kind there are.
struct Census {
  std::array<std::size_t, 9> counts{};
  std::size_t total = 0;

  explicit Census(const Types& types) : total(types.size()) {
    for (const Type& type : types) ++counts[static_cast<std::size_t>(type.kind())];
  }
  std::size_t Count(Kind kind) const { return counts[static_cast<std::size_t>(kind)]; }
  // There are some of the first kind, and none but these and dynamic ones.
  bool Only(Kind kind) const { return Count(kind) > 0 && Count(kind) + Count(Kind::kDynamic) == total; }
  bool Only(Kind kind, Kind other) const {
    return Count(kind) > 0 && Count(kind) + Count(other) + Count(Kind::kDynamic) == total;
  }
};

Type MakeCollection(Kind kind, Type element) {
  if (kind == Kind::kList) return Type::List(std::move(element));
  return kind == Kind::kSet ? Type::Set(std::move(element)) : Type::Map(std::move(element));
}

bool AllConvert(const Types& types, const Type& to, bool is_unsafe) {
  return std::all_of(types.begin(), types.end(), [&](const Type& type) { return Exists(type, to, is_unsafe); });
}

std::optional<Type> UnifyCollections(Kind kind, const Types& types, bool is_unsafe) {
  Types elements;
  for (const Type& type : types) elements.push_back(type.element());
  const auto element = UnifyAs(elements, is_unsafe);
  if (!element) return std::nullopt;
  return MakeCollection(kind, *element);
}

std::optional<Type> ObjectsToMap(const Types& types, bool is_unsafe) {
  Types attributes;
  for (const Type& type : types) {
    for (const auto& [name, attribute] : type.attributes()) attributes.push_back(attribute);
  }
  const auto element = attributes.empty() ? std::nullopt : UnifyAs(attributes, is_unsafe);
  if (!element || !AllConvert(types, Type::Map(*element), is_unsafe)) return std::nullopt;
  return Type::Map(*element);
}

std::optional<Type> TuplesToList(const Types& types, bool is_unsafe) {
  Types elements;
  for (const Type& type : types) elements.insert(elements.end(), type.elements().begin(), type.elements().end());
  const auto element = elements.empty() ? std::nullopt : UnifyAs(elements, is_unsafe);
  if (!element || !AllConvert(types, Type::List(*element), is_unsafe)) return std::nullopt;
  return Type::List(*element);
}

bool HasSameNames(const Type& a, const Type& b) {
  return std::equal(a.attributes().begin(), a.attributes().end(), b.attributes().begin(), b.attributes().end(),
                    [](const auto& x, const auto& y) { return x.first == y.first; });
}

// Objects of the same names unify name by name; others as a map.
std::optional<Type> UnifyObjects(const Types& types, bool is_unsafe) {
  const bool same = std::all_of(types.begin(), types.end(), [&](const Type& t) { return HasSameNames(types[0], t); });
  if (!same) return ObjectsToMap(types, is_unsafe);
  std::map<std::string, Type> attributes;
  for (const auto& [name, first] : types[0].attributes()) {
    Types across;
    for (const Type& type : types) across.push_back(type.attributes().at(name));
    const auto unified = UnifyAs(across, is_unsafe);
    if (!unified) return std::nullopt;
    attributes.emplace(name, *unified);
  }
  return Type::Object(std::move(attributes));
}

std::optional<Type> UnifyTuples(const Types& types, bool is_unsafe) {
  const std::size_t size = types[0].elements().size();
  const bool same = std::all_of(types.begin(), types.end(), [&](const Type& t) { return t.elements().size() == size; });
  if (!same) return TuplesToList(types, is_unsafe);
  Types elements;
  for (std::size_t i = 0; i < size; ++i) {
    Types across;
    for (const Type& type : types) across.push_back(type.elements()[i]);
    const auto unified = UnifyAs(across, is_unsafe);
    if (!unified) return std::nullopt;
    elements.push_back(*unified);
  }
  return Type::Tuple(std::move(elements));
}

// Tuples (or objects) among lists (or maps) are unified among themselves first, then with the collections.
std::optional<Type> UnifyMixed(Kind structural, Kind collection, const Types& types, bool is_unsafe) {
  Types parts;
  for (const Type& type : types) {
    if (type.kind() == structural) parts.push_back(type);
  }
  const auto first = structural == Kind::kTuple ? TuplesToList(parts, is_unsafe) : ObjectsToMap(parts, is_unsafe);
  if (!first) return std::nullopt;
  Types replaced = types;
  for (Type& type : replaced) {
    if (type.kind() == structural) type = *first;
  }
  const auto unified = UnifyAs(replaced, is_unsafe);
  if (!unified || unified->kind() != collection) return std::nullopt;
  return unified;
}

// The indices of the types, more general ones first.
std::vector<std::size_t> ByGenerality(const Types& types) {
  std::vector<std::vector<std::size_t>> less_general(types.size());
  std::vector<std::size_t> above(types.size(), 0);
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (std::size_t j = i + 1; j < types.size(); ++j) {
      const int order = CompareTypes(types[i], types[j]);
      if (order == 0) continue;
      less_general[order < 0 ? i : j].push_back(order < 0 ? j : i);
      ++above[order < 0 ? j : i];
    }
  }
  std::vector<std::size_t> sorted;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (above[i] == 0) sorted.push_back(i);
  }
  for (std::size_t at = 0; at < sorted.size(); ++at) {
    for (const std::size_t next : less_general[sorted[at]]) {
      if (--above[next] == 0) sorted.push_back(next);
    }
  }
  return sorted;
}

std::optional<Type> FirstThatAllConvertTo(const Types& types, bool is_unsafe) {
  for (const std::size_t index : ByGenerality(types)) {
    if (AllConvert(types, types[index], is_unsafe)) return types[index];
  }
  return std::nullopt;
}

Types Distinct(const Types& types) {
  Types distinct;
  for (const Type& type : types) {
    if (std::find(distinct.begin(), distinct.end(), type) == distinct.end()) distinct.push_back(type);
  }
  return distinct;
}

// -1, 1 or 0 of parts that were compared one by one: general only if all agree.
struct Balance {
  bool a_above = false;
  bool b_above = false;
  void Add(int order) {
    a_above = a_above || order < 0;
    b_above = b_above || order > 0;
  }
  int Result() const { return a_above == b_above ? 0 : (a_above ? -1 : 1); }
};

int CompareObjects(const Type& a, const Type& b) {
  if (!HasSameNames(a, b)) return 0;
  Balance balance;
  for (const auto& [name, type] : a.attributes()) balance.Add(CompareTypes(type, b.attributes().at(name)));
  return balance.Result();
}

int CompareTuples(const Type& a, const Type& b) {
  if (a.elements().size() != b.elements().size()) return 0;
  Balance balance;
  for (std::size_t i = 0; i < a.elements().size(); ++i) balance.Add(CompareTypes(a.elements()[i], b.elements()[i]));
  return balance.Result();
}

// Of kinds that convert one way only: true if `a` is what `b` converts to.
bool IsAbove(const Type& a, const Type& b) {
  if (b.IsSet()) return a.IsTuple() || a.IsList();
  return (a.IsList() && b.IsTuple()) || (a.IsMap() && b.IsObject());
}

}  // namespace

int CompareTypes(const Type& a, const Type& b) {
  // Dynamic comes last although all converts to it: better to hope that it turns out to be like its neighbours.
  if (a.IsDynamic() || b.IsDynamic()) return static_cast<int>(a.IsDynamic()) - static_cast<int>(b.IsDynamic());
  if (a.IsPrimitive() && b.IsPrimitive()) return static_cast<int>(b.IsString()) - static_cast<int>(a.IsString());
  if (a.IsCollection() && a.kind() == b.kind()) return CompareTypes(a.element(), b.element());
  if (IsAbove(a, b)) return -1;
  if (IsAbove(b, a)) return 1;
  if (a.IsObject() && b.IsObject()) return CompareObjects(a, b);
  if (a.IsTuple() && b.IsTuple()) return CompareTuples(a, b);
  return 0;
}

std::optional<Type> UnifyAs(const Types& given, bool is_unsafe) {
  if (given.empty()) return Type::Dynamic();
  const Types types = Distinct(given);
  if (types.size() == 1) return types[0];
  const Census census(types);
  const bool has_dynamic = census.Count(Kind::kDynamic) > 0;
  for (const Kind kind : {Kind::kMap, Kind::kList, Kind::kSet}) {
    if (!census.Only(kind)) continue;
    if (has_dynamic) return Type::Dynamic();
    return UnifyCollections(kind, types, is_unsafe);
  }
  // Once dynamic ones become known, things may go another way: nothing is promised.
  if ((census.Only(Kind::kObject) || census.Only(Kind::kTuple)) && has_dynamic) return Type::Dynamic();
  if (census.Only(Kind::kObject)) return UnifyObjects(types, is_unsafe);
  if (census.Only(Kind::kTuple)) return UnifyTuples(types, is_unsafe);
  if (census.Only(Kind::kMap, Kind::kObject)) {
    if (auto unified = UnifyMixed(Kind::kObject, Kind::kMap, types, is_unsafe)) return unified;
  } else if (census.Only(Kind::kList, Kind::kTuple)) {
    if (auto unified = UnifyMixed(Kind::kTuple, Kind::kList, types, is_unsafe)) return unified;
  } else if (census.Count(Kind::kObject) > 0 && census.Count(Kind::kTuple) > 0) {
    return std::nullopt;
  }
  return FirstThatAllConvertTo(types, is_unsafe);
}

std::optional<Type> Unify(const Types& types) { return UnifyAs(types, false); }
std::optional<Type> UnifyUnsafe(const Types& types) { return UnifyAs(types, true); }

}  // namespace rolecall::value
