// What is asked about access (access_difference.h), and the requests that answer it: plain values.
#ifndef ROLECALL_POLICY_ACCESS_SETS_ACCESS_QUESTION_H_
#define ROLECALL_POLICY_ACCESS_SETS_ACCESS_QUESTION_H_

#include <string>
#include <vector>

#include "policy/access_sets/access_formula.h"

namespace rolecall::policy {

// Globs; none: all. `*` of a resource reaches over colons and slashes.
struct AccessScope {
  std::vector<std::string> actions, resources;
};

struct AccessQuestion {
  const AccessSide* has = nullptr;
  std::vector<const AccessSide*> had;  // none of them allows it; none at all: everything that `has` allows
  AccessScope scope = {};
  bool first_only = false;  // one difference is enough; the certain ones first
};

struct AccessWitness {
  Principal principal;
  std::string action, resource, resource_account;
  Context context;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_ACCESS_QUESTION_H_
