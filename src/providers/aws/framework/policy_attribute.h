// Attributes that hold a policy document: how they are planned, kept and checked.
//
//   Rules rules = {{"policy", PolicyRule()}};                                    // plan: what means the same stays
//   state.SetText("policy", PolicyToKeep(state.Text("policy"), of_the_answer));  // read
//   ValidatePolicy(config, "policy", problems);                                  // validate
//
// What a policy says is not checked here (policy/): the API refuses it. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_POLICY_ATTRIBUTE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_POLICY_ATTRIBUTE_H_

#include <string>

#include "providers/aws/framework/json_text.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

// An attribute that holds a policy: kept normalised, equivalent documents are the same.
Rule PolicyRule(KeyOrder order = KeyOrder::kSorted);
// What the state keeps: the text that it has if the API's means the same, else the API's; normalised.
std::string PolicyToKeep(const std::string& kept, const std::string& from_api, KeyOrder order = KeyOrder::kSorted);
// Not JSON, or neither object nor array: a problem.
void ValidatePolicy(const Object& config, const std::string& attribute, Problems& problems);
// The same of IAM's own, which are objects; told what else it is.
void ValidateIamPolicy(const Object& config, const std::string& attribute, Problems& problems);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_POLICY_ATTRIBUTE_H_
