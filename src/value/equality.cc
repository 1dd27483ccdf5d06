// The language's ==.
#include <algorithm>

#include "value/conversion_types.h"
#include "value/operations.h"
#include "value/rep.h"

namespace rolecall::value {
namespace {

enum class Verdict { kYes, kNo, kUnknown };

Verdict Compare(const Value& a, const Value& b);

// All parts equal: yes. One surely different: no, whatever else is unknown.
class Conjunction {
 public:
  // False once nothing can change the verdict.
  bool Add(Verdict verdict) {
    if (verdict == Verdict::kNo || verdict_ == Verdict::kYes) verdict_ = verdict;
    return verdict_ != Verdict::kNo;
  }
  Verdict verdict() const { return verdict_; }

 private:
  Verdict verdict_ = Verdict::kYes;
};

Verdict CompareSequences(const std::vector<Value>& a, const std::vector<Value>& b) {
  if (a.size() != b.size()) return Verdict::kNo;
  Conjunction all;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!all.Add(Compare(a[i], b[i]))) break;
  }
  return all.verdict();
}

Verdict CompareMembers(const Value& a, const Value& b) {
  if (a.size() != b.size()) return Verdict::kNo;
  Conjunction all;
  for (const auto& [name, member] : a.members()) {
    const Value* other = b.Find(name);
    if (other == nullptr) return Verdict::kNo;
    if (!all.Add(Compare(member, *other))) break;
  }
  return all.verdict();
}

Verdict CompareSets(const Value& a, const Value& b) {
  if (a.IsWhollyKnown() && b.IsWhollyKnown()) return CompareSequences(a.elements(), b.elements());
  return Verdict::kUnknown;
}

// True if what is known of the unknown one rules out that it is the known one.
bool IsRuledOut(const Value& unknown, const Value& known) {
  const Refinement& refinement = unknown.refinement();
  if (known.IsNull()) return refinement.not_null;
  if (known.type().IsString() && !refinement.string_prefix.empty()) {
    return known.AsString().compare(0, refinement.string_prefix.size(), refinement.string_prefix) != 0;
  }
  if (known.type().IsNumber()) {
    const Number& number = known.AsNumber();
    const auto& min = refinement.number_min;
    const auto& max = refinement.number_max;
    return (min && (number < *min || (number == *min && !refinement.min_inclusive))) ||
           (max && (number > *max || (number == *max && !refinement.max_inclusive)));
  }
  if (known.type().IsCollection() && (!known.type().IsSet() || known.IsWhollyKnown())) {
    return known.size() < refinement.length_min || (refinement.length_max && known.size() > *refinement.length_max);
  }
  return false;
}

Verdict CompareUnknown(const Value& a, const Value& b) {
  if (a.IsKnown() && IsRuledOut(b, a)) return Verdict::kNo;
  if (b.IsKnown() && IsRuledOut(a, b)) return Verdict::kNo;
  // Nulls of all types are equal, and one that is unknown may turn out to be null.
  if (!a.IsKnown() && !b.IsKnown()) return Verdict::kUnknown;
  const Value& known = a.IsKnown() ? a : b;
  const Value& unknown = a.IsKnown() ? b : a;
  const bool may_be_same = known.IsNull() || unknown.type().HasDynamic() || known.type() == unknown.type();
  return may_be_same ? Verdict::kUnknown : Verdict::kNo;
}

// Whether the type of something inside is still to be found out: an unknown value of dynamic type. A null of dynamic
// type is no such thing: it stays the null that it is.
bool HasOpenType(const Value& value) {
  if (!value.type().HasDynamic()) return false;
  if (!value.IsKnown()) return true;
  if (value.IsNull()) return false;
  if (value.type().IsMap() || value.type().IsObject()) {
    return std::any_of(value.members().begin(), value.members().end(),
                       [](const auto& member) { return HasOpenType(member.second); });
  }
  return std::any_of(value.elements().begin(), value.elements().end(), HasOpenType);
}

Verdict Compare(const Value& a, const Value& b) {
  if (!a.IsKnown() || !b.IsKnown()) return CompareUnknown(a, b);
  if (a.IsNull() || b.IsNull()) return a.IsNull() && b.IsNull() ? Verdict::kYes : Verdict::kNo;
  if (!(a.type() == b.type())) {
    // An unknown part of dynamic type inside may still turn out to make the types the same.
    const bool open = HasOpenType(a) || HasOpenType(b);
    const bool may_be_one = Conforms(a.type(), b.type()) || Conforms(b.type(), a.type());
    return open && may_be_one ? Verdict::kUnknown : Verdict::kNo;
  }
  const Type& type = a.type();
  const auto verdict = [](bool same) { return same ? Verdict::kYes : Verdict::kNo; };
  if (type.IsString()) return verdict(a.AsString() == b.AsString());
  if (type.IsNumber()) return verdict(AreOneNumber(a.AsNumber(), b.AsNumber()));
  if (type.IsBool()) return verdict(a.AsBool() == b.AsBool());
  if (type.IsSet()) return CompareSets(a, b);
  if (type.IsMap() || type.IsObject()) return CompareMembers(a, b);
  return CompareSequences(a.elements(), b.elements());
}

Value Answer(Verdict verdict) {
  if (verdict != Verdict::kUnknown) return Value::Bool(verdict == Verdict::kYes);
  Refinement refinement;
  refinement.not_null = true;
  return Value::Unknown(Type::Bool(), std::move(refinement));
}

}  // namespace

Value Equals(const Value& a, const Value& b) {
  Value answer = Answer(Compare(a, b));
  if (!a.IsMarkedDeep() && !b.IsMarkedDeep()) return answer;
  // Whether something is null tells nothing of what is inside.
  const bool asks_for_null = (a.IsKnown() && a.IsNull()) != (b.IsKnown() && b.IsNull());
  if (asks_for_null) return answer.WithMarks(a.marks()).WithMarks(b.marks());
  return answer.WithMarks(a.DeepMarks()).WithMarks(b.DeepMarks());
}

Value NotEquals(const Value& a, const Value& b) { return Not(Equals(a, b)); }

}  // namespace rolecall::value
