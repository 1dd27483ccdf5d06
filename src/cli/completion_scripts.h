// The completion scripts of three shells, made of one table: the commands with their flags.
//
//   out << BashScript(table);      // bash 4.2 or newer; ZshScript: zsh 5; FishScript: fish 3
//
// Words after "--" are completed as after "-". A flag that takes a value ends with "=" and gets no space behind it; its
// value, and whatever is no flag or command, is a file's name.
#ifndef ROLECALL_CLI_COMPLETION_SCRIPTS_H_
#define ROLECALL_CLI_COMPLETION_SCRIPTS_H_

#include <string>
#include <vector>

namespace rolecall::cli {

struct CompletedFlag {
  std::string name;  // without its dash
  bool takes_value = false;
  std::string help;  // one line
};

struct CompletedCommand {
  std::string name;  // "plan", "state list"
  std::string summary;
  std::vector<CompletedFlag> flags;
  std::vector<std::string> words;  // what may stand behind it, if that is known
};

std::string BashScript(const std::vector<CompletedCommand>& commands);
std::string ZshScript(const std::vector<CompletedCommand>& commands);
std::string FishScript(const std::vector<CompletedCommand>& commands);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_COMPLETION_SCRIPTS_H_
