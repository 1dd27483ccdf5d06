#include "engine/provider/schema_value.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

Value EmptyBlock(const NestedBlockSchema& nested) {
  Type inner = ImpliedType(*nested.block);
  switch (nested.nesting) {
    case Nesting::kSingle: return Value::Null(inner);
    case Nesting::kList: return Value::List(inner, {});
    case Nesting::kSet: return Value::Set(inner, {});
    case Nesting::kMap: return Value::Map(inner, {});
  }
  return Value::Null(inner);
}

bool IsEmpty(const Value& value) {
  if (!value.IsKnown() || value.IsNull()) return false;
  if (value.type().kind() == Type::Kind::kString) return value.AsString().empty();
  return value.type().IsCollection() && value.size() == 0;
}

bool HasContent(const Value& value) { return value.IsKnown() && !value.IsNull(); }

bool CouldBecome(const BlockSchema& block, const Value& config, const Value& prior);

// The same for what a block or an attribute that has attributes holds. An element of a set has no place of its own: a
// set is equal, or it is another one.
bool CouldBecomeInside(const NestedBlockSchema& nested, const Value& config, const Value& prior) {
  if (config.Same(prior)) return true;
  if (nested.nesting == Nesting::kSet) return false;
  if (!HasContent(prior)) return true;
  if (nested.nesting == Nesting::kSingle) return CouldBecome(*nested.block, config, prior);
  if (prior.size() == 0) return true;
  if (!HasContent(config)) return false;
  if (nested.nesting == Nesting::kMap) {
    return std::all_of(prior.members().begin(), prior.members().end(), [&](const auto& old) {
      const Value* found = config.Find(old.first);
      return found != nullptr && CouldBecome(*nested.block, *found, old.second);
    });
  }
  if (config.size() < prior.size()) return false;
  for (std::size_t i = 0; i < prior.size(); ++i) {
    if (!CouldBecome(*nested.block, config.elements()[i], prior.elements()[i])) return false;
  }
  return true;
}

// True if a prior element could be what this configured element became: all that is configured is equal, and what is
// not may be computed.
bool CouldBecome(const BlockSchema& block, const Value& config, const Value& prior) {
  if (config.Same(prior) || !HasContent(prior)) return true;
  if (!HasContent(config)) return false;
  for (const auto& [name, attribute] : block.attributes) {
    const Value& configured = config.Get(name);
    const Value& old = prior.Get(name);
    if (configured.Same(old)) continue;
    if (attribute.nested != nullptr) {
      if (!CouldBecomeInside(*attribute.nested, configured, old)) return false;
      continue;
    }
    const bool may_be_computed = attribute.computed && configured.IsKnown() && configured.IsNull();
    if (!may_be_computed || attribute.type.IsSet()) return false;
  }
  return std::all_of(block.blocks.begin(), block.blocks.end(), [&](const auto& nested) {
    return CouldBecomeInside(nested.second, config.Get(nested.first), prior.Get(nested.first));
  });
}

// Whether anything in it was configured: an attribute has a value that no provider computes.
bool HasConfigured(const NestedBlockSchema& nested, const Value& value);

bool HasConfiguredIn(const BlockSchema& block, const Value& object) {
  if (!HasContent(object)) return false;
  for (const auto& [name, attribute] : block.attributes) {
    const Value& member = object.Get(name);
    if (member.IsKnown() && member.IsNull()) continue;
    if (!attribute.computed) return true;
    if (attribute.nested != nullptr && HasConfigured(*attribute.nested, member)) return true;
  }
  return false;
}

bool HasConfigured(const NestedBlockSchema& nested, const Value& value) {
  if (!HasContent(value)) return false;
  const auto is_configured = [&](const Value& one) { return HasConfiguredIn(*nested.block, one); };
  switch (nested.nesting) {
    case Nesting::kSingle: return is_configured(value);
    case Nesting::kMap:
      return std::any_of(value.members().begin(), value.members().end(),
                         [&](const auto& one) { return is_configured(one.second); });
    case Nesting::kList:
    case Nesting::kSet: return std::any_of(value.elements().begin(), value.elements().end(), is_configured);
  }
  return false;
}

Value ProposedSet(const BlockSchema& block, const Value& prior, const Value& config) {
  std::vector<Value> elements;
  std::vector<bool> used(HasContent(prior) ? prior.size() : 0, false);
  for (const Value& element : config.elements()) {
    Value match = Value::Null(ImpliedType(block));
    for (std::size_t i = 0; i < used.size() && match.IsNull() && HasContent(element); ++i) {
      if (used[i] || !CouldBecome(block, element, prior.elements()[i])) continue;
      used[i] = true;
      match = prior.elements()[i];
    }
    elements.push_back(ProposedNew(block, match, element));
  }
  return Value::Set(ImpliedType(block), std::move(elements));
}

