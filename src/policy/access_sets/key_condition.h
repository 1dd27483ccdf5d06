// Conditions as sets: of everything that one key can be in a request (absent, one value, several), what satisfies some
// conditions and does not satisfy others?
//
//   KeyAnswer answer = FindValue({{&in_europe, true}, {&in_berlin, false}}, variables, work);      // find_value.h
//
// Keys are dimensions of their own: what AWS knows of one from another is not looked at. What single values mean is
// asked of the engine (decide/condition.h) wherever that is possible; texts are held against each other as sets
// (text_set.h), numbers, dates and addresses by trying one of each kind (value_cells.h). kUndecided comes with a
// reason.
//
// A KeyCondition keeps views into its source. Immutable; any thread.
#ifndef ROLECALL_POLICY_ACCESS_SETS_KEY_CONDITION_H_
#define ROLECALL_POLICY_ACCESS_SETS_KEY_CONDITION_H_

#include <string>
#include <vector>

#include "policy/access_sets/text_set.h"
#include "policy/decide/condition.h"

namespace rolecall::policy {

class KeyCondition {
 public:
  KeyCondition(const Condition& source, Version version, Effect effect, Variables& variables);

  const std::string& key() const { return key_; }  // lower case
  const Condition& source() const { return *source_; }
  const Operator& op() const { return source_->op; }
  bool HoldsFor(const Context& context) const { return compiled_.Evaluate(context).holds; }
  bool HoldsForAbsent() const { return holds_for_absent_; }
  bool IsText() const;

  // Texts that satisfy the operator: those in one of `sets`, or (`outside`) those in none of them and, `arn`, ARNs.
  bool outside() const { return outside_; }
  bool arn() const { return arn_; }
  const std::vector<TextSet>& sets() const { return sets_; }
  // All sets are single texts.
  bool listed() const { return listed_; }
  // A malformed ARN among several values of a request: not followed.
  bool followed() const { return followed_; }

 private:
  void ReadTexts(Version version, Effect effect, Variables& variables);
  void ReadArns(Version version, Effect effect, Variables& variables);

  const Condition* source_;
  std::string key_;
  CompiledCondition compiled_;
  bool holds_for_absent_;
  bool outside_ = false, arn_ = false, listed_ = false, followed_ = true;
  std::vector<TextSet> sets_;
};

// Whether a condition shall hold.
struct KeyFact {
  const KeyCondition* condition;
  bool holds;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_KEY_CONDITION_H_
