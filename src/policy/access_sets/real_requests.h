// Requests that AWS can be sent: of a region, the parts with one action of the service reference and one type of
// resource that it takes.
//
//   RealParts parts = RealPartsOf(box, statements);
//   if (parts.complete && parts.parts.empty()) … nothing that AWS has lies in the region …
//
// Of actions that the same statements are about only one for each way to take resources is given: where one leads to no
// request none does. `complete` is false where services that are not known, or all services, lie in the region.
// Services are read when they are first asked for (service_reference.h) and their sets kept. Safe from any thread.
#ifndef ROLECALL_POLICY_ACCESS_SETS_REAL_REQUESTS_H_
#define ROLECALL_POLICY_ACCESS_SETS_REAL_REQUESTS_H_

#include <string>
#include <vector>

#include "policy/access_sets/access_search.h"

namespace rolecall::policy {

struct RealPart {
  Box box;
  std::string action;  // "s3:GetObject", as AWS writes it
};

struct RealParts {
  std::vector<RealPart> parts;
  bool complete = true;
};

RealParts RealPartsOf(const Box& box, const std::vector<const StatementSet*>& statements);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_REAL_REQUESTS_H_
