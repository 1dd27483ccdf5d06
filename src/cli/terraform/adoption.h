// Adoption: what `rolecall adopt` finds out about a directory that OpenTofu or Terraform has worked on, and how it is
// said: who would serve which type, what is in the way, what a plan would change.
//
//   Adoption found;
//   CountTypes(operation, found);                      // from configuration and state
//   AddPlan(plan, found);
//   operation.Print(json ? AdoptionJson(found) : AdoptionText(found, style));
//
// Plain values; names of attributes, never their values. Threads: one.
#ifndef ROLECALL_CLI_TERRAFORM_ADOPTION_H_
#define ROLECALL_CLI_TERRAFORM_ADOPTION_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "cli/operation/operation.h"
#include "engine/plan/plan.h"
#include "engine/render/style.h"

namespace rolecall::cli {

enum class ServedBy {
  kNative,  // built in
  kPlugin,  // the provider's own program, which is installed
  kNotYet,  // the provider's own program, which `rolecall init` installs
  kNobody,  // the provider that is installed has no such type, or plugins are switched off
};
// "native", "plugin", "plugin, to be installed", "not possible".
const char* ServedByName(ServedBy served);

struct AdoptedType {
  std::string provider;  // "hashicorp/aws"
  std::string mode;      // "managed", "data"
  std::string type;
  int blocks = 0;   // in the configuration
  int objects = 0;  // in the state
  ServedBy served = ServedBy::kNobody;
};

struct AdoptedChange {
  std::string address;
  std::string action;                   // "create", "update", "replace", "delete", "read", "forget"
  std::string reason;                   // as `show -json` says it; may be empty
  std::vector<std::string> attributes;  // that differ, of an update or a replacement
};

struct Adoption {
  bool was_initialised = false;  // there is a data directory
  bool has_lock_file = false;
  std::string backend = "local", workspace;
  bool seals_states = false, seals_plans = false;
  bool has_state = false;
  std::string written_by;  // the state's terraform_version
  std::int64_t serial = 0;
  std::vector<AdoptedType> types;     // sorted by provider, mode, type
  std::vector<std::string> problems;  // what is in the way
  bool is_planned = false;
  std::string not_planned_because;
  std::vector<AdoptedChange> changes;
  std::vector<std::string> outputs;  // that change

  bool IsPossible() const { return problems.empty(); }
  bool HasChanges() const { return !changes.empty() || !outputs.empty(); }
};

// Types of the configuration and of the state, if one is opened, and who serves them.
void CountTypes(Operation& operation, Adoption& adoption);
void AddPlan(const engine::Plan& plan, Adoption& adoption);
std::string AdoptionText(const Adoption& adoption, const engine::RenderStyle& style);
std::string AdoptionJson(const Adoption& adoption);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_ADOPTION_H_
