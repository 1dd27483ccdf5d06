#include "policy/access_sets/region_question.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "policy/access_sets/real_requests.h"
#include "policy/access_sets/statement_text.h"

namespace rolecall::policy {
namespace {

// More worlds than these are not tried: what none of them shows stays "possibly".
constexpr std::size_t kMostWorlds = 12;

using Policies = std::vector<const CompiledPolicy*>;

void AddSet(const PolicySet* set, Policies& policies) {
  if (set == nullptr) return;
  for (const auto& policy : *set) policies.push_back(policy.get());
}

void AddPolicies(const AccessSide& side, Policies& policies) {
  AddSet(side.inputs.identity, policies);
  AddSet(side.inputs.boundary, policies);
  AddSet(side.inputs.session, policies);
  AddSet(side.inputs.endpoint, policies);
  for (const PolicySet& level : side.inputs.scps) AddSet(&level, policies);
  for (const PolicySet& level : side.inputs.rcps) AddSet(&level, policies);
  if (side.inputs.resource != nullptr) policies.push_back(side.inputs.resource);
}

// What conditions compare a key with: values that a variable may have.
void AddWrittenValues(const CompiledPolicy& policy, const std::string& key, std::set<std::string>& values) {
  for (const Statement& statement : DocumentOf(policy).statements) {
    for (const Condition& condition : statement.conditions) {
      if (LowerAscii(condition.key) != key) continue;
      for (const Text& text : condition.values) {
        if (text.value.find_first_of("*?$") == std::string::npos) values.insert(text.value);
      }
    }
  }
}

}  // namespace

struct RegionAsker::Task {
  Formulas& formulas;
  const AllowPart& part;
  const std::vector<NotAllowed>& reasons;
  AccessSearch& search;
  bool show;  // a request with a name of AWS's and the engine's word; else only whether there is one
  Region region;

