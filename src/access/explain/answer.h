// The question of an explanation and its answer, as data: what explain.h takes and gives, what fixes are made from
// (fix.h) and what is printed.
//
// A question names who asks (a service account with its role, or a principal alone), with which token, and what for;
// an answer is the chain of links in the order in which things happen. Plain values; the model of a question must
// outlive it.
#ifndef ROLECALL_ACCESS_EXPLAIN_ANSWER_H_
#define ROLECALL_ACCESS_EXPLAIN_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/model/token_facts.h"
#include "kube/service_account.h"

namespace rolecall::access {

struct ExplainQuestion {
  const IdentityModel* model = nullptr;

  // Who: a service account (with its role), or a role or user alone.
  std::optional<kube::ServiceAccountName> account;
  std::string role_arn;        // of the annotation, or given; empty: none
  bool role_given = false;     // instead of the annotation's
  std::string no_role_reason;  // why there is none
  std::string role_source;     // where the role is from, if neither given nor annotated: shown
  std::string principal_arn;   // a user or role that asks by itself; then `account` and the token do not count

  TokenFacts token;
  std::string issuer_source;  // where the issuer is from, if it was not given: shown
  std::vector<PolicyDocument> session_policies;
  std::optional<std::int64_t> duration;  // DurationSeconds, if given
  std::int64_t now = 0;                  // Unix seconds

  std::string action, resource, region;
  std::vector<std::string> remarks;  // about the question; shown
  std::string annotation_prefix = "eks.amazonaws.com";
};

// One condition of a statement.
struct ConditionRow {
  std::string claim;  // the condition key
  std::string operator_text;
  std::vector<std::string> expected, actual;
  bool matched = false;
  std::string note;  // "the key is absent"
};

struct StatementRow {
  std::string name;  // "statement 1 (Sid) of POLICY"
  bool allows = false;
  bool matched = false;
  bool nearest = false;            // the one that came nearest
  std::vector<std::string> notes;  // what else kept it from applying: principal, action, resource
  std::vector<ConditionRow> conditions;
  Origin origin;
};

struct ChainLink {
  std::string name;  // "service account", "role", "provider", "token", "trust policy", "session", "permissions",
                     // "resource policy"
  bool good = false;
  bool reached = true;  // false: a link before it failed
  std::string verdict;  // one sentence
  std::string code;     // why it failed, stable: "trust-subject"
  std::vector<std::string> details;
  std::vector<StatementRow> statements;
  Origin origin;  // where what failed is written
};

struct ExplainAnswer {
  bool allowed = false;  // perhaps only if a request meets the conditions
  std::vector<std::string>
      conditions;  // of the request ("StringEquals aws:RequestTag/team = a"), as policy/explain/judge.h
  std::vector<std::string> unknown;  // what is not known and may make another answer; sentences
  std::vector<ChainLink> links;
  const ChainLink* failed() const;  // the first that fails; null if allowed
  // Not allowed for all that is known, but what failed is only that a document is not: nobody can say.
  bool undecided() const;
  // "allowed", "allowedIf", "denied", "unknown".
  const char* decision() const;
  std::string advice;  // for people: what to do where no patch can be made; may be empty
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_ANSWER_H_
