// What a simulation is asked: policies, boundary, resource policy and context of a request, checked and bounded. For
// this folder only.
//
//   Simulation simulation;
//   simulation.principal = …;
//   ROLECALL_RETURN_IF_ERROR(ReadInputs(call, simulation));
//
// IAM API Reference, SimulateCustomPolicy and SimulatePrincipalPolicy. Errors are InvalidInput, and LimitExceeded for
// more text of policies than kMostPolicyText (AWS states no bound; it has one for the request).
#ifndef ROLECALL_SERVICES_IAM_SIMULATION_INPUT_H_
#define ROLECALL_SERVICES_IAM_SIMULATION_INPUT_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/iam/entity.h"
#include "services/iam/rules.h"

namespace rolecall::services::iam {

// Of all documents of one request together, in bytes.
inline constexpr std::size_t kMostPolicyText = 512 * 1024;

struct Simulation {
  policy::Principal principal;
  policy::PolicySet identity, boundary;
  bool has_boundary = false;
  std::span<const policy::PolicySet> service_control;  // of the account's organization; the snapshot has them
  directory::StoredPolicy resource_policy;
  std::string resource_owner;  // an account; empty: the caller's
  policy::Context context;
  std::vector<std::string> actions, resources;
  bool names_resources = false;  // else `resources` is "*"
};

// Documents of a list, named PARAMETER.N.
Checked<policy::PolicySet> ReadPolicies(const Call& call, std::string_view parameter);
// All but the principal: adds PolicyInputList to the identity policies; a boundary given replaces the entity's.
Refusal ReadInputs(const Call& call, Simulation& simulation);

// The parameters that both operations have.
std::vector<ParameterRule> SimulationRules();

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_SIMULATION_INPUT_H_
