#include "policy/access_sets/text_automaton.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

// A state says for each set which of its units may come next: a bit for each unit and one for the end. All sets lie in
// one row of words. From a state a letter leads to one other state, so states are those of a deterministic automaton,
// found breadth first: the first state that is at the end of all of `in` and of none of `out` gives a shortest text.
// Of the letters only those that some set names are told apart; one more stands for all others.
namespace rolecall::policy {
namespace {

using Word = std::uint64_t;
using State = std::vector<Word>;

struct StateHash {
  std::size_t operator()(const State& state) const {
    std::size_t hash = 14695981039346656037u;
    for (const Word word : state) hash = (hash ^ word) * 1099511628211u;
    return hash;
  }
};

struct Range {
  std::size_t first = 0, words = 0;
  std::size_t length = 0;  // units
};

constexpr SetUnit kKelvinSign = 0x212A;

class Automaton {
 public:
  explicit Automaton(const TextQuestion& question) : question_(question) {
    for (const TextSet* set : question.in) AddRange(*set);
    for (const TextSet* set : question.out) AddRange(*set);
    FindLetters();
    MakeMasks();
  }

  TextAnswer Run(Work& work);

 private:
  void AddRange(const TextSet& set) {
    const std::size_t words = set.size() / 64 + 1;
    ranges_.push_back({words_, words, set.size()});
    words_ += words;
  }
  const TextSet& SetOf(std::size_t number) const {
    return number < question_.in.size() ? *question_.in[number] : *question_.out[number - question_.in.size()];
  }
  static void Put(State& state, const Range& range, std::size_t bit) {
    state[range.first + bit / 64] |= Word(1) << (bit % 64);
  }
  static bool Has(const State& state, const Range& range, std::size_t bit) {
    return (state[range.first + bit / 64] >> (bit % 64)) & 1;
  }

  void FindLetters();
  void MakeMasks();
  void SkipRuns(State& state) const;
  // Into next_; false: some set of `in` can no longer match.
  bool Step(const State& state, std::size_t letter);
  bool Accepts(const State& state) const;
  bool Matches(SetUnit unit, SetUnit letter) const;
  TextAnswer TextTo(std::size_t number) const;

  const TextQuestion& question_;
  std::vector<Range> ranges_;
  std::size_t words_ = 0;
  std::vector<SetUnit> letters_;
  std::vector<State> advance_, stay_;  // by letter: the units that it takes, the runs that it stays in
  State runs_, next_;

