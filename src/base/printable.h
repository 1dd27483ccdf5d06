// Texts from outside as they may be shown: what a terminal or a reader would obey instead of show becomes visible.
//
//   Printable("a\x1b[2Jb\xff")   // "a\\x1b[2Jb\\xff"
//
// That is: control characters (line ends, also with a CR, and tabs stay), those of C1, the controls of
// Unicode that reorder or hide text, and bytes that are no UTF-8; written as Go's %q writes them. Pure; any thread.
#ifndef ROLECALL_BASE_PRINTABLE_H_
#define ROLECALL_BASE_PRINTABLE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall {

std::string Printable(std::string_view text);

// The first character of a text that is not empty. Appends it as it may be shown (line ends and tabs escaped too:
// `\n`); answers its length in bytes.
std::size_t AppendPrintable(std::string& out, std::string_view text);

// Whether nothing of it needs an escape (line ends and tabs do not).
bool IsPrintable(std::string_view text);

}  // namespace rolecall

#endif  // ROLECALL_BASE_PRINTABLE_H_
