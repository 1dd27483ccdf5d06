// One policy decision as data: a JSON object with a request and its policies in, the decision with reasons out.
//
//   SimulateAnswer answer = SimulateOne(line, /*explain=*/false);
//   out << answer.json << '\n';      // also when !answer.ok: {"error": "..."}
//
// Members that are not known are refused, but for remarks about a case ("expected", "message", "why", "comment",
// "description", "note", "source"). With `explain` the answer also has the three values of policy/explain/judge.h.
//
// The object also may be {"policyType": "managed|inline|trust|session|resource", "document": …}: then it is answered
// whether AWS would store that document. Pure but for the source, if one is given; bounds on size and depth.
#ifndef ROLECALL_POLICY_SIMULATE_SIMULATE_H_
#define ROLECALL_POLICY_SIMULATE_SIMULATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/decide/engine.h"
#include "policy/document/named_policy.h"

namespace rolecall::policy {

struct SimulateAnswer {
  bool ok = false;       // false: the input is no such object
  bool decided = false;  // a decision was made (false also for a document that AWS would refuse)
  Outcome outcome = Outcome::kImplicitDeny;
  std::string json;  // one line, without the newline
};

// Where the policies of a request's principal come from when the input has no "identityPolicies" (or "boundaries")
// member. What the input says, also an empty list, is taken as it stands.
class PrincipalPolicySource {
 public:
  struct Policies {
    std::vector<NamedPolicy> identity, boundaries;
  };
  virtual ~PrincipalPolicySource() = default;
  // The pointer is good until the next call.
  virtual Result<const Policies*> Find(const std::string& principal) = 0;
};

SimulateAnswer SimulateOne(std::string_view text, bool explain, PrincipalPolicySource* source = nullptr);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_SIMULATE_SIMULATE_H_
