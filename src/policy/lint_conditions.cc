#include "policy/condition_keys.h"
#include "policy/lint_findings.h"
#include "policy/request.h"
#include "policy/scalars.h"

namespace rolecall::policy {
namespace {

void LintOperatorAndKey(const Condition& condition, Effect effect, Findings& findings) {
  bool scalar = condition.op.qualifier == SetQualifier::kNone && condition.op.comparison != Comparison::kNull;
  if (scalar && IsDeclaredMultivalued(LowerAscii(condition.key))) {
    findings.Error(
        "condition-multivalued-scalar", condition.key_span,
        condition.key + " holds several values: " + condition.operator_text + " never matches when it is present",
        "ForAnyValue:" + condition.operator_text + " or ForAllValues:" + condition.operator_text);
  }
  if (effect == Effect::kAllow && condition.op.qualifier == SetQualifier::kForAllValues) {
    findings.Warn("condition-forallvalues-allow", condition.operator_span,
                  condition.operator_text + " is true when the request has no " + condition.key,
                  "add \"Null\": {\"" + condition.key + "\": \"false\"}");
  }
  if (effect == Effect::kAllow && condition.op.if_exists) {
    findings.Hint("condition-ifexists-allow", condition.operator_span,
                  condition.operator_text + " allows when the request has no " + condition.key);
  }
  if (condition.values.empty()) {
    findings.Warn("condition-no-values", condition.key_span, "the list of values for " + condition.key + " is empty");
  }
}

bool IsPrivate(std::string_view text) {
  std::optional<IpNetwork> network = ParseIpNetwork(text);
  for (std::string_view range : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}) {
    if (network && Contains(*ParseIpNetwork(range), network->address)) return true;
  }
  return false;
}

void LintValue(const Condition& condition, const Text& value, Findings& findings) {
  bool exact = condition.op.comparison == Comparison::kStringEquals ||
               condition.op.comparison == Comparison::kStringEqualsIgnoreCase;
  // "*" beside ${…} may be the literal ${*}.
  if (exact && HasWildcard(value.value) && value.value.find("${") == std::string::npos) {
    findings.Error("condition-wildcard-without-like", value.span,
                   condition.operator_text + " compares \"" + value.value + "\" literally: the wildcard has no meaning",
                   condition.op.negated ? "StringNotLike" : "StringLike");
  }
  if (condition.op.comparison == Comparison::kIpAddress) {
    std::optional<IpNetwork> network = ParseIpNetwork(value.value);
    if (!network || network->never) {
      findings.Error("condition-address", value.span, "\"" + value.value + "\" matches no address");
    } else if (LowerAscii(condition.key) == "aws:sourceip" && IsPrivate(value.value)) {
      findings.Warn("condition-private-address", value.span,
                    "aws:SourceIp is a public address: the private range " + value.value + " never matches",
                    "aws:VpcSourceIp");
    }
  }
}

}  // namespace

bool IsPositive(const Operator& op) {
  return !op.negated && !op.if_exists && op.qualifier != SetQualifier::kForAllValues &&
         op.comparison != Comparison::kNull;
}

void LintConditions(const Statement& statement, Version version, Findings& findings) {
  for (const Condition& condition : statement.conditions) {
    LintOperatorAndKey(condition, statement.effect, findings);
    for (const Text& value : condition.values) {
      LintValue(condition, value, findings);
      if (version == Version::k2008 && value.value.find("${") != std::string::npos) {
        findings.Error("policy-version-variables", value.span, "policy variables exist only in version 2012-10-17",
                       "\"Version\": \"2012-10-17\"");
      }
    }
  }
}

}  // namespace rolecall::policy