  struct Reached {
    std::size_t from;
    std::size_t letter;
  };
  std::vector<Reached> trail_;
};

void Automaton::FindLetters() {
  const auto add = [this](SetUnit letter) { letters_.push_back(letter); };
  // Letters that no set names stand for the others; plain ones make texts that can be read.
  for (const char sign : std::string_view("xyzqwkvj0123456789abcdefghilmnoprstu-_XYZ~^")) {
    add(static_cast<SetUnit>(sign));
  }
  std::vector<SetUnit> named;
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    for (const SetUnit unit : SetOf(i)) {
      if ((unit & kEitherCase) != 0) {
        const SetUnit letter = unit & ~kEitherCase;
        named.insert(named.end(), {letter, letter - 'a' + 'A'});
        if (letter == 'k') named.push_back(kKelvinSign);
      } else if (unit < 0x110000 || IsVariable(unit)) {
        named.push_back(unit);
      } else if (unit == kRunInPart || unit == kOneInPart) {
        named.push_back(U':');
      }
    }
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  const auto other = std::find_if(letters_.begin(), letters_.end(), [&named](SetUnit letter) {
    return !std::binary_search(named.begin(), named.end(), letter);
  });
  const SetUnit stands_for_others = other == letters_.end() ? SetUnit(0xE000) : *other;
  letters_ = {stands_for_others};
  letters_.insert(letters_.end(), named.begin(), named.end());
}

bool Automaton::Matches(SetUnit unit, SetUnit letter) const {
  if (unit == letter) return true;
  if ((unit & kEitherCase) != 0) return Covers(TextSetView(&unit, 1), TextSetView(&letter, 1));
  if (IsVariable(letter)) return false;
  return unit == kOneUnitSet || (unit == kOneInPart && letter != U':');
}

void Automaton::MakeMasks() {
  advance_.assign(letters_.size(), State(words_, 0));
  stay_ = advance_;
  runs_.assign(words_, 0);
  for (std::size_t number = 0; number < ranges_.size(); ++number) {
    const TextSet& set = SetOf(number);
    for (std::size_t i = 0; i < set.size(); ++i) {
      const SetUnit unit = set[i];
      if (IsRun(unit)) Put(runs_, ranges_[number], i);
      for (std::size_t k = 0; k < letters_.size(); ++k) {
        const SetUnit letter = letters_[k];
        if (unit == kRunUnit || (unit == kRunInPart && letter != U':' && (letter & kVariable) == 0)) {
          Put(stay_[k], ranges_[number], i);
        } else if (!IsRun(unit) && unit != kNever && Matches(unit, letter)) {
          Put(advance_[k], ranges_[number], i);
        }
      }
    }
  }
}

// The last unit of a set has a bit after it, so no bit is shifted into the next set's words.
void Automaton::SkipRuns(State& state) const {
  for (const Range& range : ranges_) {
    bool again = true;
    while (again) {
      again = false;
      Word carry = 0;
      for (std::size_t w = range.first; w < range.first + range.words; ++w) {
        const Word moved = state[w] & runs_[w];
        const Word more = (moved << 1) | carry;
        carry = moved >> 63;
        if ((state[w] | more) != state[w]) again = true;
        state[w] |= more;
      }
    }
  }
}

bool Automaton::Step(const State& state, std::size_t letter) {
  next_.assign(words_, 0);
  for (const Range& range : ranges_) {
    Word carry = 0;
    for (std::size_t w = range.first; w < range.first + range.words; ++w) {
      const Word moved = state[w] & advance_[letter][w];
      next_[w] = (moved << 1) | carry | (state[w] & stay_[letter][w]);
      carry = moved >> 63;
    }
  }
  for (std::size_t number = 0; number < question_.in.size(); ++number) {
    const Range& range = ranges_[number];
    Word any = 0;
    for (std::size_t w = range.first; w < range.first + range.words; ++w) any |= next_[w];
    if (any == 0) return false;
  }
  SkipRuns(next_);
  return true;
}

bool Automaton::Accepts(const State& state) const {
  for (std::size_t number = 0; number < ranges_.size(); ++number) {
    if (Has(state, ranges_[number], ranges_[number].length) != (number < question_.in.size())) return false;
  }
  return true;
}

TextAnswer Automaton::TextTo(std::size_t number) const {
  TextSet units;
  for (; number != 0; number = trail_[number].from) units += letters_[trail_[number].letter];
  std::reverse(units.begin(), units.end());
  TextAnswer answer;
  answer.answer = Answer::kFound;
  // Variables, or halves of a character: not a text.
  const std::optional<std::string> text = TextOf(units);
  if (text) {
    answer.text = *text;
  } else if (!HasVariables(units)) {
    answer.answer = Answer::kUndecided;
  }
  return answer;
}

TextAnswer Automaton::Run(Work& work) {
  std::unordered_map<State, std::size_t, StateHash> numbers;
  State start(words_, 0);
  for (const Range& range : ranges_) Put(start, range, 0);
  SkipRuns(start);
  std::vector<const State*> states = {&numbers.emplace(std::move(start), 0).first->first};
  trail_ = {{0, 0}};
  for (std::size_t at = 0; at < states.size(); ++at) {
    if (Accepts(*states[at])) return TextTo(at);
    for (std::size_t letter = 0; letter < letters_.size(); ++letter) {
      if (!Step(*states[at], letter)) continue;
      const auto [found, is_new] = numbers.emplace(next_, states.size());
      if (!is_new) continue;
      states.push_back(&found->first);
      trail_.push_back({at, letter});
    }
    if (!work.Take(letters_.size() * words_)) return {Answer::kUndecided, ""};
  }
  return {};
}

}  // namespace

TextAnswer RunAutomaton(const TextQuestion& question, Work& work) { return Automaton(question).Run(work); }

}  // namespace rolecall::policy
