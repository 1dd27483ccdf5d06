// Checks that AWS's own validation (IAM Access Analyzer's ValidatePolicy) has too and that can be decided from the
// document alone. Their pages name AWS's codes.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/scalars.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/witness.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kBucketPolicySize = 20480;  // bytes; the least of the services' quotas is not known

// The statements' objects as they are written.
std::vector<const json::Node*> StatementNodes(const LintRun& run) {
  std::vector<const json::Node*> nodes;
  const json::Node* list = run.root.Find("Statement");
  if (list == nullptr) return nodes;
  if (list->IsObject()) nodes.push_back(list);
  for (const json::Node& item : list->items) nodes.push_back(&item);
  return nodes;
}

// Keys are compared without case, so that of two only one can count.
void LintDoubledKeys(LintRun& run, const json::Node& statement) {
  const json::Node* condition = statement.Find("Condition");
  if (condition == nullptr || !condition->IsObject()) return;
  for (const json::Member& op : condition->members) {
    std::map<std::string, std::string> seen;
    for (const json::Member& key : op.value.members) {
      const auto [known, is_new] = seen.emplace(LowerAscii(key.name), key.name);
      if (is_new || known->second == key.name) continue;
      run.Add("condition-key-doubled", Span{key.value.begin, key.value.end},
              "\"" + key.name + "\" and \"" + known->second + "\" are one key under " + op.name +
                  ": AWS refuses a policy that has both",
              "one key with both lists of values");
    }
  }
}

void LintEmptyElements(LintRun& run, const json::Node& statement) {
  const json::Node* condition = statement.Find("Condition");
  if (condition != nullptr && condition->IsObject() && condition->members.empty()) {
    run.Add("policy-empty-element", Span{condition->begin, condition->end}, "an empty Condition says nothing",
            "leave it out");
  }
  const json::Node* sid = statement.Find("Sid");
  if (sid != nullptr && sid->IsString() && sid->text.empty()) {
    run.Add("policy-empty-element", Span{sid->begin, sid->end}, "an empty Sid says nothing", "leave it out");
  }
}

void LintAllowNotPrincipal(LintRun& run, const Statement& statement) {
  if (run.document.kind != DocumentKind::kResource || !statement.not_principal) return;
  if (statement.effect != Effect::kAllow) return;
  const Span span = statement.principals.empty() ? statement.span : statement.principals.front().span;
  run.Add("resource-allow-notprincipal", span,
          "Allow with NotPrincipal lets everybody else in, also who is of no account at all",
          "name with Principal who may");
}

void LintResourceSize(LintRun& run) {
  if (run.document.kind != DocumentKind::kResource || run.text.size() <= kBucketPolicySize) return;
  const bool is_bucket =
      std::all_of(run.document.statements.begin(), run.document.statements.end(), [](const Statement& statement) {
        return std::all_of(statement.resources.begin(), statement.resources.end(), [](const Text& resource) {
          const std::optional<Arn> arn = ParseArn(resource.value);
          return arn && arn->service == "s3" && arn->region.empty() && arn->account.empty();
        });
      });
  if (!is_bucket) return;
  run.Add("resource-size", Span{run.root.begin, run.root.begin},
          "the policy has " + std::to_string(run.text.size()) + " bytes; a bucket's may have " +
              std::to_string(kBucketPolicySize),
          "join statements, or use access points");
}

// "vpc-0123…" and "vpce-0123…": 8 or 17 hexadecimal digits.
bool IsNetworkId(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  const bool hex = text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return hex && (text.size() == 8 || text.size() == 17);
}

void LintNetworkIds(LintRun& run, const Condition& condition) {
  const std::string lower = LowerAscii(condition.key);
  const bool endpoint = lower == "aws:sourcevpce";
  if ((!endpoint && lower != "aws:sourcevpc") || condition.op.kind() != ValueKind::kText) return;
  const std::string prefix = endpoint ? "vpce-" : "vpc-";
  for (const Text& value : condition.values) {
    if (HasWildcard(value.value) || HasVariable(value.value) || IsNetworkId(value.value, prefix)) continue;
    run.Add("condition-network-id", value.span,
            "\"" + value.value + "\" is no id that " + condition.key + " may have: it is " + prefix +
                " with 8 or 17 hexadecimal digits");
  }
}

