// The statement that came nearest, and what it missed, in words.
#include <algorithm>

#include "base/text.h"
#include "policy/explain/explain.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kMaxListed = 4;

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

template <typename List, typename GetText>
std::string Listed(const List& list, GetText get) {
  if (list.empty()) return "nothing";
  std::string text;
  for (std::size_t i = 0; i < list.size() && i < kMaxListed; ++i) {
    if (i > 0) text += ", ";
    text += Quoted(get(list[i]));
  }
  if (list.size() > kMaxListed) text += " and " + std::to_string(list.size() - kMaxListed) + " more";
  return text;
}

std::string ListedTexts(const std::vector<Text>& texts) {
  return Listed(texts, [](const Text& text) -> const std::string& { return text.value; });
}

std::string ListedStrings(const std::vector<std::string>& texts) {
  return Listed(texts, [](const std::string& text) -> const std::string& { return text; });
}

std::string_view TypeName(PrincipalType type) {
  switch (type) {
    case PrincipalType::kEveryone: return "";
    case PrincipalType::kAws: return "AWS ";
    case PrincipalType::kFederated: return "Federated ";
    case PrincipalType::kService: return "Service ";
    case PrincipalType::kCanonicalUser: return "CanonicalUser ";
  }
  return "";
}

std::string ListedPrincipals(const std::vector<PrincipalText>& principals) {
  return Listed(principals,
                [](const PrincipalText& principal) { return std::string(TypeName(principal.type)) + principal.value; });
}

// Whether some action of the statement is of the request's service.
bool SameService(const Statement& statement, const Request& request) {
  return std::any_of(statement.actions.begin(), statement.actions.end(), [&](const Text& action) {
    std::string lower = LowerAscii(action.value);
    return lower.substr(0, lower.find(':')) == request.lower_service();
  });
}

int Score(const StatementTrace& trace, const Request& request) {
  int score = 0;
  if (trace.action.matched) {
    score += 1000;
  } else if (SameService(StatementOf(trace.place), request)) {
    score += 400;
  } else {
    return 0;
  }
  if (trace.resource.matched) score += 200;
  if (trace.principal.matched) score += 200;
  for (const ConditionTrace& condition : trace.conditions) score -= condition.matched ? 0 : 10;
  return score;
}

std::string ConditionText(const ConditionTrace& condition) {
  std::string text = condition.operator_text + " " + condition.key + " wants " + ListedStrings(condition.expected);
  text += condition.key_present ? ", got " + ListedStrings(condition.actual) : ", but the request has no such key";
  bool said = !condition.key_present && condition.note.rfind("the request has no such key", 0) == 0;
  if (!condition.note.empty() && !said) text += " (" + condition.note + ")";
  return text;
}

std::string ActionText(const Statement& statement, const Request& request) {
  return request.action() + (statement.not_action ? " is among NotAction " : " is not among ") +
         ListedTexts(statement.actions);
}

std::string ResourceText(const Statement& statement, const Request& request) {
  return request.resource() + (statement.not_resource ? " is among NotResource " : " is not covered by ") +
         ListedTexts(statement.resources);
}

std::string PrincipalLine(const Statement& statement, const Request& request) {
  return "the caller " + request.principal().arn +
         (statement.not_principal ? " is among NotPrincipal " : " is not among ") +
         ListedPrincipals(statement.principals);
}

std::string ElementLine(std::string_view name, const ElementTrace& trace, const std::string& why_not,
                        const std::string& listed) {
  std::string line =
      "  " + std::string(name) + (trace.matched ? ": matches (" + listed + ")" : ": does not match: " + why_not);
  if (!trace.uncertain.empty()) line += " [uncertain: " + trace.uncertain + "]";
  return line;
}

}  // namespace

const StatementTrace* NearestMiss(const std::vector<StatementTrace>& trace, Layer layer, const Request& request) {
  const StatementTrace* nearest = nullptr;
  int best = 0;
  for (const StatementTrace& candidate : trace) {
    if (candidate.place.layer != layer || candidate.matched) continue;
    if (StatementOf(candidate.place).effect != Effect::kAllow) continue;
    int score = Score(candidate, request);
    if (score > best) {
      best = score;
      nearest = &candidate;
    }
  }
  return nearest;
}

std::string WhyNot(const StatementTrace& trace, const Request& request) {
  const Statement& statement = StatementOf(trace.place);
  std::vector<std::string> parts;
  if (!trace.action.matched) parts.push_back(ActionText(statement, request));
  if (!trace.principal.matched) parts.push_back(PrincipalLine(statement, request));
  if (!trace.resource.matched) parts.push_back(ResourceText(statement, request));
  for (const ConditionTrace& condition : trace.conditions) {
    if (!condition.matched) parts.push_back(ConditionText(condition));
  }
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

std::vector<std::string> DescribeStatement(const StatementTrace& trace, const Request& request) {
  const Statement& statement = StatementOf(trace.place);
  std::string head = PolicyLabel(trace.place) + " statement " + std::to_string(trace.place.statement);
  if (!statement.sid.empty()) head += " (" + statement.sid + ")";
  head += ", " + std::string(EffectName(statement.effect)) + (trace.matched ? ": applies" : ": does not apply");
  std::vector<std::string> lines = {std::move(head)};
  if (statement.has_principal) {
    lines.push_back(ElementLine(statement.not_principal ? "NotPrincipal" : "Principal", trace.principal,
                                PrincipalLine(statement, request), ListedPrincipals(statement.principals)));
  }
  lines.push_back(ElementLine(statement.not_action ? "NotAction" : "Action", trace.action,
                              ActionText(statement, request), ListedTexts(statement.actions)));
  if (statement.has_resource) {
    lines.push_back(ElementLine(statement.not_resource ? "NotResource" : "Resource", trace.resource,
                                ResourceText(statement, request), ListedTexts(statement.resources)));
  }
  for (const ConditionTrace& condition : trace.conditions) {
    lines.push_back("  Condition: " + ConditionText(condition) + (condition.matched ? ": holds" : ": does not hold"));
  }
  return lines;
}

}  // namespace rolecall::policy
