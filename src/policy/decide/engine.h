// The decision: compiled policies and a request in, allowed or not and why out.
//
//   std::shared_ptr<const CompiledPolicy> policy = Compile(std::move(parsed.document), "arn:aws:iam::1…:policy/p");
//   PolicySet identity = {policy, …};
//   PolicyInputs inputs;
//   inputs.identity = &identity;
//   Decision decision = Decide(inputs, request);
//   if (!decision.allowed()) … AccessDeniedMessage(decision, request) …   // message.h
//
// How the layers combine: spec of AWS's evaluation logic. An explicit Deny anywhere wins; every RCP and SCP level and
// the endpoint policy must allow; then same account: a resource policy that names the caller directly is enough, one
// that names its role needs boundary and session policies to allow; else identity, boundary and session must all
// allow. Trust policies (sts:AssumeRole…, TagSession, SetSourceIdentity on a role) and KMS key policies must allow
// themselves. Cross account both sides must allow. Root may do everything in its account that no Deny, SCP or RCP
// forbids. sts:GetCallerIdentity is always allowed. Where AWS's behaviour is not known: the answer that grants less.
//
// Compiled policies are immutable and shared between threads. Decide allocates nothing without a sink (texts with
// policy variables that grow beyond 256 bytes excepted), takes no lock, and takes time linear in the statements that
// its index cannot exclude.
#ifndef ROLECALL_POLICY_DECIDE_ENGINE_H_
#define ROLECALL_POLICY_DECIDE_ENGINE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/request.h"
#include "policy/decide/trace.h"
#include "policy/document/document.h"

namespace rolecall::policy {

class CompiledPolicy;

// `name` appears in reasons: the policy's ARN, or "inline policy NAME".
std::shared_ptr<const CompiledPolicy> Compile(Document document, std::string name);

// What was compiled.
const Document& DocumentOf(const CompiledPolicy& policy);
const std::string& NameOf(const CompiledPolicy& policy);

using PolicySet = std::vector<std::shared_ptr<const CompiledPolicy>>;

// All that applies to one request. The engine keeps no pointer after Decide.
struct PolicyInputs {
  const PolicySet* identity = nullptr;       // the caller's; null = none
  const PolicySet* boundary = nullptr;       // null = no boundary; each document must allow (AWS has one)
  const PolicySet* session = nullptr;        // null = none; their union must allow; an empty set allows nothing
  const CompiledPolicy* resource = nullptr;  // the resource's policy, or the role's trust policy
  bool resource_optional = false;            // simulations: trust and key policies need not allow within the account
  std::span<const PolicySet> scps;           // organisation levels of the caller's account; each must allow
  std::span<const PolicySet> rcps;           // of the resource's account
  const PolicySet* endpoint = nullptr;       // VPC endpoint policies; null = none; each must allow
};

enum class Outcome : std::uint8_t { kAllowed, kExplicitDeny, kImplicitDeny };
// As AWS's simulator names them: "allowed", "explicitDeny", "implicitDeny".
std::string_view OutcomeName(Outcome outcome);

struct Decision {
  Outcome outcome = Outcome::kImplicitDeny;
  Layer layer = Layer::kIdentity;  // denied: the layer to name; allowed: the layer that granted
  std::uint8_t blocked = 0;        // denied: all layers that deny (explicit) or do not allow (implicit): 1 << Layer
  bool has_statement = false;      // allowed or explicitly denied by a statement (not: root, GetCallerIdentity)
  StatementPlace statement;

  bool allowed() const { return outcome == Outcome::kAllowed; }
  bool BlockedBy(Layer which) const { return (blocked >> static_cast<int>(which)) & 1; }
};

// With a sink every statement of every input is reported too; the answer is the same.
Decision Decide(const PolicyInputs& inputs, const Request& request, TraceSink* sink = nullptr);

// Whether the decision about this action on this resource is a trust policy's: `resource` is then a kTrust document.
bool IsTrustDecision(const Request& request);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_ENGINE_H_
