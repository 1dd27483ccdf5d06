// Three values: allowed, denied, or allowed if a request has something that only the request decides: an address, a
// tag, a prefix.
//
//   const Judgement judged = Judge(inputs, request);
//   if (judged.verdict == Verdict::kAllowedIf) for (const std::string& one : judged.conditions) …
//       "StringEquals aws:RequestTag/team = payments", "unless Bool aws:SecureTransport = false"
//
// The request has what is known of the caller; every other condition key that it lacks is the request's to decide (not
// aws:Principal… and the like: those it lacks are absent). Each verdict that needs conditions is confirmed by the
// engine: a request that meets them is allowed, `example` is its context. Found is one way, not all. Pure.
#ifndef ROLECALL_POLICY_EXPLAIN_JUDGE_H_
#define ROLECALL_POLICY_EXPLAIN_JUDGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/engine.h"

namespace rolecall::policy {

enum class Verdict { kAllowed, kAllowedIf, kDenied };
// "allowed", "allowedIf", "denied".
std::string_view VerdictName(Verdict verdict);

struct Judgement {
  Verdict verdict = Verdict::kDenied;
  Decision decision;                    // of the request as it is
  Decision confirmed;                   // kAllowedIf: of the request that meets the conditions
  std::vector<std::string> conditions;  // kAllowedIf only
  Context example;                      // of the request that meets them
};

Judgement Judge(const PolicyInputs& inputs, const Request& request);

// Whether requests differ in the key for one and the same caller.
bool IsDecidedByRequest(std::string_view key);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_EXPLAIN_JUDGE_H_
