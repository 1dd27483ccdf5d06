// What `rolecall check` reads: a policy, a configuration directory, a saved plan or one as JSON, a state, an account.
//
//   CheckInputs inputs(context, flags);
//   std::optional<access::PlanModels> models = inputs.Read("plan.json");     // has printed why, if nothing
#ifndef ROLECALL_CLI_CHECK_CHECK_INPUTS_H_
#define ROLECALL_CLI_CHECK_CHECK_INPUTS_H_

#include <optional>
#include <string>

#include "access/check/document_model.h"
#include "cli/frame/command.h"
#include "cli/operation/operation.h"

namespace rolecall::cli {

struct CheckFlags {
  std::string kind, account_id, endpoint;
  bool live = false;
  OperationOptions operation;

  void Declare(Flags& flags);
};

class CheckInputs {
 public:
  CheckInputs(CommandContext& context, const CheckFlags& flags) : context_(context), flags_(flags) {}

  // The account behind the endpoint: its identities, and the policies of its secrets, keys and buckets.
  std::optional<access::PlanModels> ReadLive();
  // Of anything but a plan `before` is empty. Nothing: printed why not.
  std::optional<access::PlanModels> Read(const std::string& path);

 private:
  std::optional<access::PlanModels> ReadDirectory(const std::string& path);
  std::optional<access::PlanModels> ReadText(const std::string& path, const std::string& text);
  std::optional<access::PlanModels> Complain(const std::string& message);

  CommandContext& context_;
  const CheckFlags& flags_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CHECK_CHECK_INPUTS_H_
