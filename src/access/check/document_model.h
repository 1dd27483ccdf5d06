// Identity models of what lies in one file: a plan of any Terraform-compatible program as JSON, or one policy.
//
//   Result<PlanModels> models = ModelsOfPlanJson(text);      // terraform show -json plan
//   IdentityModel model = ModelOfPolicy(text, policy::DocumentKind::kTrust);
//
// Pure. Texts of any size are bounded by the JSON reader.
#ifndef ROLECALL_ACCESS_CHECK_DOCUMENT_MODEL_H_
#define ROLECALL_ACCESS_CHECK_DOCUMENT_MODEL_H_

#include <string>
#include <string_view>

#include "access/model/identity_model.h"
#include "base/result.h"
#include "policy/document/document.h"

namespace rolecall::access {

struct PlanModels {
  IdentityModel before, after;
};

// kInvalidArgument: it is no plan. What the plan does not know yet is unknown in the model, and in its gaps.
Result<PlanModels> ModelsOfPlanJson(std::string_view text);

// A role with the policy (identity, boundary … as an inline policy; a trust policy as its own), or a resource with it.
IdentityModel ModelOfPolicy(std::string text, policy::DocumentKind kind);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHECK_DOCUMENT_MODEL_H_
