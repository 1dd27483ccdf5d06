// Statements as sets: the actions, resources and values of keys that each is about, ready to be held against others'.
//
//   StatementSets sets;                                      // of one thread; keeps what it made
//   for (const StatementSet& one : sets.Of(*policy)) …        // variables as letters (text_set.h)
//   World world(sets, {{"aws:username", "example"}});         // the same with values for the variables
//   for (const StatementSet& one : world.Of(*policy)) …
//
// Keeps pointers into the policies, which must outlive it.
#ifndef ROLECALL_POLICY_ACCESS_SETS_STATEMENT_SET_H_
#define ROLECALL_POLICY_ACCESS_SETS_STATEMENT_SET_H_

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/access_sets/key_condition.h"
#include "policy/access_sets/text_set.h"
#include "policy/decide/engine.h"
#include "policy/decide/principal_match.h"

namespace rolecall::policy {

struct StatementSet {
  StatementSet(const Statement& source, const Document& document, Variables& variables);

  const Statement* source;
  PrincipalMatcher principals;
  std::vector<TextSet> actions;
  std::vector<TextSet> resources;  // none: whatever resource
  std::vector<KeyCondition> conditions;
  // NotResource with variables as letters: where one has no value an Allow does not apply at all.
  bool may_not_apply = false;

  Effect effect() const { return source->effect; }
  bool not_action() const { return source->not_action; }
  bool not_resource() const { return source->not_resource; }
};

// A document's statements, in its order.
struct PolicySets {
  std::vector<StatementSet> statements;
  std::set<std::string> variables;  // the keys, in lower case, that its texts have in ${…}
};

class StatementSets {
 public:
  const PolicySets& Of(const CompiledPolicy& policy);
  Variables& letters() { return letters_; }

 private:
  Variables letters_;
  std::unordered_map<const CompiledPolicy*, PolicySets> sets_;
};

// One way to read variables: as letters, or with values.
class World {
 public:
  explicit World(StatementSets& sets) : sets_(sets) {}
  World(StatementSets& sets, std::map<std::string, std::string> values) : sets_(sets), variables_(std::move(values)) {}

  const std::vector<StatementSet>& Of(const CompiledPolicy& policy);
  const Variables& variables() const { return variables_; }

 private:
  StatementSets& sets_;
  Variables variables_;
  std::unordered_map<const CompiledPolicy*, std::vector<StatementSet>> own_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_STATEMENT_SET_H_