Value ProposedList(const BlockSchema& block, const Value& prior, const Value& config) {
  std::vector<Value> elements;
  for (std::size_t i = 0; i < config.size(); ++i) {
    bool has_prior = HasContent(prior) && i < prior.size();
    Value old = has_prior ? prior.elements()[i] : Value::Null(ImpliedType(block));
    elements.push_back(ProposedNew(block, old, config.elements()[i]));
  }
  return Value::List(ImpliedType(block), std::move(elements));
}

Value ProposedMap(const BlockSchema& block, const Value& prior, const Value& config) {
  std::map<std::string, Value> members;
  for (const auto& [key, element] : config.members()) {
    const Value* old = HasContent(prior) ? prior.Find(key) : nullptr;
    members.emplace(key, ProposedNew(block, old ? *old : Value::Null(ImpliedType(block)), element));
  }
  return Value::Map(ImpliedType(block), std::move(members));
}

Value ProposedBlock(const NestedBlockSchema& nested, const Value& prior, const Value& config) {
  if (!HasContent(config)) return config;
  // "Attributes as blocks": an absent block is the provider's to fill.
  if (nested.computed && nested.nesting != Nesting::kSingle && config.size() == 0 && HasContent(prior)) return prior;
  switch (nested.nesting) {
    case Nesting::kSingle: return ProposedNew(*nested.block, prior, config);
    case Nesting::kList: return ProposedList(*nested.block, prior, config);
    case Nesting::kSet: return ProposedSet(*nested.block, prior, config);
    case Nesting::kMap: return ProposedMap(*nested.block, prior, config);
  }
  return config;
}

value::Path Extended(const value::Path& path, value::Step step) {
  value::Path longer = path;
  longer.push_back(std::move(step));
  return longer;
}

void CollectSensitive(const BlockSchema& block, const Value& object, const value::Path& at,
                      std::vector<value::Path>& out);

// Of what is in a block, or in an attribute that has attributes.
void CollectInside(const NestedBlockSchema& nested, const Value& found, const value::Path& inside,
                   std::vector<value::Path>& out) {
  if (nested.nesting == Nesting::kSingle) {
    CollectSensitive(*nested.block, found, inside, out);
  } else if (nested.nesting == Nesting::kMap) {
    for (const auto& [key, element] : found.members()) {
      CollectSensitive(*nested.block, element, Extended(inside, value::IndexStep{key}), out);
    }
  } else if (nested.nesting == Nesting::kList) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      CollectSensitive(*nested.block, found.elements()[i],
                       Extended(inside, value::IndexStep{static_cast<long long>(i)}), out);
    }
  } else {
    // An element of a set has no path: a secret inside makes the whole set sensitive.
    std::vector<value::Path> within;
    for (const Value& element : found.elements()) CollectSensitive(*nested.block, element, inside, within);
    if (!within.empty()) out.push_back(inside);
  }
}

void CollectSensitive(const BlockSchema& block, const Value& object, const value::Path& at,
                      std::vector<value::Path>& out) {
  if (!HasContent(object)) return;
  for (const auto& [name, attribute] : block.attributes) {
    if (!attribute.sensitive && attribute.nested == nullptr) continue;
    const Value* found = object.Find(name);
    if (found == nullptr) continue;
    const value::Path inside = Extended(at, value::AttributeStep{name});
    if (attribute.sensitive) {
      out.push_back(inside);
    } else if (HasContent(*found)) {
      CollectInside(*attribute.nested, *found, inside, out);
    }
  }
  for (const auto& [name, nested] : block.blocks) {
    const Value* found = object.Find(name);
    if (found == nullptr || !HasContent(*found)) continue;
    CollectInside(nested, *found, Extended(at, value::AttributeStep{name}), out);
  }
}

const Value* StepInto(const Value& from, const value::Step& step) {
  const Type::Kind kind = from.type().kind();
  if (const auto* attribute = std::get_if<value::AttributeStep>(&step)) {
    if (kind != Type::Kind::kObject && kind != Type::Kind::kMap) return nullptr;
    return from.Find(attribute->name);
  }
  const auto& key = std::get<value::IndexStep>(step).key;
  if (const auto* name = std::get_if<std::string>(&key)) {
    if (kind != Type::Kind::kObject && kind != Type::Kind::kMap) return nullptr;
    return from.Find(*name);
  }
  if (kind != Type::Kind::kList && kind != Type::Kind::kTuple) return nullptr;
  long long index = std::get<long long>(key);
  if (index < 0 || static_cast<std::size_t>(index) >= from.size()) return nullptr;
  return &from.elements()[static_cast<std::size_t>(index)];
}

