#include "policy/access_sets/one_value.h"

#include <algorithm>
#include <set>

#include "policy/access_sets/value_cells.h"
#include "policy/reference/key_type.h"

namespace rolecall::policy {
namespace {

Context ContextWith(const std::string& key, const std::string& value, const Variables& variables) {
  Context context;
  if (!variables.symbolic()) {
    for (const auto& [name, given] : variables.values()) context.Set(name, given);
  }
  context.Set(key, value);
  return context;
}

bool EngineAgrees(const std::vector<KeyFact>& facts, const std::string& key, const std::string& value,
                  const Variables& variables) {
  const Context context = ContextWith(key, value, variables);
  return std::all_of(facts.begin(), facts.end(),
                     [&context](const KeyFact& fact) { return fact.condition->HoldsFor(context) == fact.holds; });
}

// Whether a text can stand to a condition so. With variables as letters: if some values of theirs make it so.
bool MayStand(const KeyFact& fact, const TextSet& units) {
  const KeyCondition& condition = *fact.condition;
  const auto in = [&](const TextSet& set) { return Covers(HasVariables(set) ? WithoutVariables(set) : set, units); };
  const bool is_arn = !condition.arn() || Covers(AnyArn(), units);
  if (condition.outside() != fact.holds) {  // in one of the sets, or no ARN
    if (fact.condition->outside() && !is_arn) return true;
    return std::any_of(condition.sets().begin(), condition.sets().end(), in);
  }
  if (condition.outside() && !is_arn) return false;
  return std::none_of(condition.sets().begin(), condition.sets().end(),
                      [&](const TextSet& set) { return !HasVariables(set) && Covers(set, units); });
}

// Facts about texts, one after the other: each adds to the question what it asks, in one of several ways.
class TextFinder {
 public:
  TextFinder(const std::vector<KeyFact>& facts, Work& work) : facts_(facts), work_(work) {}

  OneValue Find() {
    // A list of texts is tried text by text.
    for (const KeyFact& fact : facts_) {
      if (fact.holds && fact.condition->listed()) return FromList(*fact.condition);
    }
    Add(0);
    if (found_) return {Answer::kFound, text_, ""};
    return undecided_ ? OneValue{Answer::kUndecided, "", "its patterns are too large to compare"} : OneValue{};
  }

 private:
  OneValue FromList(const KeyCondition& list) const {
    for (const TextSet& units : list.sets()) {
      const bool all =
          std::all_of(facts_.begin(), facts_.end(), [&](const KeyFact& fact) { return MayStand(fact, units); });
      if (all) return {Answer::kFound, TextOf(units).value_or(""), ""};
    }
    return {};
  }

  void Add(std::size_t number) {
    if (found_) return;
    if (number == facts_.size()) return Ask();
    const KeyCondition& condition = *facts_[number].condition;
    if (condition.outside() == facts_[number].holds) {  // in none of the sets
      const std::size_t had = question_.out.size();
      for (const TextSet& set : condition.sets()) question_.out.push_back(&set);
      if (condition.outside() && condition.arn()) question_.in.push_back(&AnyArn());
      Add(number + 1);
      if (condition.outside() && condition.arn()) question_.in.pop_back();
      question_.out.resize(had);
      return;
    }
    for (const TextSet& set : condition.sets()) {
      question_.in.push_back(&set);
      Add(number + 1);
      question_.in.pop_back();
    }
    if (!condition.outside() || !condition.arn()) return;
    question_.out.push_back(&AnyArn());
    Add(number + 1);
    question_.out.pop_back();
  }

  void Ask() {
    const TextAnswer answer = FindText(question_, work_);
    if (answer.answer == Answer::kUndecided) undecided_ = true;
    if (!answer.found()) return;
    found_ = true;
    text_ = answer.text;
  }

