// What an audit event asked for, in the words of policies: actions and resources. Events are CloudTrail's; the names
// of calls and of IAM's actions differ in places (HeadObject needs s3:GetObject), and the resource is told in the
// event's `resources` or has to be made from its parameters.
//
// Where our own server wrote the event, its decisions are listed in it: then these are taken, exactly. Pure.
#ifndef ROLECALL_POLICY_TIGHTEN_EVENT_ACCESS_H_
#define ROLECALL_POLICY_TIGHTEN_EVENT_ACCESS_H_

#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"

namespace rolecall::policy {

struct EventAccess {
  std::string action;    // "s3:GetObject"
  std::string resource;  // an ARN, an ARN pattern where the event says no more, or "*"
  bool denied = false;
  bool guessed = false;  // the event names no resource and none could be made: `resource` is "*"
};

// Empty for calls that need no permission (sts:GetCallerIdentity) and for what is no call of an AWS API.
std::vector<EventAccess> AccessOf(const json::Node& event);

// The actions of one call: "s3" and "HeadObject" give {"s3:GetObject"}. `versioned`: it names an object's version.
std::vector<std::string> ActionsOf(std::string_view service, std::string_view operation, bool versioned);

// A resource made from the call's parameters: an ARN or a pattern; empty if there is nothing to make it from.
std::string ResourceFromParameters(const json::Node& event, std::string_view action);

// The text of a member, "" if it is absent or no string.
std::string_view MemberText(const json::Node* node, std::string_view name);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_TIGHTEN_EVENT_ACCESS_H_
