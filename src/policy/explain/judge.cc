#include "policy/explain/judge.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "policy/explain/explain.h"

// How it works. The engine decides the request as it is, with a trace. If something stands in the way that a request
// may have or lack, the context is completed until the engine allows it: a Deny that applies for the lack of a key gets
// one that keeps it away, a layer without Allow gets what its nearest Allow waits for. What was completed are the
// conditions. If it is allowed at once, the same is tried the other way: a Deny that waits for a key, and conditions of
// the granting statement that hold for the lack of one, are conditions too, if the engine confirms that they decide.
namespace rolecall::policy {
namespace {

constexpr int kMostSteps = 12;

std::string Filled(std::string_view pattern) {
  std::string text;
  for (const char c : pattern) {
    if (c != '*') text += c == '?' ? 'x' : c;
  }
  return text.empty() ? "x" : text;
}

const Operator* OperatorOf(const StatementTrace& trace, const ConditionTrace& condition) {
  for (const Condition& written : StatementOf(trace.place).conditions) {
    if (written.operator_text == condition.operator_text && written.key == condition.key) return &written.op;
  }
  return nullptr;
}

bool IsOpen(const ConditionTrace& condition) { return !condition.key_present && IsDecidedByRequest(condition.key); }

bool IsAbout(const StatementTrace& trace) {
  return trace.principal.matched && trace.action.matched && trace.resource.matched;
}

Request With(const Request& request, const Context& context) {
  return Request(request.principal(), request.action(), request.resource(), request.resource_account(), context);
}

void SetKey(Context& context, const Operator& op, const std::string& key, std::string value) {
  if (op.qualifier == SetQualifier::kNone) return context.Set(key, std::move(value));
  context.SetMultiple(key, {std::move(value)});
}

// A value that the condition's comparison (before negation) holds for; nothing if none is known.
std::optional<std::string> Matching(const Operator& op, const ConditionTrace& condition) {
  if (condition.expected.empty()) return std::nullopt;
  const std::string& wanted = condition.expected.front();
  switch (op.kind()) {
    case ValueKind::kText: return op.row->form.wildcards ? Filled(wanted) : wanted;
    case ValueKind::kArn: return Filled(wanted);
    case ValueKind::kNumber:
    case ValueKind::kDate: return op.row->example.empty() ? wanted : std::string(op.row->example);
    case ValueKind::kAddress: return wanted.substr(0, wanted.find('/'));
    case ValueKind::kBool:
    case ValueKind::kBinary: return wanted;
    case ValueKind::kPresence: return std::nullopt;
  }
  return std::nullopt;
}

// A value that it does not hold for.
std::optional<std::string> Different(const Operator& op, const ConditionTrace& condition) {
  switch (op.kind()) {
    case ValueKind::kText: return std::string("another-value");
    case ValueKind::kArn: return std::string("arn:aws:iam::999999999999:role/another");
    case ValueKind::kAddress: return std::string("198.51.100.77");
    case ValueKind::kBool:
      return std::string(!condition.expected.empty() && LowerAscii(condition.expected.front()) == "true" ? "false"
                                                                                                         : "true");
    case ValueKind::kNumber:
    case ValueKind::kDate:
    case ValueKind::kBinary:
    case ValueKind::kPresence: return std::nullopt;
  }
  return std::nullopt;
}

// The context with the condition's key such that the condition holds (or not); false if that cannot be.
bool Complete(const StatementTrace& trace, const ConditionTrace& condition, bool holds, Context& context) {
  const Operator* op = OperatorOf(trace, condition);
  if (op == nullptr || !IsOpen(condition)) return false;
  if (op->kind() == ValueKind::kPresence) {
    const bool wants_absent = !condition.expected.empty() && LowerAscii(condition.expected.front()) == "true";
    if (wants_absent == holds) return true;  // absent as it is
    context.Set(condition.key, "x");
    return true;
  }
  const std::optional<std::string> value = holds != op->negated ? Matching(*op, condition) : Different(*op, condition);
  if (value) SetKey(context, *op, condition.key, *value);
  return value.has_value();
}

std::string ConditionText(const ConditionTrace& condition, bool unless) {
  std::string text = (unless ? "unless " : "") + condition.operator_text + " " + condition.key + " = ";
  return text + Join(condition.expected, " or ");
}

bool HasConditions(const CompiledPolicy& compiled) {
  const std::vector<Statement>& statements = DocumentOf(compiled).statements;
  return std::any_of(statements.begin(), statements.end(),
                     [](const Statement& statement) { return !statement.conditions.empty(); });
}

bool HasConditions(const PolicySet& set) {
  return std::any_of(set.begin(), set.end(), [](const auto& one) { return HasConditions(*one); });
}

// Without any there are but two values.
bool HasConditions(const PolicyInputs& inputs) {
  for (const PolicySet* set : {inputs.identity, inputs.boundary, inputs.session, inputs.endpoint}) {
    if (set != nullptr && HasConditions(*set)) return true;
  }
  if (inputs.resource != nullptr && HasConditions(*inputs.resource)) return true;
  for (const auto& levels : {inputs.scps, inputs.rcps}) {
    for (const PolicySet& level : levels) {
      if (HasConditions(level)) return true;
    }
  }
  return false;
}

class Judging {
 public:
  Judging(const PolicyInputs& inputs, const Request& request) : inputs_(inputs), request_(request) {}

