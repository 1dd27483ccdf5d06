// One value of a key that satisfies some conditions and not others (key_condition.h). For this folder only.
#ifndef ROLECALL_POLICY_ACCESS_SETS_ONE_VALUE_H_
#define ROLECALL_POLICY_ACCESS_SETS_ONE_VALUE_H_

#include <string>
#include <vector>

#include "policy/access_sets/find_text.h"
#include "policy/access_sets/key_condition.h"

namespace rolecall::policy {

struct OneValue {
  Answer answer = Answer::kNone;
  std::string text;
  std::string reason;  // of kUndecided
};

// The operators' qualifiers do not count: each condition is asked about this value alone.
OneValue FindOneValue(const std::vector<KeyFact>& facts, const std::string& key, const Variables& variables,
                      Work& work);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_ONE_VALUE_H_
