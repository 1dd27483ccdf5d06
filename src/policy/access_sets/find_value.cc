#include "policy/access_sets/find_value.h"

#include <algorithm>

#include "policy/access_sets/one_value.h"
#include "policy/document/condition_keys.h"
#include "policy/reference/service_reference.h"

namespace rolecall::policy {
namespace {

bool UsesSets(const std::vector<KeyFact>& facts) {
  return std::any_of(facts.begin(), facts.end(),
                     [](const KeyFact& fact) { return fact.condition->op().qualifier != SetQualifier::kNone; });
}

struct Shape {
  bool one = true, many = false;
};

// Whether requests have one value or several for a key. What is not known may be either, if conditions speak of
// several.
Shape ShapeOf(const std::string& key, bool uses_sets) {
  if (IsDeclaredMultivalued(key)) return {false, true};
  if (!uses_sets || key.starts_with("aws:")) return {true, false};
  const ServiceReference* service = FindService(std::string_view(key).substr(0, key.find(':')));
  if (service == nullptr) return {true, true};
  for (const ReferenceKey& known : service->keys()) {
    if (known.Covers(key)) return {!known.multivalued, known.multivalued};
  }
  return {true, true};
}

// A value that is given holds or does not: nothing is to be found.
KeyAnswer Pinned(const std::vector<KeyFact>& facts, const std::string& key, const Variables& variables) {
  Context context;
  for (const auto& [name, value] : variables.values()) context.Set(name, value);
  const bool all = std::all_of(facts.begin(), facts.end(), [&context](const KeyFact& fact) {
    return fact.condition->HoldsFor(context) == fact.holds;
  });
  if (!all) return {};
  return {Answer::kFound, {variables.values().at(key)}, false, ""};
}

// C6, C7 and C8 of decide/condition.cc: facts about all values, and facts about one of them.
struct Several {
  std::vector<KeyFact> of_all;
  std::vector<KeyFact> of_one;
  bool possible = true;
};

Several SeveralOf(const std::vector<KeyFact>& facts, const std::string& key) {
  Several several;
  Context present;
  present.SetMultiple(key, {"x"});
  for (const KeyFact& fact : facts) {
    const Operator& op = fact.condition->op();
    if (op.qualifier == SetQualifier::kNone || fact.condition->source().values.empty()) {
      // Null and operators that never hold here: the same for whatever values.
      if (fact.condition->HoldsFor(present) != fact.holds) several.possible = false;
    } else if ((op.qualifier == SetQualifier::kForAllValues) == fact.holds) {
      several.of_all.push_back(fact);
    } else {
      several.of_one.push_back(fact);
    }
  }
  return several;
}

KeyAnswer FindSeveral(const std::vector<KeyFact>& facts, const std::string& key, const Variables& variables,
                      Work& work) {
  const Several several = SeveralOf(facts, key);
  if (!several.possible) return {};
  if (std::any_of(facts.begin(), facts.end(), [](const KeyFact& fact) { return !fact.condition->followed(); })) {
    return {Answer::kUndecided, {}, true, "an ARN of the condition on " + key + " is none"};
  }
  KeyAnswer answer{Answer::kFound, {}, true, ""};
  const auto add = [&](const std::vector<KeyFact>& wanted) {
    const OneValue value = FindOneValue(wanted, key, variables, work);
    if (value.answer == Answer::kNone) return false;
    if (value.answer == Answer::kUndecided) answer = {Answer::kUndecided, {}, true, value.reason};
    answer.values.push_back(value.text);
    return true;
  };
  if (several.of_one.empty()) return add(several.of_all) ? answer : KeyAnswer{};
  for (const KeyFact& one : several.of_one) {
    std::vector<KeyFact> wanted = several.of_all;
    wanted.push_back(one);
    if (!add(wanted)) return {};
  }
  return answer;
}

}  // namespace

KeyAnswer FindValue(const std::vector<KeyFact>& facts, const Variables& variables, Work& work) {
  if (facts.empty()) return {Answer::kFound, {}, false, ""};
  const std::string& key = facts.front().condition->key();
  if (!variables.symbolic() && variables.values().contains(key)) return Pinned(facts, key, variables);
  const bool absent = std::all_of(facts.begin(), facts.end(),
                                  [](const KeyFact& fact) { return fact.condition->HoldsForAbsent() == fact.holds; });
  if (absent) return {Answer::kFound, {}, false, ""};
  const Shape shape = ShapeOf(key, UsesSets(facts));
  KeyAnswer undecided;
  if (shape.one) {
    OneValue value = FindOneValue(facts, key, variables, work);
    if (value.answer == Answer::kFound) return {Answer::kFound, {std::move(value.text)}, false, ""};
    if (value.answer == Answer::kUndecided) undecided = {Answer::kUndecided, {}, false, value.reason};
  }
  if (shape.many) {
    KeyAnswer answer = FindSeveral(facts, key, variables, work);
    if (answer.answer != Answer::kNone) return answer;
  }
  return undecided;
}

}  // namespace rolecall::policy
