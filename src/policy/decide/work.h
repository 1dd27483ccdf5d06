// How much work a decision can take at most: for those who decide what others ask (simulations), before they do it.
//
//   std::uint64_t work = WorkBound(inputs, request);   // about units of a pattern held against bytes of a text
//   if (work > kMostWork) … refuse …
//
// An upper bound, mostly far above what a decision takes: every text of every policy against the longest text of the
// request as the slowest pattern would be (glob.h), and every condition against every key. Some 2^30 are a second.
// Linear in the number of statements. Pure.
#ifndef ROLECALL_POLICY_DECIDE_WORK_H_
#define ROLECALL_POLICY_DECIDE_WORK_H_

#include <cstdint>

#include "policy/decide/engine.h"

namespace rolecall::policy {

std::uint64_t WorkBound(const PolicyInputs& inputs, const Request& request);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_WORK_H_
