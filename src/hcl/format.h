// The canonical layout of the language, as `tofu fmt` makes it: indentation, spaces between tokens, and
// alignment of `=` and of comments in neighbouring lines. Changes only white space.
#ifndef ROLECALL_HCL_FORMAT_H_
#define ROLECALL_HCL_FORMAT_H_

#include <string>
#include <string_view>

namespace rolecall::hcl {

// The text must parse: format what does not is refused by `fmt` before it comes here.
std::string Format(std::string_view text);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_FORMAT_H_
