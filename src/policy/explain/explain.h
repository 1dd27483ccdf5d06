// From a decision and its trace to words: which statement decided, or which came nearest and what it missed.
//
//   Explanation explanation = Explain(inputs, request);
//   for (const Reason& reason : explanation.reasons) … reason.why …
//   for (const StatementTrace& trace : explanation.trace)
//     for (const std::string& line : DescribeStatement(trace, request)) …
//
// Explain decides by the engine itself, so it cannot say anything else than what Decide does. The inputs must outlive
// the explanation (traces point to the policies). Pure.
#ifndef ROLECALL_POLICY_EXPLAIN_EXPLAIN_H_
#define ROLECALL_POLICY_EXPLAIN_EXPLAIN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "policy/decide/engine.h"

namespace rolecall::policy {

// One reason for the decision. Granted or denied by a statement, or not granted by a layer: then the statement is the
// one that came nearest, if any did.
struct Reason {
  Layer layer = Layer::kIdentity;
  std::string policy;  // "identity[0]", "scp[1][0]", "resource"; only the layer's name if there is no statement
  std::optional<StatementPlace> statement;
  bool applies = false;  // the statement matched (false: a nearest miss)
  std::string sid;
  std::optional<Effect> effect;
  std::string why;  // one sentence or two
};

struct Explanation {
  Decision decision;
  std::vector<StatementTrace> trace;  // every statement of every input, in order
  std::vector<Reason> reasons;        // the layer that is named first
};

Explanation Explain(const PolicyInputs& inputs, const Request& request);

// "identity[0]", "scp[1][0]", "resource".
std::string PolicyLabel(const StatementPlace& place);

const Statement& StatementOf(const StatementPlace& place);

// The Allow statement of the layer that misses least, judged by action, then principal, resource and conditions.
// Nothing if no Allow of the layer has anything to do with the request.
const StatementTrace* NearestMiss(const std::vector<StatementTrace>& trace, Layer layer, const Request& request);

// What kept the statement from applying: "the resource … is not covered by …; StringEquals iss:sub wants …, got …".
std::string WhyNot(const StatementTrace& trace, const Request& request);

// What decided a denial, for a caller whose operator wants it told: the policy, its statement with the conditions that
// held, or the statement that came nearest and what it missed. One line, at most kMaxDetailBytes.
inline constexpr std::size_t kMaxDetailBytes = 4096;
std::string DenialDetail(const PolicyInputs& inputs, const Request& request);

// The statement element by element, each a line with expected, actual and verdict. Lines after the first are indented.
std::vector<std::string> DescribeStatement(const StatementTrace& trace, const Request& request);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_EXPLAIN_EXPLAIN_H_
