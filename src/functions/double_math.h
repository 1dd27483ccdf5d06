// Logarithm and power of doubles to the last bit as Go's math package has them: the C library's are as good, but differ
// in the last bit, and `ceil(log(243, 3))` would be another number in a state that two programs share.
//
// Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_DOUBLE_MATH_H_
#define ROLECALL_FUNCTIONS_DOUBLE_MATH_H_

namespace rolecall::functions {

// The natural one. Not a number below 0; minus infinity of 0.
double Logarithm(double x);
double Power(double x, double y);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_DOUBLE_MATH_H_
