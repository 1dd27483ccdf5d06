// Sameness and order of values.
#include <algorithm>

#include "json/document.h"
#include "value/rep.h"
#include "value/value.h"

namespace rolecall::value {
namespace {

// Bytes that are equal for equal values; elements of sets without an order of their own stand in the order of these.
void AppendKey(const Value& value, std::string& key) {
  if (!value.IsKnown()) {
    key += '?';
  } else if (value.IsNull()) {
    key += '~';
  } else if (value.type().IsNumber()) {
    const auto small = value.AsNumber().ToInt64();
    const bool is_short = small && *small < 1000000000 && *small > -1000000000;
    key += is_short ? std::to_string(*small) : value.AsNumber().Printed('g', 10);
  } else if (value.type().IsBool()) {
    key += value.AsBool() ? 'T' : 'F';
  } else if (value.type().IsString()) {
    json::AppendQuoted(key, value.AsString(), false);
  } else if (value.type().IsMap()) {
    key += '{';
    for (const auto& [name, member] : value.members()) {
      json::AppendQuoted(key, name, false);
      key += ':';
      AppendKey(member, key);
      key += ';';
    }
    key += '}';
  } else if (value.type().IsObject()) {
    key += '<';
    for (const auto& [name, member] : value.members()) {
      AppendKey(member, key);
      key += ';';
    }
    key += '>';
  } else {
    key += value.type().IsTuple() ? '<' : '[';
    for (const Value& element : value.elements()) {
      AppendKey(element, key);
      key += ';';
    }
    key += value.type().IsTuple() ? '>' : ']';
  }
}

int Rank(const Value& value) {
  if (!value.IsKnown()) return 1;
  return value.IsNull() ? 2 : 0;
}

int Sign(int order) { return (order > 0) - (order < 0); }

template <typename T>
int ThreeWay(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

// Where keys are equal although the values are not (numbers that differ after ten digits).
int CompareParts(const Value& a, const Value& b) {
  if (a.type().IsMap() || a.type().IsObject()) {
    if (!b.type().IsMap() && !b.type().IsObject()) return ThreeWay(a.type().kind(), b.type().kind());
    auto other = b.members().begin();
    for (const auto& [name, member] : a.members()) {
      if (other == b.members().end()) return 1;
      if (const int order = Sign(name.compare(other->first)); order != 0) return order;
      if (const int order = Value::Compare(member, other->second); order != 0) return order;
      ++other;
    }
    return other == b.members().end() ? 0 : -1;
  }
  if (b.type().IsPrimitive() || b.type().IsMap() || b.type().IsObject()) {
    return ThreeWay(a.type().kind(), b.type().kind());
  }
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int order = Value::Compare(a.elements()[i], b.elements()[i]); order != 0) return order;
  }
  return ThreeWay(a.size(), b.size());
}

bool SameParts(const Value& a, const Value& b) {
  if (a.size() != b.size()) return false;
  if (a.type().IsMap() || a.type().IsObject()) {
    return std::equal(a.members().begin(), a.members().end(), b.members().begin(),
                      [](const auto& x, const auto& y) { return x.first == y.first && x.second.Same(y.second); });
  }
  return std::equal(a.elements().begin(), a.elements().end(), b.elements().begin(),
                    [](const Value& x, const Value& y) { return x.Same(y); });
}

}  // namespace

int Value::Compare(const Value& a, const Value& b) {
  if (a.rep_ == b.rep_) return 0;
  if (Rank(a) != Rank(b)) return ThreeWay(Rank(a), Rank(b));
  if (Rank(a) != 0) return 0;
  if (a.type().kind() == b.type().kind()) {
    if (a.type().IsString()) return Sign(a.AsString().compare(b.AsString()));
    if (a.type().IsNumber()) return ThreeWay(a.AsNumber(), b.AsNumber());
    if (a.type().IsBool()) return ThreeWay(a.AsBool(), b.AsBool());
  }
  std::string key_a;
  std::string key_b;
  AppendKey(a, key_a);
  AppendKey(b, key_b);
  if (const int order = Sign(key_a.compare(key_b)); order != 0) return order;
  return a.type().IsPrimitive() ? ThreeWay(a.type().kind(), b.type().kind()) : CompareParts(a, b);
}

void Value::SortUnique(std::vector<Value>& elements) {
  if (elements.size() < 2) return;
  const bool is_primitive =
      std::all_of(elements.begin(), elements.end(), [](const Value& value) { return value.type().IsPrimitive(); });
  if (is_primitive) {
    std::stable_sort(elements.begin(), elements.end(),
                     [](const Value& a, const Value& b) { return Compare(a, b) < 0; });
  } else {
    // The keys are made once each, not once a comparison.
    std::vector<std::pair<std::string, Value>> keyed;
    keyed.reserve(elements.size());
    for (Value& element : elements) {
      std::string key;
      AppendKey(element, key);
      keyed.emplace_back(std::move(key), std::move(element));
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
      if (Rank(a.second) != Rank(b.second)) return Rank(a.second) < Rank(b.second);
      if (a.first != b.first) return a.first < b.first;
      return Compare(a.second, b.second) < 0;
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) elements[i] = std::move(keyed[i].second);
  }
  // What is unknown may turn out to differ, so that it stays.
  const auto is_repeated = [](const Value& a, const Value& b) { return a.IsWhollyKnown() && a.Same(b); };
  elements.erase(std::unique(elements.begin(), elements.end(), is_repeated), elements.end());
}

bool AreOneNumber(const Number& a, const Number& b) {
  if (a == b) return true;
  // Short integers have no other text.
  constexpr std::int64_t kMostExact = std::int64_t{1} << 53;
  const auto is_short = [](const Number& one) {
    const auto integer = one.ToInt64();
    return integer && *integer<kMostExact&& * integer> - kMostExact;
  };
  return !is_short(a) && !is_short(b) && a.Sign() == b.Sign() && a.Text() == b.Text();
}

bool Value::Same(const Value& other) const {
  if (rep_ == other.rep_) return true;
  if (rep_->state != other.rep_->state || rep_->deep_marked != other.rep_->deep_marked) return false;
  if (marks() != other.marks() || !(type() == other.type())) return false;
  switch (rep_->state) {
    case State::kNull: return true;
    case State::kUnknown: return refinement() == other.refinement();
    case State::kKnown: break;
  }
  if (type().IsString()) return AsString() == other.AsString();
  if (type().IsNumber()) return AreOneNumber(AsNumber(), other.AsNumber());
  if (type().IsBool()) return AsBool() == other.AsBool();
  return SameParts(*this, other);
}

}  // namespace rolecall::value