// "10.1.2.3/8" is "10.0.0.0/8": what stands after the prefix is not looked at.
void LintRangeBits(LintRun& run, const Condition& condition) {
  if (condition.op.kind() != ValueKind::kAddress) return;
  for (const Text& value : condition.values) {
    const std::size_t slash = value.value.find('/');
    const std::optional<IpNetwork> network = ParseIpNetwork(value.value);
    const bool is_v4 = value.value.find(':') == std::string::npos;
    if (!network || network->never || slash == std::string::npos || !is_v4 || network->prefix % 8 != 0) continue;
    // In whole bytes: 198.51.100.7/24 has a byte beyond its prefix.
    std::size_t bytes = static_cast<std::size_t>(network->prefix) / 8;
    std::string plain;
    std::string_view rest = std::string_view(value.value).substr(0, slash);
    bool beyond = false;
    for (int i = 0; i < 4; ++i) {
      const std::string_view part = rest.substr(0, rest.find('.'));
      const bool kept = bytes > 0;
      beyond = beyond || (!kept && part != "0");
      plain += (i == 0 ? "" : ".") + (kept ? std::string(part) : "0");
      if (kept) --bytes;
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    if (!beyond || network->prefix == 0) continue;
    const std::string right = plain + value.value.substr(slash);
    run.Add("condition-address-bits", value.span, "\"" + value.value + "\" means " + right, Quoted(right)).edits = {
        ReplaceText(value.span, right)};
  }
}

// StringLike KEY "*" says that the key is there.
void LintPresenceByPattern(LintRun& run, const Condition& condition) {
  const bool star = condition.values.size() == 1 && condition.values.front().value == "*";
  if (!condition.op.IsTextPattern() || !star || condition.op.qualifier != SetQualifier::kNone) return;
  if (condition.op.if_exists || LowerAscii(condition.key).ends_with(":sub")) return;
  run.Add("condition-as-null", condition.operator_span,
          condition.operator_text + " with \"*\" only says that " + condition.key +
              (condition.op.negated ? " is not there" : " is there"),
          "\"Null\": {\"" + condition.key + "\": \"" + (condition.op.negated ? "true" : "false") + "\"}");
}

// A token may be for several: one of them being STS is not what the others are.
void LintAudienceOfMany(LintRun& run, const Statement& statement, const Condition& condition) {
  const std::string lower = LowerAscii(condition.key);
  if (run.document.kind != DocumentKind::kTrust || statement.effect != Effect::kAllow || !lower.ends_with(":aud")) {
    return;
  }
  if (condition.op.qualifier == SetQualifier::kNone) return;
  const bool any = condition.op.qualifier == SetQualifier::kForAnyValue;
  run.Add("trust-oidc-aud-forany", condition.operator_span,
          condition.operator_text + " on " + condition.key + ": the key has one value, and with " +
              (any ? "ForAnyValue a token for others too would be let in"
                   : "ForAllValues a token without audience would be let in"),
          condition.operator_text.substr(condition.operator_text.find(':') + 1));
}

void LintPrefixDenied(LintRun& run, const Statement& statement, const Condition& condition) {
  if (LowerAscii(condition.key) != "s3:prefix" || !condition.op.negated || condition.op.if_exists) return;
  if (statement.effect != Effect::kAllow) return;
  run.Add("condition-prefix-negated", condition.operator_span,
          condition.operator_text + " on s3:prefix also allows a list without prefix, which has all keys",
          "name with StringLike the prefixes that may be listed");
}

}  // namespace

void LintAwsChecks(LintRun& run) {
  for (const json::Node* node : StatementNodes(run)) {
    LintDoubledKeys(run, *node);
    LintEmptyElements(run, *node);
  }
  LintResourceSize(run);
  for (const Statement& statement : run.document.statements) {
    LintAllowNotPrincipal(run, statement);
    for (const Condition& condition : statement.conditions) {
      LintNetworkIds(run, condition);
      LintRangeBits(run, condition);
      LintPresenceByPattern(run, condition);
      LintAudienceOfMany(run, statement, condition);
      LintPrefixDenied(run, statement, condition);
    }
  }
}

}  // namespace rolecall::policy
