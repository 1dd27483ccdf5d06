// What the documents of one layer say about a request: denied, granted how, by which statement.
//
//   LayerVerdict verdict = JudgeUnion(inputs.identity, Layer::kIdentity, request, sink);
//   if (verdict.denied) … verdict.denied_by …  else if (verdict.allowed()) … verdict.grant, verdict.granted_by …
//
// A layer combines its documents in one of three ways: union, each, or levels of unions. How layers combine is
// decide.cc's. Without a sink only the statements that the index offers are looked at; with one all are, and reported
// in order; the verdict is the same. Allocates nothing without a sink.
#ifndef ROLECALL_POLICY_DECIDE_LAYER_VERDICT_H_
#define ROLECALL_POLICY_DECIDE_LAYER_VERDICT_H_

#include "policy/decide/engine.h"
#include "policy/decide/principal_match.h"

namespace rolecall::policy {

struct LayerVerdict {
  bool denied = false;
  StatementPlace denied_by;
  GrantClass grant = GrantClass::kNone;
  StatementPlace granted_by;

  bool allowed() const { return grant != GrantClass::kNone; }
};

// Looks at one document; `place` says which. The first Deny and the first of the strongest Allows are kept.
void AddPolicy(const CompiledPolicy& policy, StatementPlace place, const Request& request, TraceSink* sink,
               LayerVerdict& verdict);

// Their union: one Allow in any of them is enough.
LayerVerdict JudgeUnion(const PolicySet* set, Layer layer, const Request& request, TraceSink* sink);

// Every document must allow. An empty set allows.
LayerVerdict JudgeEach(const PolicySet& set, Layer layer, const Request& request, TraceSink* sink);

// Every level must allow; within a level the union counts. `full_access`: a level with Denies only allows the rest.
LayerVerdict JudgeLevels(std::span<const PolicySet> levels, Layer layer, bool full_access, const Request& request,
                         TraceSink* sink);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_LAYER_VERDICT_H_
