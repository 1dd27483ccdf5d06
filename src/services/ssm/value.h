// A version of a parameter as answers have it.
#ifndef ROLECALL_SERVICES_SSM_VALUE_H_
#define ROLECALL_SERVICES_SSM_VALUE_H_

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "directory/parameter_records.h"
#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::ssm {

// The value, or (a SecureString that is not to be decrypted) a text that tells nothing of it and is the same each time
// while the version is. AccessDeniedException if it is to be decrypted and the caller may not use its key.
Checked<std::string> ShownValue(Call& call, const directory::ParameterRecord& parameter,
                                const directory::ParameterVersion& version, bool decrypt);

// "Parameter" of GetParameter. `selector`: what selected the version, "" for none.
Checked<boost::json::object> ParameterJson(Call& call, const directory::ParameterRecord& parameter,
                                           const directory::ParameterVersion& version, const std::string& selector,
                                           bool decrypt);
// What a description and an entry of the history have in common: all but the value, ARN and labels.
boost::json::object MetadataJson(const directory::ParameterRecord& parameter,
                                 const directory::ParameterVersion& version, Time now);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_VALUE_H_
