// One word for a POSIX shell, whatever is in it.
#ifndef ROLECALL_BASE_SHELL_H_
#define ROLECALL_BASE_SHELL_H_

#include <string>

namespace rolecall {

// In single quotes: 'it'\''s'. Pure; any thread.
std::string ShellQuoted(const std::string& text);

}  // namespace rolecall

#endif  // ROLECALL_BASE_SHELL_H_
