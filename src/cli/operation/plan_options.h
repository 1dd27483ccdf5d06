// The options that plan, apply, destroy and refresh share: what is planned (mode, targets, replacements) and how the
// command works (common).
//
//   PlanFlags plan;
//   plan.Declare(flags);                                    // parsed by the frame
//   plan.Check(files, problems);                            // reads the addresses
//   engine::PlanOptions options = plan.Options(operation);
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
  std::vector<std::string> targets, excludes, target_files, exclude_files, replace;  // as they were given

  void Declare(Flags& flags);
  // True if a mode or targets were given, which a saved plan has already.
  // True if some blocks may not matter: with targets, excludes or to destroy.
  bool LeavesOut() const;
  // Options that exclude each other, addresses that are none and files of them that cannot be read are problems.
  void Check(const FileSystem& files, diag::Diagnostics& problems);
  // After Check() without problems.
  engine::PlanOptions Options(Operation& operation) const;
  // How many operations at the same time: 0 is the default, and there is an upper bound.
  int Parallelism() const;

 private:
  void CheckReplaced(diag::Diagnostics& problems);

  std::vector<engine::TargetAddress> targeted_, excluded_;
  std::vector<engine::ResourceAddress> replaced_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_PLAN_OPTIONS_H_
