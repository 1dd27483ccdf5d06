// Who made a call that an audit event tells of, and what the event says of the request.
//
//   const EventCaller caller = CallerOf(event);
//   if (caller.kind == EventCaller::Kind::kRole) … caller.arn …          // the role's, not the session's
//   const policy::Context context = RequestKeysOf(event);
//
// Pure; views into the event are copied.
#ifndef ROLECALL_ACCESS_REHEARSE_EVENT_CALLER_H_
#define ROLECALL_ACCESS_REHEARSE_EVENT_CALLER_H_

#include <string>

#include "json/document.h"
#include "policy/decide/request.h"

namespace rolecall::access {

struct EventCaller {
  enum class Kind {
    kRole,  // a session of it
    kUser,
    kToken,  // a web identity: AssumeRoleWithWebIdentity
    kRoot,
    kOther,  // a service of AWS, a federated user, somebody of whom the event says nothing
  };
  Kind kind = Kind::kOther;
  std::string arn;      // the role's or user's; of a token the role's that is asked for
  std::string session;  // the session's name
  // Of a token.
  std::string provider, subject, audience;
};

EventCaller CallerOf(const json::Node& event);

// Condition keys of the request that the event tells of: address, region, agent, MFA, time.
policy::Context RequestKeysOf(const json::Node& event);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_REHEARSE_EVENT_CALLER_H_
