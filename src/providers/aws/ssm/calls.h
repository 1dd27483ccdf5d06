// What the resource and the data sources of Parameter Store have in common.
//
//   JsonAnswer answer = CallSsm(call, "GetParameter", {{"Name", name}});
//   if (!answer.ok() && answer.error().Is(kParameterNotFound)) return false;
//
// CallSsm gives the service's error as it is; who calls says what was tried (Failed). Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_SSM_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_SSM_CALLS_H_

#include <boost/json/object.hpp>
#include <string_view>

#include "providers/aws/framework/json_answer.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

inline constexpr char kParameterNotFound[] = "ParameterNotFound";

JsonAnswer CallSsm(const Call& call, std::string_view action, const boost::json::object& input);

// "Parameter" of an answer to GetParameter; an empty object if there is none.
boost::json::value ParameterIn(const boost::json::value& answer);
// Its version; 0 if there is none.
std::int64_t VersionIn(const boost::json::value& parameter);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_SSM_CALLS_H_
