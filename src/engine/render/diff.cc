#include "engine/render/diff.h"

#include <algorithm>
#include <set>

#include "engine/render/sequence.h"

// How it works. Sides is one place of the two values: what is there before and after, and the paths (sensitive, forces
// replacement) that lead through it. Five functions go down the tree together, and each answers a Diff:
//
//   Block      by the provider's schema: attributes, then nested blocks
//   Typed      by a type: what attributes are; lists by common subsequence, sets by equality, tuples by place
//   Nested     by the attributes that an attribute has: as Typed, but lists go by place, as those of blocks
//   Dynamic    by what the values are: outputs, and attributes of any type; another kind is a kTypeChange
//   Primitive  the leaves
//
// First of all each asks Special: a place that is sensitive on either side, or unknown after, hides what is below. The
// diff below is still made, with that mark taken away: its action says whether the hidden place changes.
//
// Absent and null are told apart by *_explicit: in a map, or an object of no known type, a member may be there and be
// null, which differs from not being there. In blocks and objects that have a type they are the same, and in blocks so
// is "" for attributes: providers of the old SDK mean the same by all three. The action of a whole is that of its
// parts: none if none changes, theirs if all have the same and the whole itself comes or goes, else an update
// (Combine).
namespace rolecall::engine {
namespace {

using value::Path;
using value::Step;
using value::Type;
using value::Value;

// Those of a list of paths that lead through the current place, and how deep it is.
class PathView {
 public:
  PathView() = default;
  explicit PathView(const std::vector<Path>& paths) {
    for (const Path& path : paths) paths_.push_back(&path);
  }
  // A path ends exactly here.
  bool Here() const {
    return std::ranges::any_of(paths_, [this](const Path* path) { return path->size() == depth_; });
  }
  PathView Child(const Step& step) const {
    PathView child;
    child.depth_ = depth_ + 1;
    for (const Path* path : paths_) {
      if (path->size() > depth_ && (*path)[depth_] == step) child.paths_.push_back(path);
    }
    return child;
  }
  // For a step that is not on both sides.
  PathView None() const { return PathView(); }

 private:
  std::vector<const Path*> paths_;
  std::size_t depth_ = 0;
};

// The two sides of one place. A null pointer: not there at all. A null value may still be meant (explicit).
struct Sides {
  const Value* before = nullptr;
  const Value* after = nullptr;
  bool before_explicit = false, after_explicit = false;
  bool unknown_members = false;  // what was there becomes unknown as a whole: so does each attribute
  PathView before_sensitive, after_sensitive, replace;
  const std::function<bool(const std::string&)>* shows = nullptr;  // of members of this place

  static bool IsNil(const Value* side) { return side == nullptr || !side->IsKnown() || side->IsNull(); }
  bool before_nil() const { return IsNil(before); }
  bool after_nil() const { return IsNil(after); }
  bool unknown() const { return after != nullptr && !after->IsKnown(); }
  bool SameContent() const {
    if (before_nil() || after_nil()) return before_nil() == after_nil();
    return before->Same(*after);
  }

