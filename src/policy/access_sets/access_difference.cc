#include "policy/access_sets/access_difference.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "policy/access_sets/region_question.h"

namespace rolecall::policy {
namespace {

// Reasons why several sides do not allow are combined; more combinations than these are not tried.
constexpr std::size_t kMostCombinations = 512;

std::size_t EntriesOf(bool negated, std::size_t count) { return negated || count == 0 ? 1 : count; }

// The narrower of two entries of the same element, as it is written.
std::string Narrower(const std::string& a, bool a_negated, const std::string& b, bool b_negated,
                     TextSet (*set_of)(std::string_view)) {
  if (a == b) return a;
  if (a_negated && b_negated) return a + ", " + b;
  if (a_negated || b_negated) {
    const std::string &plain = a_negated ? b : a, &negated = a_negated ? a : b;
    return plain == "*" ? negated : plain + " (" + negated + ")";
  }
  if (Covers(set_of(a), set_of(b))) return b;
  if (Covers(set_of(b), set_of(a))) return a;
  return a + " that is also " + b;
}

bool Has(const std::vector<const StatementSet*>& list, const StatementSet* one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool IsPartOf(const std::vector<const StatementSet*>& small, const std::vector<const StatementSet*>& large) {
  return std::all_of(small.begin(), small.end(), [&large](const StatementSet* one) { return Has(large, one); });
}

// Whatever gets through the further layers of one way gets through those of the other, because they are the same
// statements, or more of them.
bool IsAsOpen(const std::vector<AllowLayer>& wide, const std::vector<AllowLayer>& narrow) {
  return std::all_of(wide.begin() + 1, wide.end(), [&narrow](const AllowLayer& layer) {
    return std::any_of(narrow.begin() + 1, narrow.end(),
                       [&layer](const AllowLayer& one) { return IsPartOf(one.allows, layer.allows); });
  });
}

// Of a way of `has`, the layers of `had` that grant under the same limits and Deny statements or fewer. What stands in
// one of them is allowed there too, and no question: most statements of two sides are the same.
std::vector<const AllowLayer*> SameGrants(const std::vector<AllowLayer>& way, const AccessFormula& has,
                                          const std::vector<AccessFormula>& had) {
  std::vector<const AllowLayer*> layers;
  for (const AccessFormula& formula : had) {
    if (!IsPartOf(formula.denies, has.denies)) continue;
    for (const std::vector<AllowLayer>& other : formula.ways) {
      if (!other.empty() && IsAsOpen(other, way)) layers.push_back(&other.front());
    }
  }
  return layers;
}

class Differ {
 public:
  Differ(const AccessQuestion& question, StatementSets& sets) : question_(question), asker_(question, sets) {}

  std::vector<AccessDifference> Run() {
    const AccessFormula& has = asker_.has();
    for (std::size_t way = 0; way < has.ways.size() && !done_; ++way) {
      if (has.ways[way].empty()) continue;
      const std::vector<const AllowLayer*> same = SameGrants(has.ways[way], has, asker_.had());
      const auto& allows = has.ways[way].front().allows;
      for (std::size_t i = 0; i < allows.size() && !done_; ++i) {
        const bool allowed = std::any_of(same.begin(), same.end(),
                                         [&](const AllowLayer* layer) { return Has(layer->allows, allows[i]); });
        if (!allowed) AddStatement({way, i, 0, 0}, *allows[i]);
      }
    }
    return std::move(differences_);
  }

 private:
  void AddStatement(AllowPart part, const StatementSet& statement) {
    const std::size_t actions = EntriesOf(statement.not_action(), statement.actions.size());
    const std::size_t resources = EntriesOf(statement.not_resource(), statement.resources.size());
    for (part.action = 0; part.action < actions; ++part.action) {
      for (part.resource = 0; part.resource < resources && !done_; ++part.resource) {
        if (told_.contains({statement.source, part.action, part.resource})) continue;  // in another way
        AddPart(part, statement);
      }
    }
  }

  void AddPart(const AllowPart& part, const StatementSet& statement) {
    if (asker_.had().size() != 1) return AddCombined(part, statement);
    // Nothing allows it; else what was denied; else what was limited.
    const AccessFormula& had = asker_.had().front();
    bool whole = false;
    const bool all = ForEachLayers(had, [&](const NotAllowed& reason, const std::string& limit) {
      if (!limit.empty() || whole) return;
      whole = Add(part, statement, {reason}, DifferenceCause::kStatement, "", nullptr);
    });
    if (whole) return;
    for (std::size_t i = 0; i < had.denies.size(); ++i) AddDenied(part, statement, i);
    ForEachLayers(had, [&](const NotAllowed& reason, const std::string& limit) {
      if (limit.empty() || whole) return;
      whole = Add(part, statement, {reason}, DifferenceCause::kLimit, limit, nullptr);
    });
    if (!all && !whole) AddUndecided(part, statement);
  }

  void AddUndecided(const AllowPart& part, const StatementSet& statement) {
    AccessDifference unknown = Described(part, statement, nullptr, 0, 0);
    unknown.reason = "there are too many reasons to look at";
    differences_.push_back(std::move(unknown));
  }

  void AddDenied(const AllowPart& part, const StatementSet& statement, std::size_t number) {
    const StatementSet& deny = *asker_.had().front().denies[number];
    const auto& still = asker_.has().denies;
    const bool denied_too = std::any_of(still.begin(), still.end(),
                                        [&deny](const StatementSet* one) { return one->source == deny.source; });
    if (denied_too) return;
    NotAllowed reason;
    reason.by_deny = true;
    reason.deny = number;
    for (reason.action = 0; reason.action < EntriesOf(deny.not_action(), deny.actions.size()); ++reason.action) {
      const std::size_t resources = EntriesOf(deny.not_resource(), deny.resources.size());
      for (reason.resource = 0; reason.resource < resources; ++reason.resource) {
        Add(part, statement, {reason}, DifferenceCause::kDeny, "", &deny);
      }
    }
  }

  // One layer of each way, in all combinations. False: there are too many, and not all were visited.
  template <typename Visit>
  bool ForEachLayers(const AccessFormula& formula, Visit visit) {
    NotAllowed reason;
    reason.layers.assign(formula.ways.size(), 0);
    for (std::size_t count = 0; count < kMostCombinations; ++count) {
      std::string limit;
      bool possible = true;
      for (std::size_t way = 0; way < formula.ways.size(); ++way) {
        if (formula.ways[way].empty()) {
          possible = false;  // a way without layers allows all
        } else if (const std::string& one = formula.ways[way][reason.layers[way]].limit; !one.empty()) {
          limit = one;
        }
      }
      if (possible) visit(reason, limit);
      std::size_t way = 0;
      while (way < formula.ways.size() && ++reason.layers[way] >= formula.ways[way].size()) reason.layers[way++] = 0;
      if (way == formula.ways.size()) return true;
    }
    return false;
  }

  // All reasons why one side may not allow, each Deny with its entries. Nothing: there are too many.
  std::optional<std::vector<NotAllowed>> ReasonsOf(const AccessFormula& formula) {
    std::vector<NotAllowed> reasons;
    const auto keep = [&](const NotAllowed& reason, const std::string&) { reasons.push_back(reason); };
    if (!ForEachLayers(formula, keep)) return std::nullopt;
    for (std::size_t i = 0; i < formula.denies.size(); ++i) {
      const StatementSet& deny = *formula.denies[i];
      NotAllowed reason;
      reason.by_deny = true;
      reason.deny = i;
      for (reason.action = 0; reason.action < EntriesOf(deny.not_action(), deny.actions.size()); ++reason.action) {
        const std::size_t resources = EntriesOf(deny.not_resource(), deny.resources.size());
        for (reason.resource = 0; reason.resource < resources; ++reason.resource) reasons.push_back(reason);
      }
    }
    return reasons;
  }

  void AddCombined(const AllowPart& part, const StatementSet& statement) {
    std::vector<std::vector<NotAllowed>> each;
    for (const AccessFormula& formula : asker_.had()) {
      std::optional<std::vector<NotAllowed>> reasons = ReasonsOf(formula);
      if (!reasons) return AddUndecided(part, statement);
      each.push_back(*std::move(reasons));
    }
    std::vector<std::size_t> at(each.size(), 0);
    std::optional<AccessDifference> possible;
    for (std::size_t count = 0; count < kMostCombinations; ++count) {
      std::vector<NotAllowed> reasons;
      for (std::size_t i = 0; i < each.size(); ++i) {
        if (each[i].empty()) return;  // a side that allows all
        reasons.push_back(each[i][at[i]]);
      }
      if (Add(part, statement, reasons, DifferenceCause::kStatement, "", nullptr)) return;
      std::size_t side = 0;
      while (side < each.size() && ++at[side] >= each[side].size()) at[side++] = 0;
      if (side == each.size()) return;
    }
    AddUndecided(part, statement);
  }

  AccessDifference Described(const AllowPart& part, const StatementSet& statement, const StatementSet* deny,
                             std::size_t deny_action, std::size_t deny_resource) {
    AccessDifference difference;
    difference.exceptions = asker_.ExceptionsOf(part);
    difference.statement = statement.source;
    difference.action = ActionText(*statement.source, part.action);
    difference.resource = ResourceText(*statement.source, part.resource);
    difference.conditions = ConditionTexts(*statement.source);
    if (deny == nullptr) return difference;
    difference.denied_by = deny->source;
    difference.action = Narrower(difference.action, statement.not_action(), ActionText(*deny->source, deny_action),
                                 deny->not_action(), ActionSet);
    difference.resource = Narrower(difference.resource, statement.not_resource(),
                                   ResourceText(*deny->source, deny_resource), deny->not_resource(), GlobSet);
    for (std::string& text : ConditionTexts(*deny->source)) difference.conditions.push_back(std::move(text));
    return difference;
  }

  // True: it is told, and is certain.
  bool Add(const AllowPart& part, const StatementSet& statement, const std::vector<NotAllowed>& reasons,
           DifferenceCause cause, const std::string& limit, const StatementSet* deny) {
    Region region = asker_.Ask(part, reasons);
    if (region.answer == Answer::kNone) return false;
    AccessDifference difference =
        deny == nullptr ? Described(part, statement, nullptr, 0, 0)
                        : Described(part, statement, deny, reasons.front().action, reasons.front().resource);
    difference.cause = cause;
    difference.limit = limit;
    difference.certain = region.answer == Answer::kFound;
    difference.without_effect = region.without_effect;
    difference.reason = std::move(region.reason);
    difference.witness = std::move(region.witness);
    const bool certain = difference.certain && !difference.without_effect;
    Keep(std::move(difference), part, statement);
    return certain;
  }

  // A certain difference takes the place of one of the same part that is not.
  void Keep(AccessDifference difference, const AllowPart& part, const StatementSet& statement) {
    const bool certain = difference.certain && !difference.without_effect;
    const auto same = [&](const AccessDifference& one) {
      return one.statement == difference.statement && one.action == difference.action &&
             one.resource == difference.resource && one.denied_by == difference.denied_by;
    };
    const auto found = std::find_if(differences_.begin(), differences_.end(), same);
    if (found == differences_.end()) {
      differences_.push_back(std::move(difference));
    } else if (certain) {
      *found = std::move(difference);
    }
    if (certain) told_.insert({statement.source, part.action, part.resource});
    done_ = question_.first_only && certain;
  }

  const AccessQuestion& question_;
  RegionAsker asker_;
  std::vector<AccessDifference> differences_;
  std::set<std::tuple<const Statement*, std::size_t, std::size_t>> told_;
  bool done_ = false;
};

}  // namespace

std::vector<AccessDifference> Beyond(const AccessQuestion& question, StatementSets& sets) {
  std::vector<AccessDifference> differences = Differ(question, sets).Run();
  if (!question.first_only) return differences;
  std::stable_sort(differences.begin(), differences.end(), [](const AccessDifference& a, const AccessDifference& b) {
    return std::pair(a.certain, !a.without_effect) > std::pair(b.certain, !b.without_effect);
  });
  return differences;
}

}  // namespace rolecall::policy