Value WithMember(const Value& object, const std::string& name, std::optional<Value> member) {
  std::map<std::string, Value> members = object.members();
  if (member) {
    members[name] = *std::move(member);
  } else {
    members.erase(name);
  }
  if (object.type().kind() == Type::Kind::kMap) return Value::Map(object.type().element(), std::move(members));
  return Value::Object(std::move(members));
}

Value WithElement(const Value& list, std::size_t index, Value element) {
  std::vector<Value> elements = list.elements();
  elements[index] = std::move(element);
  if (list.type().kind() == Type::Kind::kList) return Value::List(list.type().element(), std::move(elements));
  return Value::Tuple(std::move(elements));
}

}  // namespace

Value EmptyObject(const BlockSchema& block) {
  std::map<std::string, Value> attributes;
  for (const auto& [name, attribute] : block.attributes) attributes.emplace(name, Value::Null(attribute.type));
  for (const auto& [name, nested] : block.blocks) attributes.emplace(name, EmptyBlock(nested));
  return Value::Object(std::move(attributes));
}

Value ProposedNew(const BlockSchema& block, const Value& prior, const Value& config) {
  if (!HasContent(config)) return config;
  bool has_prior = HasContent(prior);
  std::map<std::string, Value> proposed;
  for (const auto& [name, attribute] : block.attributes) {
    const Value& configured = config.Get(name);
    bool keeps = attribute.computed && configured.IsNull() && has_prior && !attribute.write_only;
    // What was there is not the provider's alone: it was configured then, and is not now.
    if (keeps && attribute.optional && attribute.nested != nullptr) {
      keeps = !HasConfigured(*attribute.nested, prior.Get(name));
    }
    if (attribute.nested != nullptr && HasContent(configured)) {
      const Value old = has_prior ? prior.Get(name) : Value::Null(attribute.type);
      proposed.emplace(name, ProposedBlock(*attribute.nested, old, configured));
    } else {
      proposed.emplace(name, keeps ? prior.Get(name) : configured);
    }
  }
  for (const auto& [name, nested] : block.blocks) {
    proposed.emplace(name, ProposedBlock(nested, has_prior ? prior.Get(name) : EmptyBlock(nested), config.Get(name)));
  }
  return Value::Object(std::move(proposed));
}

// The same for what a block or an attribute that has attributes holds, with `change` made of each object.
template <typename Change>
static Value EachObject(const NestedBlockSchema& nested, const Value& value, Change change) {
  if (!HasContent(value)) return value;
  if (nested.nesting == Nesting::kSingle) return change(*nested.block, value);
  if (nested.nesting == Nesting::kMap) {
    std::map<std::string, Value> members;
    for (const auto& [key, one] : value.members()) members.emplace(key, change(*nested.block, one));
    return Value::Map(value.type().element(), std::move(members));
  }
  std::vector<Value> elements;
  for (const Value& one : value.elements()) elements.push_back(change(*nested.block, one));
  return nested.nesting == Nesting::kSet ? Value::Set(value.type().element(), std::move(elements))
                                         : Value::List(value.type().element(), std::move(elements));
}

Value WithoutComputed(const BlockSchema& block, const Value& object) {
  if (!HasContent(object)) return object;
  std::map<std::string, Value> members = object.members();
  for (const auto& [name, attribute] : block.attributes) {
    Value& member = members.at(name);
    if (attribute.computed && !attribute.optional) {
      member = Value::Null(attribute.type);
    } else if (attribute.nested != nullptr) {
      member = EachObject(*attribute.nested, member, WithoutComputed);
    }
  }
  for (const auto& [name, nested] : block.blocks) {
    members.at(name) = EachObject(nested, members.at(name), WithoutComputed);
  }
  return Value::Object(std::move(members));
}

// As in OpenTofu elements of sets and maps stay as they are configured.
static Value UnknownInside(const NestedBlockSchema& nested, const Value& configured) {
  if (nested.nesting == Nesting::kMap || nested.nesting == Nesting::kSet) return configured;
  return EachObject(nested, configured, UnknownComputed);
}

