// What the AWS provider checks of texts already at `validate`, in its words. A text that is not set is not checked.
//
//   CheckArn(config, "policy_arn", problems);             // "policy_arn" (x) is an invalid ARN: arn: invalid prefix
//   CheckLength(config, "description", 0, 1000, problems);
//
// Lengths count bytes, as the provider does. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_TEXT_CHECKS_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_TEXT_CHECKS_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "providers/framework/resource_type.h"

namespace rolecall::providers::aws {

// What is wrong with an ARN ("arn: invalid prefix"); empty: nothing. An empty text is good.
std::string WhyNoArn(std::string_view text);
void CheckArn(const Object& config, const std::string& attribute, Problems& problems);
// Each of a list's or set's elements.
void CheckArns(const Object& config, const std::string& attribute, Problems& problems);
void CheckLength(const Object& config, const std::string& attribute, std::size_t min, std::size_t max,
                 Problems& problems);
// Of a nested block: `attribute` is what is read from it, `block` where the problem is told.
void CheckOneOf(const Object& block_value, const std::string& attribute, const std::string& block,
                std::initializer_list<std::string_view> allowed, Problems& problems);
void CheckAccountId(const Object& config, const std::string& attribute, Problems& problems);
// Names of users and groups.
void CheckEntityName(const Object& config, const std::string& attribute, Problems& problems);

// Which attributes may be configured together. One that is not known yet may turn out not to be.
void CheckExactlyOne(const Object& config, std::initializer_list<const char*> attributes, Problems& problems);
void CheckConflict(const Object& config, const char* one, const char* other, Problems& problems);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_TEXT_CHECKS_H_
