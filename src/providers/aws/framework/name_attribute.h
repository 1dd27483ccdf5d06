// The attributes name and name_prefix, as IAM and Secrets Manager have them: their checks, and the name that comes of
// them.
//
//   ValidateNames(config, 64, 38, problems);            // in Validate
//   std::string name = NameFor(call.provider, config);   // in Create, once: it is another one at each call
//
// Mistakes are problems of the attribute, in the words of the real provider. Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_NAME_ATTRIBUTE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_NAME_ATTRIBUTE_H_

#include <cstddef>
#include <string>

#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

// Length and characters of a name.
void ValidateName(const Object& config, const std::string& attribute, std::size_t max, Problems& problems);
// name and name_prefix: length, characters, not both.
void ValidateNames(const Object& config, std::size_t max_name, std::size_t max_prefix, Problems& problems);
// name, else a unique one of name_prefix or "terraform-".
std::string NameFor(const ConfiguredProvider& provider, const Object& config);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_NAME_ATTRIBUTE_H_
