// What `rolecall doctor -inside` finds in the container that it runs in: its variables, its tokens' files, and what
// STS, EKS Pod Identity's agent and the instance metadata service answer from here.
//
//   const access::InsideFacts facts = ProbeInside(context);
//
// The exchange at STS makes a session, which is thrown away. Nothing waits longer than kInsidePatience.
#ifndef ROLECALL_CLI_CLUSTER_INSIDE_PROBE_H_
#define ROLECALL_CLI_CLUSTER_INSIDE_PROBE_H_

#include <chrono>

#include "access/doctor/inside.h"
#include "cli/frame/command.h"

namespace rolecall::cli {

inline constexpr std::chrono::seconds kInsidePatience{5};

access::InsideFacts ProbeInside(CommandContext& context);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_INSIDE_PROBE_H_