  Sides Child(const Value* child_before, const Value* child_after, const Step& step) const {
    return ChildAt(child_before, child_after, step, step);
  }
  Sides ChildAt(const Value* child_before, const Value* child_after, const Step& at_before,
                const Step& at_after) const {
    Sides child;
    child.before = child_before;
    child.after = child_after;
    child.before_explicit = child_before != nullptr;
    child.after_explicit = child_after != nullptr;
    child.before_sensitive = before_sensitive.Child(at_before);
    child.after_sensitive = after_sensitive.Child(at_after);
    child.replace = replace.Child(at_after);
    return child;
  }
  // The same, where null is the same as not there.
  Sides Implicit() const {
    Sides implicit = *this;
    implicit.before_explicit = implicit.after_explicit = false;
    return implicit;
  }
  // The member of a block; unchanged if its changes are not to be shown.
  Sides Member(const Value* child_before, const Value* child_after, const std::string& name) const {
    const bool is_shown = shows == nullptr || (*shows)(name);
    Sides child = Child(child_before, is_shown ? child_after : child_before, value::AttributeStep{name});
    if (!is_shown) child.after_sensitive = child.before_sensitive;
    return child;
  }
};

// `current` is what the whole has come to so far, starting from CollectionAction.
Action Combine(Action current, Action next) {
  if (next == Action::kNoOp || next == current) return current;
  return Action::kUpdate;
}

// What a collection starts from before its elements are looked at.
Action CollectionAction(const Sides& sides) {
  if (sides.before_nil() == sides.after_nil()) return Action::kNoOp;
  return sides.before_nil() ? Action::kCreate : Action::kDelete;
}

Action LeafAction(const Sides& sides, bool after_explicit) {
  const bool no_before = sides.before_nil() && !sides.before_explicit;
  const bool no_after = sides.after_nil() && !after_explicit;
  if (no_before && !no_after) return Action::kCreate;
  if (no_after && !no_before) return Action::kDelete;
  const bool same = sides.SameContent() && after_explicit == sides.before_explicit && !sides.unknown();
  return same ? Action::kNoOp : Action::kUpdate;
}

Diff MakeDiff(Diff::Kind kind, Action action, const Sides& sides) {
  Diff diff;
  diff.kind = kind;
  diff.action = action;
  diff.replace = sides.replace.Here();
  return diff;
}

const Value* MemberOf(const Value* object, const std::string& name) {
  return Sides::IsNil(object) ? nullptr : object->Find(name);
}

const std::vector<Value>& ElementsOf(const Value* sequence) {
  static const std::vector<Value> kNone;
  return Sides::IsNil(sequence) ? kNone : sequence->elements();
}

std::set<std::string> MemberNames(const Sides& sides) {
  std::set<std::string> names;
  for (const Value* side : {sides.before, sides.after}) {
    if (Sides::IsNil(side)) continue;
    for (const auto& [name, member] : side->members()) names.insert(name);
  }
  return names;
}

bool IsMultiline(const Value& text) { return text.AsString().find('\n') != std::string::npos; }

// True for two texts of several lines that have a line in common: those are shown line by line.
bool ShareLines(const Value& a, const Value& b) {
  const auto is_text = [](const Value& v) {
    return v.IsKnown() && !v.IsNull() && v.type().kind() == Type::Kind::kString;
  };
  if (!is_text(a) || !is_text(b) || (!IsMultiline(a) && !IsMultiline(b))) return false;
  const auto lines = [](const std::string& text) {
    std::set<std::string> found;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      found.insert(text.substr(at, end - at));
      at = end + 1;
    }
    return found;
  };
  const std::set<std::string> of_a = lines(a.AsString());
  const std::set<std::string> of_b = lines(b.AsString());
  return std::ranges::any_of(of_a, [&](const std::string& line) { return of_b.count(line) != 0; });
}

Diff Typed(const Sides& sides, const Type& type);
Diff Dynamic(const Sides& sides);
Diff Block(const Sides& sides, const BlockSchema& schema);

// Hidden and unknown places come before all others (see above). `compute` makes the diff of what is hidden, or of what
// was before.
template <typename Compute>
bool Special(const Sides& sides, Diff::Kind sensitive_kind, Diff& result, Compute compute) {
  const bool before_sensitive = sides.before_sensitive.Here();
  const bool after_sensitive = sides.after_sensitive.Here();
  if (before_sensitive || after_sensitive) {
    Sides inner = sides;
    if (before_sensitive) inner.before_sensitive = inner.before_sensitive.None();
    if (after_sensitive) inner.after_sensitive = inner.after_sensitive.None();
    Diff hidden = compute(inner);
    const bool absent = sides.before_nil() && !sides.before_explicit && sides.after_nil() && !sides.after_explicit;
    Action action = hidden.action;
    if (action == Action::kNoOp && before_sensitive != after_sensitive && !absent) action = Action::kUpdate;
    result = MakeDiff(sensitive_kind, action, sides);
    result.before_sensitive = before_sensitive;
    result.after_sensitive = after_sensitive;
    result.items.push_back(std::move(hidden));
    return true;
  }
  if (!sides.unknown()) return false;
  result = MakeDiff(Diff::Kind::kUnknown, LeafAction(sides, true), sides);
  if (!sides.before_nil()) {
    Sides was = sides;
    was.after = nullptr;
    was.after_explicit = false;
    was.replace = was.replace.None();
    was.unknown_members = true;
    result.items.push_back(compute(was));
  }
  return true;
}

Diff Primitive(const Sides& sides) {
  Diff diff = MakeDiff(Diff::Kind::kPrimitive, LeafAction(sides, sides.after_explicit), sides);
  if (!sides.before_nil()) diff.before = *sides.before;
  if (!sides.after_nil()) diff.after = *sides.after;
  return diff;
}

template <typename Compute>
Diff Members(Diff::Kind kind, const Sides& sides, bool by_attribute, Compute compute) {
  Diff diff = MakeDiff(kind, CollectionAction(sides), sides);
  for (const std::string& name : MemberNames(sides)) {
    const Step step = by_attribute ? Step(value::AttributeStep{name}) : Step(value::IndexStep{name});
    Diff child = compute(sides.Child(MemberOf(sides.before, name), MemberOf(sides.after, name), step), name);
    diff.action = Combine(diff.action, child.action);
    diff.members.push_back({name, std::move(child)});
  }
  return diff;
}

Step IndexAt(std::size_t index) { return value::IndexStep{static_cast<long long>(index == kNoElement ? -1 : index)}; }

template <typename Compute>
Diff Sequence(Diff::Kind kind, const Sides& sides, const std::vector<ElementPair>& pairs, Compute compute) {
  const std::vector<Value>& before = ElementsOf(sides.before);
  const std::vector<Value>& after = ElementsOf(sides.after);
  Diff diff = MakeDiff(kind, CollectionAction(sides), sides);
  for (const auto& [i, j] : pairs) {
    const Sides child = sides.ChildAt(i == kNoElement ? nullptr : &before[i], j == kNoElement ? nullptr : &after[j],
                                      IndexAt(i), IndexAt(j));
    Diff item = compute(child, j == kNoElement ? i : j);
    diff.action = Combine(diff.action, item.action);
    diff.items.push_back(std::move(item));
  }
  return diff;
}

// By the longest common subsequence.
std::vector<ElementPair> PairList(const Sides& sides, bool compare_objects) {
  const std::vector<Value>& before = ElementsOf(sides.before);
  const std::vector<Value>& after = ElementsOf(sides.after);
  const auto is_object = [](const Value& v) {
    return !v.IsNull() && (v.type().kind() == Type::Kind::kObject || v.type().kind() == Type::Kind::kMap);
  };
  return PairElements(
      before.size(), after.size(), [&](std::size_t i, std::size_t j) { return before[i].Same(after[j]); },
      [&](std::size_t i, std::size_t j) {
        if (compare_objects && is_object(before[i]) && is_object(after[j])) return true;
        return ShareLines(before[i], after[j]);
      });
}

// Element by element, at the same place.
std::vector<ElementPair> PairByIndex(const Sides& sides) {
  const std::size_t before = ElementsOf(sides.before).size();
  const std::size_t after = ElementsOf(sides.after).size();
  std::vector<ElementPair> pairs;
  for (std::size_t i = 0; i < std::max(before, after); ++i) {
    pairs.emplace_back(i < before ? i : kNoElement, i < after ? i : kNoElement);
  }
  return pairs;
}

// Equal ones with each other, then what was removed in its place, then what was added.
std::vector<ElementPair> PairSet(const Sides& sides) {
  const std::vector<Value>& before = ElementsOf(sides.before);
  const std::vector<Value>& after = ElementsOf(sides.after);
  std::vector<bool> taken(after.size(), false);
  std::vector<ElementPair> pairs;
  for (std::size_t i = 0; i < before.size(); ++i) {
    std::size_t match = kNoElement;
    for (std::size_t j = 0; j < after.size() && match == kNoElement; ++j) {
      if (!taken[j] && after[j].IsWhollyKnown() && before[i].Same(after[j])) match = j;
    }
    if (match != kNoElement) taken[match] = true;
    pairs.emplace_back(i, match);
  }
  for (std::size_t j = 0; j < after.size(); ++j) {
    if (!taken[j]) pairs.emplace_back(kNoElement, j);
  }
  return pairs;
}

// What is null before and after is not there.
void AddImplicit(const std::string& name, const Sides& sides, Diff member, Diff& whole) {
  if (member.action == Action::kNoOp && sides.before_nil() && sides.after_nil()) return;
  whole.action = Combine(whole.action, member.action);
  whole.members.push_back({name, std::move(member)});
}

Diff TypedObject(const Sides& sides, const Type& type) {
  Diff diff = MakeDiff(Diff::Kind::kObject, CollectionAction(sides), sides);
  for (const std::string& name : MemberNames(sides)) {
    const Sides child =
        sides.Child(MemberOf(sides.before, name), MemberOf(sides.after, name), value::AttributeStep{name}).Implicit();
    const auto found = type.attributes().find(name);
    AddImplicit(name, child, found == type.attributes().end() ? Dynamic(child) : Typed(child, found->second), diff);
  }
  return diff;
}

Diff TypedCollection(const Sides& sides, const Type& type) {
  switch (type.kind()) {
    case Type::Kind::kObject: return TypedObject(sides, type);
    case Type::Kind::kMap:
      return Members(Diff::Kind::kMap, sides, false,
                     [&](const Sides& child, const std::string&) { return Typed(child, type.element()); });
    case Type::Kind::kList:
      return Sequence(Diff::Kind::kList, sides, PairList(sides, type.element().kind() == Type::Kind::kObject),
                      [&](const Sides& child, std::size_t) { return Typed(child, type.element()); });
    case Type::Kind::kSet:
      return Sequence(Diff::Kind::kSet, sides, PairSet(sides),
                      [&](const Sides& child, std::size_t) { return Typed(child, type.element()); });
    default:
      return Sequence(Diff::Kind::kList, sides, PairByIndex(sides), [&](const Sides& child, std::size_t index) {
        return index < type.elements().size() ? Typed(child, type.elements()[index]) : Dynamic(child);
      });
  }
}

Diff Typed(const Sides& sides, const Type& type) {
  Diff special;
  if (Special(sides, Diff::Kind::kSensitive, special, [&](const Sides& inner) { return Typed(inner, type); })) {
    return special;
  }
  if (type.IsDynamic()) {
    // As in OpenTofu nothing is said of what forces a replacement where the type is any.
    Sides any = sides;
    any.replace = any.replace.None();
    return Dynamic(any);
  }
  return type.IsPrimitive() ? Primitive(sides) : TypedCollection(sides, type);
}

// What a value is if nobody says its type: numbers of any kind are one, and so are maps and objects.
enum class JsonKind { kNull, kBool, kNumber, kString, kObject, kArray };

JsonKind KindOf(const Value* side) {
  if (Sides::IsNil(side)) return JsonKind::kNull;
  switch (side->type().kind()) {
    case Type::Kind::kBool: return JsonKind::kBool;
    case Type::Kind::kNumber: return JsonKind::kNumber;
    case Type::Kind::kString: return JsonKind::kString;
    case Type::Kind::kObject:
    case Type::Kind::kMap: return JsonKind::kObject;
    case Type::Kind::kDynamic: return JsonKind::kNull;
    default: return JsonKind::kArray;
  }
}

Diff DynamicOfKind(const Sides& sides, JsonKind kind) {
  if (kind == JsonKind::kObject) {
    return Members(Diff::Kind::kObject, sides, true,
                   [](const Sides& child, const std::string&) { return Dynamic(child); });
  }
  if (kind == JsonKind::kArray) {
    return Sequence(Diff::Kind::kList, sides, PairList(sides, true),
                    [](const Sides& child, std::size_t) { return Dynamic(child); });
  }
  return Primitive(sides);
}

// A value may be null because it is not there: then the other side alone says what kind it is. Of two kinds, one goes
// and the other comes.
Diff Dynamic(const Sides& sides) {
  Diff special;
  if (Special(sides, Diff::Kind::kSensitive, special, [](const Sides& inner) { return Dynamic(inner); })) {
    return special;
  }
  const JsonKind before = KindOf(sides.before);
  const JsonKind after = KindOf(sides.after);
  if (before == after) return DynamicOfKind(sides, before);
  if (before == JsonKind::kNull && !sides.before_explicit) return DynamicOfKind(sides, after);
  if (after == JsonKind::kNull && !sides.after_explicit) return DynamicOfKind(sides, before);
  Sides removed = sides;
  removed.after = nullptr;
  removed.after_explicit = false;
  Sides added = sides;
  added.before = nullptr;
  added.before_explicit = false;
  Diff diff = MakeDiff(Diff::Kind::kTypeChange, Action::kUpdate, sides);
  diff.items.push_back(DynamicOfKind(removed, before));
  diff.items.push_back(DynamicOfKind(added, after));
  return diff;
}

// "" as the old SDK means it: nothing.
const Value* WithoutEmptyText(const Value* side) {
  const bool is_empty = !Sides::IsNil(side) && side->type().kind() == Type::Kind::kString && side->AsString().empty();
  return is_empty ? nullptr : side;
}

Diff Nested(const Sides& sides, const NestedBlockSchema& nested);

Diff Attribute(const Sides& sides, const AttributeSchema& attribute) {
  return attribute.nested != nullptr ? Nested(sides, *attribute.nested) : Typed(sides, attribute.type);
}

// What a write-only attribute was and will be nobody knows: it does what the whole does.
void AddWriteOnly(const Sides& sides, const BlockSchema& schema, Diff& diff) {
  for (const auto& [name, attribute] : schema.attributes) {
    if (!attribute.write_only) continue;
    const Sides child = sides.Member(nullptr, nullptr, name);
    const bool forces = diff.action == Action::kNoOp && child.replace.Here();
    const Action action = forces ? Action::kUpdate : diff.action;
    if (diff.is_nested && action == Action::kNoOp) continue;
    diff.action = Combine(diff.action, action);
    diff.members.push_back({name, MakeDiff(Diff::Kind::kWriteOnly, action, child)});
  }
  std::sort(diff.members.begin(), diff.members.end(),
            [](const DiffMember& a, const DiffMember& b) { return a.name < b.name; });
}

Diff NestedObject(const Sides& sides, const BlockSchema& schema) {
  static const Value kUnknown = Value::Unknown(Type::Dynamic());
  Diff diff = MakeDiff(Diff::Kind::kObject, CollectionAction(sides), sides);
  diff.is_nested = true;
  for (const auto& [name, attribute] : schema.attributes) {
    if (attribute.write_only) continue;
    const Value* after = sides.unknown_members ? &kUnknown : MemberOf(sides.after, name);
    const Sides child = sides.Child(MemberOf(sides.before, name), after, value::AttributeStep{name}).Implicit();
    AddImplicit(name, child, Attribute(child, attribute), diff);
  }
  AddWriteOnly(sides, schema, diff);
  return diff;
}

Diff NestedElement(const Sides& sides, const BlockSchema& schema) {
  Diff special;
  const auto compute = [&](const Sides& inner) { return NestedObject(inner, schema); };
  return Special(sides, Diff::Kind::kSensitive, special, compute) ? special : compute(sides);
}

Diff NestedCollection(const Sides& sides, const NestedBlockSchema& nested) {
  const auto element = [&](const Sides& child, const auto&) { return NestedElement(child, *nested.block); };
  switch (nested.nesting) {
    case Nesting::kSingle: return NestedObject(sides, *nested.block);
    case Nesting::kMap: return Members(Diff::Kind::kMap, sides, false, element);
    case Nesting::kSet: return Sequence(Diff::Kind::kSet, sides, PairSet(sides), element);
    case Nesting::kList: break;
  }
  return Sequence(Diff::Kind::kList, sides, PairByIndex(sides), element);
}

Diff Nested(const Sides& sides, const NestedBlockSchema& nested) {
  Diff special;
  const auto compute = [&](const Sides& inner) {
    Diff diff = NestedCollection(inner, nested);
    diff.is_nested = true;
    return diff;
  };
  return Special(sides, Diff::Kind::kSensitive, special, compute) ? special : compute(sides);
}

void AddAttributes(const Sides& sides, const BlockSchema& schema, Diff& diff) {
  for (const auto& [name, attribute] : schema.attributes) {
    if (attribute.write_only) continue;
    const Sides child =
        sides
            .Member(WithoutEmptyText(MemberOf(sides.before, name)), WithoutEmptyText(MemberOf(sides.after, name)), name)
            .Implicit();
    AddImplicit(name, child, Attribute(child, attribute), diff);
  }
  AddWriteOnly(sides, schema, diff);
}

// Lists of blocks go by place, not by common subsequence: that is how providers replace and update them.
Diff NestedBlocks(const Sides& sides, const NestedBlockSchema& nested) {
  switch (nested.nesting) {
    case Nesting::kMap:
      return Members(Diff::Kind::kMap, sides, false,
                     [&](const Sides& child, const std::string&) { return Block(child, *nested.block); });
    case Nesting::kSet:
      return Sequence(Diff::Kind::kSet, sides, PairSet(sides),
                      [&](const Sides& child, std::size_t) { return Block(child, *nested.block); });
    default:
      return Sequence(Diff::Kind::kList, sides, PairByIndex(sides),
                      [&](const Sides& child, std::size_t) { return Block(child, *nested.block); });
  }
}

void AddKnownBlocks(const Sides& sides, const NestedBlockSchema& nested, DiffBlocks& group, Diff& diff) {
  if (nested.nesting == Nesting::kSingle) {
    Diff one = Block(sides, *nested.block);
    diff.action = Combine(diff.action, one.action);
    group.items.push_back({"", std::move(one)});
    return;
  }
  Diff all = NestedBlocks(sides, nested);
  diff.action = Combine(diff.action, all.action);
  for (Diff& one : all.items) group.items.push_back({"", std::move(one)});
  for (DiffMember& one : all.members) group.items.push_back(std::move(one));
}

void AddBlocks(const Sides& sides, const BlockSchema& schema, Diff& diff) {
  for (const auto& [name, nested] : schema.blocks) {
    Sides child = sides.Member(MemberOf(sides.before, name), MemberOf(sides.after, name), name);
    DiffBlocks group;
    group.name = name;
    group.replace = child.replace.Here();
    group.before_sensitive = child.before_sensitive.Here();
    group.after_sensitive = child.after_sensitive.Here();
    child.before_sensitive = group.before_sensitive ? child.before_sensitive.None() : child.before_sensitive;
    child.after_sensitive = group.after_sensitive ? child.after_sensitive.None() : child.after_sensitive;
    if (child.unknown()) {
      // A dynamic block over something that is not known yet, or one that the provider fills: what will be there is
      // one line, and what was there goes.
      const Action action = child.before_nil() ? Action::kCreate : Action::kUpdate;
      group.items.push_back({"", MakeDiff(Diff::Kind::kUnknown, action, child)});
      diff.action = Combine(diff.action, action);
      child.after = nullptr;
    }
    if (!child.before_nil() || !child.after_nil()) AddKnownBlocks(child, nested, group, diff);
    // None of a type that may be there several times are none that are there, for the look of the whole.
    const bool has_none = nested.nesting != Nesting::kSingle && (child.before != nullptr || child.after != nullptr);
    if (!group.items.empty() || has_none) diff.blocks.push_back(std::move(group));
  }
}

Diff Block(const Sides& sides, const BlockSchema& schema) {
  Diff special;
  if (Special(sides, Diff::Kind::kSensitiveBlock, special, [&](const Sides& inner) { return Block(inner, schema); })) {
    return special;
  }
  Diff diff = MakeDiff(Diff::Kind::kBlock, CollectionAction(sides), sides);
  AddAttributes(sides, schema, diff);
  AddBlocks(sides, schema, diff);
  return diff;
}

}  // namespace

