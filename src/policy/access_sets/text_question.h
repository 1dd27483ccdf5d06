// What is asked about sets of texts, and what is answered (find_text.h): plain values.
#ifndef ROLECALL_POLICY_ACCESS_SETS_TEXT_QUESTION_H_
#define ROLECALL_POLICY_ACCESS_SETS_TEXT_QUESTION_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "policy/access_sets/text_set.h"

namespace rolecall::policy {

// How much may be done: words of states moved, texts compared; some 100 million are a second.
struct Work {
  std::size_t left = 20'000'000;

  bool Take(std::size_t steps) {
    left -= std::min(left, steps);
    return left > 0;
  }
};

struct TextQuestion {
  std::vector<const TextSet*> in, out;  // none of `in`: any text
};

enum class Answer : unsigned char { kNone, kFound, kUndecided };

struct TextAnswer {
  Answer answer = Answer::kNone;
  std::string text;

  bool found() const { return answer == Answer::kFound; }
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_TEXT_QUESTION_H_
