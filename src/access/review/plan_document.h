// Plans and states of other programs as JSON (`terraform show -json`, `tofu show -json`; of any provider version), as
// identity models.
//
//   Result<ReviewedDocument> read = ReadPlanDocument("plan.json", text);
//   read->before, read->after …       // of a state only `after`
//
// Only resources that say something about identity are looked at. What is unknown before the apply stands as a
// placeholder (base/placeholder.h) and is said in the model's gaps; ARNs that follow from account, path and name are
// predicted. Values are never printed. kInvalidArgument: "FILE: what is wrong". Pure; bounded to kMaxPlanBytes.
#ifndef ROLECALL_ACCESS_REVIEW_PLAN_DOCUMENT_H_
#define ROLECALL_ACCESS_REVIEW_PLAN_DOCUMENT_H_

#include <string>

#include "access/model/identity_model.h"
#include "base/result.h"

namespace rolecall::access {

inline constexpr std::size_t kMaxPlanBytes = 256u << 20;

struct ReviewedDocument {
  std::string file;
  bool is_plan = false;  // else a state
  bool errored = false;  // the plan was made with errors
  int resources = 0;     // that were looked at
  IdentityModel before, after;
};

Result<ReviewedDocument> ReadPlanDocument(const std::string& file, const std::string& text);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_REVIEW_PLAN_DOCUMENT_H_
