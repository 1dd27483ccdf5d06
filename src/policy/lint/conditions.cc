// Rules about conditions of every kind of policy: operators, keys, and which of them go together.
#include <algorithm>

#include "base/text.h"
#include "diag/diagnostic.h"
#include "policy/decide/request.h"
#include "policy/document/condition_keys.h"
#include "policy/document/glob.h"
#include "policy/lint/actions.h"
#include "policy/lint/condition_values.h"
#include "policy/lint/keys.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

struct Place {
  LintRun& run;
  const Statement& statement;
  const Condition& condition;
  std::string lower_key;
};

// Keys of token issuers ("host/path:claim") have rules of their own (lint_oidc.cc), and services without a table none.
bool IsIssuerKey(std::string_view lower_key) {
  const std::string_view prefix = lower_key.substr(0, lower_key.rfind(':'));
  return prefix.find('.') != std::string_view::npos || prefix.find('/') != std::string_view::npos;
}

bool IsTypeTaken(KeyType type, ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
    case ValueKind::kPresence: return true;
    case ValueKind::kNumber: return type == KeyType::kNumeric || type == KeyType::kDate;
    case ValueKind::kDate: return type == KeyType::kDate;
    case ValueKind::kBool: return type == KeyType::kBool;
    case ValueKind::kBinary: return type == KeyType::kBinary;
    case ValueKind::kAddress: return type == KeyType::kIp;
    case ValueKind::kArn: return type == KeyType::kArn || type == KeyType::kString;  // see MayHoldArns
  }
  return true;
}

// Texts that are ARNs as somebody means: of tags and encryption contexts, and what the reference of all services only
// calls a string.
bool MayHoldArns(const ConditionKey& key, std::string_view lower_key) {
  return !key.ours || lower_key.find('/') != std::string_view::npos;
}

void LintKeyForm(const Place& place) {
  const Condition& condition = place.condition;
  const std::size_t colon = place.lower_key.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == place.lower_key.size()) {
    place.run.Add("condition-key-form", condition.key_span,
                  "\"" + condition.key + "\" is no condition key: keys are of the form service:name",
                  diag::DidYouMean("aws:" + condition.key, ConditionKeyNames()).value_or(""));
    return;
  }
  if (place.lower_key.ends_with("tag/")) {
    place.run.Add("condition-key-form", condition.key_span, "\"" + condition.key + "\" names no tag",
                  condition.key + "NAME");
    return;
  }
  if (IsIssuerKey(place.lower_key) || !HasConditionKeys(place.lower_key.substr(0, colon))) return;
  if (FindConditionKey(place.lower_key) != nullptr) return;
  const std::optional<std::string> meant = diag::DidYouMean(condition.key, ConditionKeyNames());
  place.run.Add("condition-unknown-key", condition.key_span,
                "AWS has no condition key " + condition.key + ", so requests never have it", meant.value_or(""));
}

// A key of a service that no action of the statement has: a positive operator never matches.
void LintKeyOfActions(const Place& place) {
  const Statement& statement = place.statement;
  const std::string prefix = place.lower_key.substr(0, place.lower_key.find(':'));
  if (statement.not_action || prefix == "aws" || !IsPositive(place.condition.op)) return;
  if (FindService(prefix) == nullptr || FindConditionKey(place.lower_key) == nullptr) return;
  // Keys that say through whom a request comes (lambda:SourceFunctionArn) are of other services' actions.
  const bool some = std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Text& action) {
    const std::string lower = LowerAscii(action.value);
    return !lower.starts_with(prefix + ":") || MayHaveKey(lower, place.lower_key);
  });
  if (some || place.run.document.kind == DocumentKind::kTrust) return;
  place.run.Add("condition-key-not-of-action", place.condition.key_span,
                "no action of the statement has " + place.condition.key + ": the statement never applies",
                "a key that the actions have, or actions that have the key");
}

