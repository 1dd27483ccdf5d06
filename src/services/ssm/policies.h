// A parameter's policies: Expiration, ExpirationNotification, NoChangeNotification.
//
//   ROLECALL_TRY(ReadPolicies read, ReadParameterPolicies(text, call.now));
//
// AWS, "Assigning parameter policies in Parameter Store": a JSON list of {Type, Version "1.0", Attributes}; at most
// ten, at most one Expiration. An Expiration acts: the parameter is gone at its Timestamp. Notifications are events
// of EventBridge: they are kept and shown.
// Differs from AWS: there is no EventBridge here, so nobody is notified.
#ifndef ROLECALL_SERVICES_SSM_POLICIES_H_
#define ROLECALL_SERVICES_SSM_POLICIES_H_

#include <optional>
#include <string>
#include <vector>

#include "directory/parameter_records.h"
#include "services/checked.h"

namespace rolecall::services::ssm {

struct ReadPolicies {
  std::vector<directory::ParameterPolicy> policies;
  std::optional<Time> expires;
};

// "[]" and "[{}]" take all policies away, as AWS's console and SDKs do it.
Checked<ReadPolicies> ReadParameterPolicies(const std::string& text, Time now);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_POLICIES_H_
