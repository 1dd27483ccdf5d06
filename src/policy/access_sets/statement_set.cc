#include "policy/access_sets/statement_set.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

void AddVariables(const std::string& text, std::set<std::string>& names) {
  if (text.find("${") == std::string::npos) return;
  for (const Variable& variable : CompileText(text, true, Version::k2012).variables) names.insert(variable.key);
}

std::set<std::string> VariablesOf(const Document& document) {
  std::set<std::string> names;
  if (document.version == Version::k2008) return names;
  for (const Statement& statement : document.statements) {
    for (const Text& text : statement.resources) AddVariables(text.value, names);
    for (const Condition& condition : statement.conditions) {
      if (!condition.op.TakesVariables()) continue;
      for (const Text& text : condition.values) AddVariables(text.value, names);
    }
  }
  return names;
}

std::vector<StatementSet> SetsOf(const Document& document, Variables& variables) {
  std::vector<StatementSet> sets;
  sets.reserve(document.statements.size());
  for (const Statement& statement : document.statements) sets.emplace_back(statement, document, variables);
  return sets;
}

}  // namespace

StatementSet::StatementSet(const Statement& written, const Document& document, Variables& variables)
    : source(&written), principals(written, document.kind) {
  const ResourceReading reading = ResourceReadingOf(written, document.kind);
  for (const Text& text : written.actions) actions.push_back(ActionSet(text.value));
  for (const Text& text : written.resources) {
    resources.push_back(ResourceSet(text.value, document.version, reading, variables));
    may_not_apply = may_not_apply || (written.not_resource && HasVariables(resources.back()));
  }
  conditions.reserve(written.conditions.size());
  for (const Condition& condition : written.conditions) {
    conditions.emplace_back(condition, document.version, written.effect, variables);
  }
}

const PolicySets& StatementSets::Of(const CompiledPolicy& policy) {
  const auto [found, is_new] = sets_.try_emplace(&policy);
  if (is_new) {
    const Document& document = DocumentOf(policy);
    found->second.variables = VariablesOf(document);
    found->second.statements = SetsOf(document, letters_);
  }
  return found->second;
}

const std::vector<StatementSet>& World::Of(const CompiledPolicy& policy) {
  const PolicySets& sets = sets_.Of(policy);
  if (variables_.symbolic() || sets.variables.empty()) return sets.statements;
  const auto found = own_.find(&policy);
  if (found != own_.end()) return found->second;
  return own_.emplace(&policy, SetsOf(DocumentOf(policy), variables_)).first->second;
}

}  // namespace rolecall::policy
