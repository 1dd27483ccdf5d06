#include "policy/access_sets/access_search.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

using Sets = std::vector<const TextSet*>;

// Some text of the region may be one that the list is about.
bool MayMeet(const std::vector<TextSet>& list, bool negated, const Sets& in, const Sets& out) {
  if (negated) {
    return std::none_of(list.begin(), list.end(), [&in](const TextSet& set) {
      return std::any_of(in.begin(), in.end(), [&set](const TextSet* region) { return Covers(set, *region); });
    });
  }
  return std::any_of(list.begin(), list.end(), [&](const TextSet& set) {
    return std::all_of(in.begin(), in.end(), [&set](const TextSet* region) { return Meets(set, *region); }) &&
           std::none_of(out.begin(), out.end(), [&set](const TextSet* gone) { return Covers(*gone, set); });
  });
}

std::vector<KeyFact> FactsAbout(const Box& box, const std::string& key) {
  std::vector<KeyFact> facts;
  for (const KeyFact& fact : box.facts) {
    if (fact.condition->key() == key) facts.push_back(fact);
  }
  return facts;
}

// The parts of a region that the list is not about, by one dimension: `in` and `out` are the box's.
void AddTextWays(const std::vector<TextSet>& list, bool negated, const Box& box, Sets Box::*in, Sets Box::*out,
                 Work& work, std::vector<Box>& ways) {
  const auto keep = [&](Box way) {
    if (MayFindText({way.*in, way.*out}, work)) ways.push_back(std::move(way));
  };
  if (negated) {
    for (const TextSet& set : list) {
      Box way = box;
      (way.*in).push_back(&set);
      keep(std::move(way));
    }
    return;
  }
  Box way = box;
  for (const TextSet& set : list) {
    // What covers the region leaves nothing: most statements that are compared end here.
    const auto covers = [&set](const TextSet* region) { return Covers(set, *region); };
    if (std::any_of((box.*in).begin(), (box.*in).end(), covers)) return;
    const auto meets = [&set](const TextSet* region) { return Meets(set, *region); };
    if (std::all_of((box.*in).begin(), (box.*in).end(), meets)) (way.*out).push_back(&set);
  }
  keep(std::move(way));
}

}  // namespace

bool AccessSearch::AddFact(const KeyCondition& condition, bool holds, Box& box) {
  box.facts.push_back({&condition, holds});
  return FindValue(FactsAbout(box, condition.key()), variables_, work_).answer != Answer::kNone;
}

bool AccessSearch::Narrow(const StatementSet& statement, std::size_t action, std::size_t resource, Box& box) {
  if (statement.not_action()) {
    for (const TextSet& set : statement.actions) box.actions_out.push_back(&set);
  } else {
    box.actions_in.push_back(&statement.actions[action]);
  }
  // What has no colon of its own is about actions too.
  const bool colon = std::any_of(box.actions_in.begin(), box.actions_in.end(),
                                 [](const TextSet* set) { return set->find(U':') != TextSet::npos; });
  if (!colon) box.actions_in.push_back(&AnyAction());
  if (statement.not_resource()) {
    for (const TextSet& set : statement.resources) box.resources_out.push_back(&set);
  } else if (!statement.resources.empty()) {
    box.resources_in.push_back(&statement.resources[resource]);
  }
  if (!MayFindText({box.actions_in, box.actions_out}, work_)) return false;
  if (!MayFindText({box.resources_in, box.resources_out}, work_)) return false;
  return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const KeyCondition& condition) { return AddFact(condition, true, box); });
}

std::vector<Box> AccessSearch::Within(const Box& box, const StatementSet& statement) {
  std::vector<Box> parts;
  if (!MayMeet(statement.actions, statement.not_action(), box.actions_in, box.actions_out)) return parts;
  const std::size_t actions = statement.not_action() ? 1 : statement.actions.size();
  const std::size_t resources =
      statement.not_resource() || statement.resources.empty() ? 1 : statement.resources.size();
  for (std::size_t a = 0; a < actions; ++a) {
    for (std::size_t r = 0; r < resources; ++r) {
      Box part = box;
      if (Narrow(statement, a, r, part)) parts.push_back(std::move(part));
    }
  }
  return parts;
}

