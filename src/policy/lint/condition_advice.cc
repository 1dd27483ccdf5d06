// Rules about conditions that AWS's own validation has too: keys that say less than they seem to, values that decide
// nothing.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"
#include "policy/lint/actions.h"
#include "policy/lint/keys.h"
#include "policy/lint/lint_run.h"
#include "policy/reference/service_reference.h"

namespace rolecall::policy {
namespace {

struct At {
  LintRun& run;
  const Statement& statement;
  const Condition& condition;
  std::string lower;  // the key

  bool is_allow() const { return statement.effect == Effect::kAllow; }
  bool is_resource_policy() const { return run.document.kind == DocumentKind::kResource; }
  Finding& Add(std::string_view code, std::string message, std::string suggestion = "") const {
    return run.Add(code, condition.key_span, std::move(message), std::move(suggestion));
  }
};

bool IsOpenToAll(const Statement& statement) {
  return std::any_of(statement.principals.begin(), statement.principals.end(),
                     [](const PrincipalText& one) { return one.value == "*"; });
}

bool IsTagKey(std::string_view lower) {
  return lower.starts_with("aws:resourcetag/") || lower.starts_with("aws:requesttag/") || lower == "aws:tagkeys";
}

// True and false together are no condition.
void LintBooleans(const At& at) {
  const Condition& condition = at.condition;
  if (condition.op.kind() != ValueKind::kBool || condition.values.size() < 2) return;
  at.Add("condition-bool-several",
         condition.operator_text + " on " + condition.key + " has " + std::to_string(condition.values.size()) +
             " values: AWS takes one",
         "the one that is meant");
}

bool NamesKmsKey(std::string_view lower) {
  return lower.find("kms-key-id") != std::string_view::npos || lower.find("kmskeyid") != std::string_view::npos ||
         lower.find("kmskeyarn") != std::string_view::npos;
}

void LintKmsKey(const At& at) {
  const ValueKind kind = at.condition.op.kind();
  if (!NamesKmsKey(at.lower) || (kind != ValueKind::kText && kind != ValueKind::kArn)) return;
  for (const Text& value : at.condition.values) {
    if (value.value.starts_with("arn:") || HasWildcard(value.value) || HasVariable(value.value)) continue;
    at.run.Add("condition-kms-key-form", value.span,
               "\"" + value.value + "\" is not the ARN of a KMS key, which " + at.condition.key + " has");
  }
}

void LintRegionValue(const At& at) {
  if (at.lower != "aws:requestedregion") return;
  for (const Text& value : at.condition.values) {
    if (HasWildcard(value.value) || HasVariable(value.value) || IsKnownRegion(value.value)) continue;
    if (value.value.empty() || at.condition.op.kind() != ValueKind::kText) continue;
    at.run.Add("condition-region", value.span, "AWS has no region " + value.value + " that is known here");
  }
}

// Digits alone are seconds since 1970: "2020" is 34 minutes after its beginning.
void LintDate(const At& at) {
  constexpr std::size_t kEpochDigits = 9;
  if (at.condition.op.kind() != ValueKind::kDate) return;
  for (const Text& value : at.condition.values) {
    const bool digits = !value.value.empty() && value.value.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || value.value.size() >= kEpochDigits) continue;
    at.run.Add("condition-date", value.span, "\"" + value.value + "\" is read as seconds since 1970, not as a date",
               "\"2026-01-31T00:00:00Z\"");
  }
}

// Keys of the caller, which a service that calls by itself has not.
void LintServicePrincipalKey(const At& at) {
  const std::vector<PrincipalText>& principals = at.statement.principals;
  const bool services = !principals.empty() && !at.statement.not_principal &&
                        std::all_of(principals.begin(), principals.end(),
                                    [](const PrincipalText& one) { return one.type == PrincipalType::kService; });
  const bool of_caller = at.lower.starts_with("aws:principalorg") || at.lower.starts_with("aws:principaltag/") ||
                         at.lower == "aws:principalarn" || at.lower == "aws:principalaccount" ||
                         at.lower == "aws:userid" || at.lower == "aws:username" || at.lower == "aws:principaltype";
  if (!services || !of_caller || !IsPositive(at.condition.op)) return;
  at.Add("condition-of-service-principal", "a service that calls has no " + at.condition.key + ": it never matches",
         at.lower.starts_with("aws:principalorg") ? "aws:SourceOrgID" : "aws:SourceAccount or aws:SourceArn");
}

// Keys by which a policy that names everybody is meant to be closed.
bool IsClosingKey(std::string_view lower) {
  static const std::set<std::string_view> kKeys = {"aws:principalarn",
                                                   "aws:principalaccount",
                                                   "aws:principalorgid",
                                                   "aws:principalorgpaths",
                                                   "aws:sourceaccount",
                                                   "aws:sourcearn",
                                                   "aws:sourceorgid",
                                                   "aws:sourceorgpaths",
                                                   "aws:sourcevpc",
                                                   "aws:sourcevpce",
                                                   "aws:sourceowner",
                                                   "aws:userid",
                                                   "s3:dataaccesspointaccount",
                                                   "s3:dataaccesspointarn",
                                                   "kms:calleraccount",
                                                   "lambda:eventsourcetoken",
                                                   "aws:vpceorgid",
                                                   "aws:vpceaccount"};
  return kKeys.contains(lower);
}

// Every account, organization or network is let in by it.
bool IsTooOpen(std::string_view value) {
  const std::optional<Arn> arn = ParseArn(value);
  if (arn) return HasWildcard(arn->account) && arn->account.find_first_not_of("*?") == std::string_view::npos;
  const std::size_t fixed = value.find_first_of("*?");
  return fixed != std::string_view::npos && fixed <= std::string_view("o-").size() && !value.starts_with("arn:aws");
}

void LintPermissive(const At& at) {
  if (!at.is_resource_policy() || !at.is_allow() || !IsOpenToAll(at.statement) || !IsClosingKey(at.lower)) return;
  if (at.condition.op.negated || at.condition.op.kind() == ValueKind::kPresence) return;
  for (const Text& value : at.condition.values) {
    const bool variable = HasVariable(value.value);
    if (!variable && !IsTooOpen(value.value)) continue;
    if (!variable && !at.condition.op.IsTextPattern() && at.condition.op.kind() != ValueKind::kArn) continue;
    at.run.Add("condition-too-permissive", value.span,
               "\"" + value.value + "\" for " + at.condition.key + " lets in whoever asks" +
                   (variable ? ": the variable is what the request says" : ""),
               "the accounts, organizations or networks that are meant");
  }
}

// The services of which no action takes the tag key.
std::vector<std::string> ServicesWithout(const Statement& statement, std::string_view lower_key) {
  std::set<std::string> services;
  for (const Text& action : statement.actions) {
    const std::string prefix = LowerAscii(action.value.substr(0, action.value.find(':')));
    const ServiceReference* service = HasWildcard(prefix) ? nullptr : FindService(prefix);
    if (service == nullptr || service->actions().empty()) continue;
    const bool some = std::any_of(service->actions().begin(), service->actions().end(), [&](const ServiceAction& one) {
      const std::vector<std::uint16_t> keys = service->KeysOf(one);
      return std::any_of(keys.begin(), keys.end(),
                         [&](std::uint16_t key) { return service->key(key).Covers(lower_key); });
    });
    if (!some) services.insert(prefix);
  }
  return {services.begin(), services.end()};
}

void LintTagsOfService(const At& at) {
  if (!IsTagKey(at.lower) || at.run.document.kind == DocumentKind::kTrust) return;
  const bool deny = !at.is_allow();
  const std::string_view code = deny ? "condition-tag-not-denied" : "condition-tag-not-of-service";
  if (at.statement.not_action) {
    at.Add(code,
           "NotAction names services that have no " + at.condition.key + " too: of them " +
               (deny ? "nothing is denied" : "nothing is allowed"),
           "Action with services that have the key");
    return;
  }
  const std::vector<std::string> without = ServicesWithout(at.statement, at.lower);
  if (without.empty() || !IsPositive(at.condition.op)) return;
  at.Add(code,
         "no action of " + Join(without, ", ") + " has " + at.condition.key + ": of " +
             (without.size() == 1 ? "it " : "them ") + (deny ? "nothing is denied" : "nothing is allowed"),
         "a statement of their own for these actions");
}

// Some of the actions have a service's key and others never: for these the statement says nothing.
void LintKeyOfSomeActions(const At& at) {
  const Statement& statement = at.statement;
  const std::string prefix = at.lower.substr(0, at.lower.find(':'));
  if (statement.not_action || prefix == "aws" || !IsPositive(at.condition.op)) return;
  if (at.run.document.kind == DocumentKind::kTrust || FindConditionKey(at.lower) == nullptr) return;
  std::vector<const Text*> without;
  std::size_t with = 0;
  for (const Text& action : statement.actions) {
    const std::string lower = LowerAscii(action.value);
    const bool is_plain = lower.starts_with(prefix + ":") && !HasWildcard(lower);
    if (!is_plain || MayHaveKey(lower, at.lower)) {
      ++with;
    } else {
      without.push_back(&action);
    }
  }
  if (with == 0) return;  // said by condition-key-not-of-action
  for (const Text* action : without) {
    at.run.Add("condition-key-not-of-some", action->span,
               action->value + " has no " + at.condition.key + ": the statement never applies to it",
               "a statement of its own, without the condition");
  }
}

void LintPairs(const At& at) {
  const auto has = [&](std::string_view key) { return HasCondition(at.statement, key); };
  const bool positive = IsPositive(at.condition.op);
  if (at.lower == "aws:vpcsourceip" && positive && !has("aws:sourcevpc") && !has("aws:sourcevpce") &&
      !has("aws:sourcevpcarn")) {
    at.Add("condition-paired",
           "addresses inside of a VPC are of whoever has a VPC: " + at.condition.key +
               " alone lets in other accounts' too",
           "a condition on aws:SourceVpc beside it");
  }
  if (at.lower == "dynamodb:attributes" && at.is_allow() && !has("dynamodb:select")) {
    at.Add("condition-dynamodb-select",
           "a request that names no attributes gets all of them: dynamodb:Attributes alone does not limit it",
           "\"StringEqualsIfExists\": {\"dynamodb:Select\": \"SPECIFIC_ATTRIBUTES\"} beside it");
  }
  if ((at.lower == "aws:referer" || at.lower == "aws:useragent") && at.is_allow() && positive) {
    at.Add("condition-untrustworthy", at.condition.key + " is whatever the caller writes: it keeps nobody out",
           "a key that AWS sets, as aws:PrincipalArn or aws:SourceVpce");
  }
}

// Of the resource that the policy is of they are always the same.
void LintIrrelevant(const At& at) {
  if (!at.is_resource_policy()) return;
  if (at.lower != "aws:resourceaccount" && at.lower != "aws:resourceorgid" && at.lower != "aws:resourceorgpaths")
    return;
  at.Add("condition-irrelevant", at.condition.key + " is of the resource whose policy this is: always the same",
         "aws:PrincipalAccount or aws:PrincipalOrgID, if the caller was meant");
}

// Of several limits one decides.
void LintLimits(const At& at) {
  const Condition& condition = at.condition;
  const std::string_view name = condition.op.row->name;
  const bool is_limit = name.find("Less") != name.npos || name.find("Greater") != name.npos;
  if (!is_limit || condition.values.size() < 2 || condition.op.qualifier != SetQualifier::kNone) return;
  at.Add("condition-redundant-value", condition.operator_text + " with several values: one of them decides for all",
         "the one that decides");
}

// "*" beside other values, or a value that another's wildcards cover.
void LintCoveredValues(const At& at) {
  const Condition& condition = at.condition;
  constexpr std::size_t kMost = 100;
  const bool is_pattern = condition.op.IsTextPattern() || condition.op.kind() == ValueKind::kArn;
  if (!is_pattern || condition.values.size() < 2 || condition.values.size() > kMost) return;
  for (const Text& value : condition.values) {
    for (const Text& other : condition.values) {
      if (&other == &value || !HasWildcard(other.value) || other.value == value.value) continue;
      if (HasVariable(other.value) || HasVariable(value.value) || value.value.find('?') != std::string::npos) continue;
      if (condition.op.kind() == ValueKind::kArn && other.value != "*" && !ParseArn(other.value)) continue;
      if (!GlobMatch(ToPattern(other.value), value.value)) continue;
      at.run.Add("condition-redundant-value", value.span,
                 "\"" + value.value + "\" is covered by \"" + other.value + "\"", "remove it");
      break;
    }
  }
}

// "*" that holds whatever the request has.
void LintAlways(const At& at) {
  const Condition& condition = at.condition;
  const bool star = condition.values.size() == 1 && condition.values.front().value == "*";
  if (!star || (!condition.op.IsTextPattern() && condition.op.kind() != ValueKind::kArn)) return;
  const bool vacuous = condition.op.if_exists || condition.op.qualifier == SetQualifier::kForAllValues;
  const ConditionKey* key = FindConditionKey(at.lower);
  if (vacuous && !condition.op.negated) {
    at.Add("condition-always", condition.operator_text + " with \"*\" always holds: the condition decides nothing",
           "leave it out");
  } else if (!vacuous && condition.op.negated && key != nullptr && key->always) {
    at.Add("condition-always",
           condition.operator_text + " with \"*\" never holds, as every request has " + condition.key +
               ": the statement never applies",
           "leave the statement out");
  }
}

std::vector<const json::Node*> ConditionNodes(const LintRun& run) {
  std::vector<const json::Node*> nodes;
  const json::Node* list = run.root.Find("Statement");
  if (list == nullptr) return nodes;
  const auto add = [&nodes](const json::Node& statement) {
    const json::Node* condition = statement.Find("Condition");
    if (condition != nullptr && condition->IsObject()) nodes.push_back(condition);
  };
  if (list->IsObject()) add(*list);
  for (const json::Node& item : list->items) add(item);
  return nodes;
}

// JSON's own types: all values of a list are of one, and texts are no numbers.
void LintJsonTypes(LintRun& run) {
  for (const json::Node* condition : ConditionNodes(run)) {
    for (const json::Member& op : condition->members) {
      for (const json::Member& key : op.value.members) {
        const std::vector<json::Node>& items = key.value.items;
        const bool mixed = std::any_of(items.begin(), items.end(),
                                       [&items](const json::Node& one) { return one.kind != items.front().kind; });
        const bool number = key.value.kind == json::Node::Kind::kNumber && op.name.starts_with("String");
        if (!mixed && !number) continue;
        run.Add("condition-json-type", Span{key.value.begin, key.value.end},
                mixed ? "the values of " + key.name + " are of several JSON types"
                      : op.name + " compares texts, and " + key.value.text + " is a number",
                "all of them as strings");
      }
    }
  }
}

}  // namespace

void LintConditionAdvice(LintRun& run) {
  LintJsonTypes(run);
  for (const Statement& statement : run.document.statements) {
    for (const Condition& condition : statement.conditions) {
      const At at{run, statement, condition, LowerAscii(condition.key)};
      LintBooleans(at);
      LintKmsKey(at);
      LintRegionValue(at);
      LintDate(at);
      LintServicePrincipalKey(at);
      LintPermissive(at);
      LintTagsOfService(at);
      LintKeyOfSomeActions(at);
      LintPairs(at);
      LintIrrelevant(at);
      LintLimits(at);
      LintCoveredValues(at);
      LintAlways(at);
    }
  }
}

}  // namespace rolecall::policy
