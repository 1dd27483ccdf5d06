// The options that plan, apply, destroy and refresh share.
#ifndef ROLECALL_CLI_PLAN_OPTIONS_H_
#define ROLECALL_CLI_PLAN_OPTIONS_H_

#include "cli/flags.h"
#include "cli/operation.h"
#include "engine/plan.h"

namespace rolecall::cli {

struct PlanFlags {
  OperationOptions common;
  bool destroy = false;
  bool refresh = true;
  bool refresh_only = false;
  std::vector<engine::TargetAddress> targets, excludes;
  std::vector<engine::ResourceAddress> replace;

  void Declare(Flags& flags);
  // kInvalidArgument for options that exclude each other.
  Result<engine::PlanOptions> Options(Operation& operation) const;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_PLAN_OPTIONS_H_