Diff DiffOfBlock(const Value& before, const Value& after, const BlockSchema& schema, const DiffPaths& paths) {
  Sides sides;
  sides.before = &before;
  sides.after = &after;
  sides.before_sensitive = PathView(paths.before_sensitive);
  sides.after_sensitive = PathView(paths.after_sensitive);
  sides.replace = PathView(paths.replace);
  sides.shows = paths.shows;
  return Block(sides, schema);
}

namespace {

PathView Here() {
  static const std::vector<Path> kHere = {Path()};
  return PathView(kHere);
}

}  // namespace

Diff DiffOfValues(const Value& before, const Value& after, Action action, bool before_sensitive, bool after_sensitive) {
  Sides sides;
  sides.before = action == Action::kCreate ? nullptr : &before;
  sides.after = action == Action::kDelete ? nullptr : &after;
  sides.before_explicit = sides.before != nullptr;
  sides.after_explicit = sides.after != nullptr;
  if (before_sensitive && sides.before != nullptr) sides.before_sensitive = Here();
  if (after_sensitive && sides.after != nullptr) sides.after_sensitive = Here();
  return Dynamic(sides);
}

Diff DiffOfTyped(const Value& value, bool is_sensitive) {
  Sides sides;
  sides.before = sides.after = &value;
  sides.before_explicit = sides.after_explicit = true;
  if (is_sensitive) sides.before_sensitive = sides.after_sensitive = Here();
  return Typed(sides, value.type());
}

}  // namespace rolecall::engine