void LintType(const Place& place) {
  const Condition& condition = place.condition;
  const ConditionKey* key = FindConditionKey(place.lower_key);
  if (key == nullptr) return;
  const bool arn_of_text = condition.op.kind() == ValueKind::kArn && key->type == KeyType::kString;
  if (!IsTypeTaken(key->type, condition.op.kind()) || (arn_of_text && !MayHoldArns(*key, place.lower_key))) {
    Finding& finding = place.run.Add("condition-type-mismatch", condition.operator_span,
                                     condition.operator_text + " on " + condition.key + ", which is " +
                                         std::string(KeyTypeName(key->type)) +
                                         (condition.op.negated ? ": it is always true" : ": it never matches"));
    if (key->type == KeyType::kString) finding.suggestion = condition.op.negated ? "StringNotEquals" : "StringEquals";
    if (key->type == KeyType::kArn) finding.suggestion = condition.op.negated ? "ArnNotLike" : "ArnLike";
    return;
  }
  const bool text = condition.op.kind() == ValueKind::kText && !condition.op.row->name.ends_with("IgnoreCase");
  if (key->type == KeyType::kArn && condition.op.IsTextPattern()) {
    place.run.Add(
        "condition-arn-as-text", condition.operator_span,
        condition.operator_text + " on " + condition.key + ": a wildcard then also reaches over the colons of the ARN",
        condition.op.negated ? "ArnNotLike" : "ArnLike");
  } else if (text && key->type == KeyType::kIp) {
    place.run.Add("condition-type-mismatch", condition.operator_span,
                  condition.operator_text + " on " + condition.key + " compares text: no range of addresses matches",
                  condition.op.negated ? "NotIpAddress" : "IpAddress");
  }
}

void LintQualifier(const Place& place) {
  const Condition& condition = place.condition;
  const bool set = condition.op.qualifier != SetQualifier::kNone;
  const bool multivalued = IsDeclaredMultivalued(place.lower_key);
  if (!set && condition.op.kind() != ValueKind::kPresence && multivalued) {
    Finding& finding = place.run.Add(
        "condition-multivalued-scalar", condition.key_span,
        condition.key + " holds several values: " + condition.operator_text + " never matches when it is present",
        "ForAnyValue:" + condition.operator_text + " or ForAllValues:" + condition.operator_text);
    Ask ask = AskFor(place.run, place.statement);
    if (!condition.values.empty()) ask.context.SetMultiple(condition.key, {condition.values.front().value});
    if (place.statement.effect == Effect::kAllow) {
      finding.demonstration = Show(place.run, ask, Outcome::kImplicitDeny);
    }
  }
  const ConditionKey* key = FindConditionKey(place.lower_key);
  if (set && !multivalued && key != nullptr && !key->multivalued) {
    place.run.Add("condition-set-on-single", condition.operator_span,
                  condition.key + " has one value: " + condition.operator_text + " treats it as a list of one" +
                      (condition.op.qualifier == SetQualifier::kForAllValues ? ", and is true when it is absent" : ""),
                  condition.operator_text.substr(condition.operator_text.find(':') + 1));
  }
}

// A condition of the statement that holds only when the request has the key. Whoever sets a request's tags also names
// their keys.
bool IsGuarded(const Place& place) {
  const std::vector<Condition>& conditions = place.statement.conditions;
  return std::any_of(conditions.begin(), conditions.end(), [&place](const Condition& other) {
    const std::string lower = LowerAscii(other.key);
    const bool same = lower == place.lower_key;
    if (same && other.op.kind() == ValueKind::kPresence) {
      return !other.values.empty() && LowerAscii(other.values.front().value) != "true";
    }
    const bool tag = place.lower_key == "aws:tagkeys" && lower.starts_with("aws:requesttag/");
    return (same || tag) && &other != &place.condition && IsPositive(other.op);
  });
}

