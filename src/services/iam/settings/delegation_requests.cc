// Temporary delegation of access to makers of products. A request begins with a maker that AWS has registered
// ("CreateDelegationRequest … is not available for general use"); none is registered here, so there are no requests:
// making one is refused, and whoever names one is told that there is none.
#include "partition/own_partition.h"
#include "services/iam/entity.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::settings {
namespace {

OperationResult RefuseDelegation(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  return aws::ErrorShape{501, "NotImplemented",
                         "CreateDelegationRequest is not served here: no product provider is registered."};
}

OperationResult NoDelegationRequest(Call& call) {
  const std::string id(call.parameters.Get("DelegationRequestId"));
  ROLECALL_RETURN_IF_ERROR(services::Authorize(
      call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":delegation-request/" + id)));
  return NoSuchEntity("The delegation request with id " + id + " cannot be found.");
}

// The pagination's flag begins with a small letter in this answer alone.
OperationResult ListDelegationRequests(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  aws::XmlWriter xml;
  xml.Open("DelegationRequests").Close().Bool("isTruncated", false);
  return xml.Take();
}

// "At this time, the only supported entity type is delegation-request".
OperationResult GetHumanReadableSummary(Call& call) {
  const std::string arn(call.parameters.Get("EntityArn"));
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, arn)));
  const std::string prefix = partition::OwnArn() + "iam::" + call.caller.account + ":delegation-request/";
  if (!arn.starts_with(prefix)) return InvalidInput("The entity " + arn + " is not a delegation request.");
  return NoSuchEntity("The delegation request with id " + arn.substr(prefix.size()) + " cannot be found.");
}

}  // namespace

void AddDelegationRequests(Table& table) {
  const ParameterRule id{
      .name = "DelegationRequestId", .required = true, .min = 16, .max = 128, .charset = Charset::kWordHyphen};
  const ParameterRule notes{.name = "Notes", .max = 500, .charset = Charset::kDescription};
  const ParameterRule description{
      .name = "Description", .required = true, .max = 1000, .charset = Charset::kDescription};
  const ParameterRule workflow{
      .name = "RequestorWorkflowId", .required = true, .min = 5, .max = 400, .charset = Charset::kDescription};
  const ParameterRule channel{.name = "NotificationChannel", .required = true, .min = 2, .max = 400};
  const ParameterRule duration{.name = "SessionDuration", .required = true, .min = 300, .max = 43200, .number = true};
  table.push_back({"CreateDelegationRequest", &RefuseDelegation, {description, workflow, channel, duration}});
  for (const char* name : {"AcceptDelegationRequest", "AssociateDelegationRequest", "SendDelegationToken"}) {
    table.push_back({name, &NoDelegationRequest, {id}, false, false});
  }
  for (const char* name : {"RejectDelegationRequest", "UpdateDelegationRequest"}) {
    table.push_back({name, &NoDelegationRequest, {id, notes}, false, false});
  }
  table.push_back({"GetDelegationRequest", &NoDelegationRequest, {id}});
  const ParameterRule owner{.name = "OwnerId", .min = 20, .max = 2048};
  table.push_back({"ListDelegationRequests", &ListDelegationRequests, {owner, kMarker, kMaxItems}});
  const ParameterRule arn{.name = "EntityArn", .required = true, .min = 20, .max = 2048};
  const ParameterRule locale{.name = "Locale", .min = 2, .max = 12};
  table.push_back({"GetHumanReadableSummary", &GetHumanReadableSummary, {arn, locale}});
}

}  // namespace rolecall::services::iam::settings
