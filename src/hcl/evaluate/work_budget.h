// How much work one evaluation may be: what a few lines of nested loops or templates that include each other can ask
// for has no bound of its own.
//
// The outermost evaluation of a thread opens the budget; what is evaluated inside of it, also by functions that
// evaluate templates, spends from the same one. Inside of folder hcl/ only.
#ifndef ROLECALL_HCL_EVALUATE_WORK_BUDGET_H_
#define ROLECALL_HCL_EVALUATE_WORK_BUDGET_H_

#include <cstdint>

namespace rolecall::hcl {

inline constexpr std::int64_t kMaxWork = 20'000'000;  // expressions evaluated

class WorkBudget {
 public:
  // `work` counts for the outermost only: less of it, in tests.
  explicit WorkBudget(std::int64_t work = kMaxWork) {
    if (open_++ == 0) left_ = work;
  }
  ~WorkBudget() { --open_; }
  WorkBudget(const WorkBudget&) = delete;
  WorkBudget& operator=(const WorkBudget&) = delete;

  // One more expression. False: nothing is left, and what calls must return soon.
  static bool Spend() { return --left_ >= 0; }
  static bool IsSpent() { return left_ < 0; }

 private:
  static inline thread_local int open_ = 0;
  static inline thread_local std::int64_t left_ = 0;
};

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_WORK_BUDGET_H_