Value UnknownComputed(const BlockSchema& block, const Value& config) {
  if (!HasContent(config)) return config;
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : block.attributes) {
    const Value& configured = config.Get(name);
    if (attribute.nested != nullptr && HasContent(configured)) {
      members.emplace(name, UnknownInside(*attribute.nested, configured));
    } else {
      members.emplace(name, attribute.computed && configured.IsNull() ? Value::Unknown(attribute.type) : configured);
    }
  }
  for (const auto& [name, nested] : block.blocks) {
    const Value& configured = config.Get(name);
    bool is_filled =
        nested.computed && nested.nesting != Nesting::kSingle && HasContent(configured) && configured.size() == 0;
    if (is_filled) {
      members.emplace(name, Value::Unknown(configured.type()));
    } else {
      members.emplace(name, UnknownInside(nested, configured));
    }
  }
  return Value::Object(std::move(members));
}

std::vector<std::string> PlanViolations(const BlockSchema& block, const Value& prior, const Value& config,
                                        const Value& planned) {
  std::vector<std::string> wrong;
  if (planned.IsNull() || !planned.IsKnown()) return {"the planned object is missing"};
  for (const auto& [name, attribute] : block.attributes) {
    const Value* value = planned.Find(name);
    if (value == nullptr) {
      wrong.push_back("." + name + ": the planned object lacks this attribute");
      continue;
    }
    const Value& configured = config.Get(name);
    if (attribute.write_only) {
      if (!value->IsNull()) wrong.push_back("." + name + ": a write-only attribute must be null in a plan");
      continue;
    }
    if (value->Same(configured)) continue;
    // Our providers, like the old SDK that they stand for, may keep an equivalent prior value.
    if (HasContent(prior) && value->Same(prior.Get(name))) continue;
    if (attribute.computed && configured.IsNull()) continue;
    // To the old SDK a collection is known as a whole or not at all.
    if (HasContent(configured) && !configured.IsWhollyKnown()) continue;
    // Normalisation of a configured value (JSON documents, ARNs): the old SDK's providers do it and are let pass.
    if (HasContent(configured) && HasContent(*value)) continue;
    if (!value->IsKnown() && !configured.IsKnown()) continue;
    // An empty text or collection, of what the provider may choose, is nothing configured to the old SDK.
    if (!value->IsKnown() && attribute.computed && IsEmpty(configured)) continue;
    // Empty for null and null for empty: the old SDK does not tell them apart.
    if (value->IsKnown() && configured.IsKnown()) continue;
    wrong.push_back("." + name + ": the planned value is neither as configured nor as it was");
  }
  return wrong;
}

namespace {

// Whether anything in it is called sensitive.
bool HasSensitive(const BlockSchema& block) {
  for (const auto& [name, attribute] : block.attributes) {
    if (attribute.sensitive || (attribute.nested != nullptr && HasSensitive(*attribute.nested->block))) return true;
  }
  return std::any_of(block.blocks.begin(), block.blocks.end(),
                     [](const auto& nested) { return HasSensitive(*nested.second.block); });
}

}  // namespace

bool IsSensitiveBySchema(const BlockSchema& block, const value::Path& path) {
  const BlockSchema* at = &block;
  for (const value::Step& step : path) {
    const auto* name = std::get_if<value::AttributeStep>(&step);
    if (name == nullptr) continue;  // which element does not matter
    if (const auto attribute = at->attributes.find(name->name); attribute != at->attributes.end()) {
      if (attribute->second.sensitive) return true;
      if (attribute->second.nested == nullptr) return false;
      at = attribute->second.nested->block.get();
      continue;
    }
    const auto nested = at->blocks.find(name->name);
    if (nested == at->blocks.end()) return false;
    at = nested->second.block.get();
  }
  // The whole set stands for a secret in an element.
  return at != &block && HasSensitive(*at);
}

