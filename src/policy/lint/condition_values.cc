#include "policy/lint/condition_values.h"

#include "base/encoding.h"
#include "base/text.h"
#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/scalars.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

bool IsPrivate(const IpNetwork& network) {
  for (std::string_view range : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}) {
    const std::optional<IpNetwork> private_network = ParseIpNetwork(range);
    if (private_network->prefix <= network.prefix && Contains(*private_network, network.address)) return true;
  }
  return false;
}

void LintWildcard(LintRun& run, const Statement& statement, const Condition& condition, const Text& value) {
  const bool exact = condition.op.comparison == Comparison::kStringEquals ||
                     condition.op.comparison == Comparison::kStringEqualsIgnoreCase;
  // "*" beside ${…} may be the literal ${*}. A token's subject has a rule of its own.
  const std::string lower = LowerAscii(condition.key);
  const bool subject = lower.size() > 4 && lower.substr(lower.size() - 4) == ":sub";
  if (!exact || !HasWildcard(value.value) || HasVariable(value.value) || subject) return;
  std::optional<Demonstration> shown;
  if (statement.effect == Effect::kAllow && IsPositive(condition.op)) {
    Ask ask = AskFor(run, statement);
    if (condition.op.qualifier == SetQualifier::kNone) ask.context.Set(condition.key, ExampleOf(value.value, nullptr));
    shown = Show(run, ask, Outcome::kImplicitDeny);
  }
  run.Add("condition-wildcard-without-like", value.span,
          condition.operator_text + " compares \"" + value.value + "\" literally: the wildcard has no meaning",
          condition.op.negated ? "StringNotLike" : "StringLike")
      .demonstration = std::move(shown);
}

void LintAddress(LintRun& run, const Condition& condition, const Text& value) {
  const std::optional<IpNetwork> network = ParseIpNetwork(value.value);
  if (!network || network->never) {
    run.Add("condition-address", value.span,
            "\"" + value.value + "\" matches no address" +
                (network ? ": an IPv6 network must not have bits beyond its prefix" : ""));
  } else if (LowerAscii(condition.key) == "aws:sourceip" && IsPrivate(*network)) {
    run.Add("condition-private-address", value.span,
            "aws:SourceIp is a public address: the private range " + value.value + " never matches", "aws:VpcSourceIp");
  }
}

bool IsNumber(Comparison comparison) {
  return comparison >= Comparison::kNumericEquals && comparison <= Comparison::kNumericGreaterEquals;
}

bool IsDate(Comparison comparison) {
  return comparison >= Comparison::kDateEquals && comparison <= Comparison::kDateGreaterEquals;
}

// What the value should be and is not; empty if it is.
std::string_view WrongForm(const Condition& condition, const Text& value) {
  const Comparison comparison = condition.op.comparison;
  const std::string lower = LowerAscii(value.value);
  if (IsNumber(comparison)) return ParseDecimal(value.value) ? "" : "a number";
  if (IsDate(comparison)) return ParseDate(value.value) ? "" : "a date";
  if (comparison == Comparison::kBool || comparison == Comparison::kNull) {
    return lower == "true" || lower == "false" || HasVariable(value.value) ? "" : "true or false";
  }
  if (comparison == Comparison::kBinaryEquals) return Base64Decode(value.value) ? "" : "base64";
  if (comparison == Comparison::kArnLike) {
    std::string_view parts[6];
    const bool arn = SplitArn(value.value, parts) == 6 && (parts[0] == "arn" || HasWildcard(parts[0]));
    return arn || value.value == "*" || HasVariable(value.value) ? "" : "an ARN";
  }
  return "";
}

}  // namespace

void LintConditionValue(LintRun& run, const Statement& statement, const Condition& condition, const Text& value) {
  LintWildcard(run, statement, condition, value);
  if (condition.op.comparison == Comparison::kIpAddress) {
    if (!HasVariable(value.value)) LintAddress(run, condition, value);
    return;
  }
  if (HasVariable(value.value) && !TakesVariables(condition.op.comparison)) return;  // said by another rule
  const std::string_view wanted = WrongForm(condition, value);
  if (wanted.empty()) return;
  run.Add("condition-value-form", value.span,
          "\"" + value.value + "\" is not " + std::string(wanted) + ", which " + condition.operator_text +
              " compares with");
}

}  // namespace rolecall::policy
