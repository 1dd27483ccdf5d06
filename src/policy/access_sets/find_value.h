// What a key can be in a request so that some conditions hold and others do not (key_condition.h).
//
//   KeyAnswer answer = FindValue({{&in_europe, true}, {&in_berlin, false}}, variables, work);
//   if (answer.answer == Answer::kFound) … answer.values, answer.many …     // none: the key is absent
//
// Exact, but for what kUndecided says with its reason. Pure.
#ifndef ROLECALL_POLICY_ACCESS_SETS_FIND_VALUE_H_
#define ROLECALL_POLICY_ACCESS_SETS_FIND_VALUE_H_

#include <string>
#include <vector>

#include "policy/access_sets/find_text.h"
#include "policy/access_sets/key_condition.h"

namespace rolecall::policy {

struct KeyAnswer {
  Answer answer = Answer::kNone;
  std::vector<std::string> values;
  bool many = false;   // as a key of several values
  std::string reason;  // of kUndecided
};

// All facts are about the same key.
KeyAnswer FindValue(const std::vector<KeyFact>& facts, const Variables& variables, Work& work);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_FIND_VALUE_H_
