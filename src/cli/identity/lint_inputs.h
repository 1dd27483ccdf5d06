// What `rolecall lint` looks at: finds the files behind its arguments, reads them, and lints all of them together.
//
// A directory stands for what is directly in it: its Terraform configuration (planned offline, nobody is asked), its
// policies (*.json with a Statement) and its manifests (*.yaml, *.yml, *.json with an apiVersion). Policies that the
// configuration reads with file() are linted once, as what the configuration makes of them.
#ifndef ROLECALL_CLI_IDENTITY_LINT_INPUTS_H_
#define ROLECALL_CLI_IDENTITY_LINT_INPUTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/lint/lint.h"
#include "cli/frame/command.h"
#include "cli/operation/operation.h"
#include "diag/diagnostic.h"

namespace rolecall::cli {

struct LintInputs {
  std::vector<std::string> paths;  // files and directories; "-" is a policy on standard input
  std::optional<policy::DocumentKind> kind;
  bool recursive = false;
  bool live = false;
  std::string endpoint;        // of the live account
  OperationOptions operation;  // its variables
  std::string account_id;
  std::map<std::string, std::string> substitutions;  // of ${NAME} in manifests (kube/substitution.h)
  kube::WebhookSettings settings;
};

struct LintOutcome {
  access::LintReport report;
  std::vector<std::string> notes;  // what could not be judged, as sentences
};

// An error: something cannot be read, or is not what it seems to be. A configuration that cannot be planned is in
// `diagnostics`; its texts are in `sources`.
Result<LintOutcome> RunLint(CommandContext& context, const LintInputs& inputs, diag::Diagnostics& diagnostics,
                            diag::SourceMap& sources);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_LINT_INPUTS_H_
