// What the documents of one layer say about a request: denied, granted how, by which statement.
// Not for use outside of the engine.
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