  const std::vector<KeyFact>& facts_;
  Work& work_;
  TextQuestion question_;
  std::string text_;
  bool found_ = false, undecided_ = false;
};

void AddExamples(const KeyCondition& condition, std::vector<std::string>& values, Work& work) {
  for (const TextSet& set : condition.sets()) {
    const TextAnswer answer = FindText({{&set}, {}}, work);
    if (answer.found()) values.push_back(answer.text);
  }
}

std::vector<std::string> ValuesOf(const std::vector<KeyFact>& facts, ValueKind kind) {
  std::vector<std::string> values;
  for (const KeyFact& fact : facts) {
    if (fact.condition->op().kind() != kind) continue;
    for (const Text& text : fact.condition->source().values) values.push_back(text.value);
  }
  return values;
}

// Whether AWS's requests have only values of the kind for the key.
bool IsTyped(const std::string& key, const std::set<ValueKind>& kinds) {
  if (kinds.size() != 1) return false;
  const std::optional<ReferenceKeyType> type = TypeOfKey(key);
  if (!type) return false;
  switch (*type) {
    case ReferenceKeyType::kNumeric: return kinds.contains(ValueKind::kNumber);
    case ReferenceKeyType::kDate: return kinds.contains(ValueKind::kDate);
    case ReferenceKeyType::kIp: return kinds.contains(ValueKind::kAddress);
    case ReferenceKeyType::kString:
    case ReferenceKeyType::kArn:
    case ReferenceKeyType::kBool: return false;
  }
  return false;
}

// Every value is tried by the engine. Of one kind that is all there is; of several it is not.
OneValue Try(const std::vector<KeyFact>& facts, const std::set<ValueKind>& kinds, const std::string& key,
             const Variables& variables, Work& work) {
  const bool typed = IsTyped(key, kinds);
  std::vector<std::string> values, fractions;
  if (!typed) values.emplace_back("x");
  bool exhaustive = kinds.size() <= 1, letters = false;
  for (const ValueKind kind : kinds) {
    ValueCells cells = CellsOf(kind, ValuesOf(facts, kind), typed);
    values.insert(values.begin(), cells.values.begin(), cells.values.end());
    fractions.insert(fractions.end(), cells.fractions.begin(), cells.fractions.end());
    exhaustive = exhaustive && cells.exhaustive;
  }
  for (const KeyFact& fact : facts) {
    const auto& sets = fact.condition->sets();
    if (fact.holds && fact.condition->IsText() && fact.condition->listed()) exhaustive = true;
    if (std::any_of(sets.begin(), sets.end(), HasVariables)) letters = true;
    AddExamples(*fact.condition, values, work);
  }
  for (const std::string& value : values) {
    if (EngineAgrees(facts, key, value, variables)) return {Answer::kFound, value, ""};
  }
  for (const std::string& value : fractions) {
    if (!EngineAgrees(facts, key, value, variables)) continue;
    return {Answer::kUndecided, "", key + " would have to be a number that is not whole"};
  }
  if (exhaustive && !letters) return {};
  return {Answer::kUndecided, "",
          key + " is compared in several ways (" + facts.front().condition->source().operator_text + " …)"};
}

}  // namespace

OneValue FindOneValue(const std::vector<KeyFact>& facts, const std::string& key, const Variables& variables,
                      Work& work) {
  std::vector<KeyFact> of_texts;
  std::set<ValueKind> kinds;
  for (const KeyFact& fact : facts) {
    // Whether the key is there, and lists without values: the same for every value.
    if (fact.condition->op().kind() == ValueKind::kPresence || fact.condition->source().values.empty()) {
      if (fact.condition->HoldsFor(ContextWith(key, "x", variables)) != fact.holds) return {};
    } else if (fact.condition->IsText()) {
      of_texts.push_back(fact);
    } else {
      kinds.insert(fact.condition->op().kind());
    }
  }
  if (kinds.empty()) return TextFinder(of_texts, work).Find();
  if (!of_texts.empty()) kinds.insert(ValueKind::kText);
  return Try(facts, kinds, key, variables, work);
}

}  // namespace rolecall::policy
