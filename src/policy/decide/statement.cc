#include "policy/decide/statement.h"

#include <algorithm>

#include "base/text.h"
#include "policy/decide/uncertain.h"
#include "policy/document/glob.h"

namespace rolecall::policy {
namespace {

// Short ARNs are completed in the caller's policies. In resource and organisation policies only a trailing star is
// known to work: there a short Allow matches nothing more, a short Deny still what its completed form would.
bool Pads(DocumentKind kind, Effect effect) {
  switch (kind) {
    case DocumentKind::kIdentity:
    case DocumentKind::kBoundary:
    case DocumentKind::kSession: return true;
    case DocumentKind::kScp:
    case DocumentKind::kTrust:
    case DocumentKind::kResource:
    case DocumentKind::kRcp:
    case DocumentKind::kEndpoint: return effect == Effect::kDeny;
  }
  return false;
}

ElementTrace Element(bool present, bool matched, std::string note) {
  ElementTrace trace;
  trace.present = present;
  trace.matched = matched;
  if (!matched) trace.note = std::move(note);
  return trace;
}

}  // namespace

// Uncertain whether "arn:AWS:S3:…" is "arn:aws:s3:…". What an Allow gives is compared exactly; what a Deny takes or an
// Allow leaves out (NotResource) is not.
ResourceReading ResourceReadingOf(const Statement& statement, DocumentKind kind) {
  bool takes = (statement.effect == Effect::kDeny) != statement.not_resource;
  return ResourceReading{Pads(kind, statement.effect), takes};
}

CompiledStatement::CompiledStatement(const Statement& source, DocumentKind kind, Version version)
    : source_(&source),
      kind_(kind),
      effect_(source.effect),
      not_action_(source.not_action),
      not_resource_(source.not_resource),
      principals_(source, kind) {
  actions_.reserve(source.actions.size());
  resources_.reserve(source.resources.size());
  conditions_.reserve(source.conditions.size());
  for (const Text& action : source.actions) {
    std::string text = LowerAscii(action.value);
    Pattern pattern = ToPattern(text);
    bool exact = IsLiteral(pattern);
    actions_.push_back(ActionPattern{std::move(text), std::move(pattern), exact});
  }
  for (const Text& resource : source.resources) {
    resources_.emplace_back(resource.value, version, ResourceReadingOf(source, kind));
  }
  for (const Condition& condition : source.conditions) conditions_.emplace_back(condition, version, source.effect);
}

// IAM User Guide, "IAM JSON policy elements: Action": the whole action in any case of letters, with wildcards.
// "… NotAction": everything else, of other services too.
bool CompiledStatement::MatchesAction(const Request& request) const {
  const std::string& action = request.lower_action();
  bool listed = std::any_of(actions_.begin(), actions_.end(), [&action](const ActionPattern& entry) {
    return entry.exact ? entry.text == action : GlobMatch(entry.pattern, action);
  });
  return listed != not_action_;
}

// "IAM JSON policy elements: Resource", "… NotResource": one of the entries, or none of them.
bool CompiledStatement::MatchesResource(const Request& request, bool& no_value) const {
  if (resources_.empty()) return true;  // "this resource"
  for (const ResourcePattern& pattern : resources_) {
    switch (pattern.Matches(request)) {
      case ResourcePattern::Match::kYes: return !not_resource_;
      case ResourcePattern::Match::kNoValue: no_value = true; break;
      case ResourcePattern::Match::kNo: break;
    }
  }
  // Uncertain: NotResource with a variable that has no value. An Allow does not apply, a Deny does.
  if (not_resource_ && no_value) return effect_ == Effect::kDeny;
  return not_resource_;
}

// "IAM JSON policy elements: Condition": all elements must match and all conditions hold (C1 in condition.cc).
GrantClass CompiledStatement::Match(const Request& request) const {
  bool no_value = false;
  if (!MatchesAction(request) || !MatchesResource(request, no_value)) return GrantClass::kNone;
  GrantClass grant = principals_.Match(request.principal());
  if (grant == GrantClass::kNone) return grant;
  for (const CompiledCondition& condition : conditions_) {
    if (!condition.Evaluate(request.context()).holds) return GrantClass::kNone;
  }
  return grant;
}

GrantClass CompiledStatement::MatchTraced(const Request& request, StatementTrace& trace) const {
  GrantClass grant = principals_.Match(request.principal());
  trace.principal = Element(source_->has_principal, grant != GrantClass::kNone,
                            source_->not_principal ? "NotPrincipal excludes the caller" : "it names somebody else");
  trace.action = Element(true, MatchesAction(request),
                         not_action_ ? "NotAction excludes this action" : "the action is not listed");
  bool no_value = false, resource = MatchesResource(request, no_value);
  trace.resource = Element(source_->has_resource, resource,
                           not_resource_ ? "NotResource excludes this resource" : "the resource is not covered");
  trace.principal.uncertain = UncertainPrincipal(*source_, kind_, request.principal());
  trace.resource.uncertain = UncertainResource(*source_, kind_, request, no_value);
  bool conditions_hold = true;
  for (const CompiledCondition& condition : conditions_) {
    trace.conditions.push_back(condition.Trace(request.context()));
    conditions_hold = conditions_hold && trace.conditions.back().matched;
  }
  trace.matched = trace.principal.matched && trace.action.matched && trace.resource.matched && conditions_hold;
  return trace.matched ? grant : GrantClass::kNone;
}

}  // namespace rolecall::policy
