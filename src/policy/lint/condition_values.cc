#include "policy/lint/condition_values.h"

#include "base/encoding.h"
#include "base/text.h"
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
  // "*" beside ${…} may be the literal ${*}. A token's subject has a rule of its own.
  const std::string lower = LowerAscii(condition.key);
  const bool subject = lower.size() > 4 && lower.substr(lower.size() - 4) == ":sub";
  if (!condition.op.IsExactText() || !HasWildcard(value.value) || HasVariable(value.value) || subject) return;
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

// What the value should be and is not; empty if it is.
std::string_view WrongForm(const Condition& condition, const Text& value) {
  switch (condition.op.kind()) {
    case ValueKind::kNumber: return ParseDecimal(value.value) ? "" : "a number";
    case ValueKind::kDate: return ParseDate(value.value) ? "" : "a date";
    case ValueKind::kBinary: return Base64Decode(value.value) ? "" : "base64";
    case ValueKind::kBool:
    case ValueKind::kPresence: {
      const std::string lower = LowerAscii(value.value);
      return lower == "true" || lower == "false" || HasVariable(value.value) ? "" : "true or false";
    }
    case ValueKind::kArn: {
      ArnParts parts;
      const bool arn = SplitArn(value.value, parts) == 6 && (parts[0] == "arn" || HasWildcard(parts[0]));
      return arn || value.value == "*" || HasVariable(value.value) ? "" : "an ARN";
    }
    case ValueKind::kText:
    case ValueKind::kAddress: return "";  // every text is one; addresses have findings of their own
  }
  return "";
}

}  // namespace

void LintConditionValue(LintRun& run, const Statement& statement, const Condition& condition, const Text& value) {
  LintWildcard(run, statement, condition, value);
  if (condition.op.kind() == ValueKind::kAddress) {
    if (!HasVariable(value.value)) LintAddress(run, condition, value);
    return;
  }
  if (HasVariable(value.value) && !condition.op.TakesVariables()) return;  // said by another rule
  const std::string_view wanted = WrongForm(condition, value);
  if (wanted.empty()) return;
  run.Add("condition-value-form", value.span,
          "\"" + value.value + "\" is not " + std::string(wanted) + ", which " + condition.operator_text +
              " compares with");
}

}  // namespace rolecall::policy
