#include "policy/decide/layer_verdict.h"

#include <algorithm>

#include "policy/decide/compiled_policy.h"

namespace rolecall::policy {
namespace {

// IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access"; the stages are numbered
// in decide.cc.
//
// Within a document E1 holds as everywhere: a Deny that applies beats all Allows. Of several Allows the one that grants
// most counts (G1 before G2 before G3), for any of them would do alone. Which of several equal statements is named AWS
// does not tell; here the first.
void Keep(Effect effect, GrantClass grant, const StatementPlace& place, LayerVerdict& verdict) {
  auto earlier = [](const StatementPlace& a, const StatementPlace& b) {
    return a.compiled == b.compiled && a.level == b.level && a.policy == b.policy && a.statement < b.statement;
  };
  if (effect == Effect::kDeny) {
    if (!verdict.denied || earlier(place, verdict.denied_by)) verdict.denied_by = place;
    verdict.denied = true;
  } else if (grant > verdict.grant || (grant == verdict.grant && earlier(place, verdict.granted_by))) {
    verdict.grant = grant;
    verdict.granted_by = place;
  }
}

void Merge(const LayerVerdict& part, LayerVerdict& whole, bool first) {
  if (part.denied && !whole.denied) {
    whole.denied = true;
    whole.denied_by = part.denied_by;
  }
  if (first || part.grant < whole.grant) {
    whole.grant = part.grant;
    whole.granted_by = part.granted_by;
  }
}

bool HasAllow(const PolicySet& set) {
  return std::any_of(set.begin(), set.end(), [](const auto& policy) {
    const auto& statements = policy->statements();
    return std::any_of(statements.begin(), statements.end(),
                       [](const CompiledStatement& statement) { return statement.effect() == Effect::kAllow; });
  });
}

}  // namespace

void AddPolicy(const CompiledPolicy& policy, StatementPlace place, const Request& request, TraceSink* sink,
               LayerVerdict& verdict) {
  place.compiled = &policy;
  const std::vector<CompiledStatement>& statements = policy.statements();
  if (sink != nullptr) {
    for (place.statement = 0; place.statement < statements.size(); ++place.statement) {
      StatementTrace trace;
      trace.place = place;
      GrantClass grant = statements[place.statement].MatchTraced(request, trace);
      sink->OnStatement(std::move(trace));
      if (grant != GrantClass::kNone) Keep(statements[place.statement].effect(), grant, place, verdict);
    }
    return;
  }
  policy.index().ForEachCandidate(request, [&](std::uint32_t number) {
    GrantClass grant = statements[number].Match(request);
    if (grant == GrantClass::kNone) return;
    place.statement = number;
    Keep(statements[number].effect(), grant, place, verdict);
  });
}

// E5 and E7: the policies of a caller, attached and inline, count together: one Allow among them is enough.
LayerVerdict JudgeUnion(const PolicySet* set, Layer layer, const Request& request, TraceSink* sink) {
  LayerVerdict verdict;
  if (set == nullptr) return verdict;
  StatementPlace place;
  place.layer = layer;
  for (const auto& policy : *set) {
    AddPolicy(*policy, place, request, sink, verdict);
    ++place.policy;
  }
  return verdict;
}

// E6 and the endpoint: AWS has one document of each. With several, none may be missing.
LayerVerdict JudgeEach(const PolicySet& set, Layer layer, const Request& request, TraceSink* sink) {
  LayerVerdict whole;
  whole.grant = GrantClass::kDirect;
  StatementPlace place;
  place.layer = layer;
  for (const auto& policy : set) {
    LayerVerdict part;
    AddPolicy(*policy, place, request, sink, part);
    Merge(part, whole, place.policy == 0);
    ++place.policy;
  }
  return whole;
}

// E2 and E3, "How SCPs work" and "How RCPs work": every level from the root to the account must allow, within a level
// one of its documents.
LayerVerdict JudgeLevels(std::span<const PolicySet> levels, Layer layer, bool full_access, const Request& request,
                         TraceSink* sink) {
  LayerVerdict whole;
  whole.grant = GrantClass::kDirect;
  StatementPlace place;
  place.layer = layer;
  for (const PolicySet& set : levels) {
    LayerVerdict part;
    place.policy = 0;
    for (const auto& policy : set) {
      AddPolicy(*policy, place, request, sink, part);
      ++place.policy;
    }
    if (full_access && !HasAllow(set)) part.grant = GrantClass::kDirect;
    Merge(part, whole, place.level == 0);
    ++place.level;
  }
  return whole;
}

}  // namespace rolecall::policy