// The statement met by a request without the key.
Ask AskWithout(const Place& place) {
  Ask ask = AskFor(place.run, place.statement);
  Context without;
  for (const Context::Entry& entry : ask.context.entries()) {
    if (LowerAscii(entry.key) == place.lower_key) continue;
    if (entry.multivalued) {
      without.SetMultiple(entry.key, entry.values.ToList());
    } else {
      without.Set(entry.key, entry.values.front());
    }
  }
  ask.context = std::move(without);
  return ask;
}

// Conditions that hold when the key is absent, where the policy's reader expects the contrary.
void LintAbsent(const Place& place) {
  const Condition& condition = place.condition;
  if (IsIssuerKey(place.lower_key) || condition.op.kind() == ValueKind::kPresence) return;
  const ConditionKey* key = FindConditionKey(place.lower_key);
  if (place.statement.effect == Effect::kAllow) {
    const bool all = condition.op.qualifier == SetQualifier::kForAllValues;
    if (!all && !condition.op.if_exists) return;
    if (IsGuarded(place)) return;
    const Ask ask = AskWithout(place);
    if (Decided(place.run, ask) == Outcome::kExplicitDeny) return;
    std::optional<Demonstration> shown = Show(place.run, ask, Outcome::kAllowed);
    place.run
        .Add(all ? "condition-forallvalues-allow" : "condition-ifexists-allow", condition.operator_span,
             condition.operator_text + " allows when the request has no " + condition.key,
             "add \"Null\": {\"" + condition.key + "\": \"false\"}")
        .demonstration = std::move(shown);
    return;
  }
  if (!condition.op.negated || condition.op.if_exists || (key != nullptr && key->always) || IsGuarded(place)) return;
  const Ask ask = AskWithout(place);
  std::optional<Demonstration> shown = Show(place.run, ask, Outcome::kExplicitDeny);
  place.run
      .Add("condition-deny-absent", condition.operator_span,
           condition.operator_text + " denies also when the request has no " + condition.key,
           condition.operator_text + "IfExists, or \"Null\": {\"" + condition.key + "\": \"false\"} beside it")
      .demonstration = std::move(shown);
}

}  // namespace

bool IsAboutAction(const Text& entry, std::string_view action) {
  const std::string_view written = entry.value;
  // What stands before a wildcard, letter by letter: hardly a pair gets beyond the first.
  std::size_t head = 0;
  for (; head < written.size() && !IsWildcard(written[head]); ++head) {
    if (head == action.size() || LowerAscii(written[head]) != LowerAscii(action[head])) return false;
  }
  if (head == written.size()) return head == action.size();
  return GlobMatch(ToPattern(LowerAscii(written.substr(head))), LowerAscii(action.substr(head)));
}

bool IsPositive(const Operator& op) {
  return !op.negated && !op.if_exists && op.qualifier != SetQualifier::kForAllValues &&
         op.kind() != ValueKind::kPresence;
}

bool HasCondition(const Statement& statement, std::string_view lower_key) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [lower_key](const Condition& condition) { return LowerAscii(condition.key) == lower_key; });
}

bool Lists(const std::vector<Text>& texts, std::string_view value) {
  return std::any_of(texts.begin(), texts.end(), [value](const Text& text) { return text.value == value; });
}

bool CanRenameOperator(const Statement& statement, const Condition& condition, std::string_view wanted) {
  return std::none_of(statement.conditions.begin(), statement.conditions.end(), [&](const Condition& other) {
    const bool shares = &other != &condition && other.operator_span.begin == condition.operator_span.begin;
    return shares || other.operator_text == wanted;
  });
}

void LintConditions(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    for (const Condition& condition : statement.conditions) {
      const Place place{run, statement, condition, LowerAscii(condition.key)};
      LintKeyForm(place);
      LintKeyOfActions(place);
      LintType(place);
      LintQualifier(place);
      LintAbsent(place);
      for (const Text& value : condition.values) LintConditionValue(run, statement, condition, value);
    }
  }
}

}  // namespace rolecall::policy