  // Nothing more certain can come.
  bool done() const { return region.answer == Answer::kFound && !region.without_effect; }
  void Undecided(const std::string& reason) {
    if (region.answer == Answer::kFound) return;
    region.answer = Answer::kUndecided;
    if (region.reason.empty()) region.reason = reason;
  }
};

RegionAsker::RegionAsker(const AccessQuestion& question, StatementSets& sets) : question_(question), sets_(sets) {
  for (const std::string& action : question.scope.actions) scope_actions_.push_back(ActionSet(action));
  for (const std::string& resource : question.scope.resources) scope_resources_.push_back(GlobSet(resource));
  AddWorld(World(sets));
  AddWorldsWithValues();
}

void RegionAsker::AddWorld(World world) {
  worlds_.push_back(std::make_unique<Formulas>(std::move(world), work_));
  Formulas& formulas = *worlds_.back();
  formulas.has = FormulaOf(*question_.has, formulas.world);
  for (const AccessSide* side : question_.had) formulas.had.push_back(FormulaOf(*side, formulas.world));
}

// Every variable with a value of its own; then each with those that conditions compare it with; then none with any.
void RegionAsker::AddWorldsWithValues() {
  Policies policies;
  AddPolicies(*question_.has, policies);
  for (const AccessSide* side : question_.had) AddPolicies(*side, policies);
  std::set<std::string> keys;
  for (const CompiledPolicy* policy : policies) {
    const std::set<std::string>& more = sets_.Of(*policy).variables;
    keys.insert(more.begin(), more.end());
  }
  if (keys.empty()) return;
  variables_.assign(keys.begin(), keys.end());
  std::map<std::string, std::string> values;
  // No two keys have the same: "username-1", "team-2".
  for (const std::string& key : variables_) {
    values[key] = key.substr(key.find_last_of(":/") + 1) + "-" + std::to_string(values.size() + 1);
  }
  AddWorld(World(sets_, values));
  for (const std::string& key : keys) {
    std::set<std::string> written;
    for (const CompiledPolicy* policy : policies) AddWrittenValues(*policy, key, written);
    for (const std::string& value : written) {
      if (worlds_.size() >= kMostWorlds) break;
      std::map<std::string, std::string> changed = values;
      changed[key] = value;
      AddWorld(World(sets_, std::move(changed)));
    }
  }
  AddWorld(World(sets_, {}));
}

Region RegionAsker::Ask(const AllowPart& part, const std::vector<NotAllowed>& reasons) {
  if (variables_.empty()) return AskIn(*worlds_.front(), part, reasons, true);
  Region letters = AskIn(*worlds_.front(), part, reasons, false);
  if (letters.answer == Answer::kNone) return letters;
  Region best;
  for (std::size_t i = 1; i < worlds_.size(); ++i) {
    Region region = AskIn(*worlds_[i], part, reasons, true);
    if (region.answer == Answer::kFound && !region.without_effect) return region;
    if (region.answer != Answer::kNone) best = std::move(region);
  }
  if (best.answer != Answer::kNone) return best;
  letters.answer = Answer::kUndecided;
  letters.reason = "the policy variable ${" + Join(variables_, "}, ${") + "} may have a value that makes a difference";
  return letters;
}

std::vector<std::string> RegionAsker::ExceptionsOf(const AllowPart& part) {
  Formulas& formulas = *worlds_.front();
  AccessSearch& search = formulas.search;
  const std::vector<AllowLayer>& way = formulas.has.ways[part.way];
  Box box;
  std::vector<std::string> texts;
  if (!search.Narrow(*way.front().allows[part.statement], part.action, part.resource, box)) return texts;
  for (std::size_t i = 1; i < way.size(); ++i) {
    if (way[i].limit.empty() || way[i].limit == kEndpointLimit) continue;
    const bool whole = std::any_of(way[i].allows.begin(), way[i].allows.end(), [&](const StatementSet* one) {
      return search.Find(box, {one}).answer == Answer::kNone;
    });
    const std::string text = "within " + way[i].limit;
    if (!whole && std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }
  for (const StatementSet* deny : formulas.has.denies) {
    if (search.Within(box, *deny).empty()) continue;
    std::string text = "not " + AllActions(*deny->source) + " on " + AllResources(*deny->source);
    const std::vector<std::string> conditions = ConditionTexts(*deny->source);
    if (!conditions.empty()) text += " if " + Join(conditions, " and ");
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<Box> RegionAsker::ScopeBoxes() const {
  std::vector<Box> boxes(1);
  if (!scope_actions_.empty()) {
    boxes.clear();
    for (const TextSet& set : scope_actions_) boxes.emplace_back().actions_in.push_back(&set);
  }
  if (scope_resources_.empty()) return boxes;
  std::vector<Box> both;
  for (const Box& box : boxes) {
    for (const TextSet& set : scope_resources_) both.emplace_back(box).resources_in.push_back(&set);
  }
  return both;
}

Region RegionAsker::AskIn(Formulas& formulas, const AllowPart& part, const std::vector<NotAllowed>& reasons,
                          bool show) {
  Task task{formulas, part, reasons, formulas.search, show, {}};
  const StatementSet& statement = *formulas.has.ways[part.way].front().allows[part.statement];
  for (Box& box : ScopeBoxes()) {
    if (task.search.Narrow(statement, part.action, part.resource, box)) Limit(task, std::move(box), 1);
    if (task.done()) break;
  }
  return std::move(task.region);
}

// The further layers of the way must allow too: each of their statements is tried.
void RegionAsker::Limit(Task& task, Box box, std::size_t layer) {
  const std::vector<AllowLayer>& way = task.formulas.has.ways[task.part.way];
  if (layer == way.size()) return Reasons(task, std::move(box), 0, task.formulas.has.denies);
  for (const StatementSet* statement : way[layer].allows) {
    for (Box& part : task.search.Within(box, *statement)) {
      Limit(task, std::move(part), layer + 1);
      if (task.done()) return;
    }
  }
}

void RegionAsker::Reasons(Task& task, Box box, std::size_t number, std::vector<const StatementSet*> avoided) {
  if (number == task.reasons.size()) return Search(task, box, avoided);
  const NotAllowed& reason = task.reasons[number];
  const AccessFormula& formula = task.formulas.had[number];
  if (reason.by_deny) {
    if (!task.search.Narrow(*formula.denies[reason.deny], reason.action, reason.resource, box)) return;
  } else {
    for (std::size_t way = 0; way < formula.ways.size(); ++way) {
      const AllowLayer& layer = formula.ways[way][reason.layers[way]];
      avoided.insert(avoided.end(), layer.allows.begin(), layer.allows.end());
    }
  }
  Reasons(task, std::move(box), number + 1, std::move(avoided));
}

void RegionAsker::Search(Task& task, const Box& box, const std::vector<const StatementSet*>& avoided) {
  // Where nothing is avoided there mostly is something: what is real of it tells, and the rest need not be asked.
  const bool is_asked = !task.show || !avoided.empty();
  Found found;
  if (is_asked) found = task.search.Find(box, avoided);
  if (is_asked && found.answer == Answer::kNone) return;
  if (!task.show) {
    task.region.answer = Answer::kFound;
    return;
  }
  const RealParts real = RealPartsOf(box, avoided);
  for (const RealPart& part : real.parts) {
    const Found one = task.search.Find(part.box, avoided);
    if (one.answer == Answer::kUndecided) task.Undecided(one.reason);
    if (one.answer == Answer::kFound && Show(task, one, part.action)) return;
  }
  if (!is_asked) found = task.search.Find(box, avoided);
  if (found.answer == Answer::kNone) return;
  if (found.answer == Answer::kUndecided) return task.Undecided(found.reason);
  if (task.region.answer == Answer::kUndecided) return;
  const bool shown = Show(task, found, found.action);
  if (shown && real.complete) task.region.without_effect = true;
}

// What was found as a request, which the engine must confirm.
bool RegionAsker::Show(Task& task, const Found& found, const std::string& action) {
  const AccessSide& has = *question_.has;
  AccessWitness witness{has.principal, action, found.resource, has.resource_account, {}};
  if (!task.formulas.world.variables().symbolic()) {
    for (const auto& [key, value] : task.formulas.world.variables().values()) witness.context.Set(key, value);
  }
  for (const auto& [key, value] : found.keys) {
    if (value.many) {
      witness.context.SetMultiple(key, value.values);
    } else if (!value.values.empty()) {
      witness.context.Set(key, value.values.front());
    }
  }
  const auto allowed = [&](const AccessSide& side) {
    return Decide(side.inputs,
                  Request(side.principal, witness.action, witness.resource, side.resource_account, witness.context))
        .allowed();
  };
  const bool confirmed = allowed(has) && std::none_of(question_.had.begin(), question_.had.end(),
                                                      [&](const AccessSide* side) { return allowed(*side); });
  if (!confirmed) {
    task.Undecided("the engine does not confirm " + witness.action + " on " + witness.resource);
    return false;
  }
  task.region = {Answer::kFound, false, "", std::move(witness)};
  return true;
}

}  // namespace rolecall::policy