  Judgement Run() {
    if (!HasConditions(inputs_)) {
      result_.decision = result_.confirmed = Decide(inputs_, request_);
      result_.verdict = result_.decision.allowed() ? Verdict::kAllowed : Verdict::kDenied;
      return std::move(result_);
    }
    const Explanation first = Explain(inputs_, request_);
    result_.decision = result_.confirmed = first.decision;
    context_ = request_.context();
    if (first.decision.allowed()) {
      result_.verdict = Verdict::kAllowed;
      FindExceptions(first);
    } else {
      Open(first);
    }
    if (result_.conditions.empty() && result_.verdict == Verdict::kAllowedIf) result_.verdict = Verdict::kAllowed;
    return std::move(result_);
  }

 private:
  void Note(std::string condition) {
    std::vector<std::string>& known = result_.conditions;
    if (std::find(known.begin(), known.end(), condition) == known.end()) known.push_back(std::move(condition));
  }

  // A Deny applies: one of its conditions is kept from holding.
  bool AvoidDeny(const Explanation& now) {
    for (const StatementTrace& trace : now.trace) {
      if (!trace.matched || StatementOf(trace.place).effect != Effect::kDeny) continue;
      const auto avoids = [&](const ConditionTrace& condition) {
        Context changed = context_;
        if (!Complete(trace, condition, false, changed)) return false;
        context_ = std::move(changed);
        Note(ConditionText(condition, true));
        return true;
      };
      if (!std::any_of(trace.conditions.begin(), trace.conditions.end(), avoids)) return false;
    }
    return true;
  }

  // A layer that allows nothing has an Allow that only waits for what a request may have.
  bool MeetAllow(const Explanation& now) {
    for (const StatementTrace& trace : now.trace) {
      const bool is_allow = StatementOf(trace.place).effect == Effect::kAllow;
      // Within the account the resource's policy need not allow, but what it allows may be enough.
      const bool may_help = now.decision.BlockedBy(trace.place.layer) || trace.place.layer == Layer::kResource;
      if (!is_allow || trace.matched || !IsAbout(trace) || !may_help) continue;
      Context changed = context_;
      std::vector<std::string> conditions;
      const bool meets = std::all_of(trace.conditions.begin(), trace.conditions.end(), [&](const auto& condition) {
        if (condition.matched) return true;
        conditions.push_back(ConditionText(condition, false));
        return Complete(trace, condition, true, changed);
      });
      if (!meets) continue;
      // Only one that gets further is taken.
      const Decision next = Decide(inputs_, With(request_, changed));
      if (!next.allowed() && next.blocked == now.decision.blocked && next.outcome == now.decision.outcome) continue;
      context_ = std::move(changed);
      for (std::string& condition : conditions) Note(std::move(condition));
      return true;
    }
    return false;
  }

  void Open(const Explanation& first) {
    Explanation now = first;
    for (int step = 0; step < kMostSteps && !now.decision.allowed(); ++step) {
      const bool denied = now.decision.outcome == Outcome::kExplicitDeny;
      if (!(denied ? AvoidDeny(now) : MeetAllow(now))) break;
      now = Explain(inputs_, With(request_, context_));
    }
    result_.confirmed = now.decision;
    if (!now.decision.allowed()) {
      result_.conditions.clear();
      return;
    }
    result_.verdict = Verdict::kAllowedIf;
    result_.example = context_;
    FindExceptions(now);
  }

  // What else a request may have that takes the permission away.
  void FindExceptions(const Explanation& now) {
    std::vector<std::string> found;
    for (const StatementTrace& trace : now.trace) {
      if (!IsAbout(trace)) continue;
      const bool is_deny = StatementOf(trace.place).effect == Effect::kDeny;
      if (is_deny && !trace.matched) FindDeny(trace, found);
      if (!is_deny && trace.matched) FindLimits(trace, found);
    }
    for (std::string& one : found) Note(std::move(one));
    if (!found.empty()) result_.verdict = Verdict::kAllowedIf;
    if (result_.example.entries().empty()) result_.example = context_;
  }

  void FindDeny(const StatementTrace& trace, std::vector<std::string>& found) const {
    Context changed = context_;
    std::vector<std::string> conditions;
    for (const ConditionTrace& condition : trace.conditions) {
      if (condition.matched) continue;
      if (!Complete(trace, condition, true, changed)) return;
      conditions.push_back(ConditionText(condition, true));
    }
    if (Decide(inputs_, With(request_, changed)).allowed()) return;
    found.insert(found.end(), conditions.begin(), conditions.end());
  }

  // Conditions that hold for the lack of a key.
  void FindLimits(const StatementTrace& trace, std::vector<std::string>& found) const {
    for (const ConditionTrace& condition : trace.conditions) {
      Context changed = context_;
      if (!condition.matched || !Complete(trace, condition, false, changed)) continue;
      if (!Decide(inputs_, With(request_, changed)).allowed()) found.push_back(ConditionText(condition, false));
    }
  }

  const PolicyInputs& inputs_;
  const Request& request_;
  Context context_;
  Judgement result_;
};

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed: return "allowed";
    case Verdict::kAllowedIf: return "allowedIf";
    case Verdict::kDenied: return "denied";
  }
  return "";
}

bool IsDecidedByRequest(std::string_view key) {
  const std::string lower = LowerAscii(key);
  // Of the organization nothing is known where the request says nothing; by whom a session was made, and its name, is
  // its maker's choice.
  if (lower.starts_with("aws:principalorg") || lower == "aws:userid") return true;
  for (const std::string_view caller :
       {"aws:principal", "aws:username", "aws:ec2instancesourcevpc", "aws:assumedroot", "saml:"}) {
    if (lower.starts_with(caller)) return false;
  }
  // A token's claims are its issuer's to give.
  return lower.substr(0, lower.rfind(':')).find_first_of("./") == std::string::npos || lower.starts_with("aws:");
}

Judgement Judge(const PolicyInputs& inputs, const Request& request) { return Judging(inputs, request).Run(); }

}  // namespace rolecall::policy