bool AccessSearch::Disjoint(const Box& box, const StatementSet& statement) {
  if (!MayMeet(statement.actions, statement.not_action(), box.actions_in, box.actions_out)) return true;
  if (!statement.resources.empty() &&
      !MayMeet(statement.resources, statement.not_resource(), box.resources_in, box.resources_out)) {
    return true;
  }
  return std::any_of(statement.conditions.begin(), statement.conditions.end(), [&](const KeyCondition& condition) {
    std::vector<KeyFact> facts = FactsAbout(box, condition.key());
    facts.push_back({&condition, true});
    return FindValue(facts, variables_, work_).answer == Answer::kNone;
  });
}

std::vector<Box> AccessSearch::WaysAround(const Box& box, const StatementSet& statement) {
  std::vector<Box> ways;
  AddTextWays(statement.actions, statement.not_action(), box, &Box::actions_in, &Box::actions_out, work_, ways);
  if (!statement.resources.empty()) {
    AddTextWays(statement.resources, statement.not_resource(), box, &Box::resources_in, &Box::resources_out, work_,
                ways);
  }
  for (const KeyCondition& condition : statement.conditions) {
    Box way = box;
    if (AddFact(condition, false, way)) ways.push_back(std::move(way));
  }
  return ways;
}

Found AccessSearch::Find(Box box, std::vector<const StatementSet*> avoided) {
  while (true) {
    if (!work_.Take(16)) return TooLarge();
    std::vector<Box> fewest;
    const StatementSet* next = nullptr;
    bool forced = false;
    for (std::size_t i = 0; i < avoided.size() && !forced;) {
      const StatementSet& statement = *avoided[i];
      const bool allows_less = statement.may_not_apply && statement.effect() == Effect::kAllow;
      if (allows_less || Disjoint(box, statement)) {
        avoided.erase(avoided.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
      std::vector<Box> ways = WaysAround(box, statement);
      if (ways.empty()) return {};
      if (ways.size() == 1) {
        box = std::move(ways.front());
        avoided.erase(avoided.begin() + static_cast<std::ptrdiff_t>(i));
        forced = true;
      } else if (next == nullptr || ways.size() < fewest.size()) {
        fewest = std::move(ways);
        next = &statement;
      }
      ++i;
    }
    if (forced) continue;
    if (next == nullptr) return Leaf(box);
    std::erase(avoided, next);
    Found undecided;
    for (Box& way : fewest) {
      Found found = Find(std::move(way), avoided);
      if (found.answer == Answer::kFound) return found;
      if (found.answer == Answer::kUndecided) undecided = std::move(found);
    }
    return undecided;
  }
}

const TextAnswer& AccessSearch::FindResource(const Box& box) {
  const bool same =
      last_resource_ && last_resource_->first.in == box.resources_in && last_resource_->first.out == box.resources_out;
  if (!same) {
    const TextQuestion question{box.resources_in, box.resources_out};
    last_resource_.emplace(question, FindText(question, work_));
  }
  return last_resource_->second;
}

Found AccessSearch::Leaf(const Box& box) {
  const TextAnswer action = FindText({box.actions_in, box.actions_out}, work_);
  const TextAnswer& resource = FindResource(box);
  if (action.answer == Answer::kNone || resource.answer == Answer::kNone) return {};
  if (!action.found() || !resource.found()) return TooLarge();
  Found found{Answer::kFound, action.text, resource.text, {}, ""};
  for (const KeyFact& fact : box.facts) {
    const std::string& key = fact.condition->key();
    const bool done =
        std::any_of(found.keys.begin(), found.keys.end(), [&key](const auto& one) { return one.first == key; });
    if (done) continue;
    KeyAnswer value = FindValue(FactsAbout(box, key), variables_, work_);
    if (value.answer == Answer::kNone) return {};
    if (value.answer == Answer::kUndecided) {
      found.answer = Answer::kUndecided;
      found.reason = value.reason;
    }
    found.keys.emplace_back(key, std::move(value));
  }
  return found;
}

}  // namespace rolecall::policy
