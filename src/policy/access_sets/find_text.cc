#include "policy/access_sets/find_text.h"

#include <algorithm>

#include "policy/access_sets/text_automaton.h"

namespace rolecall::policy {
namespace {

const TextSet& Everything() {
  static const TextSet set(1, kRunUnit);
  return set;
}

bool AnyVariables(const std::vector<const TextSet*>& sets) {
  return std::any_of(sets.begin(), sets.end(), [](const TextSet* set) { return HasVariables(*set); });
}

// What a star stands for in an example: in an ARN what such a part usually is.
std::string_view Filling(int colons, bool arn) {
  constexpr std::string_view kParts[] = {"arn", "aws", "s3", "us-east-1", "111122223333"};
  return arn && colons < 5 ? kParts[colons] : "example";
}

// A text of the set as a person would make one up; nothing for sets of letters.
std::string Example(TextSetView set, bool shortest) {
  std::string text;
  TextSet units;
  int colons = 0;
  const bool arn = set.starts_with(U"arn:");
  for (const SetUnit unit : set) {
    if (IsRun(unit)) {
      if (!shortest) units += UnitsOf(Filling(colons, arn));
    } else if (unit == kOneUnitSet || unit == kOneInPart) {
      units += U'x';
    } else {
      units += (unit & kEitherCase) != 0 ? unit & ~kEitherCase : unit;
    }
    if (unit == U':') ++colons;
  }
  return TextOf(units).value_or("");
}

bool Answers(const TextQuestion& question, TextSetView units) {
  return std::all_of(question.in.begin(), question.in.end(), [&](const TextSet* set) { return Covers(*set, units); }) &&
         std::none_of(question.out.begin(), question.out.end(),
                      [&](const TextSet* set) { return Covers(*set, units); });
}

// Most questions are answered by the first text that comes to mind.
bool Guess(const TextQuestion& question, std::string& text) {
  for (const TextSet* set : question.in) {
    for (const bool shortest : {false, true}) {
      const std::string example = Example(*set, shortest);
      if (example.empty() && !set->empty() && !shortest) continue;
      if (!Answers(question, UnitsOf(example))) continue;
      text = example;
      return true;
    }
  }
  return false;
}

// With variables as letters: several sets that a text must be in cut variables at different places, so each variable is
// any text there, and a set with variables no longer takes anything out for certain (text_set.h).
TextAnswer FindInRelaxed(const TextQuestion& question, Work& work) {
  std::vector<TextSet> plain;
  plain.reserve(question.in.size());
  TextQuestion relaxed;
  for (const TextSet* set : question.in) relaxed.in.push_back(&plain.emplace_back(WithoutVariables(*set)));
  for (const TextSet* set : question.out) {
    if (!HasVariables(*set)) relaxed.out.push_back(set);
  }
  return FindText(relaxed, work);
}

// Halves of pairs may be no text: left to the automaton.
bool HasHalves(TextSetView set) {
  return std::any_of(set.begin(), set.end(), [](SetUnit unit) { return unit >= 0xD800 && unit < 0xE000; });
}

// One set and nothing taken out of it, as most questions are.
TextAnswer FindInOne(const TextSet& set) {
  if (set.find(kNever) != TextSet::npos) return {};
  TextAnswer answer{Answer::kFound, ""};
  if (!HasVariables(set)) {
    answer.text = Example(set, false);
    // What reads well may be no text of the set: a part of an ARN where there is none.
    if (!Covers(set, UnitsOf(answer.text))) answer.text = Example(set, true);
  }
  return answer;
}

}  // namespace

bool MayFindText(const TextQuestion& question, Work& work) {
  if (question.out.empty() && question.in.size() == 1) {
    work.Take(1);
    return question.in.front()->find(kNever) == TextSet::npos;
  }
  return FindText(question, work).answer != Answer::kNone;
}

TextAnswer FindText(const TextQuestion& question, Work& work) {
  if (!work.Take(1 + question.out.size())) return {Answer::kUndecided, ""};
  if (question.out.empty() && question.in.size() == 1 && !HasHalves(*question.in.front())) {
    return FindInOne(*question.in.front());
  }
  std::vector<const TextSet*> in = question.in;
  if (in.empty()) in.push_back(&Everything());
  // The same set twice is one.
  std::sort(in.begin(), in.end(), [](const TextSet* a, const TextSet* b) { return a->size() > b->size(); });
  std::vector<const TextSet*> distinct;
  for (const TextSet* set : in) {
    if (set->find(kNever) != TextSet::npos) return {};
    const bool implied =
        std::any_of(distinct.begin(), distinct.end(), [set](const TextSet* x) { return Covers(*set, *x); });
    if (!implied) distinct.push_back(set);
  }
  TextQuestion rest{distinct, {}};
  if (distinct.size() > 1 && AnyVariables(distinct)) return FindInRelaxed({distinct, question.out}, work);
  for (const TextSet* set : question.out) {
    for (const TextSet* one : distinct) {
      if (Covers(*set, *one)) return {};
    }
    const bool meets =
        std::all_of(distinct.begin(), distinct.end(), [set](const TextSet* x) { return Meets(*x, *set); });
    if (meets) rest.out.push_back(set);
  }
  TextAnswer answer;
  const bool letters = AnyVariables(distinct);
  if (!letters && Guess(rest, answer.text)) {
    answer.answer = Answer::kFound;
    return answer;
  }
  if (letters && rest.out.empty()) {
    answer.answer = Answer::kFound;
    return answer;
  }
  return RunAutomaton(rest, work);
}

}  // namespace rolecall::policy