std::vector<value::Path> SchemaSensitivePaths(const BlockSchema& block, const Value& object) {
  std::vector<value::Path> paths;
  CollectSensitive(block, object, {}, paths);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::optional<Value> ValueAt(const Value& object, const value::Path& path) {
  Value at = object;
  for (const value::Step& step : path) {
    if (!at.IsKnown()) return at;
    if (at.IsNull()) return std::nullopt;
    const Value* next = StepInto(at, step);
    if (next == nullptr) return std::nullopt;
    at = Value(*next);
  }
  return at;
}

Value WithPriorAt(const Value& object, const Value& prior, const value::Path& path, std::size_t step) {
  if (step == path.size()) return prior;
  if (!HasContent(object) || !HasContent(prior)) {
    // The whole collection appears or goes: what lies inside cannot be ignored alone, except to keep it absent or
    // there.
    return object;
  }
  const Value* new_inner = StepInto(object, path[step]);
  const Value* old_inner = StepInto(prior, path[step]);
  if (old_inner == nullptr && new_inner == nullptr) return object;
  const auto* attribute = std::get_if<value::AttributeStep>(&path[step]);
  const auto* index = std::get_if<value::IndexStep>(&path[step]);
  const std::string* name = attribute ? &attribute->name : std::get_if<std::string>(&index->key);
  bool is_last = step + 1 == path.size();
  if (name != nullptr) {
    if (old_inner == nullptr) return is_last ? WithMember(object, *name, std::nullopt) : object;
    if (new_inner == nullptr) return is_last ? WithMember(object, *name, *old_inner) : object;
    return WithMember(object, *name, WithPriorAt(*new_inner, *old_inner, path, step + 1));
  }
  if (old_inner == nullptr || new_inner == nullptr) return object;
  auto at = static_cast<std::size_t>(std::get<long long>(index->key));
  return WithElement(object, at, WithPriorAt(*new_inner, *old_inner, path, step + 1));
}

Value MarkSensitive(const Value& object, const std::vector<value::Path>& paths) {
  if (paths.empty()) return object;
  std::vector<std::pair<value::Path, value::Marks>> marks;
  marks.reserve(paths.size());
  for (const value::Path& path : paths) marks.emplace_back(path, value::Marks{value::kSensitive});
  return object.MarkWithPaths(marks);
}

std::pair<Value, std::vector<value::Path>> TakeSensitive(const Value& object) {
  auto [plain, marked] = object.UnmarkDeepWithPaths();
  std::vector<value::Path> paths;
  for (auto& [path, marks] : marked) {
    if (marks.count(value::kSensitive) > 0) paths.push_back(std::move(path));
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return {std::move(plain), std::move(paths)};
}

std::vector<value::Path> UnitePaths(std::vector<value::Path> a, const std::vector<value::Path>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  a.erase(std::unique(a.begin(), a.end()), a.end());
  return a;
}

// Elements of a set cannot be told apart but by what they are: each must have one on the other side that it can be.
static bool KeepsSet(const Value& promised, const Value& actual) {
  std::vector<bool> is_kept(actual.size(), false);
  for (const Value& element : promised.elements()) {
    bool has_one = false;
    for (std::size_t i = 0; i < actual.size(); ++i) {
      const bool is_it = element.IsWhollyKnown() ? element.Same(actual.elements()[i])
                                                 : !FirstBrokenPromise(element, actual.elements()[i]).has_value();
      if (is_it) has_one = is_kept[i] = true;
    }
    if (!has_one) return false;
  }
  return std::find(is_kept.begin(), is_kept.end(), false) == is_kept.end();
}

std::optional<value::Path> FirstBrokenPromise(const Value& promised, const Value& actual) {
  if (!promised.IsKnown() || promised.Same(actual)) return std::nullopt;
  if (promised.IsNull() || !actual.IsKnown() || actual.IsNull()) return value::Path();
  value::Type::Kind kind = promised.type().kind();
  if (kind == value::Type::Kind::kSet && KeepsSet(promised, actual)) return std::nullopt;
  if (kind == value::Type::Kind::kObject || kind == value::Type::Kind::kMap) {
    for (const auto& [name, member] : promised.members()) {
      const Value* other = actual.Find(name);
      std::optional<value::Path> broken = value::Path();
      if (other != nullptr) broken = FirstBrokenPromise(member, *other);
      if (!broken) continue;
      value::Step step = value::AttributeStep{name};
      if (kind == value::Type::Kind::kMap) step = value::IndexStep{name};
      broken->insert(broken->begin(), step);
      return broken;
    }
    if (promised.size() == actual.size()) return std::nullopt;
    return value::Path();
  }
  bool is_sequence = kind == value::Type::Kind::kList || kind == value::Type::Kind::kTuple;
  if (!is_sequence || promised.size() != actual.size()) return value::Path();
  for (std::size_t i = 0; i < promised.size(); ++i) {
    std::optional<value::Path> broken = FirstBrokenPromise(promised.elements()[i], actual.elements()[i]);
    if (!broken) continue;
    broken->insert(broken->begin(), value::IndexStep{static_cast<long long>(i)});
    return broken;
  }
  return std::nullopt;
}

}  // namespace rolecall::engine
