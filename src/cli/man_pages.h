// Manual pages (section 1) in the macros of man(7), made of what the commands declare about themselves: the same text
// as -help and docs/reference.
#ifndef ROLECALL_CLI_MAN_PAGES_H_
#define ROLECALL_CLI_MAN_PAGES_H_

#include <memory>
#include <string>
#include <vector>

#include "cli/frame/command.h"

namespace rolecall::cli {

struct ManPage {
  std::string file;  // "rolecall-state-list.1"
  std::string text;
};

// rolecall.1, which lists the commands, and one page for each of them.
std::vector<ManPage> MakeManPages(const std::vector<std::unique_ptr<Command>>& commands);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_MAN_PAGES_H_
