// What one side allows and others do not: the procedure that plans, checks and contracts stand on.
//
//   StatementSets sets;                                     // of one thread, for many questions
//   for (const AccessDifference& one : Beyond({.has = &after, .had = {&before}}, sets)) …
//     one.action, one.resource       "s3:Get*", "arn:aws:s3:::logs/*": as the policy writes it, narrowed to what
//     differs one.certain                    with one.witness: a request that `has` allows and `had` does not, by the
//     engine !one.certain                   it may be so, because of one.reason
//
// Exact for globs of actions and of parts of ARNs, for conditions as dimensions of their own by key, for negations,
// IfExists, sets of values, Null, and NotAction, NotResource and NotPrincipal (access_search.h). Policy variables are
// letters where something is shown to be no difference, and values where one is shown (text_set.h). What is not decided
// is a difference that is not certain: the greater answer. Nothing is told that the engine (decide/engine.h) does not
// confirm with the witness. Rewriting policies so that they allow the same gives no difference.
//
// Differences that only actions or resources show which AWS does not have are marked `without_effect`.
//
// docs/ACCESS.md says what is decided and what is not. Bounds: kMostWork for each difference. One thread at a time for
// a StatementSets; the policies must outlive it.
#ifndef ROLECALL_POLICY_ACCESS_SETS_ACCESS_DIFFERENCE_H_
#define ROLECALL_POLICY_ACCESS_SETS_ACCESS_DIFFERENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "policy/access_sets/access_question.h"  // IWYU pragma: export
#include "policy/access_sets/statement_set.h"
#include "policy/access_sets/statement_text.h"  // IWYU pragma: export

namespace rolecall::policy {

enum class DifferenceCause : unsigned char {
  kStatement,  // nothing in `had` allows it
  kDeny,       // `had` denies it
  kLimit,      // a boundary or the like of `had` does not reach so far
};

struct AccessDifference {
  std::string action, resource;
  std::vector<std::string> conditions;  // of the statement that allows, and of the Deny, as text
  // What takes of it, of `has`: "not s3:* on arn:aws:s3:::b/secret/*", "within the permissions boundary".
  std::vector<std::string> exceptions;
  const Statement* statement = nullptr;  // of `has`
  DifferenceCause cause = DifferenceCause::kStatement;
  std::string limit;                     // kLimit: "the permissions boundary"
  const Statement* denied_by = nullptr;  // kDeny
  bool certain = false;
  bool without_effect = false;
  std::string reason;  // not certain: why
  std::optional<AccessWitness> witness;
};

std::vector<AccessDifference> Beyond(const AccessQuestion& question, StatementSets& sets);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_ACCESS_DIFFERENCE_H_
