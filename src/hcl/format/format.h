// The canonical layout of the language, as `tofu fmt` makes it: indentation, spaces between tokens, and
// alignment of `=` and of comments in neighbouring lines. Besides white space, as that does: "${x}" as a whole value
// becomes x, block labels are quoted, and old forms of variable types are brought up to date.
#ifndef ROLECALL_HCL_FORMAT_FORMAT_H_
#define ROLECALL_HCL_FORMAT_FORMAT_H_

#include <string>
#include <string_view>

namespace rolecall::hcl {

// The text must parse: format what does not is refused by `fmt` before it comes here.
std::string Format(std::string_view text);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_FORMAT_FORMAT_H_
