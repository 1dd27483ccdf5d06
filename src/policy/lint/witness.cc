#include "policy/lint/witness.h"

#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/shared_issuers.h"
#include "policy/lint/actions.h"
#include "policy/lint/keys.h"

namespace rolecall::policy {
namespace {

constexpr std::string_view kExampleRole = "arn:aws:iam::111122223333:role/example";
constexpr std::string_view kExampleRoleId = "AROAEXAMPLEEXAMPLE123";

std::string ExampleAction(const Statement& statement) {
  if (statement.not_action || statement.actions.empty()) return "example:Action";
  const std::string lower = LowerAscii(statement.actions.front().value);
  if (!HasWildcard(lower)) return statement.actions.front().value;
  if (lower == "*" || lower == "*:*") return "s3:GetObject";
  std::optional<std::vector<std::string>> known = KnownActionsLike(lower);
  if (known && !known->empty()) return known->front();
  return ExampleOf(statement.actions.front().value, nullptr);
}

std::string ExampleResourceOf(const Statement& statement, const std::string& action, Context& context) {
  const TakenTypes types = TypesOf(LowerAscii(action));
  if (statement.not_resource || statement.resources.empty()) return ExampleResource(types);
  for (const Text& resource : statement.resources) {
    if (!MayMatchTypes(types, resource.value)) continue;
    if (resource.value == "*") return ExampleResource(types);
    return ExampleOf(resource.value, &context);
  }
  return ExampleOf(statement.resources.front().value, &context);
}

struct Caller {
  Principal principal;
  std::string text;
};

Caller CallerFrom(const PrincipalText& text) {
  switch (text.type) {
    case PrincipalType::kEveryone: break;
    case PrincipalType::kFederated: return {Principal::Federated(text.value), text.value};
    case PrincipalType::kService: return {Principal::Service(text.value), text.value};
    case PrincipalType::kAws:
    case PrincipalType::kCanonicalUser:
      if (text.value != "*") {
        const std::string arn = IsAccountId(text.value) ? "arn:aws:iam::" + text.value + ":root" : text.value;
        return {Principal::FromText(arn), arn};
      }
  }
  // Anybody: somebody of another account.
  const std::string stranger = "arn:aws:iam::999999999999:user/example";
  return {Principal::User(stranger, "AIDAEXAMPLEEXAMPLE123"), stranger};
}

std::string RequestAction(const LintRun& run, const Statement& statement) {
  return run.document.kind == DocumentKind::kTrust && (statement.actions.empty() || statement.not_action)
             ? "sts:AssumeRole"
             : ExampleAction(statement);
}

std::string AccountOf(const std::string& text) {
  const std::optional<Arn> arn = ParseArn(text);
  return arn ? std::string(arn->account) : "";
}

std::shared_ptr<const CompiledPolicy> CompileText(const std::string& text, DocumentKind kind) {
  return Compile(Parse(text, kind).document, "the other side's policy");
}

// The document is the resource's policy. Whether the caller's own account lets it out is not this policy's question.
Outcome DecideForResource(const LintRun& run, const Ask& ask) {
  static const std::shared_ptr<const CompiledPolicy> kEverything =
      CompileText(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
                  DocumentKind::kIdentity);
  std::string account = AccountOf(ask.resource);
  if (account.empty()) account = AccountOf(RoleOf(run));
  const PolicySet everything = {kEverything};
  PolicyInputs inputs;
  inputs.resource = run.compiled.get();
  if (!ask.caller.account.empty()) inputs.identity = &everything;
  return Decide(inputs, Request(ask.caller, ask.action, ask.resource, account, ask.context)).outcome;
}

// The document is the caller's policy, on resources of its own account. Where a resource policy must allow too (roles,
// keys), there is one that leaves it to the account.
Outcome DecideForCaller(const LintRun& run, const Ask& ask) {
  const PolicySet set = {run.compiled};
  PolicyInputs inputs;
  inputs.identity = &set;
  const Request request(ask.caller, ask.action, ask.resource, "", ask.context);
  std::shared_ptr<const CompiledPolicy> delegation;
  if (IsTrustDecision(request) || request.lower_service() == "kms") {
    const std::string head = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":")" +
                             ask.caller.account + R"("},"Action":)";
    delegation = IsTrustDecision(request)
                     ? CompileText(head + R"(["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}})",
                                   DocumentKind::kTrust)
                     : CompileText(head + R"("kms:*","Resource":"*"}})", DocumentKind::kResource);
    inputs.resource = delegation.get();
  }
  return Decide(inputs, request).outcome;
}

