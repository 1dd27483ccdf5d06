// The identity model of one policy.
//
//   IdentityModel model = ModelOfPolicy(text, policy::DocumentKind::kTrust);
//
// Pure.
#ifndef ROLECALL_ACCESS_CHECK_DOCUMENT_MODEL_H_
#define ROLECALL_ACCESS_CHECK_DOCUMENT_MODEL_H_

#include <string>

#include "access/model/identity_model.h"
#include "policy/document/document.h"

namespace rolecall::access {

// What is read to be checked: of anything but a plan only `after`.
struct PlanModels {
  IdentityModel before, after;
};

// A role with the policy (identity, boundary … as an inline policy; a trust policy as its own), or a resource with it.
IdentityModel ModelOfPolicy(std::string text, policy::DocumentKind kind);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHECK_DOCUMENT_MODEL_H_
