// Encoded authorization messages: what some of AWS's services add to a denial, and STS decodes for who may know.
//
//   if (EncodesDenials("ec2")) denial.message += EncodeMessage(call, decision, request);
//   std::optional<std::string> json = DecodeMessage(call, encoded);   // sts:DecodeAuthorizationMessage was asked for
//
// A message is the decision as JSON ("allowed", "explicitDeny", "matchedStatements", "failures", "context"; STS API
// Reference, DecodeAuthorizationMessage), sealed: only this server reads it, for the account of the caller that was
// denied, for as long as session keys are kept (three days). At most 10,240 characters: conditions that do not fit are
// left out.
#ifndef ROLECALL_SERVICES_AUTHORIZATION_MESSAGE_H_
#define ROLECALL_SERVICES_AUTHORIZATION_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "policy/decide/engine.h"
#include "services/call.h"

namespace rolecall::services {

// Whether denials of this service ("ec2") carry one.
bool EncodesDenials(std::string_view service);

std::string EncodeMessage(const Call& call, const policy::Decision& decision, const policy::Request& request);
// Nothing if it was not made here, or for another account.
std::optional<std::string> DecodeMessage(const Call& call, std::string_view encoded);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_AUTHORIZATION_MESSAGE_H_