// The key as the document or AWS writes it: contexts keep keys in lower case.
std::string WrittenKey(const LintRun& run, const std::string& lower) {
  for (const Statement& statement : run.document.statements) {
    for (const PrincipalText& principal : statement.principals) {
      const std::string issuer(IssuerOfProvider(principal.value));
      const std::string lower_issuer = LowerAscii(issuer);
      if (!issuer.empty() && lower.starts_with(lower_issuer + ":")) return issuer + lower.substr(issuer.size());
    }
    for (const Condition& condition : statement.conditions) {
      if (LowerAscii(condition.key) == lower) return condition.key;
    }
  }
  for (const std::string& name : ConditionKeyNames()) {
    if (LowerAscii(name) == lower) return name;
  }
  return lower;
}

}  // namespace

std::string RoleOf(const LintRun& run) {
  return run.context.role_arn.empty() ? std::string(kExampleRole) : run.context.role_arn;
}

std::string ExampleOf(std::string_view pattern, Context* context) {
  std::string result;
  while (!pattern.empty()) {
    if (pattern.starts_with("${")) {
      const std::size_t close = pattern.find('}');
      const std::string_view body = pattern.substr(2, close == std::string_view::npos ? close : close - 2);
      if (body == "*" || body == "?" || body == "$") {
        result += body;
      } else {
        if (context != nullptr && context->Find(body.substr(0, body.find(','))) == nullptr) {
          context->Set(body.substr(0, body.find(',')), "example");
        }
        result += "example";
      }
      if (close == std::string_view::npos) break;
      pattern.remove_prefix(close + 1);
      continue;
    }
    if (pattern.front() == '*') {
      if (result.size() < 7 || result.substr(result.size() - 7) != "example") result += "example";
    } else {
      result += pattern.front() == '?' ? 'x' : pattern.front();
    }
    pattern.remove_prefix(1);
  }
  return result;
}

void Satisfy(const Condition& condition, Context& context) {
  // Absent keys satisfy negated operators, IfExists and ForAllValues.
  const bool absent_holds =
      condition.op.negated || condition.op.if_exists || condition.op.qualifier == SetQualifier::kForAllValues;
  if (condition.op.kind() == ValueKind::kPresence) {
    if (!condition.values.empty() && condition.values.front().value != "true" &&
        context.Find(condition.key) == nullptr) {
      context.Set(condition.key, "example");
    }
    return;
  }
  if (absent_holds || condition.values.empty()) return;
  const std::string& wanted = condition.values.front().value;
  std::string value = wanted;
  switch (condition.op.kind()) {
    case ValueKind::kText:
    case ValueKind::kArn:
      if (condition.op.row->form.wildcards || HasVariable(wanted)) value = ExampleOf(wanted, &context);
      break;
    case ValueKind::kNumber:
    case ValueKind::kDate:
      if (!condition.op.row->example.empty()) value = condition.op.row->example;
      break;
    case ValueKind::kAddress: value = wanted.substr(0, wanted.find('/')); break;
    case ValueKind::kBool:
    case ValueKind::kBinary:
    case ValueKind::kPresence: break;
  }
  if (condition.op.qualifier == SetQualifier::kForAnyValue) {
    context.SetMultiple(condition.key, {value});
  } else {
    context.Set(condition.key, value);
  }
}

Ask AskFor(const LintRun& run, const Statement& statement, const std::function<bool(const Condition&)>& skip) {
  Ask ask;
  ask.action = RequestAction(run, statement);
  for (const Condition& condition : statement.conditions) {
    if (skip == nullptr || !skip(condition)) Satisfy(condition, ask.context);
  }
  if (run.document.kind == DocumentKind::kTrust) {
    ask.resource = RoleOf(run);
  } else {
    ask.resource = ExampleResourceOf(statement, ask.action, ask.context);
  }
  if (TakesPrincipal(run.document.kind)) {
    const Caller caller = statement.principals.empty() || statement.not_principal
                              ? CallerFrom(PrincipalText{})
                              : CallerFrom(statement.principals.front());
    ask.caller = caller.principal;
    ask.caller_text = caller.text;
  } else {
    ask.caller_text = RoleOf(run);
    ask.caller = Principal::RoleSession(ask.caller_text, kExampleRoleId, "example");
  }
  return ask;
}

Outcome Decided(const LintRun& run, const Ask& ask) {
  if (run.compiled == nullptr) return Outcome::kImplicitDeny;
  return TakesPrincipal(run.document.kind) ? DecideForResource(run, ask) : DecideForCaller(run, ask);
}

std::optional<Demonstration> Show(const LintRun& run, const Ask& ask, Outcome expected) {
  if (run.compiled == nullptr || Decided(run, ask) != expected) return std::nullopt;
  Demonstration shown;
  shown.caller = ask.caller_text;
  shown.action = ask.action;
  shown.resource = ask.resource;
  shown.outcome = expected;
  for (const Context::Entry& entry : ask.context.entries()) {
    shown.context.emplace_back(WrittenKey(run, entry.key), entry.values.ToList());
  }
  std::sort(shown.context.begin(), shown.context.end());
  return shown;
}

}  // namespace rolecall::policy
