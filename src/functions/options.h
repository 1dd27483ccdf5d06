// What the functions may touch of the world, and the table that they are put into. How both are used:
// functions/catalogue.h.
#ifndef ROLECALL_FUNCTIONS_OPTIONS_H_
#define ROLECALL_FUNCTIONS_OPTIONS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "value/function.h"

namespace rolecall::functions {

struct Options {
  const FileSystem* files = nullptr;         // null: functions that read files refuse
  std::string base_directory = ".";          // relative paths of file functions start here
  std::string working_directory;             // absolute; for abspath(). Empty: abspath() refuses relative paths
  const Environment* environment = nullptr;  // HOME, for pathexpand(). Null: "~" stays
  const Clock* clock = nullptr;              // timestamp(). Null: unknown
  Random* random = nullptr;                  // uuid(), bcrypt(). Null: unknown
  std::optional<Time> plan_timestamp;        // plantimestamp(). Empty: unknown
  bool pure_only = false;                    // timestamp(), uuid() and bcrypt() are unknown: during a plan
  int template_depth = 1024;                 // how deep templatefile() may nest
};

using Catalogue = std::map<std::string, value::Function, std::less<>>;

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_OPTIONS_H_
