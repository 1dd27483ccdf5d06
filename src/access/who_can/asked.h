// Requests that a question with patterns is about: for each grant one that both the question and the grant cover.
//
//   for (const AskedRequest& asked : RequestsOf("s3:*", "arn:aws:s3:::reports/*", policies)) …
//       {"s3:GetObject", "arn:aws:s3:::reports/x"}
//
// A question without patterns is one request. Where both sides are patterns, actions are those that the service has.
// Bounded: at most kMostAsked. For this folder only. Pure.
#ifndef ROLECALL_ACCESS_WHO_CAN_ASKED_H_
#define ROLECALL_ACCESS_WHO_CAN_ASKED_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/engine.h"

namespace rolecall::access {

inline constexpr std::size_t kMostAsked = 64;

struct AskedRequest {
  std::string action, resource;
  bool operator==(const AskedRequest&) const = default;
};

bool IsPattern(std::string_view text);

// Whose resources are asked for, where a pattern leaves it open.
struct Home {
  std::string account, region;
};

std::vector<AskedRequest> RequestsOf(const std::string& action, const std::string& resource, const Home& home,
                                     const std::vector<const policy::CompiledPolicy*>& policies);

// The part of the pattern that is about a resource and what lies in it (a bucket's objects); nothing: it is about
// others.
std::vector<std::string> AskedOf(const std::string& arn, const std::string& pattern);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_WHO_CAN_ASKED_H_
