// One statement, compiled: does it apply to a request, and how does it name the caller?
//
//   CompiledStatement statement(source, DocumentKind::kResource, Version::k2012);
//   if (statement.Match(request) != GrantClass::kNone) … statement.effect() counts …
//
// It applies if every element that is written does: action, resource, principal and all conditions. Match stops at the
// first that does not and allocates nothing; MatchTraced goes through all of them and says why. Both answer the same.
// Immutable, so shared between threads.
#ifndef ROLECALL_POLICY_DECIDE_STATEMENT_H_
#define ROLECALL_POLICY_DECIDE_STATEMENT_H_

#include <string>
#include <vector>

#include "policy/decide/condition.h"
#include "policy/decide/pattern.h"
#include "policy/decide/principal_match.h"
#include "policy/decide/trace.h"

namespace rolecall::policy {

class CompiledStatement {
 public:
  // `source` must outlive this at its place.
  CompiledStatement(const Statement& source, DocumentKind kind, Version version);

  Effect effect() const { return effect_; }

  // kNone: it does not apply. kDirect for policies without principals.
  GrantClass Match(const Request& request) const;
  // The same, every element looked at and reported.
  GrantClass MatchTraced(const Request& request, StatementTrace& trace) const;

  // An entry of Action or NotAction in lower case.
  struct ActionPattern {
    std::string text;  // as written
    Pattern pattern;
    bool exact;  // no wildcard
  };

  // For the index.
  const std::vector<ActionPattern>& actions() const { return actions_; }
  bool not_action() const { return not_action_; }
  const std::vector<ResourcePattern>& resources() const { return resources_; }
  bool not_resource() const { return not_resource_; }

 private:
  bool MatchesAction(const Request& request) const;
  // `no_value`: a variable that stands in its way has no value.
  bool MatchesResource(const Request& request, bool& no_value) const;

  const Statement* source_;
  DocumentKind kind_;
  Effect effect_;
  bool not_action_, not_resource_;
  std::vector<ActionPattern> actions_;
  std::vector<ResourcePattern> resources_;
  PrincipalMatcher principals_;
  std::vector<CompiledCondition> conditions_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_STATEMENT_H_
