// What decides for one caller, as a formula over statements: the steps of decide/decide.cc without a request.
//
//   AccessFormula formula = FormulaOf(side, world);
//   // allowed: in some way each of its layers has a statement that applies, and no Deny applies
//
// Keeps pointers into what the world keeps. Pure otherwise.
#ifndef ROLECALL_POLICY_ACCESS_SETS_ACCESS_FORMULA_H_
#define ROLECALL_POLICY_ACCESS_SETS_ACCESS_FORMULA_H_

#include <string>
#include <vector>

#include "policy/access_sets/statement_set.h"

namespace rolecall::policy {

// One caller and all policies that apply to what it asks. The policies must outlive it.
struct AccessSide {
  PolicyInputs inputs;
  Principal principal;
  std::string resource_account;  // who owns the resources; empty: the caller's account
  // The resource's policy must allow even within the account: trust policies and key policies.
  bool resource_decides = false;
};

// The limit of endpoint policies, which are also how a question is kept to a part of what there is.
inline constexpr char kEndpointLimit[] = "the endpoint policy";

// Allow statements of which one must apply. `limit` is empty for the policies that grant, else what is limited by:
// "the permissions boundary", ….
struct AllowLayer {
  std::vector<const StatementSet*> allows;
  std::string limit;
};

struct AccessFormula {
  std::vector<std::vector<AllowLayer>> ways;  // the layer that grants first
  std::vector<const StatementSet*> denies;
};

AccessFormula FormulaOf(const AccessSide& side, World& world);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_ACCESS_FORMULA_H_
