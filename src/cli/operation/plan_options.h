// The options that plan, apply, destroy and refresh share: what is planned (mode, targets, replacements) and how the
// command works (common).
//
//   PlanFlags plan;
//   plan.Declare(flags);                                                  // parsed by the frame
//   Result<engine::PlanOptions> options = plan.Options(operation);        // checked against each other
#ifndef ROLECALL_CLI_OPERATION_PLAN_OPTIONS_H_
#define ROLECALL_CLI_OPERATION_PLAN_OPTIONS_H_

#include "cli/frame/flags.h"
#include "cli/operation/operation.h"
#include "engine/plan/plan.h"

namespace rolecall::cli {

struct PlanFlags {
  OperationOptions common;
  bool destroy = false;
  bool refresh = true;
  bool refresh_only = false;
  std::vector<engine::TargetAddress> targets, excludes;
  std::vector<std::string> target_files, exclude_files;
  std::vector<engine::ResourceAddress> replace;

  void Declare(Flags& flags);
  // True if a mode or targets were given, which a saved plan has already.
  bool ChoosesPlan() const;
  // kInvalidArgument for options that exclude each other and for files of addresses that cannot be read.
  Result<engine::PlanOptions> Options(Operation& operation) const;
};

// The addresses of a file: one a line, empty lines and those that begin with "#" left out.
Result<std::vector<engine::TargetAddress>> ReadTargetFile(const FileSystem& files, const std::string& path);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLAN_OPTIONS_H_
