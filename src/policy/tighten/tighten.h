// The smallest policy that allows what an access log shows, and what is in today's policies beyond that.
//
//   Result<TightPolicy> tight = Tighten(log.allowed(), {.current = {{"inline policy p", text}}});
//
// Actions with the same resources (and conditions) share a statement. Resources stay as the log names them; more than
// `max_resources` of one kind under one action become one pattern, and a note says so. Conditions of today's policies
// are kept where only conditional statements allowed an access, and so are their Deny statements.
//
// Every access is then put to the engine: an access that the new policy does not allow is an error (kInternal), and
// there is no policy. What conditions ask of a request the log does not tell: the proof leaves them out, which is
// sound because they are those under which the access was allowed. Pure.
#ifndef ROLECALL_POLICY_TIGHTEN_TIGHTEN_H_
#define ROLECALL_POLICY_TIGHTEN_TIGHTEN_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "policy/document/named_policy.h"
#include "policy/tighten/access_log.h"
#include "policy/tighten/unused_grant.h"

namespace rolecall::policy {

struct TightenOptions {
  std::size_t max_resources = 10;
  std::vector<NamedPolicy> current;  // today's identity policies, if known
};

struct TightPolicy {
  std::string json;  // pretty, with a final newline
  std::vector<std::string> notes;
  std::vector<UnusedGrant> unused;
  std::size_t proven = 0;  // accesses put to the engine
};

Result<TightPolicy> Tighten(const AccessLog::Calls& allowed, const TightenOptions& options);

// The resources of one action with more than `most` of a kind replaced by a pattern. Notes say what was done.
std::vector<std::string> Generalized(const std::string& action, std::vector<std::string> resources, std::size_t most,
                                     std::vector<std::string>& notes);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_TIGHTEN_TIGHTEN_H_
