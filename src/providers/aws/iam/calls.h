// What the calls to IAM have in common: documents, tags, pages.
//
//   auto names = AllPages(call, "ListRolePolicies", {{"RoleName", role}}, "PolicyNames");
//   return GoneIsFine("deleting IAM Role (x)", call.Iam("DeleteRole", {{"RoleName", "x"}}));
//
// One request is call.Iam (framework/configured_provider.h). `what` is how an error begins: "deleting IAM Role (x)".
// Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_IAM_CALLS_H_

#include <string>
#include <string_view>
#include <vector>

#include "providers/aws/framework/json_text.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

inline constexpr std::string_view kNoSuchEntity = "NoSuchEntity";

// Policy documents in IAM's answers are percent-encoded.
std::string DecodeDocument(std::string_view text);

// All members of a paged list answer.
api::ServiceResult<std::vector<api::XmlNode>> AllPages(const Call& call, std::string_view action,
                                                       api::QueryParameters parameters, std::string_view list);

// TagX and UntagX as needed. `noun` as in the action ("Role"), `key` the parameter that names the object.
Result<void> UpdateIamTags(const Call& call, std::string_view noun, const std::string& key, const std::string& value,
                           const Object& prior, const Object& state);

// Plans what follows from a new name or path of a user or group: its ARN has both, its id is the name. What refers to
// them changes in the same apply.
void PlanMovedEntity(const Object& prior, Object& planned);

// Success also where the object is gone already.
Result<void> GoneIsFine(const std::string& what, const api::ServiceResult<api::XmlNode>& outcome);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_CALLS_H_
