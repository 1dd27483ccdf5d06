// CHECK: assertions about our own code, on in every build. Never used on input from outside.
//
//   ROLECALL_CHECK(index < size);   // aborts, naming the expression and its place, if it does not hold
//
// The condition is evaluated exactly once. What a user or a server can bring about is a Diagnostic, a Result or an
// Expected instead. Any thread.
#ifndef ROLECALL_BASE_CHECK_H_
#define ROLECALL_BASE_CHECK_H_

namespace rolecall {

// Prints the failed expression with its place to standard error and aborts.
[[noreturn]] void CheckFailed(const char* expression, const char* file, int line);

}  // namespace rolecall

#define ROLECALL_CHECK(condition)                                              \
  do {                                                                         \
    if (!(condition)) ::rolecall::CheckFailed(#condition, __FILE__, __LINE__); \
  } while (false)

#endif  // ROLECALL_BASE_CHECK_H_
