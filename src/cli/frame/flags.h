// Command line flags by Terraform's rules: one or two dashes, "-name=value" or "-name value", switches "-name" or
// "-name=false", and everything from the first argument that is no flag on is positional (or after "--").
//
//   Flags flags;
//   flags.Switch("json", &json_, "Machine-readable output");
//   flags.Text("out", "FILE", &out_, "Where to save the plan");
//   ParsedFlags parsed = flags.Parse(arguments);
//
// What is wrong is said as Go's package flag says it, whose rules these are.
// The declarations also make the help, the completion and the reference page.
#ifndef ROLECALL_CLI_FRAME_FLAGS_H_
#define ROLECALL_CLI_FRAME_FLAGS_H_

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::cli {

struct Flag {
  std::string name;
  std::string placeholder;  // of the value; empty = a switch
  std::string help;
  std::function<Result<void>(const std::string& text)> set;  // an error is all that is said
  bool is_value_optional = false;                            // "-name" alone sets ""; a value stands behind "=" only
  std::string advice;                                        // said with a value that cannot be read
};

struct ParsedFlags {
  std::vector<std::string> positional;        // with `problem`: also all that stands behind it
  std::map<std::string, std::string> values;  // of the flags that were given, the last one
  std::string problem;                        // the first; nothing behind it was looked at. Empty: none
  std::string advice;                         // what may help, to be added to it; empty: nothing

  bool ok() const { return problem.empty(); }
};

class Flags {
 public:
  void Switch(std::string name, bool* target, std::string help);
  void Text(std::string name, std::string placeholder, std::string* target, std::string help);
  void Number(std::string name, std::string placeholder, int* target, std::string help);
  // "90s", "1m30s", "500ms", "0".
  void Duration(std::string name, std::string placeholder, std::chrono::milliseconds* target, std::string help);
  // May be given several times.
  void List(std::string name, std::string placeholder, std::vector<std::string>* target, std::string help);
  // "-name" or "-name=TEXT": `given` tells that it was there.
  void OptionalText(std::string name, std::string placeholder, bool* given, std::string* target, std::string help);
  // Anything else.
  void Custom(std::string name, std::string placeholder, std::function<Result<void>(const std::string&)> set,
              std::string help);

  // Sets what was given. `interspersed`: flags may also follow positional arguments.
  ParsedFlags Parse(const std::vector<std::string>& arguments, bool interspersed = true) const;

  const std::vector<Flag>& list() const { return list_; }

 private:
  const Flag* Find(const std::string& name) const;
  // Takes the flag at `at`, and its value behind it; false: `parsed` says why not.
  bool Take(const std::vector<std::string>& arguments, std::size_t& at, ParsedFlags& parsed) const;

  std::vector<Flag> list_;
};

// Splits as a POSIX shell does (blanks, quotes, backslashes), for TF_CLI_ARGS.
Result<std::vector<std::string>> SplitShellWords(const std::string& text);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_FRAME_FLAGS_H_
